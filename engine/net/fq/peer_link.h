// One client session with another broker, from which messages are pulled: keeps it, begins it anew when it ends, and
// keeps one binding there for each row that it is for.
//
// Loop thread only. The sockets belong to the connections of the registry of clients, like all others.
#pragma once

#include "engine/base/random.h"
#include "engine/base/reporter.h"
#include "engine/exchange/exchanges.h"
#include "engine/exchange/upstream_list.h"
#include "engine/net/clients.h"
#include "engine/net/connector.h"
#include "engine/net/fq/connect_string.h"
#include "engine/net/fq/wire.h"
#include "engine/net/loop_timer.h"
#include "engine/net/session.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::fq {

class PeerCommandSession;
class PeerDataSession;

// What all links need; everything outlives them.
struct PeerParts {
    Reactor& reactor;
    Broker& broker;
    Clients& clients;
    Exchanges& exchanges;
    Random& random;
    Reporter& reporter;
    NodeId node; // of this broker
};

// What has come on each exchange. Shared with the data session, which may outlive its link for a moment.
struct PeerTally {
    struct Counts {
        uint64_t messages = 0, octets = 0, loops = 0;
    };
    std::map<std::string, Counts, std::less<>> exchanges; // of the rows
    bool namesake = false; // the other broker has our own node id
};

// Rows that agree in these share a link.
struct PeerAddress {
    std::string host;
    uint16_t port = kPortDefault;
    std::string source, password;
    auto operator<=>(const PeerAddress&) const = default;
};

class PeerLink {
public:
    PeerLink(const PeerParts& parts, const PeerAddress& address);
    // Unbinds what is bound, and takes nothing more.
    ~PeerLink();
    PeerLink(const PeerLink&) = delete;
    PeerLink& operator=(const PeerLink&) = delete;

    // The row is one that problemOf (see upstreams.h) finds nothing wrong with.
    void addRow(uint64_t id, const Upstream& row);
    void removeRow(uint64_t id);
    bool empty() const { return m_rows.empty(); }
    // All but the row itself. `id` is one of this link.
    UpstreamInfo describe(uint64_t id) const;

    // --- from its sessions ---
    void authenticated(std::string_view key);
    void refusedBy(std::string_view text);
    void bindAnswered(uint32_t routeId);
    void sessionLost(const std::string& why);
    void commandGone() { m_command = nullptr; }
    void dataGone() { m_data = nullptr; }
    const PeerParts& parts() const { return m_parts; }
    const std::shared_ptr<PeerTally>& tally() const { return m_tally; }

private:
    struct Row {
        uint64_t id = 0;
        Upstream upstream;
        uint32_t bindingId = 0; // once bound
        bool refused = false;
        Time since;
    };
    struct Asked {
        uint64_t rowId = 0; // 0: nobody waits for the answer
        Upstream upstream;
    };
    struct Door;

    Row* find(uint64_t id);
    const Row* rowWith(const Upstream& sameBinding) const;
    void begin();
    void openCommand(Result<ConnectedSocket> socket);
    void connectData();
    void openData(Result<ConnectedSocket> socket);
    void bind(const Row& row);
    void unbind(const Upstream& upstream, uint32_t bindingId);
    void dropSession();
    void setState(UpstreamState state, std::string error);
    void fail(const std::string& why);
    void watch();

    const PeerParts m_parts;
    const PeerAddress m_address;
    std::vector<Row> m_rows;
    std::shared_ptr<PeerTally> m_tally = std::make_shared<PeerTally>();
    std::optional<ConnectString> m_source;
    Connector m_connector;
    LoopTimer m_timer; // the next attempt, the patience with an answer, the watch over a session
    UpstreamState m_state = UpstreamState::connecting;
    std::string m_error;
    std::string m_reported; // what was said last
    Time m_since;
    Duration m_onlineSince; // monotonic
    uint32_t m_failures = 0; // since it was last online for a while
    std::string m_key; // of the session, once it is authenticated
    std::string m_peerHost; // the address that answered
    std::deque<Asked> m_asked; // bindings that are not answered yet, in order
    PeerCommandSession* m_command = nullptr; // while there is one
    PeerDataSession* m_data = nullptr;
};

} // namespace tapedeck::fq
