// JSON (RFC 8259) as it stands in a body: checked and walked over without changing a byte, so that numbers keep all
// their digits and objects their order and duplicate names. Pure; any thread. Never allocates by what the text claims.
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck {

// Deeper text is refused: it is an attack on recursive readers, not data.
inline constexpr int kJsonDepthMax = 64;

struct JsonError {
    size_t offset = 0; // of the first wrong byte
    int line = 1; // from 1
    int column = 1; // from 1, in bytes
    QString text; // a sentence
};

// Nothing if `text` is exactly one JSON value with blanks around it.
std::optional<JsonError> checkJson(std::string_view text);

enum class JsonKind : unsigned char { object, array, string, number, boolean, null };

// Offsets into the text. `key` is the raw token with its quotes, empty in arrays and for the root.
struct JsonToken {
    JsonKind kind = JsonKind::null;
    size_t keyBegin = 0, keyEnd = 0;
    size_t begin = 0, end = 0;
};

// Walks the members of one object or array without descending. Only for text that checkJson accepted.
class JsonMembers {
public:
    JsonMembers() = default;
    JsonMembers(std::string_view text, const JsonToken& container);
    bool next(JsonToken& out);

private:
    std::string_view m_text;
    size_t m_at = 0, m_end = 0;
    bool m_object = false;
};

// The whole value of checked text.
JsonToken jsonRoot(std::string_view text);

// The characters of a string token: escapes resolved, encoded as UTF-8. Lone surrogates become U+FFFD.
std::string jsonStringValue(std::string_view token);

// The same tokens with line breaks and indentation between them: nothing else is changed.
std::string formatJson(std::string_view text, int indent = 2);

} // namespace tapedeck
