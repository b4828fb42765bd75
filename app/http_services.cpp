#include "app/http_services.h"

#include "engine/net/http/static_files.h"

namespace tapedeck {

struct HttpServices::State {
    State(Reactor& reactor, Broker& broker, Clients& clients, HttpSettings given)
        : settings(std::move(given))
        , port(reactor, broker, clients, {{settings.token, settings.hosts, settings.origins}, {}})
        , staticFiles(port)
    {
        port.router().addPrefix(staticFiles, "");
    }

    const HttpSettings settings;
    http::HttpPort port;
    http::StaticFiles staticFiles;
};

HttpServices::HttpServices(Reactor& reactor, Broker& broker, Clients& clients, Reporter&, HttpSettings settings)
    : m_state(std::make_unique<State>(reactor, broker, clients, std::move(settings)))
{
}

HttpServices::~HttpServices() = default;

Status HttpServices::open()
{
    return {};
}

http::HttpPort& HttpServices::port()
{
    return m_state->port;
}

SessionFactory& HttpServices::syslog()
{
    return m_state->port;
}

} // namespace tapedeck
