#include "app/environment.h"

#include <filesystem>
#include <unistd.h>

namespace tapedeck {

Environment Environment::ofProcess()
{
    Environment result;
    for (char** entry = environ; entry && *entry; ++entry) {
        std::string_view line(*entry);
        size_t equals = line.find('=');
        if (equals != std::string_view::npos)
            result.m_variables.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
    std::error_code ignored;
    result.m_directory = std::filesystem::current_path(ignored).string();
    return result;
}

std::optional<std::string> Environment::get(std::string_view name) const
{
    auto found = m_variables.find(name);
    if (found == m_variables.end() || found->second.empty())
        return std::nullopt;
    return found->second;
}

} // namespace tapedeck
