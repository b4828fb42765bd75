// From the program's settings to what the engine wants.
#pragma once

#include "app/config.h"
#include "app/engine_host.h"
#include "app/exit_code.h"

#include <memory>

namespace tapedeck {

// `tapePath` is the named tape or the temporary one.
EngineOptions engineOptions(const Config& config, const std::string& tapePath, bool ephemeral);

// The system's generator, or the seeded one if the settings ask for it.
std::unique_ptr<Random> makeRandom(const Config& config);

// Why the engine did not start, as an exit code.
ExitCode startExitCode(const Error& error);

} // namespace tapedeck
