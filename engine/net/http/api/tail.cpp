// The tail of a queue: as server-sent events, or over a WebSocket.
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/search.h"
#include "engine/net/http/api/support.h"
#include "engine/net/http/api/tail_pump.h"
#include "engine/net/http/api/values.h"

namespace tapedeck::api {

namespace {

constexpr size_t kBodyBytesDefault = size_t{1} << 20;
constexpr std::string_view kStopping = "The server stops.";
constexpr unsigned kNormalClosure = 1000;

struct Place {
    QueuePtr queue;
    MessageId from;
    size_t bodyBytes = kBodyBytesDefault;
    Filter filter = {};
};

class EventTail final : public http::StreamSource, private TailOutput {
public:
    EventTail(Exchange& exchange, const Place& place)
        : m_exchange(exchange)
        , m_bodyBytes(place.bodyBytes)
        , m_pump(exchange.broker(), place.queue, place.from, place.filter, *this)
    {
    }
    void start() { m_pump.run(); }
    void onRoom() override { m_pump.run(); }
    void onDrain() override { m_pump.end(kStopping); }

private:
    bool full() const override { return m_exchange.full(); }
    void onMessage(const MessageView& message) override
    {
        JsonWriter json;
        writeMessage(json, message, m_bodyBytes);
        m_exchange.chunk("id: " + std::to_string(message.id.value) + "\ndata: " + json.result() + "\n\n");
    }
    void onGap(MessageId from, MessageId until) override
    {
        JsonWriter json;
        json.beginObject().id("from", from).id("until", until).endObject();
        m_exchange.chunk("event: gap\ndata: " + json.result() + "\n\n");
    }
    void onEnd(std::string_view reason) override
    {
        JsonWriter json;
        json.beginObject().member("reason", reason).endObject();
        m_exchange.chunk("event: end\ndata: " + json.result() + "\n\n");
        m_exchange.endStream();
    }

    Exchange& m_exchange;
    size_t m_bodyBytes;
    TailPump m_pump;
};

class SocketTail final : public http::WebSocketHandler, private TailOutput {
public:
    SocketTail(Broker& broker, const Place& place)
        : m_bodyBytes(place.bodyBytes)
        , m_pump(broker, place.queue, place.from, place.filter, *this)
    {
    }
    void onOpen(http::WebSocket& socket) override
    {
        m_socket = &socket;
        m_pump.run();
    }
    void onMessage(std::string_view, bool) override { } // there is nothing to say to a tail
    void onRoom() override { m_pump.run(); }
    void onDrain() override { m_pump.end(kStopping); }

private:
    bool full() const override { return !m_socket || m_socket->full(); }
    void onMessage(const MessageView& message) override
    {
        JsonWriter json;
        writeMessage(json, message, m_bodyBytes);
        m_socket->sendText(json.result());
    }
    void onGap(MessageId from, MessageId until) override
    {
        JsonWriter json;
        json.beginObject().key("gap").beginObject().id("from", from).id("until", until).endObject().endObject();
        m_socket->sendText(json.result());
    }
    void onEnd(std::string_view reason) override
    {
        if (!m_socket)
            return;
        JsonWriter json;
        json.beginObject().key("end").beginObject().member("reason", reason).endObject().endObject();
        m_socket->sendText(json.result());
        m_socket->close(kNormalClosure, reason.substr(0, 100));
    }

    http::WebSocket* m_socket = nullptr;
    size_t m_bodyBytes;
    TailPump m_pump;
};

void begin(NativeApi& api, Exchange& exchange, const Place& place)
{
    if (exchange.asksForWebSocket())
        return exchange.upgrade(std::make_unique<SocketTail>(exchange.broker(), place));
    auto source = std::make_unique<EventTail>(exchange, place);
    EventTail& stream = *source;
    exchange.beginStream({200, "text/event-stream", {}}, std::move(source));
    exchange.setHeartbeat(api.options().heartbeat, ":\n\n");
    stream.start();
}

// Where it begins: Last-Event-ID wins, since an EventSource that reconnects sends its first parameters again.
std::optional<MessageId> startOf(Exchange& exchange, QueryReader& query, QueueHandle& queue)
{
    const auto from = query.text("from");
    if (from && query.has("at"))
        query.fail("`from` and `at` exclude each other.");
    if (const auto last = exchange.request().header("Last-Event-ID"); last && !last->empty()) {
        const auto id = parseUnsigned(*last);
        if (!id || *id == UINT64_MAX)
            query.fail("The Last-Event-ID is no id of a message.");
        return MessageId{id.value_or(0) + 1};
    }
    if (!from || *from == "head")
        return exchange.broker().head(queue);
    if (*from == "first")
        return exchange.broker().first(queue);
    const auto id = parseUnsigned(*from);
    if (!id)
        query.fail("The parameter `from` is neither an id nor `head` or `first`.");
    return MessageId{std::max<uint64_t>(id.value_or(1), 1)};
}

} // namespace

void tail(NativeApi& api, Exchange& exchange)
{
    Place place;
    place.queue = queueOf(exchange);
    if (!place.queue)
        return;
    QueryReader query(exchange.request(), exchange.broker().now());
    place.filter = filterOf(exchange, query).value_or(Filter());
    if (exchange.answered())
        return;
    const auto at = query.time("at");
    place.bodyBytes = query.number("bodyBytes").value_or(kBodyBytesDefault);
    place.from = startOf(exchange, query, *place.queue).value_or(MessageId{1});
    if (!answerIfFailed(exchange, query.finish()))
        return;
    if (!at || exchange.request().header("Last-Event-ID"))
        return begin(api, exchange, place);
    exchange.broker().findId(*place.queue, SeekTarget::toTime(*at),
        exchange.whenDone<MessageId>([&api, &exchange, place](Result<MessageId> found) mutable {
            if (!found)
                return answerError(exchange, found.error());
            place.from = *found;
            begin(api, exchange, place);
        }));
}

} // namespace tapedeck::api
