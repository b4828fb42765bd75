// The limits of connections, each at n and n+1 and with the reason that was counted; stalled and foreign peers.
#include "engine/net/buffer.h"
#include "engine/net/connection.h"
#include "tests/support/raw_client.h"
#include "tests/support/resp_test_server.h"

#include <QtTest>

#include <memory>
#include <sys/socket.h>
#include <vector>

using namespace tapedeck;
using namespace std::chrono_literals;

class LimitsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void connectionLimitHoldsAtNAndNPlusOne();
    void aHalfRequestIsClosedInTime();
    void aFinishedRequestIsNotClosed();
    void aStalledReaderIsHeldBackNotBuffered();
    void aStalledReaderWithMuchOutputIsClosedInTime();
    void aMonitorThatDoesNotReadIsClosed();
    void allBuffersTogetherAreBoundedAndTheLargestGoes();
    void queuedTransactionsCountAsBuffers();
    void anIdleConnectionHoldsNoBuffers();
    void httpIsClosedAndNothingExecuted_data();
    void httpIsClosedAndNothingExecuted();
    void tlsIsClosedAndNothingExecuted();
    void brokenGrammarClosesTheConnection();
    void tooManyElementsCloseTheConnection();
    void aBodyOverItsLimitIsSwallowedAndTheConnectionKept();
    void aResetIsNoticed();
};

namespace {

std::string bulks(std::initializer_list<std::string_view> words)
{
    return RawClient::encode(words);
}

void shrinkReceiveBuffer(RawClient& client)
{
    const int bytes = 4096;
    ::setsockopt(client.fd(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

} // namespace

void LimitsTest::connectionLimitHoldsAtNAndNPlusOne()
{
    ConnectionLimits limits;
    limits.connectionsMax = 3;
    RespTestServer server({}, limits);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.port()));
        QCOMPARE(clients.back()->ask({"PING"}), std::string("+PONG\r\n"));
    }
    RawClient refused(server.port());
    QVERIFY(refused.closedByServer());
    QCOMPARE(server.refusals(Refusal::tooManyConnections), uint64_t{1});
    clients.pop_back();
    QVERIFY(server.eventually([&] { return server.clients->count() == 2; }));
    RawClient again(server.port());
    QCOMPARE(again.ask({"PING"}), std::string("+PONG\r\n"));
}

void LimitsTest::aHalfRequestIsClosedInTime()
{
    ConnectionLimits limits;
    limits.halfRequestTime = Duration::millis(100);
    RespTestServer server({}, limits);
    for (const char* half : {"*", "*2\r\n$4\r\nECHO\r\n$100000\r\nxx", "PING", "*2\r\n:1\r\n$10\r\nx"}) {
        RawClient client(server.port());
        client.send(half);
        QVERIFY2(client.closedByServer(), half);
    }
    QCOMPARE(server.refusals(Refusal::halfRequest), uint64_t{4});
}

void LimitsTest::aFinishedRequestIsNotClosed()
{
    ConnectionLimits limits;
    limits.halfRequestTime = Duration::millis(100);
    RespTestServer server({}, limits);
    RawClient client(server.port());
    client.send("*2\r\n$4\r\nECHO\r\n$1");
    server.onLoop([] {});
    client.send("\r\nx\r\n");
    QCOMPARE(client.reply(), std::string("$1\r\nx\r\n"));
    QVERIFY(client.silent(400ms)); // neither bytes nor an end
    QCOMPARE(client.ask({"PING"}), std::string("+PONG\r\n"));
    QCOMPARE(server.refusals(Refusal::halfRequest), uint64_t{0});
}

