// The broker as every front end sees it: queues, channels, publishing, receiving, acknowledging, reading.
// An interface, so that protocol parsers run under a fuzzer with a fake.
//
// Loop thread only. Nothing here waits: what needs the disk answers later through the caller's object.
//
// An answer may not be sent before what it reports is kept. Changes belong to the group of the current turn of the
// event loop; the front end asks pendingGroup() after its calls and holds its answer back until keptGroup() has reached
// it (net/connection does this for every protocol).
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/broker/namespaces.h"
#include "engine/log/journal.h"
#include "engine/log/mark.h"
#include "engine/log/message.h"
#include "engine/log/upstream.h"
#include "engine/queue/dead_letters.h"
#include "engine/queue/settings.h"
#include "engine/queue/settled_message.h"
#include "engine/replay/replay.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tapedeck {

// A queue as a front end holds it between commands: looked up once by name, kept by pointer. After the queue is deleted
// the object lives on with deleted() true, and calls with it answer queueNotFound.
class QueueHandle {
public:
    virtual ~QueueHandle() = default;
    const std::string& name() const { return m_name; } // in its namespace
    // The same for those who see all namespaces.
    std::string fullName() const { return m_namespacePrefix.empty() ? m_name : m_namespacePrefix + m_name; }
    const std::string& namespacePrefix() const { return m_namespacePrefix; } // see namespaces.h
    QueueNo number() const { return m_number; }
    bool deleted() const { return m_deleted; }

protected:
    QueueHandle(QueueNo number, std::string fullName)
        : m_namespacePrefix(fullName.substr(0, namespacePrefixBytes(fullName)))
        , m_name(fullName.substr(m_namespacePrefix.size()))
        , m_number(number)
    {
    }
    std::string m_namespacePrefix;
    std::string m_name;
    QueueNo m_number;
    bool m_deleted = false;
};
using QueuePtr = std::shared_ptr<QueueHandle>;

// What Broker::bin() takes away: as the call does that is named behind it.
enum class Discard : unsigned char {
    queue, // deleteQueue()
    messages, // purgeQueue()
    channel, // deleteChannel()
    owed, // purgeChannel()
};

// An entry of the bin; 0 = none.
using BinNo = uint64_t;

struct ChannelStats {
    std::string name;
    ChannelNo number;
    MessageId cursor; // the next id never handed out
    uint64_t lag = 0; // messages from the cursor to the head
    uint64_t inFlight = 0; // tickets not yet expired
    uint64_t delayed = 0;
    uint64_t redeliver = 0; // waiting to be handed out again
    uint64_t dead = 0;
    uint32_t waiting = 0; // readers that wait
    Time lastTouched;
    ChannelSettings settings;
};

struct QueueStats {
    MessageId first; // oldest retained id (equals head when empty)
    MessageId head; // next id to be given
    uint64_t segments = 0; // sealed ones; the journal's part counts as one more when not empty
    uint64_t rawBytes = 0; // of all retained messages
    uint64_t storedBytes = 0; // what they take in the tape and the journal
    Time firstTime, lastTime;
    QueueSettings settings;
    std::vector<ChannelStats> channels; // sorted by name
};

// One message handed out. Views live during the call only.
struct DeliveredMessage {
    MessageView message;
    Ticket ticket; // 0 with autoAck
    uint32_t attempts = 1; // this delivery included
};

// Where answers of receive() go. Exactly one of the calls is made for each receive(), either before receive() returns
// or later from the loop; none after cancel().
class Receiver {
public:
    virtual ~Receiver() = default;
    virtual void onDeliveries(std::span<const DeliveredMessage> deliveries) = 0; // at least one
    virtual void onNothing(bool timedOut) = 0; // false: answered at once because no wait was asked for
    virtual void onReceiveError(
        const Error& error) = 0; // queueNotFound / channelNotFound also when deleted while waiting
};

