// Routing programs without a broker: what one makes of a message.
#include "app/command.h"
#include "app/terminal.h"

#include "engine/base/random.h"
#include "engine/route/program.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

namespace tapedeck {

namespace {

struct RouteArguments {
    std::string action, program, route, payload, payloadFile;
};

// Bytes of the program shown around a mistake, so that the caret stays in the line.
constexpr size_t kShownBefore = 60, kShownAfter = 40;

ExitCode tellProgramMistake(const std::string& program, const ProgramError& error)
{
    fail(ExitCode::usage, "byte " + std::to_string(error.position) + ": " + error.text);
    const size_t begin = error.position > kShownBefore ? error.position - kShownBefore : 0;
    const std::string before = (begin ? "..." : "") + escapeForTerminal(program.substr(begin, error.position - begin));
    const std::string after = escapeForTerminal(program.substr(error.position, kShownAfter))
        + (program.size() - error.position > kShownAfter ? "..." : "");
    const std::string caret(columnsOf(before), ' ');
    std::fprintf(stderr, "  %s%s\n  %s^\n", before.c_str(), after.c_str(), caret.c_str());
    return ExitCode::usage;
}

// What a step says has its controls, quotes and backslashes escaped already; the rest is bytes of strangers.
std::string shown(std::string_view step)
{
    std::string out;
    for (size_t at = 0; at <= step.size();) {
        const size_t backslash = std::min(step.find('\\', at), step.size());
        out += escapeForTerminal(step.substr(at, backslash - at));
        if (backslash < step.size())
            out += '\\';
        at = backslash + 1;
    }
    return out;
}

void printTrial(const Program& program, const Program::Trial& trial)
{
    std::vector<std::string> lines;
    size_t width = 0;
    for (const Program::Step& step : trial.steps) {
        lines.push_back(std::string(2 + 2 * size_t{step.depth}, ' ') + shown(step.text));
        width = std::max(width, columnsOf(lines.back()));
    }
    std::string out = trial.matches ? "matches\n" : "does not match\n";
    for (size_t i = 0; i < lines.size(); ++i)
        out += lines[i] + std::string(width - columnsOf(lines[i]) + 2, ' ') + (trial.steps[i].result ? "yes" : "no")
            + "\n";
    if (std::string why; !program.portable(&why))
        out += "fq itself would refuse this program or read it otherwise: " + why + "\n";
    print(out);
}

void printTrialAsJson(const Program& program, const Program::Trial& trial)
{
    Json steps = Json::array();
    for (const Program::Step& step : trial.steps)
        steps.push_back({{"depth", step.depth}, {"text", step.text}, {"result", step.result}});
    std::string why;
    Json out{{"matches", trial.matches}, {"portable", program.portable(&why)}};
    if (!why.empty())
        out["not_portable"] = why;
    out["steps"] = std::move(steps);
    print(jsonLine(out) + "\n");
}

// Nothing if the file cannot be read (said).
std::optional<std::string> payloadOf(const RouteArguments& arguments)
{
    if (arguments.payloadFile.empty())
        return arguments.payload;
    if (arguments.payloadFile == "-")
        return std::string(std::istreambuf_iterator<char>(std::cin), {});
    std::ifstream file(arguments.payloadFile, std::ios::binary);
    std::string payload(std::istreambuf_iterator<char>(file), {});
    if (file.is_open() && !file.bad())
        return payload;
    fail(ExitCode::storage, arguments.payloadFile + ": " + std::strerror(errno));
    return std::nullopt;
}

ExitCode tryProgram(const RouteArguments& arguments, bool json)
{
    ProgramError error;
    const auto program = Program::parse(arguments.program, &error);
    if (!program)
        return tellProgramMistake(arguments.program, error);
    const auto payload = payloadOf(arguments);
    if (!payload)
        return ExitCode::storage;
    SystemRandom random;
    const Program::Trial trial = program->tryOn(arguments.route, *payload, random);
    if (json)
        printTrialAsJson(*program, trial);
    else
        printTrial(*program, trial);
    return trial.matches ? ExitCode::ok : ExitCode::failed;
}

} // namespace

CommandRun declareRoute(CLI::App& options)
{
    auto arguments = std::make_shared<RouteArguments>();
    options.add_option("ACTION", arguments->action, "test: try a program on one message")
        ->required()
        ->check(CLI::IsMember({"test"}));
    options.add_option("PROGRAM", arguments->program, "A routing program, as bindings have it")->required();
    options.add_option("--route", arguments->route, "The message's route")->required();
    auto* payload = options.add_option("--payload", arguments->payload, "The message's payload; empty without it");
    options.add_option("--payload-file", arguments->payloadFile, "The payload is in this file; - is standard input")
        ->type_name("FILE")
        ->excludes(payload);
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext&) { return tryProgram(*arguments, output->json); };
}

} // namespace tapedeck
