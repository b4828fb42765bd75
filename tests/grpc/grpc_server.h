// A gRPC server on a free loopback port with a fake broker behind it, its loop on a thread of its own.
#pragma once

#include "engine/base/check.h"
#include "engine/net/clients.h"
#include "engine/net/grpc/grpc_port.h"
#include "engine/net/grpc/health.h"
#include "engine/net/grpc/mini_kafka.h"
#include "engine/net/grpc/reflection.h"
#include "engine/net/listener.h"
#include "engine/net/reactor.h"
#include "tests/support/fake_broker.h"

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <thread>

namespace tapedeck::grpc {

class GrpcServer final : private TurnClient {
public:
    explicit GrpcServer(GrpcOptions options = {}, ConnectionLimits limits = {})
        : m_reactor(m_clock)
    {
        m_reactor.attach(broker, *this);
        clients = std::make_unique<Clients>(m_reactor, limits);
        grpc = std::make_unique<GrpcPort>(m_reactor, broker, *clients, std::move(options));
        grpc->add(std::make_unique<MiniKafka>());
        grpc->add(std::make_unique<Health>(*grpc));
        grpc->add(std::make_unique<Reflection>(*grpc, Reflection::Version::v1));
        auto opened = Listener::open(m_reactor, *clients, *grpc, ListenAddress{"127.0.0.1", 0});
        CHECK(opened.ok());
        m_listener = std::move(*opened);
        m_thread = std::thread([this] { m_reactor.run(); });
    }
    ~GrpcServer() override
    {
        m_reactor.stop();
        m_thread.join();
        m_listener.reset();
        clients.reset();
        grpc.reset();
    }

    uint16_t port() const { return m_listener->port(); }
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
    bool eventually(const std::function<bool()>& condition)
    {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!onLoop(condition)) {
            if (std::chrono::steady_clock::now() > until)
                return false;
            std::this_thread::yield();
        }
        return true;
    }
    void release()
    {
        onLoop([this] {
            broker.holdGroups = false;
            broker.release();
            m_reactor.onKept();
        });
    }
    void drain()
    {
        onLoop([this] { clients->drain(Duration::seconds(5), [] {}); });
    }

    // Loop thread only (onLoop).
    FakeBroker broker;
    std::unique_ptr<Clients> clients;
    std::unique_ptr<GrpcPort> grpc;

private:
    void beginTurn() override { }
    void endTurn() override { broker.closeGroup(); }
    Time nextDue() override { return Time::never(); }
    void onDue() override { }

    SystemClock m_clock;
    Reactor m_reactor;
    std::unique_ptr<Listener> m_listener;
    std::thread m_thread;
};

} // namespace tapedeck::grpc
