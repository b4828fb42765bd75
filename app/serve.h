// Runs the broker in the foreground: starts the engine, says READY, waits for a reason to end, drains, and cleans up.
// Main thread.
#pragma once

#include "app/config.h"
#include "app/exit_code.h"

#include <functional>

namespace tapedeck {

// `reread` resolves the settings again, on SIGHUP.
ExitCode serve(const Config& config, const Environment& environment, const std::function<Result<Config>()>& reread);

} // namespace tapedeck
