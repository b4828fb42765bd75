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

} // namespace tapedeck
