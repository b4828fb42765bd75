// Publishing one message or a batch.
#include "engine/net/connection.h"
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/publishing.h"
#include "engine/net/http/api/support.h"

namespace tapedeck::api {

namespace {

constexpr std::string_view kKeyHeader = "x-message-key";
constexpr std::string_view kDelayHeader = "x-message-delay";
constexpr std::string_view kHeaderPrefix = "x-message-header-";

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + ('a' - 'A'));
    return lower;
}

// The message that the request's body is, with what its headers say about it.
Result<OwnedMessage> readRaw(const http::Request& request)
{
    OwnedMessage message;
    message.body = request.body;
    HeaderList headers;
    for (const auto& [name, value] : request.headers) {
        const std::string lower = lowerCase(name);
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

// Everything that makes a request the same as another one.
Idempotency::Fingerprint fingerprintOf(const http::Request& request)
{
    std::string all = std::string(request.target) + "\n" + request.contentType() + "\n";
    for (const auto& [name, value] : request.headers)
        if (const std::string lower = lowerCase(name); lower.starts_with("x-message-"))
            all += lower + ":" + value + "\n";
    const Idempotency::Fingerprint body = Idempotency::fingerprint(request.body);
    return Idempotency::fingerprint(all + std::to_string(body.first) + " " + std::to_string(body.second));
}

// Publishes under the request's Idempotency-Key, if it has one.
class Publish {
public:
    Publish(NativeApi& api, Exchange& exchange)
        : m_api(api)
        , m_exchange(exchange)
        , m_key(exchange.request().header("Idempotency-Key"))
    {
        if (m_key)
            m_fingerprint = fingerprintOf(exchange.request());
    }

    // False after having answered: a replay, another request under the same key, or no key at all.
    bool isNew()
    {
        if (!m_key)
            return true;
        const auto queue = decodedPart(m_exchange, 0);
        if (!queue)
            return false;
        m_queue = *queue;
        if (m_key->empty() || m_key->size() > kIdempotencyKeyBytesMax) {
            answerProblem(m_exchange, badRequest("The Idempotency-Key has to have 1 to 200 characters."));
            return false;
        }
        Idempotency::Outcome before;
        switch (m_api.idempotency().look(m_exchange.broker().now(), m_queue, *m_key, m_fingerprint, before)) {
        case Idempotency::Seen::no:
            return true;
        case Idempotency::Seen::same:
            m_exchange.connection().holdUntil(before.group);
            m_exchange.answer(std::move(before.answer.with("Idempotent-Replayed", "true")));
            return false;
        case Idempotency::Seen::different:
            answerProblem(m_exchange,
                {422, "idempotency-key-reused", "The Idempotency-Key was used before",
                    "This key was sent with another request to this queue. Nothing was published."});
            return false;
        }
        return false;
    }

    void publish(QueueHandle& queue, std::span<const OwnedMessage> messages)
    {
        std::vector<NewMessage> views;
        views.reserve(messages.size());
        for (const OwnedMessage& message : messages)
            views.push_back(message.view());
        const Result<MessageId> first = m_exchange.broker().publish(queue, views);
        if (!first && first.error().code == ErrorCode::overloaded)
            return m_exchange.retryWhenRoom();
        if (!first)
            return answerError(m_exchange, first.error());
        const MessageId last = *first + (messages.size() - 1);
        http::Answer answer{
            201, std::string(http::kJson), "{" + publishedMembers(messages.size(), *first, last) + "}\n"};
        if (messages.size() == 1)
            answer.with("Location", queuePath(queue.name()) + "/messages/" + std::to_string(first->value));
        if (m_key)
            m_api.idempotency().remember(m_exchange.broker().now(), m_queue, *m_key, m_fingerprint,
                {answer, m_exchange.broker().pendingGroup()});
        m_exchange.answer(std::move(answer));
    }

private:
    NativeApi& m_api;
    Exchange& m_exchange;
    std::optional<std::string> m_key;
    std::string m_queue;
    Idempotency::Fingerprint m_fingerprint;
};

} // namespace

void publishOne(NativeApi& api, Exchange& exchange)
{
    const http::Request& request = exchange.request();
    QueryReader query(request, exchange.broker().now());
    const bool raw = query.boolean("raw").value_or(false) || request.contentType() != http::kJson;
    const bool create = query.boolean("create").value_or(true);
    Publish publish(api, exchange);
    if (!answerIfFailed(exchange, query.finish()) || !publish.isNew())
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
        publish.publish(*queue, std::span(&message.value(), 1));
}

void publishBatch(NativeApi& api, Exchange& exchange)
{
    QueryReader query(exchange.request(), exchange.broker().now());
    const bool create = query.boolean("create").value_or(true);
    Publish publish(api, exchange);
    if (!answerIfFailed(exchange, query.finish()) || !publish.isNew())
        return;
    const auto body = jsonBody(exchange);
    if (!body)
        return;
    const auto messages = readBatch(*body);
    if (!messages)
        return answerError(exchange, messages.error());
    if (const QueuePtr queue = targetQueue(exchange, create))
        publish.publish(*queue, *messages);
}

} // namespace tapedeck::api
