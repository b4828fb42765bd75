// A whole broker with an fq port, on which HTTP is spoken too, and a RESP port: on a thread and a temporary tape of its
// own, with a clock that a test moves. For tests that talk to it over real sockets.
#pragma once

#include "engine/base/random.h"
#include "engine/base/reporter.h"
#include "engine/base/worker.h"
#include "engine/broker/broker_core.h"
#include "engine/exchange/exchanges.h"
#include "engine/log/tape.h"
#include "engine/net/clients.h"
#include "engine/net/fq/fq_port.h"
#include "engine/net/http/fq/fq_http.h"
#include "engine/net/http/http_port.h"
#include "engine/net/listener.h"
#include "engine/net/reactor.h"
#include "engine/net/resp/resp_port.h"
#include "tests/support/fq_wire_client.h"
#include "tests/support/http_client.h"
#include "tests/support/raw_client.h"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tapedeck::fq {

class SteppedClock final : public Clock {
public:
    Time wall() const override { return m_system.wall() + Duration{m_ahead.load()}; }
    Duration monotonic() const override { return m_system.monotonic() + Duration{m_ahead.load()}; }
    void step(Duration by) { m_ahead += by.micros; }

private:
    SystemClock m_system;
    std::atomic<int64_t> m_ahead{0};
};

// A directory that goes with the object.
class TemporaryDirectory {
public:
    TemporaryDirectory()
        : m_path((std::filesystem::temp_directory_path() / "tapedeck-test-XXXXXX").string())
    {
        CHECK(::mkdtemp(m_path.data()) != nullptr);
    }
    ~TemporaryDirectory()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::string& path() const { return m_path; }

private:
    std::string m_path;
};

class FqBroker final : private TurnClient {
public:
    struct Options {
        std::string tape; // of a run before; empty: one of its own
        std::string token;
        bool record = false;
        SyncMode sync = SyncMode::off;
    };
    static constexpr NodeId kNode{0x0a000007}; // 10.0.0.7

    FqBroker()
        : FqBroker(Options())
    {
    }
    explicit FqBroker(const Options& options)
        : m_reactor(m_clock)
        , m_store("store")
        , m_codec("codec")
        , m_sync("sync")
    {
        const std::string path = options.tape.empty() ? m_directory.path() + "/test.tape" : options.tape;
        m_lock = need(TapeLock::acquire(path));
        BrokerOptions brokerOptions;
        brokerOptions.sync = options.sync;
        brokerOptions.ephemeral = options.tape.empty() && options.sync == SyncMode::off;
        brokerOptions.tapePath = path;
        auto tape = need(Tape::open(path, Tape::Mode::readWrite));
        auto journal = need(openJournalFile(m_lock->journalPath()));
        m_broker = need(BrokerCore::open(std::move(tape), std::move(journal), brokerOptions,
            {m_clock, m_random, m_reporter, m_reactor, m_store, m_codec, m_sync}));
        m_broker->setOnKept([this] { m_reactor.onKept(); });
        m_reactor.attach(*m_broker, *this);
        m_clients = std::make_unique<Clients>(m_reactor, ConnectionLimits{});
        m_exchanges = std::make_unique<Exchanges>(*m_broker, m_random, m_reporter, Exchanges::Options{options.record});
        m_exchanges->restore();
        m_http = std::make_unique<http::HttpPort>(m_reactor, *m_broker, *m_clients, http::HttpOptions{});
        m_port = std::make_unique<FqPort>(
            m_reactor, *m_broker, *m_exchanges, m_random, m_http.get(), FqOptions{kNode, options.token});
        m_fqHttp = std::make_unique<FqHttp>(
            *m_http, *m_exchanges, m_random, FqHttpOptions{"", kNode, [this] { return m_port->clients(); }, {}});
        m_resp = std::make_unique<RespPort>(*m_broker, *m_clients, RespOptions{});
        for (SessionFactory* factory : std::initializer_list<SessionFactory*>{m_port.get(), m_resp.get()})
            m_listeners.push_back(need(Listener::open(m_reactor, *m_clients, *factory, {"127.0.0.1", 0})));
        m_thread = std::thread([this] { m_reactor.run(); });
    }
    ~FqBroker() override
    {
        m_reactor.post([this] {
            for (const auto& listener : m_listeners)
                listener->close();
            m_clients->drain(
                Duration::millis(200), [this] { m_broker->beginClose([this](const Status&) { m_reactor.stop(); }); });
        });
        m_thread.join();
        m_listeners.clear();
        m_clients.reset();
        m_resp.reset();
        m_fqHttp.reset();
        m_port.reset();
        m_http.reset();
        m_exchanges.reset();
        CHECK(m_broker->closeTape().ok());
        m_broker.reset();
        m_lock->removeSidecar();
    }

