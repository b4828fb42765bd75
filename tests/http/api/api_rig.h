// A real broker with the native API on a free loopback port, its loop on a thread of its own, a tape in a temporary
// directory, and a clock that a test moves.
#pragma once

#include "engine/base/check.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/base/worker.h"
#include "engine/broker/broker_core.h"
#include "engine/exchange/exchanges.h"
#include "engine/log/tape.h"
#include "engine/net/clients.h"
#include "engine/net/http/api/mock_clients.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/http_port.h"
#include "engine/net/listener.h"
#include "engine/net/reactor.h"
#include "tests/support/http_client.h"

#include <nlohmann/json.hpp>

#include <atomic>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <unistd.h>

namespace tapedeck {

using J = nlohmann::json;

// QCOMPARE of two JSON values: their texts, with the members in order.
#define COMPARE_JSON(actual, expected) QCOMPARE(J(actual).dump(), J(expected).dump())

class MovableClock final : public Clock {
public:
    Time wall() const override { return m_system.wall() + Duration{m_ahead.load()}; }
    Duration monotonic() const override { return m_system.monotonic() + Duration{m_ahead.load()}; }
    void step(Duration by) { m_ahead += by.micros; }

private:
    SystemClock m_system;
    std::atomic<int64_t> m_ahead{0};
};

class ApiRig final : private TurnClient {
public:
    explicit ApiRig(api::NativeApiOptions options = {}, ConnectionLimits limits = {})
        : m_reactor(m_clock)
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "tapedeck-api-XXXXXX").string();
        CHECK(::mkdtemp(pattern.data()) != nullptr);
        m_directory = pattern;
        BrokerOptions brokerOptions;
        brokerOptions.sync = SyncMode::off;
        brokerOptions.ephemeral = true;
        brokerOptions.tapePath = m_directory + "/api.tape";
        auto tape = Tape::open(brokerOptions.tapePath, Tape::Mode::readWrite);
        CHECK(tape.ok());
        auto opened = BrokerCore::open(std::move(*tape), nullptr, brokerOptions,
            {m_clock, m_random, m_reporter, m_reactor, *m_store, *m_codec, *m_sync});
        CHECK(opened.ok());
        broker = std::move(*opened);
        broker->setOnKept([this] { m_reactor.onKept(); });
        m_reactor.attach(*broker, *this);
        clients = std::make_unique<Clients>(m_reactor, limits);
        http = std::make_unique<http::HttpPort>(m_reactor, *broker, *clients, http::HttpOptions{});
        options.fqNode = fq::NodeId{0x0a000007};
        exchanges = std::make_unique<Exchanges>(*broker, m_random, m_reporter, Exchanges::Options{});
        mock = std::make_unique<Mock>(*broker, exchanges.get(), m_clock, m_random, api::mockOptionsOf(*clients));
        options.mock = mock.get();
        api = std::make_unique<api::NativeApi>(*http, *exchanges, std::move(options), m_reporter);
        http->router().addPrefix(*api, "");
        auto listening = Listener::open(m_reactor, *clients, *http, ListenAddress{"127.0.0.1", 0});
        CHECK(listening.ok());
        m_listener = std::move(*listening);
        m_thread = std::thread([this] { m_reactor.run(); });
    }
    ~ApiRig() override
    {
        onLoop([this] {
            m_listener->close();
            clients->drain(
                Duration::seconds(1), [this] { broker->beginClose([this](const Status&) { m_reactor.stop(); }); });
        });
        m_thread.join();
        m_listener.reset();
        clients.reset();
        api.reset();
        mock.reset();
        exchanges.reset();
        http.reset();
        m_store.reset();
        m_codec.reset();
        m_sync.reset();
        broker.reset();
        std::error_code ignored;
        std::filesystem::remove_all(m_directory, ignored);
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
    // The loop notices at once.
    void step(Duration by)
    {
        m_clock.step(by);
        onLoop([] {});
    }
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

    // Loop thread only (onLoop).
    std::unique_ptr<BrokerCore> broker;
    std::unique_ptr<Clients> clients;
    std::unique_ptr<http::HttpPort> http;
    std::unique_ptr<Exchanges> exchanges;
    std::unique_ptr<Mock> mock;
    std::unique_ptr<api::NativeApi> api;

private:
    void beginTurn() override { broker->beginTurn(); }
    void endTurn() override { broker->endTurn(); }
    Time nextDue() override { return broker->nextDue(); }
    void onDue() override { broker->onDue(); }

    std::string m_directory;
    MovableClock m_clock;
    SystemRandom m_random;
    SilentReporter m_reporter;
    Reactor m_reactor;
    std::unique_ptr<Worker> m_store = std::make_unique<Worker>("store");
    std::unique_ptr<Worker> m_codec = std::make_unique<Worker>("codec");
    std::unique_ptr<Worker> m_sync = std::make_unique<Worker>("sync");
    std::unique_ptr<Listener> m_listener;
    std::thread m_thread;
};

// Speaks JSON. Paths are behind /api/v1; with a second slash in front they are whole.
class ApiClient {
public:
    explicit ApiClient(const ApiRig& rig)
        : m_http(rig.port())
    {
    }
    struct Reply {
        int status = 0;
        J body; // null if the answer is no JSON
        HttpReply raw;
    };
    Reply ask(std::string_view method, const std::string& path, const std::string& body = {}, std::string headers = {})
    {
        if (!body.empty() && headers.find("Content-Type:") == std::string::npos)
            headers += "Content-Type: application/json\r\n";
        Reply reply;
        const std::string target = path.starts_with("//") ? path.substr(1) : "/api/v1" + path;
        reply.raw = m_http.ask(method, target, body, headers);
        reply.status = reply.raw.status;
        reply.body = J::parse(reply.raw.body, nullptr, false);
        return reply;
    }
    Reply get(const std::string& path) { return ask("GET", path); }
    Reply post(const std::string& path, const J& body) { return ask("POST", path, body.dump()); }
    HttpClient& http() { return m_http; }

private:
    HttpClient m_http;
};

} // namespace tapedeck
