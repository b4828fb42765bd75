#include "app/remote.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

CommandRun declareAck(CLI::App& options)
{
    struct Arguments {
        std::string queue, channel;
        std::vector<int64_t> tickets;
    };
    auto arguments = std::make_shared<Arguments>();
    options.add_option("QUEUE", arguments->queue)->required();
    options.add_option("CHANNEL", arguments->channel)->required();
    options.add_option("TICKET", arguments->tickets, "As printed by `tapedeck get`")->required();
    auto remote = addRemoteOptions(options);
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext& context) {
        return withBroker(context, *remote, [&](RespClient& broker) {
            std::vector<std::string> words{"HDEL", arguments->queue, arguments->channel};
            for (int64_t ticket : arguments->tickets)
                words.push_back(std::to_string(ticket));
            ExitCode code = ExitCode::ok;
            auto reply = ask(broker, words, code);
            if (!reply)
                return code;
            int64_t wanted = static_cast<int64_t>(arguments->tickets.size());
            if (output->json)
                print(jsonLine({{"acked", reply->number}, {"unknown", wanted - reply->number}}) + "\n");
            else
                print(std::to_string(reply->number) + " of " + std::to_string(wanted) + " acknowledged\n");
            return reply->number == wanted ? ExitCode::ok : ExitCode::failed;
        });
    };
}

} // namespace tapedeck
