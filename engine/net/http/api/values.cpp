#include "engine/net/http/api/values.h"

#include "engine/net/http/api/exchange_values.h"
#include "engine/net/http/api/support.h"
#include "engine/net/http/encodings.h"
#include "engine/replay/replay.h"

namespace tapedeck::api {

namespace {

std::string_view policyWord(SharePolicy policy)
{
    return policy == SharePolicy::broadcast ? "broadcast" : policy == SharePolicy::roundRobin ? "roundRobin" : "unset";
}

std::string_view flowWord(FlowState flow)
{
    return flow == FlowState::started ? "started" : flow == FlowState::stopped ? "stopped" : "unset";
}

void writeSpeed(JsonWriter& json, const ReplaySpeed& speed)
{
    json.key("speed");
    switch (speed.kind) {
    case ReplaySpeed::Kind::original:
        if (speed.factor == 1.0)
            json.text("original");
        else
            json.beginObject().key("factor").decimal(speed.factor).endObject();
        return;
    case ReplaySpeed::Kind::rate:
        json.beginObject().key("perSecond").decimal(speed.perSecond).endObject();
        return;
    case ReplaySpeed::Kind::fastest:
        json.text("fastest");
        return;
    case ReplaySpeed::Kind::step:
        json.text("step");
        return;
    }
}

void writeHeaders(JsonWriter& json, std::string_view encoded)
{
    const HeaderList headers = decodeHeaders(encoded);
    if (headers.empty())
        return;
    json.key("headers").beginArray();
    for (const auto& [name, value] : headers)
        json.beginObject().bytes("name", name).bytes("value", value).endObject();
    json.endArray();
}

// Never in the middle of a UTF-8 sequence if the whole is UTF-8.
std::string_view cutBody(std::string_view body, size_t bytes)
{
    if (body.size() <= bytes)
        return body;
    size_t end = bytes;
    while (end > 0 && bytes - end < 3 && (static_cast<unsigned char>(body[end]) & 0xc0) == 0x80)
        --end;
    return http::isUtf8(body.substr(0, end)) ? body.substr(0, end) : body.substr(0, bytes);
}

void writeMessageMembers(JsonWriter& json, const MessageView& message, size_t bodyBytes)
{
    json.id("id", message.id).time("time", message.time);
    if (message.wall != message.time)
        json.time("wall", message.wall);
    if (message.delay.micros != 0)
        json.duration("delay", message.delay);
    if (!message.key.empty())
        json.bytes("key", message.key);
    writeHeaders(json, message.headers);
    json.member("bodySize", uint64_t{message.body.size()});
    json.bytes("body", cutBody(message.body, bodyBytes));
    if (message.body.size() > bodyBytes)
        json.flag("truncated", true);
}

} // namespace

std::string_view syncWord(SyncMode mode)
{
    return mode == SyncMode::full ? "full" : mode == SyncMode::normal ? "normal" : "off";
}

void writeSettings(JsonWriter& json, const QueueSettings& settings)
{
    json.beginObject();
    json.member("kind", settings.kind == QueueKind::disk ? "disk" : "mem");
    json.key("retention").beginObject();
    json.duration("softAge", settings.retention.softPeriod).member("softBytes", settings.retention.softBytes);
    json.duration("hardAge", settings.retention.hardPeriod).member("hardBytes", settings.retention.hardBytes);
    json.endObject();
    json.member("segmentBytes", settings.segmentBytes).duration("ticketTimeout", settings.ticketTimeout);
    json.member("attemptLimit", uint64_t{settings.attemptLimit});
    json.member("sharePolicy", policyWord(settings.sharePolicy)).member("flow", flowWord(settings.flow));
    json.endObject();
}

void writeSettings(JsonWriter& json, const ChannelSettings& settings)
{
    json.beginObject().duration("ticketTimeout", settings.ticketTimeout);
    json.member("attemptLimit", uint64_t{settings.attemptLimit}).flag("paused", settings.paused).endObject();
}

void readSettings(ObjectReader& reader, QueueSettings& settings)
{
    if (const auto kind = reader.word("kind", {"disk", "mem"}))
        settings.kind = *kind == 0 ? QueueKind::disk : QueueKind::mem;
    settings.ticketTimeout = reader.duration("ticketTimeout").value_or(settings.ticketTimeout);
    settings.attemptLimit =
        static_cast<uint32_t>(reader.number("attemptLimit", UINT32_MAX).value_or(settings.attemptLimit));
    if (const auto policy = reader.word("sharePolicy", {"unset", "broadcast", "roundRobin"}))
        settings.sharePolicy = static_cast<SharePolicy>(*policy);
    if (const auto flow = reader.word("flow", {"unset", "started", "stopped"}))
        settings.flow = static_cast<FlowState>(*flow);
    const Json* retention = reader.any("retention");
    if (!retention)
        return;
    ObjectReader inner(*retention, reader.pathOf("retention"));
    RetentionSettings& kept = settings.retention;
    kept.softPeriod = inner.duration("softAge", true).value_or(kept.softPeriod);
    kept.softBytes = inner.number("softBytes", INT64_MAX).value_or(kept.softBytes);
    kept.hardPeriod = inner.duration("hardAge").value_or(kept.hardPeriod);
    kept.hardBytes = inner.number("hardBytes", INT64_MAX).value_or(kept.hardBytes);
    if (const Status status = inner.finish(); !status)
        reader.fail(status.error().text);
}

void readSettings(ObjectReader& reader, ChannelSettings& settings)
{
    settings.ticketTimeout = reader.duration("ticketTimeout").value_or(settings.ticketTimeout);
    settings.attemptLimit =
        static_cast<uint32_t>(reader.number("attemptLimit", UINT32_MAX).value_or(settings.attemptLimit));
    settings.paused = reader.boolean("paused").value_or(settings.paused);
}

void writeChannel(JsonWriter& json, std::string_view queue, const ChannelStats& channel)
{
    json.beginObject().bytes("name", channel.name);
    json.member("href", queuePath(queue) + "/channels/" + http::encodePercent(channel.name));
    json.id("cursor", channel.cursor).member("lag", channel.lag).member("inFlight", channel.inFlight);
    json.member("delayed", channel.delayed).member("redeliver", channel.redeliver).member("dead", channel.dead);
    json.member("waiting", uint64_t{channel.waiting});
    if (channel.lastTouched.micros > 0)
        json.time("lastTouched", channel.lastTouched);
    json.key("settings");
    writeSettings(json, channel.settings);
    json.endObject();
}

void writeQueue(JsonWriter& json, Broker& broker, Exchanges& exchanges, QueueHandle& queue)
{
    const QueueStats stats = broker.stats(queue);
    json.beginObject().bytes("name", queue.name()).member("href", queuePath(queue.name()));
    json.member("number", uint64_t{queue.number().value}).id("first", stats.first).id("head", stats.head);
    json.member("messages", stats.head - stats.first).member("rawBytes", stats.rawBytes);
    json.member("storedBytes", stats.storedBytes).member("segments", stats.segments);
    if (stats.head > stats.first)
        json.time("firstTime", stats.firstTime).time("lastTime", stats.lastTime);
    json.key("settings");
    writeSettings(json, stats.settings);
    json.key("channels").beginArray();
    for (const ChannelStats& channel : stats.channels)
        writeChannel(json, queue.name(), channel);
    json.endArray();
    if (const SharedQueuePtr shared = exchanges.find(queue.name()))
        writeShared(json.key("fq"), broker, *shared);
    json.endObject();
}

void writeTotals(JsonWriter& json, const BrokerStats& totals, const Clients& clients)
{
    json.beginObject();
    json.member("published", totals.published).member("delivered", totals.delivered).member("acked", totals.acked);
    json.member("queues", totals.queues).member("connections", uint64_t{clients.count()});
    json.member("waitingReaders", uint64_t{totals.waitingReaders}).member("journalBytes", totals.journalBytes);
    json.member("journalSlotsUsed", uint64_t{totals.journalSlotsUsed});
    json.member("journalSlotsMax", uint64_t{totals.journalSlotsMax});
    json.member("tapeBytes", totals.tapeBytes).member("cacheBytes", totals.cacheBytes);
    json.member("sync", syncWord(totals.sync)).flag("ephemeral", totals.ephemeral);
    if (!totals.tapePath.empty())
        json.member("tapePath", totals.tapePath);
    if (!totals.readOnlyReason.empty())
        json.member("readOnlyReason", totals.readOnlyReason);
    json.flag("storageFull", totals.storageFull);
    json.signedMember("lastSyncMicros", totals.lastSync.micros).endObject();
}

void writeClient(JsonWriter& json, const ClientInfo& client, const fq::FqClientInfo* fq)
{
    json.beginObject().member("id", client.id).member("protocol", client.protocol).member("address", client.address);
    if (!client.name.empty())
        json.bytes("name", client.name);
    json.time("connected", client.connected).member("commands", client.commands);
    json.member("bytesIn", client.bytesIn).member("bytesOut", client.bytesOut).flag("waiting", client.waiting);
    if (client.lastRequest.micros > 0)
        json.time("lastRequest", client.lastRequest);
    if (fq)
        writeFqClient(json.key("fq"), *fq);
    json.endObject();
}

void writeReplay(JsonWriter& json, const PlayerInfo& player)
{
    json.beginObject().member("id", player.id);
    json.member("href", std::string(kPrefix) + "/replays/" + std::to_string(player.id));
    json.bytes("source", player.source).bytes("target", player.target);
    json.member("targetKind", player.toExchange ? "exchange" : "queue");
    if (!player.broker.empty())
        json.member("broker", player.broker);
    writeSpeed(json, player.speed);
    json.flag("loop", player.loop).member("state", stateWord(player.state));
    json.id("first", player.first).id("end", player.end).id("position", player.position);
    json.member("done", player.done).member("total", player.total);
    if (player.sourceTime.micros > 0)
        json.time("sourceTime", player.sourceTime);
    json.signedMember("driftMicros", player.drift.micros).key("perSecond").decimal(player.perSecond);
    if (!player.error.empty())
        json.member("error", player.error);
    json.endObject();
}

void writeMessage(JsonWriter& json, const MessageView& message, size_t bodyBytes)
{
    json.beginObject();
    writeMessageMembers(json, message, bodyBytes);
    json.endObject();
}

void writeDelivery(JsonWriter& json, const DeliveredMessage& delivery, size_t bodyBytes)
{
    json.beginObject();
    writeMessageMembers(json, delivery.message, bodyBytes);
    if (delivery.ticket.value != 0)
        json.member("ticket", static_cast<uint64_t>(delivery.ticket.value));
    json.member("attempts", uint64_t{delivery.attempts}).endObject();
}

} // namespace tapedeck::api
