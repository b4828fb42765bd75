#include "engine/transfer/redact.h"
#include "app/mark_copy.h"
#include "app/message_source.h"
#include "app/progress.h"
#include "app/tape_reader.h"
#include "app/terminal.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/filter/message_test.h"
#include "engine/log/tape_writer.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

namespace {

struct RedactArguments {
    std::string in, out, mode = "mask", salt, filter;
    RedactRules rules;
    bool noMarks = false, noNotes = false;
};

std::string randomSalt()
{
    SystemRandom random;
    return std::to_string(random.next()) + std::to_string(random.next());
}

// Copies every message, changed or not.
class Copy {
public:
    Copy(TapeReader& reader, TapeWriter& writer, Redactor& redactor, MarkCopy& marks, const Filter& filter,
        Progress& progress)
        : m_reader(reader)
        , m_writer(writer)
        , m_redactor(redactor)
        , m_marks(marks)
        , m_filter(filter)
        , m_progress(progress)
    {
    }

    Status all()
    {
        for (const StoredQueue& queue : m_reader.contents().queues)
            m_writer.addQueue(queue);
        for (const StoredChannel& channel : m_reader.contents().channels)
            m_writer.addChannel(channel);
        for (const StoredQueue& queue : m_reader.contents().queues)
            if (const Status copied = one(queue); !copied)
                return copied;
        return m_writer.finish();
    }
    uint64_t messages() const { return m_messages; }

private:
    Status one(const StoredQueue& queue)
    {
        MessageTest test(m_filter, queue.name);
        const Time now = SystemClock().wall();
        Status written;
        const Status read = m_reader.scan(
            queue, {Filter(), {0}, {UINT64_MAX}, now},
            [&](const MessageView& message) {
                const bool redacts = test.matches(message, now);
                written = copy(queue, message, redacts);
                if (written)
                    m_marks.follow(queue.number, message.id, m_writer, redacts);
                return written.ok();
            },
            [&](uint64_t messages) { m_progress.advance(messages); });
        return read ? written : read;
    }

    Status copy(const StoredQueue& queue, const MessageView& message, bool redacts)
    {
        ++m_messages;
        if (!redacts)
            return m_writer.add(queue.number, message);
        Record record = recordOf(message, queue.name);
        if (!m_redactor.apply(record))
            return m_writer.add(queue.number, message);
        MessageView changed = message;
        const std::string headers = encodeHeaders(record.headers);
        changed.key = record.key;
        changed.headers = headers;
        changed.body = record.body;
        return m_writer.add(queue.number, changed);
    }

    TapeReader& m_reader;
    TapeWriter& m_writer;
    Redactor& m_redactor;
    MarkCopy& m_marks;
    const Filter& m_filter;
    Progress& m_progress;
    uint64_t m_messages = 0;
};

void printRedaction(const RedactArguments& arguments, const Redactor& redactor, uint64_t messages, uint64_t marks,
    const OutputOptions& output)
{
    if (output.json) {
        Json rules = Json::array();
        for (const RedactCount& count : redactor.counts())
            rules.push_back({{"rule", count.rule}, {"messages", count.messages}, {"values", count.values}});
        print(jsonLine({{"output", arguments.out}, {"messages", messages}, {"changed", redactor.messages()},
                  {"marks", marks}, {"rules", rules}})
            + "\n");
        return;
    }
    TextTable table({"RULE", "MESSAGES", "VALUES"});
    for (const RedactCount& count : redactor.counts())
        table.row({count.rule, grouped(count.messages), grouped(count.values)});
    print(table.text() + grouped(redactor.messages()) + " of " + grouped(messages) + " messages changed"
        + (marks > 0 ? ", " + grouped(marks) + " marked" : std::string()) + "; written to "
        + escapeForTerminal(arguments.out) + "\n");
}

ExitCode run(const CommandContext& context, const RedactArguments& arguments, const OutputOptions& output)
{
    RedactRules rules = arguments.rules;
    if (arguments.mode != "mask" && arguments.mode != "hash")
        return fail(ExitCode::usage, "--mode: \"" + arguments.mode + "\" is neither mask nor hash");
    rules.hash = arguments.mode == "hash";
    rules.salt = arguments.salt.empty() ? randomSalt() : arguments.salt;
    auto redactor = Redactor::make(rules);
    if (!redactor)
        return fail(ExitCode::usage, redactor.error().text);
    const auto filter = filterOption(arguments.filter);
    if (!filter)
        return ExitCode::usage;
    auto reader = TapeReader::open(arguments.in);
    if (!reader)
        return fail(exitCodeOf(reader.error()), reader.error().text);
    uint64_t total = 0;
    for (const StoredQueue& queue : (*reader)->contents().queues)
        total += (*reader)->messages(queue);
    auto marks = MarkCopy::make(
        arguments.noMarks ? std::vector<Mark>() : (*reader)->contents().marks, rules, !arguments.noNotes);
    if (!marks)
        return fail(ExitCode::usage, marks.error().text);
    auto writer = TapeWriter::create(arguments.out);
    if (!writer)
        return fail(exitCodeOf(writer.error()), writer.error().text);
    Progress progress(context.environment, "redact", total);
    Copy copy(**reader, **writer, *redactor, *marks, *filter, progress);
    if (const Status copied = copy.all(); !copied) {
        (*writer)->discard();
        return fail(exitCodeOf(copied.error()), copied.error().text);
    }
    progress.clear();
    printRedaction(arguments, *redactor, copy.messages(), marks->written(), output);
    return ExitCode::ok;
}

} // namespace

CommandRun declareRedact(CLI::App& options)
{
    auto arguments = std::make_shared<RedactArguments>();
    options.add_option("IN", arguments->in, "A tape that no broker has open")->required();
    options.add_option("OUT", arguments->out, "The new tape; it must not exist")->required();
    options.add_option("--header", arguments->rules.headers, "The values of this header; may be repeated")
        ->type_name("NAME");
    options
        .add_option("--path", arguments->rules.paths,
            "The values at this path of JSON bodies, such as customer.email or lines[*].card")
        ->type_name("PATH");
    options
        .add_option("--regex", arguments->rules.patterns,
            "What this regular expression finds in keys, header values, bodies and notes")
        ->type_name("REGEX");
    options
        .add_option("--mode", arguments->mode, "mask (***, the default), or hash (the same value has the same hash)")
        ->type_name("MODE");
    options
        .add_option("--salt", arguments->salt, "Goes into the hashes (default: random, so they differ from run to run)")
        ->type_name("TEXT");
    options.add_option("--filter", arguments->filter, "Change only messages that match; all are copied")
        ->type_name("FILTER");
    options.add_flag("--no-marks", arguments->noMarks, "Leave out how messages are marked, and the notes");
    options.add_flag("--no-notes", arguments->noNotes, "Leave out the notes of marks");
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext& context) { return run(context, *arguments, *output); };
}

} // namespace tapedeck
