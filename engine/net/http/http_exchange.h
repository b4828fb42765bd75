// What a handler sees of one request on one connection: the Exchange of the real server.
//
// Loop thread only. Owned by the session.
#pragma once

#include "engine/net/http/exchange.h"
#include "engine/net/http/router.h"
#include "engine/net/loop_timer.h"

#include <memory>
#include <string>
#include <vector>

namespace tapedeck::http {

class HttpExchange final : public Exchange, private Receiver, private MessageSink {
public:
    HttpExchange(HttpSession& session, Request& request, const Router::Match& match);
    ~HttpExchange() override;

    // --- for the session ---
    bool takesBody() const { return m_bodySink != nullptr; }
    // Offers a part of the body. Returns how much was taken.
    size_t offerBody(std::string_view bytes) { return m_bodySink->onBody(bytes); }
    void endBody() { m_bodySink->onBodyEnd(); }
    bool bodyStalled() const { return m_bodyStalled; }
    void stallBody() { m_bodyStalled = true; }
    bool waitsForRoom() const { return m_waitsForRoom; }
    void runAgain();
    bool streaming() const { return m_streaming; }
    void onRoom();
    // Ends waits with their empty answer and streams properly.
    void onDrain();
    void onPeerClosed();
    // Nothing of it may act any more: cancels what it has started.
    void finish();

    // --- Exchange ---
    const Request& request() const override { return m_request; }
    std::string_view pathPart(size_t n) const override { return m_parts.at(n); }
    const Route& route() const override { return m_route; }
    HttpPort& port() override;
    Broker& broker() override;
    const std::string& namespacePrefix() const override;
    Connection& connection() override;
    std::string peerAddress() const override;
    void answer(Answer answer, bool afterKept) override;
    bool answered() const override { return m_answered; }
    void closeAfterAnswer() override { m_request.keepAlive = false; }
    void retryWhenRoom() override;
    void receive(QueueHandle& queue, const ReceiveRequest& request, ReceiveDone done) override;
    void read(
        QueueHandle& queue, MessageId from, uint32_t count, size_t bytesMax, Duration wait, ReadDone done) override;
    void after(Duration delay, std::function<void()> job) override;
    void onStop(std::function<void()> job) override { m_onStop = std::move(job); }
    void beginStream(const Answer& head, std::unique_ptr<StreamSource> source) override;
    void chunk(std::string_view bytes) override;
    void endStream() override;
    bool full() const override;
    void setHeartbeat(Duration silence, std::string bytes) override;
    void takeBody(std::unique_ptr<BodySink> sink) override;
    void bodyResume() override;
    bool asksForWebSocket() const override;
    void upgrade(std::unique_ptr<WebSocketHandler> handler, std::string_view headers) override;

private:
    const std::shared_ptr<const int>& lifetime() const override { return m_lifetime; }
    void setWait(WaitId wait, bool waits);
    void endWait();
    void beat();

    // --- Receiver, MessageSink ---
    void onDeliveries(std::span<const DeliveredMessage> deliveries) override;
    void onNothing(bool timedOut) override;
    void onReceiveError(const Error& error) override;
    void onMessages(std::span<const MessageView> messages) override;
    void onReadError(const Error& error) override;
    void received(const Received& outcome);

    HttpSession& m_session;
    Request& m_request;
    const Route& m_route;
    std::vector<std::string_view> m_parts;
    std::shared_ptr<const int> m_lifetime;
    WaitId m_wait = 0;
    bool m_callDone = false; // the broker answered before its call returned
    ReceiveDone m_receiveDone;
    ReadDone m_readDone;
    std::unique_ptr<StreamSource> m_source;
    std::unique_ptr<BodySink> m_bodySink;
    std::unique_ptr<LoopTimer> m_timer; // of after()
    std::function<void()> m_onStop;
    std::unique_ptr<LoopTimer> m_heartbeatTimer;
    std::string m_heartbeat;
    Duration m_silence;
    bool m_sentSinceBeat = false;
    bool m_answered = false;
    bool m_streaming = false;
    bool m_chunked = false;
    bool m_waitsForRoom = false;
    bool m_bodyStalled = false;
};

} // namespace tapedeck::http
