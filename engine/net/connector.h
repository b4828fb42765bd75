// Connects to another host: looks its name up, tries its addresses one after another (IPv4 first), and hands over the
// connected socket, for Clients::add.
//
// Loop thread only, which it never holds up: names are looked up by a thread of Asio's. Destroying it cancels. The
// program cannot end while the system looks a name up; that takes as long as its resolver is configured to try.
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tapedeck {

class Reactor;

struct ConnectedSocket {
    int fd = -1; // non-blocking; belongs to whoever gets it
    std::string address; // "127.0.0.1:8765"
    std::string host; // "127.0.0.1": for another connection to the same place
};

class Connector {
public:
    using Done = std::function<void(Result<ConnectedSocket>)>;

    // `reactor` must outlive the connector.
    explicit Connector(Reactor& reactor);
    ~Connector();
    // `done` is called once, in a later turn, unless cancelled. What was begun before is cancelled. The patience is for
    // everything together. Error: io, with host, port and reason.
    void connect(const std::string& host, uint16_t port, Duration patience, Done done);
    void cancel();

private:
    struct State;
    Reactor& m_reactor;
    std::shared_ptr<State> m_state; // of the attempt that runs
};

} // namespace tapedeck
