// The brokers that messages are pulled from: of a running broker, or in a tape that no broker has open.
#include "app/remote.h"
#include "app/tape_reader.h"
#include "app/terminal.h"

#include "engine/exchange/upstream_list.h"
#include "engine/log/tape.h"
#include "engine/net/fq/upstreams.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

namespace tapedeck {

namespace {

struct UpstreamArguments {
    std::string tape, address, exchange, source = std::string(kUpstreamSourceDefault), program, passwordFile;
    bool permanent = false;
    uint64_t id = 0;
};

void printList(const std::vector<Json>& rows, const OutputOptions& output)
{
    TextTable table({"ID", "HOST", "PORT", "EXCHANGE", "PROGRAM", "SOURCE", "STATE", "MESSAGES", "ERROR"});
    for (const Json& row : rows) {
        if (output.json)
            print(jsonLine(row) + "\n");
        table.row({cell(row, "id"), cell(row, "host"), cell(row, "port"), cell(row, "exchange"), cell(row, "program"),
            cell(row, "source"), cell(row, "state"), cell(row, "messages"), cell(row, "error")});
    }
    if (!output.json)
        print(table.text(output.colour));
}

Json rowAsJson(uint64_t id, const Upstream& row)
{
    Json out{{"id", id}, {"port", row.port}, {"permanent", row.permanentBinding}};
    putBytes(out, "host", row.host);
    putBytes(out, "exchange", row.exchange);
    putBytes(out, "program", row.program);
    putBytes(out, "source", row.source);
    return out;
}

// One upstream as UPSTREAM LIST tells it: names and values in turn.
Json replyAsJson(const Reply& reply)
{
    Json out = Json::object();
    for (size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
        const std::string& name = reply.elements[i].text;
        const Reply& value = reply.elements[i + 1];
        if (name == "permanent")
            out[name] = value.number != 0;
        else if (value.kind == Reply::Kind::number)
            out[name] = value.number;
        else
            putBytes(out, name, value.text);
    }
    return out;
}

// HOST or HOST:PORT; an IPv6 address stands in brackets. False: said.
bool parseAddress(const std::string& text, Upstream& row)
{
    const size_t colon = text.rfind(':');
    const bool hasPort = colon != std::string::npos && text.find(']', colon) == std::string::npos;
    row.host = hasPort ? text.substr(0, colon) : text;
    if (row.host.size() >= 2 && row.host.front() == '[' && row.host.back() == ']')
        row.host = row.host.substr(1, row.host.size() - 2);
    const std::string portText = hasPort ? text.substr(colon + 1) : std::to_string(uint16_t{fq::kPortDefault});
    unsigned long port = 0;
    const bool number =
        !portText.empty() && portText.size() <= 5 && portText.find_first_not_of("0123456789") == std::string::npos;
    if (number)
        port = std::strtoul(portText.c_str(), nullptr, 10);
    if (!row.host.empty() && port >= 1 && port <= 65'535) {
        row.port = static_cast<uint16_t>(port);
        return true;
    }
    fail(ExitCode::usage, "'" + text + "' is not HOST or HOST:PORT with a port from 1 to 65535");
    return false;
}

// The password is not an argument: other users of the machine could read it in the list of processes.
bool readPassword(const CommandContext& context, const UpstreamArguments& arguments, Upstream& row)
{
    if (arguments.passwordFile.empty()) {
        row.password = context.environment.get("TAPEDECK_UPSTREAM_PASSWORD").value_or("");
        return true;
    }
    std::ifstream file(arguments.passwordFile, std::ios::binary);
    std::getline(file, row.password);
    if (file.is_open() && !file.bad())
        return true;
    fail(ExitCode::storage, arguments.passwordFile + ": cannot be read");
    return false;
}

// ------------------------------------------------------------------------------------------------ a closed tape

ExitCode editLocked(const std::string& path, const std::function<ExitCode(std::vector<Upstream>&)>& edit)
{
    auto tape = Tape::open(path, Tape::Mode::readWrite);
    if (!tape)
        return fail(exitCodeOf(tape.error()), tape.error().text);
    auto contents = (*tape)->load();
    if (!contents)
        return fail(exitCodeOf(contents.error()), contents.error().text);
    std::vector<Upstream> rows = contents->upstreams;
    ExitCode code = edit(rows);
    if (code == ExitCode::ok) {
        TapeChange change;
        change.upstreams = rows;
        if (const auto applied = (*tape)->apply(change); !applied)
            code = fail(exitCodeOf(applied.error()), applied.error().text);
    }
    if (const Status closed = (*tape)->close(); !closed && code == ExitCode::ok)
        code = fail(exitCodeOf(closed.error()), closed.error().text);
    return code;
}

// Loads the rows, lets `edit` change them, and stores them if it returns ok.
ExitCode editTape(const std::string& path, const std::function<ExitCode(std::vector<Upstream>&)>& edit)
{
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) // opening it would make it
        return fail(ExitCode::storage, path + ": there is no such tape");
    // What a run that did not end properly has left is taken up by the next broker.
    const bool hasSidecar = std::filesystem::exists(path + "-live", ignored);
    auto lock = TapeLock::acquire(path);
    if (!lock)
        return fail(exitCodeOf(lock.error()), lock.error().text);
    const ExitCode code = editLocked(path, edit);
    if (!hasSidecar)
        (*lock)->removeSidecar();
    return code;
}

ExitCode listTape(const UpstreamArguments& arguments, const OutputOptions& output)
{
    const auto tape = TapeReader::open(arguments.tape);
    if (!tape)
        return fail(exitCodeOf(tape.error()), tape.error().text);
    std::vector<Json> shown;
    for (const Upstream& row : (*tape)->contents().upstreams)
        shown.push_back(rowAsJson(shown.size() + 1, row));
    printList(shown, output);
    return ExitCode::ok;
}

ExitCode addToTape(const UpstreamArguments& arguments, const Upstream& row)
{
    return editTape(arguments.tape, [&](std::vector<Upstream>& rows) {
        if (const std::string problem = fq::problemOf(row); !problem.empty())
            return fail(ExitCode::usage, problem);
        if (std::find(rows.begin(), rows.end(), row) != rows.end())
            return ExitCode::ok;
        if (rows.size() >= limits::kUpstreamsMax)
            return fail(ExitCode::failed,
                "there are " + std::to_string(rows.size()) + " upstreams, which is the most; remove one first");
        rows.push_back(row);
        return ExitCode::ok;
    });
}

ExitCode removeFromTape(const UpstreamArguments& arguments)
{
    return editTape(arguments.tape, [&](std::vector<Upstream>& rows) {
        if (arguments.id == 0 || arguments.id > rows.size())
            return fail(ExitCode::failed, "there is no upstream " + std::to_string(arguments.id));
        rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(arguments.id - 1));
        return ExitCode::ok;
    });
}