void LimitsTest::aStalledReaderIsHeldBackNotBuffered()
{
    RespTestServer server;
    RawClient stalled(server.port());
    RawClient other(server.port());
    other.ask({"SETNX", "q", "c"});
    other.ask({"RPUSH", "q", std::string(1 << 20, 'x')});
    constexpr int kRequests = 64; // a mebibyte of answer each
    std::string requests;
    for (int i = 0; i < kRequests; ++i)
        requests += bulks({"PEEK", "q", "1", "1"});
    stalled.send(requests);
    QVERIFY(server.eventually([&] { return server.clients->find(1)->info().commands > 0; }));
    for (int i = 0; i < 100; ++i)
        QCOMPARE(other.ask({"PING"}), std::string("+PONG\r\n"));
    const size_t buffered = server.onLoop([&] { return server.clients->bufferedBytes(); });
    QVERIFY2(buffered < 8 << 20, qPrintable(QString::number(buffered)));
    QVERIFY(server.onLoop([&] { return server.clients->find(1)->info().commands; }) < kRequests);
    // It reads again and gets every answer.
    for (int i = 0; i < kRequests; ++i)
        QVERIFY(stalled.reply().size() > 1 << 20);
    QCOMPARE(stalled.ask({"PING"}), std::string("+PONG\r\n"));
}

void LimitsTest::aStalledReaderWithMuchOutputIsClosedInTime()
{
    ConnectionLimits limits;
    limits.outputBytesSoft = 2 << 20;
    limits.outputSoftTime = Duration::millis(200);
    RespTestServer server({}, limits);
    RawClient stalled(server.port());
    shrinkReceiveBuffer(stalled);
    const std::string large(16 << 20, 'x');
    stalled.ask({"SETNX", "q", "c"});
    stalled.ask({"RPUSH", "q", large});
    stalled.command({"PEEK", "q", "1", "1"});
    QVERIFY(server.eventually([&] { return server.clients->refusals().count(Refusal::outputSoft) == 1; }));
    QVERIFY(server.eventually([&] { return server.clients->count() == 0; }));
    QVERIFY(server.eventually([&] { return server.clients->bufferedBytes() == 0; }));
}

void LimitsTest::aMonitorThatDoesNotReadIsClosed()
{
    ConnectionLimits limits;
    limits.outputBytesHard = 1 << 20;
    RespTestServer server({}, limits);
    RawClient monitor(server.port());
    RawClient client(server.port());
    shrinkReceiveBuffer(monitor);
    QCOMPARE(monitor.ask({"MONITOR"}), std::string("+OK\r\n"));
    std::string pipeline;
    for (int i = 0; i < 1000; ++i)
        pipeline += bulks({"ECHO", std::string(400, 'x')});
    uint64_t closed = 0;
    for (int round = 0; round < 100 && closed == 0; ++round) {
        client.send(pipeline);
        client.bytes(1000 * 408);
        closed = server.refusals(Refusal::outputHard);
    }
    QCOMPARE(closed, uint64_t{1});
    QCOMPARE(client.ask({"PING"}), std::string("+PONG\r\n"));
}

