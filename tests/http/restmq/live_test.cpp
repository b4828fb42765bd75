// Live consumers: comet, server-sent events and WebSockets on one queue.
#include "tests/http/restmq/rest_rig.h"

#include <QTest>

#include <set>

using namespace tapedeck;
using namespace tapedeck::restmq;
using namespace std::chrono_literals;

namespace {

std::string message(const std::string& key, const std::string& value)
{
    return "{\"key\": \"" + key + "\", \"value\": \"" + value + "\"}";
}

std::string line(const std::string& key, const std::string& value)
{
    return message(key, value) + "\r\n";
}

// Each byte of it takes six as JSON.
std::span<const NewMessage> large(size_t bytes)
{
    static std::string body;
    static NewMessage message;
    body.assign(bytes, '\x01');
    message.body = body;
    return {&message, 1};
}

} // namespace

class LiveTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cometSendsItsHeadAtOnceAndOneChunkPerMessage();
    void cometGetsTheBacklogInOrder();
    void cometWithCallbackWrapsEachMessage();
    void cometForOldClientsIsNotChunked();
    void messagesOfOtherPortsArrive();
    void eventsCarryIdAndData_data();
    void eventsCarryIdAndData();
    void eventsBeatWhenNothingComes();
    void webSocketIsPushedEachMessageAndEchoes();
    void webSocketRouteWithoutHandshakeIsForbidden();
    void broadcastReachesEverybody();
    void roundRobinTakesTurnsPerMessage();
    void roundRobinGoesOnWithoutTheOneThatLeft();
    void stoppedQueueKeepsItsMessagesForTheStart();
    void startedByAnotherPortGoesOn();
    void purgingEndsEveryStream();
    void deletingTheQueueEndsEveryStream();
    void withoutConsumersMessagesStay();
    void whatADeadConsumerNeverGotGoesBack();
    void stalledConsumerHoldsUpNobody();
    void oneMessageMayBeLargerThanWhatMayBePushed();
    void messagesTooLongForJsonAreLeftToOtherPorts();
    void expiredMessagesAreNotDelivered();
    void deliveredMessagesAreGone();
    void fullSyncDeliversToo();
    void streamsEndWhenTheServerStops();
};

void LiveTest::cometSendsItsHeadAtOnceAndOneChunkPerMessage()
{
    RestRig rig;
    Listening comet(rig, "/c/test");
    QCOMPARE(comet.head.status, 200);
    QCOMPARE(comet.head.header("content-type"), std::string("text/plain"));
    QCOMPARE(comet.head.header("transfer-encoding"), std::string("chunked"));
    QCOMPARE(rig.post("/q/test", "value=m1").body, std::string("test:1\r\n"));
    QCOMPARE(comet.next(), line("test:1", "m1"));
    rig.post("/", "queue=test&value=m2");
    rig.command(R"({"cmd": "add", "queue": "test", "value": "m3"})");
    QCOMPARE(comet.next(), line("test:2", "m2"));
    QCOMPARE(comet.next(), line("test:3", "m3"));
}

void LiveTest::cometGetsTheBacklogInOrder()
{
    RestRig rig;
    for (int i = 1; i <= 300; ++i)
        rig.post("/q/test", "value=" + std::to_string(i));
    Listening comet(rig, "/c/test");
    for (int i = 1; i <= 300; ++i)
        QCOMPARE(comet.next(), line("test:" + std::to_string(i), std::to_string(i)));
    QVERIFY(rig.until([&] {
        const QueuePtr queue = rig.broker().findQueue("test");
        const auto channel = rig.broker().channelStats(*queue, "restmq");
        return channel->lag == 0 && channel->inFlight == 0; // acknowledged
    }));
}

void LiveTest::cometWithCallbackWrapsEachMessage()
{
    RestRig rig;
    Listening comet(rig, "/c/test?callback=cb");
    rig.post("/q/test", "value=m");
    QCOMPARE(comet.next(), "cb(" + message("test:1", "m") + ");\r\n");
}

