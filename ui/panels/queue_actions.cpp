#include "ui/panels/queue_actions.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/panels/confirm_dialog.h"
#include "ui/panels/name_dialog.h"
#include "ui/views/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

#include <algorithm>

namespace tapedeck {

QueueActions::QueueActions(WindowContext& context, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_window(window)
{
    newQueue = add(tr("&New queue\u2026"), "add", tr("Ctrl+Shift+N"), &QueueActions::createQueue);
    newChannel = add(tr("New &channel\u2026"), "channel", tr("Ctrl+Alt+N"), &QueueActions::createChannel);
    publish = add(tr("P&ublish into it"), "publish", {}, &QueueActions::publishRequested);
    seek = add(tr("&Seek channel\u2026"), "seek", tr("Ctrl+Shift+K"), &QueueActions::seekRequested);
    pause = add(tr("&Pause deliveries"), "pause", tr("Ctrl+Shift+Space"), &QueueActions::togglePause);
    replay = add(tr("&Replay\u2026"), "replay", tr("Ctrl+Shift+R"), &QueueActions::replayRequested);
    replayDead = add(tr("Deliver &dead letters again"), "undo", {}, &QueueActions::requeueDead);
    exportMessages = add(tr("E&xport\u2026"), "save", {}, &QueueActions::askExport);
    copyName = add(tr("Copy na&me"), "copy", {}, &QueueActions::copy);
    purge = add(tr("Pur&ge\u2026"), "purge", {}, &QueueActions::purgeCurrent);
    remove = add(tr("De&lete\u2026"), "delete", {}, &QueueActions::deleteCurrent);
    connect(&context.current, &Current::channelChanged, this, &QueueActions::refresh);
    connect(&context.client, &EngineClient::snapshotChanged, this, &QueueActions::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, &QueueActions::refresh);
    refresh();
}

QAction* QueueActions::add(const QString& text, const char* icon, const QString& shortcut, void (QueueActions::*run)())
{
    auto* action = new QAction(themedIcon(QLatin1String(icon)), text, this);
    if (!shortcut.isEmpty())
        action->setShortcut(QKeySequence(shortcut));
    connect(action, &QAction::triggered, this, run);
    return action;
}

const ChannelStats* QueueActions::channel(const QueueView& queue) const
{
    for (const ChannelStats& c : queue.stats.channels)
        if (c.name == m_context.current.channel())
            return &c;
    return nullptr;
}

// A channel that has nothing but its place is what it was when it is made anew and moved there.
static bool isNothingButAPlace(const QueueView& queue, const ChannelStats& on)
{
    const QueueSettings& usual = queue.stats.settings;
    const uint64_t head = queue.stats.head.value;
    const uint64_t behind = head - std::min(head, std::max(on.cursor, queue.stats.first).value);
    return on.inFlight == 0 && on.delayed == 0 && on.redeliver == 0 && on.dead == 0 && on.lag == behind
        && on.settings.ticketTimeout == usual.ticketTimeout && on.settings.attemptLimit == usual.attemptLimit;
}

// Says by enabling what applies now; a disabled action needs another selection.
void QueueActions::refresh()
{
    const auto queue = m_context.client.queue(m_context.current.queue());
    const ChannelStats* on = queue ? channel(*queue) : nullptr;
    newQueue->setEnabled(m_context.client.attached());
    for (QAction* action : {newChannel, publish, replay, exportMessages, copyName, purge, remove})
        action->setEnabled(queue != nullptr);
    seek->setEnabled(queue && !queue->stats.channels.empty());
    pause->setEnabled(on || many());
    pause->setText(on && on->settings.paused ? tr("&Resume deliveries") : tr("&Pause deliveries"));
    replayDead->setEnabled(on && on->dead > 0);
    const bool asks = !on || on->inFlight > 0 || on->dead > 0;
    const bool asksToDelete = !on || !isNothingButAPlace(*queue, *on);
    purge->setText(!on ? tr("Pur&ge queue\u2026") : asks ? tr("Pur&ge channel\u2026") : tr("Pur&ge channel"));
    remove->setText(!on    ? tr("De&lete queue\u2026")
            : asksToDelete ? tr("De&lete channel\u2026")
                           : tr("De&lete channel"));
    if (!many())
        return;
    const auto count = static_cast<int>(m_targets.size());
    pause->setText(tr("&Pause or resume all channels of %1 selected").arg(count));
    purge->setText(tr("Pur&ge %1 selected\u2026").arg(count));
    remove->setText(tr("De&lete %1 selected\u2026").arg(count));
    purge->setEnabled(true);
    remove->setEnabled(true);
}

void QueueActions::fill(QMenu& menu) const
{
    menu.addActions({newQueue, newChannel});
    menu.addSeparator();
    menu.addActions({publish, seek, pause, replay, replayDead});
    menu.addSeparator();
    menu.addActions({exportMessages, copyName});
    menu.addSeparator();
    menu.addActions({purge, remove});
}

void QueueActions::createQueue()
{
    auto* dialog = new NameDialog(tr("New queue"), tr("Name of the queue"), m_window);
    dialog->offerMemoryOnly();
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        action::CreateQueue create;
        create.queue = dialog->name();
        create.settings.kind = dialog->memoryOnly() ? QueueKind::mem : QueueKind::disk;
        m_context.client.submit(this, create, [this](const ActionAnswer& answer) {
            if (m_context.messages.check(answer))
                m_context.current.setQueue(QueueNo{static_cast<uint32_t>(answer.number)});
        });
    });
    dialog->open();
}

