// The forms in which people write a moment, and the one in which the program writes it. Pure; any thread.
#pragma once

#include "engine/base/units.h"

#include <optional>
#include <string>
#include <string_view>

namespace tapedeck {

// Reads one of
//   14:03  14:03:05  14:03:05.123456             the last moment, not after `now`, at which the local clock said this
//   -5m  -90s  -1h30m  -500ms  -2d  now          before `now`
//   2026-07-31  2026-07-31T14:03[:05[.123456]]   local; a blank may stand for the T
//   2026-07-31T14:03:05.123456Z  ...+02:00       RFC 3339
//   1785499385  1785499385.123456                seconds since 1970 UTC; from 10^11 on milliseconds, from 10^14 on
//                                                microseconds
// Local means `utcOffset` east of UTC. More than six digits of a fraction are cut. Nothing if the text has another
// form, names no moment (25:00, 30 February) or lies outside the years 1 to 9999.
std::optional<Time> parseTime(std::string_view text, Time now, Duration utcOffset);

// "2026-07-31T14:03:05.123456Z", or with "+02:00" in place of the Z when an offset is given. Times outside the years 1
// to 9999 are clamped.
std::string formatTime(Time time, Duration utcOffset = {});

// What the machine's time zone is at that moment, east of UTC. Reads the system's settings: not pure.
Duration systemUtcOffset(Time at);

} // namespace tapedeck
