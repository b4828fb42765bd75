#include "engine/broker/broker_core.h"

#include "engine/base/names.h"
#include "engine/broker/broker_waits.h"
#include "engine/broker/replays.h"

#include <algorithm>

namespace tapedeck {

namespace {

// In SyncMode::normal everything is fsynced at least this often.
constexpr Duration kSyncInterval = Duration::seconds(1);
// An fsync that takes longer than this is handed to the sync thread, so that it does not hold up everybody else; a
// faster one is cheaper on the loop's own thread than two thread switches.
constexpr Duration kInlineSyncMax = {400};
// After a slow fsync the clients that were just answered come back with their next commands. Waiting for them, but for no
// longer than this part of the fsync's own time, puts all clients into one group; without it they fall into two groups that
// take turns, each half as large. What is waited for is known (as many commands as before), so a lone client never waits.
constexpr int64_t kHoldPart = 4;
constexpr Duration kHoldMax = {1'000};

Error queueGone() { return {ErrorCode::queueNotFound, "the queue does not exist; it may have been deleted meanwhile"}; }

} // namespace

BrokerCore::BrokerCore(BrokerOptions options, const BrokerParts& parts)
    : m_options(std::move(options))
    , m_clock(parts.clock)
    , m_random(parts.random)
    , m_reporter(parts.reporter)
    , m_loop(parts.loop)
    , m_syncThread(parts.syncThread)
    , m_storeThread(parts.storeThread)
    , m_codecThread(parts.codecThread)
    , m_replays(std::make_unique<Replays>(*this, parts.clock, [] {})) // nextDue() is asked again at every turn's end
{
    beginTurn();
}

BrokerCore::~BrokerCore()
{
    m_replays.reset(); // cancels its reads while the waits still exist
}

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
    m_replays->onDue(m_monotonic);
    if (m_syncDue <= monotonic) {
        m_syncDue = Time::never();
        if (m_options.sync == SyncMode::normal && !m_syncing)
            startSync();
    }
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
    ClosedGroup group{m_journal->openGroup(), m_groupMatters, m_groupCalls, {}};
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
        if (queue && run.run.end() > queue->log.first())
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

// ------------------------------------------------------------------------------------------------ queues

QueueState* BrokerCore::checked(QueueHandle& queue, Status* status)
{
    if (queue.deleted()) {
        *status = queueGone();
        return nullptr;
    }
    return static_cast<QueueState*>(&queue);
}

Status BrokerCore::writable() const
{
    if (!m_readOnly.empty())
        return Error{ErrorCode::readOnly, m_readOnly};
    if (m_closing)
        return Error{ErrorCode::stopped, "the broker is closing"};
    return {};
}

void BrokerCore::markDirty(QueueState& queue)
{
    if (queue.dirty)
        return;
    queue.dirty = true;
    m_dirty.push_back(queue.shared_from_this());
}

void BrokerCore::markChanged(QueueState& queue)
{
    if (!m_watched || queue.changed)
        return;
    queue.changed = true;
    m_changed.push_back(queue.shared_from_this());
}

QueuePtr BrokerCore::findQueue(std::string_view name)
{
    const auto found = m_byName.find(name);
    return found == m_byName.end() ? nullptr : found->second;
}

QueuePtr BrokerCore::findQueue(QueueNo number)
{
    const auto found = m_byNumber.find(number.value);
    return found == m_byNumber.end() ? nullptr : found->second;
}

QueueStatePtr BrokerCore::addQueue(QueueNo number, std::string name, const QueueSettings& settings)
{
    auto queue = std::make_shared<QueueState>(number, name, settings);
    m_byNumber[number.value] = queue;
    m_byName[std::move(name)] = queue;
    m_lastQueue = std::max(m_lastQueue, number);
    m_catalogueChanged = true;
    markDirty(*queue);
    markChanged(*queue);
    return queue;
}

Result<QueuePtr> BrokerCore::createQueue(std::string_view name, const QueueSettings& settings)
{
    if (const Status ready = writable(); !ready)
        return ready.error();
    if (name.empty() || name.size() > limits::kNameBytesMax)
        return Error{ErrorCode::invalidName, "a queue's name has 1 to " + std::to_string(limits::kNameBytesMax) + " bytes"};
    if (m_byName.contains(name))
        return Error{ErrorCode::queueExists, "a queue of this name exists"};
    const QueueNo number{m_lastQueue.value + 1};
    m_record.clear();
    ByteWriter writer(m_record);
    writer.text(name);
    writer.text(encodeSettings(settings));
    if (!record(RecordType::queueCreated, number, m_record))
        return writable().error();
    return QueuePtr(addQueue(number, std::string(name), settings));
}

void BrokerCore::dropQueueFromIndex(QueueState& queue)
{
    queue.markDeleted();
    m_retentionTimers.set(queue.retentionTimer, Time::never(), queue.number().value);
    for (auto& [name, channel] : queue.channels)
        m_channelTimers.set(channel->timer, Time::never(), 0);
    m_byNumber.erase(queue.number().value);
    m_byName.erase(m_byName.find(queue.name()));
    m_catalogueChanged = true;
}

Status BrokerCore::deleteQueue(QueueHandle& handle)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return status;
    if (const Status ready = writable(); !ready)
        return ready;
    const QueueStatePtr keep = queue->shared_from_this();
    if (!record(RecordType::queueDeleted, queue->number(), {}))
        return writable();
    markChanged(*queue);
    dropQueueFromIndex(*queue);
    m_deletedQueues.push_back(queue->number());
    failWaits(*queue, nullptr, ErrorCode::queueNotFound);
    return {};
}

Status BrokerCore::changeQueue(QueueHandle& handle, const QueueSettings& settings)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return status;
    if (const Status ready = writable(); !ready)
        return ready;
    if (settings.kind != queue->settings.kind)
        return Error{ErrorCode::invalidArgument, "a queue stays disk or mem for its life; delete it and create it anew"};
    if (!record(RecordType::queueChanged, queue->number(), encodeSettings(settings)))
        return writable();
    const bool newTimeout = settings.ticketTimeout != queue->settings.ticketTimeout;
    const bool newLimit = settings.attemptLimit != queue->settings.attemptLimit;
    queue->settings = settings;
    markDirty(*queue);
    markChanged(*queue);
    // What the queue says holds for its channels too, except where a channel was set on its own later.
    for (auto& [name, channel] : queue->channels) {
        ChannelSettings changed = channel->channel.settings();
        if (newTimeout)
            changed.ticketTimeout = settings.ticketTimeout;
        if (newLimit)
            changed.attemptLimit = settings.attemptLimit;
        if (changed == channel->channel.settings())
            continue;
        channel->channel.setSettings(m_now, changed, beginDelta(*channel));
        recordChannel(*channel, true);
    }
    applyRetention(*queue);
    return {};
}

