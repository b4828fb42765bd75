#include "engine/net/http/blockqueue/block_queue.h"

#include "engine/net/http/blockqueue/go_duration.h"
#include "engine/net/http/blockqueue/values.h"
#include "engine/net/http/encodings.h"
#include "engine/net/http/http_port.h"

#include <utility>

namespace tapedeck::blockqueue {

using http::Answer;
using http::Exchange;
using http::Method;

BlockQueue::BlockQueue(http::HttpPort& port)
    : m_broker(port.broker)
{
    std::vector<http::Route> routes;
    for (const char* topics : {"/topics", "/topics/"}) {
        routes.push_back({Method::get, topics, [this](Exchange& exchange) { listTopics(exchange); }});
        routes.push_back({Method::post, topics, [this](Exchange& exchange) { createTopic(exchange); }});
    }
    const auto add = [&](Method method, const std::string& below, Handler handler) {
        routes.push_back(route(method, "/topics/{topic}" + below, handler));
    };
    const std::string subscriber = "/subscribers/{subscriber}";
    add(Method::del, "", &BlockQueue::deleteTopic);
    add(Method::post, "/messages", &BlockQueue::publishOne);
    add(Method::post, "/messages/batch", &BlockQueue::publishBatch);
    add(Method::get, "/subscribers", &BlockQueue::listSubscribers);
    add(Method::post, "/subscribers", &BlockQueue::createSubscribers);
    add(Method::get, subscriber, &BlockQueue::readSubscriber);
    add(Method::del, subscriber, &BlockQueue::deleteSubscriber);
    add(Method::get, subscriber + "/messages", &BlockQueue::peek);
    // Before the route of one message: `batch` is no id.
    add(Method::del, subscriber + "/messages/batch", &BlockQueue::ackBatch);
    add(Method::del, subscriber + "/messages/{message}", &BlockQueue::ackOne);
    add(Method::get, subscriber + "/dlq", &BlockQueue::listDead);
    add(Method::post, subscriber + "/dlq/{message}/replay", &BlockQueue::replayDead);
    port.router().add(*this, std::move(routes));
    port.router().addPrefix(*this, "/topics/");
}

http::Route BlockQueue::route(Method method, std::string pattern, Handler handler)
{
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.handler = [this, handler](Exchange& exchange) { serve(exchange, handler); };
    return route;
}

// Every route below a topic looks for the topic first.
void BlockQueue::serve(Exchange& exchange, Handler handler)
{
    const std::string& pattern = exchange.route().pattern;
    std::string names[3]; // topic, subscriber, message
    size_t given = 0;
    for (const char c : pattern)
        given += c == '{' ? 1 : 0;
    for (size_t i = 0; i < given; ++i) {
        auto name = http::decodePercent(exchange.pathPart(i), false);
        if (!name)
            return sayError(exchange, "invalid URL escape in " + quoteLikeGo(exchange.pathPart(i)), 400);
        // A name with a slash can be given, but not reached by a path.
        if (name->find('/') == std::string::npos)
            names[i] = std::move(*name);
    }
    QueuePtr topic = names[0].empty() ? nullptr : m_broker.findQueue(names[0]);
    if (!topic)
        return exchange.answer(failure(404, "topic not found", "not found"));
    Call call{exchange, std::move(topic), std::move(names[1]), std::move(names[2])};
    (this->*handler)(call);
}

// ------------------------------------------------------------------------------------------------ answers

Answer BlockQueue::methodNotAllowed(const http::Request&, std::string_view allowed)
{
    // Two routes may serve one path: each method once.
    std::string methods;
    for (size_t at = 0; at < allowed.size();) {
        const size_t end = std::min(allowed.find(", ", at), allowed.size());
        const std::string method(allowed.substr(at, end - at));
        if ((", " + methods + ",").find(", " + method + ",") == std::string::npos)
            methods += (methods.empty() ? "" : ", ") + method;
        at = end + 2;
    }
    Answer answer{405, {}, {}};
    answer.with("Allow", methods);
    return answer;
}

Answer BlockQueue::notFound(const http::Request&)
{
    return {404, "text/plain; charset=utf-8", "404 page not found\n"};
}

Answer BlockQueue::refused(unsigned status, std::string_view why)
{
    return failure(status, why);
}

void BlockQueue::say(Exchange& exchange, std::string_view data)
{
    exchange.answer(success(data));
}

void BlockQueue::sayError(Exchange& exchange, std::string_view text, unsigned status)
{
    exchange.answer(failure(status, text));
}

void BlockQueue::fail(Exchange& exchange, const Error& error)
{
    switch (error.code) {
    case ErrorCode::queueNotFound: // deleted since it was looked up
        return exchange.answer(failure(404, "topic not found", "not found"));
    case ErrorCode::channelNotFound:
        return sayError(exchange, "listener not found");
    case ErrorCode::invalidArgument:
        return sayError(exchange, error.text, 400);
    default:
        return sayError(exchange, error.text);
    }
}

} // namespace tapedeck::blockqueue
