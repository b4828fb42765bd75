// Exchanges: list, look, record or not, publish.
#include "engine/net/fq/message_form.h"
#include "engine/net/http/api/exchange_values.h"
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/once.h"
#include "engine/net/http/api/publishing.h"
#include "engine/net/http/api/routed_publish.h"
#include "engine/net/http/api/support.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace tapedeck::api {

namespace {

// The sender of what is published here, where the request names none.
constexpr std::string_view kSender = "_web";

std::optional<ExchangeInfo> findExchange(NativeApi& api, std::string_view name)
{
    std::vector<ExchangeInfo> all = api.exchanges().list();
    const auto at = std::find_if(all.begin(), all.end(), [&](const ExchangeInfo& one) { return one.name == name; });
    return at == all.end() ? std::nullopt : std::optional(std::move(*at));
}

void answerExchange(NativeApi& api, Exchange& exchange, const std::string& name, bool changed)
{
    const auto found = findExchange(api, name);
    if (!found)
        return answerProblem(exchange,
            notFound("exchange-not-found", "No such exchange",
                "There is no exchange `" + name + "`. Binding a queue to it makes it."));
    JsonWriter json;
    writeExchange(json, *found);
    answerJson(exchange, json, changed);
}

// What is published, as fq's clients would have sent it.
struct RoutedMessage {
    std::string route, sender, body;
};

std::optional<RoutedMessage> readRouted(Exchange& exchange)
{
    const auto json = jsonBody(exchange);
    if (!json)
        return std::nullopt;
    ObjectReader reader(*json);
    const auto route = reader.bytes("route");
    auto body = reader.bytes("body");
    const std::string sender = reader.bytes("sender").value_or(std::string(kSender));
    if (reader.ok() && !route)
        reader.fail("`route` is missing.");
    if (reader.ok() && !body)
        reader.fail("`body` is missing; it, or `bodyBase64`, is the message's body.");
    if (reader.ok() && (route->size() > fq::kNameBytesMax || sender.size() > fq::kNameBytesMax))
        reader.fail("`route` and `sender` have at most 127 bytes.");
    if (!answerIfFailed(exchange, reader.finish()))
        return std::nullopt;
    return RoutedMessage{*route, sender, std::move(*body)};
}

std::string headersOf(NativeApi& api, std::string_view exchange, const RoutedMessage& message)
{
    const std::array<uint64_t, 2> bits{api.random().next(), api.random().next()};
    char id[fq::kMessageIdBytes];
    std::memcpy(id, bits.data(), sizeof id);
    fq::HeaderEncoder encoder(api.options().fqNode, message.sender, fq::NodeId{});
    fq::Frame frame;
    frame.exchange = exchange;
    frame.route = message.route;
    frame.id = {id, sizeof id};
    return std::string(encoder.encode(frame));
}

} // namespace

void listExchanges(NativeApi& api, Exchange& exchange)
{
    const Exchanges& exchanges = api.exchanges();
    const ExchangeCounters& totals = exchanges.totals();
    JsonWriter json;
    json.beginObject().key("exchanges").beginArray();
    for (const ExchangeInfo& one : exchanges.list())
        writeExchange(json, one);
    json.endArray().key("totals").beginObject();
    json.member("messages", totals.messages).member("octets", totals.octets).member("routed", totals.routed);
    json.member("dropped", totals.dropped).member("noRoute", totals.noRoute);
    json.member("noExchange", exchanges.noExchange()).member("sizeDropped", exchanges.sizeDropped());
    json.endObject().endObject();
    answerJson(exchange, json);
}

void getExchange(NativeApi& api, Exchange& exchange)
{
    if (const auto name = decodedPart(exchange, 0))
        answerExchange(api, exchange, *name, false);
}

void changeExchange(NativeApi& api, Exchange& exchange)
{
    const auto name = decodedPart(exchange, 0);
    const auto body = name ? jsonBody(exchange) : std::nullopt;
    if (!body)
        return;
    ObjectReader reader(*body);
    const auto recorded = reader.boolean("recorded");
    if (!answerIfFailed(exchange, reader.finish()))
        return;
    if (recorded && api.exchanges().has(*name)
        && !answerIfFailed(exchange, api.exchanges().setRecorded(*name, *recorded)))
        return;
    answerExchange(api, exchange, *name, true);
}

void publishToExchange(NativeApi& api, Exchange& exchange)
{
    const auto name = decodedPart(exchange, 0);
    if (!name)
        return;
    if (name->size() > fq::kNameBytesMax)
        return answerProblem(exchange, badRequest("The name of an exchange has at most 127 bytes."));
    const auto once = std::make_shared<Once>(api, exchange, "exchange ");
    if (!once->isNew())
        return;
    const auto message = readRouted(exchange);
    if (!message)
        return;
    OwnedMessage sized;
    sized.body = message->body;
    if (!answerIfFailed(exchange, checkSizes(sized, 0)))
        return;
    const auto body = std::make_shared<const std::string>(std::move(sized.body));
    RoutedPublish::start(api.exchanges(), exchange, *name, message->route, headersOf(api, *name, *message), *body,
        [&exchange, once, body](const RouteOutcome& outcome, const std::optional<Error>& failure) {
            if (onlyFailed(outcome, failure))
                return answerError(exchange, *failure);
            JsonWriter json;
            writeOutcome(json, outcome);
            http::Answer answer{200, std::string(http::kJson), json.take() + "\n"};
            once->remember(answer);
            exchange.answer(std::move(answer));
        });
}

} // namespace tapedeck::api
