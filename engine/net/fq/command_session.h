// The command connection of a client: auth, bindings, status, heartbeats. While it lives the client does.
//
// Loop thread only.
#pragma once

#include "engine/net/fq/commands.h"
#include "engine/net/fq/fq_port.h"
#include "engine/net/fq/queue_spec.h"
#include "engine/net/loop_timer.h"
#include "engine/net/session.h"

#include <memory>
#include <string>

namespace tapedeck::fq {

class CommandSession final : public Session {
public:
    CommandSession(FqPort& port, Connection& connection);
    ~CommandSession() override;

    Progress onInput(std::string_view input) override;
    bool busy() const override { return false; }
    void onPeerClosed() override;
    void onDrain() override { }

private:
    bool execute(const CommandReader::Command& command);
    void authenticate(const AuthRequest& auth);
    Result<SharedQueuePtr> join(const QueueRequest& request);
    uint32_t bind(const CommandReader::Command& command);
    uint32_t unbind(const CommandReader::Command& command);
    void status();
    void setHeartbeat(uint16_t intervalMs);
    void beat();
    void refuse(std::string_view text);
    void end();
    void queueGone();

    FqPort& m_port;
    Connection& m_connection;
    CommandReader m_reader;
    std::string_view m_textAtEnd; // what to answer if the client sends nothing more
    std::shared_ptr<FqClient> m_client; // once authenticated
    std::string m_key;
    LoopTimer m_heartbeatTimer;
    Duration m_heartbeat; // 0 = none
    Duration m_lastHeard; // monotonic
};

} // namespace tapedeck::fq
