#include "app/fq_services.h"

#include "engine/base/checksum.h"
#include "engine/exchange/exchanges.h"
#include "engine/net/fq/fq_port.h"
#include "engine/net/fq/upstreams.h"
#include "engine/net/http/fq/fq_http.h"
#include "engine/net/http/http_port.h"

#include <filesystem>
#include <fstream>

namespace tapedeck {

namespace {

// A name that stays the same for this tape on this machine, and that no two of them share: brokers that pull from each
// other tell by it which messages have been with them. In 10/8, where nobody else's address is meant by it.
fq::NodeId nodeOf(const FqSettingsOfHost& settings, Random& random)
{
    fq::NodeId node;
    if (fq::parseNodeId(settings.node, node))
        return node;
    uint64_t bits = random.next();
    if (!settings.tapePath.empty()) {
        std::string machine;
        std::ifstream("/etc/machine-id") >> machine;
        std::error_code ignored;
        bits = checksum(machine + '\n' + std::filesystem::weakly_canonical(settings.tapePath, ignored).string());
    }
    return {0x0a000000 | (static_cast<uint32_t>(bits) % 0x00fffffe + 1)};
}

} // namespace

struct FqServices::State {
    State(Reactor& reactor, Broker& broker, Clients& clients, Random& random, Reporter& reporter,
        const FqSettingsOfHost& settings)
        : exchanges(broker, random, reporter, {settings.record})
        , http(reactor, broker, clients, {{settings.token, settings.hosts, settings.origins}, {}})
        , port(reactor, broker, exchanges, random, &http, {nodeOf(settings, random), settings.token})
        , web(http, exchanges, random, {"", port.options().node, [this] { return port.clients(); }, settings.webRoot})
    {
    }
    Exchanges exchanges;
    http::HttpPort http;
    fq::FqPort port;
    fq::FqHttp web;
    std::unique_ptr<fq::Upstreams> upstreams; // once the exchanges are restored
};

FqServices::FqServices(Reactor& reactor, Broker& broker, Clients& clients, Random& random, Reporter& reporter,
    const FqSettingsOfHost& settings)
    : m_state(std::make_unique<State>(reactor, broker, clients, random, reporter, settings))
{
    m_state->exchanges.restore();
    m_state->upstreams = std::make_unique<fq::Upstreams>(
        fq::PeerParts{reactor, broker, clients, m_state->exchanges, random, reporter, m_state->port.options().node});
}

FqServices::~FqServices() = default;

fq::FqPort& FqServices::port()
{
    return m_state->port;
}

Exchanges& FqServices::exchanges()
{
    return m_state->exchanges;
}

UpstreamList& FqServices::upstreams()
{
    return *m_state->upstreams;
}

void FqServices::setAccess(
    const std::string& token, const std::vector<std::string>& hosts, const std::vector<std::string>& origins)
{
    m_state->port.setToken(token);
    m_state->http.gate().setOptions({token, hosts, origins});
}

void FqServices::upstreamsChanged()
{
    m_state->upstreams->rowsChanged();
}

void FqServices::stopPulling()
{
    m_state->upstreams->close();
}

std::vector<FqClientView> FqServices::clientViews() const
{
    std::vector<FqClientView> views;
    for (fq::FqClientInfo& info : m_state->port.clients()) {
        FqClientView view;
        view.user = std::move(info.user);
        view.queue = std::move(info.queue);
        const bool v6 = info.address.find(':') != std::string::npos;
        view.address = (v6 ? '[' + info.address + ']' : info.address) + ':' + info.port;
        view.hasData = info.hasData;
        view.peer = info.peer;
        const fq::ClientCounters& c = info.counters;
        view.noExchange = c.noExchange;
        view.noRoute = c.noRoute;
        view.routed = c.routed;
        view.dropped = c.dropped;
        view.sizeDropped = c.sizeDropped;
        view.messagesIn = c.messagesIn;
        view.messagesOut = c.messagesOut;
        view.octetsIn = c.octetsIn;
        view.octetsOut = c.octetsOut;
        views.push_back(std::move(view));
    }
    return views;
}

} // namespace tapedeck
