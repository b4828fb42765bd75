#include "tests/support/broker_process.h"

#include "engine/base/clock.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace tapedeck {

namespace {

int millisLeft(Duration deadline)
{
    int64_t left = (deadline.micros - SystemClock().monotonic().micros + 999) / 1'000;
    return static_cast<int>(left < 0 ? 0 : left);
}

Duration deadlineIn(Duration timeout)
{
    return {SystemClock().monotonic().micros + timeout.micros};
}

} // namespace

Result<BrokerProcess> BrokerProcess::start(
    const std::string& program, const std::vector<std::string>& arguments, const std::string& logPath)
{
    std::vector<std::string> words{program, "serve"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    words.insert(words.end(),
        {"--resp", "127.0.0.1:0", "--http", "127.0.0.1:0", "--fq", "127.0.0.1:0", "--grpc", "127.0.0.1:0"});
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    int output[2];
    int log = open(logPath.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log < 0 || pipe2(output, O_CLOEXEC) != 0)
        return Error{ErrorCode::io, "cannot start " + program + ": " + std::strerror(errno)};
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(output[1], STDOUT_FILENO);
        dup2(log, STDERR_FILENO);
        execv(program.c_str(), argv.data());
        _exit(127);
    }
    close(output[1]);
    close(log);
    if (pid < 0) {
        close(output[0]);
        return Error{ErrorCode::io, "cannot fork: " + std::string(std::strerror(errno))};
    }
    BrokerProcess process;
    process.m_pid = pid;
    process.m_output = output[0];
    return process;
}

BrokerProcess::BrokerProcess(BrokerProcess&& other) noexcept
{
    *this = std::move(other);
}

BrokerProcess& BrokerProcess::operator=(BrokerProcess&& other) noexcept
{
    std::swap(m_pid, other.m_pid);
    std::swap(m_output, other.m_output);
    std::swap(m_port, other.m_port);
    std::swap(m_httpPort, other.m_httpPort);
    std::swap(m_fqPort, other.m_fqPort);
    return *this;
}

BrokerProcess::~BrokerProcess()
{
    kill9();
    if (m_output >= 0)
        close(m_output);
}

Status BrokerProcess::waitReady(Duration timeout)
{
    Duration deadline = deadlineIn(timeout);
    std::string text;
    while (text.find('\n') == std::string::npos) {
        pollfd fd{m_output, POLLIN, 0};
        if (poll(&fd, 1, millisLeft(deadline)) <= 0)
            return Error{ErrorCode::io, "the broker is not ready in time"};
        char buffer[256];
        ssize_t got = read(m_output, buffer, sizeof buffer);
        if (got <= 0)
            return Error{ErrorCode::io, "the broker ended before it was ready (its log tells why)"};
        text.append(buffer, static_cast<size_t>(got));
    }
    for (const auto& [name, port] : {std::pair("resp=127.0.0.1:", &m_port), std::pair("http=127.0.0.1:", &m_httpPort),
             std::pair("fq=127.0.0.1:", &m_fqPort)}) {
        const size_t at = text.find(name);
        if (at == std::string::npos)
            return Error{ErrorCode::io, "no " + std::string(name) + " in: " + text};
        *port = static_cast<uint16_t>(std::stoul(text.substr(at + std::strlen(name))));
    }
    return {};
}

void BrokerProcess::kill9()
{
    if (m_pid <= 0)
        return;
    kill(m_pid, SIGKILL);
    waitpid(m_pid, nullptr, 0);
    m_pid = -1;
}

Result<int> BrokerProcess::terminate(Duration timeout)
{
    CHECK(m_pid > 0);
    int handle = static_cast<int>(syscall(SYS_pidfd_open, m_pid, 0));
    if (handle < 0)
        return Error{ErrorCode::io, "pidfd_open: " + std::string(std::strerror(errno))};
    kill(m_pid, SIGTERM);
    pollfd fd{handle, POLLIN, 0};
    int ready = poll(&fd, 1, millisLeft(deadlineIn(timeout)));
    close(handle);
    if (ready <= 0)
        return Error{ErrorCode::io, "the broker did not end in time after SIGTERM"};
    int status = 0;
    waitpid(m_pid, &status, 0);
    m_pid = -1;
    if (!WIFEXITED(status))
        return Error{ErrorCode::io, "the broker was ended by signal " + std::to_string(WTERMSIG(status))};
    return WEXITSTATUS(status);
}

} // namespace tapedeck
