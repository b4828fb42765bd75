// One subcommand: a row of the table in commands/table.cpp. A command declares its options, and returns what to do with
// them; nothing runs before the whole command line was understood.
//
// A subcommand never touches the display.
#pragma once

#include "app/config.h"
#include "app/environment.h"
#include "app/exit_code.h"
#include "app/json.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace tapedeck {

// What every command may ask for.
struct CommandContext {
    const Environment& environment;
};

using CommandRun = std::function<ExitCode(const CommandContext&)>;

struct Command {
    const char* name;
    const char* summary;
    const char* example; // shown at the end of --help
    CommandRun (*declare)(CLI::App& options);
};

std::span<const Command> commandTable();

// Errors go to standard error as "tapedeck: TEXT" (escaped). Returns `code`, so that a command can `return fail(...)`.
ExitCode fail(ExitCode code, std::string_view text);

// Writes to standard output. Ends the program when nobody reads it any more.
void print(std::string_view text);

// The options --json and --raw, where a command has them.
struct OutputOptions {
    bool json = false;
    bool raw = false;
    bool colour = false; // standard output is a terminal that wants it
};
std::shared_ptr<OutputOptions> addOutputOptions(CLI::App& options, bool withRaw);

// Declares a flag for every configuration key; they collect in the returned map. --config goes to `configFile`. With
// `withTape` also the tape as a word of its own.
struct ConfigOptions {
    FlagValues flags;
    std::string configFile;
};
std::shared_ptr<ConfigOptions> addConfigOptions(CLI::App& options, bool withTape = true);

// One function per file of commands/.
CommandRun declareServe(CLI::App& options);
CommandRun declareRun(CLI::App& options);
CommandRun declareRepair(CLI::App& options);
CommandRun declareCompletion(CLI::App& options);
CommandRun declareCheck(CLI::App& options);
CommandRun declareRoute(CLI::App& options);
CommandRun declareExpect(CLI::App& options);
CommandRun declareFault(CLI::App& options);
CommandRun declareResponder(CLI::App& options);
CommandRun declareUpstream(CLI::App& options);
CommandRun declareInfo(CLI::App& options);
CommandRun declarePeek(CLI::App& options);
CommandRun declareTail(CLI::App& options);
CommandRun declarePub(CLI::App& options);
CommandRun declareGet(CLI::App& options);
CommandRun declareAck(CLI::App& options);
CommandRun declareNack(CLI::App& options);
CommandRun declareSeek(CLI::App& options);
CommandRun declareReplay(CLI::App& options);
CommandRun declareWaitReady(CLI::App& options);
CommandRun declareConfig(CLI::App& options);
CommandRun declareVersion(CLI::App& options);
CommandRun declareExport(CLI::App& options);
CommandRun declareImport(CLI::App& options);
CommandRun declareDiff(CLI::App& options);
CommandRun declareRedact(CLI::App& options);

} // namespace tapedeck
