// Compact JSON, written front to back in the order of the calls, with the API's rules for ids, bytes, times and
// durations (PROTOCOL.md, "Values"). A plain value; pure.
#pragma once

#include "engine/base/units.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tapedeck::api {

// Above it a JavaScript number does not hold every integer.
inline constexpr uint64_t kExactNumberMax = (uint64_t{1} << 53) - 1;

class JsonWriter {
public:
    JsonWriter& beginObject();
    JsonWriter& endObject();
    JsonWriter& beginArray();
    JsonWriter& endArray();
    JsonWriter& key(std::string_view name);

    // --- values: elements of a list, or behind key() ---
    JsonWriter& number(uint64_t value);
    JsonWriter& decimal(double value); // 0 if it is not finite
    JsonWriter& text(std::string_view value); // what is not UTF-8 is replaced by U+FFFD

    // --- members ---
    JsonWriter& member(std::string_view name, uint64_t value) { return key(name).number(value); }
    JsonWriter& member(std::string_view name, std::string_view value) { return key(name).text(value); }
    JsonWriter& signedMember(std::string_view name, int64_t value);
    JsonWriter& flag(std::string_view name, bool value);
    // `name`, and `nameText` where a JavaScript number would round it.
    JsonWriter& id(std::string_view name, uint64_t value);
    JsonWriter& id(std::string_view name, MessageId value) { return id(name, value.value); }
    // `name` where the bytes are UTF-8, else `nameBase64`.
    JsonWriter& bytes(std::string_view name, std::string_view value);
    JsonWriter& time(std::string_view name, Time value);
    JsonWriter& duration(std::string_view name, Duration value);
    // JSON made elsewhere: a value, or whole members without their braces.
    JsonWriter& raw(std::string_view json);

    const std::string& result() const { return m_out; }
    std::string take() { return std::move(m_out); }
    size_t size() const { return m_out.size(); }

private:
    void separate();
    void quote(std::string_view utf8);

    std::string m_out;
    bool m_first = true;
};

// In the largest unit that divides it: "30s", "250ms", "1500us"; "forever" from kKeepForever on.
std::string formatDuration(Duration duration);

} // namespace tapedeck::api
