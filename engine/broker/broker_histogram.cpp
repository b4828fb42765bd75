// How many messages were published when. Ids are given without gaps, so the number of messages between two moments is
// the difference of the first ids that are not before them. A stored frame tells its first id and time, so an id is
// found by two binary searches, however many segments there are. Only a frame that is much longer than a bucket, as
// those of quiet queues are, is read to know more, and the times of some of its messages are remembered.
//
// A hole that damage left counts with the messages that were in it: they were published, and the table shows them as
// damaged.
#include "engine/broker/broker_core.h"

#include <algorithm>
#include <cmath>

namespace tapedeck {

namespace {

// Done in one turn of the event loop: some 20 binary search steps each, about 0.2 ms together.
constexpr size_t kBordersPerTurn = 512;
// Read from memory in one turn, or one run more: about 2 ms.
constexpr size_t kBytesPerTurn = size_t{1} << 20;
// A frame over fewer buckets is taken to be even: reading it would cost more than the eye could see.
constexpr int64_t kBucketsOfLongFrame = 4;
// For one answer, so that it comes soon: some tenths of a second.
constexpr size_t kFramesReadMax = 64;
// Times remembered of a frame: messages between two of them are taken to come evenly.
constexpr uint32_t kSamples = 64;
// Some 2 MB.
constexpr size_t kSampledFramesMax = 4'096;

// `part` of `count` messages that come evenly, the first one at the beginning of `span`, are before `time` after it.
// With `closed` the last one comes at its end.
uint64_t evenly(uint64_t count, Duration time, Duration span, bool closed)
{
    if (time.micros <= 0)
        return 0;
    if (time > span || (!closed && time == span))
        return count;
    const auto gaps = static_cast<double>(closed ? count - 1 : count);
    const double part = static_cast<double>(time.micros) / static_cast<double>(span.micros);
    return std::min(count, static_cast<uint64_t>(std::ceil(gaps * part)));
}

// The messages 0, step, 2 * step ... of a frame, and the last one.
uint32_t sampleStep(const FrameInfo& frame)
{
    return (frame.count + kSamples - 1) / kSamples;
}

std::vector<Time> sampled(const Frame& frame, uint32_t step)
{
    std::vector<Time> samples;
    RunReader reader(frame.run);
    MessageView message;
    for (uint32_t i = 0; reader.next(message); ++i) {
        if (i % step == 0 || i + 1 == frame.run.count)
            samples.push_back(message.time);
    }
    return samples;
}

// The first message that is not before `time`, by what is remembered of the frame.
uint64_t indexBySamples(const FrameInfo& frame, const std::vector<Time>& samples, Time time)
{
    const auto next = std::partition_point(samples.begin(), samples.end(), [&](Time s) { return s < time; });
    if (next == samples.begin())
        return 0;
    if (next == samples.end())
        return frame.count;
    const uint64_t step = sampleStep(frame), before = static_cast<uint64_t>(next - samples.begin()) - 1;
    const uint64_t from = before * step, until = std::min<uint64_t>(from + step, frame.count - 1);
    return from
        + std::clamp<uint64_t>(
            evenly(until - from, time - samples[before], *next - samples[before], false), 1, until - from);
}

} // namespace

struct BrokerCore::HistogramWork {
    QueueStatePtr queue;
    Time from, until;
    uint32_t buckets = 0;
    Callback<std::vector<uint64_t>> done;
    std::vector<MessageId> ids; // the first not before each border so far
    size_t framesRead = 0;

