// All connections of all ports: who they are, how many there may be, and what they may hold together.
// Owns the connections.
//
// Loop thread only.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/limits.h"
#include "engine/net/refusals.h"
#include "engine/net/session.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tapedeck {

class Reactor;

// One connection as an observer sees it. The fields up to `waiting` are those of view/observer's ClientView.
struct ClientInfo {
    uint64_t id = 0;
    std::string protocol; // "RESP"
    std::string address; // "127.0.0.1:50412", "[::1]:50412"
    std::string name; // as the client said
    Time connected;
    uint64_t commands = 0;
    uint64_t bytesIn = 0, bytesOut = 0;
    bool waiting = false; // in a long poll
    Time lastRequest;
    std::string_view lastCommand; // a name of static storage
    std::string library; // as the client said
    size_t bufferedIn = 0, bufferedOut = 0;
};

// Limits of connections; the defaults are those of engine/base/limits.h.
struct ConnectionLimits {
    uint32_t connectionsMax = limits::kConnectionsMax;
    size_t outputBytesSoft = limits::kOutputBytesSoft;
    Duration outputSoftTime = Duration::seconds(limits::kOutputSoftSeconds);
    size_t outputBytesHard = limits::kOutputBytesHard;
    size_t buffersBytesMax = limits::kBuffersBytesMax;
    Duration halfRequestTime = Duration::seconds(limits::kHalfRequestSeconds);
    Duration unauthenticatedTime = Duration::seconds(limits::kUnauthenticatedSeconds);
};

// Bytes that have crossed the sockets since the start.
struct Traffic {
    uint64_t connections = 0;
    uint64_t commands = 0;
    uint64_t bytesIn = 0, bytesOut = 0;
};

class Clients {
public:
    // The number of connections is also bounded by the process's descriptor limit less limits::kDescriptorsReserved.
    Clients(Reactor& reactor, const ConnectionLimits& limits);
    // Closes what is still open. The reactor must still exist and must not be running.
    ~Clients();
    Clients(const Clients&) = delete;
    Clients& operator=(const Clients&) = delete;

    // Takes over a connected, non-blocking socket. Closes it at once when there are too many connections.
    void add(int socket, std::string address, SessionFactory& factory);

    size_t count() const { return m_connections.size(); }
    size_t waiting() const { return m_waiting; }
    uint32_t connectionsMax() const { return m_connectionsMax; }
    const ConnectionLimits& limits() const { return m_limits; }
    Time started() const { return m_started; }
    const Traffic& traffic() const { return m_traffic; }
    Refusals& refusals() { return m_refusals; }
    size_t bufferedBytes() const { return m_bufferedBytes; }

    // In the order in which they connected.
    std::vector<ClientInfo> list() const;
    // Nothing if there is no such connection.
    Connection* find(uint64_t id) const;
    // False if there is no such connection. What it was still to be sent is sent.
    bool closeClient(uint64_t id);

    // Ends every wait with its empty answer, sends what is owed, closes. `done` is called in a turn when no connection
    // is left; connections that do not take their answers within `patience` are cut. New connections are closed at
    // once.
    void drain(Duration patience, std::function<void()> done);

private:
    friend class Connection;
    struct Housekeeping;

    void gone(Connection& connection); // its socket is closed; it is destroyed in the next turn
    void reap();
    void watch(Connection& connection); // it is in a state that a limit of time ends
    void checkWatched();
    void armHousekeeping();
    void memoryChanged(Connection& connection, size_t bytes);
    void evictLargest();
    void finishDrain();

    Reactor& m_reactor;
    ConnectionLimits m_limits;
    uint32_t m_connectionsMax;
    Time m_started;
    uint64_t m_lastId = 0;
    std::unordered_map<uint64_t, std::unique_ptr<Connection>> m_connections;
    std::vector<std::unique_ptr<Connection>> m_graveyard;
    bool m_reaping = false;
    std::vector<Connection*> m_watched;
    std::unique_ptr<Housekeeping> m_housekeeping;
    Refusals m_refusals;
    Traffic m_traffic;
    size_t m_waiting = 0;
    size_t m_bufferedBytes = 0;
    bool m_draining = false;
    Duration m_drainUntil;
    std::function<void()> m_drained;
};

} // namespace tapedeck
