#include "engine/net/http/fq/fq_http.h"

#include "engine/base/limits.h"
#include "engine/net/fq/message_form.h"
#include "engine/net/http/api/json_writer.h"
#include "engine/net/http/api/routed_publish.h"
#include "engine/net/http/encodings.h"
#include "engine/net/http/fq/stats_document.h"
#include "engine/net/http/fq/web_root.h"
#include "engine/net/http/http_port.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace tapedeck::fq {

namespace {

using http::Answer;
using http::Exchange;
using http::Method;
using http::Request;
using http::Route;

constexpr std::string_view kDefaultSender = "_web";
constexpr std::string_view kVersion = "Tapedeck " TAPEDECK_VERSION;

// As fq writes it.
Answer failure(std::string_view why, unsigned status = 500)
{
    api::JsonWriter text;
    text.text(why);
    Answer answer{status, std::string(http::kJson), "{ \"error\": " + text.take() + " }\n"};
    if (status == 500)
        answer.reason = "ERROR";
    return answer;
}

// What the headers of a /submit say.
struct Submission {
    std::string_view exchange, route, sender;
};

// Fills it in, or returns what is wrong, in the order in which fq looks.
std::string_view readHeaders(const Request& request, Submission& submission)
{
    if (!request.header("Content-Length"))
        return "no message";
    const auto tooLong = [](const std::optional<std::string_view>& name) {
        return name && name->size() > kNameBytesMax;
    };
    auto sender = request.header("X-Fq-Sender");
    if (!sender)
        sender = request.header("X-Fq-User"); // what fq's own instructions say
    if (tooLong(sender))
        return "sender too long";
    const auto route = request.header("X-Fq-Route");
    if (!route)
        return "missing route";
    if (tooLong(route))
        return "route too long";
    const auto exchange = request.header("X-Fq-Exchange");
    if (!exchange)
        return "missing exchange";
    if (tooLong(exchange))
        return "exchange too long";
    submission = {*exchange, *route, sender.value_or(kDefaultSender)};
    return {};
}

std::string outcomeJson(const RouteOutcome& outcome)
{
    api::JsonWriter json;
    json.beginObject().member("routed", uint64_t{outcome.routed}).member("dropped", uint64_t{outcome.dropped});
    json.member("no_route", uint64_t{outcome.noRoute}).member("no_exchange", uint64_t{outcome.noExchange}).endObject();
    return json.take() + "\n";
}

} // namespace

FqHttp::FqHttp(http::HttpPort& port, Exchanges& exchanges, Random& random, FqHttpOptions options)
    : m_broker(port.broker)
    , m_exchanges(exchanges)
    , m_random(random)
    , m_options(std::move(options))
    , m_web(m_options.webRoot.empty() ? nullptr : std::make_unique<WebRoot>(m_options.webRoot))
{
    using Handler = void (FqHttp::*)(Exchange&);
    std::vector<Route> routes;
    const auto add = [&](Method method, std::string_view path, Handler handler, uint8_t flags = 0) {
        routes.push_back({method, m_options.prefix + std::string(path),
            [this, handler](Exchange& exchange) { (this->*handler)(exchange); },
            static_cast<uint8_t>(flags | Route::kDefaultNamespace)});
    };
    add(Method::get, "/stats.json", &FqHttp::stats, Route::kHeadToo);
    add(Method::post, "/stats.json", &FqHttp::stats);
    add(Method::put, "/stats.json", &FqHttp::stats);
    for (const Method method : {Method::post, Method::put, Method::get, Method::head})
        add(method, "/submit", &FqHttp::submit);
    for (const char* path : {"/add_checkpoint", "/remove_checkpoint", "/reset_to_checkpoint"}) {
        add(Method::get, path, &FqHttp::checkpoint);
        add(Method::post, path, &FqHttp::checkpoint);
    }
    if (m_web)
        add(Method::get, "/{file*}", &FqHttp::file, Route::kHeadToo);
    port.router().add(*this, std::move(routes));
    port.router().addPrefix(*this, m_options.prefix.empty() ? std::string() : m_options.prefix + "/");
}

FqHttp::~FqHttp() = default;

// ------------------------------------------------------------------------------------------------ routes

void FqHttp::stats(Exchange& exchange)
{
    const std::vector<FqClientInfo> clients = m_options.clients ? m_options.clients() : std::vector<FqClientInfo>();
    exchange.answer({200, std::string(http::kJson), statsDocument(m_broker, m_exchanges, clients, kVersion)}, false);
}

void FqHttp::submit(Exchange& exchange)
{
    const Request& request = exchange.request();
    Submission submission;
    if (const std::string_view wrong = readHeaders(request, submission); !wrong.empty())
        return exchange.answer(failure(wrong), false);
    if (request.body.size() > limits::kBodyBytesMax) {
        m_exchanges.countSizeDropped();
        return exchange.answer(failure("message too long", 413), false);
    }
    std::array<uint64_t, 2> bits{m_random.next(), m_random.next()};
    char id[kMessageIdBytes];
    std::memcpy(id, bits.data(), sizeof id);
    HeaderEncoder encoder(m_options.node, submission.sender, NodeId{});
    Frame frame;
    frame.exchange = submission.exchange;
    frame.route = submission.route;
    frame.id = {id, sizeof id};
    api::RoutedPublish::start(m_exchanges, exchange, std::string(submission.exchange), submission.route,
        encoder.encode(frame), request.body, [&exchange](const RouteOutcome& outcome, const std::optional<Error>& why) {
            if (api::onlyFailed(outcome, why))
                return exchange.answer(failure(why->text, 503), false);
            exchange.answer({200, std::string(http::kJson), outcomeJson(outcome)});
        });
}

// A delivered message keeps the id that its publisher gave it, so there is no place in it for a position in a log.
void FqHttp::checkpoint(Exchange& exchange)
{
    std::string_view query = exchange.request().query();
    const http::FormFields fields = http::parseForm(query);
    const auto find = [&](std::string_view name) {
        const auto at =
            std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
        return at == fields.end() ? std::string() : at->second;
    };
    const std::string queue = find("qname");
    std::string message = "Ids of delivered messages are their publishers', so no checkpoint can be taken from them; "
                          "use channels of the queue instead.";
    if (find("cpname").empty())
        message = "missing cpname";
    else if (queue.empty())
        message = "missing qname";
    else if (!m_exchanges.find(queue))
        message = "Cannot find registered queue '" + queue + "'";
    api::JsonWriter json;
    json.beginObject().member("status", "error").member("message", message).endObject();
    exchange.answer({200, std::string(http::kJson), json.take() + "\n"}, false);
}

void FqHttp::file(Exchange& exchange)
{
    std::optional<Answer> found = m_web->get(exchange.pathPart(0));
    exchange.answer(found ? std::move(*found) : notFound(exchange.request()), false);
}

// ------------------------------------------------------------------------------------------------ answers

Answer FqHttp::methodNotAllowed(const Request&, std::string_view allowed)
{
    Answer answer{405, std::string(http::kText), "405: Method Not Allowed\n"};
    answer.with("Allow", allowed);
    return answer;
}

Answer FqHttp::notFound(const Request&)
{
    return {404, {}, {}};
}

Answer FqHttp::refused(unsigned status, std::string_view why)
{
    if (status == 413)
        m_exchanges.countSizeDropped();
    return failure(why, status);
}

} // namespace tapedeck::fq
