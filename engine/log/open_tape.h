// A tape that is looked at without a byte of it being changed: what check, info and repair have in common. Private to
// engine/log.
#pragma once

#include "engine/base/result.h"
#include "engine/log/tape.h"

#include <memory>
#include <string>

namespace tapedeck {

// Holds a shared lock on the sidecar, if there is one: nobody opens the tape for writing meanwhile, others may look
// too.
class ReadLock {
public:
    ReadLock() = default;
    ~ReadLock();
    ReadLock(const ReadLock&) = delete;
    ReadLock& operator=(const ReadLock&) = delete;

    Status acquire(const std::string& tapePath);
    bool present() const { return m_descriptor >= 0; }

private:
    int m_descriptor = -1;
};

// A folder of our own that goes away with everything in it.
struct ScratchFolder {
    std::string path;
    ~ScratchFolder();
};

// The tape, open for reading. A rollback journal beside it means that a seal was cut off by a crash; SQLite would write
// to the file to undo it, so that is done in a copy.
struct OpenTape {
    ReadLock lock;
    ScratchFolder scratch;
    std::unique_ptr<Tape> tape;

    // Errors: those of Tape::open; inUse (holder named), io.
    Status open(const std::string& path);

private:
    Result<std::string> copyForRollback(const std::string& path);
};

} // namespace tapedeck
