#include "app/command.h"
#include "app/terminal.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

namespace {

std::string originOf(const Config& config, std::string_view name)
{
    auto at = [&](std::string_view key) {
        auto found = config.origins.find(key);
        return found == config.origins.end() ? std::string() : found->second;
    };
    std::string origin = at(name);
    if (origin.empty() && name == "resp")
        origin = at("bind_address");
    if (origin.empty() && name == "tape")
        origin = at("data_directory");
    return origin.empty() ? "built-in" : origin;
}

void addDeclarations(Json& object, const Config& config, bool origins)
{
    for (const Declaration& declaration : config.declarations) {
        Json value = declaration.value;
        if (origins)
            value["origin"] = declaration.origin;
        object["declarations"][std::string(declaration.section)].push_back(std::move(value));
    }
}

std::string declarationTable(const Config& config, bool origins, bool colour)
{
    if (config.declarations.empty())
        return {};
    std::vector<std::string> headings{"DECLARED", "NAME", "MEMBERS"};
    if (origins)
        headings.emplace_back("ORIGIN");
    TextTable table(headings);
    for (const Declaration& declaration : config.declarations) {
        std::string members;
        for (const auto& [name, value] : declaration.value.items())
            members += (members.empty() ? "" : " ") + name + "=" + jsonLine(value);
        table.row({std::string(declaration.section), declaration.name, members, declaration.origin});
    }
    return "\n" + table.text(colour);
}

ExitCode showConfig(const Config& config, const OutputOptions& output, bool origins)
{
    Json object = Json::object();
    TextTable table(origins ? std::vector<std::string>{"SETTING", "VALUE", "ORIGIN"}
                            : std::vector<std::string>{"SETTING", "VALUE"});
    for (const ConfigKey& key : configKeys()) {
        if (key.flokiOnly)
            continue;
        std::string name(key.name), value = key.show(config), origin = originOf(config, key.name);
        table.row({name, value, origin});
        if (origins)
            object[name] = {{"value", value}, {"origin", origin}};
        else
            object[name] = value;
    }
    if (output.json) {
        addDeclarations(object, config, origins);
        print(jsonLine(object) + "\n");
    } else {
        print(table.text(output.colour) + declarationTable(config, origins, output.colour));
    }
    return ExitCode::ok;
}

// Reads one file alone: neither the environment nor other files have a say.
ExitCode checkFile(const std::string& path, bool json)
{
    Config config;
    if (Status read = applyConfigFile(config, path); !read)
        return fail(ExitCode::usage, read.error().text);
    for (const std::string& file : config.definitionFiles)
        if (Status read = applyDefinitionFile(config, file); !read)
            return fail(ExitCode::usage, read.error().text);
    const size_t settings = config.origins.size(), declared = config.declarations.size();
    if (json)
        print(jsonLine({{"file", path}, {"ok", true}, {"settings", settings}, {"declarations", declared}}) + "\n");
    else
        print(escapeForTerminal(path) + ": " + std::to_string(settings) + " settings, " + std::to_string(declared)
            + " declarations\nok\n");
    return ExitCode::ok;
}

} // namespace

CommandRun declareConfig(CLI::App& options)
{
    struct Arguments {
        std::string action, file;
        bool origin = false;
    };
    auto arguments = std::make_shared<Arguments>();
    options.add_option("ACTION", arguments->action, "show: print every setting; check: read FILE and report mistakes")
        ->required()
        ->check(CLI::IsMember({"show", "check"}));
    options.add_option("FILE", arguments->file, "The configuration file to check")->type_name("FILE");
    options.add_flag("--origin", arguments->origin, "Also where each value comes from");
    auto output = addOutputOptions(options, false);
    auto settings = addConfigOptions(options, false);
    return [=](const CommandContext& context) {
        if (arguments->action == "check") {
            if (arguments->file.empty())
                return fail(ExitCode::usage, "config check: which FILE?");
            return checkFile(arguments->file, output->json);
        }
        if (!arguments->file.empty())
            settings->flags["tape"] = arguments->file; // `show` takes what `serve` takes
        auto config = resolveConfig(context.environment, settings->flags, settings->configFile);
        if (!config)
            return fail(ExitCode::usage, config.error().text);
        return showConfig(*config, *output, arguments->origin);
    };
}

} // namespace tapedeck
