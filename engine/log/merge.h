// Merges adjacent small segments of a quiet queue into few large ones, so that a queue which gets one message a minute
// does not end as thousands of rows. Pure; runs on the codec thread. When to merge is the broker's decision.
#pragma once

#include "engine/base/result.h"
#include "engine/log/segment.h"

#include <string>
#include <vector>

namespace tapedeck {

// A frame as stored, from Tape::readFrame.
struct StoredFrame {
    FrameInfo info;
    std::string packed;
};

// `frames` are all frames of the segments to merge, in order of ids without gaps. Appends the new segments to `out`;
// they hold the same messages. Memory: the decompressed size of all frames, so the caller bounds what it merges at
// once. Errors: damaged (a frame is, or there is a gap): then nothing is merged and the old segments stay.
Status mergeSegments(QueueNo queue, const std::vector<StoredFrame>& frames, int level, std::vector<PackedSegment>& out);

} // namespace tapedeck
