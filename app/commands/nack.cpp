#include "app/remote.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

CommandRun declareNack(CLI::App& options)
{
    struct Arguments {
        std::string queue, channel, delay = "0s";
        std::vector<int64_t> tickets;
        bool release = false;
    };
    auto arguments = std::make_shared<Arguments>();
    options.add_option("QUEUE", arguments->queue)->required();
    options.add_option("CHANNEL", arguments->channel)->required();
    options.add_option("TICKET", arguments->tickets, "As printed by `tapedeck get`")->required();
    auto* delay =
        options.add_option("--delay", arguments->delay, "Hand them out again after so long (default: at once)")
            ->type_name("TIME");
    options.add_flag("--release", arguments->release, "As if they had never been handed out: no attempt is counted")
        ->excludes(delay);
    auto remote = addRemoteOptions(options);
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext& context) {
        const auto millis = millisOption(arguments->delay, "--delay");
        if (!millis)
            return ExitCode::usage;
        std::vector<std::string> words{arguments->release ? "RELEASE" : "NACK", arguments->queue, arguments->channel};
        if (*millis > 0)
            words.insert(words.end(), {"DELAY", std::to_string(*millis)});
        for (int64_t ticket : arguments->tickets)
            words.push_back(std::to_string(ticket));
        return withBroker(context, *remote, [&](RespClient& broker) {
            ExitCode code = ExitCode::ok;
            const auto reply = ask(broker, words, code);
            if (!reply)
                return code;
            const int64_t wanted = static_cast<int64_t>(arguments->tickets.size());
            if (output->json)
                print(jsonLine({{"given_back", reply->number}, {"unknown", wanted - reply->number}}) + "\n");
            else
                print(std::to_string(reply->number) + " of " + std::to_string(wanted) + " given back\n");
            return reply->number == wanted ? ExitCode::ok : ExitCode::failed;
        });
    };
}

} // namespace tapedeck
