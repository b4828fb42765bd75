// The forms in which people write lengths of time and sizes in configuration files and commands: `30s`, `5m`, `24h`,
// `1d`, `500ms`, plain digits (seconds); `128mb`, `64k`, `1g`, `20b`, plain digits (bytes; 1 k = 1024). Upper or lower
// case. No blanks, signs or fractions. Pure.
#pragma once

#include "engine/base/units.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tapedeck {

// Nothing if the text has another form or the value exceeds 2^63-1 microseconds.
std::optional<Duration> parseDuration(std::string_view text);
// Nothing if the text has another form or the value exceeds 2^63-1 bytes.
std::optional<uint64_t> parseSize(std::string_view text);

} // namespace tapedeck
