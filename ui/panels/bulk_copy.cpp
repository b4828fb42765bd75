#include "ui/panels/bulk_copy.h"

#include "engine/base/limits.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/progress_dialog.h"
#include "ui/panels/take_back.h"

namespace tapedeck {

BulkCopy::BulkCopy(WindowContext& context, BulkFrom from, BulkTo to, uint64_t total, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_from(std::move(from))
    , m_to(std::move(to))
    , m_total(total)
{
    const QString name = shownText(m_to.target);
    if (total >= kDialogFrom) {
        m_dialog = new ProgressDialog(
            m_to.settleIn.empty() ? tr("Copying messages to %1").arg(name) : tr("Moving messages to %1").arg(name),
            ProgressDialog::Unit::messages, window);
        connect(m_dialog, &ProgressDialog::cancelled, this, [this] { end(tr("Cancelled.")); });
        m_dialog->open();
    }
    connect(&context.client, &EngineClient::engineChanged, this, [this] { end(tr("The tape was closed.")); });
    next();
}

void BulkCopy::next()
{
    if (m_ended)
        return;
    if (m_dialog)
        m_dialog->advance(m_looked, std::max(m_total, m_looked));
    if (!m_from.selection)
        return askDead();
    std::vector<MessageId> ids = m_from.selection->ids(static_cast<int64_t>(m_looked), limits::kBatchIdsMax);
    if (ids.empty())
        end({});
    else
        copy(std::move(ids));
}

// Those that were moved are no dead letters any more, so it goes on behind them.
void BulkCopy::askDead()
{
    if (m_nextDead.value == 0)
        return end({});
    ChannelListRequest request;
    request.queue = m_from.queue;
    request.channel = m_from.deadLettersOf;
    request.state = MessageState::dead;
    request.from = m_nextDead;
    request.count = static_cast<uint32_t>(limits::kBatchIdsMax);
    m_context.client.ask<ChannelListRequest>(this, request, [this](const ChannelList& list) {
        if (m_ended)
            return;
        if (list.dropped)
            return askDead();
        if (!list.error.empty())
            return end(shownText(list.error));
        m_nextDead = list.next;
        std::vector<MessageId> ids;
        for (const ChannelEntry& entry : list.entries)
            ids.push_back(entry.id);
        if (ids.empty())
            end({});
        else
            copy(std::move(ids));
    });
}

void BulkCopy::copy(std::vector<MessageId> ids)
{
    action::CopyMessages batch;
    batch.from = m_from.selection ? m_from.selection->queue() : m_from.queue;
    batch.target = m_to.target;
    batch.toExchange = m_to.toExchange;
    batch.settleIn = m_to.settleIn;
    const size_t asked = ids.size();
    batch.ids = std::move(ids);
    m_context.client.submit(
        this, std::move(batch), [this, asked](const ActionAnswer& answer) { onCopied(answer, asked); });
}

void BulkCopy::onCopied(const ActionAnswer& answer, size_t asked)
{
    remember(answer);
    if (!answer.status)
        return end(shownText(answer.status.error().text));
    m_copied += answer.number;
    m_looked += asked;
    next();
}

// What one batch settled, also where it failed later. Too much is not remembered at all.
void BulkCopy::remember(const ActionAnswer& answer)
{
    m_backMessages += std::max(answer.settled.size(), answer.copies.size());
    if (m_backMessages > kTakenBackMax)
        m_back.clear();
    else if (!answer.settled.empty() || !answer.copies.empty())
        m_back.push_back({m_from.selection ? m_from.selection->queue() : m_from.queue, m_to.settleIn, answer.settled,
            m_to.target, answer.copies});
}

QString BulkCopy::doneText() const
{
    const QString name = shownText(m_to.target);
    QString what = m_to.settleIn.empty() ? tr("Copied %1 to %2.").arg(messagesText(m_copied), name)
                                         : tr("Moved %1 to %2.").arg(messagesText(m_copied), name);
    if (m_backMessages > kTakenBackMax)
        what += QLatin1Char(' ') + tr("So many cannot be taken back.");
    if (m_copied == m_looked)
        return what;
    const QString rest = messagesText(m_looked - m_copied);
    return what + QLatin1Char(' ')
        + (m_to.toExchange ? tr("%1 stayed: no queue wants them, or they are gone.").arg(rest)
                           : tr("%1 are gone.").arg(rest));
}

void BulkCopy::end(const QString& error)
{
    if (std::exchange(m_ended, true))
        return;
    if (!m_back.empty() && m_context.client.attached())
        pushMoveUndo(m_context, std::move(m_back), m_to.target);
    if (error.isEmpty()) {
        m_context.messages.say(doneText());
        if (m_dialog)
            m_dialog->finish({});
    } else {
        const QString text = m_copied > 0 ? doneText() + QLatin1Char(' ') + error : error;
        if (m_dialog && !m_dialog->over())
            m_dialog->fail(text);
        else
            m_context.messages.fail(text);
    }
    Q_EMIT ended(m_copied);
    deleteLater();
}

} // namespace tapedeck
