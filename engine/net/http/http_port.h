// The HTTP port: what all its sessions share. Makes the session of each connection, routes its requests, and keeps
// those that wait.
//
// Loop thread only. Never touches sockets. The families of protocols are added before the port listens.
#pragma once

#include "engine/broker/broker.h"
#include "engine/net/clients.h"
#include "engine/net/http/gate.h"
#include "engine/net/http/router.h"
#include "engine/net/port_sessions.h"
#include "engine/net/session.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {
class Reactor;
}

namespace tapedeck::http {

class HttpSession;

struct HttpOptions {
    GateOptions gate;
    std::string serverName; // of the Server header; empty: this program and its version
};

class HttpPort final : public SessionFactory {
public:
    // All three must outlive the port. Its sessions may outlive it, but must not be used any more then.
    HttpPort(Reactor& reactor, Broker& broker, Clients& clients, HttpOptions options);
    ~HttpPort() override;

    Router& router() { return m_router; }
    const Router& router() const { return m_router; }
    Gate& gate() { return m_gate; }

    std::unique_ptr<Session> makeSession(Connection& connection) override;
    std::string_view protocol() const override { return "HTTP"; }

    Reactor& reactor;
    Broker& broker;
    Clients& clients;
    const HttpOptions& options() const { return m_options; }

    // --- for the sessions ---
    void forget(HttpSession& session);
    HttpSession* find(uint64_t sessionId) const;
    const std::shared_ptr<HttpPort*>& alive() const { return m_alive; }
    // Calls session.roomCame() when publishing may succeed again.
    void waitForRoom(HttpSession& session);
    // "Date: ...\r\nServer: ...\r\n", made once per second.
    std::string_view commonHeaders();

private:
    HttpOptions m_options;
    Router m_router;
    Gate m_gate;
    PortSessions<HttpSession> m_sessions;
    std::string m_commonHeaders;
    int64_t m_commonHeadersSecond = -1;
    std::shared_ptr<HttpPort*> m_alive; // null once the port is gone
};

} // namespace tapedeck::http
