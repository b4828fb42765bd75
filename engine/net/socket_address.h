// An IPv4 or IPv6 address with its port, from text and to text. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/socket.h>

namespace tapedeck {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t bytes = 0;

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    int family() const { return storage.ss_family; }
    uint16_t port() const;
    // "127.0.0.1:80", "[::1]:80".
    std::string text() const;
    // `host` is a number, never a name: nothing is looked up. Nothing if it is not an address.
    static std::optional<SocketAddress> parse(std::string_view host, uint16_t port);
    // What `socket` is bound to.
    static SocketAddress ofSocket(int socket);
};

} // namespace tapedeck