void QueueActions::createChannel()
{
    const auto queue = m_context.client.queue(m_context.current.queue());
    if (!queue)
        return;
    auto* dialog =
        new NameDialog(tr("New channel"), tr("Name of the channel of %1").arg(shownText(queue->name)), m_window);
    connect(dialog, &QDialog::accepted, this, [this, dialog, number = queue->number] {
        const std::string name = dialog->name();
        m_context.client.submit(
            this, action::CreateChannel{number, name}, [this, number, name](const ActionAnswer& answer) {
                if (m_context.messages.check(answer))
                    m_context.current.setQueue(number, name);
            });
    });
    dialog->open();
}

void QueueActions::togglePause()
{
    if (many())
        return pauseMany();
    const auto queue = m_context.client.queue(m_context.current.queue());
    const ChannelStats* on = queue ? channel(*queue) : nullptr;
    if (!on)
        return;
    m_context.client.submit(this, action::PauseChannel{queue->number, on->name, !on->settings.paused},
        [this](const ActionAnswer& answer) { m_context.messages.check(answer); });
}

void QueueActions::requeueDead()
{
    const auto queue = m_context.client.queue(m_context.current.queue());
    const ChannelStats* on = queue ? channel(*queue) : nullptr;
    if (!on)
        return;
    m_context.client.submit(this, action::ReplayDead{queue->number, on->name, {}}, [this](const ActionAnswer& answer) {
        if (m_context.messages.check(answer))
            m_context.messages.say(tr("%1 dead letters will be delivered again.").arg(groupedText(answer.number)));
    });
}

void QueueActions::copy()
{
    const auto queue = m_context.client.queue(m_context.current.queue());
    if (!queue)
        return;
    const std::string& name = m_context.current.channel().empty() ? queue->name : m_context.current.channel();
    QGuiApplication::clipboard()->setText(QString::fromStdString(name));
    m_context.messages.say(tr("Copied %1.").arg(shownText(name)));
}

bool QueueActions::confirm(
    const QString& title, const QString& consequences, const QString& verb, const std::string& name)
{
    ConfirmDialog dialog(title, consequences, verb, shownText(name), m_window);
    return dialog.exec() == QDialog::Accepted;
}

void QueueActions::purgeCurrent()
{
    if (many())
        return purgeMany();
    const auto queue = m_context.client.queue(m_context.current.queue());
    if (!queue)
        return;
    const QueueNo number = queue->number;
    const auto check = [this](const ActionAnswer& answer) { m_context.messages.check(answer); };
    if (const ChannelStats* on = channel(*queue))
        return purgeChannel(*queue, *on);
    if (confirm(tr("Purge queue"),
            tr("All %1 messages of %2 (%3) are removed from the tape, and its %4 channels are emptied.")
                .arg(groupedText(queue->stats.head.value - queue->stats.first.value), shownText(queue->name),
                    bytesText(queue->stats.rawBytes), groupedText(queue->stats.channels.size())),
            tr("Purge"), queue->name))
        m_context.client.submit(this, action::PurgeQueue{number}, check);
}

