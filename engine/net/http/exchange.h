// One request and its answer, as the handler of a route sees them. A handler either answers before it returns, or
// starts something that answers later (receive, read, whenDone, retryWhenRoom), or turns the answer into a stream, or
// the connection into a WebSocket.
//
// Loop thread only. An Exchange lives from the request until its answer is complete; when the client goes away before,
// it is destroyed, everything it had started is cancelled, and no callback is called any more. Requests of one
// connection are served one after the other.
#pragma once

#include "engine/broker/broker.h"
#include "engine/net/http/answer.h"
#include "engine/net/http/encodings.h"
#include "engine/net/http/request.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {
class Connection;
}

namespace tapedeck::http {

class HttpPort;
class HttpSession;
struct Route;

// A stream that goes on for as long as the client stays. Owned by the session; destroyed when the client goes away or
// after end().
class StreamSource {
public:
    virtual ~StreamSource() = default;
    // What was sent has left; there is room again after Exchange::full() was true.
    virtual void onRoom() { }
    // The server is about to stop: the stream is ended after this call.
    virtual void onDrain() { }
};

// Takes a request body in parts.
class BodySink {
public:
    virtual ~BodySink() = default;
    // The next bytes, in order. Returns how many were taken; fewer than all means: not now, offer the rest again after
    // Exchange::bodyResume(). Not called any more once the exchange has been answered: the rest of the body is then
    // swallowed.
    virtual size_t onBody(std::string_view bytes) = 0;
    virtual void onBodyEnd() = 0;
};

// One WebSocket, from the handshake to the end. Owned by the session.
class WebSocket {
public:
    virtual ~WebSocket() = default;
    virtual void sendText(std::string_view text) = 0;
    virtual void sendBinary(std::string_view bytes) = 0;
    // Starts the closing handshake; what was sent before is still delivered.
    virtual void close(unsigned code, std::string_view reason) = 0;
    // More has been sent than the client takes: wait for onRoom.
    virtual bool full() const = 0;
    virtual size_t unsentBytes() const = 0; // of messages and answers that have not left yet
};
class WebSocketHandler {
public:
    virtual ~WebSocketHandler() = default;
    virtual void onOpen(WebSocket& socket) = 0; // valid until this object is destroyed
    virtual void onMessage(std::string_view message, bool isText) = 0;
    virtual void onRoom() { }
    virtual void onDrain() { } // the socket is closed with 1001 after this call
};

// How a receive ended: with deliveries, with an error, or with nothing.
struct Received {
    std::span<const DeliveredMessage> deliveries; // views live during the call only
    const Error* error = nullptr;
    bool timedOut = false;
};

class Exchange {
public:
    virtual ~Exchange() = default;

    // --- the request ---
    virtual const Request& request() const = 0;
    // What stood for the pattern's nth name, still percent-encoded.
    virtual std::string_view pathPart(size_t n) const = 0;
    virtual const Route& route() const = 0;
    virtual HttpPort& port() = 0;
    virtual Broker& broker() = 0;
    virtual const std::string& namespacePrefix() const = 0; // of the request's queues; outlives the exchange
    virtual Connection& connection() = 0; // for its address, name and counters
    virtual std::string peerAddress() const = 0; // "127.0.0.1", without the port

    // --- one answer ---
    // The answer leaves when everything that is pending in the broker by now is kept; false: at once (it reports
    // nothing that this exchange changed).
    virtual void answer(Answer answer, bool afterKept = true) = 0;
    virtual bool answered() const = 0; // or streaming, or upgraded
    // The connection is closed behind the answer.
    virtual void closeAfterAnswer() = 0;
    // Runs the handler again from its beginning when publishing may succeed again. For ErrorCode::overloaded.
    virtual void retryWhenRoom() = 0;

    // --- what answers later; one at a time; `done` is called at most once, perhaps before the call returns ---
    using ReceiveDone = std::function<void(const Received&)>;
    virtual void receive(QueueHandle& queue, const ReceiveRequest& request, ReceiveDone done) = 0;
    using ReadDone = std::function<void(const Result<std::span<const MessageView>>&)>;
    virtual void read(
        QueueHandle& queue, MessageId from, uint32_t count, size_t bytesMax, Duration wait, ReadDone done) = 0;
    // Wraps a callback for one call of the broker: it is dropped when the exchange has gone.
    template <typename T>
    Callback<T> whenDone(std::function<void(Result<T>)> done)
    {
        return [this, alive = std::weak_ptr<const int>(lifetime()), done = std::move(done)](Result<T> result) {
            if (alive.expired())
                return;
            const NamespaceScope scope(broker(), namespacePrefix());
            done(std::move(result));
        };
    }
    // Runs `job` after `delay` unless the exchange has gone.
    virtual void after(Duration delay, std::function<void()> job) = 0;
    // Runs `job` when there is no more time to wait: the server is about to stop, or the client has closed its side. It
    // answers with what it has.
    virtual void onStop(std::function<void()> job) = 0;

    // --- streams ---
    // Sends the head at once: `head.body` is ignored; chunked for HTTP/1.1, until the connection's end for HTTP/1.0.
    virtual void beginStream(const Answer& head, std::unique_ptr<StreamSource> source) = 0;
    // One chunk: never merged with another one, never split.
    virtual void chunk(std::string_view bytes) = 0;
    virtual void endStream() = 0;
    // More has been sent than the client takes: wait for onRoom. Who goes on nevertheless is limited by the connection.
    virtual bool full() const = 0;
    // While nothing is sent for that long, this is sent as a chunk.
    virtual void setHeartbeat(Duration silence, std::string bytes) = 0;

    // --- request bodies in parts, for routes with Route::kBodyInParts: call it in the handler ---
    virtual void takeBody(std::unique_ptr<BodySink> sink) = 0;
    virtual void bodyResume() = 0;

    // --- WebSocket, for routes with Route::kUpgrades ---
    virtual bool asksForWebSocket() const = 0;
    // Answers 101. `headers` as in Answer.
    virtual void upgrade(std::unique_ptr<WebSocketHandler> handler, std::string_view headers = {}) = 0;

protected:
    virtual const std::shared_ptr<const int>& lifetime() const = 0;
};

} // namespace tapedeck::http
