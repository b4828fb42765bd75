#include "engine/net/http/api/json_writer.h"

#include "engine/base/time_forms.h"
#include "engine/net/http/encodings.h"
#include "engine/queue/settings.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace tapedeck::api {

void JsonWriter::separate()
{
    if (!m_first)
        m_out += ',';
    m_first = false;
}

JsonWriter& JsonWriter::beginObject()
{
    separate();
    m_out += '{';
    m_first = true;
    return *this;
}

JsonWriter& JsonWriter::endObject()
{
    m_out += '}';
    m_first = false;
    return *this;
}

JsonWriter& JsonWriter::beginArray()
{
    separate();
    m_out += '[';
    m_first = true;
    return *this;
}

JsonWriter& JsonWriter::endArray()
{
    m_out += ']';
    m_first = false;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name)
{
    separate();
    quote(name);
    m_out += ':';
    m_first = true; // the value follows without a comma
    return *this;
}

JsonWriter& JsonWriter::number(uint64_t value)
{
    separate();
    m_out += std::to_string(value);
    return *this;
}

JsonWriter& JsonWriter::decimal(double value)
{
    separate();
    std::array<char, 32> text;
    const int length = std::snprintf(text.data(), text.size(), "%.9g", std::isfinite(value) ? value : 0.0);
    m_out.append(text.data(), static_cast<size_t>(length));
    return *this;
}

JsonWriter& JsonWriter::text(std::string_view value)
{
    separate();
    if (http::isUtf8(value))
        quote(value);
    else
        quote(http::toUtf8(value));
    return *this;
}

JsonWriter& JsonWriter::signedMember(std::string_view name, int64_t value)
{
    key(name).separate();
    m_out += std::to_string(value);
    return *this;
}

JsonWriter& JsonWriter::flag(std::string_view name, bool value)
{
    key(name).separate();
    m_out += value ? "true" : "false";
    return *this;
}

JsonWriter& JsonWriter::id(std::string_view name, uint64_t value)
{
    member(name, value);
    if (value > kExactNumberMax)
        member(std::string(name) + "Text", std::to_string(value));
    return *this;
}

JsonWriter& JsonWriter::bytes(std::string_view name, std::string_view value)
{
    if (!http::isUtf8(value))
        return member(std::string(name) + "Base64", http::encodeBase64(value));
    key(name).separate();
    quote(value);
    return *this;
}

JsonWriter& JsonWriter::time(std::string_view name, Time value)
{
    return member(name, formatTime(value));
}

JsonWriter& JsonWriter::duration(std::string_view name, Duration value)
{
    return member(name, formatDuration(value));
}

JsonWriter& JsonWriter::raw(std::string_view json)
{
    if (json.empty())
        return *this;
    separate();
    m_out += json;
    return *this;
}

void JsonWriter::quote(std::string_view utf8)
{
    m_out += '"';
    size_t plain = 0; // from here on nothing had to be escaped
    for (size_t at = 0; at < utf8.size(); ++at) {
        const auto c = static_cast<unsigned char>(utf8[at]);
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        m_out.append(utf8, plain, at - plain);
        plain = at + 1;
        if (c == '"' || c == '\\') {
            m_out += '\\';
            m_out += static_cast<char>(c);
        } else if (c == '\n') {
            m_out += "\\n";
        } else {
            std::array<char, 8> escape;
            std::snprintf(escape.data(), escape.size(), "\\u%04x", c);
            m_out += escape.data();
        }
    }
    m_out.append(utf8, plain);
    m_out += '"';
}

std::string formatDuration(Duration duration)
{
    struct Unit {
        int64_t micros;
        const char* suffix;
    };
    static constexpr std::array<Unit, 5> kUnits = {
        {{86'400'000'000, "d"}, {3'600'000'000, "h"}, {60'000'000, "m"}, {1'000'000, "s"}, {1'000, "ms"}}};
    if (duration >= kKeepForever)
        return "forever";
    if (duration.micros == 0)
        return "0s";
    for (const Unit& unit : kUnits)
        if (duration.micros % unit.micros == 0)
            return std::to_string(duration.micros / unit.micros) + unit.suffix;
    return std::to_string(duration.micros) + "us";
}

} // namespace tapedeck::api
