// Segments: messages of one queue sealed into one immutable row of independent zstd frames. Pure functions over byte
// buffers; they run on the codec thread and under a fuzzer. Byte layout: engine/log/FORMAT.md, section "Segment".
#pragma once

#include "engine/base/result.h"
#include "engine/log/message.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

// One independently compressed frame. Decompressed it is the bytes of one run {first, count, base}.
struct FrameInfo {
    MessageId first;
    uint32_t count = 0;
    Time base; // of the run; also the time of its first message
    uint64_t offset = 0; // in the packed bytes of the segment
    uint32_t packedBytes = 0;
    uint32_t rawBytes = 0;
    uint64_t checksum = 0; // XXH3 of the raw bytes
};

struct SegmentInfo {
    MessageId first;
    uint32_t count = 0;
    Time firstTime, lastTime;
    uint64_t rawBytes = 0, packedBytes = 0;
    uint64_t checksum = 0; // XXH3 of the packed bytes
    std::vector<FrameInfo> frames;
    MessageId end() const { return first + count; }
};

struct PackedSegment {
    QueueNo queue;
    SegmentInfo info;
    std::string packed;
};

// Encodes and compresses `runs` (contiguous ids, ascending times) into segments of about limits::kSegmentRawBytes with
// frames of about limits::kFrameRawBytes, and verifies each by decompressing and comparing. `level` is zstd's. Appends
// to `out`. Errors: damaged (a run does not decode, or the comparison failed).
Status packSegments(QueueNo queue, const std::vector<Run>& runs, int level, std::vector<PackedSegment>& out);

// A decompressed frame: a run that owns its bytes.
struct Frame {
    std::string bytes;
    Run run; // points into bytes
};

// Decompresses and verifies one frame (declared size against limits before anything is allocated, window log, exact
// length, checksum, entry structure). Errors: damaged.
Result<std::shared_ptr<const Frame>> unpackFrame(std::string_view packed, const FrameInfo& info);

// The frame directory as stored in the tape.
std::string encodeFrames(const std::vector<FrameInfo>& frames);
// Checks order, contiguity with the segment's range and sizes against limits. Errors: damaged.
Result<std::vector<FrameInfo>> decodeFrames(
    std::string_view bytes, MessageId first, uint32_t count, uint64_t packedBytes);

} // namespace tapedeck
