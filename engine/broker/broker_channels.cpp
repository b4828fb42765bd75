// Channels: making, finding, changing and deleting them, and where messages stand in them.
#include "engine/broker/broker_core.h"
#include "engine/queue/channel_format.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr size_t kDeltaBytesMax = limits::kSlotBytes / 4; // of one record

MessageState stateOf(Channel::Standing standing)
{
    switch (standing) {
    case Channel::Standing::inFlight:
        return MessageState::inFlight;
    case Channel::Standing::delayed:
        return MessageState::delayed;
    case Channel::Standing::dead:
        return MessageState::dead;
    case Channel::Standing::settledAhead:
        return MessageState::settled;
    }
    CHECK(false);
    return MessageState::settled;
}

MessageState stateOf(Channel::Unsettled::State state)
{
    switch (state) {
    case Channel::Unsettled::State::pending:
        return MessageState::pending;
    case Channel::Unsettled::State::inFlight:
        return MessageState::inFlight;
    case Channel::Unsettled::State::delayed:
        return MessageState::delayed;
    }
    CHECK(false);
    return MessageState::pending;
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
    if (m_record.size() <= kDeltaBytesMax) {
        record(RecordType::channelDelta, channel.queue.number(), m_record, matters);
        return;
    }
    // Neither may a record be longer than a slot, nor does it matter to a delta where it is cut.
    const std::string whole = m_record;
    std::string_view delta = whole;
    delta.remove_prefix(varintBytes(channel.number.value));
    while (!delta.empty()) {
        const size_t length = cutDelta(delta, kDeltaBytesMax);
        beginDelta(channel).append(delta.substr(0, length));
        record(RecordType::channelDelta, channel.queue.number(), m_record, matters);
        delta.remove_prefix(length);
    }
}

Status BrokerCore::createChannel(QueueHandle& handle, std::string_view name)
{
    const auto& settings = static_cast<QueueState&>(handle).settings;
    return createChannel(
        handle, name, ChannelStart::head, ChannelSettings{settings.ticketTimeout, settings.attemptLimit, false});
}

Status BrokerCore::createChannel(
    QueueHandle& handle, std::string_view name, ChannelStart start, const ChannelSettings& settings)
{
    const auto opened = openQueue(handle, Need::writing);
    if (!opened)
        return opened.error();
    QueueState* const queue = *opened;
    if (name.empty() || name.size() > limits::kNameBytesMax)
        return Error{
            ErrorCode::invalidName, "a channel's name has 1 to " + std::to_string(limits::kNameBytesMax) + " bytes"};
    if (queue->channels.contains(name))
        return Error{ErrorCode::channelExists, "the queue has a channel of this name"};
    ++queue->lastChannel.value;
    const MessageId cursor = start == ChannelStart::first ? queue->log.first() : queue->log.next();
    return addChannel(std::make_unique<ChannelState>(
        *queue, queue->lastChannel, std::string(name), Channel(m_random.next(), cursor, settings, m_now)));
}

Status BrokerCore::addChannel(std::unique_ptr<ChannelState> channel)
{
    QueueState& queue = channel->queue;
    m_record.clear();
    ByteWriter writer(m_record);
    writer.varint(channel->number.value);
    writer.text(channel->name);
    channel->channel.encodeState(m_record);
    if (!record(RecordType::channelCreated, queue.number(), m_record))
        return writable();
    const std::string name = channel->name;
    queue.channels.emplace(name, std::move(channel));
    markDirty(queue);
    markChanged(queue);
    return {};
}

bool BrokerCore::hasChannel(const QueueHandle& queue, std::string_view channel) const
{
    return findChannel(static_cast<const QueueState&>(queue), channel) != nullptr;
}

Result<bool> BrokerCore::deleteChannel(QueueHandle& handle, std::string_view name)
{
    const auto opened = openQueue(handle, Need::writing);
    if (!opened)
        return opened.error();
    QueueState* const queue = *opened;
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
    const auto opened = openChannel(handle, name, Need::writing);
    if (!opened && opened.error().code == ErrorCode::channelNotFound)
        return false;
    if (!opened)
        return opened.error();
    ChannelState& channel = **opened;
    m_stories.purged(placeOf(channel), m_now);
    channel.channel.purge(m_now, channel.queue.log.next(), false, beginDelta(channel));
    recordChannel(channel, true);
    updateTimer(channel);
    applyRetention(channel.queue);
    return true;
}

Status BrokerCore::changeChannel(QueueHandle& handle, std::string_view name, const ChannelSettings& settings)
{
    const auto opened = openChannel(handle, name, Need::writing);
    if (!opened)
        return opened.error();
    ChannelState& channel = **opened;
    const bool resumed = channel.channel.settings().paused && !settings.paused;
    channel.channel.setSettings(m_now, settings, beginDelta(channel));
    recordChannel(channel, true);
    if (resumed)
        wakeChannel(channel, channel.waiters.size());
    updateTimer(channel);
    return {};
}

Result<std::vector<ChannelMessage>> BrokerCore::channelMessages(
    QueueHandle& handle, std::string_view name, MessageId from, size_t max)
{
    const auto opened = openChannel(handle, name, Need::nothing);
    if (!opened)
        return opened.error();
    const QueueLog& log = (*opened)->queue.log;
    std::vector<Channel::Unsettled> unsettled;
    (*opened)->channel.unsettled(m_now, from, log.first(), log.visibleEnd(), max, unsettled);
    std::vector<ChannelMessage> messages;
    messages.reserve(unsettled.size());
    for (const Channel::Unsettled& one : unsettled)
        messages.push_back({one.id, stateOf(one.state), one.attempts, one.visibleAt});
    return messages;
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
            states[(mark.id - first) * width + column] = stateOf(mark.standing);
        }
        ++column;
    }
}

} // namespace tapedeck
