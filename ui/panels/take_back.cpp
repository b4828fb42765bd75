#include "ui/panels/take_back.h"

#include "engine/base/limits.h"
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"

#include <QCoreApplication>

#include <functional>
#include <memory>

namespace tapedeck {

namespace {

// Gathers the answers to the parts of one undo, and says what came of it after the last one.
class TakenBack : public std::enable_shared_from_this<TakenBack> {
    Q_DECLARE_TR_FUNCTIONS(tapedeck::TakenBack)
public:
    // `text` tells of how many came back, and how many did not.
    TakenBack(WindowContext& context, uint64_t wanted, std::function<QString(uint64_t, uint64_t)> text)
        : m_context(context)
        , m_wanted(wanted)
        , m_text(std::move(text))
    {
    }

    template <typename A>
    void submit(std::vector<A> parts)
    {
        m_open = parts.size();
        for (A& part : parts)
            m_context.client.submit(&m_context.messages, std::move(part),
                [self = shared_from_this()](const ActionAnswer& answer) { self->answered(answer); });
    }

    static QString acknowledged(uint64_t count, const QString& channel)
    {
        return tr("acknowledge of %1 in %2").arg(messagesText(count), channel);
    }
    static QString acknowledgeUndone(uint64_t done, uint64_t missed, const QString& channel)
    {
        return missed == 0 ? tr("Back in %1: %2.").arg(channel, messagesText(done))
                           : tr("Back in %1: %2. Not taken back: %3 (gone, or waiting already).")
                                 .arg(channel, messagesText(done), messagesText(missed));
    }
    static QString moved(uint64_t count, const QString& target, bool copiesStay)
    {
        return copiesStay ? tr("move of %1 to %2 (what was delivered stays)").arg(messagesText(count), target)
                          : tr("move of %1 to %2").arg(messagesText(count), target);
    }
    static QString moveUndone(uint64_t done, uint64_t missed, const QString& channel, const QString& target)
    {
        return missed == 0
            ? tr("Back in %1: %2. The copies in %3 are acknowledged.").arg(channel, messagesText(done), target)
            : tr("Back in %1: %2. Still in %3: %4 (somebody took them, or they are gone).")
                  .arg(channel, messagesText(done), target, messagesText(missed));
    }
    static QString routeUndone(uint64_t done, uint64_t missed, const QString& channel, const QString& target)
    {
        return acknowledgeUndone(done, missed, channel) + QLatin1Char(' ')
            + tr("What %1 delivered stays where it is.").arg(target);
    }

private:
    void answered(const ActionAnswer& answer)
    {
        m_failed = !m_context.messages.check(answer) || m_failed;
        m_done += answer.number;
        if (--m_open == 0 && !m_failed)
            m_context.messages.say(m_text(m_done, m_wanted - std::min(m_wanted, m_done)));
    }

    WindowContext& m_context;
    uint64_t m_wanted, m_done = 0;
    size_t m_open = 0;
    bool m_failed = false;
    std::function<QString(uint64_t, uint64_t)> m_text;
};

std::vector<action::UnsettleMessages> unsettleParts(
    QueueNo queue, const std::string& channel, const std::vector<SettledMessage>& settled)
{
    std::vector<action::UnsettleMessages> parts;
    for (size_t from = 0; from < settled.size(); from += limits::kBatchIdsMax) {
        const auto begin = settled.begin() + static_cast<ptrdiff_t>(from);
        const auto count = std::min(settled.size() - from, limits::kBatchIdsMax);
        parts.push_back({queue, channel, {begin, begin + static_cast<ptrdiff_t>(count)}});
    }
    return parts;
}

} // namespace

void pushAcknowledgeUndo(
    WindowContext& context, QueueNo queue, const std::string& channel, std::vector<SettledMessage> settled)
{
    if (settled.empty() || settled.size() > kTakenBackMax)
        return;
    const QString name = shownText(channel);
    const QString what = TakenBack::acknowledged(settled.size(), name);
    context.undo.push(what, [&context, queue, channel, name, all = std::move(settled)] {
        const auto undo = std::make_shared<TakenBack>(context, all.size(),
            [name](uint64_t done, uint64_t missed) { return TakenBack::acknowledgeUndone(done, missed, name); });
        undo->submit(unsettleParts(queue, channel, all));
    });
}

bool pushMoveUndo(WindowContext& context, std::vector<action::TakeBackCopies> batches, const std::string& target)
{
    std::vector<SettledMessage> settled;
    uint64_t copies = 0;
    for (const action::TakeBackCopies& batch : batches) {
        settled.insert(settled.end(), batch.settled.begin(), batch.settled.end());
        copies += batch.copies.size();
    }
    const uint64_t count = copies > 0 ? copies : settled.size();
    if (count == 0 || count > kTakenBackMax)
        return false;
    const QString to = shownText(target);
    const QString channel = shownText(batches.front().channel);
    if (copies > 0) {
        context.undo.push(TakenBack::moved(count, to, false), [&context, count, to, channel, batches] {
            const auto undo =
                std::make_shared<TakenBack>(context, count, [to, channel](uint64_t done, uint64_t missed) {
                    return TakenBack::moveUndone(done, missed, channel, to);
                });
            undo->submit(batches);
        });
        return true;
    }
    const auto parts = unsettleParts(batches.front().from, batches.front().channel, settled);
    context.undo.push(TakenBack::moved(count, to, true), [&context, count, to, channel, parts] {
        const auto undo = std::make_shared<TakenBack>(context, count, [to, channel](uint64_t done, uint64_t missed) {
            return TakenBack::routeUndone(done, missed, channel, to);
        });
        undo->submit(parts);
    });
    return true;
}

} // namespace tapedeck
