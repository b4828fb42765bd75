// Settling what was handed out, by ticket or by id: acknowledging, giving back, prolonging; and dead letters.
#include "engine/broker/broker_core.h"

#include <algorithm>
#include <iterator>

namespace tapedeck {

namespace {

// One journal record may not exceed a slot: long lists of tickets and ids are recorded in parts of this many.
constexpr size_t kTicketsPerRecord = 16'384;
constexpr size_t kSettledPerRecord = 16'384;

// A ticket of a channel that is not there is a ticket that is not known.
template <typename T>
Result<T> unlessMissing(const Error& error, T none)
{
    if (error.code == ErrorCode::channelNotFound)
        return none;
    return error;
}

// Whether giving it back once more is once too often.
bool wouldDie(const Channel& channel, Time now, Ticket ticket)
{
    const uint32_t limit = channel.settings().attemptLimit;
    const auto info = channel.find(now, ticket);
    return limit != 0 && info && info->attempts >= limit;
}

} // namespace

Result<uint32_t> BrokerCore::ack(QueueHandle& handle, std::string_view name, std::span<const Ticket> tickets)
{
    const auto opened = openChannel(handle, name, Need::keeping);
    if (!opened)
        return unlessMissing(opened.error(), uint32_t{0});
    ChannelState* const channel = *opened;
    channel->channel.touch(m_now);
    size_t acked = 0;
    if (m_stories.watching())
        noteTickets(*channel, tickets, &Stories::acknowledged);
    while (!tickets.empty()) {
        const auto part = tickets.first(std::min(tickets.size(), kTicketsPerRecord));
        acked += channel->channel.ackAll(m_now, part, beginDelta(*channel));
        recordChannel(*channel, true);
        tickets = tickets.subspan(part.size());
    }
    m_acked += acked;
    if (acked)
        channelMoved(*channel);
    return static_cast<uint32_t>(acked);
}

Result<uint32_t> BrokerCore::settle(QueueHandle& handle, std::string_view name, std::span<const MessageId> ids)
{
    return settleIds(handle, name, ids, nullptr);
}

Result<std::vector<SettledMessage>> BrokerCore::settleTelling(
    QueueHandle& handle, std::string_view name, std::span<const MessageId> ids)
{
    std::vector<SettledMessage> settled;
    const auto count = settleIds(handle, name, ids, &settled);
    if (!count)
        return count.error();
    return settled;
}

Result<uint32_t> BrokerCore::settleIds(
    QueueHandle& handle, std::string_view name, std::span<const MessageId> ids, std::vector<SettledMessage>* told)
{
    const auto opened = openChannel(handle, name, Need::keeping);
    if (!opened)
        return opened.error();
    ChannelState* const channel = *opened;
    const QueueLog& log = channel->queue.log;
    std::vector<MessageId> there;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(there),
        [&](MessageId id) { return id >= log.first() && id < log.next(); });
    std::sort(there.begin(), there.end());
    there.erase(std::unique(there.begin(), there.end()), there.end());
    size_t settled = 0;
    if (m_stories.watching())
        noteSettled(*channel, there);
    for (std::span<const MessageId> rest = there; !rest.empty();) {
        const auto part = rest.first(std::min(rest.size(), kSettledPerRecord));
        const auto count = channel->channel.settle(m_now, part, log.first(), beginDelta(*channel), told);
        recordChannel(*channel, true);
        if (!count)
            return Error{ErrorCode::overloaded,
                "too many messages were settled out of order ahead of those that wait; receive or settle the ones "
                "before them first"};
        m_acked += *count;
        settled += *count;
        rest = rest.subspan(part.size());
    }
    channelMoved(*channel);
    return static_cast<uint32_t>(settled);
}

Result<uint32_t> BrokerCore::unsettle(
    QueueHandle& handle, std::string_view name, std::span<const SettledMessage> messages)
{
    const auto opened = openChannel(handle, name, Need::writing);
    if (!opened)
        return opened.error();
    ChannelState* const channel = *opened;
    const QueueLog& log = channel->queue.log;
    std::vector<SettledMessage> there;
    std::copy_if(messages.begin(), messages.end(), std::back_inserter(there),
        [&](const SettledMessage& one) { return one.id >= log.first() && one.id < log.next(); });
    const auto byId = [](const SettledMessage& a, const SettledMessage& b) { return a.id < b.id; };
    const auto same = [](const SettledMessage& a, const SettledMessage& b) { return a.id == b.id; };
    std::stable_sort(there.begin(), there.end(), byId);
    there.erase(std::unique(there.begin(), there.end(), same), there.end());
    size_t back = 0;
    if (m_stories.watching())
        noteUnsettled(*channel, there);
    for (std::span<const SettledMessage> rest = there; !rest.empty();) {
        const auto part = rest.first(std::min(rest.size(), kSettledPerRecord));
        const auto count = channel->channel.unsettle(m_now, part, log.first(), beginDelta(*channel));
        recordChannel(*channel, true);
        if (!count)
            return Error{ErrorCode::overloaded,
                "too many messages are settled out of order ahead of those that wait; receive or settle the ones "
                "before them first"};
        back += *count;
        rest = rest.subspan(part.size());
    }
    wakeChannel(*channel, back);
    updateTimer(*channel);
    return static_cast<uint32_t>(back);
}

