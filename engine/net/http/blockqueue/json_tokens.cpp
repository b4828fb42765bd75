#include "engine/net/http/blockqueue/json_tokens.h"

#include "engine/base/limits.h"
#include "engine/base/text.h"
#include "engine/net/http/encodings.h"

namespace tapedeck::blockqueue {

namespace {

constexpr char kHex[] = "0123456789abcdef";

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool isSurrogate(uint32_t unit)
{
    return unit >= 0xd800 && unit < 0xe000;
}

void appendUtf8(std::string& out, uint32_t rune)
{
    const auto add = [&out](uint32_t byte) { out += static_cast<char>(byte); };
    if (rune < 0x80) {
        add(rune);
    } else if (rune < 0x800) {
        add(0xc0 | rune >> 6);
        add(0x80 | (rune & 0x3f));
    } else if (rune < 0x10000) {
        add(0xe0 | rune >> 12);
        add(0x80 | (rune >> 6 & 0x3f));
        add(0x80 | (rune & 0x3f));
    } else {
        add(0xf0 | rune >> 18);
        add(0x80 | (rune >> 12 & 0x3f));
        add(0x80 | (rune >> 6 & 0x3f));
        add(0x80 | (rune & 0x3f));
    }
}

// A byte as Go names it in its errors: the character that has its number, between single quotes.
std::string quoted(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    static constexpr std::string_view kNamed = "\a\b\f\n\r\t\v\\'";
    static constexpr std::string_view kLetters = "abfnrtv\\'";
    std::string inside;
    if (const size_t known = kNamed.find(c); known != std::string_view::npos)
        inside = {'\\', kLetters[known]};
    else if (byte < 0x20 || byte == 0x7f)
        inside = {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    else if ((byte >= 0x80 && byte <= 0xa0) || byte == 0xad) // what Go does not print
        inside = {'\\', 'u', '0', '0', kHex[byte >> 4], kHex[byte & 15]};
    else
        appendUtf8(inside, byte);
    return '\'' + inside + '\'';
}

} // namespace

// ------------------------------------------------------------------------------------------------ structure

JsonTokens::Kind JsonTokens::next()
{
    if (failed())
        return Kind::failed;
    if (m_expected == Expected::nothing)
        return Kind::end;
    if (!skipBlanks())
        return cutOff();
    if (m_expected == Expected::separator)
        return separator();
    if (m_expected == Expected::name || m_expected == Expected::nameOrEnd)
        return member();
    return value();
}

void JsonTokens::skip(Kind first)
{
    size_t depth = 0;
    for (Kind kind = first;; kind = next()) {
        if (kind == Kind::failed || kind == Kind::end)
            return;
        if (kind == Kind::objectBegin || kind == Kind::arrayBegin)
            ++depth;
        else if (kind == Kind::objectEnd || kind == Kind::arrayEnd)
            --depth;
        if (depth == 0)
            return;
    }
}

bool JsonTokens::skipBlanks()
{
    while (m_at < m_bytes.size() && isBlank(m_bytes[m_at]))
        ++m_at;
    return m_at < m_bytes.size();
}

JsonTokens::Kind JsonTokens::separator()
{
    const bool inObject = m_objects.back();
    const char c = m_bytes[m_at];
    if (c == (inObject ? '}' : ']'))
        return close();
    if (c != ',')
        return invalid(inObject ? "after object key:value pair" : "after array element");
    ++m_at;
    m_expected = inObject ? Expected::name : Expected::value;
    return next();
}

JsonTokens::Kind JsonTokens::member()
{
    if (m_expected == Expected::nameOrEnd && m_bytes[m_at] == '}')
        return close();
    if (m_bytes[m_at] != '"')
        return invalid("looking for beginning of object key string");
    if (!string())
        return Kind::failed;
    if (!skipBlanks())
        return cutOff();
    if (m_bytes[m_at] != ':')
        return invalid("after object key");
    ++m_at;
    m_expected = Expected::value;
    return Kind::name;
}

JsonTokens::Kind JsonTokens::value()
{
    const char c = m_bytes[m_at];
    switch (c) {
    case '{':
        return open(true);
    case '[':
        return open(false);
    case '"':
        return string() ? finished(Kind::text) : Kind::failed;
    case 't':
        return literal("true", Kind::boolean);
    case 'f':
        return literal("false", Kind::boolean);
    case 'n':
        return literal("null", Kind::null);
    default:
        break;
    }
    if (c == ']' && m_expected == Expected::valueOrEnd)
        return close();
    if (c == '-' || isDigit(c))
        return number();
    return invalid("looking for beginning of value");
}

JsonTokens::Kind JsonTokens::open(bool object)
{
    if (m_objects.size() >= static_cast<size_t>(limits::kJsonDepthMax))
        return fail("exceeded max depth");
    ++m_at;
    m_objects.push_back(object);
    m_expected = object ? Expected::nameOrEnd : Expected::valueOrEnd;
    return object ? Kind::objectBegin : Kind::arrayBegin;
}

JsonTokens::Kind JsonTokens::close()
{
    ++m_at;
    const bool object = m_objects.back();
    m_objects.pop_back();
    return finished(object ? Kind::objectEnd : Kind::arrayEnd);
}

JsonTokens::Kind JsonTokens::finished(Kind kind)
{
    m_expected = m_objects.empty() ? Expected::nothing : Expected::separator;
    return kind;
}

// ------------------------------------------------------------------------------------------------ scalars

JsonTokens::Kind JsonTokens::literal(std::string_view word, Kind kind)
{
    for (size_t i = 0; i < word.size(); ++i, ++m_at) {
        if (m_at == m_bytes.size())
            return cutOff();
        if (m_bytes[m_at] != word[i])
            return invalid("in literal " + std::string(word) + " (expecting '" + word[i] + "')");
    }
    return finished(kind);
}

// At least one digit, then all that follow.
bool JsonTokens::digits(std::string_view where)
{
    if (m_at == m_bytes.size() || !isDigit(m_bytes[m_at])) {
        m_at == m_bytes.size() ? cutOff() : invalid(where);
        return false;
    }
    while (m_at < m_bytes.size() && isDigit(m_bytes[m_at]))
        ++m_at;
    return true;
}

JsonTokens::Kind JsonTokens::number()
{
    const size_t begin = m_at;
    const auto at = [this](char c) { return m_at < m_bytes.size() && m_bytes[m_at] == c; };
    if (at('-'))
        ++m_at;
    if (at('0'))
        ++m_at; // no digit may follow: it is the next token's error
    else if (!digits("in numeric literal"))
        return Kind::failed;
    if (at('.')) {
        ++m_at;
        if (!digits("after decimal point in numeric literal"))
            return Kind::failed;
    }
    if (at('e') || at('E')) {
        ++m_at;
        if (at('+') || at('-'))
            ++m_at;
        if (!digits("in exponent of numeric literal"))
            return Kind::failed;
    }
    m_text = m_bytes.substr(begin, m_at - begin);
    return finished(Kind::number);
}

bool JsonTokens::string()
{
    m_text.clear();
    bool ascii = true;
    ++m_at;
    for (;;) {
        const size_t begin = m_at;
        while (m_at < m_bytes.size() && m_bytes[m_at] != '"' && m_bytes[m_at] != '\\'
            && static_cast<unsigned char>(m_bytes[m_at]) >= 0x20) {
            ascii = ascii && static_cast<unsigned char>(m_bytes[m_at]) < 0x80;
            ++m_at;
        }
        m_text += m_bytes.substr(begin, m_at - begin);
        if (m_at == m_bytes.size())
            return cutOff(), false;
        const char c = m_bytes[m_at];
        if (c == '"')
            break;
        if (c != '\\')
            return invalid("in string literal"), false;
        ++m_at;
        if (!escape())
            return false;
    }
    ++m_at;
    if (!ascii && !http::isUtf8(m_text))
        m_text = http::toUtf8(m_text);
    return true;
}

bool JsonTokens::escape()
{
    if (m_at == m_bytes.size())
        return cutOff(), false;
    static constexpr std::string_view kNames = "bfnrt\\/\"";
    static constexpr std::string_view kMeant = "\b\f\n\r\t\\/\"";
    const char c = m_bytes[m_at];
    if (const size_t known = kNames.find(c); known != std::string_view::npos) {
        ++m_at;
        m_text += kMeant[known];
        return true;
    }
    if (c != 'u')
        return invalid("in string escape code"), false;
    ++m_at;
    uint32_t unit = 0;
    if (!hexadecimal(unit))
        return false;
    if (isSurrogate(unit)) {
        // Only a pair means something. The second half alone is looked at again as an escape of its own.
        const size_t behind = m_at;
        uint32_t second = 0;
        const bool pair = unit < 0xdc00 && m_bytes.substr(m_at, 2) == "\\u";
        if (pair) {
            m_at += 2;
            if (!hexadecimal(second))
                return false;
        }
        if (pair && second >= 0xdc00 && second < 0xe000) {
            unit = 0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00);
        } else {
            unit = 0xfffd;
            m_at = behind;
        }
    }
    appendUtf8(m_text, unit);
    return true;
}

bool JsonTokens::hexadecimal(uint32_t& unit)
{
    for (int i = 0; i < 4; ++i, ++m_at) {
        if (m_at == m_bytes.size())
            return cutOff(), false;
        const char c = m_bytes[m_at];
        const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
        const size_t digit = std::string_view(kHex).find(lower);
        if (digit == std::string_view::npos)
            return invalid("in \\u hexadecimal character escape"), false;
        unit = unit << 4 | static_cast<uint32_t>(digit);
    }
    return true;
}

// ------------------------------------------------------------------------------------------------ errors

JsonTokens::Kind JsonTokens::fail(std::string text)
{
    m_error = std::move(text);
    return Kind::failed;
}

JsonTokens::Kind JsonTokens::invalid(std::string_view where)
{
    return fail("invalid character " + quoted(m_bytes[m_at]) + " " + std::string(where));
}

JsonTokens::Kind JsonTokens::cutOff()
{
    m_at = 0;
    return fail(skipBlanks() ? "unexpected EOF" : "EOF");
}

} // namespace tapedeck::blockqueue
