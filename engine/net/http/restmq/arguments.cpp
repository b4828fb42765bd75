#include "engine/net/http/restmq/arguments.h"

#include "engine/base/text.h"
#include "engine/net/http/encodings.h"

#include <array>

namespace tapedeck::restmq {

namespace {

// White space outside ASCII, as UTF-8: NEL, no-break space, the blanks of U+1680 and U+2000 to U+200A, the separators,
// the narrow, mathematical and ideographic blanks.
constexpr std::array<std::string_view, 19> kWideBlanks = {"\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002",
    "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f",
    "\u205f", "\u3000"};

// How many bytes of white space begin (or end) the text.
size_t blankLength(std::string_view text, bool atEnd)
{
    const char c = atEnd ? text.back() : text.front();
    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return 1;
    if (static_cast<unsigned char>(c) < 0x80)
        return 0;
    for (const std::string_view blank : kWideBlanks) {
        if (atEnd ? text.ends_with(blank) : text.starts_with(blank))
            return blank.size();
    }
    return 0;
}

} // namespace

std::string cleanValue(std::string_view value)
{
    std::string out(value);
    for (char& c : out) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x09 || (byte > 0x0d && byte < 0x20))
            c = ' ';
    }
    std::string_view rest = out;
    while (!rest.empty()) {
        const size_t blank = blankLength(rest, false);
        if (blank == 0)
            break;
        rest.remove_prefix(blank);
    }
    while (!rest.empty()) {
        const size_t blank = blankLength(rest, true);
        if (blank == 0)
            break;
        rest.remove_suffix(blank);
    }
    if (rest.size() != out.size())
        out = std::string(rest);
    return out;
}

std::optional<std::string> nameInPath(std::string_view encoded)
{
    std::string name;
    name.reserve(encoded.size());
    for (size_t i = 0; i < encoded.size(); ++i) {
        const int high = encoded[i] == '%' && i + 2 < encoded.size() ? hexDigit(encoded[i + 1]) : -1;
        const int low = high >= 0 ? hexDigit(encoded[i + 2]) : -1;
        if (low >= 0) {
            name += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            name += encoded[i] == '+' ? ' ' : encoded[i];
        }
    }
    if (!http::isUtf8(name))
        return std::nullopt;
    return name;
}

std::optional<Arguments> Arguments::of(const http::Request& request)
{
    Arguments arguments;
    for (const auto& [name, value] : http::parseForm(request.query()))
        arguments.add(name, value);
    const std::string type = http::toLower(request.header("Content-Type").value_or(""));
    if (type.starts_with("application/x-www-form-urlencoded")) {
        for (const auto& [name, value] : http::parseForm(request.body))
            arguments.add(name, value);
    } else if (type.starts_with("multipart/form-data")) {
        const auto fields = http::parseMultipart(*request.header("Content-Type"), request.body);
        if (fields) {
            for (const auto& [name, value] : *fields)
                arguments.add(name, value);
        }
    }
    if (!arguments.m_valid)
        return std::nullopt;
    return arguments;
}

void Arguments::add(std::string_view name, std::string_view value)
{
    if (value.empty())
        return;
    if (!http::isUtf8(value)) {
        m_valid = false;
        return;
    }
    m_values.insert_or_assign(std::string(name), cleanValue(value));
}

const std::string* Arguments::find(std::string_view name) const
{
    const auto found = m_values.find(name);
    return found == m_values.end() ? nullptr : &found->second;
}

} // namespace tapedeck::restmq
