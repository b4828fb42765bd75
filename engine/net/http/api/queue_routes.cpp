// Queues: list, create, look, change, delete, purge, find.
#include "engine/net/http/api/exchange_values.h"
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/support.h"
#include "engine/net/http/api/values.h"

#include <algorithm>

namespace tapedeck::api {

namespace {

void answerQueue(NativeApi& api, Exchange& exchange, QueueHandle& queue, bool changed)
{
    JsonWriter json;
    writeQueue(json, exchange.broker(), api.exchanges(), queue);
    answerJson(exchange, json, changed);
}

std::string pagePath(std::string_view prefix, std::string_view after, uint64_t limit)
{
    std::string path = std::string(kPrefix) + "/queues?";
    if (!prefix.empty())
        path += "prefix=" + http::encodePercent(prefix) + "&";
    return path + "after=" + http::encodePercent(after) + "&limit=" + std::to_string(limit);
}

} // namespace

void listQueues(NativeApi& api, Exchange& exchange)
{
    Broker& broker = exchange.broker();
    QueryReader query(exchange.request(), broker.now());
    const std::string prefix = query.text("prefix").value_or("");
    const auto after = query.text("after");
    const uint64_t limit = query.number("limit", 1, kPageMax).value_or(kPageDefault);
    if (!answerIfFailed(exchange, query.finish()))
        return;
    const std::vector<QueuePtr> queues = broker.listQueues(prefix);
    auto at = queues.begin();
    if (after)
        at = std::upper_bound(at, queues.end(), *after,
            [](const std::string& name, const QueuePtr& queue) { return name < queue->name(); });
    const auto end =
        static_cast<uint64_t>(queues.end() - at) > limit ? at + static_cast<ptrdiff_t>(limit) : queues.end();
    JsonWriter json;
    json.beginObject().key("queues").beginArray();
    for (auto queue = at; queue != end; ++queue)
        writeQueue(json, broker, api.exchanges(), **queue);
    json.endArray().member("total", uint64_t{queues.size()});
    if (end != queues.end())
        json.member("next", pagePath(prefix, (*std::prev(end))->name(), limit));
    json.endObject();
    answerJson(exchange, json);
}

void createQueue(NativeApi& api, Exchange& exchange)
{
    const auto body = jsonBody(exchange);
    if (!body)
        return;
    Broker& broker = exchange.broker();
    QueueSettings settings = broker.defaultSettings();
    ObjectReader reader(*body);
    const auto name = reader.bytes("name");
    readSettings(reader, settings);
    if (!name)
        reader.fail("`name` is missing.");
    if (!answerIfFailed(exchange, reader.finish()))
        return;
    Result<QueuePtr> queue = broker.createQueue(*name, settings);
    if (!queue)
        return answerError(exchange, queue.error());
    JsonWriter json;
    writeQueue(json, broker, api.exchanges(), **queue);
    answerCreated(exchange, json, queuePath(*name));
}

void getQueue(NativeApi& api, Exchange& exchange)
{
    if (const QueuePtr queue = queueOf(exchange))
        answerQueue(api, exchange, *queue, false);
}

void changeQueue(NativeApi& api, Exchange& exchange)
{
    const QueuePtr queue = queueOf(exchange);
    const auto body = queue ? jsonBody(exchange) : std::nullopt;
    if (!body)
        return;
    const QueueSettings before = exchange.broker().stats(*queue).settings;
    QueueSettings settings = before;
    ObjectReader reader(*body);
    readSettings(reader, settings);
    const bool shares = reader.has("fq");
    FqSettings fq = sharedSettings(api.exchanges(), queue->name());
    readShared(reader, fq);
    if (!answerIfFailed(exchange, reader.finish()))
        return;
    if (settings.kind != before.kind)
        return answerProblem(exchange,
            {409, "kind-is-fixed", "The kind is fixed",
                "Where the messages are kept is decided when a queue is created."});
    if (!answerIfFailed(exchange, exchange.broker().changeQueue(*queue, settings)))
        return;
    if (shares && !answerIfFailed(exchange, changeShared(api.exchanges(), queue->name(), fq)))
        return;
    answerQueue(api, exchange, *queue, true);
}

void deleteQueue(NativeApi&, Exchange& exchange)
{
    const QueuePtr queue = queueOf(exchange);
    if (queue && answerIfFailed(exchange, exchange.broker().deleteQueue(*queue)))
        answerNoContent(exchange);
}

void purgeQueue(NativeApi&, Exchange& exchange)
{
    const QueuePtr queue = queueOf(exchange);
    if (!queue)
        return;
    Broker& broker = exchange.broker();
    const MessageId first = broker.first(*queue);
    if (!answerIfFailed(exchange, broker.purgeQueue(*queue)))
        return;
    JsonWriter json;
    json.beginObject().member("removed", broker.first(*queue) - first).endObject();
    answerJson(exchange, json, true);
}

void findMessage(NativeApi&, Exchange& exchange)
{
    const QueuePtr queue = queueOf(exchange);
    if (!queue)
        return;
    QueryReader query(exchange.request(), exchange.broker().now());
    const auto id = query.id("id");
    const auto time = query.time("time");
    if (query.has("id") == query.has("time"))
        query.fail("Give either `id` or `time`.");
    if (!answerIfFailed(exchange, query.finish()))
        return;
    const SeekTarget target = id ? SeekTarget::toId(*id) : SeekTarget::toTime(*time);
    exchange.broker().findId(*queue, target, exchange.whenDone<MessageId>([&exchange, queue](Result<MessageId> found) {
        if (!found)
            return answerError(exchange, found.error());
        const MessageId head = exchange.broker().head(*queue);
        JsonWriter json;
        json.beginObject().id("id", *found).flag("found", *found < head);
        json.id("first", exchange.broker().first(*queue)).id("head", head).endObject();
        answerJson(exchange, json);
    }));
}

} // namespace tapedeck::api
