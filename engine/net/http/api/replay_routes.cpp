// Replays: start, look, pause, resume, step, stop.
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/support.h"
#include "engine/net/http/api/values.h"

#include <algorithm>

namespace tapedeck::api {

namespace {

std::optional<PlayerInfo> findPlayer(Broker& broker, PlayerId id)
{
    const std::vector<PlayerInfo> players = broker.players();
    const auto at = std::find_if(players.begin(), players.end(), [&](const PlayerInfo& p) { return p.id == id; });
    return at == players.end() ? std::nullopt : std::optional(*at);
}

void answerGone(Exchange& exchange, PlayerId id)
{
    answerProblem(exchange,
        notFound("replay-not-found", "No such replay", "There is no replay " + std::to_string(id) + ", or no longer."));
}

ReplaySpeed readSpeed(ObjectReader& reader)
{
    ReplaySpeed speed;
    const Json* value = reader.any("speed");
    if (!value)
        return speed;
    if (!value->is_object()) {
        if (*value == "fastest")
            speed.kind = ReplaySpeed::Kind::fastest;
        else if (*value == "step")
            speed.kind = ReplaySpeed::Kind::step;
        else if (*value != "original")
            reader.expected("speed", "`original`, `fastest`, `step`, {\"factor\": ...} or {\"perSecond\": ...}");
        return speed;
    }
    ObjectReader inner(*value, "speed");
    const auto factor = inner.decimal("factor");
    const auto perSecond = inner.decimal("perSecond");
    if (inner.ok() && factor.has_value() == perSecond.has_value())
        inner.fail("Give `speed` either `factor` or `perSecond`.");
    speed.factor = factor.value_or(1.0);
    if (perSecond) {
        speed.kind = ReplaySpeed::Kind::rate;
        speed.perSecond = *perSecond;
    }
    if (const Status status = inner.finish(); !status)
        reader.fail(status.error().text);
    return speed;
}

void answerControlled(Exchange& exchange, PlayerId id, const Status& status)
{
    if (!status && status.error().code == ErrorCode::notFound)
        return answerGone(exchange, id);
    if (!answerIfFailed(exchange, status))
        return;
    const auto player = findPlayer(exchange.broker(), id);
    if (!player)
        return answerGone(exchange, id);
    JsonWriter json;
    writeReplay(json, *player);
    answerJson(exchange, json, true);
}

void control(Exchange& exchange, ReplayControl what)
{
    if (const auto id = numberPart(exchange, 0, "replay's number"))
        answerControlled(exchange, *id, exchange.broker().controlReplay(*id, what));
}

} // namespace

void listReplays(NativeApi&, Exchange& exchange)
{
    JsonWriter json;
    json.beginObject().key("replays").beginArray();
    for (const PlayerInfo& player : exchange.broker().players())
        writeReplay(json, player);
    json.endArray().endObject();
    answerJson(exchange, json);
}

void startReplay(NativeApi&, Exchange& exchange)
{
    const auto body = jsonBody(exchange);
    if (!body)
        return;
    Broker& broker = exchange.broker();
    ObjectReader reader(*body);
    ReplayRequest request;
    const auto source = reader.bytes("source");
    const auto toQueue = reader.bytes("target");
    const auto toExchange = reader.bytes("targetExchange");
    request.createTarget = reader.boolean("createTarget").value_or(true);
    request.fromId = reader.id("fromId");
    request.untilId = reader.id("untilId");
    request.fromTime = reader.time("fromTime", broker.now());
    request.untilTime = reader.time("untilTime", broker.now());
    request.loop = reader.boolean("loop").value_or(false);
    request.speed = readSpeed(reader);
    if (const auto text = reader.text("broker")) {
        request.broker = RemoteBroker::parse(*text);
        if (!request.broker)
            reader.fail("`broker` is another broker's RESP port, as HOST:PORT.");
    }
    if (const auto password = reader.text("brokerPassword")) {
        if (request.broker)
            request.broker->password = *password;
        else
            reader.fail("`brokerPassword` needs `broker`.");
    }
    if (const auto text = reader.text("filter")) {
        Result<Filter> filter = Filter::parse(*text);
        if (filter)
            request.filter = std::move(filter.value());
        else
            reader.fail("`filter`: " + filter.error().text);
    }
    if (!source)
        reader.fail("`source` is missing.");
    if (toQueue && toExchange)
        reader.fail("Give either `target`, a queue, or `targetExchange`.");
    if (!toQueue && !toExchange)
        reader.fail("`target` is missing.");
    if (!answerIfFailed(exchange, reader.finish()))
        return;
    request.source = *source;
    request.target = toExchange ? *toExchange : *toQueue;
    request.toExchange = toExchange.has_value();
    const Result<PlayerId> id = broker.startReplay(request);
    if (!id)
        return answerError(exchange, id.error());
    const auto player = findPlayer(broker, *id);
    if (!player)
        return answerGone(exchange, *id);
    JsonWriter json;
    writeReplay(json, *player);
    answerCreated(exchange, json, std::string(kPrefix) + "/replays/" + std::to_string(*id));
}

void getReplay(NativeApi&, Exchange& exchange)
{
    const auto id = numberPart(exchange, 0, "replay's number");
    if (!id)
        return;
    const auto player = findPlayer(exchange.broker(), *id);
    if (!player)
        return answerGone(exchange, *id);
    JsonWriter json;
    writeReplay(json, *player);
    answerJson(exchange, json);
}

void pauseReplay(NativeApi&, Exchange& exchange)
{
    control(exchange, ReplayControl::pause);
}

void resumeReplay(NativeApi&, Exchange& exchange)
{
    control(exchange, ReplayControl::resume);
}

void stepReplay(NativeApi&, Exchange& exchange)
{
    control(exchange, ReplayControl::step);
}

void seekReplay(NativeApi&, Exchange& exchange)
{
    const auto id = numberPart(exchange, 0, "replay's number");
    const auto body = id ? jsonBody(exchange) : std::nullopt;
    if (!body)
        return;
    ObjectReader reader(*body);
    const auto to = reader.id("id");
    if (!to)
        reader.fail("`id` is missing: the message from which it goes on.");
    if (answerIfFailed(exchange, reader.finish()))
        answerControlled(exchange, *id, exchange.broker().seekReplay(*id, *to));
}

void stopReplay(NativeApi&, Exchange& exchange)
{
    control(exchange, ReplayControl::stop);
}

} // namespace tapedeck::api