struct ReceiveRequest {
    std::string_view channel; // read before receive() returns
    uint32_t count = 1; // clamped to limits::kReceiveMessagesMax; 0 answers onNothing(false) without looking
    Duration wait; // 0 = answer at once
    // The lease ends at this time. std::nullopt = now + the channel's ticketTimeout.
    std::optional<Time> leaseUntil;
    bool wholeSeconds = false; // floki: leases end on whole seconds (floor(now) + timeout), compared on whole seconds
    bool autoAck = false; // take: acknowledged as it is handed out
    size_t bytesMax = 0; // 0 = limits::kReceiveBytesMax
};

// Where answers of read() go: messages without any channel. Exactly one call each.
class MessageSink {
public:
    virtual ~MessageSink() = default;
    // In order of ids. Fewer than asked for at the end of the queue, or when bytesMax is reached; may be empty.
    virtual void onMessages(std::span<const MessageView> messages) = 0;
    virtual void onReadError(const Error& error) = 0;
    // In the place of onReadError where stored bytes are damaged and the broker knows that the ids from the first one
    // asked for to before `next` cannot be read: a reader may go on at `next`.
    virtual void onDamage(const Error& error, MessageId next)
    {
        static_cast<void>(next);
        onReadError(error);
    }
};

// Where a message stands in one channel.
enum class MessageState : unsigned char { pending, inFlight, settled, delayed, dead };

// Where a new channel begins to read.
enum class ChannelStart : unsigned char {
    head, // only what is published from now on
    first, // the oldest retained message: the backlog is handed out too
};

// A message that a channel still owes, as channelMessages() lists it.
struct ChannelMessage {
    MessageId id;
    MessageState state = MessageState::pending; // pending, inFlight or delayed
    uint32_t attempts = 0; // deliveries so far; 0 = never handed out
    // When it can be handed out (again): the end of the lease of one in flight, the due time of a delayed one. The
    // epoch (0) for a pending one: at once.
    Time visibleAt;
};

// Where a reader wants to go.
struct SeekTarget {
    enum class Kind : unsigned char { id, time } kind = Kind::id;
    MessageId id;
    Time time;
    static SeekTarget toId(MessageId id) { return {Kind::id, id, {}}; }
    static SeekTarget toTime(Time t) { return {Kind::time, {}, t}; }
};

struct SeekResult {
    MessageId before; // the cursor that was; seeking back to it undoes
    MessageId after;
    uint64_t redelivered = 0; // messages below the old cursor that will be handed out again
};

// A dead letter and whose it is.
struct DeadMessage {
    MessageId id;
    DeadLetter letter;
};

// How long groups took from their closing to their being kept (in the sense of the sync mode): a histogram with fixed
// buckets. Not counted: groups that failed, and those whose answers nobody waited for (they are not synced).
struct CommitLatency {
    // Upper bounds, inclusive, in microseconds. One more bucket, the last, holds what took longer.
    static constexpr std::array<int64_t, 13> kBoundsMicros = {
        50, 100, 250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000};
    std::array<uint64_t, kBoundsMicros.size() + 1> buckets{}; // each for itself, not cumulative
    uint64_t count = 0; // of groups; the sum of the buckets
    Duration sum;

    void add(Duration took)
    {
        size_t bucket = 0;
        while (bucket < kBoundsMicros.size() && took.micros > kBoundsMicros[bucket])
            ++bucket;
        ++buckets[bucket];
        ++count;
        sum.micros += took.micros;
    }
};

// Where a replay into an exchange publishes: set by who owns the exchanges.
class ExchangeTarget {
public:
    virtual ~ExchangeTarget() = default;
    // True: published. False: something that must not lose it is full; the same message is offered again later.
    // `player` tells whose message it is.
    virtual Result<bool> publishReplayed(std::string_view exchange, const NewMessage& message, PlayerId player) = 0;
    // This player offers nothing more.
    virtual void replayEnded(PlayerId player) = 0;
};

