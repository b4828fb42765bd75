#include "tests/support/resp_test_server.h"

#include "engine/base/check.h"

#include <chrono>

namespace tapedeck {

RespTestServer::RespTestServer(RespOptions options, ConnectionLimits limits)
    : m_reactor(m_clock)
{
    m_reactor.attach(broker, *this);
    if (options.version.empty())
        options.version = "0.1.0"; // for byte-exact handshakes
    clients = std::make_unique<Clients>(m_reactor, limits);
    resp = std::make_unique<RespPort>(broker, *clients, std::move(options));
    auto opened = Listener::open(m_reactor, *clients, *resp, ListenAddress{"127.0.0.1", 0});
    CHECK(opened.ok());
    listener = std::move(*opened);
    m_port = listener->port();
    m_thread = std::thread([this] { m_reactor.run(); });
}

RespTestServer::~RespTestServer()
{
    m_reactor.stop();
    m_thread.join();
    listener.reset();
    clients.reset();
    resp.reset();
}

bool RespTestServer::eventually(const std::function<bool()>& condition)
{
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!onLoop(condition)) {
        if (std::chrono::steady_clock::now() > until)
            return false;
        std::this_thread::yield();
    }
    return true;
}

void RespTestServer::release()
{
    onLoop([this] {
        broker.release();
        m_reactor.onKept();
    });
}

void RespTestServer::advance(Duration by)
{
    onLoop([this, by] {
        broker.time = broker.time + by;
        broker.serveDue();
    });
}

} // namespace tapedeck
