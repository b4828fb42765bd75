// The session of a connection to the fq port: its first four bytes tell what it is, and the rest is that session's.
//
// Loop thread only.
#pragma once

#include "engine/net/fq/fq_port.h"
#include "engine/net/session.h"

#include <memory>

namespace tapedeck::fq {

class FqSession final : public Session {
public:
    FqSession(FqPort& port, Connection& connection)
        : m_port(port)
        , m_connection(connection)
    {
    }

    Progress onInput(std::string_view input) override;
    bool busy() const override { return m_inner && m_inner->busy(); }
    bool inRequest() const override { return m_inner && m_inner->inRequest(); }
    bool wantsRoom() const override { return m_inner && m_inner->wantsRoom(); }
    void onRoom() override { m_inner->onRoom(); } // only after wantsRoom()
    size_t memoryBytes() const override { return m_inner ? m_inner->memoryBytes() : 0; }
    void onPeerClosed() override;
    void onDrain() override;

private:
    FqPort& m_port;
    Connection& m_connection;
    std::unique_ptr<Session> m_inner; // once it is known what the connection is
};

} // namespace tapedeck::fq
