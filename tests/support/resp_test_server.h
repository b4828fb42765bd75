// A RESP server on a free loopback port with a fake broker behind it, its loop on a thread of its own.
#pragma once

#include "engine/net/clients.h"
#include "engine/net/listener.h"
#include "engine/net/reactor.h"
#include "engine/net/resp/resp_port.h"
#include "tests/support/fake_broker.h"

#include <functional>
#include <future>
#include <memory>
#include <thread>

namespace tapedeck {

class RespTestServer final : private TurnClient {
public:
    explicit RespTestServer(RespOptions options = {}, ConnectionLimits limits = {});
    ~RespTestServer() override;

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
    // Lets go what the fake broker holds back.
    void release();
    // Moves the fake broker's time on and ends the waits that are over.
    void advance(Duration by);

    // Loop thread only (onLoop).
    FakeBroker broker;
    std::unique_ptr<Clients> clients;
    std::unique_ptr<RespPort> resp;
    std::unique_ptr<Listener> listener;
    Reactor& reactor() { return m_reactor; }
    uint64_t turns = 0;

private:
    void beginTurn() override { ++turns; }
    void endTurn() override { broker.closeGroup(); }
    Time nextDue() override { return Time::never(); }
    void onDue() override { }

    SystemClock m_clock;
    Reactor m_reactor;
    uint16_t m_port = 0;
    std::thread m_thread;
};

} // namespace tapedeck
