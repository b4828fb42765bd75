// What is done with several queues and channels at once.
#include "ui/models/number_text.h"
#include "ui/panels/queue_actions.h"

#include <algorithm>

namespace tapedeck {

void QueueActions::setTargets(std::vector<Target> targets)
{
    if (targets == m_targets)
        return;
    m_targets = std::move(targets);
    refresh();
}

std::vector<QueueActions::Target> QueueActions::chosenTargets() const
{
    std::vector<Target> there;
    for (const Target& target : m_targets) {
        const auto queue = m_context.client.queue(target.queue);
        if (!queue)
            continue;
        const auto& channels = queue->stats.channels;
        if (target.channel.empty() || std::any_of(channels.begin(), channels.end(), [&](const ChannelStats& c) {
                return c.name == target.channel;
            }))
            there.push_back(target);
    }
    return there;
}

// The queues of what is selected; a channel stands for its queue.
void QueueActions::askExport()
{
    std::vector<QueueNo> queues;
    for (const Target& target : chosenTargets())
        if (std::find(queues.begin(), queues.end(), target.queue) == queues.end())
            queues.push_back(target.queue);
    if (queues.empty())
        queues.push_back(m_context.current.queue());
    Q_EMIT exportRequested(queues);
}

// If one of them delivers, all are paused; else all go on.
void QueueActions::pauseMany()
{
    std::vector<Target> channels;
    bool delivers = false;
    for (const Target& target : chosenTargets()) {
        const auto queue = m_context.client.queue(target.queue);
        for (const ChannelStats& channel : queue->stats.channels) {
            if (!target.channel.empty() && channel.name != target.channel)
                continue;
            const Target one{target.queue, channel.name};
            if (std::find(channels.begin(), channels.end(), one) != channels.end())
                continue;
            channels.push_back(one);
            delivers = delivers || !channel.settings.paused;
        }
    }
    for (const Target& channel : channels)
        m_context.client.submit(this, action::PauseChannel{channel.queue, channel.channel, delivers},
            [this](const ActionAnswer& answer) { m_context.messages.check(answer); });
    const QString count = groupedText(channels.size());
    m_context.messages.say(delivers ? tr("%1 channels are paused.").arg(count) : tr("%1 channels go on.").arg(count));
}

void QueueActions::purgeMany()
{
    const auto targets = chosenTargets();
    uint64_t messages = 0;
    for (const Target& target : targets)
        if (const auto queue = m_context.client.queue(target.queue); target.channel.empty())
            messages += queue->stats.head.value - queue->stats.first.value;
    const std::string count = std::to_string(targets.size());
    if (targets.empty()
        || !confirm(tr("Purge %1 selected").arg(targets.size()),
            tr("The selected queues lose all their messages (%1), and the selected channels go to the end of their "
               "queues. Write %2, the number of what is selected, to confirm.")
                .arg(groupedText(messages), QString::fromStdString(count)),
            tr("Purge"), count))
        return;
    const auto check = [this](const ActionAnswer& answer) { m_context.messages.check(answer); };
    for (const Target& target : targets) {
        if (target.channel.empty())
            m_context.client.submit(this, action::PurgeQueue{target.queue}, check);
        else
            m_context.client.submit(this, action::PurgeChannel{target.queue, target.channel}, check);
    }
}

void QueueActions::deleteMany()
{
    auto targets = chosenTargets();
    // A queue takes its channels along.
    const auto queues = targets;
    std::erase_if(targets, [&](const Target& target) {
        return !target.channel.empty()
            && std::find(queues.begin(), queues.end(), Target{target.queue, {}}) != queues.end();
    });
    const std::string count = std::to_string(targets.size());
    if (targets.empty()
        || !confirm(tr("Delete %1 selected").arg(targets.size()),
            tr("The selected queues, with all their messages, and the selected channels are removed from the tape. "
               "Write %1, the number of what is deleted, to confirm.")
                .arg(QString::fromStdString(count)),
            tr("Delete"), count))
        return;
    const auto check = [this](const ActionAnswer& answer) { m_context.messages.check(answer); };
    for (const Target& target : targets) {
        if (target.channel.empty())
            m_context.client.submit(this, action::DeleteQueue{target.queue}, check);
        else
            m_context.client.submit(this, action::DeleteChannel{target.queue, target.channel}, check);
    }
}

} // namespace tapedeck
