// A whole broker with RestMQ on an HTTP port, a syslog port and a RESP port, on a thread and a temporary tape of its
// own, and a clock that a test moves.
#pragma once

#include "engine/base/random.h"
#include "engine/base/worker.h"
#include "engine/broker/broker_core.h"
#include "engine/log/tape.h"
#include "engine/net/clients.h"
#include "engine/net/http/http_port.h"
#include "engine/net/http/restmq/rest_mq.h"
#include "engine/net/http/restmq/syslog_port.h"
#include "engine/net/listener.h"
#include "engine/net/reactor.h"
#include "engine/net/resp/resp_port.h"
#include "tests/support/http_client.h"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tapedeck::restmq {

class MovableClock final : public Clock {
public:
    Time wall() const override { return m_system.wall() + Duration{m_ahead.load()}; }
    Duration monotonic() const override { return m_system.monotonic() + Duration{m_ahead.load()}; }
    void step(Duration by) { m_ahead += by.micros; }

private:
    SystemClock m_system;
    std::atomic<int64_t> m_ahead{0};
};

class KeepingReporter final : public Reporter {
public:
    void report(Severity, std::string_view event, std::string_view text) override
    {
        const std::lock_guard guard(m_mutex);
        m_all += std::string(event) + ": " + std::string(text) + "\n";
    }
    std::string all() const
    {
        const std::lock_guard guard(m_mutex);
        return m_all;
    }

private:
    mutable std::mutex m_mutex;
    std::string m_all;
};

class RestRig final : private TurnClient {
public:
    // With a path, the tape is kept and can be opened by the next rig.
    explicit RestRig(RestMqOptions options = {}, SyncMode sync = SyncMode::off, const std::string& kept = {})
        : m_reactor(m_clock)
        , m_store("store")
        , m_codec("codec")
        , m_sync("sync")
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "tapedeck-test-XXXXXX").string();
        CHECK(::mkdtemp(pattern.data()) != nullptr);
        m_directory = pattern;
        const std::string path = kept.empty() ? m_directory + "/test.tape" : kept;
        m_lock = need(TapeLock::acquire(path));
        BrokerOptions brokerOptions;
        brokerOptions.sync = sync;
        brokerOptions.ephemeral = sync == SyncMode::off;
        brokerOptions.tapePath = path;
        auto tape = need(Tape::open(path, Tape::Mode::readWrite));
        auto journal = need(openJournalFile(m_lock->journalPath()));
        m_broker = need(BrokerCore::open(std::move(tape), std::move(journal), brokerOptions,
            {m_clock, m_random, m_reporter, m_reactor, m_store, m_codec, m_sync}));
        m_broker->setOnKept([this] { m_reactor.onKept(); });
        m_reactor.attach(*m_broker, *this);
        m_clients = std::make_unique<Clients>(m_reactor, ConnectionLimits{});
        m_http = std::make_unique<http::HttpPort>(m_reactor, *m_broker, *m_clients, http::HttpOptions{});
        m_restMq = std::make_unique<RestMq>(*m_http, std::move(options), m_reporter);
        m_syslog = std::make_unique<SyslogPort>(*m_broker, m_reporter);
        m_resp = std::make_unique<RespPort>(*m_broker, *m_clients, RespOptions{});
        for (SessionFactory* factory :
            std::initializer_list<SessionFactory*>{m_http.get(), m_syslog.get(), m_resp.get()})
            m_listeners.push_back(need(Listener::open(m_reactor, *m_clients, *factory, {"127.0.0.1", 0})));
        m_thread = std::thread([this] { m_reactor.run(); });
    }
    ~RestRig() override
    {
        m_reactor.post([this] {
            for (const auto& listener : m_listeners)
                listener->close();
            m_clients->drain(
                Duration::seconds(5), [this] { m_broker->beginClose([this](const Status&) { m_reactor.stop(); }); });
        });
        m_thread.join();
        m_listeners.clear();
        m_clients.reset();
        m_resp.reset();
        m_syslog.reset();
        m_restMq.reset();
        m_http.reset();
        CHECK(m_broker->closeTape().ok());
        m_broker.reset();
        m_lock->removeSidecar();
        m_lock.reset();
        std::error_code ignored;
        std::filesystem::remove_all(m_directory, ignored);
    }

    uint16_t httpPort() const { return m_listeners[0]->port(); }
    uint16_t syslogPort() const { return m_listeners[1]->port(); }
    uint16_t respPort() const { return m_listeners[2]->port(); }
    Broker& broker() { return *m_broker; } // inside run() only
    size_t connections() { return m_clients->count(); } // inside run() only
    std::string reported() const { return m_reporter.all(); }
    const std::string& directory() const { return m_directory; }

    // Runs `job` on the loop and waits for it.
    void run(std::function<void()> job)
    {
        std::promise<void> done;
        m_reactor.post([&] {
            job();
            done.set_value();
        });
        done.get_future().wait();
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
            bool met = false;
            run([&] { met = condition(); });
            if (met || std::chrono::steady_clock::now() > end)
                return met;
            std::this_thread::yield();
        }
    }
    // One request on a connection of its own.
    HttpReply ask(
        std::string_view method, std::string_view target, std::string_view body = {}, std::string_view headers = {})
    {
        HttpClient client(httpPort());
        return client.ask(method, target, body, headers);
    }
    HttpReply get(std::string_view target) { return ask("GET", target); }
    HttpReply post(std::string_view target, std::string_view body) { return ask("POST", target, body); }
    // A command of the JSON protocol.
    HttpReply command(std::string_view json) { return post("/queue", "body=" + http::encodePercent(json)); }

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

    MovableClock m_clock;
    SystemRandom m_random;
    KeepingReporter m_reporter;
    std::string m_directory;
    std::unique_ptr<TapeLock> m_lock;
    Reactor m_reactor;
    Worker m_store, m_codec, m_sync;
    std::unique_ptr<BrokerCore> m_broker;
    std::unique_ptr<Clients> m_clients;
    std::unique_ptr<http::HttpPort> m_http;
    std::unique_ptr<RestMq> m_restMq;
    std::unique_ptr<SyslogPort> m_syslog;
    std::unique_ptr<RespPort> m_resp;
    std::vector<std::unique_ptr<Listener>> m_listeners;
    std::thread m_thread;
};

