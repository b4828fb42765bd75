// UPSTREAM LIST | ADD | REMOVE: the brokers that messages are pulled from.
#include "engine/net/resp/errors.h"
#include "engine/net/resp/resp_port.h"
#include "engine/net/resp/resp_session.h"
#include "engine/net/resp/words.h"

namespace tapedeck::resp {

namespace {

// Everything but the password.
void list(RespSession& session, const UpstreamList& upstreams)
{
    const std::vector<UpstreamInfo> infos = upstreams.upstreams();
    Reply reply = session.reply();
    reply.array(infos.size());
    for (const UpstreamInfo& info : infos) {
        const auto text = [&](std::string_view name, std::string_view value) {
            reply.bulk(name);
            reply.bulk(value);
        };
        const auto number = [&](std::string_view name, uint64_t value) {
            reply.bulk(name);
            reply.integer(static_cast<int64_t>(value));
        };
        reply.map(14);
        number("id", info.id);
        text("host", info.row.host);
        number("port", info.row.port);
        text("source", info.row.source);
        text("exchange", info.row.exchange);
        text("program", info.row.program);
        number("permanent", info.row.permanentBinding ? 1 : 0);
        text("state", toText(info.state));
        text("error", info.error);
        number("since_usec", static_cast<uint64_t>(info.since.micros));
        number("messages", info.messages);
        number("octets", info.octets);
        number("loops", info.loops);
        number("binding", info.bindingId);
    }
}

// host port exchange [SOURCE s] [PASSWORD p] [PROGRAM p] [PERMANENT]
bool parseRow(Args args, Upstream& row)
{
    if (args.size() < 3)
        return false;
    const auto port = parseUnsigned(args[1], UINT16_MAX);
    if (!port)
        return false;
    row.host = args[0];
    row.port = static_cast<uint16_t>(*port);
    row.exchange = args[2];
    row.source = kUpstreamSourceDefault;
    for (size_t at = 3; at < args.size(); ++at) {
        if (isWord(args[at], "PERMANENT")) {
            row.permanentBinding = true;
            continue;
        }
        std::string* const out = isWord(args[at], "SOURCE") ? &row.source
            : isWord(args[at], "PASSWORD")                  ? &row.password
            : isWord(args[at], "PROGRAM")                   ? &row.program
                                                            : nullptr;
        if (!out || ++at == args.size())
            return false;
        *out = args[at];
    }
    return true;
}

} // namespace

void commandUpstream(RespSession& session, Args args)
{
    UpstreamList* const upstreams = session.port().upstreams();
    if (!upstreams) {
        session.error("ERR this broker pulls from no others");
        return;
    }
    if (args.size() == 2 && isWord(args[1], "LIST")) {
        list(session, *upstreams);
    } else if (isWord(args[1], "ADD")) {
        Upstream row;
        if (!parseRow(args.subspan(2), row)) {
            session.error("ERR syntax error: UPSTREAM ADD host port exchange [SOURCE user/queue/type] [PASSWORD p] "
                          "[PROGRAM p] [PERMANENT]");
            return;
        }
        upstreams->addUpstream(row, session.whenDone<uint64_t>([&session](const Result<uint64_t>& id) {
            if (id)
                session.reply().integer(static_cast<int64_t>(*id));
            else
                session.error(id.error());
        }));
    } else if (args.size() == 3 && isWord(args[1], "REMOVE")) {
        const auto id = parseUnsigned(args[2]);
        if (!id) {
            session.error(errors::kNotInteger);
            return;
        }
        upstreams->removeUpstream(*id, session.whenDone<bool>([&session](const Result<bool>& removed) {
            if (removed)
                session.reply().ok();
            else
                session.error(removed.error());
        }));
    } else {
        session.error(errors::kSyntax);
    }
}

} // namespace tapedeck::resp
