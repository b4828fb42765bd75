#include "app/remote.h"
#include "app/terminal.h"

#include "engine/base/time_forms.h"
#include "engine/log/check.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

namespace {

Json asJson(const TapeInfo::Queue& queue)
{
    Json out;
    putBytes(out, "name", queue.name);
    out["kind"] = queue.disk ? "disk" : "mem";
    out["first"] = queue.first.value;
    out["end"] = queue.end.value;
    out["messages"] = queue.messages;
    out["segments"] = queue.segments;
    out["raw_bytes"] = queue.rawBytes;
    out["stored_bytes"] = queue.packedBytes;
    if (queue.messages) {
        out["first_time"] = formatTime(queue.firstTime);
        out["last_time"] = formatTime(queue.lastTime);
    }
    out["channels"] = queue.channels;
    return out;
}

void printInfo(const std::string& path, const TapeInfo& info, bool colour)
{
    TextTable table(
        {"QUEUE", "KIND", "MESSAGES", "FIRST", "END", "SEGMENTS", "RAW", "STORED", "CHANNELS", "FROM", "UNTIL"});
    uint64_t messages = 0;
    for (const TapeInfo::Queue& queue : info.queues) {
        messages += queue.messages;
        table.row({queue.name, queue.disk ? "disk" : "mem", grouped(queue.messages), std::to_string(queue.first.value),
            std::to_string(queue.end.value), std::to_string(queue.segments), humanBytes(queue.rawBytes),
            humanBytes(queue.packedBytes), std::to_string(queue.channels),
            queue.messages ? formatTime(queue.firstTime) : "", queue.messages ? formatTime(queue.lastTime) : ""});
    }
    print(escapeForTerminal(path) + ": " + std::to_string(info.queues.size()) + " queues, " + grouped(messages)
        + " messages, " + humanBytes(info.fileBytes) + "\n" + (info.queues.empty() ? "" : table.text(colour)));
    if (info.journal)
        print("It was not closed: the live journal beside it (" + humanBytes(info.journalBytes)
            + ") is not counted here. Opening the tape brings it in.\n");
    for (const std::string& damage : info.damage)
        print(inRed("DAMAGED:", colour) + " " + escapeForTerminal(damage) + "\n");
}

ExitCode describeTape(const std::string& path, const OutputOptions& output)
{
    auto info = tapeInfo(path);
    if (!info)
        return fail(exitCodeOf(info.error()), info.error().text);
    if (output.json) {
        Json object{{"tape", path}, {"bytes", info->fileBytes}, {"live_journal", info->journal},
            {"queues", Json::array()}, {"damage", info->damage}};
        for (const TapeInfo::Queue& queue : info->queues)
            object["queues"].push_back(asJson(queue));
        print(jsonLine(object) + "\n");
    } else {
        printInfo(path, *info, output.colour);
    }
    return info->damage.empty() ? ExitCode::ok : ExitCode::failed;
}

// INFO answers an array of one JSON text.
std::optional<Json> askInfo(RespClient& broker, const char* what, ExitCode& code)
{
    auto reply = ask(broker, {"INFO", what}, code);
    if (!reply)
        return std::nullopt;
    Json out = Json::parse(reply->elements.empty() ? reply->text : reply->elements[0].text, nullptr, false);
    if (!out.is_object()) {
        code = fail(ExitCode::unreachable, "the broker's answer is not one of INFO; is it Tapedeck?");
        return std::nullopt;
    }
    return out;
}

ExitCode brokerInfo(RespClient& broker, const OutputOptions& output)
{
    ExitCode code = ExitCode::ok;
    auto server = askInfo(broker, "server", code);
    auto queues = server ? askInfo(broker, "queues", code) : std::nullopt;
    if (!queues)
        return code;
    if (output.json) {
        print(jsonLine({{"server", *server}, {"queues", *queues}}) + "\n");
        return ExitCode::ok;
    }
    TextTable table({"QUEUE", "CHANNEL", "FIRST", "HEAD", "CURSOR", "LAG", "IN FLIGHT"});
    for (const auto& [name, queue] : queues->items()) {
        uint64_t head = queue.value("head", uint64_t{0}), first = queue.value("tail", uint64_t{0});
        table.row({name, "", std::to_string(first), std::to_string(head), "", "", ""});
        for (const auto& [channelName, channel] : queue["channels"].items()) {
            uint64_t cursor = channel.value("tail", uint64_t{0});
            table.row({"", channelName, "", "", std::to_string(cursor),
                std::to_string(head > cursor ? head - std::max(cursor, first) : 0),
                std::to_string(channel.value("in_flight_count", uint64_t{0}))});
        }
    }
    print(std::to_string(queues->size()) + " queues, " + std::to_string(server->value("client_count", 0)) + " clients\n"
        + (queues->empty() ? "" : table.text(output.colour)));
    return ExitCode::ok;
}

} // namespace

CommandRun declareInfo(CLI::App& options)
{
    auto tape = std::make_shared<std::string>();
    options.add_option("TAPE", *tape, "A tape that no broker has open; without it the running broker is asked");
    auto remote = addRemoteOptions(options);
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext& context) {
        if (!tape->empty())
            return describeTape(*tape, *output);
        return withBroker(context, *remote, [&](RespClient& broker) { return brokerInfo(broker, *output); });
    };
}

} // namespace tapedeck
