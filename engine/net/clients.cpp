#include "engine/net/clients.h"

#include "engine/net/connection.h"
#include "engine/net/loop_core.h"
#include "engine/net/reactor.h"

#include <algorithm>
#include <chrono>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tapedeck {

namespace {

// How exactly limits of time are kept: each is looked at this often, and only while one of them runs.
constexpr auto kHousekeepingPeriod = std::chrono::milliseconds(100);

uint32_t descriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return UINT32_MAX;
    const auto descriptors = static_cast<uint64_t>(limit.rlim_cur);
    const uint64_t left = descriptors > limits::kDescriptorsReserved ? descriptors - limits::kDescriptorsReserved : 1;
    return static_cast<uint32_t>(std::min<uint64_t>(left, UINT32_MAX));
}

} // namespace

struct Clients::Housekeeping {
    explicit Housekeeping(LoopCore& core)
        : timer(core.io)
    {
    }
    boost::asio::steady_timer timer;
    bool armed = false;
};

Clients::Clients(Reactor& reactor, const ConnectionLimits& limits)
    : m_reactor(reactor)
    , m_limits(limits)
    , m_connectionsMax(std::min(limits.connectionsMax, descriptorLimit()))
    , m_started(reactor.clock().wall())
    , m_housekeeping(std::make_unique<Housekeeping>(reactor.core()))
{
}

Clients::~Clients() = default;

void Clients::add(int socket, std::string address, SessionFactory& factory)
{
    if (m_draining || m_connections.size() >= m_connectionsMax) {
        m_refusals.add(Refusal::tooManyConnections);
        ::close(socket);
        return;
    }
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ClientInfo info;
    info.id = ++m_lastId;
    info.protocol = factory.protocol();
    info.address = std::move(address);
    info.connected = m_reactor.clock().wall();
    auto connection = std::make_unique<Connection>(m_reactor, *this, socket, std::move(info));
    Connection& added = *connection;
    m_connections.emplace(m_lastId, std::move(connection));
    ++m_traffic.connections;
    added.start(factory);
}

std::vector<ClientInfo> Clients::list() const
{
    std::vector<ClientInfo> infos;
    infos.reserve(m_connections.size());
    for (const auto& [id, connection] : m_connections)
        infos.push_back(connection->describe());
    std::sort(infos.begin(), infos.end(), [](const ClientInfo& a, const ClientInfo& b) { return a.id < b.id; });
    return infos;
}

Connection* Clients::find(uint64_t id) const
{
    const auto found = m_connections.find(id);
    return found == m_connections.end() ? nullptr : found->second.get();
}

bool Clients::closeClient(uint64_t id)
{
    Connection* connection = find(id);
    if (!connection)
        return false;
    connection->drain();
    return true;
}

// ---------------------------------------------------------------------------------------------- leaving

void Clients::gone(Connection& connection)
{
    const auto found = m_connections.find(connection.m_info.id);
    m_graveyard.push_back(std::move(found->second));
    m_connections.erase(found);
    std::erase(m_watched, &connection);
    if (!m_reaping) {
        m_reaping = true;
        m_reactor.core().nextTurn([this] { reap(); });
    }
}

void Clients::reap()
{
    std::vector<std::unique_ptr<Connection>> dead = std::move(m_graveyard);
    m_graveyard.clear();
    m_reaping = false;
    dead.clear();
    finishDrain();
}

void Clients::drain(Duration patience, std::function<void()> done)
{
    m_draining = true;
    m_drained = std::move(done);
    m_drainUntil = m_reactor.clock().monotonic() + patience;
    std::vector<Connection*> all;
    for (const auto& [id, connection] : m_connections)
        all.push_back(connection.get());
    for (Connection* connection : all)
        connection->drain();
    armHousekeeping();
    finishDrain();
}

void Clients::finishDrain()
{
    if (m_draining && m_drained && m_connections.empty() && m_graveyard.empty())
        std::exchange(m_drained, nullptr)();
}

// ---------------------------------------------------------------------------------------------- limits

void Clients::watch(Connection& connection)
{
    connection.m_watched = true;
    m_watched.push_back(&connection);
    armHousekeeping();
}

void Clients::armHousekeeping()
{
    if (m_housekeeping->armed)
        return;
    m_housekeeping->armed = true;
    m_housekeeping->timer.expires_after(kHousekeepingPeriod);
    m_housekeeping->timer.async_wait([this](const boost::system::error_code& error) {
        if (error)
            return;
        m_housekeeping->armed = false;
        m_reactor.core().enterTurn();
        checkWatched();
    });
}

void Clients::checkWatched()
{
    const Duration now = m_reactor.clock().monotonic();
    const std::vector<Connection*> watched = std::move(m_watched);
    m_watched.clear();
    for (Connection* connection : watched) {
        connection->m_watched = connection->checkTimes(now);
        if (connection->m_watched)
            m_watched.push_back(connection);
    }
    if (m_draining && now >= m_drainUntil) {
        while (!m_connections.empty())
            m_connections.begin()->second->cut();
    }
    if (!m_watched.empty() || (m_draining && !m_connections.empty()))
        armHousekeeping();
}

void Clients::memoryChanged(Connection& connection, size_t bytes)
{
    m_bufferedBytes += bytes - connection.m_memoryReported;
    const bool grown = bytes > connection.m_memoryReported;
    connection.m_memoryReported = bytes;
    if (grown && m_bufferedBytes > m_limits.buffersBytesMax)
        evictLargest();
}

void Clients::evictLargest()
{
    Connection* largest = nullptr;
    for (const auto& [id, connection] : m_connections) {
        if (!largest || connection->m_memoryReported > largest->m_memoryReported)
            largest = connection.get();
    }
    if (largest)
        largest->refuse(Refusal::buffersFull);
}

} // namespace tapedeck
