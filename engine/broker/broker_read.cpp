#include "engine/broker/broker_core.h"
#include "engine/broker/broker_waits.h"
#include "engine/broker/mark_book.h"
#include "engine/broker/scans.h"

namespace tapedeck {

WaitId BrokerCore::read(QueueHandle& queue, MessageId from, uint32_t count, size_t bytesMax, MessageSink& sink)
{
    return startRead(queue, from, count, bytesMax, std::nullopt, sink);
}

WaitId BrokerCore::follow(
    QueueHandle& queue, MessageId from, uint32_t count, size_t bytesMax, Duration wait, MessageSink& sink)
{
    return startRead(queue, from, count, bytesMax, wait, sink);
}

WaitId BrokerCore::startRead(QueueHandle& handle, MessageId from, uint32_t count, size_t bytesMax,
    std::optional<Duration> followFor, MessageSink& sink)
{
    const auto opened = openQueue(handle, Need::nothing);
    if (!opened) {
        sink.onReadError(opened.error());
        return 0;
    }
    ReadWait attempt;
    attempt.queue = (*opened)->shared_from_this();
    attempt.sink = &sink;
    attempt.from = from;
    attempt.count = std::min(count, limits::kReceiveMessagesMax);
    attempt.bytesMax = bytesMax ? bytesMax : limits::kReceiveBytesMax;
    attempt.follow = followFor.has_value() && followFor->micros > 0 && !m_closing;
    attempt.deadline = Time{m_monotonic.micros} + followFor.value_or(Duration{});
    if (tryRead(attempt) == Attempt::answered)
        return 0;
    auto wait = std::make_unique<ReadWait>(std::move(attempt));
    const WaitId id = wait->id = ++m_lastWait;
    m_waits[id] = std::move(wait);
    parkRead(id);
    return id;
}

WaitId BrokerCore::scan(QueueHandle& handle, const ScanRequest& request, ScanSink& sink)
{
    const auto opened = openQueue(handle, Need::nothing);
    Status started = opened ? Status() : opened.error();
    const WaitId id = ++m_lastWait;
    if (started)
        started = m_scans->start(id, (*opened)->shared_from_this(), request, m_now, m_marks->all(), sink);
    if (started)
        return id;
    sink.onScanError(started.error());
    return 0;
}

// Registers a reader that tryRead() could not answer.
void BrokerCore::parkRead(WaitId id)
{
    auto& wait = static_cast<ReadWait&>(*m_waits.at(id));
    const Place place = wait.queue->log.locate(wait.stop);
    if (place.kind == Place::Kind::sealed) {
        loadFrame(wait, *place.segment, place.frame);
        return;
    }
    wait.queue->followers.push_back(id);
    if (!wait.timer.valid())
        wait.timer = m_waitTimers.add(wait.deadline, id);
    markChanged(*wait.queue);
}

// Collects views of the messages asked for. `nothing`: a follower that must wait; `loading`: the frame with wait.stop
// is missing.
BrokerCore::Attempt BrokerCore::tryRead(ReadWait& wait)
{
    QueueState& queue = *wait.queue;
    std::vector<MessageView> views;
    ReadPosition position;
    std::vector<std::shared_ptr<const Frame>> frames;
    size_t bytes = 0;
    MessageId id = std::max(wait.from, queue.log.first());
    bool damaged = false;
    while (views.size() < wait.count && id < queue.log.visibleEnd()) {
        MessageView view;
        Place place;
        const Found found = findBytes(queue, id, position, view, place, wait);
        if (found == Found::loading) {
            wait.stop = id;
            return Attempt::loading;
        }
        if (found == Found::gone) {
            if (!wait.damaged.empty()) { // what could not be read ends the answer; alone it is the answer
                damaged = true;
                break;
            }
            id = place.kind == Place::Kind::gone ? place.nextId : id + 1;
            continue;
        }
        const size_t size = view.body.size() + view.key.size() + view.headers.size();
        if (!views.empty() && bytes + size > wait.bytesMax)
            break;
        bytes += size;
        if (position.frame && (frames.empty() || frames.back() != position.frame))
            frames.push_back(position.frame);
        views.push_back(view);
        ++id;
    }
    if (views.empty() && damaged) {
        MessageId next = id;
        for (const auto& [first, end] : wait.damaged) {
            if (id >= first && id < end)
                next = end;
        }
        wait.sink->onDamage(wait.error, next);
        return Attempt::answered;
    }
    if (views.empty() && wait.follow && wait.count > 0) {
        wait.stop = queue.log.visibleEnd();
        return Attempt::nothing;
    }
    wait.sink->onMessages(views);
    return Attempt::answered;
}

void BrokerCore::resumeRead(WaitId id)
{
    const auto found = m_waits.find(id);
    if (found == m_waits.end())
        return;
    auto owned = std::unique_ptr<ReadWait>(static_cast<ReadWait*>(m_waits.extract(found).mapped().release()));
    if (tryRead(*owned) == Attempt::answered) {
        if (owned->timer.valid())
            m_waitTimers.remove(owned->timer);
        return;
    }
    m_waits[id] = std::move(owned);
    parkRead(id);
}

void BrokerCore::wakeFollowers(QueueState& queue)
{
    const std::vector<WaitId> followers = std::exchange(queue.followers, {});
    for (const WaitId id : followers)
        resumeRead(id);
}

} // namespace tapedeck
