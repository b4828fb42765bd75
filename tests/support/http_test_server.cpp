#include "tests/support/http_test_server.h"

#include "engine/base/check.h"

#include <chrono>

namespace tapedeck {

HttpTestServer::HttpTestServer(http::HttpOptions options, ConnectionLimits limits)
    : m_reactor(m_clock)
{
    m_reactor.attach(broker, *this);
    clients = std::make_unique<Clients>(m_reactor, limits);
    http = std::make_unique<http::HttpPort>(m_reactor, broker, *clients, std::move(options));
    http->router().addPrefix(family, "");
}

void HttpTestServer::start()
{
    auto opened = Listener::open(m_reactor, *clients, *http, ListenAddress{"127.0.0.1", 0});
    CHECK(opened.ok());
    listener = std::move(*opened);
    m_port = listener->port();
    m_thread = std::thread([this] { m_reactor.run(); });
}

HttpTestServer::~HttpTestServer()
{
    m_reactor.stop();
    m_thread.join();
    listener.reset();
    clients.reset();
    http.reset();
}

bool HttpTestServer::eventually(const std::function<bool()>& condition)
{
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!onLoop(condition)) {
        if (std::chrono::steady_clock::now() > until)
            return false;
        std::this_thread::yield();
    }
    return true;
}

} // namespace tapedeck
