#include "engine/broker/namespaces.h"

#include <algorithm>

namespace tapedeck {

namespace {

bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
        || c == '-';
}

bool isName(std::string_view name)
{
    return !name.empty() && name.size() <= kNamespaceBytesMax && std::all_of(name.begin(), name.end(), isNameByte);
}

} // namespace

std::optional<std::string> namespacePrefix(std::string_view name)
{
    if (name.empty() || name == "0" || name == "default")
        return std::string();
    if (!isName(name))
        return std::nullopt;
    return std::string(kNamespaceMark) + std::string(name) + "/";
}

size_t namespacePrefixBytes(std::string_view fullName)
{
    if (!fullName.starts_with(kNamespaceMark))
        return 0;
    const std::string_view rest = fullName.substr(kNamespaceMark.size());
    const size_t slash = rest.find('/');
    // A queue that only looks like one of a namespace is an ordinary one.
    if (slash == std::string_view::npos || slash + 1 == rest.size() || !isName(rest.substr(0, slash)))
        return 0;
    return kNamespaceMark.size() + slash + 1;
}

std::string_view namespaceOfPrefix(std::string_view prefix)
{
    if (prefix.empty())
        return "default";
    return prefix.substr(kNamespaceMark.size(), prefix.size() - kNamespaceMark.size() - 1);
}

} // namespace tapedeck
