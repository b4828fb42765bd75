// One connection at a live port: order, keep-alive, bodies, streams, WebSockets, and their ends.
#include "engine/base/limits.h"
#include "tests/support/http_client.h"
#include "tests/support/http_test_server.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::http;
using namespace std::chrono_literals;

namespace {

// Sends as long as there is room, and counts.
class Pump final : public StreamSource {
public:
    Pump(Exchange& exchange, std::atomic<size_t>& sent, std::atomic<int>& alive)
        : m_exchange(exchange)
        , m_sent(sent)
        , m_alive(alive)
    {
        ++m_alive;
    }
    ~Pump() override { --m_alive; }
    void onRoom() override { fill(); }
    void fill()
    {
        const std::string part(10'000, 'x');
        while (!m_exchange.full() && m_sent < 40'000'000) {
            m_exchange.chunk(part);
            m_sent += part.size();
        }
        if (m_sent >= 40'000'000)
            m_exchange.endStream();
    }

private:
    Exchange& m_exchange;
    std::atomic<size_t>& m_sent;
    std::atomic<int>& m_alive;
};

// Takes at most some bytes at a time.
class SlowSink final : public BodySink {
public:
    explicit SlowSink(Exchange& exchange)
        : m_exchange(exchange)
    {
    }
    size_t onBody(std::string_view bytes) override
    {
        const size_t taken = std::min<size_t>(bytes.size(), 3);
        m_seen += bytes.substr(0, taken);
        if (taken < bytes.size())
            m_exchange.after(Duration{100}, [this] { m_exchange.bodyResume(); });
        return taken;
    }
    void onBodyEnd() override { m_exchange.answer({200, "text/plain", m_seen}); }

private:
    Exchange& m_exchange;
    std::string m_seen;
};

class Echo final : public WebSocketHandler {
public:
    explicit Echo(std::atomic<int>& alive)
        : m_alive(alive)
    {
        ++m_alive;
    }
    ~Echo() override { --m_alive; }
    void onOpen(WebSocket& socket) override
    {
        m_socket = &socket;
        m_socket->sendText("hello");
    }
    void onMessage(std::string_view message, bool isText) override
    {
        if (message == "close")
            m_socket->close(4000, "as you wish");
        else if (isText)
            m_socket->sendText(message);
        else
            m_socket->sendBinary(message);
    }

private:
    WebSocket* m_socket = nullptr;
    std::atomic<int>& m_alive;
};

std::string frameOf(unsigned char first, std::string_view payload)
{
    std::string bytes{static_cast<char>(first), static_cast<char>(0x80 | payload.size())};
    bytes += std::string("\1\2\3\4");
    for (size_t i = 0; i < payload.size(); ++i)
        bytes += static_cast<char>(payload[i] ^ (i % 4 + 1));
    return bytes;
}

const std::string kUpgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

} // namespace

class SessionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<HttpTestServer>();
        m_sent = 0;
        m_alive = 0;
        m_server->add({
            {Method::get, "/path/{rest*}",
                [](Exchange& e) {
                    e.answer({200, "text/plain", std::string(e.pathPart(0))});
                },
                Route::kHeadToo},
            {Method::post, "/echo",
                [](Exchange& e) {
                    e.answer({200, "text/plain", e.request().body});
                }},
            {Method::get, "/empty",
                [](Exchange& e) {
                    e.answer({204, {}, {}});
                }},
            {Method::get, "/late",
                [](Exchange& e) { e.after(Duration{20'000}, [&e] {
                                      e.answer({200, "text/plain", "late"});
                                  }); }},
            {Method::post, "/parts", [](Exchange& e) { e.takeBody(std::make_unique<SlowSink>(e)); },
                Route::kBodyInParts},
            {Method::post, "/parts/refused",
                [](Exchange& e) {
                    e.answer({422, "text/plain", "no"});
                },
                Route::kBodyInParts},
            {Method::get, "/stream",
                [this](Exchange& e) {
                    auto pump = std::make_unique<Pump>(e, m_sent, m_alive);
                    Pump& source = *pump;
                    e.beginStream({200, "text/plain", {}}, std::move(pump));
                    source.fill();
                }},
            {Method::get, "/beats",
                [](Exchange& e) {
                    e.beginStream({200, "text/plain", {}}, nullptr);
                    e.setHeartbeat(Duration{20'000}, ":\n");
                }},
            {Method::get, "/socket",
                [this](Exchange& e) {
                    if (e.asksForWebSocket())
                        e.upgrade(std::make_unique<Echo>(m_alive), "X-Extra: yes\r\n");
                    else
                        e.answer({426, "text/plain", "WebSocket only"});
                },
                Route::kUpgrades},
        });
        m_server->start();
    }

    void requestsAreAnsweredInOrderOnOneConnection()
    {
        HttpClient client(m_server->port());
        for (const char* path : {"/path/1", "/late", "/path/2", "/empty", "/nowhere", "/path/3"})
            client.send("GET", path);
        QCOMPARE(client.reply().body, std::string("1"));
        QCOMPARE(client.reply().body, std::string("late"));
        QCOMPARE(client.reply().body, std::string("2"));
        QCOMPARE(client.reply().status, 204);
        QCOMPARE(client.reply().body, std::string("no /nowhere"));
        QCOMPARE(client.reply().body, std::string("3"));
        QCOMPARE(m_server->onLoop([this] { return m_server->clients->traffic().connections; }), uint64_t{1});
    }

    void bodiesArriveHoweverTheyAreFramed()
    {
        HttpClient client(m_server->port());
        QCOMPARE(client.ask("POST", "/echo", "hello").body, std::string("hello"));
        client.sendRaw("POST /echo HTTP/1.1\r\nHost: localhost:" + std::to_string(client.port())
            + "\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n");
        client.sendRaw("3\r\nllo\r\n0\r\n\r\n");
        QCOMPARE(client.reply().body, std::string("hello"));
        const std::string large(3'000'000, 'l');
        QCOMPARE(client.ask("POST", "/echo", large).body, large);
    }

    void continueIsSaidBeforeTheBody()
    {
        HttpClient client(m_server->port());
        client.send("POST", "/echo", "", "Expect: 100-continue\r\nContent-Length: 5\r\n");
        QCOMPARE(client.head().status, 100);
        client.sendRaw("hello");
        QCOMPARE(client.reply().body, std::string("hello"));
        // A body that is too long is refused without being asked for.
        client.send("POST", "/echo", "", "Expect: 100-continue\r\nContent-Length: 999999999999\r\n");
        QCOMPARE(client.head().status, 413);
    }

    void headHasTheHeadersOfGetAndNoBody()
    {
        HttpClient client(m_server->port());
        const HttpReply reply = client.ask("HEAD", "/path/abc");
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.header("content-length"), std::string("3"));
        QCOMPARE(client.ask("GET", "/path/x").body, std::string("x"));
        QCOMPARE(client.ask("HEAD", "/empty").status, 405);
        QCOMPARE(client.ask("PUT", "/echo", "x").body, std::string("allowed: POST"));
    }

