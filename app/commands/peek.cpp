#include "app/message_print.h"
#include "app/message_source.h"
#include "app/remote.h"
#include "app/tape_reader.h"

#include "engine/base/clock.h"
#include "engine/base/time_forms.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

namespace {

struct PeekArguments {
    std::vector<std::string> places; // [TAPE] QUEUE
    std::string from = "1";
    uint64_t count = 10;
    std::string filter;
};

constexpr uint64_t kPeekPage = 1'000;

ExitCode peekBroker(
    RespClient& broker, const PeekArguments& arguments, const std::string& from, const OutputOptions& output)
{
    std::string at = from;
    for (uint64_t left = arguments.count; left > 0;) {
        ExitCode code = ExitCode::ok;
        auto reply = ask(broker, {"PEEK", arguments.places[0], at, std::to_string(std::min(left, kPeekPage))}, code);
        if (!reply)
            return code;
        if (reply->elements.empty())
            break;
        for (const Reply& element : reply->elements) {
            auto message = decodePeeked(element);
            if (!message)
                return fail(ExitCode::unreachable, "the broker's answer is not one of PEEK; is it Tapedeck?");
            printMessage(*message, output);
            at = std::to_string(message->id.value + 1);
            --left;
        }
    }
    return ExitCode::ok;
}

// "17", "-20" (the last 20) or "@TIME", as the broker's PEEK takes it.
Result<MessageId> firstId(TapeReader& reader, const StoredQueue& queue, const std::string& from)
{
    if (from.starts_with('@'))
        return reader.findTime(queue, *parseTime(from.substr(1), {}, {}));
    int64_t number = std::stoll(from);
    if (number >= 0)
        return MessageId{static_cast<uint64_t>(number)};
    auto end = reader.end(queue);
    if (!end)
        return end.error();
    return MessageId{end->value - std::min(end->value, static_cast<uint64_t>(-number))};
}

ExitCode peekTape(const PeekArguments& arguments, const std::string& from, const OutputOptions& output)
{
    auto reader = TapeReader::open(arguments.places[0]);
    if (!reader)
        return fail(exitCodeOf(reader.error()), reader.error().text);
    const StoredQueue* queue = (*reader)->findQueue(arguments.places[1]);
    if (!queue)
        return fail(ExitCode::failed,
            "there is no queue " + arguments.places[1] + " on the tape"
                + ((*reader)->hasJournal() ? "; it was not closed: open it once to bring in what is missing" : ""));
    auto first = firstId(**reader, *queue, from);
    if (!first)
        return fail(exitCodeOf(first.error()), first.error().text);
    uint64_t left = arguments.count;
    Status status = left == 0 ? Status() : (*reader)->read(*queue, *first, [&](const MessageView& view) {
        PrintedMessage message;
        message.id = view.id;
        message.time = view.time;
        message.key = view.key;
        message.headers = decodeHeaders(view.headers);
        message.body = view.body;
        printMessage(message, output);
        return --left > 0;
    });
    return status ? ExitCode::ok : fail(exitCodeOf(status.error()), status.error().text);
}

// From whichever source, since only matches count.
ExitCode peekMatches(const CommandContext& context, const PeekArguments& arguments, const std::string& from,
    const RemoteOptions& remote, const OutputOptions& output)
{
    auto filter = filterOption(arguments.filter);
    if (!filter)
        return ExitCode::usage;
    ExitCode code = ExitCode::ok;
    const bool tape = arguments.places.size() == 2;
    const auto source = openSource(tape ? arguments.places[0] : "", context, remote, code);
    if (!source || arguments.count == 0)
        return code;
    uint64_t left = arguments.count;
    const auto show = [&](const MessageView& view) {
        PrintedMessage message;
        message.id = view.id;
        message.time = view.time;
        message.key = view.key;
        message.headers = decodeHeaders(view.headers);
        message.body = view.body;
        printMessage(message, output);
        return --left > 0;
    };
    const Status read = source->read(arguments.places.back(), {from, "", *filter}, show, [](uint64_t) {});
    return read ? ExitCode::ok : fail(sourceExitCode(read.error()), read.error().text);
}

} // namespace

CommandRun declarePeek(CLI::App& options)
{
    auto arguments = std::make_shared<PeekArguments>();
    options
        .add_option("PLACE", arguments->places, "QUEUE of the broker, or TAPE QUEUE of a tape that no broker has open")
        ->required()
        ->expected(1, 2)
        ->type_name("[TAPE] QUEUE");
    options.add_option("--from", arguments->from, "An id, -N for the last N, or a time (default: the oldest)")
        ->type_name("ID|TIME");
    options.add_option("-n,--count", arguments->count, "At most N messages (default 10)")->type_name("N");
    auto remote = addRemoteOptions(options);
    auto output = addOutputOptions(options, true);
    options.add_option("--filter", arguments->filter, "Only messages that match, such as 'json.total > 100'")
        ->type_name("FILTER");
    return [=](const CommandContext& context) {
        auto from = idOrTime(arguments->from, "--from");
        if (!from)
            return ExitCode::usage;
        if (!arguments->filter.empty())
            return peekMatches(context, *arguments, *from, *remote, *output);
        if (arguments->places.size() == 2)
            return peekTape(*arguments, *from, *output);
        return withBroker(
            context, *remote, [&](RespClient& broker) { return peekBroker(broker, *arguments, *from, *output); });
    };
}

} // namespace tapedeck
