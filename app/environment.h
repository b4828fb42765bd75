// What the process was given by its surroundings, as a value, so that a test can hand over its own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck {

class Environment {
public:
    Environment() = default;
    Environment(std::map<std::string, std::string, std::less<>> variables, std::string directory)
        : m_variables(std::move(variables))
        , m_directory(std::move(directory))
    {
    }
    // Of this process.
    static Environment ofProcess();

    // Null when unset; an empty variable counts as unset, as shells make it hard to tell the two apart.
    std::optional<std::string> get(std::string_view name) const;
    const std::map<std::string, std::string, std::less<>>& variables() const { return m_variables; }
    const std::string& currentDirectory() const { return m_directory; }

private:
    std::map<std::string, std::string, std::less<>> m_variables;
    std::string m_directory;
};

} // namespace tapedeck
