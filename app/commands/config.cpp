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

ExitCode showConfig(const Config& config, bool json, bool origins)
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
    print(json ? jsonLine(object) + "\n" : table.text());
    return ExitCode::ok;
}

} // namespace

CommandRun declareConfig(CLI::App& options)
{
    struct Arguments {
        std::string action;
        bool origin = false;
    };
    auto arguments = std::make_shared<Arguments>();
    options.add_option("ACTION", arguments->action, "show: print every setting")
        ->required()
        ->check(CLI::IsMember({"show"}));
    options.add_flag("--origin", arguments->origin, "Also where each value comes from");
    auto output = addOutputOptions(options, false);
    auto settings = addConfigOptions(options);
    return [=](const CommandContext& context) {
        auto config = resolveConfig(context.environment, settings->flags, settings->configFile);
        if (!config)
            return fail(ExitCode::usage, config.error().text);
        return showConfig(*config, output->json, arguments->origin);
    };
}

} // namespace tapedeck
