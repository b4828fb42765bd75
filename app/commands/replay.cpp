#include "engine/replay/replay.h"
#include "app/remote.h"
#include "app/terminal.h"

#include <CLI/CLI.hpp>

#include <fstream>
#include <map>
#include <time.h>

namespace tapedeck {

namespace {

struct ReplayArguments {
    std::string source, target, from, until, speed = "original";
    bool loop = false;
    bool detach = false;
    uint64_t player = 0;
    std::string filter, broker, passwordFile;
    uint64_t to = 0;
};

// The first line of a file.
std::optional<std::string> readSecret(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string secret;
    std::getline(file, secret);
    return file.is_open() && !file.bad() ? std::optional(secret) : std::nullopt;
}

// One player as REPLAY LIST tells it: names and values in turn.
Json playerAsJson(const Reply& reply)
{
    Json out = Json::object();
    for (size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
        const Reply& value = reply.elements[i + 1];
        if (value.kind == Reply::Kind::number)
            out[reply.elements[i].text] = value.number;
        else
            putBytes(out, reply.elements[i].text, value.text);
    }
    return out;
}

bool hasEnded(const Json& player)
{
    std::string state = cell(player, "state");
    return state == "finished" || state == "stopped" || state == "failed";
}

ExitCode list(RespClient& broker, const OutputOptions& output)
{
    ExitCode code = ExitCode::ok;
    auto reply = ask(broker, {"REPLAY", "LIST"}, code);
    if (!reply)
        return code;
    TextTable table({"ID", "SOURCE", "TARGET", "SPEED", "LOOP", "STATE", "DONE", "TOTAL", "ERROR"});
    for (const Reply& element : reply->elements) {
        Json player = playerAsJson(element);
        if (output.json)
            print(jsonLine(player) + "\n");
        const std::string other = cell(player, "broker");
        table.row({cell(player, "id"), cell(player, "source"),
            cell(player, "target") + (other.empty() ? "" : " on " + other), cell(player, "speed"), cell(player, "loop"),
            cell(player, "state"), cell(player, "done"), cell(player, "total"), cell(player, "error")});
    }
    if (!output.json)
        print(table.text(output.colour));
    return ExitCode::ok;
}

// Asks until the player has ended, and says how.
ExitCode waitForEnd(RespClient& broker, int64_t id, const OutputOptions& output)
{
    for (;;) {
        ExitCode code = ExitCode::ok;
        auto reply = ask(broker, {"REPLAY", "LIST"}, code);
        if (!reply)
            return code;
        Json mine;
        for (const Reply& element : reply->elements)
            if (Json player = playerAsJson(element); player.value("id", int64_t{0}) == id)
                mine = std::move(player);
        if (mine.is_null())
            return fail(ExitCode::failed, "the broker no longer knows player " + std::to_string(id));
        if (hasEnded(mine)) {
            if (output.json)
                print(jsonLine(mine) + "\n");
            else
                print("player " + std::to_string(id) + " " + cell(mine, "state") + ": " + cell(mine, "done") + " of "
                    + cell(mine, "total") + " messages\n");
            if (cell(mine, "state") == "failed")
                return fail(ExitCode::failed, cell(mine, "error"));
            return ExitCode::ok;
        }
        timespec pause{0, 100'000'000}; // the port has no call that waits for a player
        nanosleep(&pause, nullptr);
    }
}

ExitCode start(const CommandContext& context, const ReplayArguments& arguments, const RemoteOptions& remote,
    const OutputOptions& output)
{
    std::vector<std::string> words{"REPLAY", "START", arguments.source, arguments.target};
    for (auto [word, flag, value] :
        {std::tuple("FROM", "--from", &arguments.from), std::tuple("UNTIL", "--until", &arguments.until)}) {
        if (value->empty())
            continue;
        auto bound = idOrTime(*value, flag);
        if (!bound)
            return ExitCode::usage;
        words.insert(words.end(), {word, *bound});
    }
    std::string speed = arguments.speed;
    if (speed.ends_with('x'))
        speed.pop_back();
    words.insert(words.end(), {"SPEED", speed});
    if (!arguments.filter.empty())
        words.insert(words.end(), {"FILTER", arguments.filter});
    if (arguments.loop)
        words.push_back("LOOP");
    if (!arguments.broker.empty()) {
        if (!RemoteBroker::parse(arguments.broker))
            return fail(ExitCode::usage, "--broker: " + arguments.broker + " is no HOST:PORT of a RESP port");
        words.insert(words.end(), {"BROKER", arguments.broker});
    }
    if (!arguments.passwordFile.empty()) {
        const auto password = readSecret(arguments.passwordFile);
        if (!password)
            return fail(ExitCode::storage, arguments.passwordFile + ": cannot be read");
        words.insert(words.end(), {"PASSWORD", *password});
    }
    return withBroker(context, remote, [&](RespClient& broker) {
        ExitCode code = ExitCode::ok;
        auto reply = ask(broker, words, code);
        if (!reply)
            return code;
        if (!arguments.detach && !arguments.loop && speed != "step")
            return waitForEnd(broker, reply->number, output);
        if (output.json)
            print(jsonLine({{"id", reply->number}}) + "\n");
        else
            print("player " + std::to_string(reply->number) + " started\n");
        return ExitCode::ok;
    });
}

ExitCode control(const CommandContext& context, std::vector<std::string> words, const RemoteOptions& remote)
{
    words.insert(words.begin(), "REPLAY");
    return withBroker(context, remote, [&](RespClient& broker) {
        ExitCode code = ExitCode::ok;
        ask(broker, words, code);
        return code;
    });
}

} // namespace

CommandRun declareReplay(CLI::App& options)
{
    auto arguments = std::make_shared<ReplayArguments>();
    options.require_subcommand(1);
    options.fallthrough(); // --url and --json may stand behind the action
    auto remote = addRemoteOptions(options);
    auto output = addOutputOptions(options, false);

    CLI::App* starting = options.add_subcommand("start", "Publish a range again and wait for the end");
    starting->add_option("SOURCE", arguments->source, "The queue to read")->required();
    starting->add_option("TARGET", arguments->target, "The queue to publish to; made if it is not there")->required();
    starting->add_option("--from", arguments->from, "First id or time (default: the oldest message)")
        ->type_name("ID|TIME");
    starting
        ->add_option(
            "--until", arguments->until, "Last id, or the time before which to stop (default: the newest message)")
        ->type_name("ID|TIME");
    starting->add_option("--speed", arguments->speed, "original, 10x, 0.5x, 200/s, fastest or step")
        ->type_name("SPEED");
    starting->add_option("--filter", arguments->filter, "Only what it matches; the gaps stay those of the original")
        ->type_name("FILTER");
    CLI::Option* other = starting
                             ->add_option("--broker", arguments->broker,
                                 "Another broker that has the target queue, by its RESP port: a Tapedeck, floki or "
                                 "Redis (these two get the "
                                 "bodies only)")
                             ->type_name("HOST:PORT");
    starting->add_option("--broker-password-file", arguments->passwordFile, "A file with the password for it")
        ->type_name("FILE")
        ->needs(other);
    starting->add_flag("--loop", arguments->loop, "Begin again at the end (does not wait)");
    starting->add_flag("--detach", arguments->detach, "Do not wait for the end");
    CLI::App* listing = options.add_subcommand("list", "Show all players");
    std::map<CLI::App*, const char*> controls;
    for (auto [name, word, help] :
        {std::tuple("pause", "PAUSE", "Hold a player"), std::tuple("resume", "RESUME", "Let it go on"),
            std::tuple("step", "STEP", "Publish its next message"), std::tuple("stop", "STOP", "End it")}) {
        CLI::App* action = options.add_subcommand(name, help);
        action->add_option("PLAYER", arguments->player, "Its number")->required();
        controls[action] = word;
    }
    CLI::App* seeking = options.add_subcommand("seek", "Let it go on from another message");
    seeking->add_option("PLAYER", arguments->player, "Its number")->required();
    seeking->add_option("ID", arguments->to, "The message from which it goes on")->required();
    return [=](const CommandContext& context) {
        if (starting->parsed())
            return start(context, *arguments, *remote, *output);
        if (listing->parsed())
            return withBroker(context, *remote, [&](RespClient& broker) { return list(broker, *output); });
        for (const auto& [action, word] : controls)
            if (action->parsed())
                return control(context, {word, std::to_string(arguments->player)}, *remote);
        if (seeking->parsed())
            return control(
                context, {"SEEK", std::to_string(arguments->player), std::to_string(arguments->to)}, *remote);
        return ExitCode::usage;
    };
}

} // namespace tapedeck