void LiveTest::cometForOldClientsIsNotChunked()
{
    RestRig rig;
    HttpClient client(rig.httpPort());
    client.sendRaw("GET /c/test HTTP/1.0\r\n\r\n");
    QCOMPARE(client.head().headers.count("transfer-encoding"), size_t{0});
    rig.post("/q/test", "value=m");
    const std::string expected = line("test:1", "m");
    QCOMPARE(client.raw().bytes(expected.size()), expected);
    rig.ask("DELETE", "/q/test");
    QVERIFY(client.closedByServer());
}

void LiveTest::messagesOfOtherPortsArrive()
{
    RestRig rig;
    RawClient redis(rig.respPort());
    Listening comet(rig, "/c/orders");
    redis.ask({"RPUSH", "orders", "x"});
    QCOMPARE(comet.next(), line("orders:1", "x"));
    // And what was there before anybody of RestMQ touched the queue.
    redis.ask({"SET", "older", "channel"});
    QCOMPARE(redis.ask({"RPUSH", "older", "y"}), std::string(":1\r\n"));
    QCOMPARE(rig.get("/q/older").body, std::string("{\"count\": 0, \"key\": \"older:1\", \"value\": \"y\"}\r\n"));
}

void LiveTest::eventsCarryIdAndData_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("headers");
    QTest::newRow("route") << QByteArray("/sse/test") << QByteArray();
    QTest::newRow("accept") << QByteArray("/c/test") << QByteArray("Accept: text/event-stream\r\n");
}

void LiveTest::eventsCarryIdAndData()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, headers);
    RestRig rig;
    Listening events(rig, target.toStdString(), headers.toStdString());
    QCOMPARE(events.head.status, 200);
    QCOMPARE(events.head.header("content-type"), std::string("text/event-stream"));
    QCOMPARE(events.head.header("cache-control"), std::string("no-cache"));
    rig.post("/q/test", "value=a%0Ab");
    QCOMPARE(events.next(), "id: test:1\ndata: " + message("test:1", "a\\nb") + "\n\n");
    // A name with a line break cannot be an id.
    Listening odd(rig, "/sse/a%0Ab");
    rig.post("/q/a%0Ab", "value=m");
    QCOMPARE(odd.next(), "data: " + message("a\\nb:1", "m") + "\n\n");
}

void LiveTest::eventsBeatWhenNothingComes()
{
    RestMqOptions options;
    options.heartbeat = Duration::millis(20);
    RestRig rig(options);
    Listening events(rig, "/sse/test");
    QCOMPARE(events.next(), std::string(":\n\n"));
    QCOMPARE(events.next(), std::string(":\n\n"));
}

void LiveTest::webSocketIsPushedEachMessageAndEchoes()
{
    RestRig rig;
    WebSocketClient socket(rig, "/ws/test");
    QCOMPARE(socket.head.status, 101);
    rig.post("/q/test", "value=m1");
    WebSocketClient::Frame frame = socket.next();
    QCOMPARE(frame.opcode, 1U);
    QCOMPARE(frame.payload, message("test:1", "m1"));
    rig.post("/q/test", "value=m2");
    QCOMPARE(socket.next().payload, message("test:2", "m2"));
    socket.send(1, "hello");
    frame = socket.next();
    QCOMPARE(frame.opcode, 1U);
    QCOMPARE(frame.payload, std::string("hello"));
    socket.send(2, "bytes");
    frame = socket.next();
    QCOMPARE(frame.opcode, 1U);
    QCOMPARE(frame.payload, std::string("bytes"));
    socket.send(9, "ping");
    frame = socket.next();
    QCOMPARE(frame.opcode, 10U);
    QCOMPARE(rig.get("/q/test").status, 204); // nothing of it was published
    socket.send(8, std::string("\x03\xe8", 2));
    QCOMPARE(socket.next().opcode, 8U);
}

