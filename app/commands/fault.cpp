// Faults and responders of a running broker: list, add, remove.
#include "app/api_client.h"
#include "app/terminal.h"

#include <CLI/CLI.hpp>

#include <map>
#include <span>

namespace tapedeck {

namespace {

// An option of `add`, and the member of the API that it is.
struct MemberOption {
    const char* flag;
    const char* member;
    enum class Kind : unsigned char { text, number, truth } kind;
    const char* help;
};
using Kind = MemberOption::Kind;

constexpr MemberOption kFaultOptions[] = {
    {"--name", "name", Kind::text, "For people"},
    {"--at", "at", Kind::text, "publish (default) or delivery"},
    {"--queue", "queue", Kind::text, "Only queues that this pattern names"},
    {"--channel", "channel", Kind::text, "Only channels that this pattern names"},
    {"--client", "client", Kind::text, "Only clients whose name this pattern names"},
    {"--address", "address", Kind::text, "Only clients at such an address"},
    {"--protocol", "protocol", Kind::text, "Only clients of this protocol: RESP, HTTP, fq, ..."},
    {"--delay", "delay", Kind::text, "delay: 250ms, 10ms..1s (evenly), or ~100ms (log-normal)"},
    {"--copies", "copies", Kind::number, "duplicate: so many more"},
    {"--window", "window", Kind::number, "reorder: so many are collected"},
    {"--hold", "hold", Kind::text, "reorder: for no longer than this"},
    {"--error", "error", Kind::text, "reject: with this text"},
    {"--code", "code", Kind::text, "reject: as bad-request, storage-full, read-only, stopping or unsupported"},
    {"--keep", "keep", Kind::truth, "disconnect: the message is kept, only the answer is lost"},
    {"--rate", "messagesPerSecond", Kind::number, "throttle: messages per second"},
    {"--bytes-rate", "bytesPerSecond", Kind::number, "throttle: bytes per second"},
    {"--skip", "skip", Kind::number, "Not the first so many"},
    {"--first", "first", Kind::number, "Only the first so many"},
    {"--every", "every", Kind::number, "Only each so manieth"},
    {"--for", "for", Kind::text, "Only for so long"},
    {"--filter", "filter", Kind::text, "Only messages that match"},
    {"--probability", "probability", Kind::number, "From 0 to 1"},
    {"--seed", "seed", Kind::number, "Of everything that is drawn"},
};
constexpr MemberOption kResponderOptions[] = {
    {"--name", "name", Kind::text, "For people"},
    {"--queue", "queue", Kind::text, "Answer messages of queues that this pattern names"},
    {"--exchange", "exchange", Kind::text, "Answer what is published on such exchanges"},
    {"--filter", "filter", Kind::text, "Only messages that match"},
    {"--to", "to", Kind::text, "Template: the queue of the answer"},
    {"--to-exchange", "toExchange", Kind::text, "Template: the exchange of the answer"},
    {"--body", "body", Kind::text, "Template: its body, such as '{\"id\": {{json request.json.id}}}'"},
    {"--key", "key", Kind::text, "Template: its key, or its route on an exchange"},
    {"--delay", "delay", Kind::text, "After 250ms, 10ms..1s (evenly), or ~100ms (log-normal)"},
    {"--first", "first", Kind::number, "Only so many answers"},
    {"--generations", "generations", Kind::number, "Answers to answers: so deep"},
    {"--rate", "perSecond", Kind::number, "Answers per second at most"},
    {"--seed", "seed", Kind::number, "Of everything that is drawn"},
};

struct FaultArguments {
    std::string fault;
    std::map<std::string, std::string> texts; // by member
    std::map<std::string, bool> switches;
    std::vector<std::string> headers;
    bool noMark = false;
    uint64_t id = 0;
};

void addOptions(CLI::App& adding, FaultArguments& arguments, std::span<const MemberOption> table)
{
    for (const MemberOption& one : table) {
        if (one.kind == Kind::truth)
            adding.add_flag(one.flag, arguments.switches[one.member], one.help);
        else
            adding.add_option(one.flag, arguments.texts[one.member], one.help)
                ->type_name(one.kind == Kind::number ? "N" : "TEXT");
    }
    adding.add_flag("--no-mark", arguments.noMark, "Messages carry no header that tells of it");
}

// "250ms", "10ms..1s", "~100ms".
Json delayOf(const std::string& text)
{
    if (text.starts_with('~'))
        return {{"median", text.substr(1)}};
    const size_t dots = text.find("..");
    if (dots == std::string::npos)
        return text;
    return {{"from", text.substr(0, dots)}, {"until", text.substr(dots + 2)}};
}

// Nothing if a number is none (said).
std::optional<Json> bodyOf(const FaultArguments& arguments, std::span<const MemberOption> table)
{
    Json body = Json::object();
    for (const MemberOption& one : table) {
        if (one.kind == Kind::truth) {
            if (arguments.switches.at(one.member))
                body[one.member] = true;
            continue;
        }
        const std::string& text = arguments.texts.at(one.member);
        if (text.empty())
            continue;
        if (one.kind == Kind::text) {
            body[one.member] = std::string_view(one.member) == "delay" ? delayOf(text) : Json(text);
            continue;
        }
        Json number = Json::parse(text, nullptr, false);
        if (!number.is_number()) {
            fail(ExitCode::usage, std::string(one.flag) + ": \"" + text + "\" is not a number");
            return std::nullopt;
        }
        body[one.member] = std::move(number);
    }
    for (const std::string& header : arguments.headers) {
        const size_t equals = header.find('=');
        if (equals == std::string::npos || equals == 0) {
            fail(ExitCode::usage, "--header: \"" + header + "\" is not NAME=TEMPLATE");
            return std::nullopt;
        }
        body["headers"][header.substr(0, equals)] = header.substr(equals + 1);
    }
    if (arguments.noMark)
        body["mark"] = false;
    return body;
}

void printFaults(const Json& answer, const OutputOptions& output)
{
    TextTable table({"ID", "FAULT", "AT", "QUEUE", "CHANNEL", "CLIENT", "SEEN", "HITS", "HELD", "STATE", "NAME"});
    for (const Json& row : answer.value("faults", Json::array())) {
        if (output.json)
            print(jsonLine(row) + "\n");
        const bool over = row.value("over", false), enabled = row.value("enabled", true);
        std::string client = cell(row, "client");
        for (const char* part : {"protocol", "address"}) {
            if (row.contains(part))
                client += (client.empty() ? "" : " ") + cell(row, part);
        }
        table.row({cell(row, "id"), cell(row, "text"), cell(row, "at"), cell(row, "queue"), cell(row, "channel"),
            client, cell(row, "seen"), cell(row, "hits"), cell(row, "held"),
            over          ? "over"
                : enabled ? "on"
                          : "off",
            cell(row, "name")});
    }
    if (!output.json)
        print(table.text(output.colour));
}

void printResponders(const Json& answer, const OutputOptions& output)
{
    TextTable table({"ID", "FROM", "FILTER", "TO", "SEEN", "ANSWERED", "LOOPS", "LIMITED", "FAILED", "NAME"});
    for (const Json& row : answer.value("responders", Json::array())) {
        if (output.json)
            print(jsonLine(row) + "\n");
        const std::string from = row.contains("queue") ? cell(row, "queue") : "exchange " + cell(row, "exchange");
        const std::string to = row.contains("to") ? cell(row, "to") : "exchange " + cell(row, "toExchange");
        table.row({cell(row, "id"), from, cell(row, "filter"), to, cell(row, "seen"), cell(row, "answered"),
            cell(row, "loops"), cell(row, "limited"), cell(row, "failed"), cell(row, "name")});
    }
    if (!output.json)
        print(table.text(output.colour));
}

// What differs between the two commands.
struct Form {
    const char* path;
    const char* what;
    std::span<const MemberOption> options;
    void (*print)(const Json& answer, const OutputOptions& output);
};
constexpr Form kFaults{"/faults", "fault", kFaultOptions, printFaults};
constexpr Form kResponders{"/responders", "responder", kResponderOptions, printResponders};

CommandRun declare(CLI::App& options, const Form& form)
{
    auto arguments = std::make_shared<FaultArguments>();
    options.require_subcommand(1);
    options.fallthrough(); // --url and --json may stand behind the action
    auto api = addApiOptions(options);
    auto output = addOutputOptions(options, false);
    const std::string what = form.what;
    CLI::App* const listing = options.add_subcommand("list", "Show them with what they have done");
    CLI::App* const adding = options.add_subcommand("add", "Add one");
    CLI::App* const removing = options.add_subcommand("remove", "Remove one; what it holds back is published");
    CLI::App* const off = options.add_subcommand("off", "Remove all of them");
    if (&form == &kFaults)
        adding->add_option("FAULT", arguments->fault, "drop, duplicate, delay, reorder, reject, disconnect or throttle")
            ->required();
    else
        adding->add_option("--header", arguments->headers, "NAME=TEMPLATE: a header of the answer")
            ->type_name("NAME=TEXT");
    addOptions(*adding, *arguments, form.options);
    removing->add_option("ID", arguments->id, "Its number in the list")->required();
    return [=, &form](const CommandContext& context) {
        ExitCode code = ExitCode::ok;
        if (listing->parsed()) {
            if (const auto answer = askApi(context, *api, "GET", form.path, {}, code))
                form.print(*answer, *output);
        } else if (adding->parsed()) {
            auto body = bodyOf(*arguments, form.options);
            if (!body)
                return ExitCode::usage;
            if (!arguments->fault.empty())
                (*body)["fault"] = arguments->fault;
            if (const auto answer = askApi(context, *api, "POST", form.path, jsonLine(*body), code))
                print(output->json ? jsonLine(*answer) + "\n" : what + " " + cell(*answer, "id") + " added\n");
        } else if (removing->parsed()) {
            askApi(context, *api, "DELETE", std::string(form.path) + "/" + std::to_string(arguments->id), {}, code);
        } else if (off->parsed()) {
            if (const auto answer = askApi(context, *api, "DELETE", form.path, {}, code))
                print(output->json ? jsonLine(*answer) + "\n" : cell(*answer, "removed") + " removed\n");
        }
        return code;
    };
}

} // namespace

CommandRun declareFault(CLI::App& options)
{
    return declare(options, kFaults);
}

CommandRun declareResponder(CLI::App& options)
{
    return declare(options, kResponders);
}

} // namespace tapedeck
