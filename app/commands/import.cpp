#include "app/message_source.h"
#include "app/progress.h"
#include "app/raw_files.h"
#include "app/record_stream.h"
#include "app/terminal.h"
#include "engine/base/time_forms.h"
#include "engine/log/tape_writer.h"
#include "engine/queue/settings.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

namespace tapedeck {

namespace {

struct ImportArguments {
    std::vector<std::string> files;
    std::string format, queue, tape, timeHeader, channel;
};

// Where messages go.
class Target {
public:
    virtual ~Target() = default;
    virtual Status add(const Record& record) = 0;
    virtual Status finish() = 0;
};

// Commands on their way before their answers are read.
constexpr size_t kImportWindow = 256;

class BrokerTarget final : public Target {
public:
    BrokerTarget(RespClient client, const ImportArguments& arguments)
        : m_client(std::move(client))
        , m_timeHeader(arguments.timeHeader)
        , m_channel(arguments.channel)
    {
    }
    Status add(const Record& record) override
    {
        if (!m_channel.empty() && m_made.insert(record.queue).second)
            if (Status made = create(record.queue); !made)
                return made;
        std::vector<std::string> words{"PUB", record.queue};
        if (!record.key.empty())
            words.insert(words.end(), {"KEY", record.key});
        for (const auto& [name, value] : record.headers)
            words.insert(words.end(), {"HEADER", name, value});
        if (!m_timeHeader.empty() && record.time)
            words.insert(words.end(), {"HEADER", m_timeHeader, formatTime(*record.time)});
        words.insert(words.end(), {"BODY", record.body});
        if (Status sent = m_client.send(words); !sent)
            return sent;
        return ++m_waiting < kImportWindow ? Status() : answer();
    }
    Status finish() override
    {
        while (m_waiting > 0)
            if (Status answered = answer(); !answered)
                return answered;
        return {};
    }

private:
    Error refused(const std::string& text) const
    {
        const bool noQueue = text.starts_with("QNF") && m_channel.empty();
        return {ErrorCode::notFound,
            "the broker refuses: " + text + (noQueue ? "; --create CHANNEL makes queues that are not there" : "")};
    }
    Status create(const std::string& queue)
    {
        ++m_waiting;
        return m_client.send({"SETNX", queue, m_channel});
    }
    Status answer()
    {
        --m_waiting;
        auto reply = m_client.receive();
        if (!reply)
            return reply.error();
        return reply->isError() ? Status(refused(reply->text)) : Status();
    }
    RespClient m_client;
    std::string m_timeHeader, m_channel;
    std::set<std::string, std::less<>> m_made;
    size_t m_waiting = 0;
};

// A new tape. Ids are kept where they go on from one another, else given anew; times are kept.
class TapeTarget final : public Target {
public:
    explicit TapeTarget(std::unique_ptr<TapeWriter> writer)
        : m_writer(std::move(writer))
    {
    }
    Status add(const Record& record) override
    {
        auto found = m_queues.find(record.queue);
        if (found == m_queues.end()) {
            StoredQueue queue;
            queue.number = QueueNo{static_cast<uint32_t>(m_queues.size() + 1)};
            queue.name = record.queue;
            queue.settings = encodeSettings(QueueSettings{});
            queue.first = queue.sealedEnd = MessageId{1};
            found = m_queues.emplace(record.queue, Place{queue.number, {}, {}}).first;
            m_writer->addQueue(std::move(queue));
        }
        Place& place = found->second;
        const MessageId id = place.next.value == 0 ? std::max(record.id, MessageId{1}) : place.next;
        place.next = id + 1;
        place.time = std::max(place.time, record.time.value_or(place.time));
        const std::string headers = encodeHeaders(record.headers);
        return m_writer->add(place.queue,
            {id, place.time, record.time.value_or(place.time), record.delay, record.key, headers, record.body});
    }
    Status finish() override { return m_writer->finish(); }

private:
    struct Place {
        QueueNo queue;
        MessageId next;
        Time time;
    };
    std::unique_ptr<TapeWriter> m_writer;
    std::map<std::string, Place, std::less<>> m_queues;
};

class Importer {
public:
    Importer(Target& target, const ImportArguments& arguments, Progress& progress)
        : m_target(target)
        , m_queue(arguments.queue)
        , m_progress(progress)
    {
    }

    Status lines(std::istream& in, TransferFormat format, bool countsBytes)
    {
        Status added;
        const auto use = [&](const Record& record) {
            added = add(record);
            return added.ok();
        };
        const Status read = readRecordStream(in, format, use, [&](uint64_t bytes) {
            if (countsBytes)
                m_progress.advance(bytes);
            return true;
        });
        return read ? added : read;
    }

    Status folder(const std::string& path)
    {
        Status added;
        const Status read = readRawFiles(path, [&](const Record& record) {
            added = add(record);
            m_progress.advance(record.body.size());
            return added.ok();
        });
        return read ? added : read;
    }

