#include "engine/net/http/request.h"

#include "engine/net/http/encodings.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace tapedeck::http {

namespace {

constexpr std::array<std::string_view, 8> kMethodNames = {
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", ""};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

std::string_view methodName(Method method)
{
    return kMethodNames[static_cast<size_t>(method)];
}

Method methodOf(std::string_view name)
{
    const auto found = std::find(kMethodNames.begin(), kMethodNames.end() - 1, name);
    return static_cast<Method>(found - kMethodNames.begin());
}

bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    return a.size() == b.size()
        && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string toLower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

std::string_view trimBlanks(std::string_view text)
{
    const size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string_view Request::path() const
{
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view Request::query() const
{
    const size_t mark = target.find('?');
    return mark == std::string::npos ? std::string_view{} : std::string_view(target).substr(mark + 1);
}

std::optional<std::string_view> Request::header(std::string_view name) const
{
    for (const auto& [known, value] : headers) {
        if (equalsIgnoringCase(known, name))
            return std::string_view(value);
    }
    return std::nullopt;
}

std::string Request::contentType() const
{
    const std::string_view value = header("Content-Type").value_or(std::string_view{});
    return toLower(trimBlanks(value.substr(0, value.find(';'))));
}

std::optional<std::string> takeQueryMember(std::string& target, std::string_view name)
{
    const size_t mark = target.find('?');
    for (size_t at = mark; at != std::string::npos; at = target.find('&', at + 1)) {
        const std::string_view rest = std::string_view(target).substr(at + 1);
        const std::string_view member = rest.substr(0, rest.find('&'));
        if (!member.starts_with(name) || member.substr(name.size(), 1) != "=")
            continue;
        const std::string encoded(member.substr(name.size() + 1));
        const bool last = member.size() == rest.size();
        // The mark stays as long as members follow.
        target.erase(at == mark && !last ? at + 1 : at, member.size() + 1);
        return decodePercent(encoded, true).value_or(encoded);
    }
    return std::nullopt;
}

} // namespace tapedeck::http
