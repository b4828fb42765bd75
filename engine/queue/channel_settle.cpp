// Channel: acknowledging, giving back, settling by id.
#include "engine/queue/channel.h"

#include "engine/base/check.h"
#include "engine/queue/channel_format.h"

#include <algorithm>

namespace tapedeck {

namespace {

// How many neighbouring ids `ids`, which is not empty, begins with.
size_t runLength(std::span<const MessageId> ids)
{
    size_t count = 1;
    while (count < ids.size() && ids[count] == ids[0] + count)
        ++count;
    return count;
}

constexpr auto kSettledBefore = [](const SettledMessage& message, MessageId id) { return message.id < id; };
constexpr auto kSettledOrder = [](const SettledMessage& a, const SettledMessage& b) { return a.id < b.id; };

// Those from `from` on.
std::span<const MessageId> notBelow(std::span<const MessageId> ids, MessageId from)
{
    return ids.subspan(static_cast<size_t>(std::lower_bound(ids.begin(), ids.end(), from) - ids.begin()));
}

} // namespace

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

std::vector<TicketInfo> Channel::giveBackIds(Time now, std::span<const MessageId> ids, std::string& delta)
{
    touch(now);
    std::vector<uint64_t> sequences;
    m_inFlight.findIds(ids, sequences);
    std::sort(sequences.begin(), sequences.end());
    std::vector<TicketInfo> given;
    for (const uint64_t sequence : sequences) {
        const InFlight::Entry entry = *m_inFlight.find(sequence);
        if (InFlight::isExpired(entry, now))
            continue; // available already
        given.push_back({m_codec.ticket(sequence), {entry.id}, {entry.deadline}, entry.attempts});
        giveBack(sequence, now, entry.attempts, delta);
    }
    return given;
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

// --- settling by id ---

std::optional<size_t> Channel::settle(
    Time now, std::span<const MessageId> ids, MessageId first, std::string& delta, std::vector<SettledMessage>* settled)
{
    touch(now);
    if (ids.empty())
        return 0;
    CHECK(ids.front() >= first);
    if (ids.back() >= m_cursor) {
        if (!hasRoomAhead(ids, first))
            return std::nullopt;
        skipNew(first, delta); // so that what is settled from `first` on is not ahead of a cursor left behind
    }
    std::vector<SettledMessage> out;
    if (settled)
        out = outOf(ids);
    std::vector<MessageId> found; // an id may be in it several times
    settleTickets(ids, found, delta);
    const size_t tickets = found.size();
    m_delayed.dropIds(ids, found);
    for (size_t i = tickets; i < found.size(); ++i)
        putOperation(delta, DeltaOp::owedSettled, found[i].value);
    for (const MessageId id : ids)
        if (purgeDead(id, delta))
            found.push_back(id);
    settleAhead(ids, found, delta);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (settled)
        for (auto at = out.begin(); const MessageId id : found) {
            at = std::lower_bound(at, out.end(), id, kSettledBefore);
            settled->push_back(at != out.end() && at->id == id ? *at : SettledMessage{id, {}, 0});
        }
    return found.size();
}

// Those of the messages that are in flight or owed, ascending, as what they would be when they are put back.
std::vector<SettledMessage> Channel::outOf(std::span<const MessageId> ids)
{
    std::vector<SettledMessage> out;
    std::vector<uint64_t> sequences;
    m_inFlight.findIds(ids, sequences);
    for (const uint64_t sequence : sequences) {
        const InFlight::Entry& entry = *m_inFlight.find(sequence);
        out.push_back({{entry.id}, {}, entry.attempts});
    }
    for (const DelayedList::Item& item : m_delayed.items())
        if (std::binary_search(ids.begin(), ids.end(), MessageId{item.id}))
            out.push_back({{item.id}, item.due, item.attempts});
    // One that is out several times comes back once, as what would have come first.
    std::sort(out.begin(), out.end(), [](const SettledMessage& a, const SettledMessage& b) {
        return a.id != b.id ? a.id < b.id : a.due != b.due ? a.due < b.due : a.attempts > b.attempts;
    });
    out.erase(std::unique(out.begin(), out.end(),
                  [](const SettledMessage& a, const SettledMessage& b) { return a.id == b.id; }),
        out.end());
    return out;
}

std::optional<size_t> Channel::unsettle(
    Time now, std::span<const SettledMessage> messages, MessageId first, std::string& delta)
{
    touch(now);
    messages = messages.subspan(static_cast<size_t>(
        std::lower_bound(messages.begin(), messages.end(), first, kSettledBefore) - messages.begin()));
    std::vector<MessageId> ids;
    ids.reserve(messages.size());
    for (const SettledMessage& one : messages)
        ids.push_back(one.id);
    const std::vector<SettledMessage> out = outOf(ids);
    std::vector<SettledMessage> owed, ahead;
    for (const SettledMessage& one : messages) {
        if (one.id >= m_cursor) {
            if (m_ahead.contains(one.id.value))
                ahead.push_back(one);
        } else if (!m_dead.find(one.id) && !std::binary_search(out.begin(), out.end(), one, kSettledOrder)) {
            owed.push_back(one);
        }
    }
    if (!forgetAhead(ahead, delta))
        return std::nullopt;
    for (const SettledMessage& one : owed)
        addOwed(one, now, delta);
    return owed.size() + ahead.size();
}

// A message below the cursor that is settled waits again.
void Channel::addOwed(const SettledMessage& message, Time now, std::string& delta)
{
    const Time due = std::max(message.due, now);
    putOperation(delta, DeltaOp::unsettled, message.id.value, timeField(due), message.attempts);
    m_delayed.add(message.id.value, due, message.attempts);
}

// Those below `end` that are in flight or owed, as unpurge() gives them back: in the order in which they come.
std::vector<SettledMessage> Channel::outBelow(MessageId end) const
{
    std::vector<SettledMessage> out;
    m_inFlight.forEachLive([&](uint64_t, const InFlight::Entry& entry) {
        if (entry.id < end.value)
            out.push_back({{entry.id}, {entry.deadline}, entry.attempts});
    });
    for (const DelayedList::Item& item : m_delayed.items())
        if (item.id < end.value)
            out.push_back({{item.id}, item.due, item.attempts});
    std::sort(out.begin(), out.end(), [](const SettledMessage& a, const SettledMessage& b) {
        return a.id != b.id ? a.id < b.id : a.due != b.due ? a.due < b.due : a.attempts > b.attempts;
    });
    // One that was out several times comes back once, as what would have come first.
    out.erase(std::unique(out.begin(), out.end(),
                  [](const SettledMessage& a, const SettledMessage& b) { return a.id == b.id; }),
        out.end());
    std::stable_sort(
        out.begin(), out.end(), [](const SettledMessage& a, const SettledMessage& b) { return a.due < b.due; });
    return out;
}

bool Channel::unpurge(Time now, const Channel& before, MessageId head, bool letters, std::string& delta)
{
    touch(now);
    if (m_cursor < head)
        return false;
    SettledAhead ahead = m_ahead; // what the cursor has to leave out when it comes from its old place again
    if (m_cursor > head)
        ahead.add(head.value, m_cursor.value);
    for (const DelayedList::Item& item : m_delayed.items()) // they come with the cursor
        if (ahead.contains(item.id))
            CHECK(ahead.remove(item.id, item.id + 1));
    for (const auto& [first, end] : before.m_ahead.all())
        ahead.add(first, end);
    if (ahead.ranges() > limits::kSettledAheadRangesMax)
        return false;
    seek(now, before.m_cursor, delta);
    for (const auto& [first, end] : ahead.all()) {
        const uint64_t from = std::max(first, m_cursor.value);
        if (from >= end)
            continue;
        putOperation(delta, DeltaOp::settledAhead, from - m_cursor.value, end - from);
        CHECK(addAhead(from, end - from));
    }
    const std::vector<SettledMessage> waited = before.outBelow(before.m_cursor);
    std::vector<MessageId> ids;
    for (const SettledMessage& one : waited)
        ids.push_back(one.id);
    std::sort(ids.begin(), ids.end());
    const std::vector<SettledMessage> out = outOf(ids); // letters delivered again since
    for (const SettledMessage& one : waited)
        if (!std::binary_search(out.begin(), out.end(), one, kSettledOrder))
            addOwed(one, now, delta);
    if (!letters)
        return true;
    for (const auto& [id, letter] : before.m_dead.all()) {
        if (m_dead.find(id))
            continue;
        putOperation(delta, DeltaOp::letterRestored, id.value, timeField(letter.time), letter.attempts,
            static_cast<uint64_t>(letter.reason));
        m_dead.add(id, letter);
    }
    return true;
}

// `messages` are settled ahead. False, and nothing changed, where there would be too many ranges.
bool Channel::forgetAhead(std::span<const SettledMessage> messages, std::string& delta)
{
    if (messages.empty())
        return true;
    SettledAhead after = m_ahead;
    std::string operations;
    for (size_t i = 0; i < messages.size();) {
        const uint64_t first = messages[i].id.value;
        uint64_t count = 1;
        while (i + count < messages.size() && messages[i + count].id.value == first + count)
            ++count;
        CHECK(after.remove(first, first + count));
        if (after.ranges() > limits::kSettledAheadRangesMax)
            return false;
        putOperation(operations, DeltaOp::aheadForgotten, first - m_cursor.value, count);
        i += count;
    }
    m_ahead = std::move(after);
    delta += operations;
    return true;
}

void Channel::settleTickets(std::span<const MessageId> ids, std::vector<MessageId>& found, std::string& delta)
{
    std::vector<uint64_t> sequences;
    m_inFlight.findIds(ids, sequences);
    std::sort(sequences.begin(), sequences.end());
    const uint64_t next = m_inFlight.nextSequence();
    for (size_t i = 0; i < sequences.size();) {
        const size_t runFirst = i;
        for (; i < sequences.size() && sequences[i] == sequences[runFirst] + (i - runFirst); ++i) {
            found.push_back({m_inFlight.find(sequences[i])->id});
            m_inFlight.settle(sequences[i]);
        }
        putOperation(delta, DeltaOp::settled, next - sequences[runFirst], i - runFirst);
    }
}

void Channel::settleAhead(std::span<const MessageId> ids, std::vector<MessageId>& found, std::string& delta)
{
    // A run may take the cursor over what was settled before, and over ids of the next run.
    while (!(ids = notBelow(ids, m_cursor)).empty()) {
        const auto run = ids.first(runLength(ids));
        ids = ids.subspan(run.size());
        const size_t before = found.size();
        for (const MessageId id : run)
            if (!m_ahead.contains(id.value))
                found.push_back(id);
        if (found.size() == before)
            continue;
        putOperation(delta, DeltaOp::settledAhead, run[0] - m_cursor, run.size());
        CHECK(addAhead(run[0].value, run.size()));
    }
}

bool Channel::hasRoomAhead(std::span<const MessageId> ids, MessageId first) const
{
    if (m_ahead.ranges() + ids.size() <= limits::kSettledAheadRangesMax)
        return true;
    SettledAhead after = m_ahead; // they may close gaps: try
    for (MessageId cursor = nextNew(first); !(ids = notBelow(ids, cursor)).empty();) {
        const size_t count = runLength(ids);
        after.add(ids[0].value, ids[0].value + count);
        ids = ids.subspan(count);
        cursor = {after.skip(cursor.value)};
        after.dropBelow(cursor.value);
        if (after.ranges() > limits::kSettledAheadRangesMax)
            return false;
    }
    return true;
}

// False where there would be too many ranges.
bool Channel::addAhead(uint64_t first, uint64_t count)
{
    m_ahead.add(first, first + count);
    advanceCursor(m_cursor);
    return m_ahead.ranges() <= limits::kSettledAheadRangesMax;
}

} // namespace tapedeck
