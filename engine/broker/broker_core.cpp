#include "engine/broker/broker_core.h"

#include "engine/base/names.h"
#include "engine/broker/broker_waits.h"
#include "engine/broker/mark_book.h"
#include "engine/broker/replays.h"
#include "engine/broker/scans.h"

#include <algorithm>

namespace tapedeck {

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

// ------------------------------------------------------------------------------------------------ queues

Status BrokerCore::ready(Need need) const
{
    if (need != Need::nothing && !m_readOnly.empty())
        return Error{ErrorCode::readOnly, m_readOnly};
    if (need == Need::writing && m_closing)
        return Error{ErrorCode::stopped, "the broker is closing"};
    return {};
}

Result<QueueState*> BrokerCore::openQueue(QueueHandle& queue, Need need) const
{
    if (queue.deleted())
        return Error{ErrorCode::queueNotFound, "the queue does not exist; it may have been deleted meanwhile"};
    if (const Status status = ready(need); !status)
        return status.error();
    return static_cast<QueueState*>(&queue);
}

Result<ChannelState*> BrokerCore::openChannel(QueueHandle& handle, std::string_view name, Need need) const
{
    const Result<QueueState*> queue = openQueue(handle, need);
    if (!queue)
        return queue.error();
    if (ChannelState* const channel = findChannel(**queue, name))
        return channel;
    return Error{ErrorCode::channelNotFound, "the queue has no channel of this name"};
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
    for (size_t watcher = 0; watcher < kWatchers; ++watcher) {
        if (!m_changes[watcher].watched || queue.changed[watcher])
            continue;
        queue.changed[watcher] = true;
        m_changes[watcher].queues.push_back(queue.shared_from_this());
    }
}

QueuePtr BrokerCore::findQueue(std::string_view name)
{
    const auto found = namespacePrefix().empty() ? m_byName.find(name) : m_byName.find(fullName(name));
    return found == m_byName.end() ? nullptr : found->second;
}

QueuePtr BrokerCore::findQueue(QueueNo number)
{
    const auto found = m_byNumber.find(number.value);
    return found == m_byNumber.end() || found->second->deleted() ? nullptr : found->second;
}

QueueStatePtr BrokerCore::addQueue(QueueNo number, std::string name, const QueueSettings& settings)
{
    const QueueStatePtr queue = addUnlisted(number, std::move(name), settings);
    list(*queue);
    return queue;
}

// Known by its number only.
QueueStatePtr BrokerCore::addUnlisted(QueueNo number, std::string name, const QueueSettings& settings)
{
    auto queue = std::make_shared<QueueState>(number, std::move(name), settings);
    m_byNumber[number.value] = queue;
    m_lastQueue = std::max(m_lastQueue, number);
    return queue;
}

// It can be found by its name, which nobody else has.
void BrokerCore::list(QueueState& queue)
{
    m_namespaced += queue.namespacePrefix().empty() ? 0 : 1;
    m_byName[queue.fullName()] = queue.shared_from_this();
    noteCatalogueChange();
    markDirty(queue);
    markChanged(queue);
}

// It is deleted for everybody who holds it or asks for its name.
void BrokerCore::unlist(QueueState& queue)
{
    markChanged(queue);
    queue.markDeleted();
    m_retentionTimers.set(queue.retentionTimer, Time::never(), queue.number().value);
    for (auto& [name, channel] : queue.channels)
        m_channelTimers.set(channel->timer, Time::never(), 0);
    m_namespaced -= queue.namespacePrefix().empty() ? 0 : 1;
    m_byName.erase(m_byName.find(queue.fullName()));
    noteCatalogueChange();
}

// Nothing of an unlisted queue is kept any more.
void BrokerCore::letGo(QueueState& queue)
{
    queue.markDeleted();
    queue.binned = false;
    m_deletedQueues.push_back(queue.number());
    m_byNumber.erase(queue.number().value);
}

std::string BrokerCore::fullName(std::string_view name) const
{
    return namespacePrefix() + std::string(name);
}

Result<QueuePtr> BrokerCore::createQueue(std::string_view shortName, const QueueSettings& settings)
{
    const std::string name = fullName(shortName);
    if (const Status status = writable(); !status)
        return status.error();
    if (shortName.empty() || name.size() > limits::kNameBytesMax)
        return Error{
            ErrorCode::invalidName, "a queue's name has 1 to " + std::to_string(limits::kNameBytesMax) + " bytes"};
    if (m_byName.contains(name))
        return Error{ErrorCode::queueExists, "a queue of this name exists"};
    const QueueNo number{m_lastQueue.value + 1};
    m_record.clear();
    ByteWriter writer(m_record);
    writer.text(name);
    writer.text(encodeSettings(settings));
    if (!record(RecordType::queueCreated, number, m_record))
        return writable().error();
    return QueuePtr(addQueue(number, name, settings));
}

Status BrokerCore::deleteQueue(QueueHandle& handle)
{
    const auto opened = openQueue(handle, Need::writing);
    if (!opened)
        return opened.error();
    QueueState* const queue = *opened;
    const QueueStatePtr keep = queue->shared_from_this();
    if (!record(RecordType::queueDeleted, queue->number(), {}))
        return writable();
    unlist(*queue);
    letGo(*queue);
    m_marks->dropQueue(queue->number());
    failWaits(*queue, nullptr, ErrorCode::queueNotFound);
    return {};
}

Status BrokerCore::changeQueue(QueueHandle& handle, const QueueSettings& settings)
{
    const auto opened = openQueue(handle, Need::writing);
    if (!opened)
        return opened.error();
    QueueState* const queue = *opened;
    if (settings.kind != queue->settings.kind)
        return Error{
            ErrorCode::invalidArgument, "a queue stays disk or mem for its life; delete it and create it anew"};
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
    const auto opened = openQueue(handle, Need::writing);
    if (!opened)
        return opened.error();
    purgeChannels(**opened);
    trimQueue(**opened, (*opened)->log.next());
    return writable();
}

void BrokerCore::purgeChannels(QueueState& queue)
{
    for (auto& [name, channel] : queue.channels) {
        m_stories.purged(placeOf(*channel), m_now);
        channel->channel.purge(m_now, queue.log.next(), false, beginDelta(*channel));
        recordChannel(*channel, true);
    }
}

std::vector<QueuePtr> BrokerCore::listQueues(std::string_view prefix)
{
    std::vector<QueuePtr> queues;
    const std::string wanted = fullName(prefix);
    // The default namespace lists the others' only to those who ask for them.
    const bool others = wanted.starts_with(kNamespaceMark);
    for (auto at = m_byName.lower_bound(wanted); at != m_byName.end() && at->first.starts_with(wanted); ++at) {
        if (others || at->second->namespacePrefix().empty())
            queues.push_back(at->second);
    }
    return queues;
}

size_t BrokerCore::queueCount() const
{
    return m_namespaced == 0 ? m_byName.size() : const_cast<BrokerCore*>(this)->listQueues({}).size();
}

MessageId BrokerCore::head(const QueueHandle& queue) const
{
    return static_cast<const QueueState&>(queue).log.next();
}

MessageId BrokerCore::first(const QueueHandle& queue) const
{
    return static_cast<const QueueState&>(queue).log.first();
}

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
    for (auto& [name, channel] : queue.channels)
        stats.channels.push_back(statsOf(*channel));
    return stats;
}

