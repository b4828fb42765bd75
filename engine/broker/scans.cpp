#include "engine/broker/scans.h"

#include "engine/base/limits.h"
#include "engine/filter/run_filter.h"

#include <algorithm>

namespace tapedeck {

namespace {

// Segments that one step passes over unread before it says how far it has come.
constexpr int kSegmentsPassedMax = 1'000;

// Matches of one step, up to a number and to limits::kScanAnswerBytes.
class Collector {
public:
    explicit Collector(uint32_t countMax)
        : m_countMax(countMax)
    {
    }
    // False: this was the last one.
    bool take(const MessageView& message)
    {
        matches.push_back(message);
        m_bytes += message.body.size() + message.key.size() + message.headers.size();
        return matches.size() < m_countMax && m_bytes < limits::kScanAnswerBytes;
    }
    std::vector<MessageView> matches;

private:
    uint32_t m_countMax;
    size_t m_bytes = 0;
};

} // namespace

struct Scans::Step {
    QueueStatePtr queue;
    ScanSink* sink = nullptr;
    RunFilter filter;
    uint32_t count = 0;
    MessageId from;
};

// What travels to the store's thread and back. Only that thread touches it in between.
struct Scans::SealedJob {
    StepPtr step;
    uint64_t generation = 0; // of the log when the frames were chosen
    uint64_t rowId = 0;
    std::vector<FrameInfo> frames;
    MessageId after; // where the next step goes on when all frames were looked at

    std::vector<MessageView> matches;
    std::vector<std::shared_ptr<const Frame>> bytes; // that matches point into
    std::vector<ScanDamage> damage;
    uint64_t looked = 0;
    MessageId next;
    Status read;

