// Channel: a named independent reader of a queue. Its state is the cursor (the next id neither handed out nor settled),
// what was settled by its id ahead of the cursor, the tickets in flight with their attempts, messages owed later, and
// dead letters.
//
// A pure state machine, owned by the loop thread: the time is passed in, nothing is read, written or waited for, and
// the messages themselves are not here, only their ids.
//
// Durability: an operation that changes the state appends what it did to `delta` (nothing if it changed nothing).
// apply() of these bytes, in order, to a channel in the earlier state gives the same state; encodeState() is the state
// itself. Byte layout: channel_format.h. Only lastTouched() is in no delta: after a crash it may be as old as the last
// state.
//
// Time: a ticket is expired when now >= deadline, exactly, in microseconds. For floki's whole seconds the caller passes
// deadline = floor(now in s) + time-out in s; `now` needs no rounding, since a whole-second deadline is reached at the
// same instant by now and by its floor. The wall clock may go back: what was found expired stays expired.
#pragma once

#include "engine/base/limits.h"
#include "engine/base/units.h"
#include "engine/queue/dead_letters.h"
#include "engine/queue/delayed_list.h"
#include "engine/queue/in_flight.h"
#include "engine/queue/settings.h"
#include "engine/queue/settled_ahead.h"
#include "engine/queue/settled_message.h"
#include "engine/queue/ticket.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

struct ChannelOperation; // channel_format.h

// One message handed out.
struct Delivery {
    MessageId id;
    Ticket ticket; // 0 if it was acked in the same step
    uint32_t attempts = 0; // this one included
};

// Until when the deliveries of one take are leased; nothing: they are acked in the same step and have no ticket.
using Lease = std::optional<Time>;

// A ticket as the window shows it.
struct TicketInfo {
    Ticket ticket;
    MessageId id;
    Time deadline;
    uint32_t attempts = 0;
};

struct ChannelCounts {
    MessageId cursor;
    size_t inFlight = 0; // tickets not expired
    size_t redeliveries = 0; // expired, waiting to be handed out again
    size_t delayed = 0; // given back or delayed, due or not
    size_t dead = 0;
    uint64_t fresh = 0; // messages neither handed out nor settled yet
    uint64_t lag = 0; // these and the redeliveries
    int64_t lastTouched = 0; // seconds since the epoch
};

class Channel {
public:
    // `ticketKey` comes from Random; `cursor` is the first id to hand out (floki: the queue's end).
    Channel(uint64_t ticketKey, MessageId cursor, const ChannelSettings& settings, Time now);
    Channel(Channel&&) = default;
    Channel& operator=(Channel&&) = default;

    // --- handing out: each appends to `out` and returns how many; nothing while paused ---

    // Up to `max` messages: expired ones first (in the order of their last delivery), then those owed and due (in the
    // order of their due times), then new ids from the cursor to `end` (exclusive; the queue's visible end). `first` is
    // the oldest id the queue still has: the cursor skips to it. A lease that ends at or before `now` makes the same
    // message come again and again within one call, as floki does with a time-out of 0.
    size_t take(Time now, Lease lease, MessageId first, MessageId end, size_t max, std::vector<Delivery>& out,
        std::string& delta);
    // The two halves, for a caller that must look at new messages before they are taken (their delay, damage):
    // expired and due ones only ...
    size_t takeReturned(Time now, Lease lease, size_t max, std::vector<Delivery>& out, std::string& delta);
    // ... and new ones only. With a lease that has ended already it takes one at a time.
    size_t takeNew(Time now, Lease lease, MessageId first, MessageId end, size_t max, std::vector<Delivery>& out,
        std::string& delta);
    // The id that takeNew() would start with.
    MessageId nextNew(MessageId first) const { return {m_ahead.skip(m_cursor < first ? first.value : m_cursor.value)}; }
    // The message `id` (>= cursor) is not visible before `due`: it goes to the delayed ones without an attempt, and the
    // cursor moves behind it (skipping what lies between).
    void deferNew(MessageId id, Time due, std::string& delta);
    // Messages before `id` are gone (damaged, removed): the cursor moves to `id`; never back.
    void skipNew(MessageId id, std::string& delta);

    // --- settling: false for a ticket that is unknown, used, or expired (even if nobody got the message again) ---