    void oldClientsAreClosedUnlessTheyAskOtherwise()
    {
        HttpClient client(m_server->port());
        client.sendRaw("GET /path/a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /path/b HTTP/1.0\r\n\r\n");
        const HttpReply first = client.reply();
        QCOMPARE(first.header("connection"), std::string("keep-alive"));
        const HttpReply second = client.reply();
        QCOMPARE(second.body, std::string("b"));
        QCOMPARE(second.header("connection"), std::string("close"));
        QVERIFY(client.closedByServer());
        HttpClient other(m_server->port());
        QCOMPARE(other.ask("GET", "/path/c", {}, "Connection: close\r\n").body, std::string("c"));
        QVERIFY(other.closedByServer());
    }

    void partsAreTakenAtTheHandlersPace()
    {
        HttpClient client(m_server->port());
        QCOMPARE(client.ask("POST", "/parts", "0123456789").body, std::string("0123456789"));
        client.send("POST", "/parts", "", "Transfer-Encoding: chunked\r\n");
        client.sendRaw("5\r\nabcde\r\n");
        client.sendRaw("2\r\nfg\r\n0\r\n\r\n");
        client.send("GET", "/path/next");
        QCOMPARE(client.reply().body, std::string("abcdefg"));
        QCOMPARE(client.reply().body, std::string("next"));
        // Answered before the body has come: the rest is swallowed, the connection goes on.
        client.send("POST", "/parts/refused", "", "Content-Length: 10\r\n");
        QCOMPARE(client.reply().status, 422);
        client.sendRaw("0123456789");
        QCOMPARE(client.ask("GET", "/path/next").body, std::string("next"));
    }

