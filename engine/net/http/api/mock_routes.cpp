// Faults and responders: list, add, look, change, remove; all of them at once.
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/mock_values.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/support.h"

namespace tapedeck::api {

namespace {

// Null after having answered.
Mock* mockOf(NativeApi& api, Exchange& exchange)
{
    if (!api.options().mock)
        answerError(exchange, {ErrorCode::unsupported, "This broker has no faults and responders."});
    return api.options().mock;
}

// What is the same for both: its path, and how one is found, written and removed.
struct FaultForm {
    using Rule = FaultRule;
    static constexpr std::string_view kPath = "/faults", kMembers = "faults", kNumber = "fault's number";
    static constexpr std::string_view kNotFound = "fault-not-found", kTitle = "No such fault", kWhat = "fault";
    static auto list(const Mock& mock) { return mock.faults(); }
    static auto find(const Mock& mock, uint64_t id) { return mock.fault(id); }
    static auto add(Mock& mock, const Json& json) { return addFault(mock, json); }
    static void write(JsonWriter& json, const FaultInfo& info) { writeFault(json, info); }
    static void read(ObjectReader& reader, FaultRule& rule, const Mock&) { readFault(reader, rule, false); }
    static Status change(Mock& mock, uint64_t id, FaultRule rule) { return mock.changeFault(id, std::move(rule)); }
    static bool remove(Mock& mock, uint64_t id) { return mock.removeFault(id); }
    static size_t removeAll(Mock& mock) { return mock.removeFaults(); }
};

struct ResponderForm {
    using Rule = ResponderRule;
    static constexpr std::string_view kPath = "/responders", kMembers = "responders", kNumber = "responder's number";
    static constexpr std::string_view kNotFound = "responder-not-found", kTitle = "No such responder";
    static constexpr std::string_view kWhat = "responder";
    static auto list(const Mock& mock) { return mock.responders(); }
    static auto find(const Mock& mock, uint64_t id) { return mock.responder(id); }
    static auto add(Mock& mock, const Json& json) { return addResponder(mock, json); }
    static void write(JsonWriter& json, const ResponderInfo& info) { writeResponder(json, info); }
    static void read(ObjectReader& reader, ResponderRule& rule, const Mock& mock)
    {
        readResponder(reader, rule, mock.environment(), false);
    }
    static Status change(Mock& mock, uint64_t id, ResponderRule rule)
    {
        return mock.changeResponder(id, std::move(rule));
    }
    static bool remove(Mock& mock, uint64_t id) { return mock.removeResponder(id); }
    static size_t removeAll(Mock& mock) { return mock.removeResponders(); }
};

template <typename Form>
void answerGone(Exchange& exchange, uint64_t id)
{
    answerProblem(exchange,
        notFound(Form::kNotFound, Form::kTitle,
            "There is no " + std::string(Form::kWhat) + " " + std::to_string(id) + ", or no longer."));
}

template <typename Form>
void list(NativeApi& api, Exchange& exchange)
{
    const Mock* const mock = mockOf(api, exchange);
    if (!mock)
        return;
    JsonWriter json;
    json.beginObject().key(Form::kMembers).beginArray();
    for (const auto& info : Form::list(*mock))
        Form::write(json, info);
    json.endArray().endObject();
    answerJson(exchange, json);
}

template <typename Form>
void add(NativeApi& api, Exchange& exchange)
{
    Mock* const mock = mockOf(api, exchange);
    const auto body = mock ? jsonBody(exchange) : std::nullopt;
    if (!body)
        return;
    const auto id = Form::add(*mock, *body);
    if (!id)
        return answerError(exchange, id.error());
    JsonWriter json;
    Form::write(json, *Form::find(*mock, *id));
    answerCreated(exchange, json, std::string(kPrefix) + std::string(Form::kPath) + "/" + std::to_string(*id));
}

template <typename Form>
void look(NativeApi& api, Exchange& exchange)
{
    const Mock* const mock = mockOf(api, exchange);
    const auto id = mock ? numberPart(exchange, 0, Form::kNumber) : std::nullopt;
    if (!id)
        return;
    const auto info = Form::find(*mock, *id);
    if (!info)
        return answerGone<Form>(exchange, *id);
    JsonWriter json;
    Form::write(json, *info);
    answerJson(exchange, json);
}

template <typename Form>
void change(NativeApi& api, Exchange& exchange)
{
    Mock* const mock = mockOf(api, exchange);
    const auto id = mock ? numberPart(exchange, 0, Form::kNumber) : std::nullopt;
    const auto body = id ? jsonBody(exchange) : std::nullopt;
    if (!body)
        return;
    const auto info = Form::find(*mock, *id);
    if (!info)
        return answerGone<Form>(exchange, *id);
    typename Form::Rule rule = info->rule;
    ObjectReader reader(*body);
    Form::read(reader, rule, *mock);
    if (!answerIfFailed(exchange, reader.finish())
        || !answerIfFailed(exchange, Form::change(*mock, *id, std::move(rule))))
        return;
    JsonWriter json;
    Form::write(json, *Form::find(*mock, *id));
    answerJson(exchange, json);
}

template <typename Form>
void removeOne(NativeApi& api, Exchange& exchange)
{
    Mock* const mock = mockOf(api, exchange);
    const auto id = mock ? numberPart(exchange, 0, Form::kNumber) : std::nullopt;
    if (!id)
        return;
    if (!Form::remove(*mock, *id))
        return answerGone<Form>(exchange, *id);
    answerNoContent(exchange);
}

template <typename Form>
void removeAll(NativeApi& api, Exchange& exchange)
{
    Mock* const mock = mockOf(api, exchange);
    if (!mock)
        return;
    JsonWriter json;
    json.beginObject().member("removed", uint64_t{Form::removeAll(*mock)}).endObject();
    answerJson(exchange, json);
}

} // namespace

void listFaults(NativeApi& api, Exchange& exchange)
{
    list<FaultForm>(api, exchange);
}

void createFault(NativeApi& api, Exchange& exchange)
{
    add<FaultForm>(api, exchange);
}

void getFault(NativeApi& api, Exchange& exchange)
{
    look<FaultForm>(api, exchange);
}

void changeFault(NativeApi& api, Exchange& exchange)
{
    change<FaultForm>(api, exchange);
}

void deleteFault(NativeApi& api, Exchange& exchange)
{
    removeOne<FaultForm>(api, exchange);
}

void deleteFaults(NativeApi& api, Exchange& exchange)
{
    removeAll<FaultForm>(api, exchange);
}

void listResponders(NativeApi& api, Exchange& exchange)
{
    list<ResponderForm>(api, exchange);
}

void createResponder(NativeApi& api, Exchange& exchange)
{
    add<ResponderForm>(api, exchange);
}

void getResponder(NativeApi& api, Exchange& exchange)
{
    look<ResponderForm>(api, exchange);
}

void changeResponder(NativeApi& api, Exchange& exchange)
{
    change<ResponderForm>(api, exchange);
}

void deleteResponder(NativeApi& api, Exchange& exchange)
{
    removeOne<ResponderForm>(api, exchange);
}

void deleteResponders(NativeApi& api, Exchange& exchange)
{
    removeAll<ResponderForm>(api, exchange);
}

} // namespace tapedeck::api
