#include "engine/net/http/gate.h"

#include "engine/base/secret.h"
#include "engine/net/http/encodings.h"

#include <algorithm>
#include <array>

namespace tapedeck::http {

namespace {

constexpr GateVerdict kPassed{};

GateVerdict malformed(std::string_view why)
{
    return {GateRefusal::malformed, 400, why};
}

bool isTokenCharacter(char c)
{
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return true;
    return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool isToken(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

// Headers that must not come twice, because two readers of the request could believe different ones.
constexpr std::array<std::string_view, 8> kSingle = {"host", "content-length", "transfer-encoding", "origin",
    "sec-fetch-site", "authorization", "upgrade", "sec-websocket-key"};

struct SeenHeaders {
    std::array<bool, kSingle.size()> seen{};
    bool chunked = false;

    bool has(std::string_view name) const
    {
        return seen[static_cast<size_t>(std::find(kSingle.begin(), kSingle.end(), name) - kSingle.begin())];
    }
};

GateVerdict checkHeaderLine(std::string_view line, SeenHeaders& headers)
{
    if (line.front() == ' ' || line.front() == '\t')
        return malformed("a header line is folded");
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos)
        return malformed("a header line has no colon");
    if (!isToken(line.substr(0, colon)))
        return malformed("a header's name has characters that are not allowed there");
    const std::string name = toLower(line.substr(0, colon));
    const std::string_view value = trimBlanks(line.substr(colon + 1));
    const auto known = std::find(kSingle.begin(), kSingle.end(), name);
    if (known == kSingle.end())
        return kPassed;
    bool& seen = headers.seen[static_cast<size_t>(known - kSingle.begin())];
    if (seen)
        return malformed("a header that must come once comes twice");
    seen = true;
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (name == "content-length"
        && (value.empty() || value.size() > 18 || !std::all_of(value.begin(), value.end(), isDigit)))
        return malformed("Content-Length is not a number");
    if (name == "transfer-encoding" && !equalsIgnoringCase(value, "chunked"))
        return malformed("Transfer-Encoding is something else than chunked");
    return kPassed;
}

GateVerdict checkRequestLine(std::string_view line, bool& http11)
{
    const size_t firstBlank = line.find(' ');
    const size_t lastBlank = line.rfind(' ');
    if (firstBlank == std::string_view::npos || lastBlank == firstBlank)
        return malformed("the request line is not METHOD TARGET VERSION");
    const std::string_view target = line.substr(firstBlank + 1, lastBlank - firstBlank - 1);
    const std::string_view version = line.substr(lastBlank + 1);
    if (!isToken(line.substr(0, firstBlank)))
        return malformed("the method is not a word");
    if (target.empty() || target.find(' ') != std::string_view::npos)
        return malformed("the target is empty or has blanks");
    if (std::any_of(target.begin(), target.end(), [](char c) { return isControl(c) || c == '\t'; }))
        return malformed("the target has control characters");
    http11 = version == "HTTP/1.1";
    if (!http11 && version != "HTTP/1.0")
        return {GateRefusal::malformed, 505, "only HTTP/1.1 and HTTP/1.0 are spoken here"};
    return kPassed;
}

struct HostAndPort {
    std::string host; // lower case; IPv6 in brackets
    std::string port; // empty if there is none
};

std::optional<HostAndPort> splitHost(std::string_view text)
{
    HostAndPort out;
    const size_t bracket = text.starts_with('[') ? text.find(']') : 0;
    if (bracket == std::string_view::npos)
        return std::nullopt;
    const size_t colon = text.find(':', bracket);
    out.host = toLower(text.substr(0, colon));
    if (colon != std::string_view::npos) {
        out.port = text.substr(colon + 1);
        if (out.port.empty() || out.port.size() > 5 || out.port.find_first_not_of("0123456789") != std::string::npos)
            return std::nullopt;
    }
    if (out.host.empty())
        return std::nullopt;
    return out;
}

} // namespace

GateVerdict checkHeaderBlock(std::string_view block)
{
    if (!block.ends_with("\r\n\r\n"))
        return malformed("the header does not end with an empty line");
    block.remove_suffix(2);
    SeenHeaders headers;
    bool http11 = true;
    bool first = true;
    while (!block.empty()) {
        const size_t end = block.find("\r\n");
        const std::string_view line = block.substr(0, end);
        block.remove_prefix(end + 2);
        if (std::any_of(line.begin(), line.end(), isControl))
            return malformed("a header line has control characters");
        if (line.empty())
            return malformed("the header has an empty line");
        const GateVerdict verdict = first ? checkRequestLine(line, http11) : checkHeaderLine(line, headers);
        if (!verdict.passed())
            return verdict;
        first = false;
    }
    if (first)
        return malformed("there is no request line");
    if (http11 && !headers.has("host"))
        return malformed("the Host header is missing");
    if (headers.has("content-length") && headers.has("transfer-encoding"))
        return malformed("Content-Length and Transfer-Encoding exclude each other");
    if (!http11 && headers.has("transfer-encoding"))
        return malformed("HTTP/1.0 has no Transfer-Encoding");
    return kPassed;
}

Gate::Gate(GateOptions options)
    : m_options(std::move(options))
{
    for (std::string& host : m_options.hosts)
        host = toLower(host);
}

GateVerdict Gate::check(const Request& request, const Door& door) const
{
    const std::optional<std::string_view> host = request.header("Host");
    if (host && !isOurHost(*host, door))
        return {GateRefusal::host, 403, "the Host header names another server; see the setting http_hosts"};
    const std::optional<std::string_view> origin = request.header("Origin");
    bool configured = false;
    if (origin) {
        configured = std::find(m_options.origins.begin(), m_options.origins.end(), *origin) != m_options.origins.end();
        if (!configured && !(host && isOurOrigin(*origin, *host)))
            return {
                GateRefusal::origin, 403, "web pages of other origins are not served; see the setting http_origins"};
    }
    const std::optional<std::string_view> site = request.header("Sec-Fetch-Site");
    if (site && *site != "same-origin" && *site != "none" && !configured)
        return {GateRefusal::crossSite, 403, "requests on behalf of other web sites are not served"};
    if (!hasToken(request))
        return {GateRefusal::token, 401, "a token is needed: Authorization: Bearer TOKEN, or as the password of Basic"};
    return kPassed;
}

bool Gate::isOurHost(std::string_view host, const Door& door) const
{
    const std::optional<HostAndPort> parts = splitHost(host);
    if (!parts)
        return false;
    const bool ourPort = (parts->port.empty() ? std::string("80") : parts->port) == std::to_string(door.port);
    if (ourPort) {
        for (const std::string_view name : {"localhost", "127.0.0.1", "[::1]"}) {
            if (parts->host == name)
                return true;
        }
        if (parts->host == door.address)
            return true;
    }
    const std::string exact = parts->host + ":" + (parts->port.empty() ? "80" : parts->port);
    return std::any_of(m_options.hosts.begin(), m_options.hosts.end(),
        [&](const std::string& name) { return name == exact || (ourPort && name == parts->host); });
}

bool Gate::isOurOrigin(std::string_view origin, std::string_view host) const
{
    return toLower(origin) == "http://" + toLower(host);
}

bool Gate::hasToken(const Request& request) const
{
    if (m_options.token.empty())
        return true;
    if (const auto own = request.header("X-Tapedeck-Token"); own && sameSecret(m_options.token, *own))
        return true;
    const std::string_view authorization = request.header("Authorization").value_or(std::string_view{});
    constexpr std::string_view kBearer = "Bearer ";
    if (authorization.size() > kBearer.size() && equalsIgnoringCase(authorization.substr(0, kBearer.size()), kBearer))
        return sameSecret(m_options.token, trimBlanks(authorization.substr(kBearer.size())));
    const auto basic = parseBasicAuthorization(authorization);
    return basic && sameSecret(m_options.token, basic->second);
}

std::string Gate::corsHeaders(const Request& request) const
{
    const std::optional<std::string_view> origin = request.header("Origin");
    if (!origin || std::find(m_options.origins.begin(), m_options.origins.end(), *origin) == m_options.origins.end())
        return {};
    return "Access-Control-Allow-Origin: " + std::string(*origin) + "\r\nVary: Origin\r\n";
}

} // namespace tapedeck::http
