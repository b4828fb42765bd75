// Durations as programs written in Go spell them, and the words with which Go refuses the others. Pure; any thread.
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tapedeck::blockqueue {

// "5s", "1.5h", "1h30m", "-250ms", "0": an optional sign, then numbers, each with a unit (ns, us, µs, ms, s, m, h).
// Nanoseconds, as Go's time.ParseDuration computes them (also where a fraction is rounded). Errors: invalidArgument,
// with Go's text: time: missing unit in duration "5".
Result<int64_t> parseGoDuration(std::string_view text);

// As Go's time package quotes: backslashes before quotes and backslashes, \xhh for everything but printable ASCII.
std::string quoteLikeGo(std::string_view text);

// Nanoseconds rounded away from zero: what is not nothing stays so.
Duration fromNanoseconds(int64_t nanoseconds);

} // namespace tapedeck::blockqueue
