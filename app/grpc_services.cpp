#include "app/grpc_services.h"

#include "engine/net/grpc/health.h"
#include "engine/net/grpc/mini_kafka.h"
#include "engine/net/grpc/reflection.h"

namespace tapedeck {

GrpcServices::GrpcServices(
    Reactor& reactor, Broker& broker, Clients& clients, http::HttpPort& http, const std::string& token)
    : m_port(reactor, broker, clients, {token})
    , m_switch(http, m_port)
{
    m_port.add(std::make_unique<grpc::MiniKafka>());
    m_port.add(std::make_unique<grpc::Health>(m_port));
    m_port.add(std::make_unique<grpc::Reflection>(m_port, grpc::Reflection::Version::v1));
    m_port.add(std::make_unique<grpc::Reflection>(m_port, grpc::Reflection::Version::v1alpha));
}

} // namespace tapedeck
