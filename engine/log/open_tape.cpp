#include "engine/log/open_tape.h"

#include "engine/log/tape_lock_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tapedeck {

ReadLock::~ReadLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Status ReadLock::acquire(const std::string& tapePath)
{
    const std::string path = sidecarPath(tapePath);
    m_descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (m_descriptor < 0)
        return errno == ENOENT ? Status{} : Error{ErrorCode::io, path + ": cannot open: " + std::strerror(errno)};
    if (::flock(m_descriptor, LOCK_SH | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? inUseError(tapePath, m_descriptor)
                                    : Error{ErrorCode::io, path + ": cannot lock: " + std::strerror(errno)};
    return {};
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    if (!path.empty())
        std::filesystem::remove_all(path, ignored);
}

Status OpenTape::open(const std::string& path)
{
    if (Status s = lock.acquire(path); !s)
        return s;
    std::string opened = path;
    auto mode = Tape::Mode::readOnly;
    struct stat journal { };
    if (::lstat((path + "-journal").c_str(), &journal) == 0 && S_ISREG(journal.st_mode) && journal.st_size > 0) {
        auto copied = copyForRollback(path);
        if (!copied)
            return copied.error();
        opened = *copied;
        mode = Tape::Mode::readWrite;
    }
    auto result = Tape::open(opened, mode);
    if (!result)
        return result.error();
    tape = std::move(result).value();
    return {};
}

Result<std::string> OpenTape::copyForRollback(const std::string& path)
{
    struct stat status { };
    if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
        return Error{ErrorCode::notATape, path + " is not a regular file"};
    const char* base = std::getenv("TMPDIR");
    std::string folder = std::string(base && *base ? base : "/tmp") + "/tapedeck-check-XXXXXX";
    if (!::mkdtemp(folder.data()))
        return Error{ErrorCode::io, folder + ": " + std::strerror(errno)};
    scratch.path = folder;
    const std::string copy = folder + "/copy.tape";
    for (const char* suffix : {"", "-journal"}) {
        std::error_code error;
        std::filesystem::copy_file(path + suffix, copy + suffix, error);
        if (error)
            return Error{ErrorCode::io, path + suffix + ": cannot be copied for checking: " + error.message()};
    }
    return copy;
}

} // namespace tapedeck
