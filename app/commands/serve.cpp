#include "app/serve.h"

#include "app/command.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

CommandRun declareServe(CLI::App& options)
{
    auto settings = addConfigOptions(options);
    return [settings](const CommandContext& context) {
        auto resolve = [&] { return resolveConfig(context.environment, settings->flags, settings->configFile); };
        auto config = resolve();
        if (!config)
            return fail(ExitCode::usage, config.error().text);
        return serve(*config, context.environment, resolve);
    };
}

} // namespace tapedeck
