#include "engine/broker/broker_core.h"
#include "engine/broker/broker_waits.h"

#include <algorithm>

namespace tapedeck {

namespace {

// One journal record may not exceed a slot: long lists of tickets are recorded in parts of this many.
constexpr size_t kTicketsPerRecord = 16'384;

Error channelGone()
{
    return {ErrorCode::channelNotFound, "the queue has no channel of this name"};
}

} // namespace

ChannelState* BrokerCore::findChannel(const QueueState& queue, std::string_view name) const
{
    if (queue.lastUsed && queue.lastUsed->name == name)
        return queue.lastUsed;
    const auto found = queue.channels.find(name);
    if (found == queue.channels.end())
        return nullptr;
    const_cast<QueueState&>(queue).lastUsed = found->second.get(); // a memory of the last look-up, not state
    return found->second.get();
}

// A channel's delta is collected behind its number, so that the journal takes it as it is.
std::string& BrokerCore::beginDelta(const ChannelState& channel)
{
    m_record.clear();
    ByteWriter(m_record).varint(channel.number.value);
    return m_record;
}

void BrokerCore::recordChannel(ChannelState& channel, bool matters)
{
    markChanged(channel.queue);
    if (m_record.size() <= varintBytes(channel.number.value))
        return; // nothing changed
    if (!channel.queue.onDisk())
        return;
    if (!channel.dirty) {
        channel.dirty = true;
        markDirty(channel.queue);
    }
    record(RecordType::channelDelta, channel.queue.number(), m_record, matters);
}

Status BrokerCore::createChannel(QueueHandle& handle, std::string_view name)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return status;
    if (const Status ready = writable(); !ready)
        return ready;
    if (name.empty() || name.size() > limits::kNameBytesMax)
        return Error{
            ErrorCode::invalidName, "a channel's name has 1 to " + std::to_string(limits::kNameBytesMax) + " bytes"};
    if (queue->channels.contains(name))
        return Error{ErrorCode::channelExists, "the queue has a channel of this name"};
    ++queue->lastChannel.value;
    const ChannelSettings settings{queue->settings.ticketTimeout, queue->settings.attemptLimit, false};
    auto channel = std::make_unique<ChannelState>(
        *queue, queue->lastChannel, std::string(name), Channel(m_random.next(), queue->log.next(), settings, m_now));
    m_record.clear();
    ByteWriter writer(m_record);
    writer.varint(channel->number.value);
    writer.text(name);
    channel->channel.encodeState(m_record);
    if (!record(RecordType::channelCreated, queue->number(), m_record))
        return writable();
    queue->channels.emplace(std::string(name), std::move(channel));
    markDirty(*queue);
    markChanged(*queue);
    return {};
}

bool BrokerCore::hasChannel(const QueueHandle& queue, std::string_view channel) const
{
    return findChannel(static_cast<const QueueState&>(queue), channel) != nullptr;
}

Result<bool> BrokerCore::deleteChannel(QueueHandle& handle, std::string_view name)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return status.error();
    if (const Status ready = writable(); !ready)
        return ready.error();
    const auto found = queue->channels.find(name);
    if (found == queue->channels.end())
        return false;
    const ChannelNo number = found->second->number;
    m_record.clear();
    ByteWriter(m_record).varint(number.value);
    if (!record(RecordType::channelDeleted, queue->number(), m_record))
        return writable().error();
    std::unique_ptr<ChannelState> gone = std::move(found->second);
    queue->channels.erase(found);
    queue->lastUsed = nullptr;
    m_channelTimers.set(gone->timer, Time::never(), 0);
    m_deletedChannels.emplace_back(queue->number(), number);
    markDirty(*queue);
    markChanged(*queue);
    failWaits(*queue, gone.get(), ErrorCode::channelNotFound);
    applyRetention(*queue);
    return true;
}

Result<bool> BrokerCore::purgeChannel(QueueHandle& handle, std::string_view name)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return status.error();
    if (const Status ready = writable(); !ready)
        return ready.error();
    ChannelState* const channel = findChannel(*queue, name);
    if (!channel)
        return false;
    channel->channel.purge(m_now, queue->log.next(), false, beginDelta(*channel));
    recordChannel(*channel, true);
    updateTimer(*channel);
    applyRetention(*queue);
    return true;
}

Status BrokerCore::changeChannel(QueueHandle& handle, std::string_view name, const ChannelSettings& settings)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return status;
    if (const Status ready = writable(); !ready)
        return ready;
    ChannelState* const channel = findChannel(*queue, name);
    if (!channel)
        return channelGone();
    const bool resumed = channel->channel.settings().paused && !settings.paused;
    channel->channel.setSettings(m_now, settings, beginDelta(*channel));
    recordChannel(*channel, true);
    if (resumed)
        wakeChannel(*channel, channel->waiters.size());
    updateTimer(*channel);
    return {};
}

// ------------------------------------------------------------------------------------------------ settling

