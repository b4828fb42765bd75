// The broker as a whole: settings, snapshot, connections.
#include "engine/net/connection.h"
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/mock_values.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/snapshot.h"
#include "engine/net/http/api/support.h"
#include "engine/net/http/api/values.h"

#include <algorithm>

namespace tapedeck::api {

namespace {

// A snapshot stays below what one connection may have unsent.
constexpr size_t kSnapshotBytes = size_t{8} << 20;

void answerSettings(NativeApi& api, Exchange& exchange)
{
    Broker& broker = exchange.broker();
    const Clients& clients = api.port().clients;
    JsonWriter json;
    json.beginObject().member("version", programVersion()).time("started", clients.started());
    const Duration up = broker.now() - clients.started();
    json.member("uptimeSeconds", static_cast<uint64_t>(std::max<int64_t>(0, up.micros / 1'000'000)));
    json.key("endpoints").beginArray();
    if (api.options().endpoints)
        for (const auto& [protocol, address] : api.options().endpoints())
            json.beginObject().member("protocol", protocol).member("address", address).endObject();
    json.endArray().key("defaults");
    writeSettings(json, broker.defaultSettings());
    json.key("totals");
    writeTotals(json, broker.totals(), clients);
    json.endObject();
    answerJson(exchange, json);
}

// The client of the fq port that a connection belongs to, by its address. A data connection has none.
const fq::FqClientInfo* fqClientOf(const std::vector<fq::FqClientInfo>& clients, const ClientInfo& connection)
{
    const auto found = std::find_if(clients.begin(), clients.end(), [&](const fq::FqClientInfo& client) {
        const bool v6 = client.address.find(':') != std::string::npos;
        return connection.address == (v6 ? '[' + client.address + ']' : client.address) + ":" + client.port;
    });
    return found == clients.end() ? nullptr : &*found;
}

void writeClients(JsonWriter& json, NativeApi& api)
{
    const auto fqClients = api.options().fqClients ? api.options().fqClients() : std::vector<fq::FqClientInfo>();
    for (const ClientInfo& client : api.port().clients.list())
        writeClient(json, client, fqClientOf(fqClients, client));
}

} // namespace

void writeSnapshot(JsonWriter& json, NativeApi& api)
{
    Broker& broker = api.port().broker;
    json.beginObject().time("at", broker.now()).member("version", programVersion()).key("totals");
    writeTotals(json, broker.totals(), api.port().clients);
    json.key("clients").beginArray();
    writeClients(json, api);
    json.endArray().key("replays").beginArray();
    for (const PlayerInfo& player : broker.players())
        writeReplay(json, player);
    json.endArray();
    if (api.options().mock)
        writeMocks(json, *api.options().mock);
    json.key("queues").beginArray();
    const std::vector<QueuePtr> queues = broker.listQueues({});
    size_t shown = 0;
    for (; shown < queues.size() && shown < api.options().snapshotQueuesMax && json.size() < kSnapshotBytes; ++shown)
        writeQueue(json, broker, api.exchanges(), *queues[shown]);
    json.endArray().member("queuesLeftOut", uint64_t{queues.size() - shown}).endObject();
}

void getIndex(NativeApi&, Exchange& exchange)
{
    JsonWriter json;
    json.beginObject().member("name", "tapedeck").member("version", programVersion());
    json.member("openapi", "/openapi.json").endObject();
    answerJson(exchange, json);
}

void getSettings(NativeApi& api, Exchange& exchange)
{
    answerSettings(api, exchange);
}

void changeSettings(NativeApi& api, Exchange& exchange)
{
    const auto body = jsonBody(exchange);
    if (!body)
        return;
    QueueSettings defaults = exchange.broker().defaultSettings();
    ObjectReader reader(*body);
    if (const Json* value = reader.any("defaults")) {
        ObjectReader inner(*value, "defaults");
        readSettings(inner, defaults);
        if (const Status status = inner.finish(); !status)
            reader.fail(status.error().text);
    }
    if (!answerIfFailed(exchange, reader.finish()))
        return;
    exchange.broker().setDefaultSettings(defaults);
    answerSettings(api, exchange);
}

void getSnapshot(NativeApi& api, Exchange& exchange)
{
    JsonWriter json;
    writeSnapshot(json, api);
    answerJson(exchange, json);
}

void listClients(NativeApi& api, Exchange& exchange)
{
    JsonWriter json;
    json.beginObject().key("clients").beginArray();
    writeClients(json, api);
    json.endArray().endObject();
    answerJson(exchange, json);
}

void closeClient(NativeApi& api, Exchange& exchange)
{
    const auto id = numberPart(exchange, 0, "client's number");
    if (!id)
        return;
    if (*id == exchange.connection().info().id) {
        exchange.closeAfterAnswer();
        return answerNoContent(exchange);
    }
    if (!api.port().clients.closeClient(*id))
        return answerProblem(exchange,
            notFound(
                "client-not-found", "No such client", "There is no client " + std::to_string(*id) + ", or no longer."));
    answerNoContent(exchange);
}

} // namespace tapedeck::api
