// How blockqueue writes what it answers: its envelope, texts, ids and times. Pure; any thread.
#pragma once

#include "engine/base/units.h"
#include "engine/net/http/answer.h"

#include <optional>
#include <string>
#include <string_view>

namespace tapedeck::blockqueue {

// {"message":"success"}, with "data" if there is any (JSON).
http::Answer success(std::string_view data = {});
// {"message":"failure","error":"..."} and its variants.
http::Answer failure(unsigned status, std::string_view error, std::string_view message = "failure");

// A JSON string. `<`, `>`, `&` and the two line ends of Unicode are escaped, other text stands as it is; what is not
// UTF-8 becomes U+FFFD.
void appendJsonText(std::string& out, std::string_view bytes);
// ,"name":"value" or, as the first member, {"name":"value".
void appendMember(std::string& out, std::string_view name, std::string_view value);

// A message's id for clients: "1700000000000000000_0000002a", nanoseconds since 1970 and the id in hexadecimal, at
// least eight digits of it. The same for all subscribers.
std::string messageKey(Time time, MessageId id);
// Nothing unless it has just that form. The time in it is not compared with the message's.
std::optional<MessageId> parseMessageKey(std::string_view key);

// Looks like a UUID; the same for as long as the topic exists.
std::string topicId(QueueNo queue);

// RFC 3339 in UTC, a fraction only where there is one: "2026-07-31T14:03:05.25Z".
std::string timeText(Time time);
inline constexpr std::string_view kZeroTime = "0001-01-01T00:00:00Z";

} // namespace tapedeck::blockqueue
