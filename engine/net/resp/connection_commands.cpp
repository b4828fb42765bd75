// What Redis's clients say besides the work: PING, HELLO, AUTH, SELECT, COMMAND, MONITOR, MULTI and the like.
#include "engine/net/resp/errors.h"
#include "engine/net/resp/resp_port.h"
#include "engine/net/resp/resp_session.h"
#include "engine/net/resp/words.h"

namespace tapedeck::resp {

namespace {

// Redis has sixteen unless told otherwise; here each is a namespace that costs nothing, and a test may want its own.
constexpr uint64_t kDatabases = 65'536;

bool isClientName(std::string_view name)
{
    for (const char c : name) {
        if (c < '!' || c > '~')
            return false;
    }
    return true;
}

void answerHello(RespSession& session)
{
    Reply reply = session.reply();
    reply.map(7);
    reply.bulk("server");
    reply.bulk("tapedeck");
    reply.bulk("version");
    reply.bulk(session.port().options().version);
    reply.bulk("proto");
    reply.integer(session.resp3() ? 3 : 2);
    reply.bulk("id");
    reply.integer(static_cast<int64_t>(session.id()));
    reply.bulk("mode");
    reply.bulk("standalone");
    reply.bulk("role");
    reply.bulk("master");
    reply.bulk("modules");
    reply.array(0);
}

} // namespace

void commandPing(RespSession& session, Args args)
{
    if (args.size() > 1)
        session.reply().bulk(args[1]);
    else
        session.reply().status("PONG");
}

void commandEcho(RespSession& session, Args args)
{
    session.reply().bulk(args[1]);
}

void commandQuit(RespSession& session, Args)
{
    session.reply().ok();
    session.connection().closeAfterOutput();
}

void commandSelect(RespSession& session, Args args)
{
    const auto database = parseUnsigned(args[1]);
    if (!database)
        session.error(errors::kNotInteger);
    else if (*database >= kDatabases)
        session.error("ERR DB index is out of range");
    else {
        session.enterNamespace(*namespacePrefix(std::to_string(*database)));
        session.reply().ok();
    }
}

// AUTH [user] password: there is one password and no users.
void commandAuth(RespSession& session, Args args)
{
    if (session.port().options().token.empty() || session.authenticate(args.back()))
        session.reply().ok();
    else
        session.error(errors::kWrongPass);
}

// HELLO [2|3 [AUTH user password] [SETNAME name]]
void commandHello(RespSession& session, Args args)
{
    bool resp3 = session.resp3();
    if (args.size() > 1) {
        if (args[1] != "2" && args[1] != "3") {
            session.error(errors::kNoProto);
            return;
        }
        resp3 = args[1] == "3";
    }
    std::string_view name;
    bool named = false;
    for (size_t at = 2; at < args.size();) {
        if (isWord(args[at], "AUTH") && at + 2 < args.size()) {
            if (!session.port().options().token.empty() && !session.authenticate(args[at + 2])) {
                session.error(errors::kWrongPass);
                return;
            }
            at += 3;
        } else if (isWord(args[at], "SETNAME") && at + 1 < args.size() && isClientName(args[at + 1])) {
            name = args[at + 1];
            named = true;
            at += 2;
        } else {
            session.error("ERR Syntax error in HELLO option '" + std::string(args[at].substr(0, 64)) + "'");
            return;
        }
    }
    if (!session.authenticated()) {
        session.error(
            "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH "
            "<user> <pass> option can be used to authenticate the client and select the RESP protocol version at "
            "the same time");
        return;
    }
    if (named)
        session.connection().info().name = name;
    session.setResp3(resp3);
    answerHello(session);
}

void commandReset(RespSession& session, Args)
{
    session.resetState();
    session.reply().status("RESET");
}

// COMMAND [COUNT | DOCS ... | anything]: tools ask for help texts and are content with none.
void commandCommand(RespSession& session, Args args)
{
    if (args.size() > 1 && isWord(args[1], "COUNT"))
        session.reply().integer(static_cast<int64_t>(allCommands().size()));
    else if (args.size() > 1 && isWord(args[1], "DOCS"))
        session.reply().map(0);
    else
        session.reply().array(0);
}

void commandMonitor(RespSession& session, Args)
{
    session.reply().ok();
    session.connection().setPushing(true);
    session.port().addMonitor(session.id());
}

void commandMulti(RespSession& session, Args)
{
    session.beginTransaction();
}

void commandExec(RespSession& session, Args)
{
    session.executeTransaction();
}

void commandDiscard(RespSession& session, Args)
{
    session.discardTransaction();
}

} // namespace tapedeck::resp
