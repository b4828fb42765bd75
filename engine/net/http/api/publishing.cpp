#include "engine/net/http/api/publishing.h"

#include "engine/base/limits.h"
#include "engine/net/http/api/support.h"

namespace tapedeck::api {

namespace {

HeaderList readHeaderList(const Json& json, const std::string& where, std::string& error)
{
    HeaderList headers;
    for (const Json& element : json) {
        ObjectReader reader(element, where + "[" + std::to_string(headers.size()) + "]");
        auto name = reader.bytes("name");
        auto value = reader.bytes("value");
        if (!name || !value)
            reader.fail("A header needs a `name` and a `value`.");
        if (const Status status = reader.finish(); !status) {
            error = status.error().text;
            return {};
        }
        headers.emplace_back(std::move(*name), std::move(*value));
    }
    return headers;
}

// A list of {name, value}, or an object of texts.
std::optional<HeaderList> readHeaders(ObjectReader& reader)
{
    const Json* value = reader.any("headers");
    if (!value)
        return HeaderList{};
    std::string error;
    HeaderList headers;
    if (value->is_array()) {
        headers = readHeaderList(*value, reader.pathOf("headers"), error);
    } else if (value->is_object()) {
        for (const auto& [name, text] : value->items()) {
            if (!text.is_string())
                error = "`" + reader.pathOf("headers") + "." + name + "` is not a text.";
            else
                headers.emplace_back(name, text.get_ref<const std::string&>());
        }
    } else {
        reader.expected("headers", "a list of {\"name\", \"value\"}, or an object");
    }
    if (!error.empty())
        reader.fail(error);
    return reader.ok() ? std::optional(std::move(headers)) : std::nullopt;
}

} // namespace

Status checkSizes(const OwnedMessage& message, size_t headerCount)
{
    const auto tooBig = [](std::string_view what, size_t bytes, size_t max) {
        return Error{ErrorCode::messageTooBig,
            std::string(what) + " " + std::to_string(bytes) + " bytes; at most " + std::to_string(max)
                + " are allowed."};
    };
    if (message.body.size() > limits::kBodyBytesMax)
        return tooBig("The body has", message.body.size(), limits::kBodyBytesMax);
    if (message.key.size() > limits::kKeyBytesMax)
        return tooBig("The key has", message.key.size(), limits::kKeyBytesMax);
    if (message.headers.size() > limits::kHeadersBytesMax)
        return tooBig("The headers have", message.headers.size(), limits::kHeadersBytesMax);
    if (headerCount > limits::kHeadersMax)
        return Error{ErrorCode::messageTooBig,
            "The message has " + std::to_string(headerCount) + " headers; at most "
                + std::to_string(limits::kHeadersMax) + " are allowed."};
    return {};
}

Result<OwnedMessage> readMessage(const Json& json, const std::string& where)
{
    ObjectReader reader(json, where);
    OwnedMessage message;
    auto body = reader.bytes("body");
    message.key = reader.bytes("key").value_or("");
    message.delay = reader.duration("delay").value_or(Duration{});
    const auto headers = readHeaders(reader);
    if (reader.ok() && !body)
        reader.fail("`" + reader.pathOf("body") + "` is missing; it, or `bodyBase64`, is the message's body.");
    if (const Status status = reader.finish(); !status)
        return status.error();
    message.body = std::move(*body);
    message.headers = encodeHeaders(*headers);
    if (const Status fits = checkSizes(message, headers->size()); !fits)
        return fits.error();
    return message;
}

QueuePtr targetQueue(Exchange& exchange, bool create)
{
    if (!create)
        return queueOf(exchange);
    const auto name = decodedPart(exchange, 0);
    if (!name)
        return nullptr;
    if (QueuePtr queue = exchange.broker().findQueue(*name))
        return queue;
    Result<QueuePtr> created = exchange.broker().createQueue(*name, exchange.broker().defaultSettings());
    if (!created)
        answerError(exchange, created.error());
    return created ? std::move(created).value() : nullptr;
}

std::string publishedMembers(uint64_t count, MessageId first, MessageId last)
{
    JsonWriter json;
    json.member("count", count);
    if (count > 0)
        json.id("firstId", first).id("lastId", last);
    return json.take();
}

Result<std::vector<OwnedMessage>> readBatch(const Json& json)
{
    if (!json.is_array())
        return Error{ErrorCode::invalidArgument, "The body is no list; expected a list of messages."};
    if (json.empty())
        return Error{ErrorCode::invalidArgument, "The list is empty."};
    std::vector<OwnedMessage> messages;
    messages.reserve(json.size());
    for (const Json& element : json) {
        auto message = readMessage(element, "[" + std::to_string(messages.size()) + "]");
        if (!message)
            return message.error();
        messages.push_back(std::move(message).value());
    }
    return messages;
}

} // namespace tapedeck::api
