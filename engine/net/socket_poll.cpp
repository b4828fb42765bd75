#include "engine/net/socket_poll.h"

#include "engine/net/loop_core.h"
#include "engine/net/watched_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>
#include <sys/epoll.h>
#include <system_error>

namespace tapedeck {

namespace {

// Sockets served in one turn. The system takes turns between them when more are ready.
constexpr int kEventsPerTurn = 512;

int openSet()
{
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    if (set < 0)
        throw std::system_error(errno, std::generic_category(), "cannot watch sockets");
    return set;
}

} // namespace

SocketPoll::SocketPoll(LoopCore& core, IoContext& io)
    : m_core(core)
    , m_set(io, openSet())
{
}

bool SocketPoll::want(WatchedSocket& socket, bool read, bool write)
{
    socket.m_wantsRead = read;
    socket.m_wantsWrite = write;
    const uint32_t wanted = (read ? EPOLLIN : 0U) | (write ? EPOLLOUT : 0U);
    // Room to write is nearly always there and would wake the loop at once; input may never come, so not wanting it any
    // more is not worth a call before it does.
    const uint32_t tolerated = wanted | (socket.m_registered & EPOLLIN);
    return socket.m_registered == tolerated || tellSystem(socket, tolerated);
}

void SocketPoll::forget(WatchedSocket& socket)
{
    tellSystem(socket, 0);
}

bool SocketPoll::tellSystem(WatchedSocket& socket, uint32_t events)
{
    if (socket.m_registered == events)
        return true;
    const int operation = events == 0 ? EPOLL_CTL_DEL : socket.m_registered == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    epoll_event event{};
    event.events = events;
    event.data.ptr = &socket;
    if (::epoll_ctl(m_set.native_handle(), operation, socket.fd, &event) != 0)
        return false;
    socket.m_registered = events;
    return true;
}

void SocketPoll::rearm()
{
    if (m_armed)
        return;
    m_armed = true;
    m_set.async_wait(Descriptor::wait_read, [this](const boost::system::error_code& error) {
        m_armed = false;
        if (error)
            return;
        m_core.enterTurn();
        serveReady();
    });
}

void SocketPoll::serveReady()
{
    std::array<epoll_event, kEventsPerTurn> events;
    const int count = ::epoll_wait(m_set.native_handle(), events.data(), kEventsPerTurn, 0);
    for (const epoll_event& event : std::span(events.data(), static_cast<size_t>(std::max(count, 0)))) {
        // Owners outlive the turn in which they close their sockets, so every pointer is good.
        auto& socket = *static_cast<WatchedSocket*>(event.data.ptr);
        const bool over = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
        const bool readable = socket.m_wantsRead && (over || (event.events & EPOLLIN) != 0);
        const bool writable = socket.m_wantsWrite && (over || (event.events & EPOLLOUT) != 0);
        if (readable || writable)
            socket.onSocket(readable, writable);
        else
            tellSystem(socket, socket.m_wantsWrite ? EPOLLOUT : 0U);
    }
}

} // namespace tapedeck
