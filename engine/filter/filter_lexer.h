// The words of a filter's text. Pure; one thread; views of the text, which must outlive it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tapedeck {

struct FilterToken {
    enum class Kind : unsigned char {
        end,
        sign, // ( ) [ ] , ! && || == != < <= > >= ~
        word, // bare: letters, digits and _ - . : / @ # $ % * + ? ; { } ^ `
        text, // "quoted" or 'quoted'; `value` is without quotes and escapes
        regex, // /between slashes/flags; `value` and `flags`
        broken, // `expected` says what is missing, at `position`
    } kind = Kind::end;
    size_t position = 0, length = 0;
    std::string_view written;
    std::string value;
    std::string_view flags;
    std::string_view expected;

    bool isSign(std::string_view sign) const { return kind == Kind::sign && written == sign; }
    bool isWord(std::string_view word) const { return kind == Kind::word && written == word; }
};

class FilterLexer {
public:
    explicit FilterLexer(std::string_view text)
        : m_text(text)
    {
    }

    // The next token; it stays the next until taken.
    const FilterToken& peek();
    FilterToken take();
    // The end of the last token taken.
    size_t lastEnd() const { return m_lastEnd; }

    // --- inside a path, where blanks end it: json.a["b c"][0] ---
    // The byte that follows the last token taken; 0 at the end. Only while nothing was peeked since.
    char following() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    // Passes over it.
    void skip()
    {
        ++m_at;
        m_lastEnd = m_at;
    }
    // Passes over the bytes of a name: those of a word, without dots.
    std::string_view takeName();

private:
    FilterToken read();
    FilterToken readSign();
    FilterToken readText(char quote);
    FilterToken readRegex();
    bool readEscape(FilterToken& token);
    FilterToken broken(size_t position, std::string_view expected);

    std::string_view m_text;
    size_t m_at = 0;
    size_t m_lastEnd = 0;
    bool m_peeked = false;
    FilterToken m_token;
};

// UTF-8 of a code point, appended.
void appendUtf8(std::string& out, uint32_t codePoint);

} // namespace tapedeck