// ------------------------------------------------------------------------------------------------ a running broker

ExitCode listRemote(RespClient& broker, const OutputOptions& output)
{
    ExitCode code = ExitCode::ok;
    const auto reply = ask(broker, {"UPSTREAM", "LIST"}, code);
    if (!reply)
        return code;
    std::vector<Json> shown;
    for (const Reply& element : reply->elements)
        shown.push_back(replyAsJson(element));
    printList(shown, output);
    return ExitCode::ok;
}

ExitCode addRemote(RespClient& broker, const Upstream& row, const OutputOptions& output)
{
    std::vector<std::string> words{"UPSTREAM", "ADD", row.host, std::to_string(row.port), row.exchange, "SOURCE",
        row.source, "PASSWORD", row.password, "PROGRAM", row.program};
    if (row.permanentBinding)
        words.push_back("PERMANENT");
    ExitCode code = ExitCode::ok;
    const auto reply = ask(broker, words, code);
    if (!reply)
        return code;
    if (output.json)
        print(jsonLine({{"id", reply->number}}) + "\n");
    else
        print("upstream " + std::to_string(reply->number) + " added\n");
    return ExitCode::ok;
}

} // namespace

CommandRun declareUpstream(CLI::App& options)
{
    auto arguments = std::make_shared<UpstreamArguments>();
    options.require_subcommand(1);
    options.fallthrough(); // --url, --tape and --json may stand behind the action
    options.add_option("--tape", arguments->tape, "Edit this tape, which no broker has open")->type_name("FILE");
    auto remote = addRemoteOptions(options);
    auto output = addOutputOptions(options, false);

    CLI::App* listing = options.add_subcommand("list", "Show the brokers that messages are pulled from");
    CLI::App* adding = options.add_subcommand("add", "Pull what is published on an exchange of another fq broker");
    adding->add_option("ADDRESS", arguments->address, "The other broker; the port is 8765 if it is left out")
        ->required()
        ->type_name("HOST[:PORT]");
    adding->add_option("EXCHANGE", arguments->exchange, "Its name there and here")->required();
    adding->add_option("--program", arguments->program, "Which messages: a routing program; all without it");
    adding->add_option("--source", arguments->source,
        "As which client: USER/QUEUE/TYPE:PARAMETERS (default: " + std::string(kUpstreamSourceDefault) + ")");
    adding
        ->add_option("--password-file", arguments->passwordFile,
            "The password is the first line of this file (default: TAPEDECK_UPSTREAM_PASSWORD)")
        ->type_name("FILE");
    adding->add_flag("--permanent", arguments->permanent, "The other broker keeps the binding with its queue");
    CLI::App* removing = options.add_subcommand("remove", "Pull no longer");
    removing->add_option("ID", arguments->id, "Its number in the list")->required();

    return [=](const CommandContext& context) {
        Upstream row;
        row.exchange = arguments->exchange;
        row.source = arguments->source;
        row.program = arguments->program;
        row.permanentBinding = arguments->permanent;
        if (adding->parsed() && (!parseAddress(arguments->address, row) || !readPassword(context, *arguments, row)))
            return ExitCode::usage;
        if (!arguments->tape.empty()) {
            if (adding->parsed())
                return addToTape(*arguments, row);
            return removing->parsed() ? removeFromTape(*arguments) : listTape(*arguments, *output);
        }
        return withBroker(context, *remote, [&](RespClient& broker) {
            if (listing->parsed())
                return listRemote(broker, *output);
            if (adding->parsed())
                return addRemote(broker, row, *output);
            ExitCode code = ExitCode::ok;
            ask(broker, {"UPSTREAM", "REMOVE", std::to_string(arguments->id)}, code);
            return code;
        });
    };
}

} // namespace tapedeck
