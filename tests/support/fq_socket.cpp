#include "tests/support/fq_wire_client.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tapedeck {

using Clock = std::chrono::steady_clock;

FqSocket::FqSocket(uint16_t port)
{
    m_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        close();
    const int on = 1;
    ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

FqSocket::FqSocket(FqSocket&& other) noexcept
{
    *this = std::move(other);
}

FqSocket& FqSocket::operator=(FqSocket&& other) noexcept
{
    if (this != &other) {
        close();
        m_fd = std::exchange(other.m_fd, -1);
        m_pieceBytes = other.m_pieceBytes;
        m_received = std::exchange(other.m_received, {});
        m_taken = std::exchange(other.m_taken, 0);
        m_ended = std::exchange(other.m_ended, false);
    }
    return *this;
}

void FqSocket::close()
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

void FqSocket::reset()
{
    const linger now{1, 0};
    ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
}

void FqSocket::finishSending()
{
    ::shutdown(m_fd, SHUT_WR);
}

uint16_t FqSocket::localPort() const
{
    sockaddr_in address{};
    socklen_t bytes = sizeof address;
    ::getsockname(m_fd, reinterpret_cast<sockaddr*>(&address), &bytes);
    return ntohs(address.sin_port);
}

bool FqSocket::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::string_view piece = m_pieceBytes == 0 ? bytes : bytes.substr(0, m_pieceBytes);
        pollfd event{m_fd, POLLOUT, 0};
        if (m_fd < 0 || ::poll(&event, 1, 10'000) <= 0)
            return false;
        const ssize_t sent = ::send(m_fd, piece.data(), piece.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (sent <= 0)
            return false;
        bytes.remove_prefix(static_cast<size_t>(sent));
        if (m_pieceBytes == 0 || bytes.empty())
            continue;
        // The other side has this piece before the next one is made; but the news of it may be held back for a while.
        int unsent = 1;
        for (int i = 0; i < 100 && ::ioctl(m_fd, SIOCOUTQ, &unsent) == 0 && unsent > 0; ++i)
            ::sched_yield();
    }
    return true;
}

size_t FqSocket::sendSome(std::string_view bytes)
{
    const ssize_t sent = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent > 0 ? static_cast<size_t>(sent) : 0;
}

// Waits for more bytes. False at the end of the connection or of the time.
bool FqSocket::receive(Clock::time_point until)
{
    if (m_ended || m_fd < 0)
        return false;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd event{m_fd, POLLIN, 0};
    if (::poll(&event, 1, static_cast<int>(std::max<int64_t>(left, 0))) <= 0)
        return false;
    if (m_taken == m_received.size() || m_taken > (size_t{1} << 20)) {
        m_received.erase(0, m_taken);
        m_taken = 0;
    }
    static constexpr size_t kReadBytes = 256 << 10;
    const size_t had = m_received.size();
    m_received.resize(had + kReadBytes);
    const ssize_t got = ::recv(m_fd, m_received.data() + had, kReadBytes, 0);
    m_received.resize(had + static_cast<size_t>(std::max<ssize_t>(got, 0)));
    m_ended = got <= 0;
    return !m_ended;
}

bool FqSocket::await(size_t count, Patience patience)
{
    const auto until = Clock::now() + patience;
    while (received().size() < count) {
        if (!receive(until))
            return false;
    }
    return true;
}

void FqSocket::take(size_t count)
{
    m_taken += std::min(count, received().size());
}

std::string FqSocket::bytes(size_t count, Patience patience)
{
    if (!await(count, patience))
        return {};
    std::string out(received().substr(0, count));
    take(count);
    return out;
}

bool FqSocket::closedByServer(Patience patience)
{
    const auto until = Clock::now() + patience;
    while (receive(until))
        take(received().size());
    return m_ended;
}

bool FqSocket::silent(Patience howLong)
{
    return received().empty() && !receive(Clock::now() + howLong) && !m_ended;
}

} // namespace tapedeck
