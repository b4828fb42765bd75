#include "engine/net/http/restmq/rest_mq.h"

#include "engine/base/limits.h"
#include "engine/net/http/encodings.h"
#include "engine/net/http/http_port.h"
#include "engine/net/http/restmq/pages.h"
#include "engine/net/reactor.h"

#include <algorithm>

namespace tapedeck::restmq {

using http::Answer;
using http::Exchange;
using http::Method;

namespace {

// RestMQ sends messages as text/html. Whatever they hold, a browser that shows them runs nothing.
constexpr std::string_view kInert = "default-src 'none'; sandbox";

// Everything that a JavaScript expression naming a function may hold, a `?` (which jQuery leaves there) included, and
// nothing that HTML could make a tag of.
bool isCallback(std::string_view name)
{
    return name.size() <= limits::kCallbackBytesMax && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || std::string_view("_$.?[]-").find(c) != std::string_view::npos;
    });
}

Answer page(unsigned status, std::string_view why)
{
    Answer answer{status, std::string(http::kHtml), errorPage(status, why)};
    answer.with("Content-Security-Policy", kInert);
    return answer;
}

} // namespace

RestMq::RestMq(http::HttpPort& port, RestMqOptions options, Reporter& reporter)
    : m_port(port)
    , m_options(std::move(options))
    , m_acl(m_options.aclFile, reporter)
    , m_queues(port.reactor, port.broker)
{
    constexpr auto producer = AclClass::restProducer;
    constexpr auto consumer = AclClass::restConsumer;
    constexpr auto comet = AclClass::cometConsumer;
    constexpr auto free = std::nullopt;
    std::vector<http::Route> routes;
    const auto add = [&](Method method, const char* pattern, std::optional<AclClass> acl, Handler handler) {
        routes.push_back(route(method, pattern, acl, handler));
    };
    add(Method::get, "/", consumer, &RestMq::getIndex);
    add(Method::post, "/", producer, &RestMq::postIndex);
    add(Method::get, "/q", consumer, &RestMq::getQueue);
    add(Method::get, "/q/{queue*}", consumer, &RestMq::getQueue);
    add(Method::post, "/q/{queue*}", producer, &RestMq::postQueue);
    add(Method::del, "/q/{queue*}", producer, &RestMq::deleteQueue);
    add(Method::get, "/queue", free, &RestMq::getJsonHelp);
    add(Method::post, "/queue", producer, &RestMq::postJson);
    add(Method::get, "/queue/{queue*}", free, &RestMq::getJsonHelp);
    add(Method::post, "/queue/{queue*}", producer, &RestMq::postJson);
    add(Method::get, "/c/{queue*}", comet, &RestMq::getComet);
    add(Method::get, "/sse/{queue*}", comet, &RestMq::getEvents);
    add(Method::get, "/ws/{queue*}", AclClass::webSocketConsumer, &RestMq::getWebSocket);
    routes.back().flags = http::Route::kUpgrades;
    add(Method::get, "/p/{queue*}", consumer, &RestMq::getPolicy);
    add(Method::post, "/p/{queue*}", producer, &RestMq::postPolicy);
    add(Method::get, "/stats", consumer, &RestMq::getStats);
    add(Method::get, "/stats/{queue*}", consumer, &RestMq::getStats);
    add(Method::get, "/control", consumer, &RestMq::getControl);
    add(Method::get, "/control/{queue*}", consumer, &RestMq::getControl);
    add(Method::post, "/control/{queue*}", producer, &RestMq::postControl);
    add(Method::get, "/j/{queue*}", free, &RestMq::getJobs);
    add(Method::get, "/collectd/{queue*}", consumer, &RestMq::getQueue);
    add(Method::post, "/collectd/{queue*}", producer, &RestMq::postCollectd);
    add(Method::del, "/collectd/{queue*}", producer, &RestMq::deleteQueue);
    add(Method::post, "/xmlrpc", free, &RestMq::postXml); // its class depends on the method that is called
    add(Method::get, "/static/help.html", free, &RestMq::getHelp);
    port.router().add(*this, std::move(routes));
    port.router().addPrefix(*this, "");
}

