// A whole engine with its RESP port on a temporary tape in memory, and a clock that a test moves: time-outs are tested
// without waiting for them. The clock runs on by itself too.
#pragma once

#include "app/engine_host.h"
#include "engine/base/check.h"
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/base/reporter.h"
#include "tests/support/raw_client.h"

#include <atomic>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <unistd.h>

namespace tapedeck {

class SteppableClock final : public Clock {
public:
    Time wall() const override { return m_system.wall() + Duration{m_ahead.load()}; }
    Duration monotonic() const override { return m_system.monotonic() + Duration{m_ahead.load()}; }
    void step(Duration by) { m_ahead += by.micros; }

private:
    SystemClock m_system;
    std::atomic<int64_t> m_ahead{0};
};

class EngineRig {
public:
    explicit EngineRig(EngineOptions options = {})
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "tapedeck-test-XXXXXX").string();
        CHECK(::mkdtemp(pattern.data()) != nullptr);
        m_directory = pattern;
        options.tapePath = m_directory + "/test.tape";
        options.ephemeral = true;
        options.sync = SyncMode::off;
        options.ports = {{PortKind::resp, "127.0.0.1"}, {PortKind::http, "127.0.0.1"}, {PortKind::grpc, "127.0.0.1"},
            {PortKind::syslog, "127.0.0.1"}};
        auto started = EngineHost::start(std::move(options), m_clock, m_random, m_reporter);
        CHECK(started.ok());
        m_host = std::move(*started);
    }
    ~EngineRig()
    {
        m_host.reset();
        std::error_code ignored;
        std::filesystem::remove_all(m_directory, ignored);
    }

    uint16_t port() const { return portOf("RESP"); }
    uint16_t httpPort() const { return portOf("HTTP"); }
    uint16_t grpcPort() const { return portOf("gRPC"); }
    uint16_t syslogPort() const { return portOf("syslog"); }
    EngineHost& host() { return *m_host; }
    Time now() const { return m_clock.wall(); }
    // The loop notices at once.
    void step(Duration by)
    {
        m_clock.step(by);
        settle();
    }
    // Returns when the loop has run everything that was there.
    void settle()
    {
        std::promise<void> done;
        m_host->post([&done] { done.set_value(); });
        done.get_future().wait();
    }

private:
    uint16_t portOf(const std::string& protocol) const
    {
        for (const Endpoint& endpoint : m_host->endpoints()) {
            if (endpoint.protocol != protocol)
                continue;
            uint16_t port = 0;
            const std::string& address = endpoint.address;
            std::from_chars(address.data() + address.rfind(':') + 1, address.data() + address.size(), port);
            return port;
        }
        CHECK(false);
        return 0;
    }

    SteppableClock m_clock;
    SystemRandom m_random;
    SilentReporter m_reporter;
    std::string m_directory;
    std::unique_ptr<EngineHost> m_host;
};

} // namespace tapedeck
