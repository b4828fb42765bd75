// fq's routing above the broker: exchanges with their bindings, the queues that fq's clients share with their policies,
// publishing to an exchange, and the recording of what is published there. The protocol is not here: engine/net/fq.
//
// Loop thread only. Nothing waits: a message that has to, because a queue that blocks is full or the journal is, stays
// a Routing of its publisher, who goes on with it later.
//
// What is kept: the attributes of a queue and its permanent bindings are settings of the queue (so they come and go
// with it), whether an exchange is recorded is a setting of its recording. Exchanges themselves, transient bindings,
// counters and the ids of bindings are of one run of the program.
#pragma once

#include "engine/broker/broker.h"
#include "engine/exchange/drop_history.h"
#include "engine/route/binding_index.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tapedeck {

class Random;
class Reporter;

// The channel through which fq's clients read a queue.
inline constexpr std::string_view kFqChannel = "fq";
// An exchange NAME is recorded in the disk queue "exchange:NAME".
inline constexpr std::string_view kRecordingPrefix = "exchange:";

// A message for an exchange. Views; read during the call.
struct ExchangeMessage {
    std::string_view exchange, route; // route becomes the message's key
    std::string_view headers; // encoded, see encodeHeaders
    std::string_view body;
};

struct RouteOutcome {
    uint32_t routed = 0; // queues that were to get it, those that dropped it included
    uint32_t dropped = 0; // of those, how many were full
    bool noRoute = false; // nobody wanted it; also when the exchange is unknown
    bool noExchange = false; // the exchange is unknown
};

class SharedQueue;
using SharedQueuePtr = std::shared_ptr<SharedQueue>;

// One message on its way to the queues that want it. Kept by the publisher while publish() says wait; then publish() is
// called again with the same message and the same Routing, and goes on where it stood. Reused for the next message
// after publish() said done.
class Routing {
public:
    const RouteOutcome& outcome() const { return m_outcome; }
    // While waiting: the full queue, or null when it is the journal that is full (see Broker::waitForRoom).
    const SharedQueuePtr& fullQueue() const { return m_fullQueue; }
    // When done: why a queue on disk did not get it (readOnly, storageFull); it counts as dropped there.
    const std::optional<Error>& failure() const { return m_failure; }

private:
    friend class Exchanges;
    std::vector<QueueNo> m_targets; // that still have to get it
    bool m_begun = false, m_recorded = false;
    RouteOutcome m_outcome;
    SharedQueuePtr m_fullQueue;
    std::optional<Error> m_failure;
};

// A queue as fq's clients share it.
class SharedQueue {
public:
    const QueuePtr& queue() const { return m_queue; }
    const std::string& name() const { return m_queue->name(); }
    bool onDisk() const { return m_onDisk; }
    const FqSettings& settings() const { return m_settings; }
    uint32_t members() const { return m_members; } // clients attached
    uint64_t dropped() const { return m_dropped; } // messages that found it full, since the start
    const DropHistory& dropHistory() const { return m_dropHistory; }
    // A consumer has taken messages: publishers that wait for this queue are told.
    void roomMade();
    // Called once, from the loop, when there may be room again or the queue has gone. Dropped with the object that
    // `alive` watches.
    void whenRoom(std::weak_ptr<const void> alive, std::function<void()> onRoom);

private:
    friend class Exchanges;
    struct RoomListener {
        std::weak_ptr<const void> alive;
        std::function<void()> onRoom;
    };
    QueuePtr m_queue;
    bool m_onDisk = false;
    bool m_adopted = false; // an ordinary queue that fq's clients use for the moment: it stays when they go
    FqSettings m_settings;
    uint32_t m_members = 0;
    uint64_t m_credit = 0; // messages that fit for sure, without looking
    uint64_t m_dropped = 0;
    DropHistory m_dropHistory;
    std::vector<RoomListener> m_roomListeners;
};

struct ExchangeCounters {
    uint64_t messages = 0, octets = 0; // octets: of payloads
    uint64_t routed = 0, dropped = 0, noRoute = 0;
};

struct BindingInfo {
    BindingId id = 0;
    std::string queue;
    Program program;
    bool permanent = false, peer = false;
    uint64_t invocations = 0;
    double averageNanos = 0;
};

struct ExchangeInfo {
    std::string name;
    ExchangeCounters counters;
    bool recorded = false; // what is published is kept
    std::vector<BindingInfo> bindings; // by id
};

class Exchanges final : private ExchangeTarget {
public:
    struct Options {
        bool record = true; // exchanges of which nothing else was said
    };
    Exchanges(Broker& broker, Random& random, Reporter& reporter, const Options& options);
    ~Exchanges() override;
    Exchanges(const Exchanges&) = delete;
    Exchanges& operator=(const Exchanges&) = delete;

    // Takes up what the tape has: permanent queues with their bindings. Transient queues of a run that did not end
    // properly are deleted. Once, before anything else.
    void restore();

    // --- queues ---

