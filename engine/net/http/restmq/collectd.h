// What collectd posts: lines of values and notifications, turned into the JSON that is queued. Pure functions on
// untrusted bytes.
#pragma once

#include "engine/base/result.h"

#include <string>
#include <string_view>

namespace tapedeck::restmq {

// Lines of `PUTVAL host/plugin/type interval=10 time:value[:value...]`, the identifier perhaps in double quotes, with
// one list of values or several. A JSON array with one object per list: {"host", "plugin_instance", "type_instance",
// "interval", "value"}, all strings. Empty lines and comments (#) are skipped. Errors: invalidArgument, with the line.
Result<std::string> valuesToJson(std::string_view text);

// Header lines `Severity: warning`, an empty line, and the text: a JSON array of one-entry objects with the names in
// lower case, at the end {"event_text": ...}. Without an empty line the last line is the text. Errors: invalidArgument.
Result<std::string> notificationToJson(std::string_view text);

} // namespace tapedeck::restmq
