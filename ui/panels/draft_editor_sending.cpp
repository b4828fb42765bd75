// How a draft is sent from its editor, and what is said of it.
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/draft_editor.h"
#include "ui/panels/draft_sender.h"
#include "ui/views/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace tapedeck {

bool DraftEditor::canSend() const
{
    return m_sender->running() || (!m_queue->currentText().isEmpty() && m_context.client.attached());
}

void DraftEditor::showState()
{
    const bool running = m_sender->running();
    const bool repeats = !m_every->text().trimmed().isEmpty();
    m_sendButton->setText(running ? tr("St&op") : repeats ? tr("S&tart") : tr("&Send"));
    m_sendButton->setIcon(themedIcon(running ? QStringLiteral("stop") : QStringLiteral("send")));
    m_sendButton->setToolTip(running ? tr("Stop sending (Ctrl+Enter)") : tr("Publish the message (Ctrl+Enter)"));
    m_sendButton->setEnabled(canSend());
    Q_EMIT canSendChanged();
}

void DraftEditor::send()
{
    if (!canSend())
        return;
    if (m_sender->running())
        return m_sender->stop();
    m_show->hide();
    m_result->setText(tr("Sending…"));
    if (const Status started = m_sender->start(draft()); !started)
        m_result->setText(tr("Not sent. %1").arg(shownText(started.error().text)));
    showState();
}

void DraftEditor::tellProgress()
{
    m_result->setText(tr("Sent %1 so far.").arg(messagesText(m_sender->outcome().sent)));
}

QString DraftEditor::routeText() const
{
    const DraftSender::Outcome& outcome = m_sender->outcome();
    const QString name = shownText(outcome.target);
    if (outcome.route.noExchange)
        return tr("There is no exchange %1: bind a queue to it first.").arg(name);
    if (outcome.sent > 1)
        return tr("Sent %1 to %2.").arg(messagesText(outcome.sent), name);
    if (outcome.route.routed == 0)
        return tr("Sent, but no queue of %1 wants that route.").arg(name);
    if (outcome.route.dropped > 0)
        return tr("Sent to %1 queues of %2; %3 of them were full and dropped it.")
            .arg(QString::number(outcome.route.routed), name, QString::number(outcome.route.dropped));
    return outcome.route.routed == 1 ? tr("Sent to 1 queue of %1.").arg(name)
                                     : tr("Sent to %1 queues of %2.").arg(QString::number(outcome.route.routed), name);
}

void DraftEditor::tellOutcome()
{
    const DraftSender::Outcome& outcome = m_sender->outcome();
    const QString name = shownText(outcome.target);
    showState();
    if (!outcome.error.isEmpty()) {
        m_result->setText(outcome.sent == 0
                ? tr("Not sent. %1").arg(outcome.error)
                : tr("Stopped after %1. %2").arg(messagesText(outcome.sent), outcome.error));
        return;
    }
    if (outcome.sent == 0)
        return m_result->setText(tr("Stopped."));
    if (outcome.toExchange)
        return m_result->setText(routeText());
    const bool inOneRun = outcome.last.value - outcome.first.value + 1 == outcome.sent;
    m_result->setText(outcome.sent == 1 ? tr("Sent as message %1 of %2.").arg(groupedText(outcome.first.value), name)
            : inOneRun                  ? tr("Sent as messages %1 to %2 of %3.")
                             .arg(groupedText(outcome.first.value), groupedText(outcome.last.value), name)
                       : tr("Sent %1 to %2; the last is %3.")
                             .arg(messagesText(outcome.sent), name, groupedText(outcome.last.value)));
    m_show->show();
    if (const auto queue = m_context.client.queueNamed(outcome.target); queue && m_context.current.queue().value == 0)
        m_context.current.setQueue(queue->number);
}

void DraftEditor::showSent()
{
    const DraftSender::Outcome& outcome = m_sender->outcome();
    const auto queue = m_context.client.queueNamed(outcome.target);
    if (!queue)
        return m_context.messages.fail(tr("The queue %1 is no longer there.").arg(shownText(outcome.target)));
    m_context.current.setQueue(queue->number);
    m_context.current.setMessage(outcome.last);
}

} // namespace tapedeck
