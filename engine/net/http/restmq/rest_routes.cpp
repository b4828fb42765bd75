// The routes that put messages in and take them out one by one: /, /q, /collectd.
#include "engine/net/http/encodings.h"
#include "engine/net/http/restmq/collectd.h"
#include "engine/net/http/restmq/expiry.h"
#include "engine/net/http/restmq/json_text.h"
#include "engine/net/http/restmq/pages.h"
#include "engine/net/http/restmq/rest_mq.h"

namespace tapedeck::restmq {

using http::Answer;
using http::Exchange;

void RestMq::getIndex(Call& call)
{
    const std::string* const queue = call.arguments.find("queue");
    if (!queue) {
        Answer answer{302, std::string(http::kHtml), {}};
        answer.with("Location", "/static/index.html");
        call.exchange.answer(std::move(answer), false);
        return;
    }
    popTo(call, *queue, notFound(call.exchange.request()));
}

void RestMq::postIndex(Call& call)
{
    const std::string* const queue = call.arguments.find("queue");
    const std::string* value = call.arguments.find("value");
    if (!value)
        value = call.arguments.find("msg");
    if (!queue || !value)
        return sayError(call.exchange, 400);
    publish(call, *queue, *value, call.arguments.find("ttl"));
}

void RestMq::getQueue(Call& call)
{
    if (!call.queue.empty())
        return popTo(call, call.queue, Answer{204, {}, {}});
    std::vector<std::string> names;
    for (const QueuePtr& queue : m_queues.list())
        names.push_back(queue->name());
    Answer answer{200, std::string(http::kHtml), queuesPage(names)};
    answer.with("Content-Security-Policy", "default-src 'none'");
    call.exchange.answer(std::move(answer));
}

void RestMq::postQueue(Call& call)
{
    const std::string* value = call.arguments.find("msg");
    if (!value)
        value = call.arguments.find("value");
    if (!value)
        return sayError(call.exchange, 400);
    publish(call, call.queue, *value, call.arguments.find("ttl"));
}

void RestMq::deleteQueue(Call& call)
{
    if (!needName(call.exchange, call.queue))
        return;
    const Result<QueuePtr> queue = m_queues.find(call.queue);
    if (!queue)
        return fail(call.exchange, queue.error());
    bool hadSome = false;
    if (*queue) {
        const Result<bool> purged = m_queues.purge(**queue);
        if (!purged)
            return fail(call.exchange, purged.error());
        hadSome = *purged;
    }
    say(call.exchange, call.callback, JsonObject().text("queue", call.queue).number("status", hadSome ? 1 : 0).take());
}

void RestMq::postCollectd(Call& call)
{
    const http::Request& request = call.exchange.request();
    const bool event = call.queue == "event";
    if (!event && call.queue != "data")
        return sayError(call.exchange, 400);
    if (!http::isUtf8(request.body))
        return sayError(call.exchange, 400, "not UTF-8");
    const std::string type = request.contentType();
    if (!event && type == "application/json")
        return publish(call, "collectd_data", request.body, nullptr);
    if (!event && type != "text/plain")
        return sayError(call.exchange, 503, "the content type is to be text/plain or application/json");
    const Result<std::string> json = event ? notificationToJson(request.body) : valuesToJson(request.body);
    if (!json)
        return sayError(call.exchange, 503, json.error().text);
    publish(call, event ? "collectd_event" : "collectd_data", *json, nullptr);
}

// Answers the bare key.
void RestMq::publish(Call& call, std::string_view name, std::string_view body, const std::string* ttl)
{
    Exchange& exchange = call.exchange;
    const std::optional<Duration> lifetime = ttl ? parseTtl(*ttl) : std::nullopt;
    if (ttl && !lifetime)
        return sayError(exchange, 503, "ttl is to be a whole number of seconds");
    if (!needName(exchange, name))
        return;
    const Result<QueuePtr> queue = m_queues.open(name);
    if (!queue)
        return fail(exchange, queue.error());
    const Result<MessageId> id = m_queues.publish(**queue, body, lifetime);
    if (!id && id.error().code == ErrorCode::overloaded)
        return exchange.retryWhenRoom();
    if (!id)
        return fail(exchange, id.error());
    say(exchange, call.callback, keyOf(name, *id));
}

void RestMq::popTo(Call& call, const std::string& name, Answer ifEmpty)
{
    Exchange& exchange = call.exchange;
    const Result<QueuePtr> queue = m_queues.find(name);
    if (!queue)
        return fail(exchange, queue.error());
    if (!*queue)
        return exchange.answer(std::move(ifEmpty), false);
    m_queues.pop(exchange, *queue, true,
        [this, &exchange, name, callback = call.callback, ifEmpty = std::move(ifEmpty)](const auto& popped) {
            if (!popped)
                return fail(exchange, popped.error());
            if (!*popped)
                return exchange.answer(ifEmpty);
            const Queues::Message& message = **popped;
            say(exchange, callback,
                JsonObject()
                    .number("count", 0)
                    .text("key", keyOf(name, message.id))
                    .text("value", message.body)
                    .take());
        });
}

} // namespace tapedeck::restmq