Status BrokerCore::purgeQueue(QueueHandle& handle)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return status;
    if (const Status ready = writable(); !ready)
        return ready;
    const MessageId head = queue->log.next();
    for (auto& [name, channel] : queue->channels) {
        channel->channel.purge(m_now, head, false, beginDelta(*channel));
        recordChannel(*channel, true);
    }
    trimQueue(*queue, head);
    return writable();
}

std::vector<QueuePtr> BrokerCore::listQueues(std::string_view prefix)
{
    std::vector<QueuePtr> queues;
    for (auto at = m_byName.lower_bound(prefix); at != m_byName.end() && at->first.starts_with(prefix); ++at)
        queues.push_back(at->second);
    return queues;
}

MessageId BrokerCore::head(const QueueHandle& queue) const { return static_cast<const QueueState&>(queue).log.next(); }

MessageId BrokerCore::first(const QueueHandle& queue) const { return static_cast<const QueueState&>(queue).log.first(); }

QueueStats BrokerCore::stats(QueueHandle& handle)
{
    auto& queue = static_cast<QueueState&>(handle);
    const QueueLog& log = queue.log;
    QueueStats stats;
    stats.first = log.first();
    stats.head = log.visibleEnd();
    stats.segments = log.segments().size() + (log.hot().empty() ? 0 : 1);
    stats.rawBytes = log.rawBytes();
    stats.storedBytes = log.sealedBytes() + log.hotBytes();
    stats.firstTime = log.firstTime();
    stats.lastTime = log.lastTime();
    stats.settings = queue.settings;
    stats.channels.reserve(queue.channels.size());
    for (auto& [name, state] : queue.channels) {
        const ChannelCounts counts = state->channel.counts(m_now, log.first(), log.visibleEnd());
        const MessageId cursor = std::max(counts.cursor, log.first());
        stats.channels.push_back({name, state->number, counts.cursor,
            log.visibleEnd() > cursor ? log.visibleEnd() - cursor : 0, counts.inFlight, counts.delayed, counts.redeliveries,
            counts.dead, static_cast<uint32_t>(state->waiters.size()), Time{counts.lastTouched * 1'000'000},
            state->channel.settings()});
    }
    return stats;
}

