#include "ui/models/shell_text.h"

#include "ui/models/plain_text.h"

#include <algorithm>
#include <cctype>

namespace tapedeck {

namespace {

bool isPlain(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || (c != 0 && std::string_view("_./:@%+,-").find(c) < 9);
}

// All of it is what it looks like.
bool isVisible(const std::string& bytes)
{
    return isUtf8(bytes) && shownText(bytes) == QString::fromStdString(bytes);
}

} // namespace

QString shellQuoted(const std::string& bytes)
{
    static constexpr char kHex[] = "0123456789abcdef";
    if (!bytes.empty() && std::all_of(bytes.begin(), bytes.end(), isPlain))
        return QString::fromStdString(bytes);
    std::string out;
    if (isVisible(bytes)) {
        out = "'";
        for (const char c : bytes)
            c == '\'' ? out += "'\\''" : out += c;
        return QString::fromStdString(out + '\'');
    }
    out = "$'";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (c == '\'' || c == '\\')
            out += {'\\', c};
        else if (byte >= 0x20 && byte < 0x7f)
            out += c;
        else if (byte != 0)
            out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    }
    return QString::fromStdString(out + '\'');
}

} // namespace tapedeck
