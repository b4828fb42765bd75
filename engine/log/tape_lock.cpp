#include "engine/log/journal_layout.h"
#include "engine/log/tape.h"
#include "engine/log/tape_lock_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tapedeck {

namespace {

constexpr const char* kHolderMagic = "tapedeck holder 1\n";

// A few words, whatever bytes were found.
std::string cleaned(std::string text)
{
    text = text.substr(0, 64);
    for (char& c : text)
        if (c < ' ' || c > '~')
            c = '?';
    return text;
}

// "tapedeck" or "tapedeck serve": the program's name and its subcommand.
std::string programName()
{
    char bytes[512] = {};
    const int descriptor = ::open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    const ssize_t n = descriptor < 0 ? 0 : ::read(descriptor, bytes, sizeof bytes - 2);
    if (descriptor >= 0)
        ::close(descriptor);
    if (n <= 0)
        return "a program";
    const std::string path = bytes;
    const std::string argument = bytes + path.size() + 1;
    std::string name = path.substr(path.rfind('/') + 1);
    const bool isWord = !argument.empty()
        && argument.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos && argument[0] != '-';
    return cleaned(isWord ? name + " " + argument : name);
}

std::string holderPage()
{
    char host[256] = {};
    (void)::gethostname(host, sizeof host - 1);
    std::string page = kHolderMagic + std::to_string(::getpid()) + "\n" + programName() + "\n" + cleaned(host) + "\n";
    page.resize(layout::kPageBytes);
    return page;
}

// Makes a new name in a folder survive a power failure.
void syncFolderOf(const std::string& path)
{
    const size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    (void)::fsync(descriptor); // some file systems cannot; then there is nothing to be done
    ::close(descriptor);
}

// Whether `descriptor` is still the file that `path` names: the holder before may have removed it between our open and
// lock.
bool isStillNamed(int descriptor, const std::string& path)
{
    struct stat ours {
    }, named{};
    return ::fstat(descriptor, &ours) == 0 && ::lstat(path.c_str(), &named) == 0 && ours.st_ino == named.st_ino
        && ours.st_dev == named.st_dev;
}

} // namespace

std::string sidecarPath(const std::string& tapePath)
{
    return tapePath + "-live";
}

Error inUseError(const std::string& tapePath, int descriptor)
{
    char bytes[1024] = {};
    const ssize_t n = ::pread(descriptor, bytes, sizeof bytes - 1, 0);
    std::string_view text(bytes, n > 0 ? static_cast<size_t>(n) : 0);
    std::string_view lines[3];
    if (text.starts_with(kHolderMagic)) {
        text.remove_prefix(std::strlen(kHolderMagic));
        for (std::string_view& line : lines) {
            const size_t end = text.find('\n');
            if (end == std::string_view::npos)
                break;
            line = text.substr(0, end);
            text.remove_prefix(end + 1);
        }
    }
    if (lines[2].empty()) // it has the lock but has not written its name yet
        return {ErrorCode::inUse, tapePath + ": another process has it open"};
    return {ErrorCode::inUse,
        tapePath + ": process " + cleaned(std::string(lines[0])) + " (" + cleaned(std::string(lines[1])) + ") on host "
            + cleaned(std::string(lines[2])) + " has it open"};
}

struct TapeLock::State {
    std::string path;
    int descriptor = -1;
    ~State()
    {
        if (descriptor >= 0)
            ::close(descriptor); // and with it the lock
    }
};

TapeLock::TapeLock(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}
TapeLock::~TapeLock() = default;

Result<std::unique_ptr<TapeLock>> TapeLock::acquire(const std::string& tapePath)
{
    auto state = std::make_unique<State>();
    state->path = sidecarPath(tapePath);
    const auto failed = [&](const char* what) {
        return Error{ErrorCode::io, state->path + ": cannot " + what + ": " + std::strerror(errno)};
    };
    for (;;) {
        state->descriptor = ::open(state->path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0644);
        if (state->descriptor < 0)
            return failed("open");
        struct stat status { };
        if (::fstat(state->descriptor, &status) != 0 || !S_ISREG(status.st_mode))
            return Error{ErrorCode::io, state->path + ": is not a regular file"};
        int locked = -1;
        do {
            locked = ::flock(state->descriptor, LOCK_EX | LOCK_NB);
        } while (locked != 0 && errno == EINTR);
        if (locked != 0)
            return errno == EWOULDBLOCK ? inUseError(tapePath, state->descriptor) : failed("lock");
        if (isStillNamed(state->descriptor, state->path))
            break;
        ::close(state->descriptor);
        state->descriptor = -1;
    }
    const std::string page = holderPage();
    if (::pwrite(state->descriptor, page.data(), page.size(), 0) != static_cast<ssize_t>(page.size()))
        return failed("write");
    syncFolderOf(state->path);
    return std::unique_ptr<TapeLock>(new TapeLock(std::move(state)));
}

void TapeLock::removeSidecar()
{
    (void)::unlink(m_state->path.c_str());
}

const std::string& TapeLock::journalPath() const
{
    return m_state->path;
}

} // namespace tapedeck
