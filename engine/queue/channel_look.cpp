// Channel: what it tells about itself and its messages.
#include "engine/queue/channel.h"

#include <algorithm>

namespace tapedeck {

std::optional<TicketInfo> Channel::find(Time now, Ticket ticket) const
{
    uint64_t sequence = sequenceOf(now, ticket);
    if (sequence == 0)
        return std::nullopt;
    const InFlight::Entry& entry = *m_inFlight.find(sequence);
    return TicketInfo{ticket, {entry.id}, {entry.deadline}, entry.attempts};
}

ChannelCounts Channel::counts(Time now, MessageId first, MessageId end)
{
    m_inFlight.advance(now, m_settings.attemptLimit);
    ChannelCounts counts;
    counts.cursor = m_cursor;
    counts.inFlight = m_inFlight.live() - m_inFlight.expired();
    counts.redeliveries = m_inFlight.expired() - m_inFlight.doomed();
    counts.delayed = m_delayed.size();
    counts.dead = m_dead.size();
    const MessageId start = nextNew(first);
    counts.fresh = end > start ? end - start - m_ahead.countIn(start.value, end.value) : 0;
    counts.lag = counts.fresh + counts.redeliveries;
    counts.lastTouched = m_lastTouched;
    return counts;
}

uint64_t Channel::owed(MessageId first, MessageId end) const
{
    const MessageId start = nextNew(first);
    const uint64_t fresh = end > start ? end - start - m_ahead.countIn(start.value, end.value) : 0;
    return fresh + m_inFlight.expired() - m_inFlight.doomed() + m_delayed.size();
}

MessageId Channel::floor()
{
    return {std::min({m_cursor.value, m_inFlight.minId(), m_delayed.minId()})};
}

uint64_t Channel::listTickets(Time now, uint64_t from, size_t max, std::vector<TicketInfo>& out) const
{
    uint64_t sequence = m_inFlight.nextLive(from);
    for (; sequence != 0 && max != 0; sequence = m_inFlight.nextLive(sequence + 1)) {
        const InFlight::Entry& entry = *m_inFlight.find(sequence);
        if (InFlight::isExpired(entry, now))
            continue;
        out.push_back({m_codec.ticket(sequence), {entry.id}, {entry.deadline}, entry.attempts});
        --max;
    }
    return sequence;
}

size_t Channel::memoryBytes() const
{
    constexpr size_t kMapNodeBytes = sizeof(DeadLetters::Map::value_type) + 4 * sizeof(void*);
    return sizeof *this + m_inFlight.memoryBytes() + m_delayed.memoryBytes() + m_ahead.memoryBytes()
        + m_dead.size() * kMapNodeBytes;
}

void Channel::statesIn(MessageId first, MessageId end, std::vector<StateAt>& out) const
{
    const auto inside = [&](uint64_t id) { return id >= first.value && id < end.value; };
    m_inFlight.forEachLive([&](uint64_t, const InFlight::Entry& entry) {
        if (inside(entry.id))
            out.push_back({{entry.id}, Standing::inFlight});
    });
    for (const DelayedList::Item& item : m_delayed.items()) {
        if (inside(item.id))
            out.push_back({{item.id}, Standing::delayed});
    }
    const auto& letters = m_dead.all();
    for (auto letter = letters.lower_bound(first); letter != letters.end() && letter->first < end; ++letter)
        out.push_back({letter->first, Standing::dead});
    for (uint64_t id = m_ahead.next(first.value); id < end.value; id = m_ahead.next(id + 1))
        out.push_back({{id}, Standing::settledAhead});
}

// Tickets and messages owed, with ids >= `from`, in no useful order.
std::vector<Channel::Unsettled> Channel::handedOut(Time now, MessageId from) const
{
    std::vector<Unsettled> out;
    const uint32_t limit = m_settings.attemptLimit;
    m_inFlight.forEachLive([&](uint64_t, const InFlight::Entry& entry) {
        if (entry.id < from.value)
            return;
        if (!InFlight::isExpired(entry, now))
            out.push_back({{entry.id}, Unsettled::State::inFlight, entry.attempts, Time{entry.deadline}});
        else if (limit == 0 || entry.attempts < limit) // else it is a dead letter as soon as somebody looks
            out.push_back({{entry.id}, Unsettled::State::pending, entry.attempts, {}});
    });
    for (const DelayedList::Item& item : m_delayed.items()) {
        if (item.id < from.value)
            continue;
        if (item.due > now)
            out.push_back({{item.id}, Unsettled::State::delayed, item.attempts, item.due});
        else
            out.push_back({{item.id}, Unsettled::State::pending, item.attempts, {}});
    }
    return out;
}

void Channel::unsettled(
    Time now, MessageId from, MessageId first, MessageId end, size_t max, std::vector<Unsettled>& out) const
{
    max = std::min(max, limits::kChannelMessagesMax);
    std::vector<Unsettled> all = handedOut(now, std::max(from, first));
    // New ones: `max` of them are enough.
    size_t fresh = 0;
    for (uint64_t id = m_ahead.skip(std::max({from, first, m_cursor}).value); id < end.value && fresh < max;
         id = m_ahead.skip(id + 1), ++fresh)
        all.push_back({{id}, Unsettled::State::pending, 0, {}});
    const auto byId = [](const Unsettled& a, const Unsettled& b) {
        return a.id != b.id ? a.id < b.id : a.visibleAt < b.visibleAt;
    };
    // Only the smallest are put into order, in parts: an id may be there several times.
    size_t listed = 0;
    for (auto next = all.begin(); next != all.end();) {
        const auto left = static_cast<size_t>(all.end() - next);
        const auto partEnd = next + static_cast<ptrdiff_t>(std::min(left, max - listed + 1));
        std::nth_element(next, partEnd - 1, all.end(), byId);
        std::sort(next, partEnd, byId);
        for (; next != partEnd; ++next) {
            if (listed != 0 && out.back().id == next->id) {
                out.back().attempts = std::max(out.back().attempts, next->attempts);
                continue;
            }
            if (listed == max)
                return;
            out.push_back(*next);
            ++listed;
        }
    }
}

} // namespace tapedeck
