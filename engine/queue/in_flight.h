// InFlight: the tickets of one channel with the three orders in which they are asked for: by sequence number (a
// client's ticket), by deadline (expiry) and by message id (what retention must keep). The regular case costs nothing
// extra: with equal time-outs the order of delivery is the order of expiry, and with fresh messages it is the order of
// ids; only entries that break an order go to a heap (with lazy deletion).
//
// Owned by the loop thread, inside Channel. Writes no deltas; never looks at a clock.
#pragma once

#include "engine/base/units.h"
#include "engine/queue/min_heap.h"
#include "engine/queue/ticket_table.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tapedeck {

class InFlight {
public:
    using Entry = TicketTable::Entry;

    uint64_t nextSequence() const { return m_table.nextSequence(); }
    size_t live() const { return m_table.live(); }
    // Live entries that advance() found expired.
    size_t expired() const { return m_expiredCount; }
    // ... and among them those that used up their attempts.
    size_t doomed() const { return m_doomedCount; }
    const Entry* find(uint64_t sequence) const { return m_table.find(sequence); }
    // Expired is what advance() marked (it stays so if the clock goes back) or whose deadline is not after `now`.
    static bool isExpired(const Entry& entry, Time now)
    {
        return (entry.flags & kExpired) != 0 || entry.deadline <= now.micros;
    }

    static bool isMarkedExpired(const Entry& entry) { return (entry.flags & kExpired) != 0; }

    // Adds an entry and returns its sequence number. Deadlines later than `regularUntil` are kept out of the regular
    // order: one long lease would otherwise make every following short one irregular.
    uint64_t add(uint64_t id, Time deadline, uint32_t attempts, Time regularUntil = Time::never());
    void settle(uint64_t sequence);
    // The entry is live and not expired.
    void setDeadline(uint64_t sequence, Time deadline);

    // Marks what is expired at `now`. Entries with at least `attemptLimit` attempts (0: no limit) become doomed, the
    // others wait for redelivery. Amortised: each entry is looked at once.
    void advance(Time now, uint32_t attemptLimit);
    // The entry waiting for redelivery that was delivered first; 0 if none.
    uint64_t firstExpired();
    // A doomed entry, 0 if none. The caller settles it.
    uint64_t nextDoomed();
    // Looks at all expired entries again under a new limit.
    void judgeAgain(uint32_t attemptLimit);
    // The earliest deadline of an entry not marked expired; never() if none.
    Time nextDeadline();

    // Appends the sequence numbers of all live entries with one of these ids (ascending, no id twice), in no useful
    // order. Cost: a binary search per id, and one look at every entry that is not in the order of ids (handed out
    // again, or older than a backward seek).
    void findIds(std::span<const MessageId> ids, std::vector<uint64_t>& sequences);
    // Smallest id of a live entry; UINT64_MAX if none.
    uint64_t minId();
    // Settles every entry with an id below `first`.
    void forgetBelow(uint64_t first);
    // The cursor is about to give ids from `id` on again.
    void restartIdsAt(uint64_t id);

    void clear();
    // The next sequence number will be `sequence` (>= nextSequence()). Up to `padMax` numbers are left out in place, at
    // a cost per number; beyond that everything live is moved aside, at a cost per entry. Returns the numbers left out
    // in place.
    uint64_t skipTo(uint64_t sequence, uint64_t padMax);
    uint64_t nextLive(uint64_t from) const { return m_table.nextLive(from); }
    template <typename Visit>
    void forEachLive(Visit visit) const
    {
        m_table.forEachLive(visit);
    }
    size_t memoryBytes() const;

private:
    static constexpr uint8_t kOutOfOrder = 2; // its deadline is in m_deadlines (or, expired, it is in m_expired)
    static constexpr uint8_t kExpired = 4;
    static constexpr uint8_t kDoomed = 8;
    static constexpr uint8_t kIdOutOfOrder = 16; // its id is in m_ids

    struct DeadlineItem {
        int64_t deadline;
        uint64_t sequence;
        auto operator<=>(const DeadlineItem&) const = default;
    };
    struct IdItem {
        uint64_t id;
        uint64_t sequence;
        auto operator<=>(const IdItem&) const = default;
    };

    void markExpired(uint64_t sequence, Entry& entry, uint32_t attemptLimit);
    void leaveDeadlineOrder(uint64_t sequence, Entry& entry);
    void leaveIdOrder(uint64_t sequence, Entry& entry);
    void moveFrontAside();
    uint64_t smallestIdSequence();
    uint64_t findRegularId(uint64_t id) const;
    void dropStaleItems();
    bool deadlineItemHolds(const DeadlineItem& item) const;
    bool expiredItemHolds(uint64_t sequence) const;
    bool idItemHolds(const IdItem& item) const;
    void resetOrders();

    TicketTable m_table;
    size_t m_expiredCount = 0;
    size_t m_doomedCount = 0;
    // Expiry.
    uint64_t m_expiryScan = 1; // regular entries below have been marked
    uint64_t m_expiredFront = 1; // no regular entry below waits for redelivery
    int64_t m_lastRegularDeadline = INT64_MIN;
    size_t m_regularCount = 0; // live, regular, not expired
    size_t m_outOfOrderCount = 0; // live, in m_deadlines, not expired
    MinHeap<DeadlineItem> m_deadlines;
    MinHeap<uint64_t> m_expired; // out of order and expired, by sequence
    std::vector<uint64_t> m_doomed;
    // Ids.
    uint64_t m_idFront = 1; // every live entry below is in m_ids
    uint64_t m_lastRegularId = 0;
    size_t m_idOutOfOrderCount = 0;
    MinHeap<IdItem> m_ids;
};

} // namespace tapedeck
