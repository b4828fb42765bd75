#include "tests/support/raw_client.h"

#include <arpa/inet.h>
#include <charconv>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tapedeck {

using Clock = std::chrono::steady_clock;

RawClient::RawClient(uint16_t port, bool ipv6)
{
    m_fd = ::socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    v6.sin6_addr = in6addr_loopback;
    const auto* address = ipv6 ? reinterpret_cast<sockaddr*>(&v6) : reinterpret_cast<sockaddr*>(&v4);
    if (::connect(m_fd, address, ipv6 ? sizeof v6 : sizeof v4) != 0)
        close();
    const int on = 1;
    ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

RawClient::~RawClient()
{
    close();
}

void RawClient::close()
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

void RawClient::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes.remove_prefix(static_cast<size_t>(sent));
    }
}

std::string RawClient::encode(std::initializer_list<std::string_view> words)
{
    std::string out = "*" + std::to_string(words.size()) + "\r\n";
    for (const std::string_view word : words)
        out.append("$" + std::to_string(word.size()) + "\r\n").append(word).append("\r\n");
    return out;
}

void RawClient::command(std::initializer_list<std::string_view> words)
{
    send(encode(words));
}

std::string RawClient::ask(std::initializer_list<std::string_view> words)
{
    command(words);
    return reply();
}

// Waits for more bytes. False at the end of the connection or of the time.
bool RawClient::receive(Clock::time_point until)
{
    if (m_ended || m_fd < 0)
        return false;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd event{m_fd, POLLIN, 0};
    if (::poll(&event, 1, static_cast<int>(left > 0 ? left : 0)) <= 0)
        return false;
    char buffer[65536];
    const ssize_t got = ::recv(m_fd, buffer, sizeof buffer, 0);
    if (got <= 0) {
        m_ended = true;
        return false;
    }
    m_received.append(buffer, static_cast<size_t>(got));
    return true;
}

// Length of the reply that begins at `from`, if it is all there.
std::optional<size_t> RawClient::replyLength(size_t from) const
{
    const size_t end = m_received.find("\r\n", from);
    if (end == std::string::npos)
        return std::nullopt;
    const char type = m_received[from];
    int64_t number = 0;
    std::from_chars(m_received.data() + from + 1, m_received.data() + end, number);
    size_t length = end + 2 - from;
    if (type == '$' && number >= 0) {
        length += static_cast<size_t>(number) + 2;
        return from + length <= m_received.size() ? std::optional<size_t>(length) : std::nullopt;
    }
    const int64_t children = type == '*' ? number : type == '%' ? 2 * number : 0;
    for (int64_t i = 0; i < children; ++i) {
        if (from + length >= m_received.size())
            return std::nullopt;
        const auto child = replyLength(from + length);
        if (!child)
            return std::nullopt;
        length += *child;
    }
    return length;
}

std::string RawClient::reply(std::chrono::milliseconds patience)
{
    const auto until = Clock::now() + patience;
    for (;;) {
        if (!m_received.empty()) {
            if (const auto length = replyLength(0)) {
                std::string out = m_received.substr(0, *length);
                m_received.erase(0, *length);
                return out;
            }
        }
        if (!receive(until))
            return {};
    }
}

std::string RawClient::bytes(size_t count, std::chrono::milliseconds patience)
{
    const auto until = Clock::now() + patience;
    while (m_received.size() < count && receive(until)) { }
    std::string out = m_received.substr(0, count);
    m_received.erase(0, out.size());
    return out;
}

bool RawClient::closedByServer(std::chrono::milliseconds patience)
{
    const auto until = Clock::now() + patience;
    while (receive(until)) { }
    return m_ended;
}

bool RawClient::silent(std::chrono::milliseconds howLong)
{
    return m_received.empty() && !receive(Clock::now() + howLong) && !m_ended;
}

void RawClient::finishSending()
{
    ::shutdown(m_fd, SHUT_WR);
}

int64_t integerAt(std::string_view reply, size_t index)
{
    for (size_t at = reply.find(':'); at != std::string_view::npos; at = reply.find("\n:", at)) {
        if (reply[at] == '\n')
            ++at;
        if (index-- == 0) {
            int64_t number = -1;
            std::from_chars(reply.data() + at + 1, reply.data() + reply.size(), number);
            return number;
        }
    }
    return -1;
}

} // namespace tapedeck
