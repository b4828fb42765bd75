// The checksum that every row of a tape carries, so that a flipped bit in a name, a cursor or an id is noticed like one
// in a message. Private to engine/log; specified in FORMAT.md, section "Row checksums".
#pragma once

#include "engine/log/tape.h"

#include <cstdint>
#include <string_view>

namespace tapedeck {

// The columns of the tape's own row.
struct TapeRow {
    uint64_t tapeId = 0;
    uint64_t foldedGroup = 0, sealedSlot = 0;
    uint64_t lastQueue = 0;
    uint64_t queues = 0, channels = 0,
             segments = 0; // rows in the other tables: a lost page must not look like fewer rows
    std::string_view settings = {};
};

// The column `disk`: 1 for a disk queue, and 2 more where it is in the bin.
uint64_t storedKind(const StoredQueue& row);

// As stored: SQLite's integers are signed.
int64_t rowChecksum(const TapeRow& row);
int64_t rowChecksum(const StoredQueue& row);
int64_t rowChecksum(const StoredChannel& row);
int64_t rowChecksum(const Mark& row);
// `frames` is the encoded frame directory. Does not cover the data, which has a checksum of its own.
int64_t rowChecksum(QueueNo queue, const SegmentInfo& info, std::string_view frames);

} // namespace tapedeck
