// Every subcommand.
#include "app/command.h"

namespace tapedeck {

namespace {

constexpr Command kCommands[] = {
    {"serve", "Run the broker without a window", "tapedeck serve orders.tape --resp 127.0.0.1:0 --sync normal",
        declareServe},
    {"wait-ready", "Wait until a broker answers", "tapedeck wait-ready --timeout 30s", declareWaitReady},
    {"pub", "Publish messages", "tapedeck pub orders --key eu.de --header source=shop '{\"id\":1}'", declarePub},
    {"get", "Take messages from a channel", "tapedeck get orders billing --count 10 --wait 5s --ack", declareGet},
    {"ack", "Acknowledge tickets", "tapedeck ack orders billing 4503599627370497", declareAck},
    {"peek", "Read messages of a broker or a tape without taking them",
        "tapedeck peek orders.tape orders --from 100 --count 5", declarePeek},
    {"tail", "Print messages as they arrive", "tapedeck tail orders --json", declareTail},
    {"seek", "Move a channel to an id or a time", "tapedeck seek orders billing --time 14:03 --dry-run", declareSeek},
    {"replay", "Publish a range of a queue again",
        "tapedeck replay start orders orders_again --from 14:03 --until 14:10 --speed 10x", declareReplay},
    {"route", "Try a routing program on a message; exits with 1 if it does not match",
        "tapedeck route test 'prefix:\"order.\" payload_contains(\"EU\")' --route order.new --payload 'from the EU'",
        declareRoute},
    {"upstream", "Pull messages from other fq brokers",
        "tapedeck upstream add logs.example.org:8765 logs --program 'prefix:\"app.\"'", declareUpstream},
    {"info", "Describe a tape, or the broker at --url", "tapedeck info orders.tape --json", declareInfo},
    {"check", "Verify every byte of a tape", "tapedeck check orders.tape", declareCheck},
    {"config", "Show the settings and where they come from", "tapedeck config show --origin", declareConfig},
    {"version", "Print the version", "tapedeck version --json", declareVersion},
};

} // namespace

std::span<const Command> commandTable()
{
    return kCommands;
}

} // namespace tapedeck
