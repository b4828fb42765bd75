#include "engine/log/merge.h"

namespace tapedeck {

Status mergeSegments(QueueNo queue, const std::vector<StoredFrame>& frames, int level, std::vector<PackedSegment>& out)
{
    std::vector<std::shared_ptr<const Frame>> unpacked;
    std::vector<Run> runs;
    unpacked.reserve(frames.size());
    runs.reserve(frames.size());
    for (const StoredFrame& stored : frames) {
        auto frame = unpackFrame(stored.packed, stored.info);
        if (!frame)
            return frame.error();
        runs.push_back((*frame)->run);
        unpacked.push_back(std::move(frame).value());
    }
    std::vector<PackedSegment> merged;
    if (Status s = packSegments(queue, runs, level, merged); !s)
        return s;
    for (PackedSegment& segment : merged)
        out.push_back(std::move(segment));
    return {};
}

} // namespace tapedeck