// Where a replay into another broker publishes: set by who can connect. All calls for one player are about the same
// queue. From within a call nothing is called back.
class RemoteTarget {
public:
    virtual ~RemoteTarget() = default;
    // False: not now; there will be news. Error: the other broker cannot be reached, or refused.
    virtual Result<bool> offer(
        PlayerId player, const RemoteBroker& broker, std::string_view queue, const NewMessage& message) = 0;
    // How many of the messages offered, in their order, the other broker has taken since the last call.
    virtual Result<size_t> confirmed(PlayerId player) = 0;
    // Whether one of these calls has something new to say.
    virtual bool hasNews(PlayerId player) const = 0;
    // What was offered so far need not be confirmed any more.
    virtual void forget(PlayerId player) = 0;
    // This player offers nothing more.
    virtual void ended(PlayerId player) = 0;
};

// A connection, by the number that it has among all clients; 0 = nobody's: the window, a replay.
using ClientId = uint64_t;

// What becomes of one message that a channel is about to hand out.
struct HandOutVerdict {
    enum class Kind : unsigned char {
        hand, // as if nobody had looked
        lose, // the client does not get it, the channel believes that it did
        again, // handed out, and available again at once: its ticket is void
        later, // not now: available after `delay`, as if it had not been taken
        refuse, // the receive is answered with `error`; everything it would have got is available again
        cut, // the connection is gone: everything it would have got stays in flight
    } kind = Kind::hand;
    Duration delay = {};
    Error error = {ErrorCode::invalidArgument, {}};
};

// Stands between the clients and the broker, and may change what is published and handed out: faults and responders.
// Called by the broker from within its own calls, so it must not call the broker back except in onDue() and flush().
class Interceptor {
public:
    virtual ~Interceptor() = default;
    // `messages` are about to be appended, and there is room. Returns what is appended now in their place (views until
    // the next call); what is missing is lost, or published later with Broker::publishUntouched(). An error refuses
    // all.
    virtual Result<std::span<const NewMessage>> onPublish(
        QueueHandle& queue, std::span<const NewMessage> messages, ClientId client) = 0;
    // They were appended, by publish() or publishUntouched().
    virtual void onAppended(
        QueueHandle& queue, MessageId first, std::span<const NewMessage> messages, ClientId client) = 0;
    // `message` was taken by the channel for `client`.
    virtual HandOutVerdict onHandOut(
        const QueueHandle& queue, std::string_view channel, const DeliveredMessage& message, ClientId client) = 0;
    // What one answer will bring; their order may be changed.
    virtual void arrange(
        const QueueHandle& queue, std::string_view channel, std::span<DeliveredMessage> messages, ClientId client) = 0;
    // Monotonic time at which onDue() must be called; a moment in the past means at once, nothing means not at all.
    virtual std::optional<Duration> nextDue() const = 0;
    virtual void onDue(Duration now) = 0;
    // The broker is about to close: what is held back is published now.
    virtual void flush() = 0;
};

// Of the whole broker.
struct BrokerStats {
    uint64_t published = 0, delivered = 0, acked = 0; // since the start
    uint64_t queues = 0;
    uint32_t waitingReaders = 0;
    uint64_t journalBytes = 0; // of the sidecar file
    uint32_t journalSlotsUsed = 0, journalSlotsMax = 0;
    uint64_t tapeBytes = 0; // of the tape file
    uint64_t cacheBytes = 0; // decompressed frames held
    SyncMode sync = SyncMode::off;
    bool ephemeral = false;
    std::string tapePath; // empty when ephemeral
    std::string readOnlyReason; // empty: writable
    bool storageFull = false;
    Duration lastSync; // how long the last fsync took
    CommitLatency commitLatency; // since the start
};

// Who looks at what changed: each has a list of its own.
enum class Watcher : unsigned char { window, http };
inline constexpr size_t kWatchers = 2;

