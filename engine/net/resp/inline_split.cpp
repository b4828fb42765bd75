#include "engine/net/resp/inline_split.h"

#include "engine/base/text.h"

#include <strings.h>

namespace tapedeck::resp {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f' || c == '\0';
}

char unescaped(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'b':
        return '\b';
    case 'a':
        return '\a';
    default:
        return c;
    }
}

// Reads what is between quotes. `at` is behind the opening quote and ends behind the closing one.
bool readQuoted(std::string_view line, size_t& at, char quote, std::string& out)
{
    while (at < line.size()) {
        const char c = line[at];
        if (c == quote) {
            ++at;
            return at == line.size() || isBlank(line[at]);
        }
        if (c == '\\' && at + 1 < line.size()) {
            if (quote == '"') {
                const bool hex = line[at + 1] == 'x' && at + 3 < line.size() && hexDigit(line[at + 2]) >= 0
                    && hexDigit(line[at + 3]) >= 0;
                out += hex ? static_cast<char>(hexDigit(line[at + 2]) * 16 + hexDigit(line[at + 3]))
                           : unescaped(line[at + 1]);
                at += hex ? 4 : 2;
                continue;
            }
            if (line[at + 1] == '\'') {
                out += '\'';
                at += 2;
                continue;
            }
        }
        out += c;
        ++at;
    }
    return false;
}

bool beginsWith(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && strncasecmp(text.data(), prefix.data(), prefix.size()) == 0;
}

} // namespace

bool splitInline(std::string_view line, std::string& storage, std::vector<std::string_view>& arguments)
{
    arguments.clear();
    storage.clear();
    storage.reserve(line.size()); // unquoting only shrinks, so the views stay valid
    size_t at = 0;
    for (;;) {
        while (at < line.size() && isBlank(line[at]))
            ++at;
        if (at == line.size())
            return true;
        const size_t begin = storage.size();
        while (at < line.size() && !isBlank(line[at])) {
            const char c = line[at];
            if (c == '"' || c == '\'') {
                ++at;
                if (!readQuoted(line, at, c, storage))
                    return false;
                break;
            }
            storage += c;
            ++at;
        }
        arguments.emplace_back(storage.data() + begin, storage.size() - begin);
    }
}

bool looksLikeHttp(std::string_view line)
{
    if (beginsWith(line, "POST ") || beginsWith(line, "Host:"))
        return true;
    for (const std::string_view method :
        {"GET ", "HEAD ", "PUT ", "DELETE ", "CONNECT ", "OPTIONS ", "TRACE ", "PATCH ", "PRI "}) {
        if (beginsWith(line, method))
            return line.find(" HTTP/") != std::string_view::npos;
    }
    return false;
}

} // namespace tapedeck::resp
