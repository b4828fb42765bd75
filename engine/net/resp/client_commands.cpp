// CLIENT: who is connected, what it calls itself, and ending it.
#include "engine/net/resp/errors.h"
#include "engine/net/resp/resp_port.h"
#include "engine/net/resp/resp_session.h"
#include "engine/net/resp/words.h"

namespace tapedeck::resp {

namespace {

// One line of CLIENT LIST with Redis's field names, as far as they mean something here.
void appendClient(std::string& out, const ClientInfo& info, Time now)
{
    const auto seconds = [&](Time since) {
        return std::to_string(std::max<int64_t>(0, (now - since).micros / 1'000'000));
    };
    out += "id=" + std::to_string(info.id) + " addr=" + info.address + " name=" + info.name;
    out += " age=" + seconds(info.connected) + " idle=" + seconds(info.lastRequest);
    out += info.waiting ? " flags=b" : " flags=N";
    out += " db=0 proto=" + info.protocol + " qbuf=" + std::to_string(info.bufferedIn);
    out += " omem=" + std::to_string(info.bufferedOut) + " cmd=";
    for (const char c : info.lastCommand.empty() ? std::string_view("NULL") : info.lastCommand)
        out += c >= 'A' && c <= 'Z' && !info.lastCommand.empty() ? static_cast<char>(c - 'A' + 'a') : c;
    out += " user=default lib-name=" + info.library;
    out += " tot-net-in=" + std::to_string(info.bytesIn) + " tot-net-out=" + std::to_string(info.bytesOut);
    out += " tot-cmds=" + std::to_string(info.commands) + "\n";
}

void clientList(RespSession& session)
{
    std::string lines;
    for (const ClientInfo& info : session.port().clients.list())
        appendClient(lines, info, session.broker().now());
    session.reply().bulk(lines);
}

// CLIENT KILL address | CLIENT KILL ID id | CLIENT KILL ADDR address
void clientKill(RespSession& session, Args args)
{
    const bool old = args.size() == 3;
    if (!old && (args.size() != 4 || (!isWord(args[2], "ID") && !isWord(args[2], "ADDR")))) {
        session.error(errors::kSyntax);
        return;
    }
    Clients& clients = session.port().clients;
    int64_t killed = 0;
    if (!old && isWord(args[2], "ID")) {
        const auto id = parseUnsigned(args[3]);
        killed = id && clients.closeClient(*id) ? 1 : 0;
    } else {
        for (const ClientInfo& info : clients.list()) {
            if (info.address == args.back() && clients.closeClient(info.id))
                ++killed;
        }
    }
    if (!old)
        session.reply().integer(killed);
    else if (killed > 0)
        session.reply().ok();
    else
        session.error("ERR No such client");
}

bool isPrintable(std::string_view text)
{
    for (const char c : text) {
        if (c < '!' || c > '~')
            return false;
    }
    return true;
}

void setName(RespSession& session, std::string_view name)
{
    if (!isPrintable(name)) {
        session.error("ERR Client names cannot contain spaces, newlines or special characters.");
        return;
    }
    session.connection().info().name = name.substr(0, limits::kNameBytesMax);
    session.reply().ok();
}

// CLIENT SETINFO LIB-NAME x | LIB-VER x; clients ignore an error but not a missing answer.
void setInfo(RespSession& session, Args args)
{
    if (args.size() > 3 && isWord(args[2], "LIB-NAME") && isPrintable(args[3]))
        session.connection().info().library = args[3].substr(0, limits::kNameBytesMax);
    session.reply().ok();
}

} // namespace

void commandClient(RespSession& session, Args args)
{
    const std::string_view word = args[1];
    Reply reply = session.reply();
    if (isWord(word, "SETINFO")) {
        setInfo(session, args);
    } else if (isWord(word, "SETNAME") && args.size() > 2) {
        setName(session, args[2]);
    } else if (isWord(word, "GETNAME")) {
        const std::string& name = session.connection().info().name;
        if (name.empty())
            reply.nil();
        else
            reply.bulk(name);
    } else if (isWord(word, "ID")) {
        reply.integer(static_cast<int64_t>(session.id()));
    } else if (isWord(word, "LIST")) {
        clientList(session);
    } else if (isWord(word, "INFO")) {
        std::string line;
        appendClient(line, session.connection().describe(), session.broker().now());
        reply.bulk(line);
    } else if (isWord(word, "KILL") && args.size() > 2) {
        clientKill(session, args);
    } else if (isWord(word, "NO-EVICT") || isWord(word, "NO-TOUCH")) {
        reply.ok();
    } else {
        reply.error("ERR unknown subcommand or wrong number of arguments for '" + std::string(word.substr(0, 64))
            + "'. CLIENT knows SETINFO SETNAME GETNAME ID LIST INFO KILL NO-EVICT NO-TOUCH");
    }
}

} // namespace tapedeck::resp