// Something was settled: the next moment at which something becomes available may be another, and segments may be read
// by all.
void BrokerCore::channelMoved(ChannelState& channel)
{
    if (!channel.waiters.empty())
        updateTimer(channel);
    QueueState& queue = channel.queue;
    const auto& segments = queue.log.segments();
    // Retention may let read segments go now; looked at once a second at most.
    if (!queue.retentionTimer.valid() && !segments.empty() && channel.channel.floor() >= segments.front().info.end())
        m_retentionTimers.set(
            queue.retentionTimer, Time{m_monotonic.micros} + Duration::seconds(1), queue.number().value);
}

Result<uint32_t> BrokerCore::nack(
    QueueHandle& handle, std::string_view name, std::span<const Ticket> tickets, Duration delay, bool countAttempt)
{
    const auto opened = openChannel(handle, name, Need::keeping);
    if (!opened)
        return unlessMissing(opened.error(), uint32_t{0});
    ChannelState* const channel = *opened;
    uint32_t count = 0;
    for (const Ticket ticket : tickets) {
        std::string& delta = beginDelta(*channel);
        if (m_stories.watching())
            noteTickets(*channel, {&ticket, 1},
                countAttempt && wouldDie(channel->channel, m_now, ticket) ? &Stories::died : &Stories::givenBack);
        count += countAttempt ? channel->channel.nack(m_now, ticket, delay, delta)
                              : channel->channel.release(m_now, ticket, m_now + delay, delta);
        recordChannel(*channel, true);
    }
    if (count)
        wakeChannel(*channel, count);
    updateTimer(*channel);
    return count;
}

Result<uint32_t> BrokerCore::giveBack(QueueHandle& handle, std::string_view name, std::span<const MessageId> ids)
{
    const auto opened = openChannel(handle, name, Need::keeping);
    if (!opened)
        return opened.error();
    ChannelState* const channel = *opened;
    std::vector<MessageId> wanted(ids.begin(), ids.end());
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    const std::vector<TicketInfo> given = channel->channel.giveBackIds(m_now, wanted, beginDelta(*channel));
    recordChannel(*channel, true);
    if (m_stories.watching())
        for (const TicketInfo& ticket : given)
            m_stories.givenBack(placeOf(*channel), ticket, m_now);
    wakeChannel(*channel, given.size());
    updateTimer(*channel);
    return static_cast<uint32_t>(given.size());
}

Result<uint32_t> BrokerCore::extend(
    QueueHandle& handle, std::string_view name, std::span<const Ticket> tickets, Time leaseUntil)
{
    const auto opened = openChannel(handle, name, Need::keeping);
    if (!opened)
        return unlessMissing(opened.error(), uint32_t{0});
    ChannelState* const channel = *opened;
    uint32_t count = 0;
    for (const Ticket ticket : tickets) {
        count += channel->channel.extend(m_now, ticket, leaseUntil, beginDelta(*channel));
        if (m_stories.watching())
            noteTickets(*channel, {&ticket, 1}, &Stories::extended);
        recordChannel(*channel, true);
    }
    updateTimer(*channel);
    return count;
}

// ------------------------------------------------------------------------------------------------ dead letters

Result<std::vector<DeadMessage>> BrokerCore::deadLetters(QueueHandle& handle, std::string_view name, size_t max)
{
    const auto opened = openChannel(handle, name, Need::nothing);
    if (!opened)
        return opened.error();
    ChannelState* const channel = *opened;
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
    const auto opened = openChannel(handle, name, Need::keeping);
    if (!opened)
        return opened.error();
    ChannelState* const channel = *opened;
    if (m_stories.watching())
        noteLetters(*channel, ids);
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
    const auto opened = openChannel(handle, name, Need::keeping);
    if (!opened)
        return opened.error();
    ChannelState* const channel = *opened;
    if (m_stories.watching())
        noteLetters(*channel, ids);
    std::string& delta = beginDelta(*channel);
    uint64_t count = 0;
    if (ids.empty())
        count = channel->channel.purgeAllDead(delta);
    for (const MessageId id : ids)
        count += channel->channel.purgeDead(id, delta);
    recordChannel(*channel, true);
    return count;
}

} // namespace tapedeck
