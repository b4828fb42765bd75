// Looks into a tape that nobody has open, and into the live journal beside it: `tapedeck check` and `tapedeck info`.
// Never changes anything: what a crashed seal left is rolled back in a copy.
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tapedeck {

struct CheckReport {
    std::vector<std::string> damage; // a sentence each, with queue and id range; empty: every byte is as it was written
    std::vector<std::string> notes; // worth saying, but expected (an unfinished group after a crash)
    uint64_t queues = 0, segments = 0, frames = 0, messages = 0; // what was verified in the tape
    bool journal = false; // there is a live journal of this tape beside it
    uint64_t journalGroups = 0, journalMessages = 0; // what it holds that the tape does not
};

// Verifies every segment (checksum of the packed bytes, every frame decompressed, entries, ids, counts, times) and
// every record of the live journal. Errors: those of Tape::open; inUse (holder named), io.
Result<CheckReport> checkTape(const std::string& path);

struct TapeInfo {
    struct Queue {
        std::string name; // raw bytes
        bool disk = true;
        MessageId first, end; // kept ids; end is the next one
        uint64_t messages = 0, segments = 0, rawBytes = 0, packedBytes = 0; // sealed
        Time firstTime, lastTime; // of sealed messages; 0 if there are none
        uint64_t channels = 0;
    };
    uint64_t tapeId = 0;
    uint64_t fileBytes = 0;
    bool journal = false; // a sidecar with contents: the tape was not closed cleanly
    uint64_t journalBytes = 0;
    std::vector<Queue> queues;
    std::vector<std::string> damage; // what loading found; checkTape() finds more
};

// Reads no message. Errors as checkTape().
Result<TapeInfo> tapeInfo(const std::string& path);

} // namespace tapedeck
