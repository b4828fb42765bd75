#include "engine/net/grpc/grpc_port.h"

#include "engine/net/grpc/grpc_session.h"
#include "engine/net/reactor.h"

#include <utility>

namespace tapedeck::grpc {

GrpcPort::GrpcPort(Reactor& reactorToUse, Broker& brokerToUse, Clients& clientsToUse, GrpcOptions options)
    : reactor(reactorToUse)
    , broker(brokerToUse)
    , clients(clientsToUse)
    , m_options(std::move(options))
    , m_alive(std::make_shared<GrpcPort*>(this))
{
}

GrpcPort::~GrpcPort()
{
    *m_alive = nullptr;
}

void GrpcPort::add(std::unique_ptr<Service> service)
{
    m_services.push_back(std::move(service));
}

Service* GrpcPort::findService(std::string_view name) const
{
    for (const auto& service : m_services) {
        if (service->name() == name)
            return service.get();
    }
    return nullptr;
}

std::unique_ptr<Session> GrpcPort::makeSession(Connection& connection)
{
    auto session = std::make_unique<GrpcSession>(*this, connection, nullptr);
    m_sessions.add(*session);
    return session;
}

std::unique_ptr<Session> GrpcPort::makeSession(Connection& connection, const http::Gate& gate)
{
    auto session = std::make_unique<GrpcSession>(*this, connection, &gate);
    m_sessions.add(*session);
    return session;
}

void GrpcPort::forget(GrpcSession& session)
{
    m_sessions.remove(session);
}

void GrpcPort::waitForRoom(GrpcSession& session)
{
    // Not from inside the handler that asked.
    m_sessions.waitForRoom(session, broker, [this](const auto& roomCame) { reactor.post(roomCame); });
}

} // namespace tapedeck::grpc