struct ScanRequest; // engine/broker/scan.h
class ScanSink;
struct Story; // engine/broker/story.h

using WaitId = uint64_t; // 0 = nothing is pending

template <typename T>
using Callback = std::function<void(Result<T>)>;

class Broker {
public:
    virtual ~Broker() = default;

    // The time of this turn of the event loop, read once.
    virtual Time now() const = 0;

    // --- namespaces ---
    // Names in the calls that follow belong to the entered namespace, and only its queues are listed and counted. Use
    // NamespaceScope.
    const std::string& namespacePrefix() const { return *m_namespace; }

    // --- groups ---
    virtual GroupNo pendingGroup() const = 0; // the group that collects now; 0 when nothing is in it
    virtual GroupNo keptGroup() const = 0; // everything up to this is kept in the sense of the sync mode

    // --- queues and channels ---
    virtual QueuePtr findQueue(std::string_view name) = 0; // null when there is none
    virtual QueuePtr findQueue(QueueNo number) = 0; // the same by number, for observers
    // Errors: queueExists, invalidName, readOnly, storageFull, overloaded.
    virtual Result<QueuePtr> createQueue(std::string_view name, const QueueSettings& settings) = 0;
    virtual QueueSettings defaultSettings() const = 0;
    virtual void setDefaultSettings(const QueueSettings& settings) = 0;
    virtual Status deleteQueue(QueueHandle& queue) = 0;
    virtual Status purgeQueue(QueueHandle& queue) = 0; // every channel too
    virtual Status changeQueue(QueueHandle& queue, const QueueSettings& settings) = 0;
    // In order of their names; `prefix` filters.
    virtual std::vector<QueuePtr> listQueues(std::string_view prefix) = 0;
    virtual size_t queueCount() const = 0;
    virtual QueueStats stats(QueueHandle& queue) = 0;
    virtual MessageId head(const QueueHandle& queue) const = 0; // next id to be given
    virtual MessageId first(const QueueHandle& queue) const = 0; // oldest retained
    virtual const QueueSettings& settings(const QueueHandle& queue) const = 0; // until the next change
    // How many messages the channel has still to hand out, those not visible yet included, those in flight not. 0 if
    // there is no such channel. Costs one look-up.
    virtual uint64_t owed(const QueueHandle& queue, std::string_view channel) const = 0;
    // One channel of stats(), without looking at the others. Nothing if the channel or the queue is not there.
    virtual std::optional<ChannelStats> channelStats(QueueHandle& queue, std::string_view channel) = 0;
    // The messages with ids >= `from` that the channel has not settled: pending, delayed and in flight, not dead
    // letters. In order of ids, at most `max` (and at most limits::kChannelMessagesMax); to go on, ask from the last id
    // + 1. Only ids: their bytes are read with read(), so one published with a delay is pending until the channel has
    // come to it and knows. Also while the channel is paused. Errors: queueNotFound, channelNotFound. Cost: the
    // channel's tickets and what it owes, plus `max`; never the whole queue.
    virtual Result<std::vector<ChannelMessage>> channelMessages(
        QueueHandle& queue, std::string_view channel, MessageId from, size_t max) = 0;