void LimitsTest::allBuffersTogetherAreBoundedAndTheLargestGoes()
{
    ConnectionLimits limits;
    limits.buffersBytesMax = 8 << 20;
    RespTestServer server({}, limits);
    RawClient small(server.port());
    RawClient large(server.port());
    QCOMPARE(small.ask({"PING"}), std::string("+PONG\r\n"));
    small.send("*2\r\n$4\r\nECHO\r\n$100000\r\n" + std::string(50'000, 'x'));
    large.send("*2\r\n$4\r\nECHO\r\n$50000000\r\n" + std::string(20 << 20, 'x'));
    QVERIFY(large.closedByServer());
    QCOMPARE(server.refusals(Refusal::buffersFull), uint64_t{1});
    small.send(std::string(50'000, 'x') + "\r\n");
    QCOMPARE(small.reply().size(), size_t{100'011});
}

void LimitsTest::queuedTransactionsCountAsBuffers()
{
    ConnectionLimits limits;
    limits.buffersBytesMax = 8 << 20;
    RespTestServer server({}, limits);
    RawClient client(server.port());
    QCOMPARE(client.ask({"MULTI"}), std::string("+OK\r\n"));
    const std::string body(1 << 20, 'x');
    int queued = 0;
    while (queued < 20 && client.ask({"RPUSH", "q", body}) == "+QUEUED\r\n")
        ++queued;
    QVERIFY2(queued >= 4 && queued < 10, qPrintable(QString::number(queued)));
    QVERIFY(client.closedByServer());
    QCOMPARE(server.refusals(Refusal::buffersFull), uint64_t{1});
}

void LimitsTest::anIdleConnectionHoldsNoBuffers()
{
    RespTestServer server;
    RawClient client(server.port());
    QCOMPARE(client.ask({"ECHO", std::string(3'000'000, 'x')}).size(), size_t{3'000'012});
    QVERIFY(server.eventually([&] { return server.clients->bufferedBytes() <= 2 * Buffer::kKeptBytes; }));
}

void LimitsTest::httpIsClosedAndNothingExecuted_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("GET") << QByteArray("GET / HTTP/1.1\r\nHost: localhost:9797\r\n\r\n");
    QTest::newRow("POST with commands as body")
        << QByteArray("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\nSETNX evil c\r\n");
    QTest::newRow("header first") << QByteArray("Host: localhost\r\nSETNX evil c\r\n");
    QTest::newRow("in one piece with a command behind") << QByteArray("POST / HTTP/1.1\r\nSETNX evil c\r\n");
}

void LimitsTest::httpIsClosedAndNothingExecuted()
{
    QFETCH(QByteArray, bytes);
    RespTestServer server;
    RawClient client(server.port());
    client.send(bytes.toStdString());
    QVERIFY(client.reply().empty());
    QVERIFY(client.closedByServer());
    QCOMPARE(server.refusals(Refusal::spokeHttp), uint64_t{1});
    QCOMPARE(server.onLoop([&] { return server.broker.queueCount(); }), size_t{0});
}

void LimitsTest::tlsIsClosedAndNothingExecuted()
{
    RespTestServer server;
    RawClient client(server.port());
    client.send(std::string("\x16\x03\x01\x02\x00\x01\x00", 7) + "\r\nSETNX evil c\r\n");
    QVERIFY(client.reply().empty());
    QVERIFY(client.closedByServer());
    QCOMPARE(server.refusals(Refusal::spokeTls), uint64_t{1});
    QCOMPARE(server.onLoop([&] { return server.broker.queueCount(); }), size_t{0});
}

void LimitsTest::brokenGrammarClosesTheConnection()
{
    RespTestServer server;
    RawClient client(server.port());
    client.send("*1\r\n$4\r\nPINGxx*1\r\n");
    QVERIFY(client.reply().empty());
    QVERIFY(client.closedByServer());
    QCOMPARE(server.refusals(Refusal::malformed), uint64_t{1});
}

void LimitsTest::tooManyElementsCloseTheConnection()
{
    RespTestServer server;
    RawClient fits(server.port());
    fits.send("*" + std::to_string(limits::kArrayElementsMax) + "\r\n$4\r\nPING\r\n");
    RawClient client(server.port());
    client.send("*" + std::to_string(limits::kArrayElementsMax + 1) + "\r\n");
    QCOMPARE(client.reply(), std::string("-ERR Protocol error: invalid multibulk length\r\n"));
    QVERIFY(client.closedByServer());
    QCOMPARE(server.refusals(Refusal::requestTooBig), uint64_t{1});
    QVERIFY(fits.silent(20ms)); // still waiting for its million elements
}

void LimitsTest::aBodyOverItsLimitIsSwallowedAndTheConnectionKept()
{
    RespTestServer server;
    RawClient client(server.port());
    client.ask({"SETNX", "q", "c"});
    QCOMPARE(client.ask({"RPUSH", "q", std::string(limits::kBodyBytesMax, 'x')}), std::string(":1\r\n"));
    QCOMPARE(client.ask({"RPUSH", "q", std::string(limits::kBodyBytesMax + 1, 'x')}),
        std::string("-Unexpected error Backend(MessageTooBig)\r\n"));
    QCOMPARE(server.refusals(Refusal::requestTooBig), uint64_t{1});
    QCOMPARE(client.ask({"LLEN", "q"}), std::string(":1\r\n"));
}

void LimitsTest::aResetIsNoticed()
{
    RespTestServer server;
    {
        RawClient client(server.port());
        QCOMPARE(client.ask({"PING"}), std::string("+PONG\r\n"));
        const linger hard{1, 0}; // close() sends RST
        ::setsockopt(client.fd(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    }
    QVERIFY(server.eventually([&] { return server.clients->count() == 0; }));
}

QTEST_APPLESS_MAIN(LimitsTest)
#include "limits_test.moc"
