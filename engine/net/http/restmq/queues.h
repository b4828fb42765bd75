// What RestMQ's commands mean on the broker: a RestMQ queue is a queue with the channel `restmq`, which begins with the
// oldest message, so that what other ports publish is found here too. Popping is a receive that acknowledges at once.
//
// Loop thread only.
#pragma once

#include "engine/broker/broker.h"
#include "engine/net/http/exchange.h"
#include "engine/net/http/restmq/live_queue.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tapedeck::restmq {

class Queues {
public:
    // Both must outlive it.
    Queues(Reactor& reactor, Broker& broker);
    ~Queues();

    // Null if there is no such queue. Otherwise it has its channel. Errors: those of Broker::createChannel.
    Result<QueuePtr> find(std::string_view name);
    // Makes the queue if there is none. Errors: those of Broker::createQueue and createChannel.
    Result<QueuePtr> open(std::string_view name);
    // Those to which something was ever published, in order of their names: as in RestMQ, a queue appears with its
    // first message.
    std::vector<QueuePtr> list();

    // Errors: those of Broker::publish.
    Result<MessageId> publish(QueueHandle& queue, std::string_view body, std::optional<Duration> ttl);

    struct Message {
        MessageId id;
        std::string body;
        uint32_t looks = 0; // of look()
    };
    // Nothing: there is no message. Called at most once, perhaps before pop() or look() returns; not when the exchange
    // has gone.
    using Done = std::function<void(const Result<std::optional<Message>>&)>;
    // Takes the oldest message. `keepValue`: remove() is true for it afterwards.
    void pop(http::Exchange& exchange, const QueuePtr& queue, bool keepValue, Done done);
    // The oldest message stays.
    void look(http::Exchange& exchange, const QueuePtr& queue, Done done);
    // True if the message of that key was still in its queue, or was popped and kept.
    Result<bool> remove(std::string_view key);
    // Ends the live streams and empties the queue; ids go on. True if there was something in it.
    Result<bool> purge(QueueHandle& queue);

    // Messages that can still be popped. Expired ones count until somebody comes upon them.
    uint64_t length(QueueHandle& queue);
    bool everUsed(const QueueHandle& queue) const; // something was published once
    // Keys of at most `count` of those messages, the newest first.
    std::vector<std::string> newestKeys(QueueHandle& queue, size_t count);
    QueueSettings settings(QueueHandle& queue) { return m_broker.stats(queue).settings; }
    // Tells the live consumers.
    Status change(QueueHandle& queue, const QueueSettings& settings);

    void listen(const QueuePtr& queue, LiveConsumer& consumer);

private:
    // What is known of a queue's messages beyond the broker's state. Bounded; forgotten with the process.
    struct Memory {
        std::unordered_set<uint64_t> popped; // their values can still be removed
        std::deque<uint64_t> poppedInOrder;
        std::unordered_map<uint64_t, uint32_t> looks;
    };
    Memory& memoryOf(const QueueHandle& queue);
    void forgetLooks(const QueueHandle& queue, MessageId id);
    Status giveChannel(QueueHandle& queue);
    LiveQueue* liveOf(const QueueHandle& queue) const;

    Reactor& m_reactor;
    Broker& m_broker;
    std::unordered_map<uint32_t, std::shared_ptr<LiveQueue>> m_live; // by queue number
    std::unordered_map<uint32_t, Memory> m_memories; // by queue number
    std::deque<uint32_t> m_memoriesInOrder;
};

} // namespace tapedeck::restmq
