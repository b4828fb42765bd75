// The RESP port: what all its sessions share. Makes the session of each connection.
//
// Loop thread only. Never touches sockets.
#pragma once

#include "engine/base/time_forms.h"
#include "engine/broker/broker.h"
#include "engine/exchange/upstream_list.h"
#include "engine/net/clients.h"
#include "engine/net/port_sessions.h"
#include "engine/net/resp/parser.h"
#include "engine/net/session.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

namespace resp {
class RespSession;
}

struct RespOptions {
    std::string token; // empty: no AUTH needed
    std::string version; // empty: this program's
    std::string bindAddress = "127.0.0.1:9797"; // as CONFIG GET server reports it
    std::string dataDirectory; // where the tape is; empty when ephemeral
    Duration monitorInterval = Duration::seconds(1); // floki's settings: accepted and reported, nothing here polls
    Duration maintenanceInterval = Duration::seconds(1);
    std::function<Duration(Time)> utcOffset = systemUtcOffset; // for local times in seeks ("14:03")
};

class RespPort final : public SessionFactory {
public:
    // Both must outlive the port. Its sessions may outlive it, but must not be used any more then.
    RespPort(Broker& broker, Clients& clients, RespOptions options);
    ~RespPort() override;

    std::unique_ptr<Session> makeSession(Connection& connection) override;
    std::string_view protocol() const override { return "RESP"; }
    // For what is only known once the ports are bound.
    void setBindAddress(std::string address) { m_options.bindAddress = std::move(address); }
    // Without one, commands about upstreams are refused. Outlives the port.
    void setUpstreams(UpstreamList* upstreams) { m_upstreams = upstreams; }

public: // for the sessions and commands of this folder
    Broker& broker;
    Clients& clients;
    const RespOptions& options() const { return m_options; }
    // Asked of those who come from now on; who is connected stays.
    void setToken(std::string token) { m_options.token = std::move(token); }
    UpstreamList* upstreams() const { return m_upstreams; }
    resp::RespSession* find(uint64_t sessionId) const;
    void forget(resp::RespSession& session);
    // Points at null once the port is gone.
    const std::shared_ptr<RespPort*>& alive() const { return m_alive; }
    // Calls session.roomCame() when publishing may succeed again.
    void waitForRoom(resp::RespSession& session);
    void addMonitor(uint64_t sessionId) { m_monitors.push_back(sessionId); }
    bool monitored() const { return !m_monitors.empty(); }
    void feedMonitors(const resp::RespSession& from, std::span<const std::string_view> command);

    // Reused from command to command, so that nothing is allocated per message.
    resp::Arguments arguments;
    std::vector<NewMessage> batch;
    std::vector<Ticket> tickets;
    std::vector<MessageId> ids;

private:
    RespOptions m_options;
    UpstreamList* m_upstreams = nullptr;
    PortSessions<resp::RespSession> m_sessions;
    std::vector<uint64_t> m_monitors;
    std::string m_monitorLine;
    std::shared_ptr<RespPort*> m_alive; // null once the port is gone
};

} // namespace tapedeck
