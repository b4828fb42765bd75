#include "engine/broker/store.h"

#include "engine/log/merge.h"

namespace tapedeck {

namespace {

// Applies the change and names the rows its segments got.
SealAnswer applyChange(Tape& tape, TapeChange& change)
{
    SealAnswer answer;
    Result<std::vector<uint64_t>> rowIds = tape.apply(change);
    if (!rowIds) {
        answer.status = rowIds.error();
        return answer;
    }
    for (size_t i = 0; i < change.segments.size(); ++i)
        answer.rows.push_back({(*rowIds)[i], change.segments[i].queue, std::move(change.segments[i].info)});
    return answer;
}

} // namespace

Store::Store(std::unique_ptr<Tape> tape, Executor& loop, Executor& storeThread, Executor& codecThread)
    : m_tape(std::move(tape))
    , m_loop(loop)
    , m_storeThread(storeThread)
    , m_codecThread(codecThread)
{
    m_tapeBytes = m_tape->fileBytes();
}

Store::~Store() = default;

void Store::seal(SealJob job, std::function<void(SealAnswer)> done)
{
    auto shared = std::make_shared<SealJob>(std::move(job));
    m_codecThread.post([this, shared, done = std::move(done)] {
        Status packed;
        for (const SealJob::Messages& messages : shared->messages) {
            packed = packSegments(messages.queue, messages.runs, shared->level, shared->change.segments);
            if (!packed)
                break;
        }
        m_storeThread.post([this, shared, packed, done] {
            SealAnswer answer;
            if (packed)
                answer = applyChange(*m_tape, shared->change);
            else
                answer.status = packed;
            const uint64_t bytes = m_tape->fileBytes();
            m_loop.post([this, answer = std::move(answer), bytes, done] {
                m_tapeBytes = bytes;
                done(answer);
            });
        });
    });
}

void Store::merge(MergeJob job, std::function<void(SealAnswer)> done)
{
    auto shared = std::make_shared<MergeJob>(std::move(job));
    m_storeThread.post([this, shared, done = std::move(done)] {
        std::vector<StoredFrame> parts;
        Status read;
        for (const SegmentRow& row : shared->rows) {
            for (const FrameInfo& frame : row.info.frames) {
                Result<std::string> packed = m_tape->readFrame(row.rowId, frame);
                if (!packed) {
                    read = packed.error();
                    break;
                }
                parts.push_back({frame, std::move(packed).value()});
            }
        }
        m_codecThread.post([this, shared, read, parts = std::move(parts), done] {
            auto change = std::make_shared<TapeChange>();
            Status packed = read;
            if (packed)
                packed = mergeSegments(shared->queue, parts, 1, change->segments);
            for (const SegmentRow& row : shared->rows)
                change->deletedSegments.push_back(row.rowId);
            m_storeThread.post([this, change, packed, done] {
                SealAnswer answer;
                if (packed)
                    answer = applyChange(*m_tape, *change);
                else
                    answer.status = packed;
                m_loop.post([answer = std::move(answer), done] { done(answer); });
            });
        });
    });
}

void Store::readFrame(
    const SegmentRow& row, uint32_t frame, std::function<void(Result<std::shared_ptr<const Frame>>)> done)
{
    m_storeThread.post([this, rowId = row.rowId, info = row.info.frames[frame], done = std::move(done)] {
        const auto read = [&]() -> Result<std::shared_ptr<const Frame>> {
            Result<std::string> packed = m_tape->readFrame(rowId, info);
            if (!packed)
                return packed.error();
            return unpackFrame(*packed, info);
        };
        m_loop.post([result = read(), done] { done(result); });
    });
}

void Store::withTape(std::function<void(Tape&)> job, std::function<void()> done)
{
    m_storeThread.post([this, job = std::move(job), done = std::move(done)] {
        job(*m_tape);
        m_loop.post(done);
    });
}

void Store::copyTo(const std::string& path, std::function<void(Status)> done)
{
    m_storeThread.post(
        [this, path, done = std::move(done)] { m_loop.post([status = m_tape->copyTo(path), done] { done(status); }); });
}

Status Store::close()
{
    return m_tape->close();
}

} // namespace tapedeck
