#include "engine/net/http/http_exchange.h"

#include "engine/base/check.h"
#include "engine/base/limits.h"
#include "engine/net/connection.h"
#include "engine/net/http/http_port.h"
#include "engine/net/http/http_session.h"

#include <cstdio>

namespace tapedeck::http {

HttpExchange::HttpExchange(HttpSession& session, Request& request, const Router::Match& match)
    : m_session(session)
    , m_request(request)
    , m_route(*match.route)
    , m_parts(match.parts)
    , m_lifetime(std::make_shared<const int>(0))
{
}

HttpExchange::~HttpExchange()
{
    finish();
}

void HttpExchange::finish()
{
    m_lifetime.reset();
    if (m_wait != 0)
        broker().cancel(std::exchange(m_wait, 0));
    m_timer.reset();
    m_heartbeatTimer.reset();
}

HttpPort& HttpExchange::port()
{
    return m_session.port();
}

Broker& HttpExchange::broker()
{
    return m_session.port().broker;
}

const std::string& HttpExchange::namespacePrefix() const
{
    return m_session.namespacePrefix();
}

Connection& HttpExchange::connection()
{
    return m_session.connection();
}

std::string HttpExchange::peerAddress() const
{
    const std::string& address = m_session.connection().info().address;
    const std::string host = address.substr(0, address.rfind(':'));
    return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

// ---------------------------------------------------------------------------------------------- one answer

void HttpExchange::answer(Answer answer, bool afterKept)
{
    CHECK(!m_answered);
    m_answered = true;
    m_session.writeAnswer(answer, afterKept);
    m_session.finished();
}

void HttpExchange::retryWhenRoom()
{
    m_waitsForRoom = true;
    m_session.port().waitForRoom(m_session);
}

void HttpExchange::runAgain()
{
    m_waitsForRoom = false;
    m_route.handler(*this);
}

// ---------------------------------------------------------------------------------------------- waiting

void HttpExchange::setWait(WaitId wait, bool waits)
{
    if (m_callDone)
        return;
    m_wait = wait;
    connection().setWaiting(waits);
}

void HttpExchange::receive(QueueHandle& queue, const ReceiveRequest& request, ReceiveDone done)
{
    CHECK(m_wait == 0);
    m_receiveDone = std::move(done);
    m_callDone = false;
    const bool waits = request.wait.micros > 0;
    setWait(broker().receive(queue, request, *this), waits);
}

void HttpExchange::read(
    QueueHandle& queue, MessageId from, uint32_t count, size_t bytesMax, Duration wait, ReadDone done)
{
    CHECK(m_wait == 0);
    m_readDone = std::move(done);
    m_callDone = false;
    const bool waits = wait.micros > 0;
    setWait(waits ? broker().follow(queue, from, count, bytesMax, wait, *this)
                  : broker().read(queue, from, count, bytesMax, *this),
        waits);
}

void HttpExchange::received(const Received& outcome)
{
    m_callDone = true;
    m_wait = 0;
    connection().setWaiting(false);
    const ReceiveDone done = std::exchange(m_receiveDone, nullptr);
    const NamespaceScope scope(broker(), namespacePrefix());
    done(outcome);
}

void HttpExchange::onDeliveries(std::span<const DeliveredMessage> deliveries)
{
    received({deliveries, nullptr, false});
}

void HttpExchange::onNothing(bool timedOut)
{
    received({{}, nullptr, timedOut});
}

void HttpExchange::onReceiveError(const Error& error)
{
    received({{}, &error, false});
}

void HttpExchange::onMessages(std::span<const MessageView> messages)
{
    m_callDone = true;
    m_wait = 0;
    connection().setWaiting(false);
    const ReadDone done = std::exchange(m_readDone, nullptr);
    const NamespaceScope scope(broker(), namespacePrefix());
    done(messages);
}

void HttpExchange::onReadError(const Error& error)
{
    m_callDone = true;
    m_wait = 0;
    connection().setWaiting(false);
    const ReadDone done = std::exchange(m_readDone, nullptr);
    const NamespaceScope scope(broker(), namespacePrefix());
    done(error);
}

void HttpExchange::after(Duration delay, std::function<void()> job)
{
    if (!m_timer)
        m_timer = std::make_unique<LoopTimer>(m_session.port().reactor);
    m_timer->start(delay, [this, job = std::move(job)] {
        const NamespaceScope scope(broker(), namespacePrefix());
        job();
    });
}

// A wait that cannot go on ends as if its time were over.
void HttpExchange::endWait()
{
    if (const auto job = std::exchange(m_onStop, nullptr); job && !m_answered) {
        const NamespaceScope scope(broker(), namespacePrefix());
        return job();
    }
    if (m_wait == 0)
        return;
    broker().cancel(m_wait);
    if (m_receiveDone)
        onNothing(true);
    else if (m_readDone)
        onMessages({});
}

void HttpExchange::onPeerClosed()
{
    if (m_streaming)
        m_session.connection().closeAfterOutput();
    else
        endWait();
}

void HttpExchange::onDrain()
{
    if (!m_streaming) {
        endWait();
        return;
    }
    if (m_source)
        m_source->onDrain();
    if (m_streaming)
        endStream();
}

// ---------------------------------------------------------------------------------------------- streams

void HttpExchange::beginStream(const Answer& head, std::unique_ptr<StreamSource> source)
{
    CHECK(!m_answered);
    m_answered = m_streaming = true;
    m_source = std::move(source);
    m_chunked = m_session.writeStreamHead(head);
    connection().setPushing(true);
    connection().setWaiting(true);
}

void HttpExchange::chunk(std::string_view bytes)
{
    if (!m_streaming || bytes.empty())
        return;
    m_sentSinceBeat = true;
    if (m_chunked) {
        char size[24];
        const int length = std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
        m_session.write({size, static_cast<size_t>(length)});
    }
    m_session.write(bytes);
    if (m_chunked)
        m_session.write("\r\n");
    connection().holdUntil(broker().pendingGroup());
    connection().touch();
    if (full())
        m_session.setWantsRoom();
}

void HttpExchange::endStream()
{
    if (!m_streaming)
        return;
    m_streaming = false;
    if (m_chunked)
        m_session.write("0\r\n\r\n");
    connection().setPushing(false);
    connection().setWaiting(false);
    m_session.finished();
}

bool HttpExchange::full() const
{
    return m_session.connection().output().size() > limits::kStreamAheadBytes;
}

void HttpExchange::onRoom()
{
    if (m_streaming && m_source)
        m_source->onRoom();
}

void HttpExchange::setHeartbeat(Duration silence, std::string bytes)
{
    m_silence = silence;
    m_heartbeat = std::move(bytes);
    m_heartbeatTimer = std::make_unique<LoopTimer>(m_session.port().reactor);
    m_sentSinceBeat = true;
    beat();
}

void HttpExchange::beat()
{
    if (!m_sentSinceBeat && !full())
        chunk(m_heartbeat);
    m_sentSinceBeat = false;
    m_heartbeatTimer->start(m_silence, [this] { beat(); });
}

// ---------------------------------------------------------------------------------------------- bodies in parts

void HttpExchange::takeBody(std::unique_ptr<BodySink> sink)
{
    m_bodySink = std::move(sink);
}

void HttpExchange::bodyResume()
{
    m_bodyStalled = false;
    m_session.inputMayGoOn();
}

// ---------------------------------------------------------------------------------------------- WebSocket

bool HttpExchange::asksForWebSocket() const
{
    return equalsIgnoringCase(m_request.header("Upgrade").value_or(""), "websocket")
        && m_request.header("Sec-WebSocket-Key").has_value();
}

void HttpExchange::upgrade(std::unique_ptr<WebSocketHandler> handler, std::string_view headers)
{
    CHECK(!m_answered);
    m_answered = true;
    m_session.becomeWebSocket(m_request, std::move(handler), headers);
    m_session.finished();
}

} // namespace tapedeck::http
