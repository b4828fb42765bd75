#include "app/child_process.h"

#include "engine/base/check.h"
#include "engine/base/clock.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tapedeck {

namespace {

constexpr int kPassedOn[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

sigset_t takenSignals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    for (int number : kPassedOn)
        sigaddset(&set, number);
    return set;
}

std::vector<char*> pointers(std::vector<std::string>& words)
{
    std::vector<char*> out;
    for (std::string& word : words)
        out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

// In the child, between fork and exec: only what may be called there although the program has threads.
[[noreturn]] void become(char* const* words, char* const* variables, pid_t parent, int report)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(128 + SIGTERM);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    signal(SIGPIPE, SIG_DFL);
    execvpe(words[0], words, variables);
    const int error = errno;
    [[maybe_unused]] ssize_t ignored = write(report, &error, sizeof error);
    _exit(127);
}

} // namespace

ChildProcess::ChildProcess()
{
    const sigset_t set = takenSignals();
    CHECK(pthread_sigmask(SIG_BLOCK, &set, nullptr) == 0);
    m_signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    CHECK(m_signals >= 0);
}

ChildProcess::~ChildProcess()
{
    if (m_child != 0) {
        signal(SIGKILL);
        waitpid(m_child, nullptr, 0);
    }
    close(m_signals);
}

Status ChildProcess::start(const std::vector<std::string>& words, const Variables& variables)
{
    // Everything that needs memory is made before the fork.
    std::vector<std::string> arguments = words, environment;
    for (const auto& [name, value] : variables)
        environment.push_back(name + "=" + value);
    const std::vector<char*> argumentPointers = pointers(arguments), environmentPointers = pointers(environment);
    int report[2];
    if (pipe2(report, O_CLOEXEC) != 0)
        return Error{ErrorCode::io, std::string("no pipe can be made: ") + std::strerror(errno)};
    const pid_t self = getpid();
    m_child = fork();
    if (m_child == 0)
        become(argumentPointers.data(), environmentPointers.data(), self, report[1]);
    close(report[1]);
    if (m_child < 0) {
        m_child = 0;
        close(report[0]);
        return Error{ErrorCode::io, std::string("no process can be made: ") + std::strerror(errno)};
    }
    int error = 0;
    const bool failed = read(report[0], &error, sizeof error) == sizeof error; // ends when exec closes the pipe
    close(report[0]);
    if (!failed)
        return {};
    waitpid(m_child, nullptr, 0);
    m_child = 0;
    return Error{
        error == ENOENT ? ErrorCode::notFound : ErrorCode::io, words[0] + " cannot be run: " + std::strerror(error)};
}

bool ChildProcess::reap()
{
    if (m_child == 0 || waitpid(m_child, &m_status, WNOHANG) != m_child)
        return false;
    m_child = 0;
    return true;
}

std::optional<int> ChildProcess::wait(std::optional<Duration> timeout)
{
    const SystemClock clock;
    const Duration begun = clock.monotonic();
    for (;;) {
        if (reap())
            return m_status;
        int millis = -1;
        if (timeout) {
            const int64_t left = timeout->micros - (clock.monotonic().micros - begun.micros);
            if (left <= 0)
                return std::nullopt;
            millis = static_cast<int>(std::min<int64_t>((left + 999) / 1'000, 86'400'000));
        }
        pollfd fd{m_signals, POLLIN, 0};
        if (poll(&fd, 1, millis) <= 0)
            continue;
        signalfd_siginfo info;
        if (read(m_signals, &info, sizeof info) != sizeof info || info.ssi_signo == SIGCHLD)
            continue;
        if (info.ssi_code != SI_KERNEL) // else it came from the terminal
            signal(static_cast<int>(info.ssi_signo));
    }
}

void ChildProcess::signal(int number)
{
    if (m_child != 0)
        kill(m_child, number);
}

int ChildProcess::shellCode(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace tapedeck
