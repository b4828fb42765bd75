// When a message published with a ttl ends: kept as a header of the message, so that it survives a restart and every
// port shows it. Pure.
#pragma once

#include "engine/base/units.h"

#include <optional>
#include <string>
#include <string_view>

namespace tapedeck::restmq {

inline constexpr std::string_view kExpiresHeader = "expires-at"; // RFC 3339, UTC

// A ttl in whole seconds with an optional sign, as a client writes it. Nothing if it is no such number.
std::optional<Duration> parseTtl(std::string_view text);
// Encoded headers (engine/log/message.h) that say when a message ends.
std::string expiresAt(Time end);
// True if the headers say that the message has ended by `now`.
bool hasExpired(std::string_view encodedHeaders, Time now);

} // namespace tapedeck::restmq
