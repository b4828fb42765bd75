// Opens the window with the settings of the command line: constructs the application, the workspace and the window.
// Main thread, which is the GUI thread.
#pragma once

#include "app/config.h"
#include "app/exit_code.h"

namespace tapedeck {

// Returns when the window was closed. `argc` and `argv` are those of main(), which Qt keeps.
ExitCode openWindow(const Config& config, int& argc, char** argv);

} // namespace tapedeck
