#include "app/command.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

CommandRun declareVersion(CLI::App& options)
{
    auto output = addOutputOptions(options, false);
    return [output](const CommandContext&) {
        if (output->json)
            print(jsonLine({{"name", "tapedeck"}, {"version", TAPEDECK_VERSION}}) + "\n");
        else
            print("tapedeck " TAPEDECK_VERSION "\n");
        return ExitCode::ok;
    };
}

} // namespace tapedeck
