#include "engine/net/http/api/exchange_values.h"

#include "engine/net/http/api/support.h"

namespace tapedeck::api {

void writeBinding(JsonWriter& json, std::string_view exchange, const BindingInfo& binding)
{
    json.beginObject().member("id", uint64_t{binding.id}).bytes("exchange", exchange).bytes("queue", binding.queue);
    json.member("href", queuePath(binding.queue) + "/bindings/" + std::to_string(binding.id));
    json.bytes("program", binding.program.text()).flag("permanent", binding.permanent).flag("peer", binding.peer);
    json.member("invocations", binding.invocations).key("averageNanos").decimal(binding.averageNanos).endObject();
}

void writeExchange(JsonWriter& json, const ExchangeInfo& exchange)
{
    const ExchangeCounters& counters = exchange.counters;
    json.beginObject().bytes("name", exchange.name);
    json.member("href", std::string(kPrefix) + "/exchanges/" + http::encodePercent(exchange.name));
    json.flag("recorded", exchange.recorded).member("messages", counters.messages).member("octets", counters.octets);
    json.member("routed", counters.routed).member("dropped", counters.dropped).member("noRoute", counters.noRoute);
    json.key("bindings").beginArray();
    for (const BindingInfo& binding : exchange.bindings)
        writeBinding(json, exchange.name, binding);
    json.endArray().endObject();
}

void writeShared(JsonWriter& json, Broker& broker, const SharedQueue& queue)
{
    const FqSettings& settings = queue.settings();
    json.beginObject().flag("public", settings.isPublic).member("policy", settings.block ? "block" : "drop");
    json.member("backlogLimit", uint64_t{settings.backlog});
    json.member("backlog", broker.owed(*queue.queue(), kFqChannel)).flag("permanent", settings.permanent);
    json.flag("ackWhenWritten", settings.ackWhenWritten).member("members", uint64_t{queue.members()});
    json.member("dropped", queue.dropped()).key("dropHistory").beginArray();
    for (const DropHistory::Entry& entry : queue.dropHistory().entries())
        json.beginObject().time("time", Time{entry.second * 1'000'000}).member("count", entry.count).endObject();
    json.endArray().endObject();
}

void writeFqClient(JsonWriter& json, const fq::FqClientInfo& client)
{
    json.beginObject().bytes("user", client.user).bytes("queue", client.queue).flag("data", client.hasData);
    if (client.hasData) {
        const fq::ClientCounters& counters = client.counters;
        json.member("mode", client.peer ? "peer" : "client");
        json.member("noExchange", counters.noExchange).member("noRoute", counters.noRoute);
        json.member("routed", counters.routed).member("dropped", counters.dropped);
        json.member("sizeDropped", counters.sizeDropped).member("messagesIn", counters.messagesIn);
        json.member("messagesOut", counters.messagesOut).member("octetsIn", counters.octetsIn);
        json.member("octetsOut", counters.octetsOut);
    }
    json.endObject();
}

void writeOutcome(JsonWriter& json, const RouteOutcome& outcome)
{
    json.beginObject().member("routed", uint64_t{outcome.routed}).member("dropped", uint64_t{outcome.dropped});
    json.flag("noRoute", outcome.noRoute).flag("noExchange", outcome.noExchange).endObject();
}

FqSettings sharedSettings(Exchanges& exchanges, std::string_view queue)
{
    if (const SharedQueuePtr shared = exchanges.find(queue))
        return shared->settings();
    FqSettings settings;
    settings.isPublic = true;
    settings.permanent = true;
    settings.backlog = UINT32_MAX;
    return settings;
}

void readShared(ObjectReader& reader, FqSettings& settings)
{
    const Json* value = reader.any("fq");
    if (!value)
        return;
    ObjectReader inner(*value, reader.pathOf("fq"));
    settings.isPublic = inner.boolean("public").value_or(settings.isPublic);
    if (const auto policy = inner.word("policy", {"drop", "block"}))
        settings.block = *policy == 1;
    settings.backlog = static_cast<uint32_t>(inner.number("backlogLimit", UINT32_MAX).value_or(settings.backlog));
    settings.permanent = inner.boolean("permanent").value_or(settings.permanent);
    settings.ackWhenWritten = inner.boolean("ackWhenWritten").value_or(settings.ackWhenWritten);
    if (const Status status = inner.finish(); !status)
        reader.fail(status.error().text);
}

Status changeShared(Exchanges& exchanges, std::string_view queue, const FqSettings& settings)
{
    const SharedQueuePtr shared = exchanges.find(queue, settings);
    if (!shared)
        return Error{ErrorCode::queueNotFound, {}};
    return exchanges.change(shared, settings);
}

Problem programProblem(const ProgramError& error)
{
    return {400, "program-error", "Not a routing program",
        "At byte " + std::to_string(error.position) + ": " + error.text,
        "\"position\":" + std::to_string(error.position)};
}

} // namespace tapedeck::api
