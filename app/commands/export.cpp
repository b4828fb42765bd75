#include "app/message_source.h"
#include "app/progress.h"
#include "app/raw_files.h"
#include "app/terminal.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace tapedeck {

namespace {

struct ExportArguments {
    std::string tape, output = "-", format;
    std::vector<std::string> queues;
    uint64_t limit = 0;
};

constexpr size_t kChunkBytes = 64 << 10;

// Where records go: standard output, a file that gets its name when it is whole, or a folder.
class Sink {
public:
    virtual ~Sink() = default;
    virtual Status write(const Record& record) = 0;
    virtual Status flush() { return {}; } // so that whoever reads along sees what is there
    virtual Status finish() { return {}; }
};

class LineSink final : public Sink {
public:
    LineSink(std::FILE* file, std::string path, TransferFormat format)
        : m_file(file)
        , m_path(std::move(path))
        , m_format(format)
        , m_pending(formatHeading(format))
    {
    }
    ~LineSink() override
    {
        if (m_file && !m_path.empty()) { // given up
            std::fclose(m_file);
            std::remove(part(m_path).c_str());
        }
    }
    static std::string part(const std::string& path) { return path + ".part"; }

    Status write(const Record& record) override
    {
        appendRecord(m_pending, record, m_format);
        return m_pending.size() < kChunkBytes ? Status() : flush();
    }
    Status flush() override
    {
        if (m_path.empty()) {
            print(m_pending);
            std::fflush(stdout);
        } else if (std::fwrite(m_pending.data(), 1, m_pending.size(), m_file) != m_pending.size()) {
            return Error{ErrorCode::io, "cannot write to " + m_path};
        }
        m_pending.clear();
        return {};
    }
    Status finish() override
    {
        Status flushed = flush();
        if (!flushed || m_path.empty())
            return flushed;
        const bool closed = std::fclose(m_file) == 0;
        m_file = nullptr;
        if (!closed || std::rename(part(m_path).c_str(), m_path.c_str()) != 0)
            return Error{ErrorCode::io, "cannot write " + m_path};
        return {};
    }

private:
    std::FILE* m_file;
    std::string m_path; // empty: standard output
    TransferFormat m_format;
    std::string m_pending;
};

class FolderSink final : public Sink {
public:
    explicit FolderSink(RawFileWriter writer)
        : m_writer(std::move(writer))
    {
    }
    Status write(const Record& record) override { return m_writer.write(record); }
    Status finish() override { return m_writer.finish(); }

private:
    RawFileWriter m_writer;
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

std::unique_ptr<Sink> openSink(const ExportArguments& arguments, TransferFormat format, ExitCode& code)
{
    if (format == TransferFormat::raw) {
        if (arguments.output == "-")
            return code = fail(ExitCode::usage, "raw files need a folder: --output FOLDER/"), nullptr;
        auto writer = RawFileWriter::create(arguments.output);
        if (!writer)
            return code = fail(exitCodeOf(writer.error()), writer.error().text), nullptr;
        return std::make_unique<FolderSink>(std::move(*writer));
    }
    if (arguments.output == "-")
        return std::make_unique<LineSink>(stdout, "", format);
    std::FILE* file = std::fopen(LineSink::part(arguments.output).c_str(), "wbe");
    if (!file)
        return code = fail(ExitCode::storage, "cannot write to " + LineSink::part(arguments.output)), nullptr;
    return std::make_unique<LineSink>(file, arguments.output, format);
}

struct Counts {
    uint64_t looked = 0, written = 0;
};

Status exportQueue(MessageSource& source, const std::string& queue, const SourceRange& range, uint64_t limit,
    Sink& sink, Progress& progress, Counts& counts)
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