std::optional<ChannelStats> BrokerCore::channelStats(QueueHandle& handle, std::string_view name)
{
    const auto channel = openChannel(handle, name, Need::nothing);
    return channel ? std::optional(statsOf(**channel)) : std::nullopt;
}

ChannelStats BrokerCore::statsOf(ChannelState& state) const
{
    const QueueLog& log = state.queue.log;
    const ChannelCounts counts = state.channel.counts(m_now, log.first(), log.visibleEnd());
    return {state.name, state.number, counts.cursor, counts.fresh, counts.inFlight, counts.delayed, counts.redeliveries,
        counts.dead, static_cast<uint32_t>(state.waiters.size()), Time{counts.lastTouched * 1'000'000},
        state.channel.settings()};
}

const QueueSettings& BrokerCore::settings(const QueueHandle& handle) const
{
    return static_cast<const QueueState&>(handle).settings;
}

uint64_t BrokerCore::owed(const QueueHandle& handle, std::string_view name) const
{
    const auto& queue = static_cast<const QueueState&>(handle);
    const ChannelState* const state = queue.deleted() ? nullptr : findChannel(queue, name);
    return state ? state->channel.owed(queue.log.first(), queue.log.next()) : 0;
}

// ------------------------------------------------------------------------------------------------ replay, observers

Result<PlayerId> BrokerCore::startReplay(const ReplayRequest& request)
{
    if (const Status status = writable(); !status)
        return status.error();
    return m_replays->start(request);
}

Status BrokerCore::controlReplay(PlayerId player, ReplayControl control)
{
    return m_replays->control(player, control);
}

Status BrokerCore::seekReplay(PlayerId player, MessageId to)
{
    return m_replays->seek(player, to);
}

std::vector<PlayerInfo> BrokerCore::players() const
{
    return m_replays->players();
}

void BrokerCore::setExchangeTarget(ExchangeTarget* target)
{
    m_replays->setExchangeTarget(target);
}

void BrokerCore::setRemoteTarget(RemoteTarget* target)
{
    m_replays->setRemoteTarget(target);
}

void BrokerCore::noteCatalogueChange()
{
    for (Changes& changes : m_changes)
        changes.catalogue = true;
}

void BrokerCore::watchChanges(bool on, Watcher watcher)
{
    Changes& changes = m_changes[static_cast<size_t>(watcher)];
    changes.watched = on;
    if (on)
        return;
    for (const QueueStatePtr& queue : changes.queues)
        queue->changed[static_cast<size_t>(watcher)] = false;
    changes.queues.clear();
}

void BrokerCore::takeChanged(std::vector<QueuePtr>& changed, bool& catalogueChanged, Watcher watcher)
{
    Changes& changes = m_changes[static_cast<size_t>(watcher)];
    catalogueChanged = std::exchange(changes.catalogue, false);
    for (QueueStatePtr& queue : changes.queues) {
        queue->changed[static_cast<size_t>(watcher)] = false;
        changed.push_back(std::move(queue));
    }
    changes.queues.clear();
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
    stats.commitLatency = m_commitLatency;
    return stats;
}

} // namespace tapedeck