    // With its cursor at the head and the settings that the queue has for new channels. Errors: channelExists,
    // invalidName, queueNotFound, readOnly, stopped.
    virtual Status createChannel(QueueHandle& queue, std::string_view channel) = 0;
    // The same, beginning where and with what the caller says.
    virtual Status createChannel(
        QueueHandle& queue, std::string_view channel, ChannelStart start, const ChannelSettings& settings) = 0;
    virtual bool hasChannel(const QueueHandle& queue, std::string_view channel) const = 0;
    virtual Result<bool> deleteChannel(QueueHandle& queue, std::string_view channel) = 0; // false: there was none
    virtual Result<bool> purgeChannel(QueueHandle& queue, std::string_view channel) = 0;
    // Deletes or purges like the calls that Discard names (`channel` where it is about one), but keeps what goes, so
    // that restore() can undo it: for limits::kBinSeconds, and until kBinEntriesMax others came, the tape is copied or
    // closed, or the disk is full. Marks that went with the messages are kept too. Errors: those of these calls,
    // channelNotFound, and overloaded (too much that would have to be remembered one by one: limits::kBinListedMax
    // tickets, messages owed later and dead letters, or kBinStateBytesMax of a channel that is deleted); then nothing
    // was done.
    virtual Result<BinNo> bin(QueueHandle& queue, Discard what, std::string_view channel) = 0;
    // Undoes bin(). A queue and a channel are what they were, tickets included; purged messages are there again, and
    // the channels stand as Channel::unpurge() says. What happened since stays. Errors: notFound (let go, or messages
    // after it were removed too), queueExists, channelExists (another one has the name), queueNotFound,
    // channelNotFound (deleted since), invalidArgument (the channel was moved back since), readOnly, stopped.
    virtual Status restore(BinNo entry) = 0;
    virtual Status changeChannel(QueueHandle& queue, std::string_view channel, const ChannelSettings& settings) = 0;
    // Asynchronous where a sealed frame must be read. Wakes waiting readers.
    virtual void seekChannel(
        QueueHandle& queue, std::string_view channel, SeekTarget target, Callback<SeekResult> done) = 0;
    // The first retained id not before `target` (the head if there is none), without moving anything.
    virtual void findId(QueueHandle& queue, SeekTarget target, Callback<MessageId> done) = 0;

    // --- publishing ---
    // Appends all, ids consecutive. The first id is returned. The messages become visible when their group is kept.
    // Errors: messageTooBig, readOnly, storageFull, overloaded, queueNotFound. `overloaded` = the journal waits for the
    // sealer: hold the command back and try again after onRoom (see addRoomListener). On an error nothing is appended.
    virtual Result<MessageId> publish(QueueHandle& queue, std::span<const NewMessage> messages) = 0;
    // The same past the interceptor: for what it had held back.
    virtual Result<MessageId> publishUntouched(QueueHandle& queue, std::span<const NewMessage> messages)
    {
        return publish(queue, messages);
    }
    // Called once, from the loop, when publish may succeed again. Returns false if it may right now.
    virtual bool waitForRoom(std::function<void()> onRoom) = 0;

    // --- consuming ---
    virtual WaitId receive(QueueHandle& queue, const ReceiveRequest& request, Receiver& receiver) = 0;
    virtual void cancel(WaitId wait) = 0; // the reader is gone; nothing it has not been handed is lost
    // How many of the tickets were acknowledged. Unknown channel: 0 of them.
    virtual Result<uint32_t> ack(QueueHandle& queue, std::string_view channel, std::span<const Ticket> tickets) = 0;
    // Acknowledges messages by id, whatever their state in this channel: never handed out, in flight (its ticket is
    // void then), delayed, waiting for redelivery, or a dead letter (it is removed). Returns how many of them were not
    // settled before; ids that the queue does not have (removed, or not yet given) and repeated ones count as nothing.
    // What lies at or above the cursor is remembered as settled ahead of it, in at most
    // limits::kSettledAheadRangesMax ranges; seeking back below forgets it, as it forgets every acknowledgement.
    // Errors: queueNotFound, channelNotFound, readOnly, overloaded (too many ranges ahead of the cursor: receiving or
    // settling the messages before them makes room. Of a very long list the lower ids may be settled then; asking again
    // does no harm).
    virtual Result<uint32_t> settle(QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids) = 0;
    // The same, and tells which were not settled before, ascending, as unsettle() takes them.
    virtual Result<std::vector<SettledMessage>> settleTelling(
        QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids)
    {
        static_cast<void>(queue), static_cast<void>(channel), static_cast<void>(ids);
        return Error{ErrorCode::unsupported, {}};
    }
    // Takes acknowledgements back: those of the messages that are settled in the channel wait in it again, one that was
    // owed later until its time, with the deliveries they had. Tickets stay void, and a dead letter waits without
    // attempts. One that was published with a delay and never handed out, which the cursor has passed since, comes at
    // once. Returns how many; ids that the queue does not have any more, or that are not settled, count as nothing.
    // BrokerStats::acked, a count of what happened, stays. Errors: those of settle().
    virtual Result<uint32_t> unsettle(
        QueueHandle& queue, std::string_view channel, std::span<const SettledMessage> messages)
    {
        static_cast<void>(queue), static_cast<void>(channel), static_cast<void>(messages);
        return Error{ErrorCode::unsupported, {}};
    }
    // Gives back for redelivery after `delay`; `countAttempt` false = as if it had never been handed out.
    virtual Result<uint32_t> nack(QueueHandle& queue, std::string_view channel, std::span<const Ticket> tickets,
        Duration delay, bool countAttempt) = 0;
    virtual Result<uint32_t> extend(
        QueueHandle& queue, std::string_view channel, std::span<const Ticket> tickets, Time leaseUntil) = 0;

