// Another broker from which messages are pulled, as the tape keeps it. A plain value.
#pragma once

#include <cstdint>
#include <string>

namespace tapedeck {

// A row of `upstream`: another broker from which messages are pulled. fq's columns and meaning.
struct Upstream {
    std::string host;
    uint16_t port = 8765;
    std::string source; // "user/queue/type:parameters"
    std::string password;
    std::string exchange; // there and here
    std::string program;
    bool permanentBinding = false;
    bool operator==(const Upstream&) const = default;
};

} // namespace tapedeck
