// Waits until expectations come true.
#include "app/api_client.h"
#include "app/expectation_report.h"
#include "app/remote.h"
#include "app/terminal.h"

#include "engine/base/value_forms.h"
#include "engine/expect/expectation.h"

#include <CLI/CLI.hpp>

#include <fstream>

namespace tapedeck {

namespace {

struct ExpectArguments {
    std::vector<std::string> expectations;
    std::string queue, timeout = "5s", from = "now", junit;
};

ExitCode tellExpectationMistake(const std::string& text, const ExpectationError& error)
{
    fail(ExitCode::usage, error.text());
    const std::string before = escapeForTerminal(text.substr(0, error.position));
    std::fprintf(stderr, "  %s\n  %s^\n", escapeForTerminal(text).c_str(), std::string(columnsOf(before), ' ').c_str());
    return ExitCode::usage;
}

// "now", "first", digits, or a moment. Nothing if it is none (said).
std::optional<Json> fromOf(const std::string& text)
{
    if (text == "now" || text == "first" || text == "beginning")
        return Json(text == "beginning" ? "first" : text);
    auto place = idOrTime(text, "--from");
    if (!place)
        return std::nullopt;
    return Json(place->starts_with('@') ? place->substr(1) : *place);
}

// Files and places that CI systems read.
ExitCode writeReports(const CommandContext& context, const ExpectArguments& arguments, const RunReport& report)
{
    ExitCode code = ExitCode::ok;
    const auto write = [&](const std::string& path, const std::string& text, std::ios::openmode mode) {
        std::ofstream file(path, std::ios::binary | mode);
        if (!(file << text) || !file.flush())
            code = fail(ExitCode::storage, "cannot write " + path);
    };
    if (!arguments.junit.empty())
        write(arguments.junit, junitXml(report), std::ios::trunc);
    if (context.environment.get("GITHUB_ACTIONS") == "true") {
        print(githubAnnotations(report));
        if (const auto summary = context.environment.get("GITHUB_STEP_SUMMARY"))
            write(*summary, githubSummary(report), std::ios::app);
    }
    return code;
}

ExitCode run(
    const CommandContext& context, const ExpectArguments& arguments, const ApiOptions& api, const OutputOptions& output)
{
    const auto time = parseDuration(arguments.timeout);
    if (!time)
        return fail(
            ExitCode::usage, "--timeout: \"" + arguments.timeout + "\" is not a length of time such as 500ms or 30s");
    for (const std::string& text : arguments.expectations) {
        const auto parsed = Expectation::tryParse(text, *time);
        if (const auto* error = std::get_if<ExpectationError>(&parsed))
            return tellExpectationMistake(text, *error);
    }
    const auto from = fromOf(arguments.from);
    if (!from)
        return ExitCode::usage;
    Json body{{"expectations", arguments.expectations}, {"timeout", arguments.timeout}, {"from", *from}};
    if (!arguments.queue.empty())
        body["queue"] = arguments.queue;
    ExitCode code = ExitCode::ok;
    const auto answer = askApi(context, api, "POST", "/expect", jsonLine(body), code);
    if (!answer)
        return code;
    const auto reports = reportsOf(*answer);
    if (!reports)
        return fail(ExitCode::unreachable, reports.error().text);
    RunReport report;
    for (const NamedReport& one : *reports)
        report.checks.push_back(checkOf(one));
    print(output.json ? jsonLine(*answer) + "\n" : expectationTable(*reports, output.colour));
    const ExitCode written = writeReports(context, arguments, report);
    if (!report.passed())
        return ExitCode::failed;
    return written;
}

} // namespace

CommandRun declareExpect(CLI::App& options)
{
    auto arguments = std::make_shared<ExpectArguments>();
    options
        .add_option("EXPECTATION", arguments->expectations,
            "What is to come: count(FILTER) >= 2 within 5s, never FILTER "
            "for 2s, FILTER then FILTER within 10s")
        ->required();
    options.add_option("--queue", arguments->queue, "Only messages of this queue, or of those that the pattern names")
        ->type_name("PATTERN");
    options
        .add_option("--timeout", arguments->timeout, "How long one lasts that says nothing of its time (default: 5s)")
        ->type_name("TIME");
    options.add_option("--from", arguments->from, "Where to begin: now, first, an id or a time (default: now)")
        ->type_name("PLACE");
    options.add_option("--junit", arguments->junit, "Write what passed and failed as JUnit's XML")->type_name("FILE");
    auto api = addApiOptions(options);
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext& context) { return run(context, *arguments, *api, *output); };
}

} // namespace tapedeck