    // Gives those of the messages back that are in flight, available again at once, as if their readers had; their
    // tickets are void. Returns how many.
    virtual Result<uint32_t> giveBack(QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids)
    {
        static_cast<void>(queue), static_cast<void>(channel), static_cast<void>(ids);
        return 0u;
    }

    // --- dead letters ---
    virtual Result<std::vector<DeadMessage>> deadLetters(QueueHandle& queue, std::string_view channel, size_t max) = 0;
    // An empty list means all. Returns how many.
    virtual Result<uint64_t> replayDead(
        QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids) = 0;
    virtual Result<uint64_t> purgeDead(
        QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids) = 0;

    // --- reading without a channel ---
    // Up to `count` messages from the first retained id >= `from`. The sink must outlive the answer or call cancel().
    virtual WaitId read(QueueHandle& queue, MessageId from, uint32_t count, size_t bytesMax, MessageSink& sink) = 0;
    // Like read, but waits until a message with an id >= `from` exists (tail). Ends with no messages at the deadline.
    virtual WaitId follow(
        QueueHandle& queue, MessageId from, uint32_t count, size_t bytesMax, Duration wait, MessageSink& sink) = 0;

    // One step of a search (scan.h). The sink must outlive the answer or call cancel().
    virtual WaitId scan(QueueHandle& queue, const ScanRequest& request, ScanSink& sink) = 0;

    // --- replay ---
    // Starts a player. Errors: queueNotFound (source, or target when it may not be created), invalidArgument.
    virtual Result<PlayerId> startReplay(const ReplayRequest& request) = 0;
    virtual Status controlReplay(PlayerId player, ReplayControl control) = 0; // notFound
    // It goes on from there. notFound; invalidArgument: it has ended, or its range is not known yet.
    virtual Status seekReplay(PlayerId player, MessageId to) = 0;
    virtual std::vector<PlayerInfo> players() const = 0;
    // Without one, replays into exchanges are refused. Null before it is destroyed.
    virtual void setExchangeTarget(ExchangeTarget* target) = 0;
    // The same for replays into other brokers.
    virtual void setRemoteTarget(RemoteTarget* target) = 0;

    // --- who stands in between ---
    // Null: nobody. It must outlive the broker or be taken away before.
    virtual void setInterceptor(Interceptor* interceptor) { static_cast<void>(interceptor); }
    // Whose calls follow, until the next actAs().
    virtual void actAs(ClientId client) { static_cast<void>(client); }

    // --- other brokers that messages are pulled from ---
    virtual const std::vector<Upstream>& upstreams() const = 0;
    // In the place of those that are there; answers when the tape has them. Errors: readOnly, storageFull.
    virtual void setUpstreams(std::vector<Upstream> upstreams, Callback<bool> done) = 0;

