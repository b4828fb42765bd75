// Everything that is served over gRPC: the port, its services, and the way to it through the HTTP port.
//
// Loop thread only (or before the loop runs).
#pragma once

#include "engine/net/grpc/grpc_port.h"
#include "engine/net/grpc/preface_switch.h"

#include <string>

namespace tapedeck {

class GrpcServices {
public:
    // All references outlive it.
    GrpcServices(Reactor& reactor, Broker& broker, Clients& clients, http::HttpPort& http, const std::string& token);

    grpc::GrpcPort& port() { return m_port; }
    // For the HTTP port's sockets: both protocols.
    SessionFactory& http() { return m_switch; }

private:
    grpc::GrpcPort m_port;
    grpc::PrefaceSwitch m_switch;
};

} // namespace tapedeck
