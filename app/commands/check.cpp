#include "app/command.h"
#include "app/terminal.h"

#include "engine/log/check.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

namespace {

void printCheck(const std::string& path, const CheckReport& report, bool colour)
{
    std::string text = escapeForTerminal(path) + ": " + grouped(report.queues) + " queues, " + grouped(report.segments)
        + " segments, " + grouped(report.frames) + " frames, " + grouped(report.messages) + " messages";
    if (report.journal)
        text += "; live journal: " + grouped(report.journalGroups) + " groups, " + grouped(report.journalMessages)
            + " messages";
    text += "\n";
    for (const std::string& note : report.notes)
        text += "note: " + escapeForTerminal(note) + "\n";
    for (const std::string& damage : report.damage)
        text += inRed("DAMAGED:", colour) + " " + escapeForTerminal(damage) + "\n";
    print(text + (report.damage.empty() ? "ok\n" : ""));
}

} // namespace

CommandRun declareCheck(CLI::App& options)
{
    auto path = std::make_shared<std::string>();
    options.add_option("TAPE", *path, "A tape that no broker has open")->required();
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext&) {
        auto report = checkTape(*path);
        if (!report)
            return fail(exitCodeOf(report.error()), report.error().text);
        if (output->json)
            print(jsonLine({{"tape", *path}, {"ok", report->damage.empty()}, {"queues", report->queues},
                      {"segments", report->segments}, {"frames", report->frames}, {"messages", report->messages},
                      {"live_journal", report->journal}, {"journal_messages", report->journalMessages},
                      {"damage", report->damage}, {"notes", report->notes}})
                + "\n");
        else
            printCheck(*path, *report, output->colour);
        return report->damage.empty() ? ExitCode::ok : ExitCode::failed;
    };
}

} // namespace tapedeck
