// Channel::encodeState and decodeState: the whole state as the tape keeps it (channel_format.h).
#include "engine/queue/channel.h"
#include "engine/queue/channel_format.h"

namespace tapedeck {

namespace {

uint64_t signedDifference(uint64_t value, uint64_t before)
{
    return zigzag(static_cast<int64_t>(value - before));
}

uint64_t plusSigned(uint64_t before, uint64_t field)
{
    return before + static_cast<uint64_t>(unzigzag(field));
}

// Tickets with ascending sequence numbers, gathered into runs.
class TicketRunWriter {
public:
    void add(uint64_t sequence, const InFlight::Entry& entry)
    {
        if (m_length != 0 && sequence == m_sequence + m_length && entry.id == m_entry.id + m_length
            && entry.deadline == m_entry.deadline && entry.attempts == m_entry.attempts) {
            ++m_length;
            return;
        }
        finishRun();
        m_sequence = sequence;
        m_entry = entry;
        m_length = 1;
    }
    void finish(std::string& out)
    {
        finishRun();
        ByteWriter(out).varint(m_runs);
        out.append(m_bytes);
    }

private:
    void finishRun()
    {
        if (m_length == 0)
            return;
        ByteWriter writer(m_bytes);
        writer.varint(m_sequence - m_lastSequence);
        writer.varint(signedDifference(m_entry.id, m_lastId));
        writer.varint(signedDifference(static_cast<uint64_t>(m_entry.deadline), m_lastDeadline));
        writer.varint(m_entry.attempts);
        writer.varint(m_length);
        m_lastSequence = m_sequence + m_length - 1;
        m_lastId = m_entry.id + m_length - 1;
        m_lastDeadline = static_cast<uint64_t>(m_entry.deadline);
        ++m_runs;
    }

