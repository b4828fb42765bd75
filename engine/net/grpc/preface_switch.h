// A port on which both HTTP/1.1 and gRPC are spoken: the first bytes of a connection tell which. What begins like
// HTTP/2 with prior knowledge is gRPC, everything else HTTP/1.1.
//
// Loop thread only.
#pragma once

#include "engine/net/grpc/grpc_port.h"
#include "engine/net/http/http_port.h"
#include "engine/net/session.h"

namespace tapedeck::grpc {

class PrefaceSwitch final : public SessionFactory {
public:
    // Both outlive it. gRPC calls pass the HTTP port's gate.
    PrefaceSwitch(http::HttpPort& http, GrpcPort& grpc)
        : m_http(http)
        , m_grpc(grpc)
    {
    }
    std::unique_ptr<Session> makeSession(Connection& connection) override;
    std::string_view protocol() const override { return m_http.protocol(); }

private:
    http::HttpPort& m_http;
    GrpcPort& m_grpc;
};

} // namespace tapedeck::grpc