// ------------------------------------------------------------------------------------------------ publishing

Result<MessageId> BrokerCore::publish(QueueHandle& handle, std::span<const NewMessage> messages)
{
    if (handle.deleted())
        return queueGone();
    if (!m_readOnly.empty() || m_closing)
        return writable().error();
    auto& queue = static_cast<QueueState&>(handle);
    size_t bytes = 0;
    for (const NewMessage& message : messages) {
        if (message.body.size() > limits::kBodyBytesMax || message.key.size() > limits::kKeyBytesMax
            || message.headers.size() > limits::kHeadersBytesMax)
            return Error{ErrorCode::messageTooBig,
                "a message's body may have " + std::to_string(limits::kBodyBytesMax) + " bytes, its key and its headers "
                    + std::to_string(limits::kKeyBytesMax) + " each; nothing of this call was stored"};
        bytes += entryBytesMax(message);
        queue.mayDelay |= message.delay.micros > 0;
    }
    // Leaves room for the ends of slots that a large message cannot use.
    if (queue.onDisk() && bytes > size_t{m_journal->slotsMax()} * limits::kSlotBytes / 2)
        return Error{ErrorCode::messageTooBig, "one call may bring "
                + std::to_string(size_t{m_journal->slotsMax()} * limits::kSlotBytes / 2)
                + " bytes at once; nothing of it was stored: split it"};
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
    if (!m_journal->hasRoom(messages)) {
        m_published -= messages.size();
        if (m_journal->storageFull() || m_tapeFull)
            return Error{ErrorCode::storageFull,
                "the disk is full: publishing is refused until there is space again; acknowledging and deleting still work"};
        return Error{ErrorCode::overloaded, "messages arrive faster than they can be sealed; try again in a moment"};
    }
    for (const NewMessage& message : messages) {
        Time time, previous;
        const MessageId id = queue.log.give(m_now, &time);
        char* const at = m_journal->reserve(queue.number(), id, time, entryBytesMax(message), &previous);
        CHECK(at); // hasRoom() said so
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

// ------------------------------------------------------------------------------------------------ replay, observers

Result<PlayerId> BrokerCore::startReplay(const ReplayRequest& request)
{
    if (const Status ready = writable(); !ready)
        return ready.error();
    return m_replays->start(request);
}

Status BrokerCore::controlReplay(PlayerId player, ReplayControl control) { return m_replays->control(player, control); }

std::vector<PlayerInfo> BrokerCore::players() const { return m_replays->players(); }

void BrokerCore::watchChanges(bool on)
{
    m_watched = on;
    if (on)
        return;
    for (const QueueStatePtr& queue : m_changed)
        queue->changed = false;
    m_changed.clear();
}

void BrokerCore::takeChanged(std::vector<QueuePtr>& changed, bool& catalogueChanged)
{
    catalogueChanged = std::exchange(m_catalogueChanged, false);
    for (QueueStatePtr& queue : m_changed) {
        queue->changed = false;
        changed.push_back(std::move(queue));
    }
    m_changed.clear();
}

BrokerStats BrokerCore::totals() const
{
    BrokerStats stats;
    stats.published = m_published;
    stats.delivered = m_delivered;
    stats.acked = m_acked;
    stats.queues = m_byName.size();
    stats.waitingReaders = waitingReaders();
    stats.journalBytes = m_journal->fileBytes();
    stats.journalSlotsUsed = m_journal->slotsUsed();
    stats.journalSlotsMax = m_journal->slotsMax();
    stats.tapeBytes = m_store->tapeBytes();
    stats.cacheBytes = m_frames->bytes();
    stats.sync = m_options.sync;
    stats.ephemeral = m_options.ephemeral;
    stats.tapePath = m_options.ephemeral ? std::string{} : m_options.tapePath;
    stats.readOnlyReason = m_readOnly;
    stats.storageFull = m_tapeFull || m_journal->storageFull();
    stats.lastSync = m_lastSync;
    return stats;
}

} // namespace tapedeck
