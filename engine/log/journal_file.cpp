#include "engine/log/journal_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace tapedeck {

namespace {

Error systemError(const std::string& path, const char* what, int error)
{
    const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
    return {full ? ErrorCode::storageFull : ErrorCode::io, path + ": cannot " + what + ": " + std::strerror(error)};
}

class PosixJournalFile final : public JournalFile {
public:
    PosixJournalFile(int descriptor, std::string path)
        : m_descriptor(descriptor)
        , m_path(std::move(path))
    {
    }
    ~PosixJournalFile() override { ::close(m_descriptor); }
    PosixJournalFile(const PosixJournalFile&) = delete;
    PosixJournalFile& operator=(const PosixJournalFile&) = delete;

    Status write(uint64_t offset, std::string_view bytes) override
    {
        while (!bytes.empty()) {
            const ssize_t n = ::pwrite(m_descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0)
                return systemError(m_path, "write", n < 0 ? errno : EIO);
            bytes.remove_prefix(static_cast<size_t>(n));
            offset += static_cast<uint64_t>(n);
        }
        return {};
    }

    Status sync() override
    {
        // Never repeated, not even after EINTR: the kernel may have dropped the pages it failed to write.
        if (::fdatasync(m_descriptor) != 0)
            return systemError(m_path, "sync", errno);
        return {};
    }

    Status allocate(uint64_t bytes) override
    {
        int error = 0;
        do {
            error = ::fallocate(m_descriptor, 0, 0, static_cast<off_t>(bytes)) == 0 ? 0 : errno;
        } while (error == EINTR);
        if (error == EOPNOTSUPP || error == ENOSYS)
            return writeZeros(size(), bytes);
        if (error != 0)
            return systemError(m_path, "reserve space", error);
        return {};
    }

    Result<std::string> read(uint64_t offset, uint64_t bytes) override
    {
        const uint64_t end = size();
        std::string out(offset < end ? std::min(bytes, end - offset) : 0, '\0');
        size_t done = 0;
        while (done < out.size()) {
            const ssize_t n =
                ::pread(m_descriptor, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0)
                return systemError(m_path, "read", errno);
            if (n == 0)
                break;
            done += static_cast<size_t>(n);
        }
        out.resize(done);
        return out;
    }

    uint64_t size() const override
    {
        struct stat status { };
        return ::fstat(m_descriptor, &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
    }

    uint64_t freeDiskBytes() const override
    {
        struct statvfs status { };
        return ::fstatvfs(m_descriptor, &status) == 0 ? uint64_t{status.f_bavail} * status.f_frsize : 0;
    }

private:
    // For file systems that cannot reserve space: written blocks are the only reserved ones.
    Status writeZeros(uint64_t from, uint64_t to)
    {
        const std::string zeros(size_t{64} << 10, '\0');
        while (from < to) {
            const uint64_t n = std::min<uint64_t>(zeros.size(), to - from);
            if (Status s = write(from, std::string_view(zeros).substr(0, n)); !s)
                return s;
            from += n;
        }
        return {};
    }

    int m_descriptor;
    std::string m_path;
};

Result<std::unique_ptr<JournalFile>> openWith(const std::string& path, int flags)
{
    // Non-blocking, so that a named pipe in its place cannot hang the program before it is recognised as one.
    const int descriptor = ::open(path.c_str(), flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0644);
    if (descriptor < 0)
        return systemError(path, "open", errno);
    struct stat status { };
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(descriptor);
        return Error{ErrorCode::io, path + ": is not a regular file"};
    }
    return std::unique_ptr<JournalFile>(std::make_unique<PosixJournalFile>(descriptor, path));
}

} // namespace

Result<std::unique_ptr<JournalFile>> openJournalFile(const std::string& path)
{
    return openWith(path, O_RDWR | O_CREAT);
}

Result<std::unique_ptr<JournalFile>> openJournalFileReadOnly(const std::string& path)
{
    return openWith(path, O_RDONLY);
}

} // namespace tapedeck
