// One line of syslog as the JSON that is queued. Pure.
#pragma once

#include "engine/base/units.h"

#include <optional>
#include <string>
#include <string_view>

namespace tapedeck::restmq {

// {"line": ..., "host": ..., "tstamp": seconds, "facility": ..., "severity": ...}. `line` has no line end any more.
// Facility and severity are null when the line has no <n>, or when what stands between its first < and its last > is
// not a number that means something.
std::string syslogToJson(std::string_view line, std::string_view host, Time received);

// The n of that <n>, 0 to 191.
std::optional<unsigned> syslogPriority(std::string_view line);

} // namespace tapedeck::restmq