    bool ack(Time now, Ticket ticket, std::string& delta);
    // Returns how many were acked. Neighbouring tickets become one range in the delta.
    size_t ackAll(Time now, std::span<const Ticket> tickets, std::string& delta);
    // Back into the channel, due at now + delay (>= 0). The attempt counts; at the attempt limit it becomes a dead
    // letter.
    bool nack(Time now, Ticket ticket, Duration delay, std::string& delta);
    // Back into the channel, due at `due`, as if this delivery had not been.
    bool release(Time now, Ticket ticket, Time due, std::string& delta);
    // Back into the channel, due at once, those of the messages (ascending, no id twice) that are in flight; the
    // attempt counts, but none of them dies of it. Returns their tickets, which are void. Cost: InFlight::findIds().
    std::vector<TicketInfo> giveBackIds(Time now, std::span<const MessageId> ids, std::string& delta);
    // A new deadline, earlier or later. One at or before `now` expires the ticket.
    bool extend(Time now, Ticket ticket, Time deadline, std::string& delta);
    // Settles a ticket whether expired or not: its message turned out to be gone.
    bool discard(Ticket ticket, std::string& delta);
    // Settles messages by their ids (ascending, no id twice), whatever their state: never handed out, in flight,
    // expired, owed, dead. Returns how many were not settled before. An id at or above the cursor is remembered ahead
    // of it; one below `first` must not be among them. Nothing, and nothing changed, where that would take more ranges
    // than kSettledAheadRangesMax. Appends those to `settled`, if it is given, ascending, as unsettle() takes them.
    // Cost: InFlight::findIds() and one look at every message owed.
    std::optional<size_t> settle(Time now, std::span<const MessageId> ids, MessageId first, std::string& delta,
        std::vector<SettledMessage>* settled = nullptr);
    // Those of the messages (ascending, no id twice) that are settled now and not below `first` are not any more: one
    // below the cursor is owed at its due time with its attempts, one ahead of it comes when the cursor does. Tickets
    // and dead letters do not come back as such. Returns how many; nothing, and nothing changed, where ranges ahead of
    // the cursor would fall into more than kSettledAheadRangesMax. Cost: that of settle().
    std::optional<size_t> unsettle(
        Time now, std::span<const SettledMessage> messages, MessageId first, std::string& delta);
    const SettledAhead& settledAhead() const { return m_ahead; }
    // The live, unexpired ticket's message.
    std::optional<TicketInfo> find(Time now, Ticket ticket) const;

    // --- moving ---

    // Tickets in flight stay as they are. Messages owed with an id at or above the new cursor are dropped, since the
    // cursor will meet them again; those below stay owed. What was settled ahead of the cursor stays so when the cursor
    // moves forward (it skips what it lands in), and is forgotten, as every ack above the new cursor, when it moves
    // back. Any value is allowed.
    void seek(Time now, MessageId cursor, std::string& delta);
    // Everything before `head` is settled: no tickets, nothing owed, cursor = head. Old tickets are unknown for good.
    void purge(Time now, MessageId head, bool deadLettersToo, std::string& delta);
    // Undoes purge(): `before` is the channel as it was then, `head` what purge() was told. What it owed then it owes
    // again: what was in flight or due later comes when its ticket would have run out or when it was due, as far as it
    // lay below the cursor. What was settled since stays settled. Tickets of then stay void, those handed out since
    // stay valid. With `letters` dead letters of then that are missing now are back. False, and nothing changed, where
    // the channel was moved back since, or too many ranges would be settled ahead of the cursor.
    bool unpurge(Time now, const Channel& before, MessageId head, bool letters, std::string& delta);
    // How many ids unpurge() may have to name: tickets, messages owed, dead letters.
    size_t listed() const { return m_inFlight.live() + m_delayed.size() + m_dead.size(); }
    // Retention removed the messages before `first`.
    void trim(MessageId first, std::string& delta);
    void setSettings(Time now, const ChannelSettings& settings, std::string& delta);
    const ChannelSettings& settings() const { return m_settings; }

    // --- dead letters ---

    const DeadLetters& deadLetters() const { return m_dead; }
    // Back into the channel, due at once, attempts counted from zero. False: there is no such letter.
    bool replayDead(Time now, MessageId id, std::string& delta);
    size_t replayAllDead(Time now, std::string& delta);
    bool purgeDead(MessageId id, std::string& delta);
    size_t purgeAllDead(std::string& delta);

    // --- time ---

    // Moves expired messages that used up their attempts to the dead letters and returns their number, at most
    // kBuriedPerCallMax. take() does it too; a timer calls this so that it happens without readers.
    size_t expire(Time now, std::string& delta);
    // When something changes by itself (a ticket expires, a delay ends): after `now`, or `now` while expire() has work
    // left; never() if nothing will. While something owed is due already, later delays are not looked at: the next take
    // changes the answer.
    Time nextDue(Time now);
    static constexpr size_t kBuriedPerCallMax = 10'000; // bounds the work of one turn and the bytes of one delta
    // Whether take() would hand out anything.
    bool available(Time now, MessageId first, MessageId end);

    // --- looking ---

