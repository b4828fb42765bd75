// The gRPC port: what all its sessions share. Makes the session of each connection and knows the services.
//
// Loop thread only. Never touches sockets.
#pragma once

#include "engine/broker/broker.h"
#include "engine/net/clients.h"
#include "engine/net/grpc/service.h"
#include "engine/net/http/gate.h"
#include "engine/net/port_sessions.h"
#include "engine/net/session.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {
class Reactor;
}

namespace tapedeck::grpc {

class GrpcSession;

struct GrpcOptions {
    std::string token; // empty: none needed
};

class GrpcPort final : public SessionFactory {
public:
    // All three must outlive the port. Its sessions may outlive it, but must not be used any more then.
    GrpcPort(Reactor& reactor, Broker& broker, Clients& clients, GrpcOptions options);
    ~GrpcPort() override;

    // Serves it from now on. Before the port listens.
    void add(std::unique_ptr<Service> service);

    std::unique_ptr<Session> makeSession(Connection& connection) override;
    // A session whose calls pass a gate first. The gate outlives it.
    std::unique_ptr<Session> makeSession(Connection& connection, const http::Gate& gate);
    std::string_view protocol() const override { return "gRPC"; }

    // --- for the sessions and services ---
    Reactor& reactor;
    Broker& broker;
    Clients& clients;
    const GrpcOptions& options() const { return m_options; }
    // Asked of those who come from now on; who is connected stays.
    void setToken(std::string token) { m_options.token = std::move(token); }
    const std::vector<std::unique_ptr<Service>>& services() const { return m_services; }
    Service* findService(std::string_view name) const; // null if there is none
    void forget(GrpcSession& session);
    const std::shared_ptr<GrpcPort*>& alive() const { return m_alive; }
    // Calls session.roomCame() when publishing may succeed again.
    void waitForRoom(GrpcSession& session);

private:
    GrpcOptions m_options;
    std::vector<std::unique_ptr<Service>> m_services;
    PortSessions<GrpcSession> m_sessions;
    std::shared_ptr<GrpcPort*> m_alive; // null once the port is gone
};

} // namespace tapedeck::grpc
