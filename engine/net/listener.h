// A port that accepts connections, on one address or on both loopback addresses.
//
// Loop thread only (or before the loop runs). Never serves a connection itself: Clients takes it over.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

class Reactor;
class Clients;
class SessionFactory;

// "127.0.0.1:9797", "[::1]:9797", "localhost:0" (both loopbacks), ":9797" (every address).
struct ListenAddress {
    std::string host;
    uint16_t port = 0; // 0 = any free one
};
// Errors: invalidArgument.
Result<ListenAddress> parseListenAddress(std::string_view text);

class Listener {
public:
    // Binds and listens. `localhost` takes both loopback addresses, with the same port if that is possible; it is
    // content with one of them when the machine has no other. Errors: io (address in use, not this machine's, not
    // permitted), invalidArgument (not an address). All of them must outlive the listener.
    static Result<std::unique_ptr<Listener>> open(
        Reactor& reactor, Clients& clients, SessionFactory& factory, const ListenAddress& address);
    ~Listener();

    // What was bound, as "127.0.0.1:41233" and "[::1]:41233".
    const std::vector<std::string>& endpoints() const;
    uint16_t port() const;
    // Accepts no more.
    void close();

private:
    struct State;
    explicit Listener(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

// "127.0.0.1:9797" to a machine-wide address in words: true for 127.0.0.0/8, ::1 and "localhost".
bool isLoopback(std::string_view host);

} // namespace tapedeck
