#include "engine/net/http/restmq/json_text.h"

#include "engine/net/http/encodings.h"

#include <cstdio>

namespace tapedeck::restmq {

namespace {

void appendUnit(std::string& out, unsigned unit)
{
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\u%04x", unit & 0xffff);
    out += escaped;
}

// The code point of the well-formed sequence at `at`; moves behind it.
unsigned codePoint(std::string_view utf8, size_t& at)
{
    const auto byte = [&] { return static_cast<unsigned>(static_cast<unsigned char>(utf8[at++])); };
    const unsigned first = byte();
    const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    unsigned point = first & (0x3fU >> more);
    for (int i = 0; i < more; ++i)
        point = (point << 6) | (byte() & 0x3f);
    return point;
}

void appendControl(std::string& out, char c)
{
    switch (c) {
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    case '\b':
        out += "\\b";
        break;
    case '\f':
        out += "\\f";
        break;
    default:
        appendUnit(out, static_cast<unsigned char>(c));
    }
}

void appendUtf8(std::string& out, std::string_view utf8)
{
    out += '"';
    for (size_t i = 0; i < utf8.size();) {
        const char c = utf8[i];
        if (static_cast<unsigned char>(c) >= 0x80) {
            const unsigned point = codePoint(utf8, i);
            if (point >= 0x10000) {
                appendUnit(out, 0xd800 + ((point - 0x10000) >> 10));
                appendUnit(out, 0xdc00 + ((point - 0x10000) & 0x3ff));
            } else {
                appendUnit(out, point);
            }
            continue;
        }
        ++i;
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (c == '/' && i >= 2 && utf8[i - 2] == '<')
            out += "\\/";
        else if (static_cast<unsigned char>(c) < 0x20)
            appendControl(out, c);
        else
            out += c;
    }
    out += '"';
}

} // namespace

void appendJsonText(std::string& out, std::string_view bytes)
{
    if (http::isUtf8(bytes))
        appendUtf8(out, bytes);
    else
        appendUtf8(out, http::toUtf8(bytes));
}

void JsonObject::key(std::string_view name)
{
    if (m_out.size() > 1)
        m_out += ", ";
    appendJsonText(m_out, name);
    m_out += ": ";
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value)
{
    key(name);
    appendJsonText(m_out, value);
    return *this;
}

JsonObject& JsonObject::number(std::string_view name, uint64_t value)
{
    key(name);
    m_out += std::to_string(value);
    return *this;
}

JsonObject& JsonObject::boolean(std::string_view name, bool value)
{
    key(name);
    m_out += value ? "true" : "false";
    return *this;
}

JsonObject& JsonObject::raw(std::string_view name, std::string_view json)
{
    key(name);
    m_out += json;
    return *this;
}

std::string JsonObject::take()
{
    m_out += '}';
    return std::move(m_out);
}

std::string jsonError(std::string_view text)
{
    return JsonObject().text("error", text).take();
}

} // namespace tapedeck::restmq