void LiveTest::webSocketRouteWithoutHandshakeIsForbidden()
{
    RestRig rig;
    const HttpReply reply = rig.get("/ws/test");
    QCOMPARE(reply.status, 403);
    QCOMPARE(reply.body, std::string("Expected WebSocket Headers"));
}

void LiveTest::broadcastReachesEverybody()
{
    RestRig rig;
    Listening comet(rig, "/c/test");
    Listening events(rig, "/sse/test");
    WebSocketClient socket(rig, "/ws/test");
    socket.send(9, "");
    QCOMPARE(socket.next().opcode, 10U); // it listens by now
    for (const char* value : {"1", "2", "3"})
        rig.post("/q/test", "value=" + std::string(value));
    for (const char* value : {"1", "2", "3"}) {
        const std::string key = "test:" + std::string(value);
        QCOMPARE(comet.next(), line(key, value));
        QCOMPARE(events.next(), "id: " + key + "\ndata: " + message(key, value) + "\n\n");
        QCOMPARE(socket.next().payload, message(key, value));
    }
}

void LiveTest::roundRobinTakesTurnsPerMessage()
{
    RestRig rig;
    rig.post("/p/test", "policy=roundrobin");
    rig.post("/control/test", "status=stop");
    Listening first(rig, "/c/test"), second(rig, "/c/test"), third(rig, "/c/test");
    for (int i = 1; i <= 9; ++i)
        rig.post("/q/test", "value=" + std::to_string(i));
    rig.post("/control/test", "status=start");
    for (int i = 1; i <= 9; i += 3) {
        QCOMPARE(first.next(), line("test:" + std::to_string(i), std::to_string(i)));
        QCOMPARE(second.next(), line("test:" + std::to_string(i + 1), std::to_string(i + 1)));
        QCOMPARE(third.next(), line("test:" + std::to_string(i + 2), std::to_string(i + 2)));
    }
    // One by one it is the same.
    rig.post("/q/test", "value=10");
    QCOMPARE(first.next(), line("test:10", "10"));
    rig.post("/q/test", "value=11");
    QCOMPARE(second.next(), line("test:11", "11"));
}

void LiveTest::roundRobinGoesOnWithoutTheOneThatLeft()
{
    RestRig rig;
    rig.post("/p/test", "policy=roundrobin");
    Listening stays(rig, "/c/test");
    {
        Listening leaves(rig, "/c/test");
        QVERIFY(rig.until([&] { return rig.connections() == 2; }));
    }
    QVERIFY(rig.until([&] { return rig.connections() == 1; }));
    for (int i = 1; i <= 4; ++i) {
        rig.post("/q/test", "value=" + std::to_string(i));
        QCOMPARE(stays.next(), line("test:" + std::to_string(i), std::to_string(i)));
    }
}

void LiveTest::stoppedQueueKeepsItsMessagesForTheStart()
{
    RestRig rig;
    QCOMPARE(rig.post("/control/test", "status=stop").body,
        std::string("{\"stat\": {\"queue\": \"test\", \"status\": 0}}\r\n")); // before its first message
    Listening comet(rig, "/c/test");
    rig.post("/q/test", "value=1");
    rig.post("/q/test", "value=2");
    QVERIFY(comet.client().silent(100ms));
    // Pollers are not stopped.
    QCOMPARE(rig.get("/q/test").body, std::string("{\"count\": 0, \"key\": \"test:1\", \"value\": \"1\"}\r\n"));
    rig.post("/control/test", "status=start");
    QCOMPARE(comet.next(), line("test:2", "2"));
    rig.post("/control/test", "status=stop");
    rig.post("/q/test", "value=3");
    QVERIFY(comet.client().silent(100ms));
    rig.post("/control/test", "status=start");
    QCOMPARE(comet.next(), line("test:3", "3"));
}

