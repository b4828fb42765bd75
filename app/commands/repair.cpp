#include "app/command.h"
#include "app/progress.h"
#include "app/terminal.h"

#include "engine/log/repair.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

namespace {

std::string copyName(const std::string& path)
{
    constexpr std::string_view kExtension = ".tape";
    const std::string stem = path.ends_with(kExtension) ? path.substr(0, path.size() - kExtension.size()) : path;
    return stem + ".repaired.tape";
}

void printRepair(const std::string& target, const RepairReport& report, bool colour)
{
    std::string text = escapeForTerminal(target) + ": " + grouped(report.queues) + " queues, "
        + grouped(report.messages) + " messages";
    if (report.journalMessages)
        text += " (" + grouped(report.journalMessages) + " of them only in the live journal)";
    text += "\n";
    for (const std::string& note : report.notes)
        text += "note: " + escapeForTerminal(note) + "\n";
    for (const std::string& loss : report.losses)
        text += inRed("LOST:", colour) + " " + escapeForTerminal(loss) + "\n";
    print(text + (report.losses.empty() ? "nothing is lost\n" : ""));
}

} // namespace

CommandRun declareRepair(CLI::App& options)
{
    struct Arguments {
        std::string path, target;
    };
    auto arguments = std::make_shared<Arguments>();
    options.add_option("TAPE", arguments->path, "A tape that no broker has open; it is not changed")->required();
    options.add_option("-o,--output", arguments->target, "The copy to write (default: NAME.repaired.tape beside it)")
        ->type_name("FILE");
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext& context) {
        const std::string target = arguments->target.empty() ? copyName(arguments->path) : arguments->target;
        Progress progress(context.environment, "repair", 0, ProgressState::Unit::messages, output->json);
        const auto report = repairTape(arguments->path, target, [&](uint64_t done, uint64_t total) {
            progress.setTotal(total);
            progress.moveTo(done);
        });
        progress.clear();
        if (!report)
            return fail(exitCodeOf(report.error()), report.error().text);
        if (output->json)
            print(jsonLine({{"tape", arguments->path}, {"copy", target}, {"queues", report->queues},
                      {"messages", report->messages}, {"journal_messages", report->journalMessages},
                      {"lost", report->lost}, {"replaced", report->replaced}, {"losses", report->losses},
                      {"notes", report->notes}})
                + "\n");
        else
            printRepair(target, *report, output->colour);
        return report->losses.empty() ? ExitCode::ok : ExitCode::failed;
    };
}

} // namespace tapedeck