    // The queue of this name as fq's clients see it; null if there is none. One that exists but was not made by fq's
    // clients is given attributes `ifNew` for as long as clients are attached.
    SharedQueuePtr find(std::string_view name, const FqSettings& ifNew);
    SharedQueuePtr find(std::string_view name); // null also for one that has no attributes
    // Errors: as Broker::createQueue. A mem queue forgets what was read.
    Result<SharedQueuePtr> create(std::string_view name, QueueKind kind, const FqSettings& settings);
    // Makes it permanent or transient. A transient one goes when the last client does.
    Status setPermanent(const SharedQueuePtr& queue, bool permanent);
    Status change(const SharedQueuePtr& queue, const FqSettings& settings); // bindings are left as they are
    void attach(const SharedQueuePtr& queue);
    // The last one of a transient queue takes the queue with it.
    void detach(const SharedQueuePtr& queue);
    // By their names.
    std::vector<SharedQueuePtr> queues() const;

    // --- bindings ---

    // How a bind changes whether the binding is kept.
    enum class Keep : unsigned char { unchanged, permanent, transient };
    // Creates the exchange if needed. The same queue and program again: the same id. Errors: queueNotFound, readOnly,
    // overloaded (too many permanent bindings of one queue).
    Result<BindingId> bind(
        std::string_view exchange, const SharedQueuePtr& queue, const Program& program, Keep keep, bool peer);
    // False if the exchange has no such binding of this queue. A permanent binding that is unbound comes back at the
    // next start, as in fq; `forget` takes it away for good.
    bool unbind(std::string_view exchange, BindingId id, const SharedQueuePtr& queue, bool forget = false);
    // The queue that a binding belongs to; null if there is no such binding.
    SharedQueuePtr queueOf(std::string_view exchange, BindingId id) const;

    // --- publishing ---

    enum class Progress : unsigned char { done, wait };
    // Copies the message into every queue with a binding that matches, once each, and into the exchange's recording.
    // done: routing.outcome() says what became of it. wait: something it goes to is full and must not lose it: call
    // again when there is room. The body has at most limits::kBodyBytesMax, key and headers kKeyBytesMax and
    // kHeadersBytesMax.
    Progress publish(const ExchangeMessage& message, Routing& routing);
    // Gives up waiting: what the message still waits for counts as dropped. The routing is done.
    void giveUp(const ExchangeMessage& message, Routing& routing);
    // Called with every message that is published, once, before it goes anywhere; it may not publish there and then.
    // Empty: nobody listens.
    using Listener = std::function<void(const ExchangeMessage& message)>;
    void setListener(Listener listener) { m_listener = std::move(listener); }

    // --- exchanges ---

    // In the order in which they were made.
    std::vector<ExchangeInfo> list() const;
    // The same without the bindings, for those who ask often.
    std::vector<ExchangeInfo> listWithoutBindings() const;
    // Grows whenever an exchange, a binding or what is said of a shared queue is made, changed or taken away. A queue
    // that another port deletes is no such change.
    uint64_t changes() const { return m_changes; }
    bool has(std::string_view exchange) const;
    // Makes the exchange if it is not there: for messages that are to be recorded before anybody has bound to it.
    void declare(std::string_view exchange) { needExchange(exchange); }
    // Of all exchanges, and: messages for unknown exchanges, messages too large to be taken.
    const ExchangeCounters& totals() const { return m_totals; }
    uint64_t noExchange() const { return m_noExchange; }
    uint64_t sizeDropped() const { return m_sizeDropped; }
    void countSizeDropped() { ++m_sizeDropped; }
    Status setRecorded(std::string_view exchange, bool recorded);

private:
    struct ExchangeState;

    ExchangeState* findExchange(std::string_view name) const;
    ExchangeState& needExchange(std::string_view name);
    SharedQueuePtr addShared(const QueuePtr& queue, bool onDisk, const FqSettings& settings);
    void forget(SharedQueue& queue);
    bool full(SharedQueue& queue);
    bool begin(const ExchangeMessage& message, ExchangeState* exchange, Routing& routing);
    Progress giveToTargets(const NewMessage& message, ExchangeState& exchange, Routing& routing);
    void countDrop(SharedQueue& queue, ExchangeState& exchange, Routing& routing);
    Progress record(const NewMessage& message, ExchangeState& exchange);
    void takeUpBindings(const SharedQueuePtr& queue);
    Status store(SharedQueue& queue);

    // --- ExchangeTarget ---
    Result<bool> publishReplayed(std::string_view exchange, const NewMessage& message, PlayerId player) override;
    void replayEnded(PlayerId player) override;

    Broker& m_broker;
    Random& m_random;
    Reporter& m_reporter;
    const Options m_options;
    Listener m_listener;
    std::vector<std::unique_ptr<ExchangeState>> m_exchanges; // in the order in which they were made
    std::map<std::string, ExchangeState*, std::less<>> m_byName;
    mutable ExchangeState* m_lastUsed = nullptr; // most publishers stay with one exchange
    std::unordered_map<uint32_t, SharedQueuePtr> m_queues; // by QueueNo
    std::unordered_map<PlayerId, Routing> m_replaying; // messages of replays that wait
    BindingId m_lastBinding = 0;
    ExchangeCounters m_totals;
    uint64_t m_noExchange = 0, m_sizeDropped = 0;
    uint64_t m_changes = 0;
};

} // namespace tapedeck