void LiveTest::startedByAnotherPortGoesOn()
{
    RestRig rig;
    rig.post("/control/test", "status=stop");
    Listening comet(rig, "/c/test");
    rig.post("/q/test", "value=1");
    rig.run([&] {
        const QueuePtr queue = rig.broker().findQueue("test");
        QueueSettings settings = rig.broker().stats(*queue).settings;
        settings.flow = FlowState::started;
        QVERIFY(rig.broker().changeQueue(*queue, settings));
    });
    QCOMPARE(comet.next(), line("test:1", "1"));
}

void LiveTest::purgingEndsEveryStream()
{
    RestRig rig;
    Listening comet(rig, "/c/test"), second(rig, "/c/test"), events(rig, "/sse/test");
    WebSocketClient socket(rig, "/ws/test");
    socket.send(9, "");
    QCOMPARE(socket.next().opcode, 10U);
    QCOMPARE(rig.ask("DELETE", "/q/test").status, 200);
    QCOMPARE(comet.next(), std::string("(end)"));
    QCOMPARE(second.next(), std::string("(end)"));
    QCOMPARE(events.next(), std::string("(end)"));
    const WebSocketClient::Frame frame = socket.next();
    QCOMPARE(frame.opcode, 8U);
    QCOMPARE(frame.payload.substr(0, 2), std::string("\x03\xe8", 2)); // 1000
    // The connection serves on, and so does the queue.
    QCOMPARE(comet.client().ask("POST", "/q/test", "value=x").body, std::string("test:1\r\n"));
    QCOMPARE(rig.get("/q/test").status, 200);
}

void LiveTest::deletingTheQueueEndsEveryStream()
{
    RestRig rig;
    Listening comet(rig, "/c/test");
    rig.post("/q/test", "value=1");
    QCOMPARE(comet.next(), line("test:1", "1"));
    rig.run([&] { QVERIFY(rig.broker().deleteQueue(*rig.broker().findQueue("test"))); });
    QCOMPARE(comet.next(), std::string("(end)"));
    Listening again(rig, "/c/test");
    rig.post("/q/test", "value=2");
    QCOMPARE(again.next(), line("test:1", "2")); // a new queue
}

void LiveTest::withoutConsumersMessagesStay()
{
    RestRig rig;
    {
        Listening comet(rig, "/c/test");
        rig.post("/q/test", "value=1");
        QCOMPARE(comet.next(), line("test:1", "1"));
    }
    QVERIFY(rig.until([&] { return rig.connections() == 0; }));
    rig.post("/q/test", "value=2");
    Listening comet(rig, "/c/test");
    QCOMPARE(comet.next(), line("test:2", "2"));
}

