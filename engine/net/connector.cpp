#include "engine/net/connector.h"

#include "engine/net/loop_core.h"
#include "engine/net/loop_timer.h"
#include "engine/net/reactor.h"
#include "engine/net/socket_address.h"

#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace tapedeck {

namespace {

using Resolver = boost::asio::ip::basic_resolver<boost::asio::ip::tcp, IoContext::executor_type>;

// The text of an address without its port and brackets.
std::string hostOf(const SocketAddress& address)
{
    const std::string text = address.text();
    const std::string host = text.substr(0, text.rfind(':'));
    return host.front() == '[' ? host.substr(1, host.size() - 2) : host;
}

} // namespace

// One attempt. Kept alive by whatever it waits for.
struct Connector::State : std::enable_shared_from_this<Connector::State> {
    State(Reactor& reactor, std::string hostName, uint16_t portNumber, Done whenDone)
        : core(reactor.core())
        , host(std::move(hostName))
        , port(portNumber)
        , done(std::move(whenDone))
        , resolver(core.io)
        , socket(core.io)
        , patience(reactor)
    {
    }
    void begin(Duration howLong);
    void lookUp();
    void tryNext();
    void awaitConnected(const SocketAddress& address);
    void finish(Result<ConnectedSocket> result);
    void fail(const std::string& reason)
    {
        finish(Error{ErrorCode::io, "cannot connect to " + host + ":" + std::to_string(port) + ": " + reason});
    }
    void close();

    LoopCore& core;
    const std::string host;
    const uint16_t port;
    Done done; // empty once it is over
    Resolver resolver;
    Descriptor socket;
    LoopTimer patience;
    std::vector<SocketAddress> addresses; // still to be tried, the next one last
    std::string lastReason = "the name has no address";
};

void Connector::State::begin(Duration howLong)
{
    patience.start(howLong, [this] { fail("no answer in time"); });
    if (const auto address = SocketAddress::parse(host, port)) {
        addresses.push_back(*address);
        core.nextTurn([self = shared_from_this()] { self->tryNext(); });
        return;
    }
    lookUp();
}

void Connector::State::lookUp()
{
    using Results = boost::asio::ip::tcp::resolver::results_type;
    resolver.async_resolve(host, std::to_string(port),
        [self = shared_from_this()](const boost::system::error_code& error, const Results& results) {
            if (!self->done)
                return;
            self->core.enterTurn();
            if (error)
                return self->fail(error.message());
            for (const auto& result : results) {
                SocketAddress address;
                address.bytes = static_cast<socklen_t>(result.endpoint().size());
                std::memcpy(&address.storage, result.endpoint().data(), result.endpoint().size());
                self->addresses.push_back(address);
            }
            std::reverse(self->addresses.begin(), self->addresses.end());
            std::stable_partition(self->addresses.begin(), self->addresses.end(),
                [](const SocketAddress& address) { return address.family() != AF_INET; });
            self->tryNext();
        });
}

void Connector::State::tryNext()
{
    if (!done)
        return;
    close();
    if (addresses.empty())
        return fail(lastReason);
    const SocketAddress address = addresses.back();
    addresses.pop_back();
    const int fd = ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        lastReason = std::strerror(errno);
        return tryNext();
    }
    if (::connect(fd, address.get(), address.bytes) != 0 && errno != EINPROGRESS) {
        lastReason = std::strerror(errno);
        ::close(fd);
        return tryNext();
    }
    boost::system::error_code error;
    socket.assign(fd, error);
    if (error) {
        lastReason = error.message();
        ::close(fd);
        return tryNext();
    }
    awaitConnected(address);
}

void Connector::State::awaitConnected(const SocketAddress& address)
{
    socket.async_wait(
        Descriptor::wait_write, [self = shared_from_this(), address](const boost::system::error_code& error) {
            if (error || !self->done)
                return;
            self->core.enterTurn();
            int number = 0;
            socklen_t bytes = sizeof number;
            if (::getsockopt(self->socket.native_handle(), SOL_SOCKET, SO_ERROR, &number, &bytes) != 0)
                number = errno;
            if (number != 0) {
                self->lastReason = std::strerror(number);
                return self->tryNext();
            }
            self->finish(ConnectedSocket{self->socket.release(), address.text(), hostOf(address)});
        });
}

void Connector::State::finish(Result<ConnectedSocket> result)
{
    const auto self = shared_from_this(); // `done` may let go of it
    close();
    patience.cancel();
    if (const Done told = std::exchange(done, nullptr))
        told(std::move(result));
}

void Connector::State::close()
{
    boost::system::error_code ignored;
    if (socket.is_open())
        socket.close(ignored);
}

Connector::Connector(Reactor& reactor)
    : m_reactor(reactor)
{
}

Connector::~Connector()
{
    cancel();
}

void Connector::connect(const std::string& host, uint16_t port, Duration patience, Done done)
{
    cancel();
    m_state = std::make_shared<State>(m_reactor, host, port, std::move(done));
    m_state->begin(patience);
}

void Connector::cancel()
{
    if (!m_state)
        return;
    m_state->done = nullptr;
    m_state->resolver.cancel();
    m_state->patience.cancel();
    m_state->close();
    m_state.reset();
}

} // namespace tapedeck
