// Moving a channel's cursor, and finding the message of a moment.
#include "engine/broker/broker_core.h"

#include <algorithm>

namespace tapedeck {

void BrokerCore::seekChannel(QueueHandle& handle, std::string_view name, SeekTarget target, Callback<SeekResult> done)
{
    const auto opened = openChannel(handle, name, Need::writing);
    if (!opened)
        return done(opened.error());
    const QueueStatePtr keep = (*opened)->queue.shared_from_this();
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
    const auto opened = openChannel(*queue, name, Need::nothing);
    if (!opened) // deleted while a frame was read
        return done(opened.error());
    ChannelState* const channel = *opened;
    SeekResult result;
    result.before = channel->channel.cursor();
    const MessageId from = std::max(id, queue->log.first());
    const MessageId until = std::min(result.before, queue->log.visibleEnd());
    result.redelivered = until > from ? until - from : 0;
    channel->channel.seek(m_now, id, beginDelta(*channel));
    result.after = channel->channel.cursor();
    recordChannel(*channel, true);
    wakeChannel(*channel, channel->waiters.size());
    updateTimer(*channel);
    done(result);
}

void BrokerCore::findId(QueueHandle& handle, SeekTarget target, Callback<MessageId> done)
{
    const auto opened = openQueue(handle, Need::nothing);
    if (!opened)
        return done(opened.error());
    QueueState* const queue = *opened;
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

} // namespace tapedeck
