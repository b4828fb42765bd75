// Writes a copy of a damaged tape that has everything that can still be read, and says what is lost: `tapedeck repair`.
// Never changes the tape itself or the live journal beside it.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tapedeck {

// A message that was lost between two that were not is replaced by one without a body that has this header with the
// value "lost", because ids are contiguous and channels count by them.
inline constexpr const char* kRepairHeader = "tapedeck-repair";

struct RepairReport {
    uint64_t queues = 0;
    uint64_t messages = 0; // that are in the copy, replacements not counted
    uint64_t lost = 0; // ids whose messages are in neither tape nor live journal
    uint64_t replaced = 0; // of those, how many have a replacement
    uint64_t journalMessages = 0; // of `messages`, how many only the live journal had
    std::vector<std::string> losses; // a sentence each, with queue and id range; empty: nothing was lost
    std::vector<std::string> notes; // worth knowing, but no message is lost by it
};

// Reads `path` and makes `target`, which must not exist; on an error there is no `target`. `progress` is called now and
// then with the messages done and those there should be. Errors: those of Tape::open; damaged (not even the tape's own
// row can be read), inUse, io, storageFull.
Result<RepairReport> repairTape(const std::string& path, const std::string& target,
    const std::function<void(uint64_t done, uint64_t total)>& progress);

} // namespace tapedeck
