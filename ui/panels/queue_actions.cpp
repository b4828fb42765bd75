#include "ui/panels/queue_actions.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
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
    , m_discarder(context, window)
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
    purge = add(tr("Pur&ge"), "purge", {}, &QueueActions::purgeCurrent);
    remove = add(tr("De&lete"), "delete", {}, &QueueActions::deleteCurrent);
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
    purge->setText(on ? tr("Pur&ge channel") : tr("Pur&ge queue"));
    remove->setText(on ? tr("De&lete channel") : tr("De&lete queue"));
    if (!many())
        return;
    const auto count = static_cast<int>(m_targets.size());
    pause->setText(tr("&Pause or resume all channels of %1 selected").arg(count));
    purge->setText(tr("Pur&ge %1 selected").arg(count));
    remove->setText(tr("De&lete %1 selected").arg(count));
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

void QueueActions::purgeCurrent()
{
    discardCurrent(Discarder::Deed::purge);
}

void QueueActions::deleteCurrent()
{
    discardCurrent(Discarder::Deed::remove);
}

void QueueActions::discardCurrent(Discarder::Deed deed)
{
    std::vector<Target> targets;
    if (many()) {
        targets = chosenTargets();
        // A queue takes its channels along.
        const auto queues = targets;
        std::erase_if(targets, [&](const Target& target) {
            return !target.channel.empty()
                && std::find(queues.begin(), queues.end(), Target{target.queue, {}}) != queues.end();
        });
    } else if (const auto queue = m_context.client.queue(m_context.current.queue())) {
        const ChannelStats* on = channel(*queue);
        targets.push_back({queue->number, on ? on->name : std::string()});
    }
    m_discarder.discard(deed, targets);
}

} // namespace tapedeck
