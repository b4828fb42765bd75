// Channel: moving, dead letters, time. Handing out is in channel_take.cpp, settling in channel_settle.cpp, looking in
// channel_look.cpp.
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
    if (cursor < m_cursor)
        m_ahead.clear();
    advanceCursor(cursor);
}

// To `cursor`, and on over what is settled there.
void Channel::advanceCursor(MessageId cursor)
{
    m_cursor = {m_ahead.skip(cursor.value)};
    m_ahead.dropBelow(m_cursor.value);
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
    m_ahead.clear();
    if (deadLettersToo)
        m_dead.clear();
    m_cursor = head;
}

void Channel::trim(MessageId first, std::string& delta)
{
    bool deadBelow = m_dead.size() != 0 && m_dead.all().begin()->first < first;
    const bool aheadBelow = m_ahead.next(0) < first.value;
    if (m_inFlight.minId() >= first.value && m_delayed.minId() >= first.value && !deadBelow && !aheadBelow)
        return;
    putOperation(delta, DeltaOp::trimmed, first.value);
    forgetBelow(first);
}

void Channel::forgetBelow(MessageId first)
{
    m_inFlight.forgetBelow(first.value);
    m_delayed.dropBelow(first.value);
    m_dead.dropBelow(first);
    m_ahead.dropBelow(first.value);
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

} // namespace tapedeck