RestMq::~RestMq() = default;

http::Route RestMq::route(Method method, std::string pattern, std::optional<AclClass> acl, Handler handler)
{
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.handler = [this, acl, handler](Exchange& exchange) { serve(exchange, acl, handler); };
    return route;
}

void RestMq::serve(Exchange& exchange, std::optional<AclClass> acl, Handler handler)
{
    if (acl && !permit(exchange, *acl))
        return;
    const std::string& pattern = exchange.route().pattern;
    const std::optional<std::string> queue =
        pattern.ends_with("*}") ? nameInPath(exchange.pathPart(0)) : std::optional<std::string>("");
    std::optional<Arguments> arguments = Arguments::of(exchange.request());
    if (!queue || !arguments)
        return sayError(exchange, 400, "not UTF-8");
    const std::string* const callback = arguments->find("callback");
    if (callback && !isCallback(*callback))
        return sayError(exchange, 400, "no name of a function");
    Call call{exchange, std::move(*arguments), *queue, callback ? *callback : std::string()};
    (this->*handler)(call);
}

// False after having answered 401.
bool RestMq::permit(Exchange& exchange, AclClass acl)
{
    const Acl* const list = m_acl.current(m_port.reactor.clock().monotonic());
    AclVerdict verdict = AclVerdict::refused;
    if (list) {
        const http::Request& request = exchange.request();
        std::optional<Credentials> credentials =
            http::parseBasicAuthorization(request.header("Authorization").value_or(""));
        if (acl == AclClass::webSocketConsumer) {
            // Browsers cannot give a WebSocket a header of their own.
            if (auto inCookie = credentialsInCookie(request.header("Cookie").value_or("")))
                credentials = std::move(inCookie);
        }
        verdict = decide(list->of(acl), exchange.peerAddress(), credentials);
    }
    if (verdict == AclVerdict::pass)
        return true;
    Answer answer = page(401, {});
    if (verdict == AclVerdict::needsPassword)
        answer.with("WWW-Authenticate", "Basic realm=\"RestMQ Restricted Access\"");
    exchange.answer(std::move(answer), false);
    return false;
}

// ---------------------------------------------------------------------------------------------- answers

Answer RestMq::methodNotAllowed(const http::Request&, std::string_view allowed)
{
    Answer answer = page(405, {});
    answer.with("Allow", allowed);
    return answer;
}

Answer RestMq::notFound(const http::Request&)
{
    return page(404, {});
}

Answer RestMq::refused(unsigned status, std::string_view why)
{
    return page(status, why);
}

void RestMq::say(Exchange& exchange, std::string_view callback, std::string body)
{
    if (!callback.empty())
        body = std::string(callback) + '(' + body + ");";
    Answer answer{200, std::string(http::kHtml), body + "\r\n"};
    answer.with("Content-Security-Policy", kInert);
    exchange.answer(std::move(answer));
}

void RestMq::sayError(Exchange& exchange, unsigned status, std::string_view why)
{
    exchange.answer(page(status, why));
}

void RestMq::fail(Exchange& exchange, const Error& error)
{
    switch (error.code) {
    case ErrorCode::invalidName:
    case ErrorCode::invalidArgument:
        return sayError(exchange, 400, error.text);
    case ErrorCode::messageTooBig:
        return sayError(exchange, 413, error.text);
    default:
        return sayError(exchange, 503, error.text);
    }
}

bool RestMq::needName(Exchange& exchange, std::string_view name)
{
    if (!name.empty() && name.size() <= limits::kNameBytesMax)
        return true;
    sayError(exchange, 400, "a queue's name has 1 to " + std::to_string(limits::kNameBytesMax) + " bytes");
    return false;
}

} // namespace tapedeck::restmq
