// The fq port: what all its sessions share, above all the clients, each of which is a pair of connections tied by a
// key. Makes the session of each connection.
//
// Loop thread only. Never touches sockets.
#pragma once

#include "engine/base/random.h"
#include "engine/exchange/exchanges.h"
#include "engine/net/fq/commands.h"
#include "engine/net/fq/wire.h"
#include "engine/net/loop_timer.h"
#include "engine/net/session.h"

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tapedeck {
class Reactor;
}

namespace tapedeck::fq {

class CommandSession;
class DataSession;

// How soon a publisher that waits tries again, when no event tells: another port may have made room.
inline constexpr Duration kRetryInterval = Duration::millis(100);
// After the end of a command connection: how long nothing must come until all that was sent has come.
inline constexpr Duration kQuiet = Duration::millis(250);

struct FqOptions {
    NodeId node; // this broker's name in hop lists; not 0, not a loopback address
    std::string token; // empty: any password will do
};

// One client, from its auth request until its command connection ends, and a moment longer: what a client that leaves
// at once has sent on its data connection may come later than the news that it has left.
struct FqClient {
    std::string user;
    std::string address; // "127.0.0.1"
    std::string port; // of the command connection
    NodeId publisher; // its address for hop lists; 0 if it has none
    SharedQueuePtr queue;
    DataSession* data = nullptr; // while it has a data connection
    bool left = false; // the command connection has ended
    std::function<void()> onQueueGone; // while it has a command connection: the queue was deleted
};

// What an observer sees of a client.
struct FqClientInfo {
    std::string user, queue, address, port;
    bool hasData = false;
    bool peer = false;
    ClientCounters counters; // of the data connection, if there is one
};

class FqPort final : public SessionFactory {
public:
    // All must outlive the port. `http` makes the sessions of connections that speak HTTP; null: they are closed. Its
    // sessions may outlive the port, but must not be used any more then.
    FqPort(Reactor& reactor, Broker& broker, Exchanges& exchanges, Random& random, SessionFactory* http,
        FqOptions options);
    ~FqPort() override;

    std::unique_ptr<Session> makeSession(Connection& connection) override;
    std::string_view protocol() const override { return "fq"; }

    // In the order of their queues' names.
    std::vector<FqClientInfo> clients() const;
    const FqOptions& options() const { return m_options; }
    // Asked of those who come from now on; who is connected stays.
    void setToken(std::string token) { m_options.token = std::move(token); }

    // --- for the sessions of this folder ---
    Reactor& reactor() { return m_reactor; }
    Broker& broker() { return m_broker; }
    Exchanges& exchanges() { return m_exchanges; }
    Random& random() { return m_random; }
    SessionFactory* http() { return m_http; }
    // Makes the client known under a new key, which is returned.
    std::string enter(const std::shared_ptr<FqClient>& client);
    // It has left; its key is forgotten a moment later.
    void leave(const std::string& key);
    // Also of a client that has left just now.
    std::shared_ptr<FqClient> find(std::string_view key) const;

private:
    void forgetLeft();

    Reactor& m_reactor;
    Broker& m_broker;
    Exchanges& m_exchanges;
    Random& m_random;
    SessionFactory* m_http;
    FqOptions m_options;
    std::unordered_map<std::string, std::shared_ptr<FqClient>> m_clients; // by key
    struct Left {
        std::string key;
        Duration until; // monotonic
    };
    std::deque<Left> m_left;
    LoopTimer m_leftTimer;
};

} // namespace tapedeck::fq
