#include "engine/queue/in_flight.h"

#include "engine/base/check.h"

#include <algorithm>

namespace tapedeck {

namespace {

// An index with lazy deletion is rebuilt when more than half of it (and more than this) is stale.
constexpr size_t kStaleItemsMin = 64;

} // namespace

uint64_t InFlight::add(uint64_t id, Time deadline, uint32_t attempts, Time regularUntil)
{
    uint64_t sequence = m_table.nextSequence();
    Entry& entry = m_table.push(id, deadline.micros, attempts);
    if (deadline.micros >= m_lastRegularDeadline && deadline <= regularUntil) {
        m_lastRegularDeadline = deadline.micros;
        ++m_regularCount;
    } else {
        entry.flags |= kOutOfOrder;
        ++m_outOfOrderCount;
        m_deadlines.push({deadline.micros, sequence});
    }
    if (id > m_lastRegularId)
        m_lastRegularId = id;
    else
        leaveIdOrder(sequence, entry);
    return sequence;
}

void InFlight::settle(uint64_t sequence)
{
    const Entry* entry = m_table.find(sequence);
    CHECK(entry);
    uint8_t flags = entry->flags;
    m_table.settle(sequence);
    if (flags & kExpired) {
        --m_expiredCount;
        m_doomedCount -= (flags & kDoomed) ? 1 : 0;
    } else if (flags & kOutOfOrder) {
        --m_outOfOrderCount;
    } else {
        --m_regularCount;
    }
    m_idOutOfOrderCount -= (flags & kIdOutOfOrder) ? 1 : 0;
    if (m_table.live() == 0) {
        resetOrders();
        return;
    }
    if (m_regularCount == 0)
        m_lastRegularDeadline = INT64_MIN;
    while (m_table.sparse())
        moveFrontAside();
    dropStaleItems();
}

void InFlight::setDeadline(uint64_t sequence, Time deadline)
{
    Entry* entry = m_table.find(sequence);
    CHECK(entry && (entry->flags & kExpired) == 0);
    if (entry->deadline == deadline.micros)
        return;
    entry->deadline = deadline.micros;
    if (entry->flags & kOutOfOrder)
        m_deadlines.push({deadline.micros, sequence});
    else
        leaveDeadlineOrder(sequence, *entry);
    dropStaleItems();
}

void InFlight::advance(Time now, uint32_t attemptLimit)
{
    if (m_expiryScan < m_table.base())
        m_expiryScan = m_table.base();
    for (; m_expiryScan < m_table.nextSequence(); ++m_expiryScan) {
        Entry& entry = m_table.at(m_expiryScan);
        if ((entry.flags & (TicketTable::kLive | kOutOfOrder | kExpired)) != TicketTable::kLive)
            continue;
        if (entry.deadline > now.micros)
            break;
        markExpired(m_expiryScan, entry, attemptLimit);
    }
    while (!m_deadlines.empty() && m_deadlines.top().deadline <= now.micros) {
        DeadlineItem item = m_deadlines.top();
        m_deadlines.pop();
        if (deadlineItemHolds(item))
            markExpired(item.sequence, *m_table.find(item.sequence), attemptLimit);
    }
}

void InFlight::markExpired(uint64_t sequence, Entry& entry, uint32_t attemptLimit)
{
    entry.flags |= kExpired;
    ++m_expiredCount;
    if (entry.flags & kOutOfOrder)
        --m_outOfOrderCount;
    else if (--m_regularCount == 0)
        m_lastRegularDeadline = INT64_MIN;
    if (attemptLimit != 0 && entry.attempts >= attemptLimit) {
        entry.flags |= kDoomed;
        ++m_doomedCount;
        m_doomed.push_back(sequence);
    } else if (entry.flags & kOutOfOrder) {
        m_expired.push(sequence);
    }
}

uint64_t InFlight::firstExpired()
{
    if (m_expiredFront < m_table.base())
        m_expiredFront = m_table.base();
    constexpr uint8_t kLooked = TicketTable::kLive | kOutOfOrder | kExpired | kDoomed;
    constexpr uint8_t kWaiting = TicketTable::kLive | kExpired;
    while (m_expiredFront < m_expiryScan && (m_table.at(m_expiredFront).flags & kLooked) != kWaiting)
        ++m_expiredFront;
    while (!m_expired.empty() && !expiredItemHolds(m_expired.top()))
        m_expired.pop();
    uint64_t regular = m_expiredFront < m_expiryScan ? m_expiredFront : 0;
    if (m_expired.empty() || (regular != 0 && regular < m_expired.top()))
        return regular;
    return m_expired.top();
}

uint64_t InFlight::nextDoomed()
{
    while (!m_doomed.empty()) {
        const Entry* entry = m_table.find(m_doomed.back());
        if (entry && (entry->flags & kDoomed))
            return m_doomed.back();
        m_doomed.pop_back();
    }
    return 0;
}

void InFlight::judgeAgain(uint32_t attemptLimit)
{
    if (attemptLimit == 0)
        return;
    m_table.forEachLive([&](uint64_t sequence, Entry& entry) {
        if ((entry.flags & (kExpired | kDoomed)) == kExpired && entry.attempts >= attemptLimit) {
            entry.flags |= kDoomed;
            ++m_doomedCount;
            m_doomed.push_back(sequence);
        }
    });
}

Time InFlight::nextDeadline()
{
    if (m_expiryScan < m_table.base())
        m_expiryScan = m_table.base();
    while (m_expiryScan < m_table.nextSequence()
        && (m_table.at(m_expiryScan).flags & (TicketTable::kLive | kOutOfOrder | kExpired)) != TicketTable::kLive)
        ++m_expiryScan;
    while (!m_deadlines.empty() && !deadlineItemHolds(m_deadlines.top()))
        m_deadlines.pop();
    Time next = Time::never();
    if (m_expiryScan < m_table.nextSequence())
        next = Time{m_table.at(m_expiryScan).deadline};
    if (!m_deadlines.empty() && m_deadlines.top().deadline < next.micros)
        next = Time{m_deadlines.top().deadline};
    return next;
}

uint64_t InFlight::smallestIdSequence()
{
    if (m_idFront < m_table.base())
        m_idFront = m_table.base();
    while (m_idFront < m_table.nextSequence()
        && (m_table.at(m_idFront).flags & (TicketTable::kLive | kIdOutOfOrder)) != TicketTable::kLive)
        ++m_idFront;
    while (!m_ids.empty() && !idItemHolds(m_ids.top()))
        m_ids.pop();
    if (m_idFront == m_table.nextSequence())
        return m_ids.empty() ? 0 : m_ids.top().sequence;
    if (m_ids.empty() || m_table.at(m_idFront).id < m_ids.top().id)
        return m_idFront;
    return m_ids.top().sequence;
}

uint64_t InFlight::minId()
{
    uint64_t sequence = smallestIdSequence();
    return sequence == 0 ? UINT64_MAX : m_table.find(sequence)->id;
}

void InFlight::findIds(std::span<const MessageId> ids, std::vector<uint64_t>& sequences)
{
    if (live() == 0)
        return;
    if (m_idOutOfOrderCount != live())
        for (const MessageId id : ids)
            if (const uint64_t sequence = findRegularId(id.value))
                sequences.push_back(sequence);
    if (m_idOutOfOrderCount == 0)
        return;
    for (const IdItem& item : m_ids.items())
        if (std::binary_search(ids.begin(), ids.end(), MessageId{item.id}) && idItemHolds(item))
            sequences.push_back(item.sequence);
}

// The live entry of `id` among those in the order of ids; 0 if none.
uint64_t InFlight::findRegularId(uint64_t id) const
{
    uint64_t low = std::max(m_idFront, m_table.base());
    uint64_t high = m_table.nextSequence();
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        uint64_t at = middle;
        while (at < high && (m_table.at(at).flags & (TicketTable::kLive | kIdOutOfOrder)) != TicketTable::kLive)
            ++at;
        if (at == high) { // nothing but settled and irregular ones from the middle on
            high = middle;
            continue;
        }
        const uint64_t found = m_table.at(at).id;
        if (found == id)
            return at;
        if (found < id)
            low = at + 1;
        else
            high = middle;
    }
    return 0;
}