// A WebSocket client: masks what it sends, checks what it gets.
class WebSocketClient {
public:
    WebSocketClient(const RestRig& rig, const std::string& target, std::string_view headers = {})
        : m_client(rig.httpPort())
    {
        m_client.send("GET", target, {},
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + std::string(headers));
        head = m_client.head();
    }
    struct Frame {
        unsigned opcode = 0; // 1 text, 2 binary, 8 close, 9 ping, 10 pong; 0: none came
        std::string payload;
    };
    void send(unsigned opcode, std::string_view payload)
    {
        CHECK(payload.size() < 126);
        std::string frame{static_cast<char>(0x80 | opcode), static_cast<char>(0x80 | payload.size())};
        const std::string mask = "\x11\x22\x33\x44";
        frame += mask;
        for (size_t i = 0; i < payload.size(); ++i)
            frame += static_cast<char>(payload[i] ^ mask[i % 4]);
        m_client.sendRaw(frame);
    }
    Frame next()
    {
        const std::string start = m_client.raw().bytes(2);
        if (start.size() < 2)
            return {};
        CHECK((start[0] & 0x70) == 0 && (start[0] & 0x80) != 0); // whole frames, no extension
        size_t length = static_cast<unsigned char>(start[1]);
        if (length == 126) {
            const std::string more = m_client.raw().bytes(2);
            length =
                static_cast<size_t>(static_cast<unsigned char>(more[0]) << 8 | static_cast<unsigned char>(more[1]));
        }
        CHECK(length < 65'536);
        return {static_cast<unsigned>(start[0] & 0x0f), m_client.raw().bytes(length)};
    }
    HttpClient& client() { return m_client; }

    HttpReply head;

private:
    HttpClient m_client;
};

// A client that listens to a queue.
class Listening {
public:
    Listening(const RestRig& rig, const std::string& target, std::string_view headers = {})
        : m_client(rig.httpPort())
    {
        m_client.send("GET", target, {}, headers);
        head = m_client.head();
    }
    // The next chunk without its line end; "(end)" at the end of the stream, "(nothing)" if none came in time.
    std::string next(std::chrono::milliseconds patience = std::chrono::seconds(10))
    {
        const std::optional<std::string> chunk = m_client.chunk(patience);
        return !chunk ? "(nothing)" : chunk->empty() ? "(end)" : *chunk;
    }
    HttpClient& client() { return m_client; }

    HttpReply head;

private:
    HttpClient m_client;
};

} // namespace tapedeck::restmq
