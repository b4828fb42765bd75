// XML-RPC as far as RestMQ speaks it: reading a call, writing answers. Pure functions on untrusted bytes.
#pragma once

#include "engine/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::restmq {

struct XmlCall {
    std::string method;
    std::vector<std::optional<std::string>> parameters; // nothing: a value that is no string
};

// Errors: invalidArgument (not XML, not a call, too large or too deep).
Result<XmlCall> parseXmlCall(std::string_view text);

inline constexpr int kXmlFaultNoMethod = 8001;
inline constexpr int kXmlFaultError = 8002;

std::string xmlTextResponse(std::string_view text);
// {count: 0, value, key}
std::string xmlMessageResponse(std::string_view value, std::string_view key);
std::string xmlFault(int code, std::string_view text);

} // namespace tapedeck::restmq
