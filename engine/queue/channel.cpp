// Channel: settling, moving, dead letters, time. Handing out is in channel_take.cpp.
#include "engine/queue/channel.h"

#include "engine/queue/channel_format.h"

#include <algorithm>

namespace tapedeck {

Time Channel::later(Time time, Duration by)
{
    int64_t micros;
    return __builtin_add_overflow(time.micros, by.micros, &micros) ? Time::never() : Time{micros};
}

Channel::Channel(uint64_t ticketKey, MessageId cursor, const ChannelSettings& settings, Time now)
    : m_codec(ticketKey)
    , m_settings(settings)
    , m_cursor(cursor)
{
    touch(now);
}

void Channel::touch(Time now)
{
    m_lastTouched = now.micros / 1'000'000 - (now.micros % 1'000'000 < 0 ? 1 : 0);
}

// --- settling ---

// 0 unless the ticket is live and not expired.
uint64_t Channel::sequenceOf(Time now, Ticket ticket) const
{
    uint64_t sequence = m_codec.sequence(ticket);
    const InFlight::Entry* entry = m_inFlight.find(sequence);
    return entry && !InFlight::isExpired(*entry, now) ? sequence : 0;
}

bool Channel::ack(Time now, Ticket ticket, std::string& delta)
{
    return ackAll(now, {&ticket, 1}, delta) == 1;
}

size_t Channel::ackAll(Time now, std::span<const Ticket> tickets, std::string& delta)
{
    touch(now);
    const uint64_t next = m_inFlight.nextSequence();
    size_t acked = 0;
    uint64_t runFirst = 0;
    uint64_t count = 0;
    for (Ticket ticket : tickets) {
        uint64_t sequence = sequenceOf(now, ticket);
        if (sequence == 0)
            continue;
        m_inFlight.settle(sequence);
        ++acked;
        if (count != 0 && sequence == runFirst + count) {
            ++count;
            continue;
        }
        if (count != 0)
            putOperation(delta, DeltaOp::settled, next - runFirst, count);
        runFirst = sequence;
        count = 1;
    }
    if (count != 0)
        putOperation(delta, DeltaOp::settled, next - runFirst, count);
    return acked;
}

bool Channel::nack(Time now, Ticket ticket, Duration delay, std::string& delta)
{
    touch(now);
    uint64_t sequence = sequenceOf(now, ticket);
    if (sequence == 0)
        return false;
    uint32_t attempts = m_inFlight.find(sequence)->attempts;
    if (m_settings.attemptLimit != 0 && attempts >= m_settings.attemptLimit)
        bury(sequence, now, DeadReason::givenBack, delta);
    else
        giveBack(sequence, later(now, delay), attempts, delta);
    return true;
}

bool Channel::release(Time now, Ticket ticket, Time due, std::string& delta)
{
    touch(now);
    uint64_t sequence = sequenceOf(now, ticket);
    if (sequence == 0)
        return false;
    uint32_t attempts = m_inFlight.find(sequence)->attempts;
    giveBack(sequence, due, attempts == 0 ? 0 : attempts - 1, delta);
    return true;
}

void Channel::giveBack(uint64_t sequence, Time due, uint32_t attempts, std::string& delta)
{
    putOperation(delta, DeltaOp::givenBack, m_inFlight.nextSequence() - sequence, timeField(due), attempts);
    m_delayed.add(m_inFlight.find(sequence)->id, due, attempts);
    m_inFlight.settle(sequence);
}

bool Channel::extend(Time now, Ticket ticket, Time deadline, std::string& delta)
{
    touch(now);
    uint64_t sequence = sequenceOf(now, ticket);
    if (sequence == 0)
        return false;
    putOperation(delta, DeltaOp::extended, m_inFlight.nextSequence() - sequence, timeField(deadline));
    m_inFlight.setDeadline(sequence, deadline);
    return true;
}

bool Channel::discard(Ticket ticket, std::string& delta)
{
    uint64_t sequence = m_codec.sequence(ticket);
    if (!m_inFlight.find(sequence))
        return false;
    putOperation(delta, DeltaOp::settled, m_inFlight.nextSequence() - sequence, 1);
    m_inFlight.settle(sequence);
    return true;
}

// --- moving ---

void Channel::seek(Time now, MessageId cursor, std::string& delta)
{
    touch(now);
    putOperation(delta, DeltaOp::sought, cursor.value);
    moveCursor(cursor);
}

void Channel::moveCursor(MessageId cursor)
{
    m_inFlight.restartIdsAt(cursor.value);
    m_delayed.dropFrom(cursor.value);
    m_cursor = cursor;
}

void Channel::purge(Time now, MessageId head, bool deadLettersToo, std::string& delta)
{
    touch(now);
    putOperation(delta, DeltaOp::purged, head.value, deadLettersToo ? 1 : 0);
    settleAll(head, deadLettersToo);
}

void Channel::settleAll(MessageId head, bool deadLettersToo)
{
    m_inFlight.clear();
    m_delayed.clear();
    if (deadLettersToo)
        m_dead.clear();
    m_cursor = head;
}

void Channel::trim(MessageId first, std::string& delta)
{
    bool deadBelow = m_dead.size() != 0 && m_dead.all().begin()->first < first;
    if (m_inFlight.minId() >= first.value && m_delayed.minId() >= first.value && !deadBelow)
        return;
    putOperation(delta, DeltaOp::trimmed, first.value);
    forgetBelow(first);
}

void Channel::forgetBelow(MessageId first)
{
    m_inFlight.forgetBelow(first.value);
    m_delayed.dropBelow(first.value);
    m_dead.dropBelow(first);
}

void Channel::setSettings(Time now, const ChannelSettings& settings, std::string& delta)
{
    while (expire(now, delta) != 0) { } // what expired so far is judged by the old limit
    putOperation(delta, DeltaOp::settings, static_cast<uint64_t>(settings.ticketTimeout.micros), settings.attemptLimit,
        settings.paused ? 1 : 0);
    m_settings = settings;
    m_inFlight.judgeAgain(settings.attemptLimit);
    while (expire(now, delta) != 0) { }
}

// --- dead letters ---

void Channel::bury(uint64_t sequence, Time now, DeadReason reason, std::string& delta)
{
    putOperation(
        delta, DeltaOp::buried, m_inFlight.nextSequence() - sequence, timeField(now), static_cast<uint64_t>(reason));
    addDead(sequence, now, reason);
}

void Channel::addDead(uint64_t sequence, Time time, DeadReason reason)
{
    const InFlight::Entry entry = *m_inFlight.find(sequence);
    m_inFlight.settle(sequence);
    m_dead.add({entry.id}, {time, entry.attempts, reason});
}

bool Channel::replayDead(Time now, MessageId id, std::string& delta)
{
    if (!m_dead.remove(id))
        return false;
    putOperation(delta, DeltaOp::deadReplayed, id.value, timeField(now));
    m_delayed.add(id.value, now, 0);
    return true;
}

size_t Channel::replayAllDead(Time now, std::string& delta)
{
    size_t count = m_dead.size();
    if (count == 0)
        return 0;
    putOperation(delta, DeltaOp::allDeadReplayed, timeField(now));
    replayLetters(now);
    return count;
}

void Channel::replayLetters(Time due)
{
    for (const auto& [id, letter] : m_dead.all())
        m_delayed.add(id.value, due, 0);
    m_dead.clear();
}

bool Channel::purgeDead(MessageId id, std::string& delta)
{
    if (!m_dead.remove(id))
        return false;
    putOperation(delta, DeltaOp::deadPurged, id.value);
    return true;
}

size_t Channel::purgeAllDead(std::string& delta)
{
    size_t count = m_dead.size();
    if (count != 0)
        putOperation(delta, DeltaOp::allDeadPurged);
    m_dead.clear();
    return count;
}

// --- time ---

size_t Channel::expire(Time now, std::string& delta)
{
    m_inFlight.advance(now, m_settings.attemptLimit);
    size_t buried = 0;
    for (; buried < kBuriedPerCallMax; ++buried) {
        uint64_t sequence = m_inFlight.nextDoomed();
        if (sequence == 0)
            break;
        bury(sequence, now, DeadReason::expired, delta);
    }
    return buried;
}

Time Channel::nextDue(Time now)
{
    m_inFlight.advance(now, m_settings.attemptLimit);
    if (m_inFlight.doomed() != 0)
        return now;
    Time next = m_inFlight.nextDeadline();
    if (!m_delayed.empty() && m_delayed.first().due > now)
        next = std::min(next, m_delayed.first().due);
    return next;
}

bool Channel::available(Time now, MessageId first, MessageId end)
{
    if (m_settings.paused)
        return false;
    m_inFlight.advance(now, m_settings.attemptLimit);
    return m_inFlight.expired() > m_inFlight.doomed() || (!m_delayed.empty() && m_delayed.first().due <= now)
        || nextNew(first) < end;
}

// --- looking ---

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
    MessageId start = nextNew(first);
    counts.lag = (end > start ? end - start : 0) + counts.redeliveries;
    counts.lastTouched = m_lastTouched;
    return counts;
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
    return sizeof *this + m_inFlight.memoryBytes() + m_delayed.memoryBytes() + m_dead.size() * kMapNodeBytes;
}

} // namespace tapedeck
