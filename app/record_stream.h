// Messages read from a stream of lines or CSV records, a piece at a time, so that a file of any size takes no more
// memory than its longest record. One thread.
#pragma once

#include "engine/base/result.h"
#include "engine/transfer/format.h"

#include <functional>
#include <istream>

namespace tapedeck {

// Calls `use` with each record and `bytes` with how many bytes of the stream are done with, until one of them returns
// false. Not for raw files. Errors: io, invalidArgument with the place of the mistake.
Status readRecordStream(std::istream& in, TransferFormat format, const std::function<bool(const Record&)>& use,
    const std::function<bool(uint64_t)>& bytes);

} // namespace tapedeck
