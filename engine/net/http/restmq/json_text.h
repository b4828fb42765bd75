// JSON as RestMQ's clients have always seen it: a blank behind each colon and comma, everything but ASCII as \uXXXX,
// and
// "</" as "<\/". Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tapedeck::restmq {

// Appends `bytes` as a JSON string. What is not UTF-8 in it becomes U+FFFD, so the result is always JSON.
void appendJsonText(std::string& out, std::string_view bytes);

// An object, written member by member in the order of the calls.
class JsonObject {
public:
    JsonObject& text(std::string_view name, std::string_view value);
    JsonObject& number(std::string_view name, uint64_t value);
    JsonObject& boolean(std::string_view name, bool value);
    // `json` is JSON already.
    JsonObject& raw(std::string_view name, std::string_view json);
    // The object so far, closed. Once.
    std::string take();

private:
    void key(std::string_view name);
    std::string m_out = "{";
};

// {"error": "..."}
std::string jsonError(std::string_view text);

} // namespace tapedeck::restmq