    void streamsStopAtAReaderThatDoesNotRead()
    {
        HttpClient client(m_server->port());
        client.send("GET", "/stream");
        // The source stands still once the buffers of both ends are full; nothing is lost when the reader goes on.
        QVERIFY(m_server->eventually([this] { return m_sent > limits::kStreamAheadBytes; }));
        const HttpReply reply = client.reply();
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body.size(), size_t{40'000'000});
        QVERIFY(m_server->eventually([this] { return m_alive == 0; }));
        QCOMPARE(client.ask("GET", "/path/after").body, std::string("after"));
    }

    void aReaderThatLeavesEndsItsStream()
    {
        {
            HttpClient client(m_server->port());
            client.send("GET", "/stream");
            QVERIFY(m_server->eventually([this] { return m_alive == 1; }));
        }
        QVERIFY(m_server->eventually([this] { return m_alive == 0; }));
        QVERIFY(m_server->eventually([this] { return m_server->clients->count() == 0; }));
    }

    void silenceIsBroken()
    {
        HttpClient client(m_server->port());
        client.send("GET", "/beats");
        QCOMPARE(client.head().header("transfer-encoding"), std::string("chunked"));
        QCOMPARE(client.chunk(), std::optional<std::string>(":\n"));
        QCOMPARE(client.chunk(), std::optional<std::string>(":\n"));
    }

    void webSocketsSpeak()
    {
        HttpClient client(m_server->port());
        client.send("GET", "/socket", {}, kUpgrade);
        const HttpReply head = client.head();
        QCOMPARE(head.status, 101);
        QCOMPARE(head.header("sec-websocket-accept"), std::string("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        QCOMPARE(head.header("x-extra"), std::string("yes"));
        QCOMPARE(client.raw().bytes(7), std::string("\x81\x05hello"));
        client.sendRaw(frameOf(0x81, "text"));
        QCOMPARE(client.raw().bytes(6), std::string("\x81\x04text"));
        client.sendRaw(frameOf(0x82, std::string("\0\1", 2)));
        QCOMPARE(client.raw().bytes(4), std::string("\x82\x02\0\1", 4));
        client.sendRaw(frameOf(0x89, "ping"));
        QCOMPARE(client.raw().bytes(6), std::string("\x8a\x04ping"));
        // In pieces, with a ping between.
        client.sendRaw(frameOf(0x01, "one ") + frameOf(0x89, "") + frameOf(0x80, "message"));
        QCOMPARE(client.raw().bytes(15), std::string("\x8a\x00\x81\x0bone message", 15));
        client.sendRaw(frameOf(0x81, "close"));
        QCOMPARE(client.raw().bytes(4), std::string("\x88\x0d\x0f\xa0", 4));
        QCOMPARE(client.raw().bytes(11), std::string("as you wish"));
        client.sendRaw(frameOf(0x88, "\x0f\xa0"));
        QVERIFY(client.closedByServer());
        QVERIFY(m_server->eventually([this] { return m_alive == 0; }));
    }

    void draftVersionsOfWebSocketsStillSpeak()
    {
        HttpClient client(m_server->port());
        std::string draft = kUpgrade;
        draft.replace(draft.find(": 13"), 4, ": 8");
        client.send("GET", "/socket", {}, draft);
        QCOMPARE(client.head().status, 101);
    }

    void brokenWebSocketsAreClosed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const std::string& bytes, int code) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << code;
        };
        row("no mask", std::string("\x81\x01x"), 1002);
        row("reserved bit", frameOf(0xc1, "x"), 1002);
        row("unknown opcode", frameOf(0x83, "x"), 1002);
        row("continuation of nothing", frameOf(0x80, "x"), 1002);
        row("text is not UTF-8", frameOf(0x81, "\xff"), 1007);
        row("frame too large", std::string("\x82\xff\0\0\0\0\0\x20\0\0mask", 14), 1009);
    }
    void brokenWebSocketsAreClosed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        HttpClient client(m_server->port());
        client.send("GET", "/socket", {}, kUpgrade);
        QCOMPARE(client.head().status, 101);
        QCOMPARE(client.raw().bytes(7), std::string("\x81\x05hello"));
        client.sendRaw(bytes.toStdString());
        const std::string close = client.raw().bytes(4);
        QCOMPARE(close.size(), size_t{4});
        QCOMPARE(static_cast<int>(static_cast<unsigned char>(close[0])), 0x88);
        QCOMPARE(static_cast<unsigned char>(close[2]) << 8 | static_cast<unsigned char>(close[3]), code);
        QVERIFY(m_server->eventually([this] { return m_alive == 0; }));
    }

    void aWebSocketThatVanishesIsForgotten()
    {
        {
            HttpClient client(m_server->port());
            client.send("GET", "/socket", {}, kUpgrade);
            QCOMPARE(client.head().status, 101);
        }
        QVERIFY(m_server->eventually([this] { return m_alive == 0 && m_server->clients->count() == 0; }));
        HttpClient plain(m_server->port());
        QCOMPARE(plain.ask("GET", "/socket").status, 426);
    }

    void drainingEndsEverything()
    {
        HttpClient idle(m_server->port());
        QCOMPARE(idle.ask("GET", "/path/x").status, 200);
        HttpClient beats(m_server->port());
        beats.send("GET", "/beats");
        QCOMPARE(beats.head().status, 200);
        HttpClient socket(m_server->port());
        socket.send("GET", "/socket", {}, kUpgrade);
        QCOMPARE(socket.head().status, 101);
        std::promise<void> drained;
        m_server->onLoop([&] { m_server->clients->drain(Duration::seconds(10), [&] { drained.set_value(); }); });
        QCOMPARE(socket.raw().bytes(7), std::string("\x81\x05hello"));
        QCOMPARE(socket.raw().bytes(4), std::string("\x88\x12\x03\xe9", 4)); // 1001, going away
        socket.raw().bytes(16);
        socket.sendRaw(frameOf(0x88, "\x03\xe9"));
        QVERIFY(idle.closedByServer());
        while (const auto chunk = beats.chunk()) {
            if (chunk->empty())
                break;
        }
        QVERIFY(beats.closedByServer());
        QCOMPARE(drained.get_future().wait_for(10s), std::future_status::ready);
    }

    void cleanup() { m_server.reset(); }

private:
    std::unique_ptr<HttpTestServer> m_server;
    std::atomic<size_t> m_sent{0};
    std::atomic<int> m_alive{0};
};

QTEST_APPLESS_MAIN(SessionTest)
#include "session_test.moc"
