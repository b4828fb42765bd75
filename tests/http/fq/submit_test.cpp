// /submit: one message over HTTP, with fq's headers, outcomes and errors.
#include "tests/http/fq/fq_rig.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::fq;

namespace {

const std::string kToShop = "X-Fq-Route: order.new\r\nX-Fq-Exchange: shop\r\n";

void compare(const HttpReply& reply, int status, const char* reason, const std::string& body)
{
    QCOMPARE(bytes(reply.body), bytes(body));
    QCOMPARE(reply.status, status);
    QCOMPARE(bytes(reply.reason), bytes(reason));
    QCOMPARE(bytes(reply.header("content-type")), bytes("application/json"));
    QCOMPARE(bytes(reply.header("content-length")), QByteArray::number(reply.body.size()));
}

std::string outcome(int routed, int dropped, int noRoute = 0, int noExchange = 0)
{
    return "{\"routed\":" + std::to_string(routed) + ",\"dropped\":" + std::to_string(dropped)
        + ",\"no_route\":" + std::to_string(noRoute) + ",\"no_exchange\":" + std::to_string(noExchange) + "}\n";
}

std::string headerOf(const FakeBroker::Stored& message, std::string_view name)
{
    for (const auto& [found, value] : decodeHeaders(message.headers)) {
        if (found == name)
            return std::string(value);
    }
    return "(none)";
}

} // namespace

class SubmitTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theOutcomeIsReported()
    {
        FqRig rig;
        rig.bind("shop", rig.makeQueue("one"), "prefix:\"order.\"");
        rig.bind("shop", rig.makeQueue("two"), "prefix:\"order.new\"");
        HttpClient client(rig.port());
        compare(client.ask("POST", "/submit", "body", kToShop), 200, "OK", outcome(2, 0));
        compare(client.ask("POST", "/submit", {}, kToShop), 200, "OK", outcome(2, 0));
        compare(client.ask("PUT", "/submit?x=y", "body", "x-fq-route: none\r\nX-FQ-EXCHANGE: shop\r\n"), 200, "OK",
            outcome(0, 0, 1));
        compare(client.ask("POST", "/submit", "body", "X-Fq-Route: order.new\r\nX-Fq-Exchange: nowhere\r\n"), 200, "OK",
            outcome(0, 0, 1, 1));
        client.sendRaw("GET /submit HTTP/1.1\r\nHost: localhost:" + std::to_string(rig.port()) + "\r\n" + kToShop
            + "Content-Length: 3\r\n\r\nabc");
        compare(client.reply(), 200, "OK", outcome(2, 0));
        HttpClient other(rig.server.port());
        compare(other.ask("POST", "/fq/submit", "body", kToShop), 200, "OK", outcome(2, 0));
    }

    void theMessageHasWhatItsReadersExpect_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<QByteArray>("sender");
        QTest::newRow("no sender") << QByteArray() << QByteArray("_web");
        QTest::newRow("sender") << QByteArray("X-Fq-Sender: me\r\n") << QByteArray("me");
        QTest::newRow("user") << QByteArray("X-Fq-User: me\r\n") << QByteArray("me");
        QTest::newRow("both") << QByteArray("X-Fq-User: you\r\nX-Fq-Sender: me\r\n") << QByteArray("me");
        QTest::newRow("empty sender") << QByteArray("X-Fq-Sender:\r\n") << QByteArray("");
    }
    void theMessageHasWhatItsReadersExpect()
    {
        QFETCH(QByteArray, headers);
        QFETCH(QByteArray, sender);
        FqRig rig;
        const SharedQueuePtr queue = rig.makeQueue("q");
        rig.bind("shop", queue, "prefix:");
        HttpClient client(rig.port());
        const std::string payload("a\0b\xff", 4);
        for (int i = 0; i < 2; ++i)
            compare(client.ask("POST", "/submit", payload, kToShop + headers.toStdString()), 200, "OK", outcome(1, 0));
        rig.server.onLoop([&] {
            const auto& messages = rig.stored(queue).messages;
            QCOMPARE(messages.size(), size_t{2});
            QCOMPARE(bytes(messages[0].key), bytes("order.new"));
            QCOMPARE(bytes(messages[0].body), bytes(payload));
            QCOMPARE(bytes(headerOf(messages[0], "fq-sender")), sender);
            QCOMPARE(bytes(headerOf(messages[0], "fq-exchange")), bytes("shop"));
            QCOMPARE(bytes(headerOf(messages[0], "fq-hops")), bytes("10.0.0.7"));
            QCOMPARE(headerOf(messages[0], "fq-id").size(), size_t{32});
            QVERIFY(headerOf(messages[0], "fq-id") != headerOf(messages[1], "fq-id"));
        });
    }

    void aClientOfFqReceivesIt()
    {
        FqRig rig;
        FqWireClient alice(rig.port());
        QCOMPARE(alice.auth("alice", "orders", "mem"), std::string());
        QVERIFY(alice.attach());
        QVERIFY(alice.bind("shop", "prefix:").has_value());
        HttpClient client(rig.port());
        compare(client.ask("POST", "/submit", "body", kToShop), 200, "OK", outcome(1, 0));
        const auto frame = alice.receive();
        QVERIFY(frame.has_value());
        QCOMPARE(frame->sender, std::string("_web"));
        QCOMPARE(frame->hops, std::vector<std::string>{"10.0.0.7"});
        QCOMPARE(frame->payload, std::string("body"));
    }

    void whatIsMissingIsNamedInOrder_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<bool>("length");
        QTest::addColumn<QByteArray>("error");
        const QByteArray longName(128, 'x'), fits(127, 'x');
        QTest::newRow("no length") << QByteArray() << false << QByteArray("no message");
        QTest::newRow("no length, everything else")
            << QByteArray("X-Fq-Route: r\r\nX-Fq-Exchange: e\r\n") << false << QByteArray("no message");
        QTest::newRow("sender") << "X-Fq-Sender: " + longName + "\r\n" << true << QByteArray("sender too long");
        QTest::newRow("user") << "X-Fq-User: " + longName + "\r\n" << true << QByteArray("sender too long");
        QTest::newRow("no route") << "X-Fq-Exchange: " + longName + "\r\n" << true << QByteArray("missing route");
        QTest::newRow("route") << "X-Fq-Route: " + longName + "\r\n" << true << QByteArray("route too long");
        QTest::newRow("no exchange") << "X-Fq-Route: " + fits + "\r\n" << true << QByteArray("missing exchange");
        QTest::newRow("exchange") << "X-Fq-Route: r\r\nX-Fq-Exchange: " + longName + "\r\n"
                                  << true << QByteArray("exchange too long");
    }
    void whatIsMissingIsNamedInOrder()
    {
        QFETCH(QByteArray, headers);
        QFETCH(bool, length);
        QFETCH(QByteArray, error);
        FqRig rig;
        HttpClient client(rig.port());
        // Twice: the connection stays.
        for (int i = 0; i < 2; ++i) {
            client.sendRaw("POST /submit HTTP/1.1\r\nHost: localhost:" + std::to_string(rig.port()) + "\r\n"
                + headers.toStdString() + (length ? "Content-Length: 2\r\n\r\nab" : "\r\n"));
            compare(client.reply(), 500, "ERROR", "{ \"error\": \"" + error.toStdString() + "\" }\n");
        }
    }

    void aBodyInChunksIsNoMessage()
    {
        FqRig rig;
        HttpClient client(rig.port());
        client.send("POST", "/submit", "3\r\nabc\r\n0\r\n\r\n", kToShop + "Transfer-Encoding: chunked\r\n");
        compare(client.reply(), 500, "ERROR", "{ \"error\": \"no message\" }\n");
    }

    void emptyNamesAreNames()
    {
        FqRig rig;
        rig.bind("", rig.makeQueue("q"), "exact:\"\"");
        HttpClient client(rig.port());
        compare(client.ask("POST", "/submit", "body", "X-Fq-Route:\r\nX-Fq-Exchange:\r\n"), 200, "OK", outcome(1, 0));
    }

    void theServerSaysContinue()
    {
        FqRig rig;
        rig.bind("shop", rig.makeQueue("q"), "prefix:");
        FqSocket socket(rig.port());
        const std::string head = "POST /submit HTTP/1.1\r\nHost: localhost:" + std::to_string(rig.port()) + "\r\n"
            + kToShop + "Content-Length: 4\r\nExpect: 100-continue\r\n\r\n";
        QVERIFY(socket.send(head));
        const std::string expected = "HTTP/1.1 100 Continue\r\n\r\n";
        QCOMPARE(bytes(socket.bytes(expected.size())), bytes(expected));
        QVERIFY(socket.send("bo"));
        QVERIFY(socket.send("dy"));
        QVERIFY(socket.await(15));
        QCOMPARE(bytes(socket.bytes(15)), bytes("HTTP/1.1 200 OK"));
    }

    void aFullQueueThatDropsDoesNotHoldTheAnswerUp()
    {
        FqRig rig;
        FqSettings settings;
        settings.backlog = 1;
        rig.bind("shop", rig.makeQueue("q", settings), "prefix:");
        HttpClient client(rig.port());
        compare(client.ask("POST", "/submit", "1", kToShop), 200, "OK", outcome(1, 0));
        compare(client.ask("POST", "/submit", "2", kToShop), 200, "OK", outcome(1, 1));
    }

    void aFullQueueThatBlocksIsWaitedFor()
    {
        FqRig rig;
        FqSettings settings;
        settings.backlog = 1;
        settings.block = true;
        const SharedQueuePtr queue = rig.makeQueue("q", settings);
        rig.bind("shop", queue, "prefix:");
        HttpClient client(rig.port());
        compare(client.ask("POST", "/submit", "1", kToShop), 200, "OK", outcome(1, 0));
        client.send("POST", "/submit", "2", kToShop);
        QVERIFY(rig.server.eventually([&] { return rig.server.clients->waiting() == 1; }));
        rig.server.onLoop([&] {
            QVERIFY(rig.server.broker.purgeQueue(*queue->queue()).ok());
            queue->roomMade();
        });
        compare(client.reply(), 200, "OK", outcome(1, 0));
        // The next one waits as long as a client may be expected to, and no longer.
        client.send("POST", "/submit", "3", kToShop);
        QVERIFY(rig.server.eventually([&] { return rig.server.clients->waiting() == 1; }));
        rig.server.onLoop([&] { rig.server.broker.time = rig.server.broker.time + Duration::seconds(5); });
        compare(client.reply(), 200, "OK", outcome(1, 1));
        QCOMPARE(rig.server.onLoop([&] { return queue->dropped(); }), uint64_t{1});
    }

    void aConnectionThatBreaksWhileItWaitsIsCounted()
    {
        FqRig rig;
        FqSettings settings;
        settings.backlog = 0;
        settings.block = true;
        const SharedQueuePtr queue = rig.makeQueue("q", settings);
        rig.bind("shop", queue, "prefix:");
        FqSocket socket(rig.port());
        QVERIFY(socket.send("POST /submit HTTP/1.1\r\nHost: localhost:" + std::to_string(rig.port()) + "\r\n" + kToShop
            + "Content-Length: 1\r\n\r\n1"));
        QVERIFY(rig.server.eventually([&] { return rig.server.clients->waiting() == 1; }));
        QCOMPARE(rig.server.onLoop([&] { return queue->dropped(); }), uint64_t{0});
        socket.reset();
        QVERIFY(rig.server.eventually([&] { return queue->dropped() == 1; }));
    }

    void aFullJournalIsWaitedFor()
    {
        FqRig rig;
        rig.bind("shop", rig.makeQueue("q", {}, QueueKind::disk), "prefix:");
        rig.server.onLoop([&] { rig.server.broker.publishError = Error{ErrorCode::overloaded, "full"}; });
        HttpClient client(rig.port());
        client.send("POST", "/submit", "1", kToShop);
        QVERIFY(rig.server.eventually([&] { return rig.server.clients->waiting() == 1; }));
        rig.server.onLoop([&] { rig.server.broker.makeRoom(); });
        compare(client.reply(), 200, "OK", outcome(1, 0));
    }

    void aMessageThatNothingCouldKeepIsAnError()
    {
        FqRig rig;
        rig.bind("shop", rig.makeQueue("q", {}, QueueKind::disk), "prefix:");
        rig.server.onLoop([&] { rig.server.broker.publishError = Error{ErrorCode::readOnly, "the disk is \"gone\""}; });
        HttpClient client(rig.port());
        compare(client.ask("POST", "/submit", "1", kToShop), 503, "Service Unavailable",
            "{ \"error\": \"the disk is \\\"gone\\\"\" }\n");
    }

    void aBodyThatIsTooLongIsCounted()
    {
        FqRig rig;
        rig.bind("shop", rig.makeQueue("q"), "prefix:");
        HttpClient whole(rig.port());
        compare(whole.ask("POST", "/submit", std::string((size_t{64} << 20) + 1, 'x'), kToShop), 413,
            "Content Too Large", "{ \"error\": \"message too long\" }\n");
        compare(whole.ask("POST", "/submit", std::string(size_t{64} << 20, 'x'), kToShop), 200, "OK", outcome(1, 0));
        HttpClient client(rig.port());
        client.send("POST", "/submit", {}, kToShop + "Content-Length: 300000000\r\n");
        const HttpReply reply = client.reply();
        QCOMPARE(reply.status, 413);
        QCOMPARE(bytes(reply.body), bytes("{ \"error\": \"the request's body is longer than 128 MiB\" }\n"));
        QVERIFY(client.closedByServer());
        QCOMPARE(rig.server.onLoop([&] { return rig.exchanges.sizeDropped(); }), uint64_t{2});
    }

    void aNegativeLengthEndsTheConnection()
    {
        FqRig rig;
        HttpClient client(rig.port());
        client.send("POST", "/submit", {}, kToShop + "Content-Length: -1\r\n");
        QCOMPARE(client.reply().status, 400);
        QVERIFY(client.closedByServer());
    }

    void otherMethodsAreRefused()
    {
        FqRig rig;
        HttpClient client(rig.server.port());
        const HttpReply reply = client.ask("DELETE", "/fq/submit");
        QCOMPARE(reply.status, 405);
        QCOMPARE(bytes(reply.header("allow")), bytes("POST, PUT, GET, HEAD"));
        // On the fq port the first four bytes say that it is neither.
        HttpClient fq(rig.port());
        fq.send("DELETE", "/submit");
        QVERIFY(fq.closedByServer());
    }

    void headPublishesAndHasNoBody()
    {
        FqRig rig;
        rig.bind("shop", rig.makeQueue("q"), "prefix:");
        HttpClient client(rig.port());
        const HttpReply reply = client.ask("HEAD", "/submit", {}, kToShop + "Content-Length: 0\r\n");
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.body.empty());
        compare(client.ask("POST", "/submit", {}, kToShop), 200, "OK", outcome(1, 0));
    }
};

QTEST_APPLESS_MAIN(SubmitTest)
#include "submit_test.moc"