void InFlight::forgetBelow(uint64_t first)
{
    for (;;) {
        uint64_t sequence = smallestIdSequence();
        if (sequence == 0 || m_table.find(sequence)->id >= first)
            return;
        settle(sequence);
    }
}

// Fresh ids will be smaller than those in flight: these leave the order, so that the fresh ones are regular again.
void InFlight::restartIdsAt(uint64_t id)
{
    if (id > m_lastRegularId)
        return;
    m_table.forEachLive([&](uint64_t sequence, Entry& entry) {
        if ((entry.flags & kIdOutOfOrder) == 0)
            leaveIdOrder(sequence, entry);
    });
    m_lastRegularId = 0;
}

void InFlight::clear()
{
    m_table.clear();
    resetOrders();
}

uint64_t InFlight::skipTo(uint64_t sequence, uint64_t padMax)
{
    uint64_t count = sequence - m_table.nextSequence();
    if (m_table.live() != 0 && count <= padMax) {
        m_table.pad(count);
        while (m_table.sparse())
            moveFrontAside();
        return count;
    }
    while (m_table.base() != m_table.nextSequence())
        moveFrontAside();
    m_table.jumpTo(sequence);
    return 0;
}

size_t InFlight::memoryBytes() const
{
    return m_table.memoryBytes() + m_deadlines.memoryBytes() + m_expired.memoryBytes() + m_ids.memoryBytes()
        + m_doomed.capacity() * sizeof(uint64_t);
}

