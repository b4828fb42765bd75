// The routes of live consumers: comet, server-sent events, WebSocket.
#include "engine/net/connection.h"
#include "engine/net/http/encodings.h"
#include "engine/net/http/restmq/pages.h"
#include "engine/net/http/restmq/rest_mq.h"

#include <algorithm>

namespace tapedeck::restmq {

using http::Answer;
using http::Exchange;

namespace {

class StreamConsumer final : public http::StreamSource, public LiveConsumer {
public:
    StreamConsumer(Exchange& exchange, bool events, std::string callback)
        : LiveConsumer(exchange.connection())
        , m_exchange(exchange)
        , m_events(events)
        , m_callback(std::move(callback))
    {
    }
    ~StreamConsumer() override { leave(); }
    void onRoom() override { roomCame(); }
    void onDrain() override { leave(); }

protected:
    // One message is one chunk: there are clients that take each chunk for one JSON text.
    void give(const LiveMessage& message) override
    {
        if (m_events)
            m_exchange.chunk(message.event);
        else if (m_callback.empty())
            m_exchange.chunk(message.line);
        else
            m_exchange.chunk(m_callback + '(' + message.json + ");\r\n");
    }
    bool full() const override { return m_exchange.full(); }
    size_t unsentBytes() const override { return connection().output().size(); }
    void end() override { m_exchange.endStream(); }

private:
    Exchange& m_exchange;
    bool m_events;
    std::string m_callback;
};

class SocketConsumer final : public http::WebSocketHandler, public LiveConsumer {
public:
    SocketConsumer(Connection& connection, Queues& queues, QueuePtr queue)
        : LiveConsumer(connection)
        , m_queues(queues)
        , m_queue(std::move(queue))
    {
    }
    ~SocketConsumer() override { leave(); }
    void onOpen(http::WebSocket& socket) override
    {
        m_socket = &socket;
        m_queues.listen(m_queue, *this);
    }
    // Sent back, as text whatever it was. Nothing is published.
    void onMessage(std::string_view message, bool isText) override
    {
        m_socket->sendText(isText ? std::string(message) : http::toUtf8(message));
    }
    void onRoom() override { roomCame(); }
    void onDrain() override { leave(); }

protected:
    void give(const LiveMessage& message) override { m_socket->sendText(message.json); }
    bool full() const override { return m_socket->full(); }
    // The frames around what waits count too: an eighth is more than they take.
    size_t unsentBytes() const override
    {
        const size_t waiting = m_socket->unsentBytes();
        return std::max(waiting + waiting / 8, connection().output().size());
    }
    void end() override { m_socket->close(1000, "the queue was purged"); }

private:
    Queues& m_queues;
    QueuePtr m_queue;
    http::WebSocket* m_socket = nullptr;
};

} // namespace

void RestMq::getComet(Call& call)
{
    const std::string accept = http::toLower(call.exchange.request().header("Accept").value_or(""));
    stream(call, accept.find("text/event-stream") != std::string::npos);
}

void RestMq::getEvents(Call& call)
{
    stream(call, true);
}

// Listens also to a queue that nobody has used yet.
void RestMq::stream(Call& call, bool events)
{
    Exchange& exchange = call.exchange;
    if (!needName(exchange, call.queue))
        return;
    const Result<QueuePtr> queue = m_queues.open(call.queue);
    if (!queue)
        return fail(exchange, queue.error());
    Answer head{200, events ? "text/event-stream" : "text/plain", {}};
    if (events)
        head.with("Cache-Control", "no-cache");
    auto consumer = std::make_unique<StreamConsumer>(exchange, events, events ? std::string() : call.callback);
    StreamConsumer& listener = *consumer;
    exchange.beginStream(head, std::move(consumer));
    if (events)
        exchange.setHeartbeat(m_options.heartbeat, ":\n\n");
    m_queues.listen(*queue, listener);
}

void RestMq::getWebSocket(Call& call)
{
    Exchange& exchange = call.exchange;
    if (!exchange.asksForWebSocket())
        return exchange.answer({403, std::string(http::kText), "Expected WebSocket Headers"}, false);
    if (!needName(exchange, call.queue))
        return;
    const Result<QueuePtr> queue = m_queues.open(call.queue);
    if (!queue)
        return fail(exchange, queue.error());
    exchange.upgrade(std::make_unique<SocketConsumer>(exchange.connection(), m_queues, *queue));
}

} // namespace tapedeck::restmq
