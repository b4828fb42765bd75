// Channels: list, create, look, change, delete, purge, seek, and what they owe.
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/support.h"
#include "engine/net/http/api/values.h"

namespace tapedeck::api {

namespace {

std::string channelPath(std::string_view queue, std::string_view channel)
{
    return queuePath(queue) + "/channels/" + http::encodePercent(channel);
}

void answerChannel(Exchange& exchange, const QueueAndChannel& at, bool changed)
{
    const auto stats = exchange.broker().channelStats(*at.queue, at.channel);
    if (!stats)
        return answerError(exchange, {ErrorCode::channelNotFound, {}});
    JsonWriter json;
    writeChannel(json, at.queue->name(), *stats);
    answerJson(exchange, json, changed);
}

void answerCreatedChannel(Exchange& exchange, const QueueAndChannel& at)
{
    const auto stats = exchange.broker().channelStats(*at.queue, at.channel);
    if (!stats)
        return answerError(exchange, {ErrorCode::channelNotFound, {}});
    JsonWriter json;
    writeChannel(json, at.queue->name(), *stats);
    answerCreated(exchange, json, channelPath(at.queue->name(), at.channel));
}

// Exactly one of `id` and `time`.
std::optional<SeekTarget> readTarget(ObjectReader& reader, Time now)
{
    const auto id = reader.id("id");
    const auto time = reader.time("time", now);
    if (reader.has("id") == reader.has("time"))
        reader.fail("Give either `id` or `time`.");
    if (id)
        return SeekTarget::toId(*id);
    return time ? std::optional(SeekTarget::toTime(*time)) : std::nullopt;
}

struct Start {
    ChannelStart start = ChannelStart::head;
    std::optional<SeekTarget> seek;
};

Start readStart(ObjectReader& reader, Time now)
{
    Start start;
    const Json* value = reader.any("start");
    if (!value)
        return start;
    if (value->is_object()) {
        ObjectReader inner(*value, "start");
        start.seek = readTarget(inner, now);
        if (const Status status = inner.finish(); !status)
            reader.fail(status.error().text);
    } else if (*value == "first") {
        start.start = ChannelStart::first;
    } else if (*value != "head") {
        reader.expected("start", "`head`, `first`, {\"id\": ...} or {\"time\": ...}");
    }
    return start;
}

} // namespace

void listChannels(NativeApi&, Exchange& exchange)
{
    const QueuePtr queue = queueOf(exchange);
    if (!queue)
        return;
    const QueueStats stats = exchange.broker().stats(*queue);
    JsonWriter json;
    json.beginObject().key("channels").beginArray();
    for (const ChannelStats& channel : stats.channels)
        writeChannel(json, queue->name(), channel);
    json.endArray().endObject();
    answerJson(exchange, json);
}

void createChannel(NativeApi&, Exchange& exchange)
{
    const QueuePtr queue = queueOf(exchange);
    const auto body = queue ? jsonBody(exchange) : std::nullopt;
    if (!body)
        return;
    Broker& broker = exchange.broker();
    const QueueSettings defaults = broker.stats(*queue).settings;
    ChannelSettings settings{defaults.ticketTimeout, defaults.attemptLimit, false};
    ObjectReader reader(*body);
    const auto name = reader.bytes("name");
    readSettings(reader, settings);
    const Start start = readStart(reader, broker.now());
    if (!name)
        reader.fail("`name` is missing.");
    if (!answerIfFailed(exchange, reader.finish())
        || !answerIfFailed(exchange, broker.createChannel(*queue, *name, start.start, settings)))
        return;
    const QueueAndChannel at{queue, *name};
    if (!start.seek)
        return answerCreatedChannel(exchange, at);
    broker.seekChannel(
        *queue, *name, *start.seek, exchange.whenDone<SeekResult>([&exchange, at](Result<SeekResult> result) {
            if (!result) { // a channel somewhere else than asked for would be a trap
                static_cast<void>(exchange.broker().deleteChannel(*at.queue, at.channel));
                return answerError(exchange, result.error());
            }
            answerCreatedChannel(exchange, at);
        }));
}

void getChannel(NativeApi&, Exchange& exchange)
{
    if (const auto at = channelOf(exchange))
        answerChannel(exchange, *at, false);
}

void changeChannel(NativeApi&, Exchange& exchange)
{
    const auto at = channelOf(exchange);
    const auto body = at ? jsonBody(exchange) : std::nullopt;
    if (!body)
        return;
    const auto stats = exchange.broker().channelStats(*at->queue, at->channel);
    if (!stats)
        return answerError(exchange, {ErrorCode::channelNotFound, {}});
    ChannelSettings settings = stats->settings;
    ObjectReader reader(*body);
    readSettings(reader, settings);
    if (answerIfFailed(exchange, reader.finish())
        && answerIfFailed(exchange, exchange.broker().changeChannel(*at->queue, at->channel, settings)))
        answerChannel(exchange, *at, true);
}

void deleteChannel(NativeApi&, Exchange& exchange)
{
    const auto at = channelOf(exchange);
    if (!at)
        return;
    const Result<bool> gone = exchange.broker().deleteChannel(*at->queue, at->channel);
    if (!gone)
        return answerError(exchange, gone.error());
    answerNoContent(exchange);
}

void purgeChannel(NativeApi&, Exchange& exchange)
{
    const auto at = channelOf(exchange);
    if (!at)
        return;
    const Result<bool> purged = exchange.broker().purgeChannel(*at->queue, at->channel);
    if (!purged)
        return answerError(exchange, purged.error());
    answerChannel(exchange, *at, true);
}

namespace {

void answerSeek(Exchange& exchange, const SeekResult& result, bool changed)
{
    JsonWriter json;
    json.beginObject().id("before", result.before).id("after", result.after);
    json.member("redelivered", result.redelivered).endObject();
    answerJson(exchange, json, changed);
}

// What a seek would do.
void previewSeek(Exchange& exchange, const QueueAndChannel& at, SeekTarget target)
{
    exchange.broker().findId(*at.queue, target, exchange.whenDone<MessageId>([&exchange, at](Result<MessageId> found) {
        Broker& broker = exchange.broker();
        const auto stats = broker.channelStats(*at.queue, at.channel);
        if (!found || !stats)
            return answerError(exchange, found ? Error{ErrorCode::channelNotFound, {}} : found.error());
        SeekResult result{stats->cursor, *found, 0};
        const MessageId until = std::min(result.before, broker.head(*at.queue));
        result.redelivered = until > *found ? until - *found : 0;
        answerSeek(exchange, result, false);
    }));
}

} // namespace

void seekChannel(NativeApi&, Exchange& exchange)
{
    const auto at = channelOf(exchange);
    const auto body = at ? jsonBody(exchange) : std::nullopt;
    if (!body)
        return;
    ObjectReader reader(*body);
    const auto target = readTarget(reader, exchange.broker().now());
    const bool dryRun = reader.boolean("dryRun").value_or(false);
    if (!answerIfFailed(exchange, reader.finish()))
        return;
    if (dryRun)
        return previewSeek(exchange, *at, *target);
    exchange.broker().seekChannel(
        *at->queue, at->channel, *target, exchange.whenDone<SeekResult>([&exchange](Result<SeekResult> result) {
            if (!result)
                return answerError(exchange, result.error());
            answerSeek(exchange, *result, true);
        }));
}

void listOwed(NativeApi&, Exchange& exchange)
{
    const auto at = channelOf(exchange);
    if (!at)
        return;
    QueryReader query(exchange.request(), exchange.broker().now());
    const MessageId from = query.id("from").value_or(MessageId{0});
    const uint64_t limit = query.number("limit", 1, kPageMax).value_or(kPageDefault);
    if (!answerIfFailed(exchange, query.finish()))
        return;
    const auto owed = exchange.broker().channelMessages(*at->queue, at->channel, from, limit + 1);
    if (!owed)
        return answerError(exchange, owed.error());
    static constexpr std::string_view kWords[] = {"pending", "inFlight", "settled", "delayed", "dead"};
    JsonWriter json;
    json.beginObject().key("messages").beginArray();
    for (size_t i = 0; i < owed->size() && i < limit; ++i) {
        const ChannelMessage& message = (*owed)[i];
        json.beginObject().id("id", message.id).member("state", kWords[static_cast<size_t>(message.state)]);
        json.member("attempts", uint64_t{message.attempts});
        if (message.visibleAt.micros != 0)
            json.time("visibleAt", message.visibleAt);
        json.endObject();
    }
    json.endArray();
    if (owed->size() > limit)
        json.member("next",
            channelPath(at->queue->name(), at->channel) + "/messages?from=" + std::to_string((*owed)[limit].id.value)
                + "&limit=" + std::to_string(limit));
    json.endObject();
    answerJson(exchange, json);
}

} // namespace tapedeck::api
