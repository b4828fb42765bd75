#include "engine/filter/filter_lexer.h"

#include <optional>

namespace tapedeck {

namespace {

constexpr std::string_view kWordSigns = "_-.:/@#$%*+?;{}^`";

bool isWordByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || static_cast<unsigned char>(c) >= 0x80 || kWordSigns.find(c) != std::string_view::npos;
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::optional<uint32_t> hexDigits(std::string_view text, size_t at, size_t count)
{
    if (at + count > text.size())
        return std::nullopt;
    uint32_t value = 0;
    for (const char c : text.substr(at, count)) {
        const char lower = static_cast<char>(c | 0x20);
        if (c >= '0' && c <= '9')
            value = value << 4 | static_cast<uint32_t>(c - '0');
        else if (lower >= 'a' && lower <= 'f')
            value = value << 4 | static_cast<uint32_t>(lower - 'a' + 10);
        else
            return std::nullopt;
    }
    return value;
}

} // namespace

void appendUtf8(std::string& out, uint32_t codePoint)
{
    const auto put = [&](uint32_t byte) { out += static_cast<char>(byte); };
    if (codePoint < 0x80) {
        put(codePoint);
    } else if (codePoint < 0x800) {
        put(0xc0 | codePoint >> 6);
        put(0x80 | (codePoint & 0x3f));
    } else if (codePoint < 0x10000) {
        put(0xe0 | codePoint >> 12);
        put(0x80 | (codePoint >> 6 & 0x3f));
        put(0x80 | (codePoint & 0x3f));
    } else {
        put(0xf0 | codePoint >> 18);
        put(0x80 | (codePoint >> 12 & 0x3f));
        put(0x80 | (codePoint >> 6 & 0x3f));
        put(0x80 | (codePoint & 0x3f));
    }
}

const FilterToken& FilterLexer::peek()
{
    if (!m_peeked) {
        m_token = read();
        m_peeked = true;
    }
    return m_token;
}

FilterToken FilterLexer::take()
{
    peek();
    m_peeked = false;
    m_lastEnd = m_token.position + m_token.length;
    return std::move(m_token);
}

std::string_view FilterLexer::takeName()
{
    const size_t from = m_at;
    while (m_at < m_text.size() && isWordByte(m_text[m_at]) && m_text[m_at] != '.')
        ++m_at;
    m_lastEnd = m_at;
    return m_text.substr(from, m_at - from);
}

FilterToken FilterLexer::broken(size_t position, std::string_view expected)
{
    FilterToken token;
    token.kind = FilterToken::Kind::broken;
    token.position = position;
    token.expected = expected;
    return token;
}

FilterToken FilterLexer::read()
{
    while (m_at < m_text.size() && isBlank(m_text[m_at]))
        ++m_at;
    const size_t from = m_at;
    FilterToken token;
    token.position = from;
    if (m_at == m_text.size())
        return token;
    const char c = m_text[m_at];
    if (c == '"' || c == '\'')
        token = readText(c);
    else if (c == '/')
        token = readRegex();
    else if (isWordByte(c)) {
        token.kind = FilterToken::Kind::word;
        while (m_at < m_text.size() && isWordByte(m_text[m_at]))
            ++m_at;
    } else
        token = readSign();
    if (token.kind == FilterToken::Kind::broken)
        return token;
    token.position = from;
    token.length = m_at - from;
    token.written = m_text.substr(from, token.length);
    return token;
}

FilterToken FilterLexer::readSign()
{
    static constexpr std::string_view kSigns[] = {
        "&&", "||", "==", "!=", "<=", ">=", "(", ")", "[", "]", ",", "!", "<", ">", "~"};
    FilterToken token;
    token.kind = FilterToken::Kind::sign;
    for (const std::string_view sign : kSigns)
        if (m_text.substr(m_at).starts_with(sign)) {
            m_at += sign.size();
            return token;
        }
    switch (m_text[m_at]) {
    case '=':
        return broken(m_at, "`==`");
    case '&':
        return broken(m_at, "`&&`");
    case '|':
        return broken(m_at, "`||`");
    default:
        return broken(m_at, "a value or an operator");
    }
}

FilterToken FilterLexer::readText(char quote)
{
    FilterToken token;
    token.kind = FilterToken::Kind::text;
    for (++m_at; m_at < m_text.size(); ++m_at) {
        const char c = m_text[m_at];
        if (c == quote) {
            ++m_at;
            return token;
        }
        if (c != '\\')
            token.value += c;
        else if (!readEscape(token))
            return broken(m_at, "one of \\\\ \\\" \\' \\n \\r \\t \\xNN \\uNNNN");
    }
    return broken(m_text.size(), quote == '"' ? "a closing `\"`" : "a closing `'`");
}

// At the backslash; afterwards at the last byte of the escape.
bool FilterLexer::readEscape(FilterToken& token)
{
    const char c = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
    static constexpr std::string_view kFrom = "\\\"'/nrt";
    static constexpr std::string_view kTo = "\\\"'/\n\r\t";
    if (const size_t simple = kFrom.find(c); c != '\0' && simple != std::string_view::npos) {
        token.value += kTo[simple];
        ++m_at;
        return true;
    }
    if (c == 'x') {
        const auto byte = hexDigits(m_text, m_at + 2, 2);
        if (byte)
            token.value += static_cast<char>(*byte);
        m_at += byte ? 3 : 0;
        return byte.has_value();
    }
    auto code = c == 'u' ? hexDigits(m_text, m_at + 2, 4) : std::nullopt;
    if (!code || (*code >= 0xdc00 && *code < 0xe000))
        return false;
    size_t length = 6;
    if (*code >= 0xd800 && *code < 0xdc00) { // the first half of a pair, as in JSON
        const bool pair = m_text.substr(m_at + 6).starts_with("\\u");
        const auto low = pair ? hexDigits(m_text, m_at + 8, 4) : std::nullopt;
        if (!low || *low < 0xdc00 || *low >= 0xe000)
            return false;
        code = 0x10000 + ((*code - 0xd800) << 10) + (*low - 0xdc00);
        length = 12;
    }
    appendUtf8(token.value, *code);
    m_at += length - 1;
    return true;
}

FilterToken FilterLexer::readRegex()
{
    FilterToken token;
    token.kind = FilterToken::Kind::regex;
    for (++m_at; m_at < m_text.size() && m_text[m_at] != '/'; ++m_at) {
        if (m_text[m_at] == '\\' && m_at + 1 < m_text.size()) {
            if (m_text[m_at + 1] != '/') // `\/` is a slash; every other escape is the expression's own
                token.value += '\\';
            ++m_at;
        }
        token.value += m_text[m_at];
    }
    if (m_at >= m_text.size())
        return broken(m_text.size(), "a closing `/`");
    const size_t flags = ++m_at;
    while (m_at < m_text.size() && isWordByte(m_text[m_at])) {
        if (m_text[m_at] != 'i' && m_text[m_at] != 's' && m_text[m_at] != 'm')
            return broken(m_at, "one of the flags i, m, s");
        ++m_at;
    }
    token.flags = m_text.substr(flags, m_at - flags);
    return token;
}

} // namespace tapedeck
