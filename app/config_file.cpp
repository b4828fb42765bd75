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

#include <algorithm>
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

// Any value as JSON. Dates and times become null: they are written as texts in this file.
Json asJson(const toml::node& node)
{
    if (auto* text = node.as_string())
        return text->get();
    if (auto* number = node.as_integer())
        return number->get();
    if (auto* decimal = node.as_floating_point())
        return decimal->get();
    if (auto* truth = node.as_boolean())
        return truth->get();
    if (auto* list = node.as_array()) {
        Json out = Json::array();
        for (const toml::node& one : *list)
            out.push_back(asJson(one));
        return out;
    }
    Json out;
    if (auto* table = node.as_table()) {
        out = Json::object();
        for (const auto& [name, value] : *table)
            out[std::string(name.str())] = asJson(value);
    }
    return out;
}

// [[queue]] and its kind: one declaration for each table.
Status readSection(Config& config, const DeclarationSection& section, const toml::node& node, const std::string& path)
{
    const std::string name(section.name);
    const toml::array* list = node.as_array();
    if (!list || !list->is_array_of_tables())
        return atLine(path, node.source().begin.line, name + " is declared with [[" + name + "]]");
    for (const toml::node& one : *list) {
        DeclarationTable table;
        table.path = path;
        table.line = one.source().begin.line;
        for (const auto& [member, value] : *one.as_table())
            table.members.push_back({std::string(member.str()), asJson(value), value.source().begin.line});
        // toml++ keeps members sorted by name; people read them as they wrote them.
        std::stable_sort(
            table.members.begin(), table.members.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
        auto declaration = readDeclaration(section, table);
        if (!declaration)
            return declaration.error();
        config.declarations.push_back(std::move(*declaration));
    }
    return {};
}

Error unknownKey(const std::string& path, uint32_t line, std::string_view name)
{
    std::vector<std::string> names;
    for (const ConfigKey& key : configKeys())
        if (!key.secret)
            names.emplace_back(key.name);
    for (const DeclarationSection& section : declarationSections())
        names.emplace_back(section.name);
    std::string text = "unknown setting \"" + std::string(name) + "\"";
    if (auto nearest = nearestName(name, names))
        text += "; did you mean \"" + *nearest + "\"?";
    return atLine(path, line, text);
}

Status applySetting(Config& config, std::string_view name, const toml::node& node, const std::string& path)
{
    const uint32_t line = node.source().begin.line;
    const ConfigKey* key = findConfigKey(name);
    if (!key)
        return unknownKey(path, line, name);
    if (key->secret)
        return atLine(
            path, line, "a token does not belong into a configuration file; name a file that holds it with token_file");
    auto text = scalarText(node);
    if (!text)
        return atLine(path, line, std::string(name) + " needs a string, a whole number, or true or false");
    size_t unusedBefore = config.unused.size();
    if (Status status = key->set(config, *text); !status)
        return atLine(path, line, std::string(name) + ": " + status.error().text);
    std::string origin = path + ":" + std::to_string(line);
    if (config.unused.size() > unusedBefore)
        config.unused.back() = std::string(name) + " (" + origin + ")";
    config.origins[std::string(name)] = origin;
    return {};
}

Status applyText(Config& config, std::string_view toml, const std::string& path, bool settingsToo)
{
    toml::parse_result parsed = toml::parse(toml, path);
    if (!parsed)
        return atLine(path, parsed.error().source().begin.line, std::string(parsed.error().description()));
    for (const auto& [name, node] : parsed.table()) {
        Status status;
        if (const DeclarationSection* section = findDeclarationSection(name.str()))
            status = readSection(config, *section, node, path);
        else if (!settingsToo && findConfigKey(name.str()))
            status = atLine(path, node.source().begin.line,
                std::string(name.str()) + " is a setting; a file of --defs only declares (settings go into --config)");
        else
            status = applySetting(config, name.str(), node, path);
        if (!status)
            return status;
    }
    return {};
}

Status applyFile(Config& config, const std::string& path, bool settingsToo)
{
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    if (!file || !(text << file.rdbuf()))
        return Error{ErrorCode::invalidArgument, "cannot read the configuration file " + path};
    return applyText(config, text.str(), path, settingsToo);
}

} // namespace

Status applyConfigText(Config& config, std::string_view toml, const std::string& path)
{
    return applyText(config, toml, path, true);
}

Status applyConfigFile(Config& config, const std::string& path)
{
    return applyFile(config, path, true);
}

Status applyDefinitionFile(Config& config, const std::string& path)
{
    return applyFile(config, path, false);
}

} // namespace tapedeck
