// Channel::apply: deltas from the journal played onto a channel. The bytes may come from a stranger's tape, so every
// number is checked against the state before it is used, and no loop runs longer than the state is large.
#include "engine/queue/channel.h"

#include "engine/base/check.h"
#include "engine/queue/channel_format.h"

#include <algorithm>

namespace tapedeck {

namespace {

// first + count stays a legal end of a range of ids.
bool idsFit(uint64_t first, uint64_t count)
{
    return count <= UINT64_MAX - first;
}

} // namespace

bool Channel::apply(std::string_view delta)
{
    ByteReader in(delta);
    ChannelOperation operation;
    std::vector<MessageId> owed; // neighbours of this kind are one look at the list
    while (nextOperation(in, &operation)) {
        if (operation.op == DeltaOp::owedSettled) {
            owed.push_back({operation.fields[0]});
            continue;
        }
        if (!applyOwedSettled(owed) || !applyOperation(operation))
            return false;
    }
    return in.ok() && applyOwedSettled(owed);
}

bool Channel::applyOperation(const ChannelOperation& operation)
{
    const uint64_t a = operation.fields[0];
    const uint64_t b = operation.fields[1];
    switch (operation.op) {
    case DeltaOp::taken:
        return applyTaken(a, b, operation.time(2));
    case DeltaOp::takenAcked:
        return applyTaken(a, b, std::nullopt);
    case DeltaOp::redelivered:
        return applyRedelivered(a, b, operation.time(2));
    case DeltaOp::settled:
        return applySettled(a, b);
    case DeltaOp::dueTaken:
        return applyDue(a, operation.time(1));
    case DeltaOp::dueAcked:
        return applyDue(a, std::nullopt);
    case DeltaOp::deferred:
    case DeltaOp::skipped:
        return applyCursorMove(operation);
    case DeltaOp::givenBack:
    case DeltaOp::buried:
    case DeltaOp::extended:
        return applyToTicket(operation);
    case DeltaOp::sought:
        moveCursor({a});
        return true;
    case DeltaOp::purged:
        settleAll({a}, b == 1);
        return b <= 1;
    case DeltaOp::trimmed:
        forgetBelow({a});
        return true;
    case DeltaOp::settings:
        if (auto settings = settingsFromFields(a, b, operation.fields[2]))
            return m_settings = *settings, true;
        return false;
    case DeltaOp::deadReplayed:
        m_delayed.add(a, operation.time(1), 0);
        return m_dead.remove({a});
    case DeltaOp::allDeadReplayed:
        replayLetters(operation.time(0));
        return true;
    case DeltaOp::deadPurged:
        return m_dead.remove({a});
    case DeltaOp::allDeadPurged:
        m_dead.clear();
        return true;
    case DeltaOp::ticketsSkipped:
        return skipSequences(a);
    case DeltaOp::settledAhead:
        return applyAhead(a, b);
    case DeltaOp::owedSettled: // apply() gathers them
        return false;
    case DeltaOp::unsettled:
        return applyUnsettled(operation);
    case DeltaOp::aheadForgotten:
        return applyAheadForgotten(a, b);
    case DeltaOp::letterRestored:
        return applyLetterRestored(operation);
    }
    return false;
}

bool Channel::mayAddTickets(uint64_t count) const
{
    const size_t live = m_inFlight.live();
    return live <= limits::kTicketsPerChannelMax && count <= limits::kTicketsPerChannelMax - live
        && count <= kStoredSequenceMax && m_inFlight.nextSequence() <= kStoredSequenceMax - count;
}

bool Channel::applyTaken(uint64_t skip, uint64_t count, const Lease& lease)
{
    if (count == 0 || !idsFit(m_cursor.value, skip) || !idsFit(m_cursor.value + skip, count)
        || (lease && !mayAddTickets(count)))
        return false;
    MessageId start = m_cursor + skip;
    if (lease)
        for (uint64_t i = 0; i < count; ++i)
            m_inFlight.add(start.value + i, *lease, 1);
    advanceCursor(start + count);
    return true;
}

bool Channel::applyRedelivered(uint64_t back, uint64_t count, Time deadline)
{
    const uint64_t next = m_inFlight.nextSequence();
    if (count == 0 || back >= next || count > back || next > kStoredSequenceMax - back)
        return false;
    for (uint64_t sequence = next - back; sequence < next - back + count; ++sequence) {
        const InFlight::Entry* found = m_inFlight.find(sequence);
        if (!found)
            return false;
        const InFlight::Entry entry = *found;
        m_inFlight.settle(sequence);
        m_inFlight.add(entry.id, deadline, entry.attempts == UINT32_MAX ? UINT32_MAX : entry.attempts + 1);
    }
    return true;
}

bool Channel::applySettled(uint64_t back, uint64_t count)
{
    const uint64_t next = m_inFlight.nextSequence();
    if (count == 0 || back >= next || count > back)
        return false;
    for (uint64_t sequence = next - back; sequence < next - back + count; ++sequence) {
        if (!m_inFlight.find(sequence))
            return false;
        m_inFlight.settle(sequence);
    }
    return true;
}

bool Channel::applyDue(uint64_t count, const Lease& lease)
{
    if (count == 0 || count > m_delayed.size() || (lease && !mayAddTickets(count)))
        return false;
    for (; count != 0; --count) {
        DelayedList::Item item = m_delayed.first();
        m_delayed.popFirst();
        if (lease)
            m_inFlight.add(item.id, *lease, item.attempts == UINT32_MAX ? UINT32_MAX : item.attempts + 1);
    }
    return true;
}

bool Channel::applyCursorMove(const ChannelOperation& operation)
{
    const uint64_t skip = operation.fields[0];
    if (!idsFit(m_cursor.value, skip))
        return false;
    MessageId id = m_cursor + skip;
    if (operation.op == DeltaOp::skipped) {
        advanceCursor(id);
        return true;
    }
    if (id.value == UINT64_MAX)
        return false;
    m_delayed.add(id.value, operation.time(1), 0);
    advanceCursor(id + 1);
    return true;
}

bool Channel::applyAhead(uint64_t skip, uint64_t count)
{
    if (count == 0 || !idsFit(m_cursor.value, skip) || !idsFit(m_cursor.value + skip, count))
        return false;
    return addAhead(m_cursor.value + skip, count);
}

bool Channel::applyAheadForgotten(uint64_t skip, uint64_t count)
{
    if (count == 0 || !idsFit(m_cursor.value, skip) || !idsFit(m_cursor.value + skip, count))
        return false;
    const uint64_t first = m_cursor.value + skip;
    return m_ahead.remove(first, first + count) && m_ahead.ranges() <= limits::kSettledAheadRangesMax;
}

bool Channel::applyUnsettled(const ChannelOperation& operation)
{
    const uint64_t id = operation.fields[0];
    const uint64_t attempts = operation.fields[2];
    if (id >= m_cursor.value || attempts > UINT32_MAX)
        return false;
    m_delayed.add(id, operation.time(1), static_cast<uint32_t>(attempts));
    return true;
}

bool Channel::applyLetterRestored(const ChannelOperation& operation)
{
    const uint64_t attempts = operation.fields[2];
    const uint64_t reason = operation.fields[3];
    if (attempts > UINT32_MAX || !isDeadReason(reason))
        return false;
    m_dead.add(
        {operation.fields[0]}, {operation.time(1), static_cast<uint32_t>(attempts), static_cast<DeadReason>(reason)});
    return true;
}

// Empties `ids`. Each of them must have been owed.
bool Channel::applyOwedSettled(std::vector<MessageId>& ids)
{
    std::sort(ids.begin(), ids.end());
    const bool repeated = std::adjacent_find(ids.begin(), ids.end()) != ids.end();
    std::vector<MessageId> dropped;
    m_delayed.dropIds(ids, dropped);
    const bool fits = !repeated && dropped.size() == ids.size();
    ids.clear();
    return fits;
}

bool Channel::applyToTicket(const ChannelOperation& operation)
{
    const uint64_t back = operation.fields[0]; // 0 finds no ticket
    const uint64_t last = operation.fields[2];
    const uint64_t next = m_inFlight.nextSequence();
    if (back >= next)
        return false;
    const uint64_t sequence = next - back;
    const InFlight::Entry* entry = m_inFlight.find(sequence);
    if (!entry)
        return false;
    if (operation.op == DeltaOp::extended) {
        if (InFlight::isMarkedExpired(*entry))
            return false;
        m_inFlight.setDeadline(sequence, operation.time(1));
        return true;
    }
    if (operation.op == DeltaOp::buried) {
        if (!isDeadReason(last))
            return false;
        addDead(sequence, operation.time(1), static_cast<DeadReason>(last));
        return true;
    }
    if (last > UINT32_MAX)
        return false;
    m_delayed.add(entry->id, operation.time(1), static_cast<uint32_t>(last));
    m_inFlight.settle(sequence);
    return true;
}

void Channel::skipTickets(uint64_t count, std::string& delta)
{
    CHECK(skipSequences(count));
    putOperation(delta, DeltaOp::ticketsSkipped, count);
}

bool Channel::skipSequences(uint64_t count)
{
    if (count > kStoredSequenceMax || m_inFlight.nextSequence() > kStoredSequenceMax - count)
        return false;
    m_inFlight.skipTo(m_inFlight.nextSequence() + count, 0);
    return true;
}

} // namespace tapedeck
