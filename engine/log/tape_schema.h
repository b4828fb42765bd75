// What a tape's database must look like, and the checks that come before anything of a foreign file is believed.
// Private to engine/log. Documented in engine/log/FORMAT.md.
#pragma once

#include "engine/base/result.h"
#include "engine/log/sqlite.h"

#include <cstdint>
#include <string>

namespace tapedeck {

inline constexpr uint32_t kTapeApplicationId = 0x54617065; // "Tape"
inline constexpr uint32_t kTapeVersion = 2; // the newest that is known
inline constexpr uint32_t kTapeVersionAtStart = 1; // of a new tape: it becomes newer when it needs to
inline constexpr uint32_t kTapePageBytes = 16384;

// Looks at `path` without SQLite: regular file, magic, application id, version, page size, no WAL; and at a rollback
// journal beside it. Returns false when there is no file or an empty one. Errors: notATape, unsupported, io.
// Must not be called while this process has the file open: closing a descriptor drops SQLite's POSIX locks.
Result<bool> checkTapeHeader(const std::string& path);

// `path` with its folder's symbolic links resolved: SQLite is told to follow none, not even in folders.
Result<std::string> resolveFolder(const std::string& path);

// Settings under which nothing in the file is executed, followed or fetched. First thing after opening.
Status harden(sqlite3* db);

// Creates all tables of a new tape in one transaction.
Status createSchema(sqlite3* db, uint64_t tapeId);
// Adds what version 2 has more. Within the caller's transaction; does nothing to a tape that has it.
Status raiseSchema(sqlite3* db);
// Every object there must be one that the tape's version has, word by word, and every one of those must be there.
// Returns the version. Errors: notATape, damaged.
Result<uint32_t> checkSchema(sqlite3* db);

} // namespace tapedeck
