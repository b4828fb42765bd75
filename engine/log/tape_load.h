// Reads everything but messages out of a tape and checks that it fits together. Private to engine/log.
#pragma once

#include "engine/base/result.h"
#include "engine/log/sqlite.h"
#include "engine/log/tape.h"

namespace tapedeck {

// See Tape::load(). Row numbers must rise, so that a crafted tree that leads to the same page again and again ends at
// once. `version`: the tape's.
Result<TapeContents> loadTape(sqlite3* db, uint32_t version);

} // namespace tapedeck
