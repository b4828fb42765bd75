// Every subcommand.
#include "app/command.h"

namespace tapedeck {

namespace {

constexpr Command kCommands[] = {
    {"serve", "Run the broker without a window", "tapedeck serve orders.tape --resp 127.0.0.1:0 --sync normal",
        declareServe},
    {"run", "Run a command with a broker of its own, and check what came of it",
        "tapedeck run --defs queues.toml --record on-failure:out.tape -- pytest -q", declareRun},
    {"wait-ready", "Wait until a broker answers", "tapedeck wait-ready --timeout 30s", declareWaitReady},
    {"pub", "Publish messages", "tapedeck pub orders --key eu.de --header source=shop '{\"id\":1}'", declarePub},
    {"get", "Take messages from a channel", "tapedeck get orders billing --count 10 --wait 5s --ack", declareGet},
    {"ack", "Acknowledge tickets", "tapedeck ack orders billing 4503599627370497", declareAck},
    {"nack", "Give messages back to be handed out again", "tapedeck nack orders billing 4503599627370497 --delay 30s",
        declareNack},
    {"peek", "Read messages of a broker or a tape without taking them",
        "tapedeck peek orders.tape orders --from 100 --count 5", declarePeek},
    {"tail", "Print messages as they arrive", "tapedeck tail orders --json", declareTail},
    {"seek", "Move a channel to an id or a time", "tapedeck seek orders billing --time 14:03 --dry-run", declareSeek},
    {"replay", "Publish a range of a queue again",
        "tapedeck replay start orders orders_again --from 14:03 --until 14:10 --speed 10x", declareReplay},
    {"expect", "Wait until expectations come true; exits with 1 if one does not",
        "tapedeck expect 'count(json.total > 50) >= 2 within 5s' 'never error for 2s' --queue orders", declareExpect},
    {"fault", "Faults: lost, late, repeated, refused messages and broken connections",
        "tapedeck fault add delay --delay 10ms..1s --queue 'orders*' --every 3", declareFault},
    {"responder", "Answer messages as a service would that is not there",
        "tapedeck responder add --queue orders --to replies --body '{\"for\": {{json request.json.id}}}'",
        declareResponder},
    {"route", "Try a routing program on a message; exits with 1 if it does not match",
        "tapedeck route test 'prefix:\"order.\" payload_contains(\"EU\")' --route order.new --payload 'from the EU'",
        declareRoute},
    {"upstream", "Pull messages from other fq brokers",
        "tapedeck upstream add logs.example.org:8765 logs --program 'prefix:\"app.\"'", declareUpstream},
    {"export", "Write messages of a tape or a broker to a file",
        "tapedeck export orders.tape --queue orders --filter 'json.total > 100' --output big.jsonl", declareExport},
    {"import", "Publish messages from a file, or make a tape of them", "tapedeck import big.jsonl --tape big.tape",
        declareImport},
    {"diff", "Compare two recordings; exits with 1 if they differ",
        "tapedeck diff before.tape after.tape --queue orders --ignore-json created_at --ignore-header trace-id",
        declareDiff},
    {"redact", "Copy a tape with values masked or hashed",
        "tapedeck redact orders.tape public.tape --header authorization --path customer.email --mode hash",
        declareRedact},
    {"info", "Describe a tape, or the broker at --url", "tapedeck info orders.tape --json", declareInfo},
    {"check", "Verify every byte of a tape", "tapedeck check orders.tape", declareCheck},
    {"repair", "Write a copy of a damaged tape with all that can still be read",
        "tapedeck repair orders.tape --output rescued.tape", declareRepair},
    {"config", "Show the settings and where they come from", "tapedeck config show --origin", declareConfig},
    {"completion", "Print what makes a shell complete this command line, or the manual page",
        "tapedeck completion bash > ~/.local/share/bash-completion/completions/tapedeck", declareCompletion},
    {"version", "Print the version", "tapedeck version --json", declareVersion},
};

} // namespace

std::span<const Command> commandTable()
{
    return kCommands;
}

} // namespace tapedeck
