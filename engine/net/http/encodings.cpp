#include "engine/net/http/encodings.h"

#include "engine/base/limits.h"
#include "engine/base/text.h"
#include "engine/net/http/request.h"

#include <array>

namespace tapedeck::http {

namespace {

bool isUnreserved(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.'
        || c == '_' || c == '~';
}

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int base64Digit(char c)
{
    if (c == '-')
        c = '+';
    if (c == '_')
        c = '/';
    const size_t at = kBase64.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// Bytes of the well-formed sequence at the front of `text`; 0 if there is none (RFC 3629: no surrogates, nothing longer
// than needed, nothing above U+10FFFF).
size_t sequenceLength(std::string_view text)
{
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return 1;
    const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length)
        return 0;
    for (size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
    }
    const unsigned char second = byte(1);
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) || (first == 0xf0 && second < 0x90)
        || (first == 0xf4 && second > 0x8f))
        return 0;
    return length;
}

// The value of a parameter such as boundary=... or name="..." in a header value.
std::optional<std::string> parameter(std::string_view headerValue, std::string_view name)
{
    size_t at = headerValue.find(';');
    while (at != std::string_view::npos) {
        headerValue.remove_prefix(at + 1);
        const size_t equals = headerValue.find('=');
        if (equals == std::string_view::npos)
            return std::nullopt;
        const bool wanted = equalsIgnoringCase(trimBlanks(headerValue.substr(0, equals)), name);
        headerValue.remove_prefix(equals + 1);
        std::string value;
        if (!headerValue.empty() && headerValue.front() == '"') {
            size_t i = 1;
            for (; i < headerValue.size() && headerValue[i] != '"'; ++i) {
                if (headerValue[i] == '\\' && i + 1 < headerValue.size())
                    ++i;
                value += headerValue[i];
            }
            headerValue.remove_prefix(std::min(i + 1, headerValue.size()));
            at = headerValue.find(';');
        } else {
            at = headerValue.find(';');
            value = trimBlanks(headerValue.substr(0, at));
        }
        if (wanted)
            return value;
    }
    return std::nullopt;
}

// Header lines of one part: the value of Content-Disposition.
std::string_view disposition(std::string_view lines)
{
    while (!lines.empty()) {
        const size_t end = lines.find("\r\n");
        const std::string_view line = lines.substr(0, end);
        const size_t colon = line.find(':');
        if (colon != std::string_view::npos
            && equalsIgnoringCase(trimBlanks(line.substr(0, colon)), "Content-Disposition"))
            return trimBlanks(line.substr(colon + 1));
        if (end == std::string_view::npos)
            break;
        lines.remove_prefix(end + 2);
    }
    return {};
}

} // namespace

std::optional<std::string> decodePercent(std::string_view text, bool plusIsBlank)
{
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += plusIsBlank && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

std::string encodePercent(std::string_view text)
{
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (isUnreserved(c)) {
            out += c;
        } else {
            out += '%';
            out += kDigits[static_cast<unsigned char>(c) >> 4];
            out += kDigits[static_cast<unsigned char>(c) & 15];
        }
    }
    return out;
}

FormFields parseForm(std::string_view encoded)
{
    FormFields fields;
    const auto decoded = [](std::string_view part) { return decodePercent(part, true).value_or(std::string(part)); };
    while (!encoded.empty() && fields.size() < limits::kHttpFormFieldsMax) {
        const size_t end = encoded.find('&');
        const std::string_view field = encoded.substr(0, end);
        if (!field.empty()) {
            const size_t equals = field.find('=');
            fields.emplace_back(decoded(field.substr(0, equals)),
                equals == std::string_view::npos ? std::string() : decoded(field.substr(equals + 1)));
        }
        if (end == std::string_view::npos)
            break;
        encoded.remove_prefix(end + 1);
    }
    return fields;
}

std::optional<FormFields> parseMultipart(std::string_view contentTypeHeader, std::string_view body)
{
    const std::optional<std::string> boundary = parameter(contentTypeHeader, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > 70)
        return std::nullopt;
    const std::string delimiter = "--" + *boundary;
    size_t at = body.starts_with(delimiter) ? 0 : body.find("\r\n" + delimiter);
    if (at == std::string_view::npos)
        return std::nullopt;
    at += at == 0 ? 0 : 2;
    FormFields fields;
    for (;;) {
        body.remove_prefix(at + delimiter.size());
        if (body.starts_with("--"))
            return fields;
        if (!body.starts_with("\r\n") || fields.size() >= limits::kHttpFormFieldsMax)
            return std::nullopt;
        body.remove_prefix(2);
        const size_t end = body.find("\r\n" + delimiter);
        if (end == std::string_view::npos)
            return std::nullopt;
        const std::string_view part = body.substr(0, end);
        const size_t blank = part.starts_with("\r\n") ? 0 : part.find("\r\n\r\n");
        if (blank == std::string_view::npos)
            return std::nullopt;
        if (const auto name = parameter(disposition(part.substr(0, blank)), "name"))
            fields.emplace_back(*name, std::string(part.substr(blank == 0 ? 2 : blank + 4)));
        at = end + 2;
    }
}

std::optional<std::pair<std::string, std::string>> parseBasicAuthorization(std::string_view headerValue)
{
    constexpr std::string_view kScheme = "Basic ";
    if (headerValue.size() < kScheme.size() || !equalsIgnoringCase(headerValue.substr(0, kScheme.size()), kScheme))
        return std::nullopt;
    const std::optional<std::string> decoded = decodeBase64(trimBlanks(headerValue.substr(kScheme.size())));
    const size_t colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos)
        return std::nullopt;
    return std::pair{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

std::optional<std::string> decodeBase64(std::string_view text)
{
    while (text.ends_with('='))
        text.remove_suffix(1);
    std::string out;
    out.reserve(text.size() * 3 / 4);
    unsigned bits = 0;
    unsigned value = 0;
    for (const char c : text) {
        const int digit = base64Digit(c);
        if (digit < 0)
            return std::nullopt;
        value = (value << 6 | static_cast<unsigned>(digit)) & 0xffffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(value >> bits & 0xff);
        }
    }
    if (bits == 6) // a single digit left over
        return std::nullopt;
    return out;
}

std::string encodeBase64(std::string_view bytes)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (size_t i = 0; i < bytes.size(); i += 3) {
        const size_t left = std::min<size_t>(3, bytes.size() - i);
        unsigned value = 0;
        for (size_t k = 0; k < 3; ++k)
            value = value << 8 | (k < left ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (size_t k = 0; k < 4; ++k)
            out += k <= left ? kBase64[value >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const size_t length = sequenceLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string toUtf8(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const size_t length = sequenceLength(bytes);
        if (length == 0)
            out += "\xef\xbf\xbd";
        else
            out += bytes.substr(0, length);
        bytes.remove_prefix(std::max<size_t>(length, 1));
    }
    return out;
}

} // namespace tapedeck::http
