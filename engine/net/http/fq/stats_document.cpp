#include "engine/net/http/fq/stats_document.h"

#include "engine/net/http/api/json_writer.h"
#include "engine/net/http/encodings.h"

#include <cmath>
#include <map>
#include <vector>

namespace tapedeck::fq {

namespace {

using api::JsonWriter;

void writeCounters(JsonWriter& json, const ExchangeCounters& counters)
{
    json.member("messages", counters.messages).member("octets", counters.octets);
    json.member("no_route", counters.noRoute).member("routed", counters.routed).member("dropped", counters.dropped);
}

void writeRoute(JsonWriter& json, const BindingInfo& binding)
{
    json.key(std::to_string(binding.id)).beginObject().member("route_id", uint64_t{binding.id});
    json.member("prefix", binding.program.route()).member("queue", binding.queue);
    json.flag("permanent", binding.permanent).member("invocations", binding.invocations);
    json.member("avg_ns", static_cast<uint64_t>(std::lround(binding.averageNanos)));
    json.member("program", binding.program.text()).endObject();
}

void writeExchanges(JsonWriter& json, const Exchanges& exchanges)
{
    json.key("exchanges").beginObject();
    for (const ExchangeInfo& exchange : exchanges.list()) {
        json.key(http::toUtf8(exchange.name)).beginObject();
        writeCounters(json, exchange.counters);
        json.key("routes").beginObject();
        for (const BindingInfo& binding : exchange.bindings)
            writeRoute(json, binding);
        json.endObject().endObject();
    }
    // Behind an exchange that happens to have this name: readers take the last of two.
    json.key("_aggregate").beginObject().member("no_exchange", exchanges.noExchange());
    writeCounters(json, exchanges.totals());
    json.member("size_dropped", exchanges.sizeDropped()).endObject().endObject();
}

// All values are texts here, as in fq.
void writeClient(JsonWriter& json, const FqClientInfo& client)
{
    json.beginObject().member("user", client.user);
    json.member("remote_addr", client.address).member("remote_port", client.port);
    if (client.hasData) {
        const ClientCounters& counters = client.counters;
        const std::pair<const char*, uint64_t> values[] = {{"no_exchange", counters.noExchange},
            {"no_route", counters.noRoute}, {"routed", counters.routed}, {"dropped", counters.dropped},
            {"size_dropped", counters.sizeDropped}, {"msgs_in", counters.messagesIn},
            {"msgs_out", counters.messagesOut}, {"octets_in", counters.octetsIn}, {"octets_out", counters.octetsOut}};
        json.member("mode", client.peer ? "peer" : "client");
        for (const auto& [name, value] : values)
            json.member(name, std::to_string(value));
    }
    json.endObject();
}

using ClientsByQueue = std::map<std::string_view, std::vector<const FqClientInfo*>>;

void writeQueue(JsonWriter& json, Broker& broker, const SharedQueue& queue, const ClientsByQueue& clients)
{
    const FqSettings& settings = queue.settings();
    json.key(http::toUtf8(queue.name())).beginObject().flag("private", !settings.isPublic);
    json.member("type", queue.onDisk() ? "disk" : "mem").member("policy", settings.block ? "block" : "drop");
    // Signed, as fq prints it: -1 is what clients ask for when they want no limit.
    json.signedMember("backlog_limit", static_cast<int32_t>(settings.backlog));
    json.member("backlog", broker.owed(*queue.queue(), kFqChannel)).member("dropped_to", queue.dropped());
    json.member("refcnt", uint64_t{queue.members()}).key("clients").beginArray();
    if (const auto found = clients.find(queue.name()); found != clients.end())
        for (const FqClientInfo* client : found->second)
            writeClient(json, *client);
    json.endArray().endObject();
}

} // namespace

std::string statsDocument(
    Broker& broker, const Exchanges& exchanges, std::span<const FqClientInfo> clients, std::string_view version)
{
    ClientsByQueue byQueue;
    for (const FqClientInfo& client : clients)
        byQueue[client.queue].push_back(&client);
    JsonWriter json;
    json.beginObject().member("version", version);
    writeExchanges(json, exchanges);
    json.key("queues").beginObject();
    for (const SharedQueuePtr& queue : exchanges.queues())
        writeQueue(json, broker, *queue, byQueue);
    json.endObject().endObject();
    return json.take();
}

} // namespace tapedeck::fq
