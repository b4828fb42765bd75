#include "app/signals.h"

#include "engine/base/check.h"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace tapedeck {

Signals::Signals()
{
    sigset_t set;
    sigemptyset(&set);
    for (int signal : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&set, signal);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, nullptr) == 0);
    m_signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    m_notifier = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    CHECK(m_signals >= 0 && m_notifier >= 0);
}

Signals::~Signals()
{
    close(m_signals);
    close(m_notifier);
}

Signals::Event Signals::wait(std::optional<Duration> timeout)
{
    pollfd fds[] = {{m_signals, POLLIN, 0}, {m_notifier, POLLIN, 0}};
    int millis = timeout ? static_cast<int>(std::clamp<int64_t>((timeout->micros + 999) / 1'000, 0, 86'400'000)) : -1;
    if (poll(fds, 2, millis) <= 0)
        return Event::timedOut;
    signalfd_siginfo info;
    if ((fds[0].revents & POLLIN) && read(m_signals, &info, sizeof info) == sizeof info)
        return info.ssi_signo == SIGINT ? Event::interrupt
            : info.ssi_signo == SIGHUP  ? Event::hangUp
                                        : Event::terminate;
    uint64_t count = 0;
    [[maybe_unused]] ssize_t ignored = read(m_notifier, &count, sizeof count);
    return Event::notified;
}

void Signals::notify()
{
    uint64_t one = 1;
    [[maybe_unused]] ssize_t ignored = write(m_notifier, &one, sizeof one);
}

void endWithParent()
{
    pid_t parent = getppid();
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) // it ended between the two calls
        raise(SIGTERM);
}

} // namespace tapedeck
