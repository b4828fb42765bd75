#include "engine/net/http/api/once.h"

#include "engine/net/connection.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/support.h"

namespace tapedeck::api {

namespace {

// Everything that makes a request the same as another one.
Idempotency::Fingerprint fingerprintOf(const http::Request& request)
{
    std::string all = std::string(request.target) + "\n" + request.contentType() + "\n";
    for (const auto& [name, value] : request.headers)
        if (const std::string lower = http::toLower(name); lower.starts_with("x-message-"))
            all += lower + ":" + value + "\n";
    const Idempotency::Fingerprint body = Idempotency::fingerprint(request.body);
    return Idempotency::fingerprint(all + std::to_string(body.first) + " " + std::to_string(body.second));
}

} // namespace

Once::Once(NativeApi& api, http::Exchange& exchange, std::string_view scope)
    : m_api(api)
    , m_exchange(exchange)
    , m_scope(exchange.namespacePrefix() + std::string(scope))
    , m_key(exchange.request().header("Idempotency-Key"))
{
    if (m_key)
        m_fingerprint = fingerprintOf(exchange.request());
}

bool Once::isNew()
{
    if (!m_key)
        return true;
    const auto name = decodedPart(m_exchange, 0);
    if (!name)
        return false;
    m_scope += *name;
    if (m_key->empty() || m_key->size() > kIdempotencyKeyBytesMax) {
        answerProblem(m_exchange, badRequest("The Idempotency-Key has to have 1 to 200 characters."));
        return false;
    }
    Idempotency::Outcome before;
    switch (m_api.idempotency().look(m_exchange.broker().now(), m_scope, *m_key, m_fingerprint, before)) {
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

void Once::remember(const http::Answer& answer)
{
    if (m_key)
        m_api.idempotency().remember(
            m_exchange.broker().now(), m_scope, *m_key, m_fingerprint, {answer, m_exchange.broker().pendingGroup()});
}

} // namespace tapedeck::api
