// REPLAY START | LIST | PAUSE | RESUME | STEP | SEEK | STOP.
#include "engine/base/time_forms.h"
#include "engine/net/resp/errors.h"
#include "engine/net/resp/resp_port.h"
#include "engine/net/resp/resp_session.h"
#include "engine/net/resp/words.h"
#include "engine/replay/replay.h"

#include <cstdio>

namespace tapedeck::resp {

namespace {

constexpr double kFactorMin = 0.01;
constexpr double kFactorMax = 1000;

// original | a factor such as 10 or 0.5 | a rate such as 200/s | fastest | step
std::optional<ReplaySpeed> parseSpeed(std::string_view text)
{
    ReplaySpeed speed;
    if (isWord(text, "ORIGINAL"))
        return speed;
    if (isWord(text, "FASTEST")) {
        speed.kind = ReplaySpeed::Kind::fastest;
        return speed;
    }
    if (isWord(text, "STEP")) {
        speed.kind = ReplaySpeed::Kind::step;
        return speed;
    }
    const bool rate = text.size() > 2 && text.substr(text.size() - 2) == "/s";
    if (rate)
        text.remove_suffix(2);
    const auto number = parseDecimal(text);
    if (!number || *number <= 0)
        return std::nullopt;
    if (rate) {
        speed.kind = ReplaySpeed::Kind::rate;
        speed.perSecond = *number;
        return speed;
    }
    if (*number < kFactorMin || *number > kFactorMax)
        return std::nullopt;
    speed.factor = *number;
    return speed;
}

std::string speedText(const ReplaySpeed& speed)
{
    const auto decimal = [](double value) {
        char text[32];
        const int length = std::snprintf(text, sizeof text, "%.6g", value);
        return std::string(text, static_cast<size_t>(length));
    };
    switch (speed.kind) {
    case ReplaySpeed::Kind::original:
        return speed.factor == 1.0 ? "original" : decimal(speed.factor);
    case ReplaySpeed::Kind::rate:
        return decimal(speed.perSecond) + "/s";
    case ReplaySpeed::Kind::fastest:
        return "fastest";
    case ReplaySpeed::Kind::step:
        return "step";
    }
    return {};
}

// A bound is an id, or @time.
bool parseBound(RespSession& session, std::string_view text, std::optional<MessageId>& id, std::optional<Time>& time)
{
    if (!text.empty() && text.front() == '@') {
        time = parseTime(
            text.substr(1), session.broker().now(), session.port().options().utcOffset(session.broker().now()));
        return time.has_value();
    }
    const auto number = parseUnsigned(text);
    if (number)
        id = MessageId{*number};
    return number.has_value();
}

// False: said.
bool parseFilter(RespSession& session, std::string_view text, ReplayRequest& request)
{
    Result<Filter> filter = Filter::parse(text);
    if (!filter) {
        session.error(filter.error());
        return false;
    }
    request.filter = std::move(filter.value());
    return true;
}

// `filter` is its text; it is read when everything else is right.
bool parseOptions(RespSession& session, Args args, ReplayRequest& request, std::string_view& filter)
{
    for (size_t at = 0; at < args.size();) {
        if (isWord(args[at], "LOOP")) {
            request.loop = true;
            ++at;
            continue;
        }
        if (at + 1 == args.size())
            return false;
        const std::string_view value = args[at + 1];
        if (isWord(args[at], "SPEED")) {
            const auto speed = parseSpeed(value);
            if (!speed)
                return false;
            request.speed = *speed;
        } else if (isWord(args[at], "FROM")) {
            if (!parseBound(session, value, request.fromId, request.fromTime))
                return false;
        } else if (isWord(args[at], "UNTIL")) {
            if (!parseBound(session, value, request.untilId, request.untilTime))
                return false;
        } else if (isWord(args[at], "FILTER")) {
            filter = value;
        } else if (isWord(args[at], "BROKER")) {
            if (!(request.broker = RemoteBroker::parse(value)))
                return false;
        } else if (isWord(args[at], "PASSWORD") && request.broker) {
            request.broker->password = value;
        } else {
            return false;
        }
        at += 2;
    }
    return true;
}

void start(RespSession& session, Args args)
{
    ReplayRequest request;
    std::string_view filter;
    if (args.size() < 2 || !parseOptions(session, args.subspan(2), request, filter)) {
        session.error(
            "ERR syntax error: REPLAY START source target [FROM id|@time] [UNTIL id|@time] [SPEED "
            "original|factor|rate/s|fastest|step] [FILTER expression] [LOOP] [BROKER host:port [PASSWORD p]]");
        return;
    }
    if (!filter.empty() && !parseFilter(session, filter, request))
        return;
    request.source = args[0];
    request.target = args[1];
    const Result<PlayerId> player = session.broker().startReplay(request);
    if (player)
        session.reply().integer(static_cast<int64_t>(*player));
    else
        session.error(player.error());
}

void list(RespSession& session)
{
    const std::vector<PlayerInfo> players = session.broker().players();
    Reply reply = session.reply();
    reply.array(players.size());
    for (const PlayerInfo& player : players) {
        const auto text = [&](std::string_view name, std::string_view value) {
            reply.bulk(name);
            reply.bulk(value);
        };
        const auto number = [&](std::string_view name, uint64_t value) {
            reply.bulk(name);
            reply.integer(static_cast<int64_t>(value));
        };
        reply.map(15);
        number("id", player.id);
        text("source", player.source);
        text("target", player.target);
        text("target_kind", player.toExchange ? "exchange" : "queue");
        text("broker", player.broker);
        text("speed", speedText(player.speed));
        text("loop", player.loop ? "yes" : "no");
        text("state", stateWord(player.state));
        number("first", player.first.value);
        number("end", player.end.value);
        number("position", player.position.value);
        number("done", player.done);
        number("total", player.total);
        number("drift_usec", static_cast<uint64_t>(player.drift.micros));
        text("error", player.error);
    }
}

void control(RespSession& session, std::string_view idText, ReplayControl what)
{
    const auto id = parseUnsigned(idText);
    if (!id) {
        session.error(errors::kNotInteger);
        return;
    }
    const Status status = session.broker().controlReplay(*id, what);
    if (status)
        session.reply().ok();
    else
        session.error(status.error());
}

void seek(RespSession& session, std::string_view idText, std::string_view toText)
{
    const auto id = parseUnsigned(idText), to = parseUnsigned(toText);
    if (!id || !to) {
        session.error(errors::kNotInteger);
        return;
    }
    const Status status = session.broker().seekReplay(*id, MessageId{*to});
    if (status)
        session.reply().ok();
    else
        session.error(status.error());
}

} // namespace

void commandReplay(RespSession& session, Args args)
{
    const std::string_view word = args[1];
    if (isWord(word, "START"))
        start(session, args.subspan(2));
    else if (isWord(word, "LIST"))
        list(session);
    else if (args.size() == 3 && isWord(word, "PAUSE"))
        control(session, args[2], ReplayControl::pause);
    else if (args.size() == 3 && isWord(word, "RESUME"))
        control(session, args[2], ReplayControl::resume);
    else if (args.size() == 3 && isWord(word, "STEP"))
        control(session, args[2], ReplayControl::step);
    else if (args.size() == 3 && isWord(word, "STOP"))
        control(session, args[2], ReplayControl::stop);
    else if (args.size() == 4 && isWord(word, "SEEK"))
        seek(session, args[2], args[3]);
    else
        session.error(errors::kSyntax);
}

} // namespace tapedeck::resp
