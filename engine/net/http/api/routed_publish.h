// Publishing one message to an exchange for one request: waits while something that must not lose the message is full,
// but not for ever, since a client waits for the answer.
//
// Loop thread only. Kept alive by the request; when the client goes away before the answer, what still waits counts as
// dropped.
#pragma once

#include "engine/exchange/exchanges.h"
#include "engine/net/http/exchange.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck::api {

// How long a request waits for room.
inline constexpr Duration kRoutedPublishPatience = Duration::seconds(5);

class RoutedPublish : public std::enable_shared_from_this<RoutedPublish> {
public:
    // What became of it. `failure`: why a queue on disk did not get it; null if nothing failed.
    using Done = std::function<void(const RouteOutcome& outcome, const std::optional<Error>& failure)>;

    // Calls `done` once, perhaps before it returns; not when the exchange has gone. `body` must live as long as the
    // request; the other texts are copied. The limits are those of Exchanges::publish. Nothing else may be started on
    // `exchange` before `done`.
    static void start(Exchanges& exchanges, http::Exchange& exchange, std::string name, std::string_view route,
        std::string_view headers, std::string_view body, Done done);

    RoutedPublish(Exchanges& exchanges, http::Exchange& exchange, Done done);
    ~RoutedPublish();
    RoutedPublish(const RoutedPublish&) = delete;
    RoutedPublish& operator=(const RoutedPublish&) = delete;

private:
    void goOn();
    void waitOn();
    void finish();
    ExchangeMessage message() const { return {m_name, m_route, m_headers, m_body}; }

    Exchanges& m_exchanges;
    http::Exchange& m_exchange;
    Done m_done;
    const Time m_until;
    std::string m_name, m_route, m_headers;
    std::string_view m_body;
    Routing m_routing;
    bool m_waiting = false;
    bool m_listening = false; // the full queue or the journal tells when there may be room
};

// Whether no queue has it only because the storage refused it.
bool onlyFailed(const RouteOutcome& outcome, const std::optional<Error>& failure);

} // namespace tapedeck::api
