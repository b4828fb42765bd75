// The command line of both programs: finds the subcommand, reads its options, runs it.
#pragma once

#include "app/config.h"
#include "app/environment.h"
#include "app/exit_code.h"

#include <functional>

namespace tapedeck {

// Opens the window with the settings; set by the program that has one.
// `reread` resolves the settings again.
using WindowRun = std::function<ExitCode(const Config& config, const std::function<Result<Config>()>& reread)>;

// Runs the program. Without a subcommand `window` is called, or usage is printed if it is empty. The arguments are
// those of main().
ExitCode runCommandLine(int argc, char** argv, const Environment& environment, const WindowRun& window);

} // namespace tapedeck