// The cursor's way back is kept, so nothing is asked unless something would not come back.
void QueueActions::purgeChannel(const QueueView& queue, const ChannelStats& on)
{
    const bool all = on.inFlight == 0 && on.dead == 0;
    if (!all
        && !confirm(tr("Purge channel"),
            tr("The channel %1 goes to the end of %2: %3 messages are skipped, %4 tickets in flight and %5 dead "
               "letters "
               "are dropped. The messages stay in the queue. Undo takes the channel back to its place, but not its "
               "tickets and dead letters.")
                .arg(shownText(on.name), shownText(queue.name), groupedText(on.lag), groupedText(on.inFlight),
                    groupedText(on.dead)),
            tr("Purge"), on.name))
        return;
    m_context.client.submit(this, action::PurgeChannel{queue.number, on.name},
        [this, number = queue.number, name = on.name, cursor = on.cursor](const ActionAnswer& answer) {
            if (!m_context.messages.check(answer))
                return;
            m_context.messages.say(tr("%1 is at the end of its queue. Ctrl+Z takes it back.").arg(shownText(name)));
            m_context.undo.push(tr("purge of %1").arg(shownText(name)), [this, number, name, cursor] {
                m_context.client.submit(this, action::SeekChannel{number, name, SeekTarget::toId(cursor), false},
                    [this, name](const ActionAnswer& undone) {
                        if (m_context.messages.check(undone))
                            m_context.messages.say(tr("%1 is back at message %2.")
                                                       .arg(shownText(name), groupedText(undone.seek.after.value)));
                    });
            });
        });
}

void QueueActions::deleteCurrent()
{
    if (many())
        return deleteMany();
    const auto queue = m_context.client.queue(m_context.current.queue());
    if (!queue)
        return;
    const QueueNo number = queue->number;
    const auto check = [this](const ActionAnswer& answer) { m_context.messages.check(answer); };
    if (const ChannelStats* on = channel(*queue))
        return deleteChannel(*queue, *on);
    if (confirm(tr("Delete queue"),
            tr("The queue %1 with %2 messages (%3) and %4 channels is removed from the tape.")
                .arg(shownText(queue->name), groupedText(queue->stats.head.value - queue->stats.first.value),
                    bytesText(queue->stats.rawBytes), groupedText(queue->stats.channels.size())),
            tr("Delete"), queue->name))
        m_context.client.submit(this, action::DeleteQueue{number}, check);
}

void QueueActions::deleteChannel(const QueueView& queue, const ChannelStats& on)
{
    const bool whole = isNothingButAPlace(queue, on);
    if (!whole
        && !confirm(tr("Delete channel"),
            tr("The channel %1 of %2 forgets its place, %3 tickets in flight and %4 dead letters. The messages stay in "
               "the queue. Undo makes a channel at this place again, but without its tickets, its dead letters, what "
               "it owes later and settings of its own.")
                .arg(shownText(on.name), shownText(queue.name), groupedText(on.inFlight), groupedText(on.dead)),
            tr("Delete"), on.name))
        return;
    m_context.client.submit(this, action::DeleteChannel{queue.number, on.name},
        [this, number = queue.number, was = on](const auto& answer) {
            if (!m_context.messages.check(answer))
                return;
            m_context.messages.say(tr("%1 is deleted. Ctrl+Z brings it back.").arg(shownText(was.name)));
            m_context.undo.push(
                tr("deletion of %1").arg(shownText(was.name)), [this, number, was] { undoDeleteChannel(number, was); });
        });
}

// New channels begin at the queue's end, so nothing is handed out before it is at its place; one that was paused is
// paused before it moves.
void QueueActions::undoDeleteChannel(QueueNo queue, const ChannelStats& was)
{
    const auto goBack = [this, queue, was](const ActionAnswer& made) {
        if (!m_context.messages.check(made))
            return;
        m_context.client.submit(this, action::SeekChannel{queue, was.name, SeekTarget::toId(was.cursor), false},
            [this, was](const ActionAnswer& moved) {
                if (m_context.messages.check(moved))
                    m_context.messages.say(
                        tr("%1 is back at message %2.").arg(shownText(was.name), groupedText(moved.seek.after.value)));
            });
    };
    if (!was.settings.paused) {
        m_context.client.submit(this, action::CreateChannel{queue, was.name}, goBack);
        return;
    }
    m_context.client.submit(this, action::CreateChannel{queue, was.name}, [this, queue, was, goBack](const auto& made) {
        if (m_context.messages.check(made))
            m_context.client.submit(this, action::PauseChannel{queue, was.name, true}, goBack);
    });
}

} // namespace tapedeck
