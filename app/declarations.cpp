#include "app/declarations.h"

#include "app/config.h"
#include "engine/base/value_forms.h"

#include <algorithm>

namespace tapedeck {

namespace {

// A scalar as the text that flags and variables use; nothing for lists, tables and decimals.
std::optional<std::string> scalarText(const Json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_number_integer())
        return value.dump();
    return std::nullopt;
}

} // namespace

const DeclarationTable::Member* DeclarationReader::find(std::string_view name)
{
    for (const DeclarationTable::Member& member : m_table.members)
        if (member.name == name)
            return &member;
    return nullptr;
}

const Json* DeclarationReader::any(std::string_view name)
{
    m_known.emplace_back(name);
    const DeclarationTable::Member* member = find(name);
    return member ? &member->value : nullptr;
}

void DeclarationReader::fail(std::string_view name, const std::string& text)
{
    if (m_error)
        return;
    const DeclarationTable::Member* member = find(name);
    const uint32_t line = member ? member->line : m_table.line;
    m_error = Error{ErrorCode::invalidArgument,
        m_table.path + ":" + std::to_string(line) + ": " + (member ? std::string(name) + ": " : std::string()) + text};
}

std::optional<std::string> DeclarationReader::text(std::string_view name)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    if (value->is_string())
        return value->get<std::string>();
    fail(name, "a text is needed");
    return std::nullopt;
}

std::string DeclarationReader::needText(std::string_view name)
{
    const auto value = text(name);
    if ((!value || value->empty()) && !m_error)
        fail(name, value ? "must not be empty" : std::string(name) + " is missing");
    return value.value_or("");
}

std::optional<bool> DeclarationReader::truth(std::string_view name)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    if (value->is_boolean())
        return value->get<bool>();
    fail(name, "true or false is needed");
    return std::nullopt;
}

std::optional<uint64_t> DeclarationReader::number(std::string_view name, uint64_t max)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    if (value->is_number_integer() && value->get<int64_t>() >= 0 && value->get<uint64_t>() <= max)
        return value->get<uint64_t>();
    fail(name, "a whole number from 0 to " + std::to_string(max) + " is needed");
    return std::nullopt;
}

std::optional<double> DeclarationReader::decimal(std::string_view name)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    if (value->is_number())
        return value->get<double>();
    fail(name, "a number is needed");
    return std::nullopt;
}

std::optional<Duration> DeclarationReader::duration(std::string_view name)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    if (const auto written = scalarText(*value)) {
        if (const auto parsed = parseDuration(*written))
            return *parsed;
    }
    fail(name, "a length of time such as \"500ms\", \"30s\", \"5m\" or \"24h\" is needed");
    return std::nullopt;
}

std::optional<uint64_t> DeclarationReader::size(std::string_view name)
{
    const Json* value = any(name);
    if (!value)
        return std::nullopt;
    if (const auto written = scalarText(*value)) {
        if (const auto parsed = parseSize(*written))
            return *parsed;
    }
    fail(name, "a size such as \"64k\", \"128mb\" or \"1g\" is needed");
    return std::nullopt;
}

std::vector<std::string> DeclarationReader::texts(std::string_view name)
{
    const Json* value = any(name);
    if (!value)
        return {};
    if (value->is_string())
        return {value->get<std::string>()};
    std::vector<std::string> list;
    const bool fits =
        value->is_array() && std::all_of(value->begin(), value->end(), [](const Json& one) { return one.is_string(); });
    if (!fits) {
        fail(name, "a list of texts is needed");
        return {};
    }
    for (const Json& one : *value)
        list.push_back(one.get<std::string>());
    return list;
}

std::optional<size_t> DeclarationReader::word(std::string_view name, std::initializer_list<std::string_view> words)
{
    const auto value = text(name);
    if (!value)
        return std::nullopt;
    std::string expected = "one of";
    for (size_t at = 0; at < words.size(); ++at) {
        if (words.begin()[at] == *value)
            return at;
        expected += " " + std::string(words.begin()[at]);
    }
    fail(name, "\"" + *value + "\" is not " + expected);
    return std::nullopt;
}

Status DeclarationReader::finish()
{
    for (const DeclarationTable::Member& member : m_table.members) {
        if (std::find(m_known.begin(), m_known.end(), member.name) != m_known.end())
            continue;
        const auto nearest = nearestName(member.name, m_known);
        // In the place of whatever else is wrong: a name that was mistyped may be the one that is missing.
        return Error{ErrorCode::invalidArgument,
            m_table.path + ":" + std::to_string(member.line) + ": unknown member \"" + member.name + "\""
                + (nearest ? "; did you mean \"" + *nearest + "\"?" : std::string())};
    }
    return m_error ? Status(*m_error) : Status();
}

const DeclarationSection* findDeclarationSection(std::string_view name)
{
    for (const DeclarationSection& section : declarationSections())
        if (section.name == name)
            return &section;
    return nullptr;
}

Result<Declaration> readDeclaration(const DeclarationSection& section, const DeclarationTable& table)
{
    Declaration declaration;
    declaration.section = section.name;
    declaration.origin = table.path + ":" + std::to_string(table.line);
    declaration.value = Json::object();
    for (const DeclarationTable::Member& member : table.members)
        declaration.value[member.name] = member.value;
    DeclarationReader reader(table);
    section.read(reader, declaration);
    if (const Status read = reader.finish(); !read)
        return read.error();
    return declaration;
}

Status applyDeclarations(std::span<const Declaration> declarations, const DeclarationTargets& targets)
{
    for (const DeclarationSection& section : declarationSections()) {
        if (section.begin)
            section.begin(targets);
        for (const Declaration& declaration : declarations) {
            if (declaration.section != section.name)
                continue;
            if (const Status applied = declaration.apply(targets); !applied)
                return Error{applied.error().code,
                    declaration.origin + ": " + std::string(section.name) + " " + declaration.name + ": "
                        + applied.error().text};
        }
    }
    return {};
}

} // namespace tapedeck
