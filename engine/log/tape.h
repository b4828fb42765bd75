// The tape: one SQLite database with segments, queues, channel states and settings. One connection, exclusive.
//
// Owned by the store thread (open() may run on the thread that starts the engine, before the store thread gets it).
// Never interprets channel states or settings: opaque bytes to it.
// Tables and byte layouts: engine/log/FORMAT.md.
#pragma once

#include "engine/base/result.h"
#include "engine/log/journal.h"
#include "engine/log/mark.h"
#include "engine/log/message.h"
#include "engine/log/segment.h"
#include "engine/log/upstream.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

// A row of `segment`, and where it lies.
struct SegmentRow {
    uint64_t rowId = 0;
    QueueNo queue;
    SegmentInfo info; // first id, count, first and last time, sizes, checksum, frame directory (segment.h)
};

// A channel as the tape keeps it.
struct StoredChannel {
    QueueNo queue;
    ChannelNo number;
    std::string name; // raw bytes
    std::string settings; // opaque
    std::string state; // opaque
};

// A queue as the tape keeps it.
struct StoredQueue {
    QueueNo number;
    std::string name; // raw bytes
    bool disk = true; // mem queues are declared here, their messages are not kept
    std::string settings; // opaque
    MessageId first; // oldest id still kept (purge and retention move it); the next id if there are none
    MessageId sealedEnd; // high-water mark: ids below it are sealed (or gone)
    Time lastTime; // time of the newest sealed message, so that clamping goes on
    ChannelNo lastChannel; // highest channel number ever given
    bool binned = false; // deleted: what the broker that crashed could still have restored goes when the tape is opened
};

// All that the tape knows without reading a single message.
struct TapeContents {
    std::vector<StoredQueue> queues;
    std::vector<StoredChannel> channels;
    std::vector<SegmentRow> segments; // by queue, then first id
    GroupNo foldedGroup; // channel states and settings include every journal group up to this one
    SlotNo sealedSlot; // messages in slots up to this one are sealed
    QueueNo lastQueue; // highest number ever given
    std::string settings; // of the whole tape, opaque
    std::vector<Upstream> upstreams;
    std::vector<Mark> marks; // by queue and id
    uint64_t tapeId = 0; // random, given at creation; ties the journal to its tape
    // What is wrong with the tape, a sentence each, with queue and id range. The rest is sound and can be used; nothing
    // is repaired or deleted unasked.
    std::vector<std::string> damage;
};

// Leaves out the queues that are in the bin: they are deleted for everybody who only reads.
void leaveOutBinned(TapeContents& contents);

// One seal: everything goes into the tape in ONE transaction.
struct TapeChange {
    std::vector<StoredQueue> queues; // inserted or replaced
    std::vector<QueueNo> deletedQueues; // with their channels and segments
    std::vector<StoredChannel> channels; // inserted or replaced
    std::vector<std::pair<QueueNo, ChannelNo>> deletedChannels;
    std::vector<PackedSegment> segments; // new; from the codec
    std::vector<uint64_t> deletedSegments; // row ids: retention, purge, or merged into a new one
    GroupNo foldedGroup; // these two only grow; 0 leaves them as they are
    SlotNo sealedSlot;
    std::string settings;
    std::optional<std::vector<Upstream>> upstreams; // in the place of those that are there
    std::vector<Mark> marks; // inserted or replaced; one without colour and note is taken away
};

class Tape {
public:
    enum class Mode { readWrite, readOnly };
    // Opens or (readWrite) creates. Treats the file as untrusted (header checked before SQLite sees it, schema compared
    // object by object, defensive settings). Errors: notATape, unsupported, inUse (holder named), damaged, io.
    // Locking between processes is the caller's: see TapeLock.
    // `random` gives a new tape its id (null: the operating system's randomness).
    static Result<std::unique_ptr<Tape>> open(const std::string& path, Mode mode, Random* random = nullptr);
    ~Tape();

    Result<TapeContents> load();
    // Row ids given to change.segments, in order. On an error nothing of the change happened; after storageFull it may
    // be tried again later, after any other error the tape refuses further changes and the engine is read-only.
    Result<std::vector<uint64_t>> apply(const TapeChange& change);
    // The packed bytes of one frame, as stored (decode with unpackFrame).
    Result<std::string> readFrame(uint64_t rowId, const FrameInfo& frame);
    // A consistent copy at `path` (must not exist), by SQLite's backup API or VACUUM INTO.
    Status copyTo(const std::string& path);
    uint64_t fileBytes() const;
    // Clean close: the one file is left. Errors are io.
    Status close();

private:
    struct State;
    explicit Tape(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

// The right to be the one process with this tape open, held on the sidecar NAME.tape-live by flock; the sidecar's
// header names the holder. Kept until destroyed.
class TapeLock {
public:
    // Errors: inUse with "process 4711 (tapedeck serve) on host h has it open", io.
    static Result<std::unique_ptr<TapeLock>> acquire(const std::string& tapePath);
    ~TapeLock();
    // After a clean close: removes the sidecar, so that one file is left.
    void removeSidecar();
    const std::string& journalPath() const;

private:
    struct State;
    explicit TapeLock(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace tapedeck
