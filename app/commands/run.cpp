#include "app/run.h"
#include "app/command.h"
#include "app/expectations.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

CommandRun declareRun(CLI::App& options)
{
    auto run = std::make_shared<RunOptions>();
    auto record = std::make_shared<std::string>();
    auto expectations = std::make_shared<std::vector<std::string>>();
    options.add_option("COMMAND", run->command, "Behind --: what to run, with its arguments")
        ->required()
        ->type_name("-- COMMAND");
    options.add_option("--load", run->load, "Begin with a copy of this tape; the tape itself is not changed")
        ->type_name("TAPE");
    options.add_option("--record", *record, "Keep what was recorded: on-failure:FILE or always:FILE")
        ->type_name("WHEN:FILE");
    options
        .add_option("--expect", *expectations,
            "Check this once the command has ended: count(FILTER) >= 2 within 5s, never FILTER for 1s; may be repeated")
        ->type_name("EXPECTATION")
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false);
    options.add_option("--junit", run->junit, "Write what passed and failed as JUnit's XML")->type_name("FILE");
    auto settings = addConfigOptions(options, false);
    return [=](const CommandContext& context) {
        if (!record->empty())
            if (const Status parsed = parseRecord(*record, *run); !parsed)
                return fail(ExitCode::usage, parsed.error().text);
        auto config = resolveConfig(context.environment, settings->flags, settings->configFile);
        if (!config)
            return fail(ExitCode::usage, config.error().text);
        auto wishes = expectationWishes(*config, *expectations);
        if (!wishes)
            return fail(ExitCode::usage, wishes.error().text);
        std::vector<RunEvaluation> evaluations;
        if (!wishes->empty())
            evaluations.push_back(evaluationOf(std::move(*wishes)));
        return static_cast<ExitCode>(runCommandWithBroker(std::move(*config), context.environment, *run, evaluations));
    };
}

} // namespace tapedeck