Result<uint32_t> BrokerCore::ack(QueueHandle& handle, std::string_view name, std::span<const Ticket> tickets)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return status.error();
    if (!m_readOnly.empty())
        return Error{ErrorCode::readOnly, m_readOnly};
    ChannelState* const channel = findChannel(*queue, name);
    if (!channel)
        return uint32_t{0};
    channel->channel.touch(m_now);
    size_t acked = 0;
    while (!tickets.empty()) {
        const auto part = tickets.first(std::min(tickets.size(), kTicketsPerRecord));
        acked += channel->channel.ackAll(m_now, part, beginDelta(*channel));
        recordChannel(*channel, true);
        tickets = tickets.subspan(part.size());
    }
    m_acked += acked;
    if (!channel->waiters.empty())
        updateTimer(*channel);
    // Retention may let read segments go now; looked at once a second at most.
    if (acked && !queue->retentionTimer.valid() && !queue->log.segments().empty()
        && channel->channel.floor() >= queue->log.segments().front().info.end())
        m_retentionTimers.set(
            queue->retentionTimer, Time{m_monotonic.micros} + Duration::seconds(1), queue->number().value);
    return static_cast<uint32_t>(acked);
}

Result<uint32_t> BrokerCore::nack(
    QueueHandle& handle, std::string_view name, std::span<const Ticket> tickets, Duration delay, bool countAttempt)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return status.error();
    if (!m_readOnly.empty())
        return Error{ErrorCode::readOnly, m_readOnly};
    ChannelState* const channel = findChannel(*queue, name);
    if (!channel)
        return uint32_t{0};
    uint32_t count = 0;
    for (const Ticket ticket : tickets) {
        std::string& delta = beginDelta(*channel);
        count += countAttempt ? channel->channel.nack(m_now, ticket, delay, delta)
                              : channel->channel.release(m_now, ticket, m_now + delay, delta);
        recordChannel(*channel, true);
    }
    if (count)
        wakeChannel(*channel, count);
    updateTimer(*channel);
    return count;
}

Result<uint32_t> BrokerCore::extend(
    QueueHandle& handle, std::string_view name, std::span<const Ticket> tickets, Time leaseUntil)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return status.error();
    if (!m_readOnly.empty())
        return Error{ErrorCode::readOnly, m_readOnly};
    ChannelState* const channel = findChannel(*queue, name);
    if (!channel)
        return uint32_t{0};
    uint32_t count = 0;
    for (const Ticket ticket : tickets) {
        count += channel->channel.extend(m_now, ticket, leaseUntil, beginDelta(*channel));
        recordChannel(*channel, true);
    }
    updateTimer(*channel);
    return count;
}

// ------------------------------------------------------------------------------------------------ dead letters

Result<std::vector<DeadMessage>> BrokerCore::deadLetters(QueueHandle& handle, std::string_view name, size_t max)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return status.error();
    ChannelState* const channel = findChannel(*queue, name);
    if (!channel)
        return channelGone();
    channel->channel.expire(m_now, beginDelta(*channel));
    recordChannel(*channel, false);
    std::vector<DeadMessage> dead;
    for (const auto& [id, letter] : channel->channel.deadLetters().all()) {
        if (dead.size() >= max)
            break;
        dead.push_back({id, letter});
    }
    return dead;
}

Result<uint64_t> BrokerCore::replayDead(QueueHandle& handle, std::string_view name, std::span<const MessageId> ids)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return status.error();
    ChannelState* const channel = findChannel(*queue, name);
    if (!channel)
        return channelGone();
    if (!m_readOnly.empty())
        return Error{ErrorCode::readOnly, m_readOnly};
    std::string& delta = beginDelta(*channel);
    uint64_t count = 0;
    if (ids.empty())
        count = channel->channel.replayAllDead(m_now, delta);
    for (const MessageId id : ids)
        count += channel->channel.replayDead(m_now, id, delta);
    recordChannel(*channel, true);
    wakeChannel(*channel, count);
    updateTimer(*channel);
    return count;
}

Result<uint64_t> BrokerCore::purgeDead(QueueHandle& handle, std::string_view name, std::span<const MessageId> ids)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return status.error();
    ChannelState* const channel = findChannel(*queue, name);
    if (!channel)
        return channelGone();
    if (!m_readOnly.empty())
        return Error{ErrorCode::readOnly, m_readOnly};
    std::string& delta = beginDelta(*channel);
    uint64_t count = 0;
    if (ids.empty())
        count = channel->channel.purgeAllDead(delta);
    for (const MessageId id : ids)
        count += channel->channel.purgeDead(id, delta);
    recordChannel(*channel, true);
    return count;
}

// ------------------------------------------------------------------------------------------------ seeking

void BrokerCore::seekChannel(QueueHandle& handle, std::string_view name, SeekTarget target, Callback<SeekResult> done)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return done(status.error());
    if (const Status ready = writable(); !ready)
        return done(ready.error());
    if (!findChannel(*queue, name))
        return done(channelGone());
    const QueueStatePtr keep = queue->shared_from_this();
    if (target.kind == SeekTarget::Kind::id)
        return seekFound(keep, std::string(name), target.id, done);
    findTime(
        keep, target.time, [this, keep, channel = std::string(name), done = std::move(done)](Result<MessageId> id) {
            if (!id)
                return done(id.error());
            seekFound(keep, channel, *id, done);
        });
}

