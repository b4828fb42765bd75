// The routes that show and change what queues are like: /p, /stats, /control, /j.
#include "engine/net/http/http_port.h"
#include "engine/net/http/restmq/json_text.h"
#include "engine/net/http/restmq/pages.h"
#include "engine/net/http/restmq/rest_mq.h"

namespace tapedeck::restmq {

using http::Answer;
using http::Exchange;

namespace {

// On these routes JSONP has no semicolon, and the content type is JSON's.
void sayJson(Exchange& exchange, std::string_view callback, std::string body, std::string_view ending)
{
    if (!callback.empty())
        body = std::string(callback) + '(' + body + ')';
    body += ending;
    exchange.answer({200, std::string(http::kJson), std::move(body)});
}

std::string_view policyWord(SharePolicy policy)
{
    switch (policy) {
    case SharePolicy::broadcast:
        return "broadcast";
    case SharePolicy::roundRobin:
        return "roundrobin";
    case SharePolicy::unset:
        break;
    }
    return "unknown";
}

std::string tapeName(const BrokerStats& totals)
{
    if (totals.ephemeral || totals.tapePath.empty())
        return "an ephemeral tape";
    return "tape " + totals.tapePath.substr(totals.tapePath.rfind('/') + 1);
}

} // namespace

std::string RestMq::store() const
{
    return "<Tapedeck, no Redis: " + tapeName(m_port.broker.totals()) + ">";
}

std::string RestMq::statusOf(QueueHandle* queue)
{
    const FlowState flow = queue ? m_queues.settings(*queue).flow : FlowState::unset;
    if (flow == FlowState::stopped)
        return "0";
    if (flow == FlowState::started || (queue && m_queues.everUsed(*queue)))
        return "1";
    return "null";
}

// ---------------------------------------------------------------------------------------------- policy

void RestMq::getPolicy(Call& call)
{
    const QueuePtr queue = m_port.broker.findQueue(call.queue);
    const SharePolicy policy = queue ? m_queues.settings(*queue).sharePolicy : SharePolicy::unset;
    say(call.exchange, call.callback, JsonObject().text("queue", call.queue).text("value", policyWord(policy)).take());
}

void RestMq::postPolicy(Call& call)
{
    Exchange& exchange = call.exchange;
    const std::string* const word = call.arguments.find("policy");
    if (!word)
        return sayError(exchange, 400);
    const bool roundRobin = *word == "roundrobin";
    if (!roundRobin && *word != "broadcast")
        return say(exchange, call.callback, "null");
    if (!needName(exchange, call.queue))
        return;
    const Result<QueuePtr> queue = m_queues.open(call.queue);
    if (!queue)
        return fail(exchange, queue.error());
    QueueSettings settings = m_queues.settings(**queue);
    settings.sharePolicy = roundRobin ? SharePolicy::roundRobin : SharePolicy::broadcast;
    if (const Status changed = m_queues.change(**queue, settings); !changed)
        return fail(exchange, changed.error());
    say(exchange, call.callback, "OK");
}

// ---------------------------------------------------------------------------------------------- stats

void RestMq::getStats(Call& call)
{
    if (!call.queue.empty()) {
        const QueuePtr queue = m_port.broker.findQueue(call.queue);
        const uint64_t length = queue ? m_queues.length(*queue) : 0;
        return sayJson(call.exchange, call.callback,
            JsonObject().text("queue", call.queue).text("redis", store()).number("len", length).take(), "");
    }
    JsonObject queues;
    const std::vector<QueuePtr> list = m_queues.list();
    for (const QueuePtr& queue : list) {
        const QueueSettings settings = m_queues.settings(*queue);
        JsonObject one;
        one.raw("status", settings.flow == FlowState::stopped ? "\"\"" : "1");
        if (settings.sharePolicy == SharePolicy::unset)
            one.text("policy", "");
        else
            one.number("policy", settings.sharePolicy == SharePolicy::broadcast ? 1 : 2);
        one.text("name", queue->name()).number("len", m_queues.length(*queue));
        queues.raw(queue->name(), one.take());
    }
    sayJson(call.exchange, call.callback,
        JsonObject().number("count", list.size()).raw("queues", queues.take()).text("redis", store()).take(), "");
}

// ---------------------------------------------------------------------------------------------- control

void RestMq::getControl(Call& call)
{
    const auto statusObject = [this](std::string_view name, QueueHandle* queue) {
        return JsonObject().text("queue", name).raw("status", statusOf(queue)).take();
    };
    if (!call.queue.empty()) {
        const QueuePtr queue = m_port.broker.findQueue(call.queue);
        return sayJson(call.exchange, call.callback,
            JsonObject()
                .text("queue", call.queue)
                .raw("status", statusObject(call.queue, queue.get()))
                .text("redis", store())
                .take(),
            "\r\n");
    }
    JsonObject queues;
    const std::vector<QueuePtr> list = m_queues.list();
    for (const QueuePtr& queue : list)
        queues.raw(queue->name(), statusObject(queue->name(), queue.get()));
    sayJson(call.exchange, call.callback,
        JsonObject().number("count", list.size()).raw("queues", queues.take()).text("redis", store()).take(), "\r\n");
}

void RestMq::postControl(Call& call)
{
    Exchange& exchange = call.exchange;
    const std::string* const word = call.arguments.find("status");
    const bool stop = word && *word == "stop";
    std::string stat;
    if (!stop && !(word && *word == "start")) {
        appendJsonText(stat, "invalid status: " + (word ? *word : std::string("None")));
    } else {
        if (!needName(exchange, call.queue))
            return;
        const Result<QueuePtr> queue = m_queues.open(call.queue);
        if (!queue)
            return fail(exchange, queue.error());
        QueueSettings settings = m_queues.settings(**queue);
        settings.flow = stop ? FlowState::stopped : FlowState::started;
        if (const Status changed = m_queues.change(**queue, settings); !changed)
            return fail(exchange, changed.error());
        stat = JsonObject().text("queue", call.queue).number("status", stop ? 0 : 1).take();
    }
    std::string body = JsonObject().raw("stat", stat).take();
    if (!call.callback.empty())
        body = call.callback + '(' + body + ')';
    Answer answer{200, std::string(http::kHtml), body + "\r\n"};
    answer.with("Content-Security-Policy", "default-src 'none'; sandbox");
    exchange.answer(std::move(answer));
}

// ---------------------------------------------------------------------------------------------- jobs

void RestMq::getJobs(Call& call)
{
    Exchange& exchange = call.exchange;
    if (!needName(exchange, call.queue))
        return;
    const Result<QueuePtr> queue = m_queues.find(call.queue);
    if (!queue)
        return fail(exchange, queue.error());
    uint64_t objects = 0, jobs = 0;
    std::vector<std::string> keys;
    if (*queue) {
        objects = m_port.broker.head(**queue) - m_port.broker.first(**queue);
        jobs = m_queues.length(**queue);
        keys = m_queues.newestKeys(**queue, 10);
    }
    Answer answer{200, std::string(http::kHtml), jobsPage(call.queue, objects, jobs, keys)};
    answer.with("Content-Security-Policy", "default-src 'none'");
    exchange.answer(std::move(answer));
}

} // namespace tapedeck::restmq
