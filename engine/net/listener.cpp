#include "engine/net/listener.h"

#include "engine/net/clients.h"
#include "engine/net/loop_core.h"
#include "engine/net/session.h"
#include "engine/net/socket_address.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tapedeck {

namespace {

// Connections taken in one turn: a crowd must not keep those who are already there waiting.
constexpr int kAcceptsPerTurn = 64;
constexpr int kBacklog = 4096; // the system lowers it to its own limit
// Tries to find a port that is free on both loopback addresses.
constexpr int kSamePortTries = 16;

Error bindError(const SocketAddress& address, int number)
{
    return {ErrorCode::io, "cannot listen on " + address.text() + ": " + std::strerror(number)};
}

Result<int> openSocket(const SocketAddress& address)
{
    const int socket = ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return bindError(address, errno);
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address.family() == AF_INET6)
        ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (::bind(socket, address.get(), address.bytes) != 0 || ::listen(socket, kBacklog) != 0) {
        const int number = errno;
        ::close(socket);
        return bindError(address, number);
    }
    return socket;
}

bool hasNoSuchFamily(const std::string& host)
{
    const auto address = SocketAddress::parse(host, 0);
    const Result<int> probe = openSocket(*address);
    if (!probe)
        return true;
    ::close(*probe);
    return false;
}

// The sockets of one listener: one, or one per loopback address.
Result<std::vector<int>> openSockets(const ListenAddress& wanted)
{
    if (wanted.host != "localhost") {
        const std::string host = wanted.host.empty() || wanted.host == "*" ? "0.0.0.0" : wanted.host;
        const auto address = SocketAddress::parse(host, wanted.port);
        if (!address)
            return Error{
                ErrorCode::invalidArgument, "'" + wanted.host + "' is not an IP address; use one, or localhost"};
        const Result<int> socket = openSocket(*address);
        if (!socket)
            return socket.error();
        return std::vector<int>{*socket};
    }
    const int tries = wanted.port == 0 ? kSamePortTries : 1;
    for (int attempt = 1;; ++attempt) {
        const Result<int> v4 = openSocket(*SocketAddress::parse("127.0.0.1", wanted.port));
        const uint16_t port = v4.ok() ? SocketAddress::ofSocket(*v4).port() : wanted.port;
        const Result<int> v6 = openSocket(*SocketAddress::parse("::1", port));
        if (v4.ok() && v6.ok())
            return std::vector<int>{*v4, *v6};
        // A machine may lack one of the two; a port taken on one of them is a conflict.
        if (v4.ok() && hasNoSuchFamily("::1"))
            return std::vector<int>{*v4};
        if (v6.ok() && hasNoSuchFamily("127.0.0.1"))
            return std::vector<int>{*v6};
        if (v4.ok())
            ::close(*v4);
        if (v6.ok())
            ::close(*v6);
        if (attempt >= tries)
            return v4.ok() ? v6.error() : v4.error();
    }
}

} // namespace

struct Listener::State {
    // One bound socket and its wait. Kept alive by the pending wait, so that closing never pulls it away from Asio.
    struct Door : std::enable_shared_from_this<Door> {
        Door(Reactor& reactor, Clients& registry, SessionFactory& sessions, int socket)
            : core(reactor.core())
            , clients(registry)
            , factory(sessions)
            , descriptor(core.io, socket)
            , fd(socket)
        {
        }
        void arm();
        void accept();
        void refuseForLack();

        LoopCore& core;
        Clients& clients;
        SessionFactory& factory;
        Descriptor descriptor;
        int fd;
        int spare =
            ::open("/dev/null", O_RDONLY | O_CLOEXEC); // given up to refuse a connection when descriptors run out
        bool open = true;
    };
    std::vector<std::shared_ptr<Door>> doors;
    std::vector<std::string> endpoints;
    uint16_t port = 0;
};

void Listener::State::Door::arm()
{
    descriptor.async_wait(Descriptor::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
        if (error || !self->open)
            return;
        self->core.enterTurn();
        self->accept();
        self->arm();
    });
}

void Listener::State::Door::accept()
{
    for (int n = 0; n < kAcceptsPerTurn; ++n) {
        SocketAddress peer;
        peer.bytes = sizeof peer.storage;
        const int socket = ::accept4(fd, peer.get(), &peer.bytes, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0)
            clients.add(socket, peer.text(), factory);
        else if (errno == EMFILE || errno == ENFILE)
            refuseForLack();
        else if (errno != EINTR && errno != ECONNABORTED)
            return;
    }
}

// Without a free descriptor the connection would stay in the queue and wake the loop for ever.
void Listener::State::Door::refuseForLack()
{
    clients.refusals().add(Refusal::outOfDescriptors);
    if (spare >= 0)
        ::close(spare);
    const int socket = ::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket >= 0)
        ::close(socket);
    spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

Listener::Listener(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

Listener::~Listener()
{
    close();
}

Result<std::unique_ptr<Listener>> Listener::open(
    Reactor& reactor, Clients& clients, SessionFactory& factory, const ListenAddress& address)
{
    Result<std::vector<int>> sockets = openSockets(address);
    if (!sockets)
        return sockets.error();
    auto state = std::make_unique<State>();
    for (const int socket : *sockets) {
        const SocketAddress bound = SocketAddress::ofSocket(socket);
        state->endpoints.push_back(bound.text());
        state->port = bound.port();
        state->doors.push_back(std::make_shared<State::Door>(reactor, clients, factory, socket));
        state->doors.back()->arm();
    }
    return std::unique_ptr<Listener>(new Listener(std::move(state)));
}

const std::vector<std::string>& Listener::endpoints() const
{
    return m_state->endpoints;
}

uint16_t Listener::port() const
{
    return m_state->port;
}

void Listener::close()
{
    for (auto& door : m_state->doors) {
        door->open = false;
        boost::system::error_code ignored;
        door->descriptor.close(ignored);
        if (door->spare >= 0)
            ::close(door->spare);
        door->spare = -1;
    }
    m_state->doors.clear();
}

Result<ListenAddress> parseListenAddress(std::string_view text)
{
    const size_t colon = text.rfind(':');
    ListenAddress address;
    const std::string_view portText = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
    const auto [end, error] = std::from_chars(portText.data(), portText.data() + portText.size(), address.port);
    if (portText.empty() || error != std::errc{} || end != portText.data() + portText.size())
        return Error{
            ErrorCode::invalidArgument, "'" + std::string(text) + "' is not HOST:PORT with a port of 0 to 65535"};
    std::string_view host = text.substr(0, colon);
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    const bool known = host.empty() || host == "*" || host == "localhost" || SocketAddress::parse(host, 0).has_value();
    if (!known)
        return Error{
            ErrorCode::invalidArgument, "'" + std::string(host) + "' is not an IP address; use one, or localhost"};
    address.host = host;
    return address;
}

bool isLoopback(std::string_view host)
{
    if (host == "localhost")
        return true;
    const auto address = SocketAddress::parse(host, 0);
    if (!address)
        return false;
    if (address->family() == AF_INET) {
        const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address->storage);
        return (ntohl(v4->sin_addr.s_addr) >> 24) == 127;
    }
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&address->storage);
    return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

} // namespace tapedeck