    // Borders are whole microseconds; what cannot be divided evenly goes to the later buckets.
    Time border(uint64_t index) const
    {
        const uint64_t span = static_cast<uint64_t>(until.micros) - static_cast<uint64_t>(from.micros);
        const uint64_t offset = span / buckets * index + span % buckets * index / buckets;
        return Time{static_cast<int64_t>(static_cast<uint64_t>(from.micros) + offset)};
    }
    bool isLong(Duration frame) const
    {
        const uint64_t span = static_cast<uint64_t>(until.micros) - static_cast<uint64_t>(from.micros);
        return static_cast<uint64_t>(frame.micros / kBucketsOfLongFrame) > span / buckets;
    }
    bool complete() const { return ids.size() == size_t{buckets} + 1; }
    void take(MessageId id) { ids.push_back(ids.empty() ? id : std::max(id, ids.back())); }
    void takeFromRun(const Run& run, Time next);
    std::vector<uint64_t> counts() const;
};

// All borders up to the first message of the run behind it, which is of the time `next`, in one pass.
void BrokerCore::HistogramWork::takeFromRun(const Run& run, Time next)
{
    RunReader reader(run);
    MessageView message;
    while (!complete() && reader.next(message)) {
        while (!complete() && border(ids.size()) <= message.time)
            take(message.id);
    }
    while (!complete() && border(ids.size()) <= next)
        take(run.end());
}

std::vector<uint64_t> BrokerCore::HistogramWork::counts() const
{
    const MessageId first = queue->log.first(), end = std::max(first, queue->log.visibleEnd());
    std::vector<uint64_t> counts(buckets);
    for (size_t i = 0; i < buckets; ++i)
        counts[i] = std::clamp(ids[i + 1], first, end) - std::clamp(ids[i], first, end);
    return counts;
}

void BrokerCore::histogram(
    QueueHandle& handle, Time from, Time until, uint32_t buckets, Callback<std::vector<uint64_t>> done)
{
    const auto opened = openQueue(handle, Need::nothing);
    if (!opened)
        return done(opened.error());
    if (buckets == 0 || from >= until)
        return done(std::vector<uint64_t>(buckets));
    auto work = std::make_shared<HistogramWork>();
    work->queue = (*opened)->shared_from_this();
    work->from = from;
    work->until = until;
    work->buckets = std::min(buckets, limits::kHistogramBucketsMax);
    work->done = std::move(done);
    work->ids.reserve(size_t{work->buckets} + 1);
    goOnCounting(work);
}

// False: a frame is being read first.
bool BrokerCore::countSealed(const std::shared_ptr<HistogramWork>& work, const SegmentRow& segment, Time time)
{
    const auto& frames = segment.info.frames;
    const auto next =
        std::partition_point(frames.begin(), frames.end(), [&](const FrameInfo& f) { return f.base < time; });
    if (next == frames.begin()) {
        work->take(segment.info.first);
        return true;
    }
    const FrameInfo& frame = *std::prev(next);
    const bool last = next == frames.end();
    const Time end = last ? segment.info.lastTime : next->base;
    const std::pair key(segment.rowId, static_cast<uint32_t>(next - frames.begin()) - 1);
    auto samples = m_frameTimes.end();
    if (frame.count > 1 && work->isLong(end - frame.base)) {
        samples = m_frameTimes.find(key);
        if (samples == m_frameTimes.end() && work->framesRead < kFramesReadMax) {
            ++work->framesRead;
            m_frames->load(segment, key.second,
                [this, work, key, step = sampleStep(frame)](const Result<FrameCache::FramePtr>& loaded) {
                    if (m_frameTimes.size() >= kSampledFramesMax)
                        m_frameTimes.clear();
                    // Of one that cannot be read nothing is known, and it is not tried again.
                    m_frameTimes[key] = loaded ? sampled(**loaded, step) : std::vector<Time>();
                    goOnCounting(work);
                });
            return false;
        }
    }
    const bool known = samples != m_frameTimes.end() && !samples->second.empty();
    work->take(frame.first
        + (known ? indexBySamples(frame, samples->second, time)
                 : evenly(frame.count, time - frame.base, end - frame.base, last)));
    return true;
}

void BrokerCore::goOnCounting(const std::shared_ptr<HistogramWork>& work)
{
    if (work->queue->deleted())
        return work->done(Error{ErrorCode::queueNotFound, "the queue was deleted"});
    const QueueLog& log = work->queue->log;
    const auto& segments = log.segments();
    const auto& hot = log.hot();
    size_t bytes = 0;
    for (size_t n = 0; n < kBordersPerTurn && bytes < kBytesPerTurn && !work->complete(); ++n) {
        const Time time = work->border(work->ids.size());
        const auto segment = std::partition_point(
            segments.begin(), segments.end(), [&](const SegmentRow& row) { return row.info.lastTime < time; });
        if (segment != segments.end()) {
            if (!countSealed(work, *segment, time))
                return; // goes on when a frame was read
            continue;
        }
        const auto run =
            std::partition_point(hot.begin(), hot.end(), [&](const HotRun& h) { return h.run.base < time; });
        if (run == hot.begin()) {
            work->take(hot.empty() ? log.visibleEnd() : hot.front().run.first);
            continue;
        }
        const Run& before = std::prev(run)->run;
        bytes += before.bytes.size();
        work->takeFromRun(before, run == hot.end() ? Time::never() : run->run.base);
    }
    if (work->complete())
        return work->done(work->counts());
    m_loop.post([this, work] { goOnCounting(work); });
}

} // namespace tapedeck
