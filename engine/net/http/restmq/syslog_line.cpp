#include "engine/net/http/restmq/syslog_line.h"

#include "engine/net/http/restmq/json_text.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace tapedeck::restmq {

namespace {

constexpr std::array<std::string_view, 24> kFacilities = {"kern", "user", "mail", "daemon", "auth", "syslog", "lpr",
    "news", "uucp", "cron", "authpriv", "ftp", "ntp", "audit", "alert", "at", "local0", "local1", "local2", "local3",
    "local4", "local5", "local6", "local7"};
constexpr std::array<std::string_view, 8> kSeverities = {
    "emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};

// Seconds with as many digits as the microseconds need, at least one.
std::string secondsText(Time time)
{
    char text[40];
    const int length = std::snprintf(text, sizeof text, "%lld.%06lld", static_cast<long long>(time.micros / 1'000'000),
        static_cast<long long>(time.micros % 1'000'000));
    std::string out(text, static_cast<size_t>(length));
    while (out.ends_with('0') && !out.ends_with(".0"))
        out.pop_back();
    return out;
}

} // namespace

std::optional<unsigned> syslogPriority(std::string_view line)
{
    const size_t open = line.find('<');
    const size_t close = line.rfind('>');
    if (open == std::string_view::npos || close == std::string_view::npos || close <= open + 1)
        return std::nullopt;
    unsigned number = 0;
    const char* const end = line.data() + close;
    const auto [at, error] = std::from_chars(line.data() + open + 1, end, number);
    if (error != std::errc{} || at != end || number >= kFacilities.size() * kSeverities.size())
        return std::nullopt;
    return number;
}

std::string syslogToJson(std::string_view line, std::string_view host, Time received)
{
    JsonObject object;
    object.text("line", line).text("host", host).raw("tstamp", secondsText(received));
    if (const std::optional<unsigned> priority = syslogPriority(line))
        object.text("facility", kFacilities[*priority / 8]).text("severity", kSeverities[*priority % 8]);
    else
        object.raw("facility", "null").raw("severity", "null");
    return object.take();
}

} // namespace tapedeck::restmq