    void run(Tape& tape);
};

void Scans::SealedJob::run(Tape& tape)
{
    Collector collector(step->count);
    next = after;
    for (const FrameInfo& info : frames) {
        const Result<std::string> packed = tape.readFrame(rowId, info);
        if (!packed) {
            read = packed.error();
            break;
        }
        const auto frame = unpackFrame(*packed, info);
        if (!frame) {
            damage.push_back({info.first, info.first + info.count, frame.error().text});
            continue;
        }
        looked += info.rawBytes;
        const size_t before = collector.matches.size();
        const auto outcome =
            step->filter.scan((*frame)->run, [&](const MessageView& message) { return collector.take(message); });
        if (collector.matches.size() > before)
            bytes.push_back(*frame);
        if (outcome == RunFilter::Outcome::stopped) {
            next = collector.matches.back().id + 1;
            break;
        }
    }
    matches = std::move(collector.matches);
}

Status Scans::start(WaitId id, QueueStatePtr queue, const ScanRequest& request, Time now,
    const MessageTest::Marks& marks, ScanSink& sink)
{
    if (m_ended)
        return Error{ErrorCode::stopped, "the broker is closing"};
    if (m_steps.size() >= limits::kScansMax)
        return Error{ErrorCode::overloaded,
            "there are already " + std::to_string(limits::kScansMax) + " searches on their way; try again later"};
    auto step = std::make_shared<Step>(Step{queue, &sink,
        RunFilter(request.filter, queue->name(), request.from, request.until, now), std::max(request.count, 1U), {}});
    step->filter.setMarks(marks, step->queue->number());
    step->from = std::max(step->filter.readFrom(), queue->log.first());
    m_steps[id] = std::move(step);
    m_loop.post([this, id] { go(id); });
    return {};
}

void Scans::end()
{
    m_ended = true;
    while (!m_steps.empty())
        fail(m_steps.begin()->first, {ErrorCode::stopped, "the broker is closing"});
}

void Scans::answer(WaitId id, const ScanStep& answer)
{
    const auto node = m_steps.extract(id);
    if (!node.empty())
        node.mapped()->sink->onScanned(answer);
}

void Scans::fail(WaitId id, const Error& error)
{
    const auto node = m_steps.extract(id);
    if (!node.empty())
        node.mapped()->sink->onScanError(error);
}

void Scans::go(WaitId id)
{
    const auto found = m_steps.find(id);
    if (found == m_steps.end())
        return;
    const StepPtr step = found->second;
    if (step->queue->deleted())
        return fail(id, {ErrorCode::queueNotFound, "the queue was deleted"});
    const QueueLog& log = step->queue->log;
    MessageId at = std::max(step->from, log.first());
    const MessageId end = std::min(step->filter.bounds().until, log.visibleEnd());
    for (int passed = 0; passed < kSegmentsPassedMax; ++passed) {
        if (step->filter.nothing() || at >= end)
            return answer(id, {{}, std::max(at, end), true, 0, {}});
        const Place place = log.locate(at);
        if (place.kind == Place::Kind::hot)
            return testHot(id, *step, place);
        if (place.kind == Place::Kind::gone)
            at = std::max(place.nextId, at + 1);
        else if (place.kind != Place::Kind::sealed || place.segment->info.firstTime >= step->filter.bounds().before)
            at = end; // times never go back: nothing later can match
        else if (testSealed(id, step, place, at))
            return;
    }
    answer(id, {{}, at, false, 0, {}});
}

// True: a job is on its way. False: nothing of the segment can match, and `next` is behind it.
bool Scans::testSealed(WaitId id, const StepPtr& step, const Place& place, MessageId& next)
{
    const SegmentInfo& info = place.segment->info;
    const RunFilter& filter = step->filter;
    auto job = std::make_shared<SealedJob>();
    size_t frame = place.frame;
    MessageId after = info.end();
    const bool segmentToo = filter.needs(info.firstTime, info.lastTime, info.rawBytes);
    for (; segmentToo && frame < info.frames.size() && job->frames.size() < limits::kScanFramesAhead; ++frame) {
        const FrameInfo& one = info.frames[frame];
        const bool last = frame + 1 == info.frames.size();
        const Time until = last ? info.lastTime : info.frames[frame + 1].base; // its last message is not later
        after = last ? info.end() : info.frames[frame + 1].first;
        if (filter.needs(one.base, until, one.rawBytes) && one.first < filter.bounds().until)
            job->frames.push_back(one);
    }
    next = after;
    if (job->frames.empty())
        return false;
    job->step = step;
    job->generation = step->queue->log.generation();
    job->rowId = place.segment->rowId;
    job->after = after;
    m_store.withTape([job](Tape& tape) { job->run(tape); }, [this, id, job] { sealedDone(id, job); });
    return true;
}

void Scans::sealedDone(WaitId id, const std::shared_ptr<SealedJob>& job)
{
    Step& step = *job->step;
    if (!job->read && job->generation != step.queue->log.generation())
        return go(id); // the segment was merged or removed meanwhile: what is there now is found anew
    if (!job->read)
        return fail(id, job->read.error());
    if (goesOn(id, step, job->next))
        return;
    const MessageId end = std::min(step.filter.bounds().until, step.queue->log.visibleEnd());
    answer(id, {job->matches, job->next, job->next >= end, job->looked, job->damage});
}

// Only the message before the first one to be tested was looked at, which is no progress to whoever asks: the step goes
// on, and its filter remembers that message.
bool Scans::goesOn(WaitId id, Step& step, MessageId next)
{
    if (next > step.filter.bounds().from || next <= step.from)
        return false;
    step.from = next;
    m_loop.post([this, id] { go(id); });
    return true;
}

void Scans::testHot(WaitId id, Step& step, const Place& place)
{
    const QueueLog& log = step.queue->log;
    const MessageId end = std::min(step.filter.bounds().until, log.visibleEnd());
    Collector collector(step.count);
    ScanStep out;
    MessageId at = std::max(step.from, log.first());
    uint32_t looked = 0;
    Place here = place;
    bool stopped = false;
    while (!stopped && at < end && here.kind == Place::Kind::hot && out.bytes < limits::kScanTurnBytes
        && looked < limits::kScanTurnMessages) {
        out.bytes += here.run.bytes.size();
        looked += here.run.count;
        const auto outcome = step.filter.scan(
            here.run, [&](const MessageView& message) { return collector.take(message); }, end);
        stopped = outcome == RunFilter::Outcome::stopped;
        at = stopped ? collector.matches.back().id + 1 : std::min(here.run.end(), end);
        here = log.locate(at);
    }
    if (goesOn(id, step, at))
        return;
    out.matches = collector.matches;
    out.next = at;
    out.ended = at >= end;
    answer(id, out);
}

} // namespace tapedeck
