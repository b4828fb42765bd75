// The loop's way to the tape: jobs for the store thread (SQLite, reads) and the codec thread (zstd), answered on the
// loop. Every call returns at once; every answer is posted to the loop.
#pragma once

#include "engine/base/reporter.h"
#include "engine/base/worker.h"
#include "engine/log/segment.h"
#include "engine/log/tape.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tapedeck {

// What a seal takes from the loop: views into journal slots that stay untouched until the answer came.
struct SealJob {
    struct Messages {
        QueueNo queue;
        std::vector<Run> runs;
    };
    std::vector<Messages> messages;
    TapeChange change; // all but its new segments
    int level = 1; // zstd's
};

struct SealAnswer {
    Status status;
    std::vector<SegmentRow> rows; // new segments, by queue in the job's order, then first id
};

// Several adjacent small segments of one queue to be made one.
struct MergeJob {
    QueueNo queue;
    std::vector<SegmentRow> rows;
};

class Store {
public:
    // `loop` runs the answers. The executors must outlive the store.
    Store(std::unique_ptr<Tape> tape, Executor& loop, Executor& storeThread, Executor& codecThread);
    ~Store();

    void seal(SealJob job, std::function<void(SealAnswer)> done);
    void merge(MergeJob job, std::function<void(SealAnswer)> done);
    void readFrame(
        const SegmentRow& row, uint32_t frame, std::function<void(Result<std::shared_ptr<const Frame>>)> done);
    // Runs `job` on the store's thread, then `done` on the loop.
    void withTape(std::function<void(Tape&)> job, std::function<void()> done);
    void copyTo(const std::string& path, std::function<void(Status)> done);
    // Bytes of the tape file as of the last seal.
    uint64_t tapeBytes() const { return m_tapeBytes; }

    // Closes the tape. Only when no job is on its way; on the store thread's behalf (it has ended or idles).
    Status close();

private:
    std::shared_ptr<Tape> m_tape; // touched by jobs of the store thread only
    Executor& m_loop;
    Executor& m_storeThread;
    Executor& m_codecThread;
    uint64_t m_tapeBytes = 0;
};

} // namespace tapedeck
