// Cuts the first JSON value of a text into tokens the way Go's encoding/json reads it, and refuses what is no JSON in
// Go's words, since clients of blockqueue see them. Where general JSON parsers stop, Go does not: bytes that are not
// UTF-8 and unpaired surrogates become U+FFFD. What follows the value is not looked at.
//
// Pure; untrusted bytes. Nesting is limited, nothing recurses, and nothing is kept but the current token.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::blockqueue {

class JsonTokens {
public:
    enum class Kind : unsigned char {
        objectBegin,
        objectEnd,
        arrayBegin,
        arrayEnd,
        name, // of a member; its value follows
        text,
        number,
        boolean,
        null,
        end, // the value is complete
        failed, // see error(); for good
    };

    // `bytes` must outlive it.
    explicit JsonTokens(std::string_view bytes)
        : m_bytes(bytes)
    {
    }
    Kind next();
    // Reads on to the end of the value that began with this token.
    void skip(Kind first);

    // Of a name or text: decoded, always UTF-8. Of a number: as written. May be moved from.
    std::string& text() { return m_text; }
    bool failed() const { return !m_error.empty(); }
    // `EOF`, `unexpected EOF`, `invalid character '}' looking for beginning of value` ...
    const std::string& error() const { return m_error; }

private:
    enum class Expected : unsigned char { value, valueOrEnd, name, nameOrEnd, separator, nothing };

    bool skipBlanks(); // false at the end of the bytes
    Kind value();
    Kind member();
    Kind separator();
    Kind open(bool object);
    Kind close();
    Kind finished(Kind kind);
    Kind literal(std::string_view word, Kind kind);
    Kind number();
    bool digits(std::string_view where);
    bool string();
    bool escape();
    bool hexadecimal(uint32_t& unit);
    Kind fail(std::string text);
    Kind invalid(std::string_view where); // the character at m_at
    Kind cutOff();

    std::string_view m_bytes;
    size_t m_at = 0;
    std::vector<bool> m_objects; // the containers that are open; false: arrays
    Expected m_expected = Expected::value;
    std::string m_text;
    std::string m_error;
};

} // namespace tapedeck::blockqueue