    std::string m_bytes;
    uint64_t m_runs = 0;
    uint64_t m_sequence = 0, m_length = 0; // of the open run
    InFlight::Entry m_entry{};
    uint64_t m_lastSequence = 0, m_lastId = 0, m_lastDeadline = 0; // of the last finished run
};

bool readTickets(ByteReader& in, InFlight& inFlight, uint64_t next, size_t ticketsMax)
{
    // Settled numbers between runs are filled in as long as they are few against the tickets, as in a channel that
    // never stopped; so hostile gaps cost time and memory in proportion to what was really there.
    uint64_t padBudget = 4096;
    uint64_t sequence = 0, id = 0, deadline = 0;
    for (uint64_t runs = in.varint(); runs != 0 && in.ok(); --runs) {
        const uint64_t gap = in.varint();
        id = plusSigned(id, in.varint());
        deadline = plusSigned(deadline, in.varint());
        const uint64_t attempts = in.varint();
        const uint64_t count = in.varint();
        if (!in.ok() || gap == 0 || gap >= next - sequence || count == 0 || count > ticketsMax - inFlight.live()
            || count > next - sequence - gap || id >= UINT64_MAX - count || attempts > UINT32_MAX)
            return false;
        padBudget -= inFlight.skipTo(sequence + gap, padBudget);
        padBudget += 4 * count;
        for (uint64_t i = 0; i < count; ++i)
            inFlight.add(id + i, Time{static_cast<int64_t>(deadline)}, static_cast<uint32_t>(attempts));
        sequence += gap + count - 1;
        id += count - 1;
    }
    if (!in.ok())
        return false;
    inFlight.skipTo(next, padBudget);
    return true;
}

bool readDelayed(ByteReader& in, DelayedList& delayed)
{
    uint64_t due = 0, id = 0;
    for (uint64_t count = in.varint(); count != 0 && in.ok(); --count) {
        const uint64_t dueBefore = due;
        const bool isFirst = delayed.empty();
        due = plusSigned(due, in.varint());
        id = plusSigned(id, in.varint());
        const uint64_t attempts = in.varint();
        const bool inOrder = isFirst || static_cast<int64_t>(due) >= static_cast<int64_t>(dueBefore);
        if (!in.ok() || !inOrder || id == UINT64_MAX || attempts > UINT32_MAX)
            return false;
        delayed.add(id, Time{static_cast<int64_t>(due)}, static_cast<uint32_t>(attempts));
    }
    return in.ok();
}

bool readDeadLetters(ByteReader& in, DeadLetters& dead)
{
    uint64_t id = 0, time = 0;
    for (uint64_t count = in.varint(); count != 0 && in.ok(); --count) {
        const uint64_t gap = in.varint();
        time = plusSigned(time, in.varint());
        const uint64_t attempts = in.varint();
        const uint64_t reason = in.varint();
        if (!in.ok() || gap >= UINT64_MAX - id || (gap == 0 && dead.size() != 0) || attempts > UINT32_MAX
            || !isDeadReason(reason))
            return false;
        id += gap;
        dead.add(
            {id}, {Time{static_cast<int64_t>(time)}, static_cast<uint32_t>(attempts), static_cast<DeadReason>(reason)});
    }
    return in.ok();
}

bool readAhead(ByteReader& in, uint64_t cursor, SettledAhead& ahead)
{
    const uint64_t ranges = in.varint();
    if (!in.ok() || ranges == 0 || ranges > limits::kSettledAheadRangesMax)
        return false;
    uint64_t end = cursor;
    for (uint64_t i = 0; i < ranges; ++i) {
        const uint64_t gap = in.varint();
        const uint64_t count = in.varint();
        if (!in.ok() || gap == 0 || count == 0 || gap > UINT64_MAX - end || count > UINT64_MAX - end - gap)
            return false;
        ahead.add(end + gap, end + gap + count);
        end += gap + count;
    }
    return true;
}

} // namespace

void Channel::encodeState(std::string& out) const
{
    ByteWriter writer(out);
    writer.fixed(m_ahead.empty() ? kChannelStateVersion : kChannelStateVersionAhead);
    writer.fixed(m_codec.key());
    writer.varint(m_inFlight.nextSequence());
    writer.varint(m_cursor.value);
    writer.signedVarint(m_lastTouched);
    writer.varint(static_cast<uint64_t>(m_settings.ticketTimeout.micros));
    writer.varint(m_settings.attemptLimit);
    writer.varint(m_settings.paused ? 1 : 0);

    TicketRunWriter runs;
    m_inFlight.forEachLive([&runs](uint64_t sequence, const InFlight::Entry& entry) { runs.add(sequence, entry); });
    runs.finish(out);

    writer.varint(m_delayed.size());
    uint64_t due = 0, id = 0;
    for (const DelayedList::Item& item : m_delayed.sorted()) {
        writer.varint(signedDifference(static_cast<uint64_t>(item.due.micros), due));
        writer.varint(signedDifference(item.id, id));
        writer.varint(item.attempts);
        due = static_cast<uint64_t>(item.due.micros);
        id = item.id;
    }

    writer.varint(m_dead.size());
    uint64_t deadId = 0, time = 0;
    for (const auto& [letterId, letter] : m_dead.all()) {
        writer.varint(letterId.value - deadId);
        writer.varint(signedDifference(static_cast<uint64_t>(letter.time.micros), time));
        writer.varint(letter.attempts);
        writer.varint(static_cast<uint64_t>(letter.reason));
        deadId = letterId.value;
        time = static_cast<uint64_t>(letter.time.micros);
    }

    if (m_ahead.empty())
        return;
    writer.varint(m_ahead.ranges());
    uint64_t before = m_cursor.value;
    for (const auto& [first, end] : m_ahead.all()) {
        writer.varint(first - before);
        writer.varint(end - first);
        before = end;
    }
}

std::optional<Channel> Channel::decodeState(std::string_view state, size_t ticketsMax)
{
    ByteReader in(state);
    const auto version = in.fixed<uint8_t>();
    if (version != kChannelStateVersion && version != kChannelStateVersionAhead)
        return std::nullopt;
    const uint64_t key = in.fixed<uint64_t>();
    const uint64_t next = in.varint();
    const MessageId cursor{in.varint()};
    const int64_t lastTouched = in.signedVarint();
    const uint64_t timeoutMicros = in.varint();
    const uint64_t attemptLimit = in.varint();
    const auto settings = settingsFromFields(timeoutMicros, attemptLimit, in.varint());
    if (!in.ok() || !settings || next == 0 || next > kStoredSequenceMax)
        return std::nullopt;

    std::optional<Channel> channel(std::in_place, key, cursor, *settings, Time{});
    channel->m_lastTouched = lastTouched;
    if (!readTickets(in, channel->m_inFlight, next, ticketsMax) || !readDelayed(in, channel->m_delayed)
        || !readDeadLetters(in, channel->m_dead))
        return std::nullopt;
    if (version == kChannelStateVersionAhead && !readAhead(in, cursor.value, channel->m_ahead))
        return std::nullopt;
    if (!in.atEnd())
        return std::nullopt;
    return channel;
}

} // namespace tapedeck