void InFlight::leaveDeadlineOrder(uint64_t sequence, Entry& entry)
{
    entry.flags |= kOutOfOrder;
    if (entry.flags & kExpired) {
        if ((entry.flags & kDoomed) == 0)
            m_expired.push(sequence);
        return;
    }
    if (--m_regularCount == 0)
        m_lastRegularDeadline = INT64_MIN;
    ++m_outOfOrderCount;
    m_deadlines.push({entry.deadline, sequence});
}

void InFlight::leaveIdOrder(uint64_t sequence, Entry& entry)
{
    entry.flags |= kIdOutOfOrder;
    ++m_idOutOfOrderCount;
    m_ids.push({entry.id, sequence});
}

// The orders by deadline and id walk along the deque: an entry that leaves it must be in the heaps.
void InFlight::moveFrontAside()
{
    uint64_t sequence = m_table.base();
    Entry& entry = m_table.at(sequence);
    if ((entry.flags & kOutOfOrder) == 0)
        leaveDeadlineOrder(sequence, entry);
    if ((entry.flags & kIdOutOfOrder) == 0)
        leaveIdOrder(sequence, entry);
    m_table.moveFrontAside();
}

bool InFlight::deadlineItemHolds(const DeadlineItem& item) const
{
    const Entry* entry = m_table.find(item.sequence);
    return entry && (entry->flags & (kOutOfOrder | kExpired)) == kOutOfOrder && entry->deadline == item.deadline;
}

bool InFlight::expiredItemHolds(uint64_t sequence) const
{
    const Entry* entry = m_table.find(sequence);
    return entry && (entry->flags & (kOutOfOrder | kExpired | kDoomed)) == (kOutOfOrder | kExpired);
}

bool InFlight::idItemHolds(const IdItem& item) const
{
    const Entry* entry = m_table.find(item.sequence);
    return entry && (entry->flags & kIdOutOfOrder) != 0;
}

void InFlight::dropStaleItems()
{
    if (m_deadlines.size() > kStaleItemsMin && m_deadlines.size() > 2 * m_outOfOrderCount)
        m_deadlines.removeIf([this](const DeadlineItem& item) { return !deadlineItemHolds(item); });
    if (m_ids.size() > kStaleItemsMin && m_ids.size() > 2 * m_idOutOfOrderCount)
        m_ids.removeIf([this](const IdItem& item) { return !idItemHolds(item); });
}

void InFlight::resetOrders()
{
    m_expiredCount = m_doomedCount = m_regularCount = m_outOfOrderCount = m_idOutOfOrderCount = 0;
    m_expiryScan = m_expiredFront = m_idFront = m_table.nextSequence();
    m_lastRegularDeadline = INT64_MIN;
    m_lastRegularId = 0;
    m_deadlines.clear();
    m_expired.clear();
    m_ids.clear();
    m_doomed.clear();
}

} // namespace tapedeck
