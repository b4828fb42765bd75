// The places of the journal's ring: which are free, their memory, and the growth of the file under them.
//
// Owned by the loop thread. Never knows what lies in a place.
#pragma once

#include "engine/base/result.h"
#include "engine/log/journal_file.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace tapedeck {

class JournalRing {
public:
    // `file` is null for a journal in memory only. Errors: io (no address space), storageFull.
    static Result<std::unique_ptr<JournalRing>> create(JournalFile* file, uint32_t slotsMax, uint32_t slotsAtStart);
    ~JournalRing();
    JournalRing(const JournalRing&) = delete;
    JournalRing& operator=(const JournalRing&) = delete;

    enum class Taken {
        yes,
        full, // until giveBack()
        storageFull, // the file cannot grow now
        failed, // growing failed for another reason: see failure()
    };
    // Takes `slots` neighbouring places while leaving `keepFree` others; lets the file grow where that needs it.
    Taken take(uint32_t slots, uint32_t keepFree, uint32_t* place);
    // Lets the file grow until take() of as much would succeed.
    Taken prepare(uint32_t slots, uint32_t keepFree);
    void giveBack(uint32_t place, uint32_t slots);

    char* memory(uint32_t place) const;
    // Gives the memory of free places back to the system.
    void releaseMemory();

    uint32_t slotsUsed() const { return m_used; }
    uint32_t slotsMax() const { return m_max; }
    uint32_t slotsInFile() const { return m_usable; }
    bool storageFull() const { return m_storageFull; }
    const Error& failure() const { return m_failure; }

private:
    JournalRing(JournalFile* file, uint32_t slotsMax);
    Status grow(uint32_t slots);
    bool find(uint32_t slots, uint32_t* place) const;

    JournalFile* m_file;
    uint32_t m_max;
    uint32_t m_usable = 0; // places that the file has
    uint32_t m_used = 0;
    uint32_t m_next = 0; // search begins here: places are recycled in turn
    std::vector<bool> m_taken;
    char* m_mapping = nullptr;
    size_t m_mappingBytes = 0;
    char* m_memory = nullptr; // inside the mapping, aligned for huge pages
    bool m_storageFull = false;
    uint64_t m_refusedAtFreeBytes = UINT64_MAX; // free space when the system last refused to reserve any
    Error m_failure{ErrorCode::io, {}};
};

} // namespace tapedeck
