#include "app/command.h"
#include "app/command_model.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

CommandRun declareCompletion(CLI::App& options)
{
    auto shell = std::make_shared<std::string>();
    options.add_option("SHELL", *shell, "bash, zsh or fish; man prints the manual page instead")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish", "man"}));
    return [=](const CommandContext&) {
        const std::vector<CommandModel> commands = commandModels();
        if (*shell == "bash")
            print(bashCompletion(commands));
        else if (*shell == "zsh")
            print(zshCompletion(commands));
        else if (*shell == "fish")
            print(fishCompletion(commands));
        else
            print(manualPage(commands, TAPEDECK_VERSION));
        return ExitCode::ok;
    };
}

} // namespace tapedeck
