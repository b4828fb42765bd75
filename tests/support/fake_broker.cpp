#include "tests/support/fake_broker.h"

#include "engine/broker/scan.h"

#include <algorithm>

namespace tapedeck {

namespace {

Error channelMissing()
{
    return {ErrorCode::channelNotFound, "no such channel"};
}

} // namespace

std::shared_ptr<FakeBroker::Queue> FakeBroker::held(QueueHandle& queue) const
{
    const auto found = m_queues.find(queue.name());
    return found == m_queues.end() ? nullptr : found->second;
}

FakeBroker::Channel* FakeBroker::channelOf(QueueHandle& queue, std::string_view channel)
{
    const auto found = of(queue).channels.find(channel);
    return found == of(queue).channels.end() ? nullptr : &found->second;
}

void FakeBroker::changed()
{
    if (!m_pending)
        ++m_group.value;
    m_pending = true;
}

// ---------------------------------------------------------------------------------------------- queues

QueuePtr FakeBroker::findQueue(std::string_view name)
{
    const auto found = m_queues.find(name);
    return found == m_queues.end() ? nullptr : found->second;
}

QueuePtr FakeBroker::findQueue(QueueNo number)
{
    for (const auto& [name, queue] : m_queues) {
        if (queue->number() == number)
            return queue;
    }
    return nullptr;
}

Result<QueuePtr> FakeBroker::createQueue(std::string_view name, const QueueSettings& settings)
{
    if (m_queues.contains(name))
        return Error{ErrorCode::queueExists, "exists"};
    auto queue = std::make_shared<Queue>(QueueNo{++m_lastQueue}, std::string(name));
    queue->settings = settings;
    m_queues.emplace(std::string(name), queue);
    changed();
    return QueuePtr(queue);
}

Status FakeBroker::deleteQueue(QueueHandle& queue)
{
    const std::shared_ptr<Queue> gone = held(queue);
    m_queues.erase(queue.name());
    of(queue).markDeleted();
    changed();
    failWaits(of(queue), {}, ErrorCode::queueNotFound);
    return {};
}

Status FakeBroker::purgeQueue(QueueHandle& queue)
{
    of(queue).first = of(queue).head();
    for (auto& [name, channel] : of(queue).channels) {
        channel.cursor = of(queue).head();
        channel.tickets.clear();
        channel.settled.clear();
    }
    changed();
    return {};
}

Status FakeBroker::changeQueue(QueueHandle& queue, const QueueSettings& settings)
{
    of(queue).settings = settings;
    changed();
    return {};
}

std::vector<QueuePtr> FakeBroker::listQueues(std::string_view prefix)
{
    std::vector<QueuePtr> queues;
    for (const auto& [name, queue] : m_queues) {
        if (name.substr(0, prefix.size()) == prefix)
            queues.push_back(queue);
    }
    return queues;
}

QueueStats FakeBroker::stats(QueueHandle& queue)
{
    QueueStats stats;
    stats.first = of(queue).first;
    stats.head = of(queue).head();
    stats.settings = of(queue).settings;
    for (const auto& [name, channel] : of(queue).channels)
        stats.channels.push_back(statsOf(of(queue), name, channel));
    return stats;
}

ChannelStats FakeBroker::statsOf(const Queue& queue, const std::string& name, const Channel& channel) const
{
    ChannelStats one;
    one.name = name;
    one.cursor = channel.cursor;
    const MessageId start = std::max(channel.cursor, queue.first);
    one.lag = (queue.head() > start ? queue.head() - start : 0) - channel.settled.size();
    for (const auto& [number, out] : channel.tickets)
        ++(out.until <= time ? one.redeliver : out.givenBack ? one.delayed : one.inFlight);
    one.settings = channel.settings;
    one.lastTouched = time;
    return one;
}

std::optional<ChannelStats> FakeBroker::channelStats(QueueHandle& queue, std::string_view channel)
{
    const Channel* found = channelOf(queue, channel);
    return found ? std::optional(statsOf(of(queue), std::string(channel), *found)) : std::nullopt;
}

uint64_t FakeBroker::owed(const QueueHandle& queue, std::string_view channel) const
{
    const auto found = of(queue).channels.find(channel);
    if (found == of(queue).channels.end())
        return 0;
    const ChannelStats stats = statsOf(of(queue), found->first, found->second);
    return stats.lag + stats.redeliver + stats.delayed;
}

Result<std::vector<ChannelMessage>> FakeBroker::channelMessages(
    QueueHandle& queue, std::string_view channel, MessageId from, size_t max)
{
    const Channel* found = channelOf(queue, channel);
    if (!found)
        return channelMissing();
    std::map<MessageId, ChannelMessage> byId;
    for (const auto& [number, out] : found->tickets) {
        const MessageState later = out.givenBack ? MessageState::delayed : MessageState::inFlight;
        byId[out.id] = out.until <= time ? ChannelMessage{out.id, MessageState::pending, out.attempts, {}}
                                         : ChannelMessage{out.id, later, out.attempts, out.until};
    }
    for (MessageId id = std::max(found->cursor, of(queue).first); id < of(queue).head(); ++id) {
        if (!found->settled.contains(id))
            byId.emplace(id, ChannelMessage{id, MessageState::pending, 0, {}});
    }
    std::vector<ChannelMessage> messages;
    for (auto at = byId.lower_bound(from); at != byId.end() && messages.size() < max; ++at)
        messages.push_back(at->second);
    return messages;
}

Status FakeBroker::createChannel(QueueHandle& queue, std::string_view channel)
{
    ChannelSettings settings;
    settings.ticketTimeout = of(queue).settings.ticketTimeout;
    return createChannel(queue, channel, ChannelStart::head, settings);
}

Status FakeBroker::createChannel(
    QueueHandle& queue, std::string_view channel, ChannelStart start, const ChannelSettings& settings)
{
    if (channelOf(queue, channel))
        return Error{ErrorCode::channelExists, "exists"};
    Channel& added = of(queue).channels[std::string(channel)];
    added.cursor = start == ChannelStart::first ? of(queue).first : of(queue).head();
    added.settings = settings;
    changed();
    return {};
}

bool FakeBroker::hasChannel(const QueueHandle& queue, std::string_view channel) const
{
    return of(queue).channels.contains(channel);
}

Result<bool> FakeBroker::deleteChannel(QueueHandle& queue, std::string_view channel)
{
    const auto found = of(queue).channels.find(channel);
    if (found == of(queue).channels.end())
        return false;
    of(queue).channels.erase(found);
    changed();
    failWaits(of(queue), channel, ErrorCode::channelNotFound);
    return true;
}

Result<bool> FakeBroker::purgeChannel(QueueHandle& queue, std::string_view channel)
{
    Channel* found = channelOf(queue, channel);
    if (!found)
        return false;
    found->cursor = of(queue).head();
    found->tickets.clear();
    found->settled.clear();
    changed();
    return true;
}

Status FakeBroker::changeChannel(QueueHandle& queue, std::string_view channel, const ChannelSettings& settings)
{
    Channel* found = channelOf(queue, channel);
    if (!found)
        return channelMissing();
    found->settings = settings;
    changed();
    return {};
}

// ---------------------------------------------------------------------------------------------- seeking

MessageId FakeBroker::target(const Queue& queue, SeekTarget to) const
{
    if (to.kind == SeekTarget::Kind::id)
        return to.id;
    for (MessageId id = queue.first; id < queue.head(); ++id) {
        if (queue.messages[id.value - 1].time >= to.time)
            return id;
    }
    return queue.head();
}

void FakeBroker::seekChannel(QueueHandle& queue, std::string_view channel, SeekTarget to, Callback<SeekResult> done)
{
    Channel* found = channelOf(queue, channel);
    if (!found) {
        done(channelMissing());
        return;
    }
    const MessageId before = found->cursor;
    found->cursor = target(of(queue), to);
    if (found->cursor < before)
        found->settled.clear();
    found->settled.erase(found->settled.begin(), found->settled.lower_bound(found->cursor));
    changed();
    done(SeekResult{before, found->cursor, found->cursor < before ? before - found->cursor : 0});
    wake(of(queue));
}

void FakeBroker::findId(QueueHandle& queue, SeekTarget to, Callback<MessageId> done)
{
    done(std::clamp(target(of(queue), to), of(queue).first, of(queue).head()));
}

// ---------------------------------------------------------------------------------------------- messages

Result<MessageId> FakeBroker::publish(QueueHandle& queue, std::span<const NewMessage> messages)
{
    ++publishCalls;
    if (publishError)
        return *publishError;
    const MessageId first = of(queue).head();
    for (const NewMessage& message : messages) {
        of(queue).messages.push_back(
            {std::string(message.body), std::string(message.key), std::string(message.headers), time});
    }
    m_published += messages.size();
    changed();
    wake(of(queue));
    return first;
}

bool FakeBroker::waitForRoom(std::function<void()> onRoom)
{
    if (!publishError)
        return false;
    m_room.push_back(std::move(onRoom));
    return true;
}

MessageView FakeBroker::viewOf(const Queue& queue, MessageId id)
{
    const Stored& stored = queue.messages[id.value - 1];
    MessageView view;
    view.id = id;
    view.time = view.wall = stored.time;
    view.body = stored.body;
    view.key = stored.key;
    view.headers = stored.headers;
    return view;
}

// Hands out what there is. False when there is nothing.
bool FakeBroker::hand(Queue& queue, Channel& channel, const Wait& wait)
{
    std::vector<HandedOut> next;
    for (auto ticket = channel.tickets.begin(); ticket != channel.tickets.end() && next.size() < wait.count;) {
        if (ticket->second.until <= time) {
            next.push_back(ticket->second);
            ++next.back().attempts;
            ticket = channel.tickets.erase(ticket);
        } else {
            ++ticket;
        }
    }
    channel.cursor = std::max(channel.cursor, queue.first);
    for (; next.size() < wait.count && channel.cursor < queue.head(); ++channel.cursor) {
        if (channel.settled.erase(channel.cursor) == 0)
            next.push_back({channel.cursor, {}, 1, false});
    }
    if (next.empty())
        return false;
    std::vector<DeliveredMessage> deliveries;
    const Time until = wait.leaseUntil.value_or(time + channel.settings.ticketTimeout);
    for (const HandedOut& out : next) {
        const Ticket ticket{wait.autoAck ? 0 : ++m_lastTicket};
        if (!wait.autoAck)
            channel.tickets[ticket.value] = {out.id, until, out.attempts, false};
        deliveries.push_back({viewOf(queue, out.id), ticket, out.attempts});
    }
    changed();
    wait.receiver->onDeliveries(deliveries);
    return true;
}

WaitId FakeBroker::receive(QueueHandle& queue, const ReceiveRequest& request, Receiver& receiver)
{
    Wait wait{held(queue), std::string(request.channel), request.count, request.autoAck, request.leaseUntil,
        time + request.wait, &receiver, nullptr, {}};
    if (request.count == 0) {
        receiver.onNothing(false);
        return 0;
    }
    if (!wait.queue) {
        receiver.onReceiveError({ErrorCode::queueNotFound, "deleted"});
        return 0;
    }
    Channel* channel = channelOf(queue, request.channel);
    if (!channel) {
        receiver.onReceiveError(channelMissing());
        return 0;
    }
    if (hand(of(queue), *channel, wait))
        return 0;
    if (request.wait.micros <= 0) {
        receiver.onNothing(false);
        return 0;
    }
    m_waits.emplace(++m_lastWait, std::move(wait));
    return m_lastWait;
}

bool FakeBroker::show(const Queue& queue, MessageId from, uint32_t count, MessageSink& sink, bool evenNothing)
{
    std::vector<MessageView> views;
    for (MessageId id = std::max(from, queue.first); id < queue.head() && views.size() < count; ++id)
        views.push_back(viewOf(queue, id));
    if (views.empty() && !evenNothing)
        return false;
    sink.onMessages(views);
    return true;
}

WaitId FakeBroker::read(QueueHandle& queue, MessageId from, uint32_t count, size_t, MessageSink& sink)
{
    show(of(queue), from, count, sink, true);
    return 0;
}

WaitId FakeBroker::follow(QueueHandle& queue, MessageId from, uint32_t count, size_t, Duration wait, MessageSink& sink)
{
    if (show(of(queue), from, count, sink, false))
        return 0;
    m_waits.emplace(++m_lastWait, Wait{held(queue), {}, count, false, {}, time + wait, nullptr, &sink, from});
    return m_lastWait;
}

WaitId FakeBroker::scan(QueueHandle& handle, const ScanRequest& request, ScanSink& sink)
{
    const Queue& queue = of(handle);
    std::vector<MessageView> matches;
    MessageId id = std::max(request.from, queue.first);
    for (; id < queue.head() && id < request.until && matches.size() < request.count; ++id) {
        const MessageView view = viewOf(queue, id);
        if (request.filter.matches({.message = view, .queue = handle.name(), .now = time}))
            matches.push_back(view);
    }
    sink.onScanned({matches, id, id >= queue.head() || id >= request.until, 0, {}});
    return 0;
}

void FakeBroker::wake(Queue& queue)
{
    std::vector<WaitId> ids;
    for (const auto& [id, wait] : m_waits)
        ids.push_back(id);
    for (const WaitId id : ids) {
        const auto found = m_waits.find(id);
        if (found == m_waits.end() || found->second.queue.get() != &queue)
            continue;
        const Wait wait = found->second;
        m_waits.erase(found);
        bool served = false;
        if (wait.sink)
            served = show(queue, wait.from, wait.count, *wait.sink, false);
        else if (Channel* channel = channelOf(queue, wait.channel))
            served = hand(queue, *channel, wait);
        if (!served)
            m_waits.emplace(id, wait);
    }
}

void FakeBroker::failWaits(const Queue& queue, std::string_view channel, ErrorCode code)
{
    std::vector<Wait> failed;
    std::erase_if(m_waits, [&](const auto& entry) {
        const bool concerned =
            entry.second.queue.get() == &queue && (channel.empty() || entry.second.channel == channel);
        if (concerned)
            failed.push_back(entry.second);
        return concerned;
    });
    for (const Wait& wait : failed) {
        if (wait.receiver)
            wait.receiver->onReceiveError({code, "deleted"});
        else
            wait.sink->onReadError({code, "deleted"});
    }
}

Time FakeBroker::nextDue() const
{
    Time due = Time::never();
    for (const auto& [id, wait] : m_waits)
        due = std::min(due, wait.until);
    return due;
}

void FakeBroker::serveDue()
{
    std::vector<Wait> due;
    std::erase_if(m_waits, [&](const auto& entry) {
        if (entry.second.until > time)
            return false;
        due.push_back(entry.second);
        return true;
    });
    for (const Wait& wait : due) {
        if (wait.receiver)
            wait.receiver->onNothing(true);
        else
            wait.sink->onMessages({});
    }
}

// ---------------------------------------------------------------------------------------------- tickets

Result<uint32_t> FakeBroker::ack(QueueHandle& queue, std::string_view channel, std::span<const Ticket> tickets)
{
    Channel* found = channelOf(queue, channel);
    uint32_t acked = 0;
    for (const Ticket ticket : tickets) {
        if (found && found->tickets.contains(ticket.value) && found->tickets[ticket.value].until > time)
            acked += static_cast<uint32_t>(found->tickets.erase(ticket.value));
    }
    changed();
    return acked;
}

Result<uint32_t> FakeBroker::settle(QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids)
{
    Channel* found = channelOf(queue, channel);
    if (!found)
        return channelMissing();
    uint32_t count = 0;
    for (const MessageId id : ids) {
        if (id < of(queue).first || id >= of(queue).head())
            continue;
        const bool wasOut = std::erase_if(found->tickets, [id](const auto& out) { return out.second.id == id; }) != 0;
        const bool wasNew = id >= found->cursor && found->settled.insert(id).second;
        count += wasOut || wasNew ? 1 : 0;
    }
    changed();
    return count;
}

Result<uint32_t> FakeBroker::nack(
    QueueHandle& queue, std::string_view channel, std::span<const Ticket> tickets, Duration delay, bool countAttempt)
{
    Channel* found = channelOf(queue, channel);
    for (const Ticket ticket : tickets) {
        if (found && found->tickets.contains(ticket.value)) {
            found->tickets[ticket.value].givenBack = true;
            found->tickets[ticket.value].attempts -= countAttempt ? 0 : 1;
        }
    }
    return extend(queue, channel, tickets, time + delay);
}

Result<uint32_t> FakeBroker::extend(
    QueueHandle& queue, std::string_view channel, std::span<const Ticket> tickets, Time leaseUntil)
{
    Channel* found = channelOf(queue, channel);
    if (!found)
        return channelMissing();
    uint32_t count = 0;
    for (const Ticket ticket : tickets) {
        const auto entry = found->tickets.find(ticket.value);
        if (entry == found->tickets.end())
            continue;
        entry->second.until = leaseUntil;
        ++count;
    }
    changed();
    return count;
}

Result<std::vector<DeadMessage>> FakeBroker::deadLetters(QueueHandle& queue, std::string_view channel, size_t)
{
    if (!channelOf(queue, channel))
        return channelMissing();
    return std::vector<DeadMessage>{};
}

Result<uint64_t> FakeBroker::replayDead(QueueHandle& queue, std::string_view channel, std::span<const MessageId>)
{
    if (!channelOf(queue, channel))
        return channelMissing();
    return uint64_t{0};
}

Result<uint64_t> FakeBroker::purgeDead(QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids)
{
    return replayDead(queue, channel, ids);
}

// ---------------------------------------------------------------------------------------------- the rest

Result<PlayerId> FakeBroker::startReplay(const ReplayRequest& request)
{
    if (!m_queues.contains(request.source))
        return Error{ErrorCode::queueNotFound, "no such queue"};
    return PlayerId{1};
}

Status FakeBroker::seekReplay(PlayerId player, MessageId)
{
    return controlReplay(player, ReplayControl::resume);
}

Status FakeBroker::controlReplay(PlayerId, ReplayControl)
{
    return Error{ErrorCode::notFound, "no such player"};
}

void FakeBroker::takeChanged(std::vector<QueuePtr>& queues, bool& catalogueChanged, Watcher)
{
    queues.clear();
    catalogueChanged = false;
}

BrokerStats FakeBroker::totals() const
{
    BrokerStats stats;
    stats.queues = m_queues.size();
    stats.published = m_published;
    stats.ephemeral = true;
    stats.storageFull = publishError && publishError->code == ErrorCode::storageFull;
    if (publishError && publishError->code == ErrorCode::readOnly)
        stats.readOnlyReason = publishError->text;
    return stats;
}

void FakeBroker::messageStates(
    QueueHandle&, MessageId, uint32_t, size_t, std::vector<std::string>& channels, std::vector<MessageState>& states)
{
    channels.clear();
    states.clear();
}

} // namespace tapedeck
