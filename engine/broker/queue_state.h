// What the broker keeps of one queue and of each of its channels: the log, the state machines, who waits.
// Loop thread only. Plain data; the rules are in broker_*.cpp.
#pragma once

#include "engine/broker/broker.h"
#include "engine/broker/queue_log.h"
#include "engine/queue/channel.h"
#include "engine/queue/timer_queue.h"
#include "engine/queue/waiters.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tapedeck {

// Where a channel's reader stands, so that reading on costs no look-up.
struct ReadPosition {
    RunReader reader;
    Run run; // that reader walks
    MessageId next; // what reader yields next; 0 = nowhere
    uint64_t generation = 0; // of the log when it was found
    std::shared_ptr<const Frame> frame; // keeps the bytes of a sealed run
};

struct QueueState;

struct ChannelState {
    ChannelState(QueueState& owner, ChannelNo no, std::string channelName, Channel machine)
        : queue(owner)
        , number(no)
        , name(std::move(channelName))
        , channel(std::move(machine))
    {
    }
    QueueState& queue;
    const ChannelNo number;
    const std::string name;
    Channel channel;
    Waiters waiters;
    TimerHandle timer; // fires when something becomes available by itself; only while someone waits
    ReadPosition position;
    bool dirty = true; // changed since the tape's state of it
};

struct QueueState final : QueueHandle, std::enable_shared_from_this<QueueState> {
    QueueState(QueueNo number, std::string name, const QueueSettings& queueSettings)
        : QueueHandle(number, std::move(name))
        , settings(queueSettings)
    {
    }
    void markDeleted(bool deleted = true) { m_deleted = deleted; }
    // Deleted, and not to come back from the bin: nothing of it is kept.
    bool gone() const { return m_deleted && !binned; }
    bool onDisk() const { return settings.kind == QueueKind::disk; }

    QueueSettings settings;
    QueueLog log;
    std::map<std::string, std::unique_ptr<ChannelState>, std::less<>> channels;
    ChannelNo lastChannel; // highest number ever given
    MessageId sealedEnd{1}; // ids below it are in the tape, or gone
    MessageId sealingEnd; // what the seal on its way will make of it; 0 = none
    ChannelState* lastUsed = nullptr; // the channel found last: most callers ask for the same one again
    std::vector<ChannelState*> waiting; // channels with waiting readers
    std::vector<WaitId> followers; // readers without a channel that wait for new messages
    TimerHandle retentionTimer;
    bool binned = false; // deleted, but kept as it was, to be restored or reclaimed
    bool dirty = false; // on the list of those the next fold must write
    std::array<bool, kWatchers> changed{}; // on the list of those an observer must look at
    bool hotListed = false; // on the list of those with messages in the journal
    bool inGroup = false; // has messages in the group that collects now
    size_t runsJudged = 0; // of a mem queue: how many there were when retention was applied last
    bool mayDelay = false; // a message with a delay may be in it
};

using QueueStatePtr = std::shared_ptr<QueueState>;

} // namespace tapedeck
