// Channel: handing out messages.
#include "engine/queue/channel.h"

#include "engine/base/check.h"
#include "engine/queue/channel_format.h"

#include <algorithm>

namespace tapedeck {

namespace {

// A lease that is over when it begins: floki's time-out of 0.
bool isOver(const Lease& lease, Time now)
{
    return lease && *lease <= now;
}

} // namespace

size_t Channel::take(
    Time now, Lease lease, MessageId first, MessageId end, size_t max, std::vector<Delivery>& out, std::string& delta)
{
    size_t taken = 0;
    if (!isOver(lease, now)) {
        taken = takeReturned(now, lease, max, out, delta);
        return taken + takeNew(now, lease, first, end, max - taken, out, delta);
    }
    while (taken < max) {
        size_t one = takeReturned(now, lease, 1, out, delta);
        if (one == 0)
            one = takeNew(now, lease, first, end, 1, out, delta);
        if (one == 0)
            break;
        taken += one;
    }
    return taken;
}

size_t Channel::takeReturned(Time now, Lease lease, size_t max, std::vector<Delivery>& out, std::string& delta)
{
    touch(now);
    if (m_settings.paused)
        return 0;
    size_t step = isOver(lease, now) ? 1 : max;
    size_t taken = 0;
    while (taken < max) {
        size_t got = takeExpired(now, lease, std::min(step, max - taken), out, delta);
        if (got < step)
            got += takeDue(now, lease, std::min(step, max - taken) - got, out, delta);
        taken += got;
        if (got < step || step == max)
            break;
    }
    return taken;
}

size_t Channel::takeExpired(Time now, const Lease lease, size_t max, std::vector<Delivery>& out, std::string& delta)
{
    expire(now, delta);
    Time regularUntil = later(now, m_settings.ticketTimeout);
    size_t taken = 0;
    uint64_t sequence = m_inFlight.firstExpired();
    while (taken < max && sequence != 0) {
        // One operation for a run of neighbours that had been delivered before it began.
        const uint64_t next = m_inFlight.nextSequence();
        const uint64_t runFirst = sequence;
        uint64_t count = 0;
        do {
            const InFlight::Entry entry = *m_inFlight.find(sequence);
            m_inFlight.settle(sequence);
            uint32_t attempts = entry.attempts == UINT32_MAX ? UINT32_MAX : entry.attempts + 1;
            out.push_back(handOut({entry.id}, attempts, lease, regularUntil));
            ++count;
            sequence = m_inFlight.firstExpired();
        } while (taken + count < max && sequence == runFirst + count && sequence < next);
        if (lease)
            putOperation(delta, DeltaOp::redelivered, next - runFirst, count, timeField(*lease));
        else
            putOperation(delta, DeltaOp::settled, next - runFirst, count);
        taken += count;
    }
    return taken;
}

size_t Channel::takeDue(Time now, const Lease lease, size_t max, std::vector<Delivery>& out, std::string& delta)
{
    Time regularUntil = later(now, m_settings.ticketTimeout);
    max = std::min(max, room(lease));
    size_t taken = 0;
    while (taken < max && !m_delayed.empty() && m_delayed.first().due <= now) {
        DelayedList::Item item = m_delayed.first();
        m_delayed.popFirst();
        uint32_t attempts = item.attempts == UINT32_MAX ? UINT32_MAX : item.attempts + 1;
        out.push_back(handOut({item.id}, attempts, lease, regularUntil));
        ++taken;
    }
    if (taken == 0)
        return 0;
    if (lease)
        putOperation(delta, DeltaOp::dueTaken, taken, timeField(*lease));
    else
        putOperation(delta, DeltaOp::dueAcked, taken);
    return taken;
}

size_t Channel::takeNew(
    Time now, Lease lease, MessageId first, MessageId end, size_t max, std::vector<Delivery>& out, std::string& delta)
{
    touch(now);
    if (m_settings.paused)
        return 0;
    max = std::min(max, isOver(lease, now) ? 1 : room(lease));
    const Time regularUntil = later(now, m_settings.ticketTimeout);
    size_t taken = 0;
    while (taken < max) { // once per gap between what was settled ahead
        const MessageId start = nextNew(first);
        const MessageId runEnd = std::min(end, MessageId{m_ahead.next(start.value)});
        if (runEnd <= start)
            break;
        const size_t count = static_cast<size_t>(std::min<uint64_t>(max - taken, runEnd - start));
        for (size_t i = 0; i < count; ++i)
            out.push_back(handOut(start + i, 1, lease, regularUntil));
        if (lease)
            putOperation(delta, DeltaOp::taken, start - m_cursor, count, timeField(*lease));
        else
            putOperation(delta, DeltaOp::takenAcked, start - m_cursor, count);
        advanceCursor(start + count);
        taken += count;
    }
    return taken;
}

Delivery Channel::handOut(MessageId id, uint32_t attempts, const Lease& lease, Time regularUntil)
{
    if (!lease)
        return {id, Ticket{}, attempts};
    return {id, m_codec.ticket(m_inFlight.add(id.value, *lease, attempts, regularUntil)), attempts};
}

// How many more tickets the channel may have.
size_t Channel::room(const Lease& lease) const
{
    if (!lease)
        return SIZE_MAX;
    size_t live = m_inFlight.live();
    return live < limits::kTicketsPerChannelMax ? limits::kTicketsPerChannelMax - live : 0;
}

void Channel::deferNew(MessageId id, Time due, std::string& delta)
{
    CHECK(id >= m_cursor);
    putOperation(delta, DeltaOp::deferred, id - m_cursor, timeField(due));
    m_delayed.add(id.value, due, 0);
    advanceCursor(id + 1);
}

void Channel::skipNew(MessageId id, std::string& delta)
{
    if (id <= m_cursor)
        return;
    putOperation(delta, DeltaOp::skipped, id - m_cursor);
    advanceCursor(id);
}

} // namespace tapedeck