    const std::map<std::string, uint64_t>& counts() const { return m_counts; }

private:
    Status add(const Record& original)
    {
        Record record = original;
        if (!m_queue.empty())
            record.queue = m_queue;
        if (record.queue.empty())
            return Error{ErrorCode::invalidArgument, "the messages do not say their queue; name it with --queue"};
        ++m_counts[record.queue];
        return m_target.add(record);
    }
    Target& m_target;
    std::string m_queue;
    Progress& m_progress;
    std::map<std::string, uint64_t> m_counts;
};

// What the options and the name say. Nothing (said) when neither does.
std::optional<TransferFormat> importFormatOf(const ImportArguments& arguments, const std::string& file)
{
    const auto format = arguments.format.empty() ? transferFormatOfName(file) : transferFormat(arguments.format);
    if (format)
        return format;
    if (arguments.format.empty() && std::filesystem::is_directory(file))
        return TransferFormat::raw;
    if (arguments.format.empty() && file == "-")
        return TransferFormat::jsonLines;
    fail(ExitCode::usage, file + ": name the format with --format jsonl, csv, cloudevents or raw");
    return std::nullopt;
}

std::unique_ptr<Target> openTarget(
    const CommandContext& context, const ImportArguments& arguments, const RemoteOptions& remote, ExitCode& code)
{
    if (!arguments.tape.empty()) {
        auto writer = TapeWriter::create(arguments.tape);
        if (!writer)
            return code = fail(exitCodeOf(writer.error()), writer.error().text), nullptr;
        return std::make_unique<TapeTarget>(std::move(*writer));
    }
    auto address = brokerAddress(context.environment, remote.url);
    if (!address)
        return code = fail(ExitCode::usage, address.error().text), nullptr;
    auto client = RespClient::connect(*address);
    if (!client)
        return code = fail(ExitCode::unreachable, client.error().text), nullptr;
    return std::make_unique<BrokerTarget>(std::move(*client), arguments);
}

ExitCode importExit(const Error& error)
{
    switch (error.code) {
    case ErrorCode::notFound: // the broker refuses
    case ErrorCode::invalidArgument: // what the file holds, not the command line
    case ErrorCode::messageTooBig:
        return ExitCode::failed;
    default:
        return ExitCode::storage;
    }
}

Status importFile(Importer& importer, const std::string& path, TransferFormat format)
{
    if (path == "-")
        return importer.lines(std::cin, format, false);
    if (format == TransferFormat::raw)
        return importer.folder(path);
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return Error{ErrorCode::io, "cannot read it"};
    return importer.lines(file, format, true);
}

ExitCode run(const CommandContext& context, const ImportArguments& arguments, const RemoteOptions& remote,
    const OutputOptions& output)
{
    std::vector<TransferFormat> formats;
    uint64_t bytes = 0;
    for (const std::string& file : arguments.files) {
        const auto format = importFormatOf(arguments, file);
        if (!format)
            return ExitCode::usage;
        formats.push_back(*format);
        std::error_code error;
        const auto size = std::filesystem::file_size(file, error);
        bytes += error ? 0 : size;
    }
    ExitCode code = ExitCode::ok;
    const auto target = openTarget(context, arguments, remote, code);
    if (!target)
        return code;
    Progress progress(context.environment, "import", bytes, ProgressState::Unit::bytes);
    Importer importer(*target, arguments, progress);
    for (size_t i = 0; i < formats.size(); ++i)
        if (Status done = importFile(importer, arguments.files[i], formats[i]); !done)
            return fail(importExit(done.error()), arguments.files[i] + ": " + done.error().text);
    if (Status finished = target->finish(); !finished)
        return fail(importExit(finished.error()), finished.error().text);
    progress.clear();
    uint64_t total = 0;
    Json queues = Json::object();
    for (const auto& [queue, count] : importer.counts()) {
        total += count;
        queues[queue] = count;
    }
    if (output.json)
        print(jsonLine({{"messages", total}, {"queues", queues}}) + "\n");
    else
        print(grouped(total) + " messages imported into " + grouped(importer.counts().size()) + " queues\n");
    return ExitCode::ok;
}

} // namespace

CommandRun declareImport(CLI::App& options)
{
    auto arguments = std::make_shared<ImportArguments>();
    options
        .add_option(
            "FILE", arguments->files, "What `export` wrote: a file, a folder of raw files, or - for standard input")
        ->required();
    options.add_option("--format", arguments->format, "jsonl, csv, cloudevents or raw (default: what the name says)")
        ->type_name("FORMAT");
    options.add_option("-q,--queue", arguments->queue, "Into this queue (default: the one that each message names)")
        ->type_name("QUEUE");
    options.add_option("--tape", arguments->tape, "Write a new tape, with the original times, instead of publishing")
        ->type_name("PATH");
    options.add_option("--create", arguments->channel, "Create queues that are not there, with this channel")
        ->type_name("CHANNEL");
    options.add_option("--time-header", arguments->timeHeader, "Publish the original time as this header")
        ->type_name("NAME");
    auto remote = addRemoteOptions(options);
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext& context) { return run(context, *arguments, *remote, *output); };
}

} // namespace tapedeck
