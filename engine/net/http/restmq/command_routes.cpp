// The routes with commands in their bodies: the JSON protocol on /queue, and XML-RPC.
#include "engine/base/limits.h"
#include "engine/net/http/restmq/json_text.h"
#include "engine/net/http/restmq/pages.h"
#include "engine/net/http/restmq/rest_mq.h"
#include "engine/net/http/restmq/xml_rpc.h"

#include <nlohmann/json.hpp>

namespace tapedeck::restmq {

using http::Answer;
using http::Exchange;
using Json = nlohmann::json;

namespace {

constexpr std::string_view kXml = "text/xml";

// The parser does not recurse, but what it builds of a million brackets takes memory.
bool isTooDeep(std::string_view json)
{
    int depth = 0;
    bool inText = false;
    for (size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inText) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inText = false;
        } else if (c == '"') {
            inText = true;
        } else if (c == '[' || c == '{') {
            if (++depth > limits::kJsonDepthMax)
                return true;
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return false;
}

void sayJson(Exchange& exchange, std::string body)
{
    exchange.answer({200, std::string(http::kJson), std::move(body)});
}

// The text of a member. Otherwise nothing, and `error` says why in the words of the reply.
const std::string* textMember(const Json& command, const char* name, std::string& error)
{
    const auto found = command.find(name);
    if (found == command.end())
        error = '\'' + std::string(name) + '\'';
    else if (!found->is_string())
        error = std::string(name) + " is to be a string, not " + found->type_name();
    else
        return found->get_ptr<const std::string*>();
    return nullptr;
}

} // namespace

// ---------------------------------------------------------------------------------------------- JSON

void RestMq::getJsonHelp(Call& call)
{
    Answer answer{302, std::string(http::kHtml), {}};
    answer.with("Location", "/static/help.html");
    call.exchange.answer(std::move(answer), false);
}

void RestMq::postJson(Call& call)
{
    const std::string* text = call.arguments.find("msg");
    if (!text)
        text = call.arguments.find("body");
    if (!text)
        return sayError(call.exchange, 400);
    runJson(call.exchange, *text, call.queue);
}

void RestMq::runJson(Exchange& exchange, std::string_view text, const std::string& queueOfPath)
{
    if (isTooDeep(text))
        return sayError(exchange, 400, "nested too deeply");
    Json command = Json::parse(text, nullptr, false);
    const auto cmd = command.is_object() ? command.find("cmd") : command.end();
    if (!command.is_object() || cmd == command.end() || cmd->is_null() || *cmd == "" || *cmd == 0 || *cmd == false)
        return sayError(exchange, 400);
    if (!queueOfPath.empty() && !command.contains("queue"))
        command["queue"] = queueOfPath;
    const bool add = *cmd == "add";
    const bool del = *cmd == "del";
    const bool take = *cmd == "take";
    if (!add && !del && !take && *cmd != "get") {
        Answer answer{200, std::string(http::kHtml), jsonError("null resultset")};
        return exchange.answer(std::move(answer), false);
    }
    std::string error;
    const std::string* const queue = textMember(command, "queue", error);
    const std::string* const value = queue && add ? textMember(command, "value", error) : nullptr;
    const std::string* const key = queue && del ? textMember(command, "key", error) : nullptr;
    if (error.empty() && (queue->empty() || queue->size() > limits::kNameBytesMax))
        error = "a queue's name has 1 to " + std::to_string(limits::kNameBytesMax) + " bytes";
    if (!error.empty())
        return sayJson(exchange, jsonError(error));
    if (add)
        addJson(exchange, *queue, *value);
    else if (del)
        deleteJson(exchange, *queue, *key);
    else
        readJson(exchange, *queue, take);
}

void RestMq::addJson(Exchange& exchange, const std::string& name, const std::string& value)
{
    const Result<QueuePtr> queue = m_queues.open(name);
    if (!queue)
        return fail(exchange, queue.error());
    const Result<MessageId> id = m_queues.publish(**queue, value, std::nullopt);
    if (!id && id.error().code == ErrorCode::overloaded)
        return exchange.retryWhenRoom();
    if (!id)
        return fail(exchange, id.error());
    sayJson(exchange, JsonObject().text("queue", name).text("value", value).text("key", keyOf(name, *id)).take());
}

void RestMq::readJson(Exchange& exchange, const std::string& name, bool take)
{
    const Result<QueuePtr> queue = m_queues.find(name);
    if (!queue)
        return fail(exchange, queue.error());
    if (!*queue)
        return sayJson(exchange, jsonError("empty queue"));
    Queues::Done done = [this, &exchange, name, take](const Result<std::optional<Queues::Message>>& message) {
        if (!message)
            return fail(exchange, message.error());
        if (!*message)
            return sayJson(exchange, jsonError("empty queue"));
        JsonObject reply;
        reply.text("queue", name);
        if (!take)
            reply.number("count", (*message)->looks);
        sayJson(exchange, reply.text("value", (*message)->body).text("key", keyOf(name, (*message)->id)).take());
    };
    if (take)
        m_queues.pop(exchange, *queue, false, std::move(done));
    else
        m_queues.look(exchange, *queue, std::move(done));
}

void RestMq::deleteJson(Exchange& exchange, const std::string& queue, const std::string& key)
{
    const Result<bool> deleted = m_queues.remove(key);
    if (!deleted)
        return fail(exchange, deleted.error());
    sayJson(exchange, JsonObject().text("queue", queue).boolean("deleted", *deleted).text("key", key).take());
}

void RestMq::getHelp(Call& call)
{
    Answer answer{200, std::string(http::kHtml), helpPage()};
    answer.with("Content-Security-Policy", "default-src 'none'; form-action 'self'");
    call.exchange.answer(std::move(answer), false);
}

// ---------------------------------------------------------------------------------------------- XML-RPC

void RestMq::postXml(Call& call)
{
    Exchange& exchange = call.exchange;
    const auto say = [&exchange](std::string body) { exchange.answer({200, std::string(kXml), std::move(body)}); };
    const Result<XmlCall> parsed = parseXmlCall(exchange.request().body);
    if (!parsed)
        return say(xmlFault(kXmlFaultError, "Can't deserialize input: " + parsed.error().text));
    const bool set = parsed->method == "set";
    if (!set && parsed->method != "get")
        return say(xmlFault(kXmlFaultNoMethod, "function " + parsed->method + " not found"));
    if (!permit(exchange, set ? AclClass::restProducer : AclClass::restConsumer))
        return;
    const auto& parameters = parsed->parameters;
    const size_t expected = set ? 2 : 1;
    if (parameters.size() != expected || !parameters.front() || !parameters.back() || parameters.front()->empty()
        || parameters.front()->size() > limits::kNameBytesMax)
        return say(xmlFault(kXmlFaultError, "error"));
    if (set)
        xmlSet(exchange, *parameters[0], *parameters[1]);
    else
        xmlGet(exchange, *parameters[0]);
}

void RestMq::xmlSet(Exchange& exchange, const std::string& name, const std::string& value)
{
    const Result<QueuePtr> queue = m_queues.open(name);
    const Result<MessageId> id =
        queue ? m_queues.publish(**queue, value, std::nullopt) : Result<MessageId>(queue.error());
    if (queue && !id && id.error().code == ErrorCode::overloaded)
        return exchange.retryWhenRoom();
    exchange.answer({200, std::string(kXml),
        id ? xmlTextResponse(keyOf(name, *id)) : xmlFault(kXmlFaultError, "error: " + id.error().text)});
}

void RestMq::xmlGet(Exchange& exchange, const std::string& name)
{
    const auto say = [&exchange](std::string body) { exchange.answer({200, std::string(kXml), std::move(body)}); };
    const Result<QueuePtr> queue = m_queues.find(name);
    if (!queue)
        return say(xmlFault(kXmlFaultError, "error: " + queue.error().text));
    if (!*queue)
        return say(xmlFault(kXmlFaultError, "error"));
    m_queues.pop(exchange, *queue, true, [say, name](const Result<std::optional<Queues::Message>>& message) {
        if (!message)
            say(xmlFault(kXmlFaultError, "error: " + message.error().text));
        else if (!*message)
            say(xmlFault(kXmlFaultError, "error"));
        else
            say(xmlMessageResponse((*message)->body, keyOf(name, (*message)->id)));
    });
}

} // namespace tapedeck::restmq
