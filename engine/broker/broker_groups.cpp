// Turns of the event loop and groups of the journal: how messages are taken in, written, made durable and shown.
#include "engine/broker/broker_core.h"
#include "engine/broker/replays.h"

#include <algorithm>

namespace tapedeck {

namespace {

// In SyncMode::normal everything is fsynced at least this often.
constexpr Duration kSyncInterval = Duration::seconds(1);
// An fsync that takes longer than this is handed to the sync thread, so that it does not hold up everybody else; a
// faster one is cheaper on the loop's own thread than two thread switches.
constexpr Duration kInlineSyncMax = {400};
// After a slow fsync the clients that were just answered come back with their next commands. Waiting for them, but for
// no longer than this part of the fsync's own time, puts all clients into one group; without it they fall into two
// groups that take turns, each half as large. What is waited for is known (as many commands as before), so a lone
// client never waits.
constexpr int64_t kHoldPart = 4;
constexpr Duration kHoldMax = {1'000};

} // namespace

// ------------------------------------------------------------------------------------------------ turns

void BrokerCore::beginTurn()
{
    m_now = m_clock.wall();
    m_monotonic = m_clock.monotonic();
}

void BrokerCore::endTurn()
{
    // While an fsync runs, the next group collects: it is closed when that one is through.
    if (mayCloseGroup())
        closeGroup();
    for (const QueueStatePtr& queue : m_memQueues) {
        const MessageId before = queue->log.visibleEnd();
        queue->log.show(queue->log.next());
        queue->inGroup = false;
        m_toWake.emplace_back(queue, queue->log.visibleEnd() - before);
        // Nothing else brings it about: a mem queue is never sealed.
        if (const size_t runs = queue->log.hot().size(); runs != queue->runsJudged) {
            applyRetention(*queue);
            queue->runsJudged = queue->log.hot().size();
        }
    }
    m_memQueues.clear();
    while (!m_toWake.empty()) {
        const auto woken = std::move(m_toWake);
        m_toWake.clear();
        for (const auto& [queue, messages] : woken) {
            if (!queue->deleted())
                wake(*queue, messages);
        }
        // The readers took tickets; that is written too, without anybody waiting for it.
        if (mayCloseGroup())
            closeGroup();
    }
    sealIfDue();
}

Time BrokerCore::nextDue()
{
    Time due = std::min({m_waitTimers.earliest(), m_channelTimers.earliest(), m_retentionTimers.earliest(), m_syncDue});
    if (m_groupCalls > 0 && !m_syncing && m_groupCalls < m_expectedCalls)
        due = std::min(due, m_holdUntil);
    if (!m_sealing && !m_syncing) // else the end of that brings it about
        due = std::min(due, m_sealDue);
    if (const std::optional<Duration> replay = m_replays->nextDue())
        due = std::min(due, Time{replay->micros});
    if (!m_bin.empty())
        due = std::min(due, m_bin.front().until);
    if (m_interceptor) [[unlikely]] {
        if (const std::optional<Duration> held = m_interceptor->nextDue())
            due = std::min(due, Time{held->micros});
    }
    if (due == Time::never())
        return due;
    // Timers run on the monotonic clock, so that setting the wall clock neither fires nor delays them.
    return m_clock.wall() + Duration{std::max<int64_t>(0, due.micros - m_clock.monotonic().micros)};
}

void BrokerCore::onDue()
{
    const Time monotonic{m_monotonic.micros};
    serveDueWaits();
    uint64_t id = 0;
    while (m_channelTimers.popDue(monotonic, &id)) {
        auto& channel = *reinterpret_cast<ChannelState*>(id); // NOLINT: the timer's id is the address (see header)
        channel.timer = {};
        wakeChannel(channel, channel.waiters.size());
        updateTimer(channel);
    }
    while (m_retentionTimers.popDue(monotonic, &id)) {
        const auto queue = m_byNumber.find(static_cast<uint32_t>(id));
        if (queue == m_byNumber.end())
            continue;
        queue->second->retentionTimer = {};
        applyRetention(*queue->second);
    }
    reclaimDue();
    m_replays->onDue(m_monotonic);
    if (m_interceptor) [[unlikely]]
        m_interceptor->onDue(m_monotonic);
    if (m_syncDue <= monotonic) {
        m_syncDue = Time::never();
        if (m_options.sync == SyncMode::normal && !m_syncing)
            startSync();
    }
}

// ------------------------------------------------------------------------------------------------ publishing

Result<MessageId> BrokerCore::publish(QueueHandle& handle, std::span<const NewMessage> messages)
{
    if (m_interceptor) [[unlikely]]
        return publishIntercepted(handle, messages);
    return append(handle, messages);
}

// Whether there is room for all of them.
Status BrokerCore::admit(QueueState& queue, std::span<const NewMessage> messages) const
{
    size_t bytes = 0;
    for (const NewMessage& message : messages) {
        if (message.body.size() > limits::kBodyBytesMax || message.key.size() > limits::kKeyBytesMax
            || message.headers.size() > limits::kHeadersBytesMax)
            return Error{ErrorCode::messageTooBig,
                "a message's body may have " + std::to_string(limits::kBodyBytesMax)
                    + " bytes, its key and its headers " + std::to_string(limits::kKeyBytesMax)
                    + " each; nothing of this call was stored"};
        bytes += entryBytesMax(message);
        queue.mayDelay |= message.delay.micros > 0;
    }
    if (!queue.onDisk())
        return {};
    // Leaves room for the ends of slots that a large message cannot use.
    if (bytes > size_t{m_journal->slotsMax()} * limits::kSlotBytes / 2)
        return Error{ErrorCode::messageTooBig,
            "one call may bring " + std::to_string(size_t{m_journal->slotsMax()} * limits::kSlotBytes / 2)
                + " bytes at once; nothing of it was stored: split it"};
    if (m_journal->hasRoom(messages))
        return {};
    if (m_journal->storageFull() || m_tapeFull)
        return Error{ErrorCode::storageFull,
            "the disk is full: publishing is refused until there is space again; acknowledging and deleting still "
            "work"};
    return Error{ErrorCode::overloaded, "messages arrive faster than they can be sealed; try again in a moment"};
}

Result<MessageId> BrokerCore::append(QueueHandle& handle, std::span<const NewMessage> messages)
{
    const auto opened = openQueue(handle, Need::writing);
    if (!opened)
        return opened.error();
    QueueState& queue = **opened;
    if (const Status admitted = admit(queue, messages); !admitted)
        return admitted.error();
    const MessageId firstId = queue.log.next();
    m_published += messages.size();
    markChanged(queue);
    if (!queue.onDisk()) {
        for (const NewMessage& message : messages)
            queue.log.appendMem(message, m_now);
        if (!queue.inGroup) {
            queue.inGroup = true;
            m_memQueues.push_back(queue.shared_from_this());
        }
        return firstId;
    }
    for (const NewMessage& message : messages) {
        Time time, previous;
        const MessageId id = queue.log.give(m_now, &time);
        char* const at = m_journal->reserve(queue.number(), id, time, entryBytesMax(message), &previous);
        CHECK(at); // admit() said so
        m_journal->finishEntry(encodeEntry(at, message, previous, time, m_now), time);
    }
    m_groupMatters = true;
    ++m_groupCalls;
    if (!queue.inGroup) {
        queue.inGroup = true;
        m_groupQueues.push_back(queue.shared_from_this());
    }
    return firstId;
}

bool BrokerCore::waitForRoom(std::function<void()> onRoom)
{
    if (!m_readOnly.empty() || m_closing)
        return false;
    m_roomListeners.push_back(std::move(onRoom));
    if (!m_sealing)
        m_sealDue = Time{m_monotonic.micros}; // the turn's end makes room
    return true;
}

void BrokerCore::offerRoom()
{
    for (auto& listener : std::exchange(m_roomListeners, {}))
        listener();
}

// ------------------------------------------------------------------------------------------------ groups

bool BrokerCore::record(RecordType type, QueueNo queue, std::string_view payload, bool matters)
{
    if (!m_journal->append(type, queue, payload)) {
        enterReadOnly("the journal has no room left even in its reserve");
        return false;
    }
    m_groupMatters |= matters;
    m_groupCalls += matters;
    return true;
}

bool BrokerCore::mayCloseGroup() const
{
    return !m_syncing && (m_groupCalls >= m_expectedCalls || Time{m_monotonic.micros} >= m_holdUntil);
}

void BrokerCore::closeGroup()
{
    if (!m_journal->dirty() || !m_readOnly.empty())
        return;
    ClosedGroup group{m_journal->openGroup(), m_groupMatters, m_groupCalls, m_clock.monotonic(), {}};
    m_groupMatters = false;
    m_groupCalls = m_expectedCalls = 0;
    m_groupRuns.clear();
    const Status written = m_journal->closeGroup(m_groupRuns);
    if (!written) {
        enterReadOnly(written.error().text);
        return;
    }
    m_closedGroup = group.number;
    QueueState* queue = nullptr;
    for (const HotRun& run : m_groupRuns) {
        if (!queue || queue->number() != run.queue) {
            const auto found = m_byNumber.find(run.queue.value);
            queue = found == m_byNumber.end() ? nullptr : found->second.get();
        }
        if (queue)
            queue->log.addHot(run), listHot(*queue);
    }
    group.ends.reserve(m_groupQueues.size());
    for (QueueStatePtr& member : m_groupQueues) {
        member->inGroup = false;
        const MessageId end = member->log.next();
        group.ends.emplace_back(std::move(member), end);
    }
    m_groupQueues.clear();
    if (m_options.idleSeal.micros > 0 && m_sealDue == Time::never())
        m_sealDue = Time{m_monotonic.micros} + m_options.idleSeal;

    if (m_options.sync == SyncMode::normal && m_syncDue == Time::never())
        m_syncDue = Time{m_monotonic.micros} + kSyncInterval;
    // A group in which nobody waits for an answer (deliveries only) need not be on the disk to count as kept.
    if (m_options.sync != SyncMode::full || (!group.matters && m_closed.empty())) {
        keepGroup(group);
        return;
    }
    m_closed.push_back(std::move(group));
    startSync();
}

void BrokerCore::keepGroup(ClosedGroup& group)
{
    m_keptGroup = group.number;
    if (group.matters)
        m_commitLatency.add(Duration{m_clock.monotonic().micros - group.closedAt.micros});
    for (auto& [queue, end] : group.ends) {
        const MessageId before = queue->log.visibleEnd();
        if (end > before) {
            queue->log.show(end);
            m_toWake.emplace_back(std::move(queue), end - before);
        }
    }
}

void BrokerCore::startSync()
{
    const GroupNo upTo = m_closedGroup;
    if (m_options.sync == SyncMode::full && m_lastSync <= kInlineSyncMax) {
        const Duration start = m_clock.monotonic();
        const Status status = m_journal->sync();
        synced(upTo, status, Duration{m_clock.monotonic().micros - start.micros});
        return;
    }
    m_syncing = m_options.sync == SyncMode::full; // in normal mode nobody waits for it
    m_syncThread.post([this, upTo] {
        const Duration start = m_clock.monotonic();
        const Status status = m_journal->sync();
        const Duration took{m_clock.monotonic().micros - start.micros};
        m_loop.post([this, upTo, status, took] {
            m_syncing = false;
            m_expectedCalls = m_closed.empty() ? 0 : m_closed.back().calls + m_groupCalls;
            m_holdUntil = Time{m_monotonic.micros} + std::min(Duration{took.micros / kHoldPart}, kHoldMax);
            synced(upTo, status, took);
            if (m_onKept)
                m_onKept();
        });
    });
}

void BrokerCore::synced(GroupNo upTo, const Status& status, Duration took)
{
    // Smoothed, so that one slow fsync does not decide; it rises at once and falls slowly.
    m_lastSync.micros = std::max(took.micros, (m_lastSync.micros * 7 + took.micros) / 8);
    if (!status) {
        enterReadOnly(status.error().text);
        return;
    }
    while (!m_closed.empty() && m_closed.front().number <= upTo) {
        keepGroup(m_closed.front());
        m_closed.pop_front();
    }
}

void BrokerCore::enterReadOnly(std::string_view reason)
{
    if (!m_readOnly.empty())
        return;
    m_readOnly = "the storage failed and is not trusted any more: " + std::string(reason)
        + "; nothing more is accepted; free the cause and open the tape again";
    m_reporter.report(Severity::error, "tape.read_only", m_readOnly);
    for (auto& listener : std::exchange(m_roomListeners, {}))
        listener();
    if (m_onKept)
        m_onKept();
}

} // namespace tapedeck
