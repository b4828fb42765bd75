#include "engine/broker/broker_core.h"
#include "engine/broker/broker_waits.h"
#include "engine/broker/scans.h"

#include <algorithm>

namespace tapedeck {

namespace {

// A lease that no caller sees: for messages taken to be looked at before they are settled.
constexpr Duration kLookLease = Duration::seconds(60);

Time leaseEnd(const ReceiveRequest& request, const Channel& channel, Time now)
{
    if (request.leaseUntil)
        return *request.leaseUntil;
    if (!request.wholeSeconds)
        return now + channel.settings().ticketTimeout;
    // floki counts whole seconds: second of the request plus whole seconds of the time-out.
    const int64_t second = now.micros / 1'000'000;
    return Time{(second + channel.settings().ticketTimeout.micros / 1'000'000) * 1'000'000};
}

} // namespace

// ------------------------------------------------------------------------------------------------ asking

WaitId BrokerCore::receive(QueueHandle& handle, const ReceiveRequest& request, Receiver& receiver)
{
    if (request.count == 0 && !handle.deleted()) {
        receiver.onNothing(false);
        return 0;
    }
    const auto opened = openChannel(handle, request.channel, Need::keeping); // the tickets
    if (!opened) {
        receiver.onReceiveError(opened.error());
        return 0;
    }
    ChannelState* const channel = *opened;
    channel->channel.touch(m_now);
    // A wait object is made only for a reader that has to wait; this one lives on the stack until then.
    ReceiveWait attempt;
    attempt.queue = channel->queue.shared_from_this();
    attempt.receiver = &receiver;
    attempt.client = m_actor;
    attempt.channel = channel;
    attempt.request = request;
    attempt.request.count = std::min(request.count, limits::kReceiveMessagesMax);
    if (attempt.request.bytesMax == 0)
        attempt.request.bytesMax = limits::kReceiveBytesMax;
    attempt.deadline = Time{m_monotonic.micros} + request.wait;
    switch (tryReceive(attempt)) {
    case Attempt::answered:
        return 0;
    case Attempt::nothing:
        if (request.wait.micros <= 0 || m_closing) {
            receiver.onNothing(false);
            return 0;
        }
        break;
    case Attempt::loading:
        break;
    }
    auto wait = std::make_unique<ReceiveWait>(std::move(attempt));
    wait->channelName = std::string(request.channel);
    wait->request.channel = wait->channelName;
    const WaitId id = wait->id = ++m_lastWait;
    park(std::move(wait));
    return id;
}

// Registers a reader that could not be answered: in the channel's line, or waiting for frames.
void BrokerCore::park(std::unique_ptr<ReceiveWait> wait)
{
    ReceiveWait& parked = *wait;
    m_waits[parked.id] = std::move(wait);
    if (!parked.taken.empty()) {
        deliver(parked); // asks for the frames; they answer in a later turn
        return;
    }
    if (!parked.timer.valid())
        parked.timer = m_waitTimers.add(parked.deadline, parked.id);
    ChannelState& channel = *parked.channel;
    if (channel.waiters.empty())
        channel.queue.waiting.push_back(&channel);
    parked.place = channel.waiters.add({parked.id, parked.request.count, parked.deadline});
    updateTimer(channel);
    markChanged(channel.queue);
}

// Takes what there is and hands it out.
BrokerCore::Attempt BrokerCore::tryReceive(ReceiveWait& wait)
{
    QueueState& queue = *wait.queue;
    ChannelState& channel = *wait.channel;
    const QueueLog& log = queue.log;
    // Where a message may turn out to be not yet visible, or the bytes to be gone, a ticket is what gives it back.
    const bool takeDirectly = wait.request.autoAck && !queue.mayDelay && !m_interceptor;
    for (;;) {
        // Sizes are not known before the bytes are there: assume the average, so that a batch of large messages is not
        // leased and given back each time.
        const uint64_t kept = std::max<uint64_t>(1, log.visibleEnd() - std::min(log.first(), log.visibleEnd()));
        const uint64_t average = std::max<uint64_t>(1, log.rawBytes() / kept);
        const uint64_t fit = std::max<uint64_t>(1, wait.request.bytesMax / average);
        const auto most = static_cast<size_t>(std::min<uint64_t>(wait.request.count, fit));
        wait.leaseUntil = wait.request.autoAck ? m_now + kLookLease : leaseEnd(wait.request, channel.channel, m_now);
        m_taken.clear();
        channel.channel.take(m_now, takeDirectly ? Lease{} : Lease{wait.leaseUntil}, log.first(), log.visibleEnd(),
            most, m_taken, beginDelta(channel));
        recordChannel(channel, takeDirectly);
        if (m_taken.empty())
            return Attempt::nothing;
        wait.taken.swap(m_taken);
        const Attempt attempt = deliver(wait);
        if (attempt != Attempt::nothing)
            return attempt; // else all that was taken is not visible yet, or gone: look for more
    }
}

// ------------------------------------------------------------------------------------------------ handing out

// Finds the bytes of what was taken and gives it to the receiver. `nothing`: none of it can be handed out.
BrokerCore::Attempt BrokerCore::deliver(ReceiveWait& wait)
{
    QueueState& queue = *wait.queue;
    ChannelState& channel = *wait.channel;
    std::vector<DeliveredMessage> out;
    out.swap(m_deliveries); // a receiver may call receive() again from inside its answer
    out.clear();
    std::vector<std::shared_ptr<const Frame>> frames; // keeps sealed bytes until the receiver has seen them
    size_t bytes = 0;
    size_t used = 0;
    size_t missing = 0;
    std::vector<Ticket> settle;
    beginDelta(channel);
    for (; used < wait.taken.size(); ++used) {
        const Delivery& taken = wait.taken[used];
        DeliveredMessage delivery{{}, taken.ticket, taken.attempts};
        Place place;
        const Found found = findBytes(queue, taken.id, channel.position, delivery.message, place, wait);
        if (found == Found::loading) {
            if (wait.id != 0)
                loadFrame(wait, *place.segment, place.frame);
            ++missing;
            continue;
        }
        if (missing)
            continue; // only to learn of further frames
        if (found == Found::gone) {
            channel.channel.discard(taken.ticket, m_record);
            continue;
        }
        if (channel.position.frame && (frames.empty() || frames.back() != channel.position.frame))
            frames.push_back(channel.position.frame);
        const MessageView& message = delivery.message;
        if (message.delay.micros > 0 && message.time + message.delay > m_now && taken.ticket.value != 0
            && taken.attempts <= 1) {
            channel.channel.release(m_now, taken.ticket, message.time + message.delay, m_record);
            continue;
        }
        if (!out.empty() && bytes + message.body.size() > wait.request.bytesMax && taken.ticket.value != 0)
            break;
        bytes += message.body.size() + message.headers.size() + message.key.size();
        if (wait.request.autoAck && taken.ticket.value != 0) {
            settle.push_back(taken.ticket);
            delivery.ticket = {};
        }
        out.push_back(delivery);
    }
    if (missing) {
        out.swap(m_deliveries);
        recordChannel(channel, false);
        return Attempt::loading;
    }
    for (size_t rest = used; rest < wait.taken.size(); ++rest)
        channel.channel.release(m_now, wait.taken[rest].ticket, m_now, m_record);
    wait.taken.clear();
    if (m_interceptor && !out.empty()) [[unlikely]] {
        if (!interceptHandOut(wait, out, settle)) {
            out.clear();
            out.swap(m_deliveries);
            return Attempt::answered;
        }
    }
    if (!settle.empty())
        channel.channel.ackAll(m_now, settle, m_record);
    recordChannel(channel, !settle.empty());
    if (out.empty()) {
        out.swap(m_deliveries);
        return Attempt::nothing;
    }
    m_delivered += out.size();
    if (m_stories.watching()) [[unlikely]]
        noteHandedOut(wait, out);
    if (!channel.waiters.empty())
        updateTimer(channel);
    const ClientId actor = std::exchange(m_actor, wait.client); // it may ask for more at once
    wait.receiver->onDeliveries(out);
    m_actor = actor;
    out.clear();
    out.swap(m_deliveries);
    return Attempt::answered;
}

// The bytes of message `id`: from the reader's position when it reads on, else looked up.
BrokerCore::Found BrokerCore::findBytes(
    QueueState& queue, MessageId id, ReadPosition& position, MessageView& out, Place& place, const Wait& wait)
{
    const QueueLog& log = queue.log;
    if (position.generation == log.generation() && position.next == id && position.reader.next(out)) {
        ++position.next;
        return Found::here;
    }
    for (const auto& [first, end] : wait.damaged) {
        if (id >= first && id < end)
            return Found::gone;
    }
    place = log.locate(id);
    position.frame.reset();
    Run run;
    if (place.kind == Place::Kind::hot) {
        run = place.run;
        // The newest run of a mem queue grows while it is read.
        if (position.generation == log.generation() && position.next == id
            && position.run.bytes.data() == run.bytes.data()) {
            position.run = run;
            position.reader.grow(run);
            if (position.reader.next(out)) {
                ++position.next;
                return Found::here;
            }
        }
    } else if (place.kind == Place::Kind::sealed) {
        for (const Wait::Pinned& pin : wait.pinned) {
            if (pin.rowId == place.segment->rowId && pin.frame == place.frame)
                position.frame = pin.bytes;
        }
        if (!position.frame)
            position.frame = m_frames->find(place.segment->rowId, place.frame);
        if (!position.frame)
            return Found::loading;
        run = position.frame->run;
    } else {
        return Found::gone;
    }
    position.reader = RunReader(run);
    position.run = run;
    position.generation = log.generation();
    while (position.reader.next(out)) {
        if (out.id == id) {
            position.next = id + 1;
            return Found::here;
        }
    }
    position.next = {};
    return Found::gone; // runs are checked when they are made and when they are unpacked
}

void BrokerCore::loadFrame(Wait& wait, const SegmentRow& row, uint32_t frame)
{
    for (const Wait::Pinned& pin : wait.pinned) {
        if (pin.rowId == row.rowId && pin.frame == frame)
            return; // on its way
    }
    wait.pinned.push_back({row.rowId, frame, nullptr});
    ++wait.loading;
    const FrameInfo& info = row.info.frames[frame];
    m_frames->load(row, frame,
        [this, id = wait.id, rowId = row.rowId, frame, first = info.first, end = info.first + info.count](
            const Result<FrameCache::FramePtr>& loaded) { frameLoaded(id, rowId, frame, first, end, loaded); });
    // Readers mostly go on: have the next frame ready.
    if (frame + 1 < row.info.frames.size() && !m_frames->find(row.rowId, frame + 1))
        m_frames->load(row, frame + 1, [](const Result<FrameCache::FramePtr>&) {});
}

void BrokerCore::frameLoaded(WaitId id, uint64_t rowId, uint32_t frame, MessageId first, MessageId end,
    const Result<FrameCache::FramePtr>& loaded)
{
    const auto found = m_waits.find(id);
    // The row was merged into another one meanwhile: not here any more, and the reader looks it up anew.
    const bool moved = !loaded && loaded.error().code == ErrorCode::notFound;
    if (!loaded && !moved)
        m_reporter.report(Severity::error, "tape.damaged",
            "messages " + std::to_string(first.value) + " to " + std::to_string(end.value - 1)
                + " cannot be read: " + loaded.error().text);
    if (found == m_waits.end())
        return;
    Wait& wait = *found->second;
    for (Wait::Pinned& pin : wait.pinned) {
        if (pin.rowId == rowId && pin.frame == frame && loaded)
            pin.bytes = *loaded;
    }
    if (!loaded) {
        std::erase_if(wait.pinned, [&](const Wait::Pinned& pin) { return pin.rowId == rowId && pin.frame == frame; });
        if (!moved) {
            wait.damaged.emplace_back(first, end);
            wait.error = loaded.error();
        }
    }
    if (--wait.loading > 0)
        return;
    if (wait.kind == Wait::Kind::read)
        resumeRead(id);
    else
        resumeReceive(id);
}

// ------------------------------------------------------------------------------------------------ waiting

// Takes a wait out of the books; it is answered by the caller.
std::unique_ptr<BrokerCore::Wait> BrokerCore::finishWait(WaitId id)
{
    auto node = m_waits.extract(id);
    if (node.empty())
        return nullptr;
    std::unique_ptr<Wait> wait = std::move(node.mapped());
    if (wait->timer.valid())
        m_waitTimers.remove(wait->timer);
    if (wait->kind == Wait::Kind::receive) {
        auto& receive = static_cast<ReceiveWait&>(*wait);
        if (receive.channel && receive.channel->waiters.remove(receive.place) && receive.channel->waiters.empty())
            std::erase(receive.queue->waiting, receive.channel);
    } else {
        std::erase(wait->queue->followers, id);
    }
    markChanged(*wait->queue);
    return wait;
}

// The frames are here, or the reader was woken: try again, and wait on if there is nothing.
void BrokerCore::resumeReceive(WaitId id)
{
    const auto found = m_waits.find(id);
    if (found == m_waits.end())
        return;
    auto& wait = static_cast<ReceiveWait&>(*found->second);
    // The answer may cancel this very wait, or delete the queue: it is out of the books while it runs.
    auto owned = std::unique_ptr<ReceiveWait>(static_cast<ReceiveWait*>(m_waits.extract(found).mapped().release()));
    Attempt attempt = wait.taken.empty() ? Attempt::nothing : deliver(wait);
    if (attempt == Attempt::nothing) {
        wait.pinned.clear();
        attempt = tryReceive(wait);
    }
    if (attempt == Attempt::answered) {
        if (wait.timer.valid())
            m_waitTimers.remove(wait.timer);
        return;
    }
    if (attempt == Attempt::nothing && wait.deadline <= Time{m_monotonic.micros}) {
        if (wait.timer.valid())
            m_waitTimers.remove(wait.timer);
        wait.receiver->onNothing(wait.request.wait.micros > 0);
        return;
    }
    park(std::move(owned));
}

void BrokerCore::cancel(WaitId id)
{
    if (m_scans && m_scans->cancel(id))
        return;
    const std::unique_ptr<Wait> wait = finishWait(id);
    if (!wait || wait->kind != Wait::Kind::receive)
        return;
    auto& receive = static_cast<ReceiveWait&>(*wait);
    if (receive.taken.empty() || receive.queue->deleted())
        return;
    // Taken, but the reader went before the bytes came: as if it had not been.
    std::string& delta = beginDelta(*receive.channel);
    for (const Delivery& taken : receive.taken)
        receive.channel->channel.release(m_now, taken.ticket, m_now, delta);
    recordChannel(*receive.channel, false);
    wakeChannel(*receive.channel, receive.taken.size());
}

void BrokerCore::serveDueWaits()
{
    uint64_t id = 0;
    while (m_waitTimers.popDue(Time{m_monotonic.micros}, &id)) {
        const auto found = m_waits.find(id);
        CHECK(found != m_waits.end());
        found->second->timer = {};
        if (found->second->loading > 0)
            continue; // its bytes are on their way: it is answered with them
        const std::unique_ptr<Wait> wait = finishWait(id);
        if (wait->kind == Wait::Kind::receive)
            static_cast<ReceiveWait&>(*wait).receiver->onNothing(true);
        else
            static_cast<ReadWait&>(*wait).sink->onMessages({});
    }
}

// `messages` new ones are visible: each channel serves up to as many of its waiting readers.
void BrokerCore::wake(QueueState& queue, uint64_t messages)
{
    markChanged(queue);
    if (!queue.waiting.empty()) {
        const std::vector<ChannelState*> waiting = queue.waiting; // serving changes the list
        const QueueStatePtr keep = queue.shared_from_this();
        for (ChannelState* channel : waiting) {
            // An answer may have deleted the queue or this channel.
            if (!queue.deleted()
                && std::find(queue.waiting.begin(), queue.waiting.end(), channel) != queue.waiting.end())
                wakeChannel(*channel, messages);
        }
    }
    if (!queue.followers.empty())
        wakeFollowers(queue);
}

void BrokerCore::wakeChannel(ChannelState& channel, uint64_t messages)
{
    if (channel.waiters.empty() || messages == 0)
        return;
    const QueueStatePtr keep = channel.queue.shared_from_this();
    std::vector<Waiter> woken;
    woken.swap(m_woken);
    woken.clear();
    channel.waiters.takeFront(static_cast<size_t>(std::min<uint64_t>(messages, channel.waiters.size())), woken);
    if (channel.waiters.empty())
        std::erase(keep->waiting, &channel);
    for (const Waiter& waiter : woken)
        resumeReceive(waiter.reader); // goes to the end of the line, with its deadline, when there is nothing for it
    woken.swap(m_woken);
}

void BrokerCore::updateTimer(ChannelState& channel)
{
    Time due = Time::never();
    if (!channel.waiters.empty() && !channel.channel.settings().paused) {
        const Time wall = channel.channel.nextDue(m_now);
        if (wall != Time::never())
            due = Time{m_monotonic.micros} + Duration{std::max<int64_t>(1, wall.micros - m_now.micros)};
    }
    m_channelTimers.set(channel.timer, due, reinterpret_cast<uint64_t>(&channel));
}

// Queue (only == null) or channel deleted: whoever waits there is told.
void BrokerCore::failWaits(QueueState& queue, ChannelState* only, ErrorCode code)
{
    std::vector<WaitId> gone;
    for (const auto& [id, wait] : m_waits) {
        if (wait->queue.get() != &queue)
            continue;
        if (!only || (wait->kind == Wait::Kind::receive && static_cast<ReceiveWait&>(*wait).channel == only))
            gone.push_back(id);
    }
    std::sort(gone.begin(), gone.end()); // in the order in which they came
    const Error error{code, code == ErrorCode::queueNotFound ? "the queue was deleted" : "the channel was deleted"};
    for (const WaitId id : gone) {
        const std::unique_ptr<Wait> wait = finishWait(id);
        if (!wait)
            continue; // an answer before it cancelled it
        if (wait->kind == Wait::Kind::receive)
            static_cast<ReceiveWait&>(*wait).receiver->onReceiveError(error);
        else
            static_cast<ReadWait&>(*wait).sink->onReadError(error);
    }
}

void BrokerCore::endWaits()
{
    m_scans->end();
    std::vector<WaitId> all;
    for (const auto& [id, wait] : m_waits)
        all.push_back(id);
    std::sort(all.begin(), all.end());
    for (const WaitId id : all) {
        const std::unique_ptr<Wait> wait = finishWait(id);
        if (!wait)
            continue;
        if (wait->kind == Wait::Kind::receive)
            static_cast<ReceiveWait&>(*wait).receiver->onNothing(true);
        else
            static_cast<ReadWait&>(*wait).sink->onMessages({});
    }
}

} // namespace tapedeck
