// Reads TOML files into the config. The only place that knows toml++.
#include "app/config.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#endif
#include <toml++/toml.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#include <fstream>
#include <sstream>

namespace tapedeck {

namespace {

Error atLine(const std::string& path, uint32_t line, const std::string& text)
{
    return {ErrorCode::invalidArgument, path + ":" + std::to_string(line) + ": " + text};
}

// TOML's scalars as the text that flags and variables use.
std::optional<std::string> scalarText(const toml::node& node)
{
    if (auto* text = node.as_string())
        return text->get();
    if (auto* number = node.as_integer())
        return std::to_string(number->get());
    if (auto* truth = node.as_boolean())
        return truth->get() ? "true" : "false";
    return std::nullopt;
}

Error unknownKey(const std::string& path, uint32_t line, std::string_view name)
{
    std::vector<std::string> names;
    for (const ConfigKey& key : configKeys())
        if (!key.secret)
            names.emplace_back(key.name);
    std::string text = "unknown setting \"" + std::string(name) + "\"";
    if (auto nearest = nearestName(name, names))
        text += "; did you mean \"" + *nearest + "\"?";
    return atLine(path, line, text);
}

} // namespace

Status applyConfigText(Config& config, std::string_view toml, const std::string& path)
{
    toml::parse_result parsed = toml::parse(toml, path);
    if (!parsed)
        return atLine(path, parsed.error().source().begin.line, std::string(parsed.error().description()));
    for (const auto& [name, node] : parsed.table()) {
        uint32_t line = node.source().begin.line;
        const ConfigKey* key = findConfigKey(name.str());
        if (!key)
            return unknownKey(path, line, name.str());
        if (key->secret)
            return atLine(path, line,
                "a token does not belong into a configuration file; name a file that holds it with token_file");
        auto text = scalarText(node);
        if (!text)
            return atLine(path, line, std::string(name.str()) + " needs a string, a whole number, or true or false");
        size_t unusedBefore = config.unused.size();
        if (Status status = key->set(config, *text); !status)
            return atLine(path, line, std::string(name.str()) + ": " + status.error().text);
        std::string origin = path + ":" + std::to_string(line);
        if (config.unused.size() > unusedBefore)
            config.unused.back() = std::string(name.str()) + " (" + origin + ")";
        config.origins[std::string(name.str())] = origin;
    }
    return {};
}

Status applyConfigFile(Config& config, const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    if (!file || !(text << file.rdbuf()))
        return Error{ErrorCode::invalidArgument, "cannot read the configuration file " + path};
    return applyConfigText(config, text.str(), path);
}

} // namespace tapedeck
