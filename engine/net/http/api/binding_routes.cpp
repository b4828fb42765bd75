// Bindings of queues to exchanges: list, create, delete; trying a routing program.
#include "engine/net/fq/wire.h"
#include "engine/net/http/api/exchange_values.h"
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/support.h"

#include <functional>

namespace tapedeck::api {

namespace {

using Visitor = std::function<void(const ExchangeInfo&, const BindingInfo&)>;

void eachBinding(NativeApi& api, std::string_view queue, const Visitor& visit)
{
    for (const ExchangeInfo& exchange : api.exchanges().list())
        for (const BindingInfo& binding : exchange.bindings)
            if (binding.queue == queue)
                visit(exchange, binding);
}

std::optional<Program> parseProgram(Exchange& exchange, std::string_view text)
{
    ProgramError error;
    std::optional<Program> program = Program::parse(text, &error);
    if (!program)
        answerProblem(exchange, programProblem(error));
    return program;
}

} // namespace

void listBindings(NativeApi& api, Exchange& exchange)
{
    const QueuePtr queue = queueOf(exchange);
    if (!queue)
        return;
    JsonWriter json;
    json.beginObject().key("bindings").beginArray();
    eachBinding(api, queue->name(),
        [&](const ExchangeInfo& from, const BindingInfo& binding) { writeBinding(json, from.name, binding); });
    json.endArray().endObject();
    answerJson(exchange, json);
}

void createBinding(NativeApi& api, Exchange& exchange)
{
    const QueuePtr queue = queueOf(exchange);
    const auto body = queue ? jsonBody(exchange) : std::nullopt;
    if (!body)
        return;
    ObjectReader reader(*body);
    const auto name = reader.bytes("exchange");
    const auto text = reader.bytes("program");
    const bool permanent = reader.boolean("permanent").value_or(true);
    if (reader.ok() && !name)
        reader.fail("`exchange` is missing.");
    if (reader.ok() && !text)
        reader.fail("`program` is missing.");
    if (reader.ok() && name->size() > fq::kNameBytesMax)
        reader.fail("`exchange` has at most 127 bytes.");
    if (!answerIfFailed(exchange, reader.finish()))
        return;
    const auto program = parseProgram(exchange, *text);
    if (!program)
        return;
    Exchanges& exchanges = api.exchanges();
    const SharedQueuePtr shared = exchanges.find(queue->name(), sharedSettings(exchanges, queue->name()));
    if (!shared)
        return answerError(exchange, {ErrorCode::queueNotFound, {}});
    using Keep = Exchanges::Keep;
    const Result<BindingId> id =
        exchanges.bind(*name, shared, *program, permanent ? Keep::permanent : Keep::transient, false);
    if (!id)
        return answerError(exchange, id.error());
    JsonWriter json;
    eachBinding(api, queue->name(), [&](const ExchangeInfo& from, const BindingInfo& binding) {
        if (binding.id == *id)
            writeBinding(json, from.name, binding);
    });
    answerCreated(exchange, json, queuePath(queue->name()) + "/bindings/" + std::to_string(*id));
}

void deleteBinding(NativeApi& api, Exchange& exchange)
{
    const QueuePtr queue = queueOf(exchange);
    const auto id = queue ? numberPart(exchange, 1, "binding's number") : std::nullopt;
    if (!id)
        return;
    std::optional<std::string> from;
    eachBinding(api, queue->name(), [&](const ExchangeInfo& one, const BindingInfo& binding) {
        if (binding.id == *id)
            from = one.name;
    });
    const SharedQueuePtr shared = api.exchanges().find(queue->name());
    if (!from || !shared || !api.exchanges().unbind(*from, static_cast<BindingId>(*id), shared, true))
        return answerProblem(exchange,
            notFound("binding-not-found", "No such binding",
                "The queue `" + queue->name() + "` has no binding " + std::to_string(*id) + ", or no longer."));
    answerNoContent(exchange);
}

void testRoute(NativeApi& api, Exchange& exchange)
{
    const auto body = jsonBody(exchange);
    if (!body)
        return;
    ObjectReader reader(*body);
    const auto text = reader.bytes("program");
    const std::string route = reader.bytes("route").value_or("");
    const std::string payload = reader.bytes("body").value_or("");
    if (reader.ok() && !text)
        reader.fail("`program` is missing.");
    if (!answerIfFailed(exchange, reader.finish()))
        return;
    const auto program = parseProgram(exchange, *text);
    if (!program)
        return;
    const Program::Trial trial = program->tryOn(route, payload, api.random());
    JsonWriter json;
    json.beginObject().flag("matches", trial.matches).key("steps").beginArray();
    for (const Program::Step& step : trial.steps) {
        json.beginObject().member("depth", uint64_t{step.depth}).bytes("text", step.text);
        json.flag("result", step.result).endObject();
    }
    std::string why;
    json.endArray().flag("portable", program->portable(&why));
    if (!why.empty())
        json.member("notPortable", why);
    json.endObject();
    answerJson(exchange, json);
}

} // namespace tapedeck::api
