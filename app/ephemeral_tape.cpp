#include "app/ephemeral_tape.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace tapedeck {

namespace fs = std::filesystem;

namespace {

// Renames, or copies when the target lies on another file system. Never overwrites.
Status moveFile(const std::string& from, const std::string& to)
{
    std::error_code error;
    if (fs::exists(to, error))
        return Error{ErrorCode::io, to + " exists already"};
    fs::rename(from, to, error);
    if (error)
        fs::copy_file(from, to, fs::copy_options::none, error);
    if (error)
        return Error{ErrorCode::io, "cannot keep the tape as " + to + ": " + error.message()};
    return {};
}

} // namespace

Result<std::unique_ptr<EphemeralTape>> EphemeralTape::create(const std::string& temporaryDirectory)
{
    std::string pattern = temporaryDirectory + "/tapedeck-XXXXXX";
    if (!mkdtemp(pattern.data())) // mode 0700
        return Error{ErrorCode::io, "cannot make a directory in " + temporaryDirectory + ": " + std::strerror(errno)};
    return std::unique_ptr<EphemeralTape>(new EphemeralTape(pattern));
}

EphemeralTape::~EphemeralTape()
{
    std::error_code ignored;
    fs::remove_all(m_directory, ignored);
}

Status EphemeralTape::keepAs(const std::string& path)
{
    std::error_code error;
    std::string sidecar = m_path + "-live";
    if (fs::exists(sidecar, error))
        if (Status status = moveFile(sidecar, path + "-live"); !status)
            return status;
    return moveFile(m_path, path);
}

} // namespace tapedeck