    MessageId cursor() const { return m_cursor; }
    // Live tickets, expired ones included.
    size_t tickets() const { return m_inFlight.live(); }
    // What is still to be handed out of a queue that has [first, end): new messages, and those that come again or
    // later.
    uint64_t owed(MessageId first, MessageId end) const;
    ChannelCounts counts(Time now, MessageId first, MessageId end);
    // Smallest id that may not be settled: tickets, messages owed, cursor. Dead letters do not count.
    MessageId floor();
    // A get without result, an ack without effect: floki shows the second of the last use.
    void touch(Time now);
    int64_t lastTouched() const { return m_lastTouched; }
    // Up to `max` unexpired tickets in the order of delivery, from sequence number `from` (1 = the first); returns the
    // number to go on with, 0 at the end.
    uint64_t listTickets(Time now, uint64_t from, size_t max, std::vector<TicketInfo>& out) const;
    // A message below the cursor that is not settled, one above it that is, or a dead letter.
    enum class Standing : unsigned char { inFlight, delayed, dead, settledAhead };
    struct StateAt {
        MessageId id;
        Standing standing;
    };
    // Appends those with ids in [first, end), in no useful order. Cost: one look at every ticket and message owed, and
    // the range.
    void statesIn(MessageId first, MessageId end, std::vector<StateAt>& out) const;
    // A message that is not settled and no dead letter.
    struct Unsettled {
        MessageId id;
        enum class State : unsigned char { pending, inFlight, delayed } state = State::pending;
        uint32_t attempts = 0; // deliveries so far
        Time visibleAt; // when it can be handed out; the epoch for a pending one
    };
    // Appends up to `max` (and kChannelMessagesMax) of them with ids >= `from`, ascending, of the queue's messages
    // [first, end). A message that is out several times after a backward seek is listed once, as what becomes available
    // first. Cost: one look at every ticket and message owed, and `max`.
    void unsettled(
        Time now, MessageId from, MessageId first, MessageId end, size_t max, std::vector<Unsettled>& out) const;
    size_t memoryBytes() const;

    // --- durability ---

    // After a crash that may have lost the newest deltas (sync normal and a power cut): leaves out `count` sequence
    // numbers, so that a ticket handed out then does not name another message now.
    void skipTickets(uint64_t count, std::string& delta);
    // Replays deltas. False if they are malformed or do not fit the state; the channel is then unusable. Untrusted
    // bytes.
    bool apply(std::string_view delta);
    void encodeState(std::string& out) const;
    // Untrusted bytes. More than `ticketsMax` tickets are refused, so that a small hostile state cannot take much
    // memory. Nothing if they are malformed or of an unknown version.
    static std::optional<Channel> decodeState(
        std::string_view state, size_t ticketsMax = limits::kTicketsPerChannelMax);

private:
    static Time later(Time time, Duration by); // never() where the sum is too large
    uint64_t sequenceOf(Time now, Ticket ticket) const;
    Delivery handOut(MessageId id, uint32_t attempts, const Lease& lease, Time regularUntil);
    size_t takeExpired(Time now, Lease lease, size_t max, std::vector<Delivery>& out, std::string& delta);
    size_t takeDue(Time now, Lease lease, size_t max, std::vector<Delivery>& out, std::string& delta);
    size_t room(const Lease& lease) const;
    void giveBack(uint64_t sequence, Time due, uint32_t attempts, std::string& delta);
    void bury(uint64_t sequence, Time now, DeadReason reason, std::string& delta);
    // What operations and their replay have in common.
    void addDead(uint64_t sequence, Time time, DeadReason reason);
    void moveCursor(MessageId cursor);
    void advanceCursor(MessageId cursor);
    bool addAhead(uint64_t first, uint64_t count);
    void addOwed(const SettledMessage& message, Time now, std::string& delta);
    std::vector<SettledMessage> outBelow(MessageId end) const;
    bool hasRoomAhead(std::span<const MessageId> ids, MessageId first) const;
    void settleTickets(std::span<const MessageId> ids, std::vector<MessageId>& found, std::string& delta);
    void settleAhead(std::span<const MessageId> ids, std::vector<MessageId>& found, std::string& delta);
    std::vector<SettledMessage> outOf(std::span<const MessageId> ids);
    bool forgetAhead(std::span<const SettledMessage> messages, std::string& delta);
    std::vector<Unsettled> handedOut(Time now, MessageId from) const;
    void settleAll(MessageId head, bool deadLettersToo);
    void forgetBelow(MessageId first);
    void replayLetters(Time due);
    bool skipSequences(uint64_t count);
    // In channel_apply.cpp.
    bool mayAddTickets(uint64_t count) const;
    bool applyOperation(const ChannelOperation& operation);
    bool applyTaken(uint64_t skip, uint64_t count, const Lease& lease);
    bool applyRedelivered(uint64_t back, uint64_t count, Time deadline);
    bool applySettled(uint64_t back, uint64_t count);
    bool applyDue(uint64_t count, const Lease& lease);
    bool applyCursorMove(const ChannelOperation& operation);
    bool applyAhead(uint64_t skip, uint64_t count);
    bool applyAheadForgotten(uint64_t skip, uint64_t count);
    bool applyUnsettled(const ChannelOperation& operation);
    bool applyLetterRestored(const ChannelOperation& operation);
    bool applyOwedSettled(std::vector<MessageId>& ids);
    bool applyToTicket(const ChannelOperation& operation);

    TicketCodec m_codec;
    ChannelSettings m_settings;
    MessageId m_cursor; // never inside of m_ahead or right before it
    SettledAhead m_ahead; // ids above the cursor
    InFlight m_inFlight;
    DelayedList m_delayed;
    DeadLetters m_dead;
    int64_t m_lastTouched = 0;
};

} // namespace tapedeck
