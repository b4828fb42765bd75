// Publishing one message or a batch.
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/once.h"
#include "engine/net/http/api/publishing.h"
#include "engine/net/http/api/support.h"

namespace tapedeck::api {

namespace {

constexpr std::string_view kKeyHeader = "x-message-key";
constexpr std::string_view kDelayHeader = "x-message-delay";
constexpr std::string_view kHeaderPrefix = "x-message-header-";

// The message that the request's body is, with what its headers say about it.
Result<OwnedMessage> readRaw(const http::Request& request)
{
    OwnedMessage message;
    message.body = request.body;
    HeaderList headers;
    for (const auto& [name, value] : request.headers) {
        const std::string lower = http::toLower(name);
        if (lower == kKeyHeader) {
            message.key = value;
        } else if (lower == kDelayHeader) {
            const auto delay = parseLength(value);
            if (!delay)
                return Error{ErrorCode::invalidArgument, "X-Message-Delay is no duration such as `30s` or `250ms`."};
            message.delay = *delay;
        } else if (lower.starts_with(kHeaderPrefix) && lower.size() > kHeaderPrefix.size()) {
            headers.emplace_back(lower.substr(kHeaderPrefix.size()), value);
        }
    }
    message.headers = encodeHeaders(headers);
    if (const Status fits = checkSizes(message, headers.size()); !fits)
        return fits.error();
    return message;
}

void publish(Exchange& exchange, Once& once, QueueHandle& queue, std::span<const OwnedMessage> messages)
{
    std::vector<NewMessage> views;
    views.reserve(messages.size());
    for (const OwnedMessage& message : messages)
        views.push_back(message.view());
    const Result<MessageId> first = exchange.broker().publish(queue, views);
    if (!first && first.error().code == ErrorCode::overloaded)
        return exchange.retryWhenRoom();
    if (!first)
        return answerError(exchange, first.error());
    const MessageId last = *first + (messages.size() - 1);
    http::Answer answer{201, std::string(http::kJson), "{" + publishedMembers(messages.size(), *first, last) + "}\n"};
    if (messages.size() == 1)
        answer.with("Location", queuePath(queue.name()) + "/messages/" + std::to_string(first->value));
    once.remember(answer);
    exchange.answer(std::move(answer));
}

} // namespace

void publishOne(NativeApi& api, Exchange& exchange)
{
    const http::Request& request = exchange.request();
    QueryReader query(request, exchange.broker().now());
    const bool raw = query.boolean("raw").value_or(false) || request.contentType() != http::kJson;
    const bool create = query.boolean("create").value_or(true);
    Once once(api, exchange);
    if (!answerIfFailed(exchange, query.finish()) || !once.isNew())
        return;
    Result<OwnedMessage> message = Error{ErrorCode::invalidArgument, {}};
    if (raw) {
        message = readRaw(request);
    } else {
        const auto body = jsonBody(exchange);
        if (!body)
            return;
        message = body->is_array()
            ? Result<OwnedMessage>(Error{ErrorCode::invalidArgument,
                "The body is a list. Several messages go to .../messages/batch; a list that is itself the message, "
                "with raw=true."})
            : readMessage(*body, {});
    }
    if (!message)
        return answerError(exchange, message.error());
    if (const QueuePtr queue = targetQueue(exchange, create))
        publish(exchange, once, *queue, std::span(&message.value(), 1));
}

void publishBatch(NativeApi& api, Exchange& exchange)
{
    QueryReader query(exchange.request(), exchange.broker().now());
    const bool create = query.boolean("create").value_or(true);
    Once once(api, exchange);
    if (!answerIfFailed(exchange, query.finish()) || !once.isNew())
        return;
    const auto body = jsonBody(exchange);
    if (!body)
        return;
    const auto messages = readBatch(*body);
    if (!messages)
        return answerError(exchange, messages.error());
    if (const QueuePtr queue = targetQueue(exchange, create))
        publish(exchange, once, *queue, *messages);
}

} // namespace tapedeck::api