void BrokerCore::seekFound(
    const QueueStatePtr& queue, const std::string& name, MessageId id, const Callback<SeekResult>& done)
{
    ChannelState* const channel = queue->deleted() ? nullptr : findChannel(*queue, name);
    if (!channel) // deleted while a frame was read
        return done(channelGone());
    SeekResult result;
    result.before = channel->channel.cursor();
    result.after = id;
    const MessageId from = std::max(id, queue->log.first());
    const MessageId until = std::min(result.before, queue->log.visibleEnd());
    result.redelivered = until > from ? until - from : 0;
    channel->channel.seek(m_now, id, beginDelta(*channel));
    recordChannel(*channel, true);
    wakeChannel(*channel, channel->waiters.size());
    updateTimer(*channel);
    done(result);
}

void BrokerCore::findId(QueueHandle& handle, SeekTarget target, Callback<MessageId> done)
{
    Status status;
    QueueState* const queue = checked(handle, &status);
    if (!queue)
        return done(status.error());
    if (target.kind == SeekTarget::Kind::time)
        return findTime(queue->shared_from_this(), target.time, std::move(done));
    const Place place = queue->log.locate(target.id);
    done(place.kind == Place::Kind::none      ? queue->log.visibleEnd()
            : place.kind == Place::Kind::gone ? place.nextId
                                              : target.id);
}

// Smallest retained id whose time is not before `time`. The index finds the frame; only inside it must be looked.
void BrokerCore::findTime(const QueueStatePtr& queue, Time time, Callback<MessageId> done)
{
    const QueueLog& log = queue->log;
    const auto clamp = [](const QueueLog& l, MessageId id) {
        return std::min(std::max(id, l.first()), l.visibleEnd());
    };
    const auto& segments = log.segments();
    const auto segment = std::partition_point(
        segments.begin(), segments.end(), [&](const SegmentRow& row) { return row.info.lastTime < time; });
    if (segment == segments.end()) {
        const auto& hot = log.hot();
        // The last run that begins before `time` may hold it; else it is the first of the next run.
        auto run = std::partition_point(hot.begin(), hot.end(), [&](const HotRun& h) { return h.run.base < time; });
        if (run != hot.begin()) {
            RunReader reader(std::prev(run)->run);
            MessageView message;
            while (reader.next(message)) {
                if (message.time >= time)
                    return done(clamp(log, message.id));
            }
        }
        return done(clamp(log, run == hot.end() ? log.visibleEnd() : run->run.first));
    }
    const auto& frames = segment->info.frames;
    const auto next =
        std::partition_point(frames.begin(), frames.end(), [&](const FrameInfo& f) { return f.base < time; });
    if (next == frames.begin())
        return done(clamp(log, segment->info.first));
    const auto frame = static_cast<uint32_t>(next - frames.begin()) - 1;
    const MessageId behind = frames[frame].first + frames[frame].count;
    const auto search = [queue, time, behind, clamp](const Frame& bytes) {
        RunReader reader(bytes.run);
        MessageView message;
        while (reader.next(message)) {
            if (message.time >= time)
                return clamp(queue->log, message.id);
        }
        return clamp(queue->log, behind);
    };
    if (const auto cached = m_frames->find(segment->rowId, frame))
        return done(search(*cached));
    m_frames->load(*segment, frame,
        [this, queue, time, search, done = std::move(done)](const Result<FrameCache::FramePtr>& loaded) {
            if (!loaded && loaded.error().code == ErrorCode::notFound && !queue->deleted())
                return findTime(queue, time, done); // merged into another row meanwhile
            if (!loaded)
                return done(loaded.error());
            done(search(**loaded));
        });
}

// ------------------------------------------------------------------------------------------------ states

void BrokerCore::messageStates(QueueHandle& handle, MessageId first, uint32_t count, size_t channelsMax,
    std::vector<std::string>& names, std::vector<MessageState>& states)
{
    auto& queue = static_cast<QueueState&>(handle);
    names.clear();
    states.clear();
    const size_t width = std::min(channelsMax, queue.channels.size());
    states.resize(size_t{count} * width, MessageState::pending);
    size_t column = 0;
    std::vector<Channel::StateAt> marks;
    for (const auto& [name, state] : queue.channels) {
        if (column == width)
            break;
        names.push_back(name);
        const MessageId cursor = state->channel.cursor();
        for (uint32_t i = 0; i < count; ++i)
            states[i * width + column] = first + i < cursor ? MessageState::settled : MessageState::pending;
        marks.clear();
        state->channel.statesIn(first, first + count, marks);
        for (const Channel::StateAt& mark : marks) {
            MessageState shown = MessageState::inFlight;
            if (mark.standing == Channel::Standing::delayed)
                shown = MessageState::delayed;
            else if (mark.standing == Channel::Standing::dead)
                shown = MessageState::dead;
            states[(mark.id - first) * width + column] = shown;
        }
        ++column;
    }
}

} // namespace tapedeck
