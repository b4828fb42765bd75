#include "app/export_sink.h"
#include "app/message_source.h"
#include "app/progress.h"
#include "app/terminal.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

namespace {

struct ExportArguments {
    std::string tape, output = "-", format;
    std::vector<std::string> queues;
    uint64_t limit = 0;
};

std::optional<TransferFormat> exportFormatOf(const ExportArguments& arguments)
{
    if (arguments.format.empty())
        return transferFormatOfName(arguments.output).value_or(TransferFormat::jsonLines);
    const auto format = transferFormat(arguments.format);
    if (!format)
        fail(ExitCode::usage, "--format: \"" + arguments.format + "\" is none of jsonl, csv, cloudevents, raw");
    return format;
}

std::unique_ptr<ExportSink> openSink(const ExportArguments& arguments, TransferFormat format, ExitCode& code)
{
    if (format == TransferFormat::raw && arguments.output == "-")
        return code = fail(ExitCode::usage, "raw files need a folder: --output FOLDER/"), nullptr;
    if (arguments.output == "-")
        return exportToOutput(format);
    auto sink = exportTo(arguments.output, format);
    if (!sink)
        return code = fail(exitCodeOf(sink.error()), sink.error().text), nullptr;
    return std::move(*sink);
}

struct Counts {
    uint64_t looked = 0, written = 0;
};

Status exportQueue(MessageSource& source, const std::string& queue, const SourceRange& range, uint64_t limit,
    ExportSink& sink, Progress& progress, Counts& counts)
{
    Status written;
    const auto take = [&](const MessageView& message) {
        written = sink.write(recordOf(message, queue));
        ++counts.written;
        return written && (limit == 0 || counts.written < limit);
    };
    const auto looked = [&](uint64_t messages) {
        counts.looked += messages;
        progress.advance(messages);
        if (written)
            written = sink.flush();
    };
    const Status read = source.read(queue, range, take, looked);
    return read ? written : read;
}

ExitCode run(const CommandContext& context, const ExportArguments& arguments, const RemoteOptions& remote,
    const SourceRange& range, const OutputOptions& output)
{
    const auto format = exportFormatOf(arguments);
    if (!format)
        return ExitCode::usage;
    ExitCode code = ExitCode::ok;
    const auto source = openSource(arguments.tape, context, remote, code);
    if (!source)
        return code;
    const auto all = source->queues();
    if (!all)
        return fail(sourceExitCode(all.error()), all.error().text);
    const auto& queues = arguments.queues.empty() ? *all : arguments.queues;
    const auto sink = openSink(arguments, *format, code);
    if (!sink)
        return code;
    uint64_t total = 0;
    for (const std::string& queue : queues)
        total += source->messages(queue);
    Progress progress(context.environment, "export", total);
    Counts counts;
    for (const std::string& queue : queues) {
        if (arguments.limit != 0 && counts.written >= arguments.limit)
            break;
        const Status done = exportQueue(*source, queue, range, arguments.limit, *sink, progress, counts);
        if (!done)
            return fail(sourceExitCode(done.error()), done.error().text);
    }
    if (const Status finished = sink->finish(); !finished)
        return fail(ExitCode::storage, finished.error().text);
    progress.clear();
    if (arguments.output == "-")
        return ExitCode::ok;
    if (output.json)
        print(jsonLine({{"messages", counts.written}, {"looked_at", counts.looked}, {"output", arguments.output}})
            + "\n");
    else
        print(grouped(counts.written) + (counts.written == 1 ? " message" : " messages") + " written to "
            + escapeForTerminal(arguments.output) + "\n");
    return ExitCode::ok;
}

} // namespace

CommandRun declareExport(CLI::App& options)
{
    auto arguments = std::make_shared<ExportArguments>();
    options.add_option(
        "TAPE", arguments->tape, "A tape that no broker has open, or an exported file (default: the broker)");
    options.add_option("-q,--queue", arguments->queues, "Only this queue; may be repeated (default: all)")
        ->type_name("QUEUE");
    options.add_option("-o,--output", arguments->output, "A file, a folder/, or - (default) for standard output")
        ->type_name("PATH");
    options
        .add_option("--format", arguments->format,
            "jsonl, csv, cloudevents or raw (default: what the output's name says, else jsonl)")
        ->type_name("FORMAT");
    options.add_option("-n,--limit", arguments->limit, "At most N messages")->type_name("N");
    auto range = addRangeOptions(options);
    auto remote = addRemoteOptions(options);
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext& context) {
        const auto wanted = rangeOf(*range);
        return wanted ? run(context, *arguments, *remote, *wanted, *output) : ExitCode::usage;
    };
}

} // namespace tapedeck
