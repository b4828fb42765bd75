#include "app/command.h"

#include "app/terminal.h"

#include <CLI/CLI.hpp>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace tapedeck {

ExitCode fail(ExitCode code, std::string_view text)
{
    std::string line = "tapedeck: " + escapeForTerminal(text) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
    return code;
}

void print(std::string_view text)
{
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size())
        return;
    if (errno == EPIPE) {
        // Whoever read this has seen enough: end as every other program of a pipeline does.
        std::signal(SIGPIPE, SIG_DFL);
        std::raise(SIGPIPE);
    }
    std::exit(static_cast<int>(fail(ExitCode::storage, "standard output cannot be written")));
}

std::shared_ptr<OutputOptions> addOutputOptions(CLI::App& options, bool withRaw)
{
    auto out = std::make_shared<OutputOptions>();
    out->colour = colourWanted(Environment::ofProcess());
    options.add_flag("--json", out->json, "Print JSON, one object per line");
    if (withRaw)
        options.add_flag("--raw", out->raw, "Print bodies as they are, each followed by a line break");
    return out;
}

std::shared_ptr<ConfigOptions> addConfigOptions(CLI::App& options, bool withTape)
{
    auto out = std::make_shared<ConfigOptions>();
    options.add_option("--config", out->configFile, "Read settings from FILE instead of the nearest tapedeck.toml")
        ->type_name("FILE");
    for (const ConfigKey& key : configKeys()) {
        if (key.secret || key.flokiOnly)
            continue;
        std::string name(key.name);
        FlagValues& flags = out->flags; // lives as long as `out`, which the command's closure keeps
        if (key.valueName.empty()) {
            options.add_flag_function(
                flagName(key), [&flags, name](int64_t) { flags[name] = "true"; }, std::string(key.help));
        } else if (name == "defs") {
            options
                .add_option_function<std::vector<std::string>>(
                    flagName(key),
                    [&flags, name](const std::vector<std::string>& files) {
                        for (const std::string& file : files)
                            flags[name] += (flags[name].empty() ? "" : ",") + file;
                    },
                    std::string(key.help))
                ->type_name("FILE")
                ->expected(1)
                ->allow_extra_args(false) // it must not take the -- in front of a command
                ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
        } else if (name != "tape") {
            options
                .add_option_function<std::string>(
                    flagName(key), [&flags, name](const std::string& value) { flags[name] = value; },
                    std::string(key.help))
                ->type_name(std::string(key.valueName));
        }
    }
    if (withTape) {
        options.add_option_function<std::string>(
            "TAPE", [&flags = out->flags](const std::string& value) { flags["tape"] = value; },
            std::string(findConfigKey("tape")->help));
    }
    return out;
}

} // namespace tapedeck
