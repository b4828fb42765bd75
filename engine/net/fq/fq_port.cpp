#include "engine/net/fq/fq_port.h"

#include "engine/base/clock.h"
#include "engine/net/fq/data_session.h"
#include "engine/net/fq/fq_session.h"
#include "engine/net/reactor.h"

#include <algorithm>
#include <cstring>
#include <tuple>

namespace tapedeck::fq {

namespace {

// How long a key is good after its client has left.
constexpr Duration kKeyStays = Duration::seconds(1);

} // namespace

FqPort::FqPort(
    Reactor& reactor, Broker& broker, Exchanges& exchanges, Random& random, SessionFactory* http, FqOptions options)
    : m_reactor(reactor)
    , m_broker(broker)
    , m_exchanges(exchanges)
    , m_random(random)
    , m_http(http)
    , m_options(std::move(options))
    , m_leftTimer(reactor)
{
}

FqPort::~FqPort() = default;

std::unique_ptr<Session> FqPort::makeSession(Connection& connection)
{
    return std::make_unique<FqSession>(*this, connection);
}

std::string FqPort::enter(const std::shared_ptr<FqClient>& client)
{
    std::string key(kKeyBytes, '\0');
    do {
        for (size_t at = 0; at < key.size(); at += sizeof(uint64_t)) {
            const uint64_t bits = m_random.next();
            std::memcpy(key.data() + at, &bits, std::min(sizeof bits, key.size() - at));
        }
    } while (!m_clients.emplace(key, client).second);
    return key;
}

void FqPort::leave(const std::string& key)
{
    find(key)->left = true;
    m_left.push_back({key, m_reactor.clock().monotonic() + kKeyStays});
    if (!m_leftTimer.running())
        m_leftTimer.start(kKeyStays, [this] { forgetLeft(); });
}

void FqPort::forgetLeft()
{
    const Duration now = m_reactor.clock().monotonic();
    while (!m_left.empty() && m_left.front().until <= now) {
        m_clients.erase(m_left.front().key);
        m_left.pop_front();
    }
    if (!m_left.empty())
        m_leftTimer.start(m_left.front().until - now, [this] { forgetLeft(); });
}

std::shared_ptr<FqClient> FqPort::find(std::string_view key) const
{
    const auto found = m_clients.find(std::string(key));
    return found == m_clients.end() ? nullptr : found->second;
}

std::vector<FqClientInfo> FqPort::clients() const
{
    std::vector<FqClientInfo> infos;
    infos.reserve(m_clients.size());
    for (const auto& [key, client] : m_clients) {
        if (client->left)
            continue;
        FqClientInfo info{client->user, client->queue->name(), client->address, client->port, false, false, {}};
        if (client->data) {
            info.hasData = true;
            info.peer = client->data->peer();
            info.counters = client->data->counters();
        }
        infos.push_back(std::move(info));
    }
    std::sort(infos.begin(), infos.end(), [](const FqClientInfo& a, const FqClientInfo& b) {
        return std::tie(a.queue, a.user, a.address, a.port) < std::tie(b.queue, b.user, b.address, b.port);
    });
    return infos;
}

} // namespace tapedeck::fq
