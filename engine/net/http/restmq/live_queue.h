// The live consumers of one queue (comet, server-sent events, WebSocket), and what feeds them: one waiting receive on
// the queue's RestMQ channel, kept up while somebody listens and the queue is not stopped.
//
// A message is acknowledged when its bytes have left for at least one consumer; when all to whom it was given have gone
// before that, it goes back to the queue. So a connection that has died without a word loses nothing.
//
// Loop thread only.
#pragma once

#include "engine/base/limits.h"
#include "engine/broker/broker.h"
#include "engine/net/loop_timer.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tapedeck {
class Connection;
class Reactor;
} // namespace tapedeck

namespace tapedeck::restmq {

class LiveQueue;

// The channel on which every queue's RestMQ readers read, pollers and live consumers alike.
inline constexpr std::string_view kChannel = "restmq";

// A message that is longer than this as JSON (a control character takes six bytes) is not given to RestMQ's clients:
// the connection that held it would be the first to be closed when all buffers together are full. Other ports hand it
// out.
inline constexpr size_t kJsonBytesMax = limits::kBuffersBytesMax / 3;
bool isTooLongForJson(std::string_view body);

// `<queue>:<id>`, as RestMQ names a message.
std::string keyOf(std::string_view queue, MessageId id);

// One message on its way to consumers, in each of the forms in which they get it; made once for all of them.
struct LiveMessage {
    std::string json; // {"key": ..., "value": ...}
    std::string line; // that and CR LF
    std::string event; // as a server-sent event
};
LiveMessage formatLive(std::string_view queue, MessageId id, std::string_view body);

// One connection that listens. Who derives from it calls leave() in the destructor.
class LiveConsumer {
public:
    explicit LiveConsumer(Connection& connection)
        : m_connection(connection)
    {
    }
    virtual ~LiveConsumer();
    LiveConsumer(const LiveConsumer&) = delete;
    LiveConsumer& operator=(const LiveConsumer&) = delete;

protected:
    friend class LiveQueue;
    // May not destroy any consumer.
    virtual void give(const LiveMessage& message) = 0;
    virtual bool full() const = 0; // more has been given than the client takes
    virtual size_t unsentBytes() const = 0;
    // The queue was purged or deleted: ends the stream in good order. The object may be destroyed later only.
    virtual void end() = 0;
    void roomCame();
    // Listens no more. What it was given and has not left for anybody goes back.
    void leave();
    Connection& connection() const { return m_connection; }

private:
    bool present() const; // not about to be closed
    struct Mark {
        uint64_t parcel;
        uint64_t offset; // of the connection's output, behind the parcel
    };
    Connection& m_connection;
    LiveQueue* m_queue = nullptr; // null: not listening (any more)
    std::deque<Mark> m_marks; // what has been given and has perhaps not left
    bool m_large = false; // holds a message larger than pushed output may be
};

class LiveQueue final : public std::enable_shared_from_this<LiveQueue>, private Receiver {
public:
    // The references must outlive it. `onIdle` is called in a turn of its own when the last consumer has gone.
    LiveQueue(Reactor& reactor, Broker& broker, QueuePtr queue, std::function<void()> onIdle);
    ~LiveQueue() override;

    QueueHandle& queue() { return *m_queue; }
    void add(LiveConsumer& consumer);
    bool idle() const { return m_consumers.empty(); }
    // The queue's settings may have changed: goes on or pauses.
    void settingsChanged();
    // Ends every stream.
    void endAll();
    // How many messages have been given to consumers and not yet acknowledged.
    size_t owed() const { return m_owed.size(); }
    bool owes(MessageId id) const { return m_owed.contains(id.value); }

private:
    friend class LiveConsumer;
    // Messages that were given to the same consumers.
    struct Parcel {
        std::vector<MessageId> ids;
        size_t receivers = 0; // that are still there
    };

    void remove(LiveConsumer& consumer);
    void readSettings();
    bool mayReceive();
    void pump();
    void scheduleTurn();
    void nextTurn();
    void settleLeft();
    void giveBack(const Parcel& parcel);
    void deliver(std::span<const DeliveredMessage> deliveries);
    void giveTo(LiveConsumer& consumer, const LiveMessage& message);
    void deliverToAll(std::span<const DeliveredMessage* const> fresh);
    void deliverInTurn(std::span<const DeliveredMessage* const> fresh);
    size_t nextInTurn();
    void collectLeft(LiveConsumer& consumer, std::vector<Ticket>& tickets, std::vector<MessageId>& ids);
    void startParcel(std::span<const DeliveredMessage* const> messages, std::span<LiveConsumer* const> receivers);
    void acknowledge(const std::vector<Ticket>& tickets, const std::vector<MessageId>& ids);

    // --- Receiver ---
    void onDeliveries(std::span<const DeliveredMessage> deliveries) override;
    void onNothing(bool timedOut) override;
    void onReceiveError(const Error& error) override;

    Reactor& m_reactor;
    Broker& m_broker;
    QueuePtr m_queue;
    std::function<void()> m_onIdle;
    std::vector<LiveConsumer*> m_consumers; // in the order in which they connected
    size_t m_turn = 0; // whose turn it is, with round robin
    QueueSettings m_settings; // as last looked at
    std::optional<Time> m_settingsRead;
    WaitId m_wait = 0;
    bool m_answered = false; // the broker answered before receive() returned
    bool m_pumping = false;
    bool m_broken = false; // the broker gives nothing any more
    bool m_turnScheduled = false;
    size_t m_turnBytes = 0; // given in this turn
    LoopTimer m_timer;
    uint64_t m_lastParcel = 0;
    std::map<uint64_t, Parcel> m_parcels;
    struct Owed {
        uint64_t parcel;
        Ticket ticket;
    };
    std::unordered_map<uint64_t, Owed> m_owed; // by message id
};

} // namespace tapedeck::restmq
