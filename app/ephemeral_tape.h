// A temporary tape in a directory of its own, readable by its owner only, removed with the object.
#pragma once

#include "engine/base/result.h"

#include <memory>
#include <string>

namespace tapedeck {

class EphemeralTape {
public:
    // In $TMPDIR or /tmp. Errors: io.
    static Result<std::unique_ptr<EphemeralTape>> create(const std::string& temporaryDirectory);
    ~EphemeralTape();
    EphemeralTape(const EphemeralTape&) = delete;

    const std::string& path() const { return m_path; }
    // Moves the tape (and its sidecar, if the engine did not close it) to `path`, which must not exist. Errors: io.
    Status keepAs(const std::string& path);

private:
    EphemeralTape(std::string directory)
        : m_directory(std::move(directory))
        , m_path(m_directory + "/ephemeral.tape")
    {
    }
    std::string m_directory;
    std::string m_path;
};

} // namespace tapedeck
