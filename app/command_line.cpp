#include "app/command_line.h"

#include "app/command.h"
#include "app/remote_observer.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>

namespace tapedeck {

namespace {

const Command* findCommand(std::string_view name)
{
    for (const Command& command : commandTable())
        if (name == command.name)
            return &command;
    return nullptr;
}

std::string overview(bool withWindow)
{
    std::string text = withWindow ? "Usage: tapedeck [TAPE] [OPTIONS]          open the window\n"
                                    "       tapedeck --connect HOST:PORT       open the window on a broker that runs\n"
                                    "       tapedeck --headless [OPTIONS]      the same as tapedeck serve\n"
                                    "       tapedeck COMMAND [OPTIONS]\n\n"
                                  : "Usage: tapedeck COMMAND [OPTIONS]\n\n";
    text += "A message broker that can be rewound.\n\nCommands:\n";
    for (const Command& command : commandTable()) {
        std::string name = command.name;
        text += "  " + name + std::string(12 - name.size(), ' ') + command.summary + "\n";
    }
    text += "\n`tapedeck COMMAND --help` describes a command and ends with an example.\n"
            "Exit codes: 0 ok, 1 check failed or command refused, 2 usage or settings, 3 file, disk or lock,\n"
            "            4 cannot bind, 5 timed out, 6 no connection.\n";
    return text;
}

// CLI11 takes "[1,2]" for two values wherever an option may have several; here it is a JSON body, or an argument of the
// command that `run` starts. So what it would take apart gets a byte in front, which is taken away again from the
// value.
constexpr char kWhole = '\x01';

void keepWhole(std::string& argument)
{
    const size_t equals = argument.starts_with("--") ? argument.find('=') : std::string::npos;
    const size_t begin = equals == std::string::npos ? 0 : equals + 1;
    const std::string_view value = std::string_view(argument).substr(begin);
    if (value.starts_with(kWhole) || (value.starts_with('[') && value.ends_with(']')))
        argument.insert(begin, 1, kWhole);
}

void takeWhole(CLI::App& options)
{
    for (CLI::Option* option : options.get_options())
        option->transform([](std::string value) {
            if (value.starts_with(kWhole))
                value.erase(0, 1);
            return value;
        });
    for (CLI::App* inner : options.get_subcommands([](CLI::App*) { return true; }))
        takeWhole(*inner);
}

// Parses what follows the subcommand and runs it.
ExitCode runCommand(const Command& command, std::vector<std::string> arguments, const Environment& environment)
{
    CLI::App options(command.summary, "tapedeck " + std::string(command.name));
    options.footer("Example:\n  " + std::string(command.example));
    options.get_formatter()->column_width(34);
    CommandRun run = command.declare(options);
    takeWhole(options);
    std::for_each(arguments.begin(), arguments.end(), keepWhole);
    std::reverse(arguments.begin(), arguments.end()); // CLI11 takes them from the back
    try {
        options.parse(arguments);
    } catch (const CLI::CallForHelp&) {
        print(options.help());
        return ExitCode::ok;
    } catch (const CLI::ParseError& error) {
        return fail(ExitCode::usage, std::string(error.what()) + " (see: tapedeck " + command.name + " --help)");
    }
    return run({environment});
}

// `tapedeck [FILE] [settings]`: the window with the same settings as serve.
ExitCode runWindow(std::vector<std::string> arguments, const Environment& environment, const WindowRun& window)
{
    CLI::App options("Opens the window", "tapedeck");
    auto settings = addConfigOptions(options);
    std::string address;
    options.add_option("--connect", address, "Show the engine that listens there")->type_name("HOST:PORT");
    std::reverse(arguments.begin(), arguments.end());
    try {
        options.parse(arguments);
    } catch (const CLI::ParseError& error) {
        return fail(ExitCode::usage, std::string(error.what()) + " (see: tapedeck --help)");
    }
    if (const auto parsed = parseRemoteAddress(address); !address.empty() && !parsed)
        return fail(ExitCode::usage, parsed.error().text);
    auto resolve = [&] { return resolveConfig(environment, settings->flags, settings->configFile); };
    auto config = resolve();
    if (!config)
        return fail(ExitCode::usage, config.error().text);
    config->connect = address;
    return window(*config, resolve);
}

ExitCode unknownCommand(std::string_view word)
{
    std::vector<std::string> names;
    for (const Command& command : commandTable())
        names.emplace_back(command.name);
    std::string text = "there is no command \"" + std::string(word) + "\"";
    if (auto nearest = nearestName(word, names))
        text += "; did you mean \"" + *nearest + "\"?";
    return fail(ExitCode::usage, text + " (see: tapedeck --help)");
}

// A tape is named with its extension or as a path; everything else in the first place is a command.
bool looksLikeFile(std::string_view word)
{
    return word.find('/') != std::string_view::npos || word.ends_with(".tape");
}

} // namespace

ExitCode runCommandLine(int argc, char** argv, const Environment& environment, const WindowRun& window)
{
    // A broker that goes away while a command writes to it is an error to be told, not the end of the program.
    std::signal(SIGPIPE, SIG_IGN);
    std::vector<std::string> arguments(argv + 1, argv + argc);
    std::string first = arguments.empty() ? std::string() : arguments.front();
    if (first == "--help" || first == "-h" || first == "help") {
        print(overview(static_cast<bool>(window)));
        return ExitCode::ok;
    }
    if (first == "--version")
        return runCommand(*findCommand("version"), {}, environment);
    auto headless = std::find(arguments.begin(), arguments.end(), "--headless");
    if (headless != arguments.end() && !findCommand(first)) {
        arguments.erase(headless);
        return runCommand(*findCommand("serve"), arguments, environment);
    }
    if (const Command* command = findCommand(first)) {
        arguments.erase(arguments.begin());
        return runCommand(*command, arguments, environment);
    }
    if (!first.empty() && first.front() != '-' && !looksLikeFile(first))
        return unknownCommand(first);
    if (!window) {
        std::fputs(overview(false).c_str(), stderr);
        return ExitCode::usage;
    }
    return runWindow(arguments, environment, window);
}

} // namespace tapedeck
