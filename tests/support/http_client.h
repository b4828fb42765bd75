// A plain blocking HTTP/1.1 client for tests: sends requests as given, reads whole answers or single chunks of a
// stream, and sees exactly which bytes came. Every wait has a limit, so a missing answer fails a test instead of
// hanging it.
#pragma once

#include "tests/support/raw_client.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck {

struct HttpReply {
    int status = 0; // 0: no whole answer came
    std::string reason;
    std::map<std::string, std::string> headers; // names in lower case; of several the last
    std::string head; // the head's bytes, up to and including the empty line
    std::string body; // without chunk framing
    std::string header(const std::string& lowerCaseName) const
    {
        const auto found = headers.find(lowerCaseName);
        return found == headers.end() ? std::string() : found->second;
    }
};

class HttpClient {
public:
    using Patience = std::chrono::milliseconds;
    static constexpr Patience kPatience = std::chrono::seconds(10);

    explicit HttpClient(uint16_t port, bool ipv6 = false);

    // "GET", "/q/x", and more header lines, each "Name: value\r\n". Host, and with a body Content-Length, are added;
    // with a body and no Content-Type that of a form, as curl does.
    void send(
        std::string_view method, std::string_view target, std::string_view body = {}, std::string_view headers = {});
    void sendRaw(std::string_view bytes) { m_raw.send(bytes); }
    // One whole answer. A 100 Continue is skipped. `toHead`: the answer to a HEAD request has no body.
    HttpReply reply(Patience patience = kPatience, bool toHead = false);
    HttpReply ask(
        std::string_view method, std::string_view target, std::string_view body = {}, std::string_view headers = {});
    // The head of a stream only.
    HttpReply head(Patience patience = kPatience);
    // The next chunk of a chunked stream; empty at its end, nothing if none came in time.
    std::optional<std::string> chunk(Patience patience = kPatience);
    // True when nothing arrives for that long.
    bool silent(Patience howLong);
    bool closedByServer(Patience patience = kPatience) { return m_raw.closedByServer(patience); }
    RawClient& raw() { return m_raw; }
    uint16_t port() const { return m_port; }

private:
    std::optional<std::string> line(std::chrono::steady_clock::time_point until);
    bool readBytes(size_t count, std::string& out, std::chrono::steady_clock::time_point until);

    RawClient m_raw;
    uint16_t m_port;
};

} // namespace tapedeck
