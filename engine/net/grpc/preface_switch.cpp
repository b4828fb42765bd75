#include "engine/net/grpc/preface_switch.h"

#include "engine/net/connection.h"
#include "engine/net/grpc/http2_session.h"

namespace tapedeck::grpc {

namespace {

class SwitchSession final : public Session {
public:
    SwitchSession(http::HttpPort& http, GrpcPort& grpc, Connection& connection)
        : m_http(http)
        , m_grpc(grpc)
        , m_connection(connection)
    {
    }

    Progress onInput(std::string_view input) override
    {
        if (!m_inner) {
            // No method of HTTP begins like the preface, so the first difference tells.
            const bool http2 = input.starts_with(kClientPreface.substr(0, input.size()));
            if (http2 && input.size() < kClientPreface.size())
                return {0, true};
            if (http2) {
                m_connection.info().protocol = m_grpc.protocol();
                m_inner = m_grpc.makeSession(m_connection, m_http.gate());
            } else {
                m_inner = m_http.makeSession(m_connection);
            }
        }
        return m_inner->onInput(input);
    }
    bool busy() const override { return m_inner && m_inner->busy(); }
    bool inRequest() const override { return m_inner && m_inner->inRequest(); }
    bool wantsRoom() const override { return m_inner && m_inner->wantsRoom(); }
    void onRoom() override { m_inner->onRoom(); }
    size_t memoryBytes() const override { return m_inner ? m_inner->memoryBytes() : 0; }
    void onPeerClosed() override
    {
        if (m_inner)
            m_inner->onPeerClosed();
    }
    void onDrain() override
    {
        if (m_inner)
            m_inner->onDrain();
    }

private:
    http::HttpPort& m_http;
    GrpcPort& m_grpc;
    Connection& m_connection;
    std::unique_ptr<Session> m_inner; // once the first bytes are there
};

} // namespace

std::unique_ptr<Session> PrefaceSwitch::makeSession(Connection& connection)
{
    return std::make_unique<SwitchSession>(m_http, m_grpc, connection);
}

} // namespace tapedeck::grpc
