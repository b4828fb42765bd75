// Searching a tape file: one thread reads packed frames, others decompress and test them, and the matches come out in
// order.
#include "app/tape_reader.h"

#include "engine/base/limits.h"
#include "engine/base/worker.h"
#include "engine/filter/run_filter.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace tapedeck {

namespace {

constexpr size_t kFramesPerJob = 4; // half a megabyte: little enough that first matches come at once
constexpr size_t kJobsPerThread = 4; // read ahead
constexpr unsigned kThreadsMax = 8;

// Some frames on their way through a thread.
struct ScanJob {
    std::vector<FrameInfo> infos;
    std::vector<std::string> packed;
    uint64_t messages = 0; // of the frames, and of those left out before them

    std::vector<std::shared_ptr<const Frame>> frames; // with matches
    std::vector<MessageView> matches;
    Status status;

    void run(RunFilter& filter)
    {
        for (size_t i = 0; i < infos.size() && status; ++i) {
            const auto frame = unpackFrame(packed[i], infos[i]);
            if (!frame) {
                status = frame.error();
                break;
            }
            const size_t before = matches.size();
            filter.scan((*frame)->run, [this](const MessageView& message) {
                matches.push_back(message);
                return true;
            });
            if (matches.size() > before)
                frames.push_back(*frame);
        }
        packed.clear();
    }
};

// Threads with a filter each; jobs come back in the order in which they were given.
class ScanThreads {
public:
    ScanThreads(unsigned count, const RunFilter& filter)
    {
        for (unsigned i = 0; i < count; ++i)
            m_threads.push_back(std::make_unique<Thread>(filter));
    }

    bool full() const { return m_given.size() >= m_threads.size() * kJobsPerThread; }
    bool idle() const { return m_given.empty(); }

    void give(std::unique_ptr<ScanJob> job)
    {
        auto slot = std::make_shared<Slot>();
        slot->job = std::move(job);
        m_given.push_back(slot);
        Thread& thread = *m_threads[m_next++ % m_threads.size()];
        thread.worker.post([this, slot, &thread] {
            slot->job->run(thread.filter);
            const std::lock_guard lock(m_mutex);
            slot->done = true;
            m_changed.notify_one();
        });
    }

    // The oldest one, when it is done.
    std::unique_ptr<ScanJob> take()
    {
        const auto slot = m_given.front();
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return slot->done; });
        m_given.pop_front();
        return std::move(slot->job);
    }

private:
    struct Slot {
        std::unique_ptr<ScanJob> job;
        bool done = false;
    };
    struct Thread {
        explicit Thread(const RunFilter& prototype)
            : filter(prototype.again())
            , worker("scan")
        {
        }
        RunFilter filter;
        Worker worker; // ends before its filter goes
    };

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::shared_ptr<Slot>> m_given;
    std::vector<std::unique_ptr<Thread>> m_threads; // end before what they touch goes
    size_t m_next = 0;
};

} // namespace

// The frames of a queue that may hold matches, in order, a job at a time.
class TapeReader::FrameChooser {
public:
    FrameChooser(TapeReader& reader, const StoredQueue& queue, const RunFilter& filter)
        : m_reader(reader)
        , m_queue(queue.number)
        , m_filter(filter)
        , m_from(std::max(filter.readFrom(), queue.first))
        , m_segment(reader.m_contents.segments.begin())
    {
    }

    // Null at the end.
    Result<std::unique_ptr<ScanJob>> next()
    {
        auto job = std::make_unique<ScanJob>();
        for (; m_segment != m_reader.m_contents.segments.end(); ++m_segment, m_frame = 0) {
            const SegmentInfo& info = m_segment->info;
            if (m_segment->queue != m_queue || info.end() <= m_from || info.first >= m_filter.bounds().until
                || !m_filter.needs(info.firstTime, info.lastTime, info.rawBytes))
                continue;
            for (; m_frame < info.frames.size(); ++m_frame) {
                const FrameInfo& frame = info.frames[m_frame];
                const Time last = m_frame + 1 < info.frames.size() ? info.frames[m_frame + 1].base : info.lastTime;
                job->messages += frame.count;
                if (frame.first + frame.count <= m_from || frame.first >= m_filter.bounds().until
                    || !m_filter.needs(frame.base, last, frame.rawBytes))
                    continue;
                if (job->infos.size() == kFramesPerJob) {
                    job->messages -= frame.count;
                    return job;
                }
                auto packed = m_reader.m_tape->readFrame(m_segment->rowId, frame);
                if (!packed)
                    return packed.error();
                job->infos.push_back(frame);
                job->packed.push_back(std::move(*packed));
            }
        }
        if (job->infos.empty() && job->messages == 0)
            job.reset();
        return job;
    }

private:
    TapeReader& m_reader;
    QueueNo m_queue;
    const RunFilter& m_filter;
    MessageId m_from;
    std::vector<SegmentRow>::const_iterator m_segment;
    size_t m_frame = 0;
};

Status TapeReader::scan(const StoredQueue& queue, const TapeScan& what, const Take& take, const Looked& looked)
{
    RunFilter filter(what.filter, queue.name, what.from, what.until, what.now);
    if (filter.nothing())
        return {};
    MessageTest::Marks marks;
    if (what.filter.usesMarks())
        marks = std::make_shared<const std::vector<Mark>>(m_contents.marks);
    filter.setMarks(marks, queue.number);
    // A filter that asks for the message before needs all of them in order, on one thread.
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    ScanThreads threads(what.filter.usesPrevious() ? 1U : std::min(cores, kThreadsMax), filter);
    FrameChooser chooser(*this, queue, filter);
    bool going = true;
    bool more = true;
    while (going && (more || !threads.idle())) {
        while (more && !threads.full()) {
            auto job = chooser.next();
            if (!job)
                return job.error();
            more = *job != nullptr;
            if (more)
                threads.give(std::move(*job));
        }
        if (threads.idle())
            break;
        const auto done = threads.take();
        if (!done->status)
            return done->status;
        for (const MessageView& message : done->matches)
            if (!(going = take(message)))
                break;
        looked(done->messages);
    }
    if (!going || !m_hasJournal)
        return {};
    MessageTest test(what.filter, queue.name);
    test.setMarks(marks, queue.number);
    return readJournalRuns(queue, filter.readFrom(), [&](const MessageView& message) {
        looked(1);
        const bool inside = message.id >= filter.bounds().from && message.id < filter.bounds().until;
        return !(test.matches(message, what.now) && inside) || take(message);
    });
}

uint64_t TapeReader::messages(const StoredQueue& queue) const
{
    uint64_t count = 0;
    for (const SegmentRow& row : m_contents.segments)
        if (row.queue == queue.number)
            count += row.info.count;
    return count;
}

} // namespace tapedeck
