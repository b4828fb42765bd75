#include "engine/replay/replay.h"

#include <charconv>

namespace tapedeck {

std::string RemoteBroker::text() const
{
    const bool brackets = host.find(':') != std::string::npos;
    return (brackets ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

std::optional<RemoteBroker> RemoteBroker::parse(std::string_view text)
{
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (brackets)
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        return std::nullopt; // an IPv6 address, whose end is no port
    RemoteBroker address;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    if (host.empty() || host.size() > 255 || host.find_first_of(" \t\r\n[]/@") != std::string_view::npos
        || error != std::errc() || end != digits.data() + digits.size() || address.port == 0)
        return std::nullopt;
    address.host = host;
    return address;
}

} // namespace tapedeck
