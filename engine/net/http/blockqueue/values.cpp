#include "engine/net/http/blockqueue/values.h"

#include "engine/base/time_forms.h"
#include "engine/net/http/encodings.h"

#include <charconv>
#include <cstdio>

namespace tapedeck::blockqueue {

namespace {

constexpr size_t kKeyDigits = 8;

bool isDecimal(std::string_view text)
{
    return !text.empty() && text.size() <= 20 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// How JSON writes this character; empty: as it is.
std::string escaped(std::string_view& rest)
{
    const char c = rest.front();
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        break;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == '<' || c == '>' || c == '&') {
        char code[8];
        std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
        return code;
    }
    // U+2028 and U+2029 end a line in JavaScript.
    if (rest.starts_with("\xe2\x80\xa8") || rest.starts_with("\xe2\x80\xa9")) {
        const std::string code = rest[2] == '\xa8' ? "\\u2028" : "\\u2029";
        rest.remove_prefix(2);
        return code;
    }
    return {};
}

} // namespace

http::Answer success(std::string_view data)
{
    std::string body = R"({"message":"success")";
    if (!data.empty())
        body.append(",\"data\":").append(data);
    return {200, std::string(http::kJson), body + '}'};
}

http::Answer failure(unsigned status, std::string_view error, std::string_view message)
{
    std::string body;
    appendMember(body, "message", message);
    appendMember(body, "error", error);
    return {status, std::string(http::kJson), body + '}'};
}

void appendJsonText(std::string& out, std::string_view bytes)
{
    std::string replaced;
    if (!http::isUtf8(bytes)) {
        replaced = http::toUtf8(bytes);
        bytes = replaced;
    }
    out += '"';
    while (!bytes.empty()) {
        // Most of a text needs nothing.
        size_t plain = 0;
        while (plain < bytes.size() && static_cast<unsigned char>(bytes[plain]) >= 0x20 && bytes[plain] != '"'
            && bytes[plain] != '\\' && bytes[plain] != '<' && bytes[plain] != '>' && bytes[plain] != '&'
            && bytes[plain] != '\xe2')
            ++plain;
        out += bytes.substr(0, plain);
        bytes.remove_prefix(plain);
        if (bytes.empty())
            break;
        const std::string code = escaped(bytes);
        if (code.empty())
            out += bytes.front();
        else
            out += code;
        bytes.remove_prefix(1);
    }
    out += '"';
}

void appendMember(std::string& out, std::string_view name, std::string_view value)
{
    out += out.empty() || out.back() == ',' || out.back() == '[' ? "{\"" : ",\"";
    out.append(name).append("\":");
    appendJsonText(out, value);
}

std::string messageKey(Time time, MessageId id)
{
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, id.value, 16).ptr;
    const auto length = static_cast<size_t>(end - digits);
    std::string key = std::to_string(time.micros);
    if (time.micros != 0)
        key += "000";
    key += '_';
    key.append(length < kKeyDigits ? kKeyDigits - length : 0, '0');
    return key.append(digits, length);
}

std::optional<MessageId> parseMessageKey(std::string_view key)
{
    const size_t line = key.find('_');
    if (line == std::string_view::npos || !isDecimal(key.substr(0, line)))
        return std::nullopt;
    const std::string_view digits = key.substr(line + 1);
    if (digits.size() < kKeyDigits || (digits.size() > kKeyDigits && digits.front() == '0')
        || digits.find_first_not_of("0123456789abcdef") != std::string_view::npos)
        return std::nullopt;
    MessageId id;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id.value, 16);
    if (error != std::errc{} || end != digits.data() + digits.size() || id.value == 0)
        return std::nullopt;
    return id;
}

std::string topicId(QueueNo queue)
{
    // Version 8 of RFC 9562: what the bits mean is our own affair. They spell "tapedeck" as far as they may.
    char text[37];
    std::snprintf(text, sizeof text, "74617065-6465-8000-8000-%012x", queue.value);
    return text;
}

std::string timeText(Time time)
{
    std::string text = formatTime(time);
    const size_t point = text.find('.');
    if (point == std::string::npos || text.back() != 'Z')
        return text;
    text.pop_back();
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return text + 'Z';
}

} // namespace tapedeck::blockqueue
