// The file under the journal, behind an interface so that tests can fail, tear and drop its writes.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tapedeck {

class JournalFile {
public:
    virtual ~JournalFile() = default;
    virtual Status write(uint64_t offset, std::string_view bytes) = 0; // all of it or an error
    virtual Status sync() = 0; // fdatasync; may be called from another thread
    virtual Status allocate(uint64_t bytes) = 0; // file is at least this long, its blocks reserved
    virtual Result<std::string> read(uint64_t offset, uint64_t bytes) = 0; // shorter at the end of the file
    virtual uint64_t size() const = 0;
    virtual uint64_t freeDiskBytes() const = 0; // statvfs
};

// Opens or creates `path` without following symlinks.
Result<std::unique_ptr<JournalFile>> openJournalFile(const std::string& path);
// For reading only: write(), sync() and allocate() fail. Never creates anything.
Result<std::unique_ptr<JournalFile>> openJournalFileReadOnly(const std::string& path);

} // namespace tapedeck