    uint16_t port() const { return m_listeners[0]->port(); }
    uint16_t respPort() const { return m_listeners[1]->port(); }
    // These inside run() and until() only.
    Broker& broker() { return *m_broker; }
    Exchanges& exchanges() { return *m_exchanges; }
    FqPort& fqPort() { return *m_port; }
    Clients& clients() { return *m_clients; }

    // Runs `job` on the loop and waits for it.
    void run(const std::function<void()>& job)
    {
        if (m_reactor.onLoopThread())
            return job();
        std::promise<void> done;
        m_reactor.post([&] {
            job();
            done.set_value();
        });
        done.get_future().wait();
    }
    template <typename Fn>
    auto ask(Fn fn) -> decltype(fn())
    {
        std::optional<decltype(fn())> answer;
        run([&] { answer.emplace(fn()); });
        return *answer;
    }
    void step(Duration by)
    {
        m_clock.step(by);
        run([] {});
    }
    // Waits until `condition`, asked on the loop, is true. False after ten seconds.
    bool until(const std::function<bool()>& condition)
    {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        for (;;) {
            if (ask(condition))
                return true;
            if (std::chrono::steady_clock::now() > end)
                return false;
            std::this_thread::yield();
        }
    }
    bool hasQueue(const std::string& name)
    {
        return ask([&] { return m_broker->findQueue(name) != nullptr; });
    }
    // Messages that the queue's fq clients have still to get.
    uint64_t backlog(const std::string& name)
    {
        return ask([&] {
            const QueuePtr queue = m_broker->findQueue(name);
            return queue ? m_broker->owed(*queue, kFqChannel) : 0;
        });
    }
    ExchangeCounters counters(const std::string& exchange)
    {
        return ask([&] {
            for (const ExchangeInfo& info : m_exchanges->listWithoutBindings()) {
                if (info.name == exchange)
                    return info.counters;
            }
            return ExchangeCounters{};
        });
    }
    // One request on a connection of its own, on the fq port.
    HttpReply submit(const std::string& exchange, const std::string& route, const std::string& body)
    {
        HttpClient client(port());
        return client.ask("POST", "/submit", body, "X-Fq-Exchange: " + exchange + "\r\nX-Fq-Route: " + route + "\r\n");
    }

private:
    template <typename T>
    static T need(Result<T> result)
    {
        CHECK(result.ok());
        return std::move(result).value();
    }
    void beginTurn() override { m_broker->beginTurn(); }
    void endTurn() override { m_broker->endTurn(); }
    Time nextDue() override { return m_broker->nextDue(); }
    void onDue() override { m_broker->onDue(); }

    TemporaryDirectory m_directory; // the last to go
    SteppedClock m_clock;
    SystemRandom m_random;
    SilentReporter m_reporter;
    std::unique_ptr<TapeLock> m_lock;
    Reactor m_reactor;
    Worker m_store, m_codec, m_sync;
    std::unique_ptr<BrokerCore> m_broker;
    std::unique_ptr<Clients> m_clients;
    std::unique_ptr<Exchanges> m_exchanges;
    std::unique_ptr<http::HttpPort> m_http;
    std::unique_ptr<FqPort> m_port;
    std::unique_ptr<FqHttp> m_fqHttp;
    std::unique_ptr<RespPort> m_resp;
    std::vector<std::unique_ptr<Listener>> m_listeners;
    std::thread m_thread;
};

// Type of a queue that several clients may share.
inline constexpr std::string_view kPublic = "mem:public";

// A client with both connections, on a queue of its own kind. Not open if anything of that went wrong.
inline FqWireClient join(FqBroker& broker, std::string_view user, std::string_view queue,
    std::optional<std::string_view> type = kPublic, size_t pieces = 0)
{
    FqWireClient client(broker.port());
    client.setPieces(pieces);
    if (!client.auth(user, queue, type).empty() || !client.attach())
        client.command().close();
    return client;
}

} // namespace tapedeck::fq
