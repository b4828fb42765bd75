// The native API: /api/v1, its description /openapi.json, and what supervisors ask: /livez, /readyz, /metrics.
// See PROTOCOL.md.
//
// Loop thread only.
#pragma once

#include "engine/base/random.h"
#include "engine/base/reporter.h"
#include "engine/exchange/exchanges.h"
#include "engine/net/fq/fq_port.h"
#include "engine/net/http/api/event_hub.h"
#include "engine/net/http/api/idempotency.h"
#include "engine/net/http/http_port.h"
#include "engine/net/http/router.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tapedeck {
class ClockControl;
class Clock;
class Mock;
class Observer;
class UpstreamList;
} // namespace tapedeck

namespace tapedeck::api {

struct NativeApiOptions {
    // What the program listens on, as {"RESP", "127.0.0.1:9797"}; asked for each time. May be empty.
    std::function<std::vector<std::pair<std::string, std::string>>()> endpoints;
    // The clients of the fq port, asked for each time. May be empty.
    std::function<std::vector<fq::FqClientInfo>()> fqClients;
    fq::NodeId fqNode; // not 0: the first hop of what is published to an exchange
    UpstreamList* upstreams = nullptr; // the brokers that messages are pulled from; null: their routes are refused
    ClockControl* clock = nullptr; // how a clock that stands still is moved; null: it does not stand still
    Random* random = nullptr; // null: the system's
    const Clock* brokerClock = nullptr; // the broker's; null: the loop's
    Mock* mock = nullptr; // faults and responders; null: their routes are refused
    // Makes an observer of the engine, on the loop, for a window that is elsewhere; empty: its route is refused.
    std::function<std::unique_ptr<Observer>()> observers;
    IdempotencyLimits idempotency;
    Duration heartbeat = Duration::seconds(15); // a stream that is silent for so long sends a comment
    size_t snapshotQueuesMax = 10'000; // what one snapshot shows
    size_t observersMax = 8; // windows elsewhere: each is sent every snapshot
    size_t metricsQueuesMax = 1'000; // more would be more series than a scraper wants
};

class NativeApi final : public http::RouteFamily {
public:
    // Adds its routes and prefixes to the port's router. The port must not have listened yet; the API must outlive the
    // port's sessions, and `exchanges` the API.
    NativeApi(http::HttpPort& port, Exchanges& exchanges, NativeApiOptions options, Reporter& reporter);

    // --- RouteFamily ---
    std::string_view name() const override { return "native"; }
    http::Answer methodNotAllowed(const http::Request& request, std::string_view allowed) override;
    http::Answer notFound(const http::Request& request) override;
    http::Answer refused(unsigned status, std::string_view why) override;

    // --- for the handlers ---
    http::HttpPort& port() { return m_port; }
    const NativeApiOptions& options() const { return m_options; }
    Exchanges& exchanges() { return m_exchanges; }
    Random& random() { return m_random; }
    Idempotency& idempotency() { return m_idempotency; }
    EventHub& events() { return m_events; }
    Reporter& reporter() { return m_reporter; }
    // Those of `observers` that are there, plus 1; each holds one.
    const std::shared_ptr<const int>& observing() const { return m_observing; }

private:
    http::HttpPort& m_port;
    Exchanges& m_exchanges;
    SystemRandom m_systemRandom;
    NativeApiOptions m_options;
    Random& m_random;
    Reporter& m_reporter;
    Idempotency m_idempotency;
    EventHub m_events;
    const std::shared_ptr<const int> m_observing = std::make_shared<const int>(0);
};

std::string_view programVersion();

} // namespace tapedeck::api
