// An HTTP server on a free loopback port with a fake broker behind it, its loop on a thread of its own. A test adds its
// own routes before start().
#pragma once

#include "engine/net/clients.h"
#include "engine/net/http/http_port.h"
#include "engine/net/listener.h"
#include "engine/net/reactor.h"
#include "tests/support/fake_broker.h"

#include <functional>
#include <future>
#include <memory>
#include <thread>

namespace tapedeck {

// Says no in one recognisable way.
class PlainFamily final : public http::RouteFamily {
public:
    std::string_view name() const override { return "plain"; }
    http::Answer methodNotAllowed(const http::Request&, std::string_view allowed) override
    {
        return {405, "text/plain", "allowed: " + std::string(allowed)};
    }
    http::Answer notFound(const http::Request& request) override
    {
        return {404, "text/plain", "no " + std::string(request.path())};
    }
};

class HttpTestServer final : private TurnClient {
public:
    explicit HttpTestServer(http::HttpOptions options = {}, ConnectionLimits limits = {});
    ~HttpTestServer() override;
    void add(std::vector<http::Route> routes) { http->router().add(family, std::move(routes)); }
    void start();

    uint16_t port() const { return m_port; }
    // Runs on the loop and waits for it: the only way to touch what belongs to the loop.
    template <typename Fn>
    auto onLoop(Fn fn) -> decltype(fn())
    {
        std::packaged_task<decltype(fn())()> task(std::move(fn));
        auto done = task.get_future();
        m_reactor.post([&task] { task(); });
        return done.get();
    }
    uint64_t refusals(Refusal reason)
    {
        return onLoop([this, reason] { return clients->refusals().count(reason); });
    }
    // Waits until `condition`, evaluated on the loop, is true; false after ten seconds.
    bool eventually(const std::function<bool()>& condition);

    // Loop thread only (onLoop), once it runs.
    FakeBroker broker;
    PlainFamily family;
    std::unique_ptr<Clients> clients;
    std::unique_ptr<http::HttpPort> http;
    std::unique_ptr<Listener> listener;
    Reactor& reactor() { return m_reactor; }

private:
    void beginTurn() override { }
    void endTurn() override { broker.closeGroup(); }
    Time nextDue() override { return Time::never(); }
    void onDue() override { }

    SystemClock m_clock;
    Reactor m_reactor;
    uint16_t m_port = 0;
    std::thread m_thread;
};

} // namespace tapedeck