void LiveTest::whatADeadConsumerNeverGotGoesBack()
{
    RestRig rig;
    constexpr int kMessages = 40;
    const std::string value(500'000, 'v'); // more than sockets hold
    {
        Listening comet(rig, "/c/test");
        for (int i = 0; i < kMessages; ++i)
            QCOMPARE(rig.post("/q/test", "value=" + value).status, 200);
        QVERIFY(rig.until([&] {
            const QueuePtr queue = rig.broker().findQueue("test");
            return rig.broker().channelStats(*queue, "restmq")->inFlight > 0; // given, but not sent
        }));
    } // goes without a word
    QVERIFY(rig.until([&] { return rig.connections() == 0; }));
    std::vector<int> ids;
    for (HttpReply reply = rig.get("/q/test"); reply.status == 200; reply = rig.get("/q/test")) {
        const size_t at = reply.body.find("test:") + 5;
        ids.push_back(std::stoi(reply.body.substr(at)));
    }
    QVERIFY(ids.size() > kMessages / 2);
    for (size_t i = 0; i < ids.size(); ++i)
        QCOMPARE(ids[i], kMessages - static_cast<int>(ids.size()) + static_cast<int>(i) + 1);
}

void LiveTest::stalledConsumerHoldsUpNobody()
{
    RestRig rig;
    Listening stalled(rig, "/c/test");
    Listening reading(rig, "/c/test");
    const std::string value(100'000, 'v');
    for (int i = 1; i <= 100; ++i) {
        rig.post("/q/test", "value=" + value);
        QCOMPARE(reading.next(), line("test:" + std::to_string(i), value));
    }
}

void LiveTest::oneMessageMayBeLargerThanWhatMayBePushed()
{
    RestRig rig;
    Listening comet(rig, "/c/test");
    rig.run([&] { QVERIFY(rig.broker().publish(*rig.broker().findQueue("test"), large(8'000'000))); });
    const std::string chunk = comet.next(60s);
    QCOMPARE(chunk.size(), line("test:1", "").size() + 6 * size_t{8'000'000});
    rig.post("/q/test", "value=next");
    QCOMPARE(comet.next(), line("test:2", "next"));
}

void LiveTest::messagesTooLongForJsonAreLeftToOtherPorts()
{
    RestRig rig;
    rig.post("/control/test", "status=stop");
    rig.run([&] { QVERIFY(rig.broker().publish(*rig.broker().findQueue("test"), large(20'000'000))); });
    HttpReply reply = rig.get("/q/test");
    while (reply.status == 204) // so many bytes are not kept at once
        reply = rig.get("/q/test");
    QCOMPARE(reply.status, 503);
    QVERIFY(reply.body.find("test:1 is too long for JSON") != std::string::npos);
    QCOMPARE(rig.command(R"({"cmd": "get", "queue": "test"})").status, 503);
    QVERIFY(rig.get("/stats/test").body.ends_with("\"len\": 1}"));
    rig.post("/q/test", "value=next");
    Listening comet(rig, "/c/test");
    rig.post("/control/test", "status=start");
    QCOMPARE(comet.next(), line("test:2", "next"));
    QVERIFY(rig.get("/stats/test").body.ends_with("\"len\": 1}"));
    QCOMPARE(rig.command(R"({"cmd": "del", "queue": "test", "key": "test:1"})").body,
        std::string(R"({"queue": "test", "deleted": true, "key": "test:1"})"));
}

void LiveTest::expiredMessagesAreNotDelivered()
{
    RestRig rig;
    rig.post("/q/test", "value=gone&ttl=0");
    rig.post("/q/test", "value=later&ttl=100");
    rig.post("/q/test", "value=stays");
    rig.step(Duration::seconds(101));
    Listening comet(rig, "/c/test");
    QCOMPARE(comet.next(), line("test:3", "stays"));
}

void LiveTest::deliveredMessagesAreGone()
{
    RestRig rig;
    Listening comet(rig, "/c/test");
    rig.post("/q/test", "value=1");
    QCOMPARE(comet.next(), line("test:1", "1"));
    QCOMPARE(rig.get("/q/test").status, 204);
    QCOMPARE(rig.command(R"({"cmd": "del", "queue": "test", "key": "test:1"})").body,
        std::string(R"({"queue": "test", "deleted": false, "key": "test:1"})"));
    QVERIFY(rig.get("/stats/test").body.ends_with("\"len\": 0}"));
}

void LiveTest::fullSyncDeliversToo()
{
    RestRig rig({}, SyncMode::full);
    Listening comet(rig, "/c/test");
    for (int i = 1; i <= 20; ++i) {
        rig.post("/q/test", "value=" + std::to_string(i));
        QCOMPARE(comet.next(), line("test:" + std::to_string(i), std::to_string(i)));
    }
}

void LiveTest::streamsEndWhenTheServerStops()
{
    auto rig = std::make_unique<RestRig>();
    Listening comet(*rig, "/c/test");
    rig.reset();
    QCOMPARE(comet.next(), std::string("(end)"));
}

QTEST_APPLESS_MAIN(LiveTest)
#include "live_test.moc"
