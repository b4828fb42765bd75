#include "engine/net/http/http_port.h"

#include "engine/net/http/http_session.h"
#include "engine/net/reactor.h"

#include <ctime>

namespace tapedeck::http {

HttpPort::HttpPort(Reactor& reactorToUse, Broker& brokerToUse, Clients& clientsToUse, HttpOptions options)
    : reactor(reactorToUse)
    , broker(brokerToUse)
    , clients(clientsToUse)
    , m_options(std::move(options))
    , m_gate(m_options.gate)
    , m_alive(std::make_shared<HttpPort*>(this))
{
    if (m_options.serverName.empty())
        m_options.serverName = "Tapedeck/" TAPEDECK_VERSION;
}

HttpPort::~HttpPort()
{
    *m_alive = nullptr;
}

std::unique_ptr<Session> HttpPort::makeSession(Connection& connection)
{
    auto session = std::make_unique<HttpSession>(*this, connection);
    m_sessions.add(*session);
    return session;
}

void HttpPort::forget(HttpSession& session)
{
    m_sessions.remove(session);
}

HttpSession* HttpPort::find(uint64_t sessionId) const
{
    return m_sessions.find(sessionId);
}

void HttpPort::waitForRoom(HttpSession& session)
{
    // Not from inside the handler that asked.
    m_sessions.waitForRoom(session, broker, [this](const auto& roomCame) { reactor.post(roomCame); });
}

std::string_view HttpPort::commonHeaders()
{
    const int64_t second = broker.now().micros / 1'000'000;
    if (second != m_commonHeadersSecond) {
        m_commonHeadersSecond = second;
        const auto time = static_cast<time_t>(second);
        std::tm parts{};
        ::gmtime_r(&time, &parts);
        char date[64];
        const size_t length = std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        m_commonHeaders = "Date: " + std::string(date, length) + "\r\nServer: " + m_options.serverName
            + "\r\nX-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n";
    }
    return m_commonHeaders;
}

} // namespace tapedeck::http
