// The gate: which HTTP requests may reach a route at all. It stands before routing, for every method and for the
// WebSocket handshake, and keeps web pages that a developer happens to visit away from the broker.
//
// The order of its rules: the header block is well formed (checkHeaderBlock), the Host is one of ours with our port, an
// Origin is ours exactly, Sec-Fetch-Site is same-origin or none, the token is right. Ordinary tools send none of these
// headers but Host, and pass.
//
// Pure but for its options; loop thread only.
#pragma once

#include "engine/net/http/request.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::http {

struct GateOptions {
    std::string token; // empty: none needed
    // Names besides localhost, 127.0.0.1 and [::1] under which the port is reached: "broker.test" (with any of our
    // ports) or "broker.test:80" (exactly).
    std::vector<std::string> hosts;
    // Origins of web pages besides our own that may use the port: "https://tools.test". They get CORS headers.
    std::vector<std::string> origins;
};

// Where the request came in.
struct Door {
    std::string address; // of the local end of the connection: "127.0.0.1", "[::1]", "192.168.1.5"
    uint16_t port = 0;
};

enum class GateRefusal : unsigned char { none, malformed, tooLarge, host, origin, crossSite, token };

struct GateVerdict {
    GateRefusal refusal = GateRefusal::none;
    unsigned status = 200; // 400, 401, 403, 431
    std::string_view why; // for the body of the answer; of static storage
    bool passed() const { return refusal == GateRefusal::none; }
};

// Rule 1, on the bytes of a whole header block up to and including the empty line: each line ends in CRLF, names are
// tokens, nothing is folded, no control characters, exactly one Host (HTTP/1.0 may have none), at most one
// Content-Length, of digits only, not together with Transfer-Encoding, which is "chunked" or absent. Pure.
GateVerdict checkHeaderBlock(std::string_view block);

class Gate {
public:
    explicit Gate(GateOptions options);
    // Rules 2 to 6.
    GateVerdict check(const Request& request, const Door& door) const;
    const GateOptions& options() const { return m_options; }
    // For the requests that come from now on.
    void setOptions(GateOptions options) { m_options = std::move(options); }
    // The Access-Control headers for the answer to this request: empty unless its Origin is configured.
    std::string corsHeaders(const Request& request) const;

private:
    bool isOurHost(std::string_view host, const Door& door) const;
    bool isOurOrigin(std::string_view origin, std::string_view host) const;
    bool hasToken(const Request& request) const;

    GateOptions m_options;
};

} // namespace tapedeck::http
