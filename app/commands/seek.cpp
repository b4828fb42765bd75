#include "app/remote.h"
#include "app/terminal.h"

#include <CLI/CLI.hpp>

namespace tapedeck {

CommandRun declareSeek(CLI::App& options)
{
    struct Arguments {
        std::string queue, channel, time;
        uint64_t id = 0;
        bool dryRun = false;
    };
    auto arguments = std::make_shared<Arguments>();
    options.add_option("QUEUE", arguments->queue)->required();
    options.add_option("CHANNEL", arguments->channel)->required();
    auto* where = options.add_option_group("where");
    auto* id = where->add_option("--id", arguments->id, "The next message to hand out")->type_name("ID");
    where->add_option("--time", arguments->time, "The first message not before 14:03, -5m, RFC 3339 or epoch seconds")
        ->type_name("TIME");
    where->require_option(1);
    options.add_flag("--dry-run", arguments->dryRun, "Only tell what would happen");
    auto remote = addRemoteOptions(options);
    auto output = addOutputOptions(options, false);
    return [=](const CommandContext& context) {
        std::vector<std::string> words{"SEEK", arguments->queue, arguments->channel};
        if (id->count()) {
            words.insert(words.end(), {"ID", std::to_string(arguments->id)});
        } else {
            auto time = absoluteTime(arguments->time, "--time");
            if (!time)
                return ExitCode::usage;
            words.insert(words.end(), {"TIME", *time});
        }
        if (arguments->dryRun)
            words.push_back("DRYRUN");
        return withBroker(context, *remote, [&](RespClient& broker) {
            ExitCode code = ExitCode::ok;
            auto reply = ask(broker, words, code);
            if (!reply)
                return code;
            if (reply->elements.size() != 3)
                return fail(ExitCode::unreachable, "the broker's answer is not one of SEEK; is it Tapedeck?");
            int64_t before = reply->elements[0].number, after = reply->elements[1].number,
                    again = reply->elements[2].number;
            if (output->json)
                print(jsonLine(
                          {{"before", before}, {"after", after}, {"redelivered", again}, {"moved", !arguments->dryRun}})
                    + "\n");
            else
                print((arguments->dryRun ? "would move from " : "moved from ") + std::to_string(before) + " to "
                    + std::to_string(after) + "; " + grouped(static_cast<uint64_t>(again))
                    + " will be delivered again\n");
            return ExitCode::ok;
        });
    };
}

} // namespace tapedeck
