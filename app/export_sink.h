// Where exported messages go: standard output, a file that gets its name when it is whole, or a folder of raw files.
// What is destroyed unfinished leaves nothing behind. One thread.
#pragma once

#include "engine/base/result.h"
#include "engine/transfer/format.h"

#include <memory>
#include <string>

namespace tapedeck {

class ExportSink {
public:
    virtual ~ExportSink() = default;
    // Errors of all: io, with the system's reason.
    virtual Status write(const Record& record) = 0;
    virtual Status flush() { return {}; } // so that whoever reads along sees what is there
    virtual Status finish() { return {}; }
};

std::unique_ptr<ExportSink> exportToOutput(TransferFormat format); // not raw
// A file is replaced; a folder (raw) must not exist, or be empty. Errors: io, invalidArgument.
Result<std::unique_ptr<ExportSink>> exportTo(const std::string& path, TransferFormat format);

} // namespace tapedeck
