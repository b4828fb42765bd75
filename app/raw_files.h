// A folder of raw files: each body as a file of its own, NAME-OF-QUEUE/ID.json (or .txt, .bin), and index.jsonl beside
// them, which has everything else and says which file belongs to which message. One thread.
#pragma once

#include "engine/base/result.h"
#include "engine/transfer/format.h"

#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace tapedeck {

class RawFileWriter {
public:
    // `folder` is made; it must not exist, or be empty. Errors: io, invalidArgument.
    static Result<RawFileWriter> create(const std::string& folder);
    Status write(const Record& record);
    Status finish();

private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::string m_folder;
    std::unique_ptr<std::FILE, Closer> m_index;
    std::map<std::string, std::string, std::less<>> m_folders; // by queue
    uint64_t m_written = 0;
};

// Calls `use` with each message of such a folder until it returns false. Errors: io, invalidArgument (an index that is
// none, or names a file outside the folder).
Status readRawFiles(const std::string& folder, const std::function<bool(const Record&)>& use);

// Letters, digits and _ . - of a name; the rest becomes _. Never empty, never beginning with a dot.
std::string safeFileName(std::string_view name);

} // namespace tapedeck
