#include "engine/net/http/restmq/expiry.h"

#include "engine/base/time_forms.h"
#include "engine/log/message.h"

#include <algorithm>
#include <charconv>

namespace tapedeck::restmq {

namespace {

constexpr int64_t kTtlSecondsMax = int64_t{3'000} * 366 * 86'400; // as good as never, and a time that can be written

} // namespace

std::optional<Duration> parseTtl(std::string_view text)
{
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-'))
            return std::nullopt;
    }
    int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || end != text.data() + text.size() || error == std::errc::invalid_argument)
        return std::nullopt;
    if (error == std::errc::result_out_of_range)
        seconds = text.front() == '-' ? 0 : kTtlSecondsMax;
    return Duration::seconds(std::clamp<int64_t>(seconds, 0, kTtlSecondsMax));
}

std::string expiresAt(Time end)
{
    return encodeHeaders({{std::string(kExpiresHeader), formatTime(end)}});
}

bool hasExpired(std::string_view encodedHeaders, Time now)
{
    if (encodedHeaders.find(kExpiresHeader) == std::string_view::npos)
        return false;
    for (const auto& [name, value] : decodeHeaders(encodedHeaders)) {
        if (name != kExpiresHeader || value.size() < 20 || value.find('T') != 10)
            continue; // other forms of a time are relative to now
        const std::optional<Time> end = parseTime(value, now, {});
        if (end && *end <= now)
            return true;
    }
    return false;
}

} // namespace tapedeck::restmq
