// Namespaces: which there are, and making one empty again.
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/support.h"

#include <map>

namespace tapedeck::api {

namespace {

struct Sum {
    uint64_t queues = 0, messages = 0, rawBytes = 0;

    void add(Broker& broker, QueueHandle& queue)
    {
        const QueueStats stats = broker.stats(queue);
        ++queues;
        messages += stats.head - stats.first;
        rawBytes += stats.rawBytes;
    }
};

void writeSum(JsonWriter& json, std::string_view name, std::string_view prefix, const Sum& sum)
{
    json.beginObject().member("name", name).member("prefix", prefix).member("queues", sum.queues);
    json.member("messages", sum.messages).member("rawBytes", sum.rawBytes).endObject();
}

} // namespace

void listNamespaces(NativeApi&, Exchange& exchange)
{
    Broker& broker = exchange.broker();
    const std::string everything;
    const NamespaceScope scope(broker, everything);
    std::map<std::string, Sum> sums; // by prefix; the default namespace is there always
    sums[{}];
    for (const std::string_view prefix : {std::string_view{}, kNamespaceMark})
        for (const QueuePtr& queue : broker.listQueues(prefix))
            sums[queue->namespacePrefix()].add(broker, *queue);
    JsonWriter json;
    json.beginObject().key("namespaces").beginArray();
    for (const auto& [prefix, sum] : sums)
        writeSum(json, namespaceOfPrefix(prefix), prefix, sum);
    json.endArray().endObject();
    answerJson(exchange, json);
}

void deleteNamespace(NativeApi&, Exchange& exchange)
{
    const auto name = decodedPart(exchange, 0);
    if (!name)
        return;
    const auto prefix = namespacePrefix(*name);
    if (!prefix)
        return answerProblem(
            exchange, badRequest("A namespace has 1 to 64 letters, digits, dots, underscores and dashes."));
    Broker& broker = exchange.broker();
    const NamespaceScope scope(broker, *prefix);
    Sum sum;
    for (const QueuePtr& queue : broker.listQueues({})) {
        sum.add(broker, *queue);
        if (!answerIfFailed(exchange, broker.deleteQueue(*queue)))
            return;
    }
    JsonWriter json;
    json.beginObject().member("queues", sum.queues).member("messages", sum.messages).endObject();
    answerJson(exchange, json, true);
}

} // namespace tapedeck::api
