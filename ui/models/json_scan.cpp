#include "ui/models/json_scan.h"

#include "engine/base/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace tapedeck {
namespace {

QString sentence(const char* text)
{
    return QCoreApplication::translate("JsonScan", text);
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

size_t skipBlanks(std::string_view text, size_t at)
{
    while (at < text.size() && isBlank(text[at]))
        ++at;
    return at;
}

// Behind the closing quote of the string that starts at `at`. The text has been checked.
size_t stringEnd(std::string_view text, size_t at)
{
    for (++at; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '\\')
            ++at;
    return std::min(at + 1, text.size());
}

// Behind the value that starts at `at`. The text has been checked.
size_t valueEnd(std::string_view text, size_t at)
{
    if (text[at] == '"')
        return stringEnd(text, at);
    if (text[at] != '{' && text[at] != '[') {
        while (at < text.size() && !isBlank(text[at]) && text[at] != ',' && text[at] != ']' && text[at] != '}')
            ++at;
        return at;
    }
    int depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = stringEnd(text, at);
            continue;
        }
        ++at;
        if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            break;
    }
    return at;
}

JsonKind kindOf(char c)
{
    switch (c) {
    case '{':
        return JsonKind::object;
    case '[':
        return JsonKind::array;
    case '"':
        return JsonKind::string;
    case 't':
    case 'f':
        return JsonKind::boolean;
    case 'n':
        return JsonKind::null;
    default:
        return JsonKind::number;
    }
}

// Recursive descent without recursion: a stack of open brackets as bits.
class Checker {
public:
    explicit Checker(std::string_view text)
        : m_text(text)
    {
    }

    std::optional<JsonError> run()
    {
        bool ok = value();
        while (ok && m_depth > 0)
            ok = afterValue();
        if (ok) {
            blanks();
            if (m_at == m_text.size())
                return std::nullopt;
            fail(QT_TRANSLATE_NOOP("JsonScan", "More text after the end of the value."));
        }
        JsonError error;
        error.offset = m_at;
        error.text = sentence(m_error);
        const std::string_view before = m_text.substr(0, m_at);
        error.line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
        const size_t lineStart = before.rfind('\n') + 1; // npos + 1 = 0
        error.column = static_cast<int>(m_at - lineStart) + 1;
        return error;
    }

private:
    bool fail(const char* why)
    {
        if (m_at >= m_text.size())
            why = QT_TRANSLATE_NOOP("JsonScan", "The text ends too early.");
        m_error = why;
        return false;
    }
    void blanks() { m_at = skipBlanks(m_text, m_at); }
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    // One value; for a container only its opening up to where the first inner value was read or the bracket closed.
    bool value()
    {
        for (;;) {
            blanks();
            const char c = peek();
            if (c == '"')
                return string();
            if (c == '-' || isDigit(c))
                return number();
            if (c == 't')
                return word("true");
            if (c == 'f')
                return word("false");
            if (c == 'n')
                return word("null");
            if (c != '{' && c != '[')
                return fail(QT_TRANSLATE_NOOP("JsonScan", "A value is expected here."));
            if (m_depth == kJsonDepthMax)
                return fail(QT_TRANSLATE_NOOP("JsonScan", "Nested deeper than 64 levels."));
            m_object[m_depth++] = c == '{';
            ++m_at;
            blanks();
            if (peek() == (c == '{' ? '}' : ']'))
                return close();
            if (c == '{' && !name())
                return false;
        }
    }

    bool afterValue()
    {
        blanks();
        const bool object = m_object[m_depth - 1];
        if (peek() == (object ? '}' : ']') && m_at < m_text.size())
            return close();
        if (peek() != ',')
            return fail(object ? QT_TRANSLATE_NOOP("JsonScan", "A comma or } is expected here.")
                               : QT_TRANSLATE_NOOP("JsonScan", "A comma or ] is expected here."));
        ++m_at;
        if (object && !name())
            return false;
        return value();
    }

    bool close()
    {
        ++m_at;
        --m_depth;
        return true;
    }

    bool name()
    {
        blanks();
        if (peek() != '"')
            return fail(QT_TRANSLATE_NOOP("JsonScan", "A name in double quotes is expected here."));
        if (!string())
            return false;
        blanks();
        if (peek() != ':')
            return fail(QT_TRANSLATE_NOOP("JsonScan", "A colon is expected here."));
        ++m_at;
        return true;
    }

    bool word(std::string_view expected)
    {
        if (m_text.substr(m_at, expected.size()) != expected)
            return fail(QT_TRANSLATE_NOOP("JsonScan", "A value is expected here."));
        m_at += expected.size();
        return true;
    }

    bool digits()
    {
        if (!isDigit(peek()))
            return fail(QT_TRANSLATE_NOOP("JsonScan", "A digit is expected here."));
        while (isDigit(peek()))
            ++m_at;
        return true;
    }

    bool number()
    {
        if (peek() == '-')
            ++m_at;
        if (peek() == '0')
            ++m_at;
        else if (!digits())
            return false;
        if (peek() == '.') {
            ++m_at;
            if (!digits())
                return false;
        }
        if (peek() == 'e' || peek() == 'E') {
            ++m_at;
            if (peek() == '+' || peek() == '-')
                ++m_at;
            return digits();
        }
        return true;
    }

