#include "engine/net/http/api/routed_publish.h"

#include "engine/net/connection.h"

#include <utility>

namespace tapedeck::api {

namespace {

// Room that is made by a port that tells nobody is noticed after so long.
constexpr Duration kTryEvery = Duration::millis(50);

} // namespace

bool onlyFailed(const RouteOutcome& outcome, const std::optional<Error>& failure)
{
    return failure && outcome.routed > 0 && outcome.routed == outcome.dropped;
}

RoutedPublish::RoutedPublish(Exchanges& exchanges, http::Exchange& exchange, Done done)
    : m_exchanges(exchanges)
    , m_exchange(exchange)
    , m_done(std::move(done))
    , m_until(exchange.broker().now() + kRoutedPublishPatience)
{
}

RoutedPublish::~RoutedPublish()
{
    if (m_waiting) // the client went away; nobody is left to wait
        m_exchanges.giveUp({m_name, {}, {}, {}}, m_routing);
}

void RoutedPublish::start(Exchanges& exchanges, http::Exchange& exchange, std::string name, std::string_view route,
    std::string_view headers, std::string_view body, Done done)
{
    const auto self = std::make_shared<RoutedPublish>(exchanges, exchange, std::move(done));
    self->m_name = std::move(name);
    self->m_route = route;
    self->m_headers = headers;
    self->m_body = body;
    self->goOn();
}

void RoutedPublish::goOn()
{
    if (m_exchanges.publish(message(), m_routing) == Exchanges::Progress::wait) {
        if (m_exchange.broker().now() < m_until)
            return waitOn();
        m_exchanges.giveUp(message(), m_routing);
    }
    finish();
}

void RoutedPublish::waitOn()
{
    m_waiting = true;
    m_exchange.connection().setWaiting(true);
    // The timer's job is what keeps this object; it goes with the request.
    const auto again = [self = shared_from_this()] {
        if (std::exchange(self->m_waiting, false))
            self->goOn();
    };
    m_exchange.after(kTryEvery, again);
    if (std::exchange(m_listening, true))
        return;
    const auto roomMade = [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self)
            return;
        self->m_listening = false;
        if (!std::exchange(self->m_waiting, false))
            return;
        self->goOn();
    };
    if (const SharedQueuePtr& queue = m_routing.fullQueue())
        queue->whenRoom(weak_from_this(), roomMade);
    else if (!m_exchange.broker().waitForRoom(roomMade))
        m_listening = false; // the timer tries again
}

void RoutedPublish::finish()
{
    const auto kept = shared_from_this(); // the answer ends the timer
    m_exchange.connection().setWaiting(false);
    std::exchange(m_done, nullptr)(m_routing.outcome(), m_routing.failure());
}

} // namespace tapedeck::api
