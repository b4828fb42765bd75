#include "app/message_print.h"
#include "app/remote.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

namespace {

struct GetArguments {
    std::string queue, channel, wait = "0s";
    uint32_t count = 1;
    bool ack = false;
};

// HMGET answers [id, ticket, body] for each message.
ExitCode printTaken(RespClient& broker, const GetArguments& arguments, const OutputOptions& output, const Reply& taken)
{
    std::vector<std::string> acks{"HDEL", arguments.queue, arguments.channel};
    for (const Reply& message : taken.elements) {
        if (message.elements.size() != 3)
            return fail(ExitCode::unreachable, "the broker's answer is not one of HMGET; is it Tapedeck?");
        PrintedMessage printed;
        printed.id = {static_cast<uint64_t>(message.elements[0].number)};
        if (!arguments.ack)
            printed.ticket = Ticket{message.elements[1].number};
        printed.body = message.elements[2].text;
        printMessage(printed, output);
        acks.push_back(std::to_string(message.elements[1].number));
    }
    ExitCode code = ExitCode::ok;
    if (std::fflush(stdout) != 0) // what could not be shown is not acknowledged
        return fail(ExitCode::storage, "standard output cannot be written; nothing was acknowledged");
    if (arguments.ack && !taken.elements.empty())
        ask(broker, acks, code);
    return code;
}

} // namespace

CommandRun declareGet(CLI::App& options)
{
    auto arguments = std::make_shared<GetArguments>();
    options.add_option("QUEUE", arguments->queue)->required();
    options.add_option("CHANNEL", arguments->channel)->required();
    options.add_option("-n,--count", arguments->count, "Take at most N messages (default 1)")->type_name("N");
    options.add_option("--wait", arguments->wait, "Wait so long for the first one; then exit 5")->type_name("TIME");
    options.add_flag("--ack", arguments->ack, "Acknowledge them once they are printed");
    auto remote = addRemoteOptions(options);
    auto output = addOutputOptions(options, true);
    return [=](const CommandContext& context) {
        auto wait = millisOption(arguments->wait, "--wait");
        if (!wait)
            return ExitCode::usage;
        return withBroker(context, *remote, [&](RespClient& broker) {
            ExitCode code = ExitCode::ok;
            std::string seconds = std::to_string((*wait + 999) / 1'000);
            auto reply = ask(broker,
                {"HMGET", arguments->queue, arguments->channel, std::to_string(arguments->count), seconds}, code);
            if (!reply)
                return code;
            if (reply->kind == Reply::Kind::nil && *wait > 0)
                return ExitCode::timedOut;
            return printTaken(broker, *arguments, *output, *reply);
        });
    };
}

} // namespace tapedeck