    bool string()
    {
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '"') {
                ++m_at;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20)
                return fail(QT_TRANSLATE_NOOP("JsonScan", "Control characters in a string must be escaped."));
            if (c == '\\' && !escape())
                return false;
        }
        return fail("");
    }

    bool escape()
    {
        ++m_at;
        if (peek() == 'u') {
            for (int i = 0; i < 4; ++i) {
                ++m_at;
                if (!std::isxdigit(static_cast<unsigned char>(peek())))
                    return fail(QT_TRANSLATE_NOOP("JsonScan", "Four hexadecimal digits are expected after \\u."));
            }
            return true;
        }
        if (m_at >= m_text.size() || std::string_view("\"\\/bfnrt").find(peek()) == std::string_view::npos)
            return fail(QT_TRANSLATE_NOOP("JsonScan", "Unknown escape."));
        return true;
    }

    std::string_view m_text;
    size_t m_at = 0;
    int m_depth = 0;
    bool m_object[kJsonDepthMax] = {};
    const char* m_error = "";
};

uint32_t hex4(std::string_view digits)
{
    uint32_t value = 0;
    for (char c : digits)
        value = value * 16 + static_cast<uint32_t>(isDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    return value;
}

void appendUtf8(std::string& out, uint32_t c)
{
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xc0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xe0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    } else {
        out += static_cast<char>(0xf0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3f));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (c & 0x3f));
    }
}

} // namespace

std::optional<JsonError> checkJson(std::string_view text)
{
    return Checker(text).run();
}

JsonToken jsonRoot(std::string_view text)
{
    JsonToken root;
    root.begin = skipBlanks(text, 0);
    root.end = text.size();
    while (root.end > root.begin && isBlank(text[root.end - 1]))
        --root.end;
    root.kind = root.begin < text.size() ? kindOf(text[root.begin]) : JsonKind::null;
    return root;
}

JsonMembers::JsonMembers(std::string_view text, const JsonToken& container)
    : m_text(text)
    , m_at(container.begin + 1)
    , m_end(container.end - 1)
    , m_object(container.kind == JsonKind::object)
{
}

bool JsonMembers::next(JsonToken& out)
{
    m_at = skipBlanks(m_text, m_at);
    if (m_at >= m_end)
        return false;
    out = {};
    if (m_object) {
        out.keyBegin = m_at;
        out.keyEnd = stringEnd(m_text, m_at);
        m_at = skipBlanks(m_text, skipBlanks(m_text, out.keyEnd) + 1); // the colon
    }
    out.begin = m_at;
    out.kind = kindOf(m_text[m_at]);
    out.end = valueEnd(m_text, m_at);
    m_at = skipBlanks(m_text, out.end);
    if (m_at < m_end)
        ++m_at; // the comma
    return true;
}

std::string jsonStringValue(std::string_view token)
{
    if (token.size() < 2)
        return {};
    const std::string_view inner = token.substr(1, token.size() - 2);
    std::string out;
    for (size_t i = 0; i < inner.size(); ++i) {
        if (inner[i] != '\\') {
            out += inner[i];
            continue;
        }
        const char c = inner[++i];
        if (c != 'u') {
            static constexpr std::string_view from = "bfnrt", to = "\b\f\n\r\t";
            const size_t k = from.find(c);
            out += k == std::string_view::npos ? c : to[k];
            continue;
        }
        uint32_t value = hex4(inner.substr(i + 1, 4));
        i += 4;
        if (value >= 0xd800 && value < 0xdc00 && inner.substr(i + 1, 2) == "\\u") {
            const uint32_t low = hex4(inner.substr(i + 3, 4));
            if (low >= 0xdc00 && low < 0xe000) {
                value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
                i += 6;
            }
        }
        appendUtf8(out, value >= 0xd800 && value < 0xe000 ? 0xfffd : value);
    }
    return out;
}

std::string formatJson(std::string_view text, int indent)
{
    std::string out;
    int depth = 0;
    const auto newLine = [&] {
        out += '\n';
        out.append(static_cast<size_t>(depth * indent), ' ');
    };
    for (size_t at = skipBlanks(text, 0); at < text.size(); at = skipBlanks(text, at)) {
        const char c = text[at];
        if (c == '{' || c == '[') {
            const size_t inner = skipBlanks(text, at + 1);
            out += c;
            if (inner < text.size() && (text[inner] == '}' || text[inner] == ']')) {
                out += text[inner];
                at = inner + 1;
                continue;
            }
            ++depth;
            newLine();
            ++at;
        } else if (c == '}' || c == ']') {
            --depth;
            newLine();
            out += c;
            ++at;
        } else if (c == ',') {
            out += c;
            newLine();
            ++at;
        } else if (c == ':') {
            out += ": ";
            ++at;
        } else {
            const size_t end = c == '"' ? stringEnd(text, at) : text.find_first_of(" \t\n\r,]}:", at);
            const size_t stop = std::min(end, text.size());
            out += text.substr(at, stop - at);
            at = stop;
        }
    }
    return out;
}

} // namespace tapedeck