    // --- for observers ---
    // From now on (until watchChanges(false)) remembers for this watcher which queues changed.
    virtual void watchChanges(bool on, Watcher watcher = Watcher::window) = 0;
    // Moves out the queues that changed since its last call (deleted ones included) and whether queues came or went.
    virtual void takeChanged(
        std::vector<QueuePtr>& changed, bool& catalogueChanged, Watcher watcher = Watcher::window) = 0;
    virtual BrokerStats totals() const = 0;
    // Where the messages [first, first + count) stand in the queue's channels: the first `channelsMax` of them by name
    // go to `channels`, and states[i * channels.size() + c] is the state of message first + i in channels[c]. Cost: the
    // range and what is in flight, delayed, waiting for redelivery or dead inside it; never the whole queue.
    virtual void messageStates(QueueHandle& queue, MessageId first, uint32_t count, size_t channelsMax,
        std::vector<std::string>& channels, std::vector<MessageState>& states) = 0;
    // How many messages were published in each of `buckets` parts of equal length of [from, until). Exact at the
    // borders of stored frames and among the newest messages; inside a frame they are taken to come evenly, but for
    // frames over many buckets: some of those are read, and their messages come evenly in small parts of them.
    virtual void histogram(
        QueueHandle& queue, Time from, Time until, uint32_t buckets, Callback<std::vector<uint64_t>> done)
    {
        static_cast<void>(queue), static_cast<void>(from), static_cast<void>(until);
        done(std::vector<uint64_t>(buckets));
    }
    // What is remembered of a message; from the first call of watchStories(true) on, until watchStories(false).
    virtual void watchStories(bool on) { static_cast<void>(on); }
    virtual void story(const QueueHandle& queue, MessageId id, Story& story) const
    {
        static_cast<void>(queue), static_cast<void>(id), static_cast<void>(story);
    }
    // --- marks ---
    // By queue and id; another object whenever they changed. Never null.
    using Marks = std::shared_ptr<const std::vector<Mark>>;
    virtual Marks marks() const { return std::make_shared<const std::vector<Mark>>(); }
    // Colour 0 and no note: takes it away. Answers when the tape has it. Errors: notFound (no such message),
    // invalidArgument, overloaded (limits::kMarksMax), readOnly, storageFull.
    virtual void setMark(const Mark& mark, Callback<bool> done)
    {
        static_cast<void>(mark);
        done(Error{ErrorCode::unsupported, "Marks are not kept here."});
    }
    // Seals everything that is in the journal now; answers when the tape has it.
    virtual void seal(Callback<bool> done) = 0;
    // Seals, then writes a consistent copy of the tape to `path`, which must not exist.
    virtual void saveCopy(const std::string& path, Callback<bool> done) = 0;

    // --- counts for INFO ---
    virtual uint32_t waitingReaders() const = 0;
    virtual SyncMode syncMode() const = 0;
    virtual std::string_view readOnlyReason() const = 0; // empty: writable

private:
    friend class NamespaceScope;
    inline static const std::string kDefaultNamespace;
    const std::string* m_namespace = &kDefaultNamespace;
};

// While it lives, the broker's names belong to a namespace. Whoever works for a client of a namespace has one around
// whatever may look up a name; a queue that is held already needs none.
class NamespaceScope {
public:
    // `prefix` outlives the scope.
    NamespaceScope(Broker& broker, const std::string& prefix)
        : m_broker(broker)
        , m_before(std::exchange(broker.m_namespace, &prefix))
    {
    }
    ~NamespaceScope() { m_broker.m_namespace = m_before; }
    NamespaceScope(const NamespaceScope&) = delete;
    NamespaceScope& operator=(const NamespaceScope&) = delete;

private:
    Broker& m_broker;
    const std::string* m_before;
};

} // namespace tapedeck
