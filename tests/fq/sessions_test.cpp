// The two connections of a client, over real sockets: how they find each other, how they end, heartbeats, status.
#include "tests/fq/fq_broker.h"

#include <QtTest>

using namespace tapedeck;
using namespace tapedeck::fq;
using namespace std::string_literals;
using Mode = FqWireClient::Mode;

namespace {

constexpr auto kNoTime = std::chrono::milliseconds(0);

std::string payload(int number)
{
    return std::to_string(number);
}

} // namespace

class SessionsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFirstFourBytesSayWhatAConnectionIs_data();
    void theFirstFourBytesSayWhatAConnectionIs();
    void httpIsSpokenOnTheSamePort();
    void aDataConnectionMayComeBeforeItsKeyIsKnown();
    void aClientWithoutADataConnectionOwnsItsQueueAndCollects();
    void anUnknownKeyIsRefusedWithoutAWord_data();
    void anUnknownKeyIsRefusedWithoutAWord();
    void aSecondDataConnectionIsRefusedAndTheFirstGoesOn();
    void aDataConnectionThatDropsComesBackWithItsKey_data();
    void aDataConnectionThatDropsComesBackWithItsKey();
    void theEndOfTheCommandConnectionEndsTheClient_data();
    void theEndOfTheCommandConnectionEndsTheClient();
    void whatIsOnItsWayWhenTheClientLeavesIsTaken_data();
    void whatIsOnItsWayWhenTheClientLeavesIsTaken();
    void aTransientQueueGoesWithItsLastClient();
    void aMalformedCommandEndsBothConnections_data();
    void aMalformedCommandEndsBothConnections();
    void aQueueThatIsDeletedElsewhereEndsItsClients();
    void heartbeatsComeAtOnceAndThenAtTheirInterval();
    void aClientThatAskedForHeartbeatsAndIsSilentIsGivenUp();
    void aClientThatBeatsIsKept();
    void whoAskedForNoHeartbeatsMayBeSilentForever_data();
    void whoAskedForNoHeartbeatsMayBeSilentForever();
    void statusHasItsFieldsInTheirOrder();
    void statusBytesAreThoseOfTheProtocol();
    void statusNumbersBeginAnewWithEachDataConnection();
    void twoZeroBytesBehindAStatusRequestAreNothing();
    void requestsMayComeInOneGo();
    void answersToManyRequestsKeepTheirOrder();
};

void SessionsTest::theFirstFourBytesSayWhatAConnectionIs_data()
{
    QTest::addColumn<QByteArray>("begin");
    QTest::newRow("OPTIONS") << QByteArray("OPTIONS * HTTP/1.1\r\n\r\n");
    QTest::newRow("DELETE") << QByteArray("DELETE /q HTTP/1.1\r\n\r\n");
    QTest::newRow("PATCH") << QByteArray("PATCH /q HTTP/1.1\r\n\r\n");
    QTest::newRow("TLS") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
    QTest::newRow("near to the command one") << QByteArray("\xcc\x50\xca\xff", 4);
    QTest::newRow("small letters") << QByteArray("get / HTTP/1.1\r\n\r\n");
}

// What is nothing known is closed, and that disturbs nobody.
void SessionsTest::theFirstFourBytesSayWhatAConnectionIs()
{
    QFETCH(QByteArray, begin);
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    FqSocket socket(broker.port());
    socket.setPieces(begin.size() > 4 ? 0 : 1);
    QVERIFY(socket.send(begin.left(2).toStdString()));
    QVERIFY(socket.silent(std::chrono::milliseconds(20))); // not enough to judge by
    QVERIFY(socket.send(begin.mid(2).toStdString()));
    QVERIFY(socket.closedByServer());
    QVERIFY(client.status());
}

void SessionsTest::httpIsSpokenOnTheSamePort()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.bind("e", "prefix:"));
    const HttpReply submitted = broker.submit("e", "r", "over http");
    QCOMPARE(submitted.status, 200);
    const auto frame = client.receive();
    QVERIFY(frame);
    QCOMPARE(frame->payload, "over http"s);
    QCOMPARE(frame->sender, "_web"s);
    QVERIFY(!frame->hops.empty());
    QCOMPARE(frame->hops.front(), "10.0.0.7"s);
    HttpClient http(broker.port());
    const HttpReply stats = http.ask("GET", "/stats.json");
    QCOMPARE(stats.status, 200);
    QVERIFY(stats.body.find("\"msgs_out\":\"1\"") != std::string::npos
        || stats.body.find("\"msgs_out\": \"1\"") != std::string::npos);
}

// Some clients open both connections at once and are silent on this one until they have their key.
void SessionsTest::aDataConnectionMayComeBeforeItsKeyIsKnown()
{
    FqBroker broker;
    FqWireClient client(broker.port());
    QVERIFY(client.openData());
    QVERIFY(broker.until([&] { return broker.clients().count() == 2; }));
    broker.step(Duration::seconds(120)); // nobody has to hurry
    QCOMPARE(client.auth("u", "q"), ""s);
    QVERIFY(client.bind("e", "prefix:"));
    QVERIFY(client.presentKey());
    QVERIFY(client.publish("e", "r", "x"));
    QVERIFY(client.receive());
}

void SessionsTest::aClientWithoutADataConnectionOwnsItsQueueAndCollects()
{
    FqBroker broker;
    FqWireClient owner(broker.port());
    QCOMPARE(owner.auth("u", "q"), ""s);
    QVERIFY(owner.bind("e", "prefix:"));
    FqWireClient publisher = join(broker, "p", "pq");
    for (int i = 0; i < 10; ++i)
        QVERIFY(publisher.publish("e", "r", payload(i)));
    QVERIFY(broker.until([&] { return broker.backlog("q") == 10; }));
    QVERIFY(owner.attach());
    for (int i = 0; i < 10; ++i) {
        const auto frame = owner.receive();
        QVERIFY(frame);
        QCOMPARE(frame->payload, payload(i));
    }
}

void SessionsTest::anUnknownKeyIsRefusedWithoutAWord_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("too long") << QByteArray(128, 'k');
    QTest::newRow("of the right length") << QByteArray(127, 'k');
    QTest::newRow("part of the right one") << QByteArray("(part)");
    QTest::newRow("one byte off") << QByteArray("(off)");
}

void SessionsTest::anUnknownKeyIsRefusedWithoutAWord()
{
    QFETCH(QByteArray, key);
    FqBroker broker;
    FqWireClient client(broker.port());
    QCOMPARE(client.auth("u", "q"), ""s);
    const std::string right = client.key();
    std::string wrong = key.toStdString();
    if (key == "(part)")
        wrong = right.substr(0, 126);
    if (key == "(off)") {
        wrong = right;
        wrong.back() = static_cast<char>(wrong.back() + 1);
    }
    client.setKey(wrong);
    for (const Mode mode : {Mode::ordinary, Mode::peer, Mode::oldPeer}) {
        QVERIFY(client.attach(mode));
        QVERIFY(client.data().closedByServer());
        QVERIFY(client.data().received().empty());
    }
    client.setKey(right);
    QVERIFY(client.attach());
    QVERIFY(client.bind("e", "prefix:"));
    QVERIFY(client.publish("e", "r", "x"));
    QVERIFY(client.receive());
}

void SessionsTest::aSecondDataConnectionIsRefusedAndTheFirstGoesOn()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.bind("e", "prefix:"));
    QVERIFY(client.publish("e", "r", "first"));
    QVERIFY(client.receive());
    FqSocket second(broker.port());
    QVERIFY(second.send(fqwire::kDataMagic + fqwire::str16(client.key())));
    QVERIFY(second.closedByServer());
    QVERIFY(client.publish("e", "r", "second"));
    const auto frame = client.receive();
    QVERIFY(frame);
    QCOMPARE(frame->payload, "second"s);
    QCOMPARE(client.statusField("msgs_in").value_or(0), 2u);
}

void SessionsTest::aDataConnectionThatDropsComesBackWithItsKey_data()
{
    QTest::addColumn<bool>("reset");
    QTest::newRow("end of file") << false;
    QTest::newRow("reset") << true;
}

// At once, again and again, and what was published meanwhile has been collected.
void SessionsTest::aDataConnectionThatDropsComesBackWithItsKey()
{
    QFETCH(bool, reset);
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.bind("e", "prefix:"));
    FqWireClient publisher = join(broker, "p", "pq");
    for (int i = 0; i < 100; ++i) {
        if (reset)
            client.data().reset();
        else
            client.data().close();
        QVERIFY(client.attach());
        QVERIFY(publisher.publish("e", "r", payload(i)));
        const auto frame = client.receive();
        QVERIFY(frame);
        QCOMPARE(frame->payload, payload(i));
    }
    client.data().close();
    QVERIFY(broker.until([&] {
        const auto all = broker.fqPort().clients();
        return std::none_of(
            all.begin(), all.end(), [](const FqClientInfo& one) { return one.user == "u" && one.hasData; });
    }));
    QCOMPARE(client.status()->size(), size_t{1});
    for (int i = 0; i < 5; ++i)
        QVERIFY(publisher.publish("e", "r", payload(i)));
    QVERIFY(broker.until([&] { return publisher.data().open() && broker.exchanges().totals().messages == 105; }));
    QVERIFY(client.attach());
    for (int i = 0; i < 5; ++i)
        QCOMPARE(client.receive().value_or(FqFrame{}).payload, payload(i));
}

void SessionsTest::theEndOfTheCommandConnectionEndsTheClient_data()
{
    QTest::addColumn<bool>("reset");
    QTest::newRow("end of file") << false;
    QTest::newRow("reset") << true;
}

void SessionsTest::theEndOfTheCommandConnectionEndsTheClient()
{
    QFETCH(bool, reset);
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.bind("e", "prefix:"));
    if (reset)
        client.command().reset();
    else
        client.command().finishSending();
    QVERIFY(client.data().closedByServer());
    QVERIFY(broker.until([&] { return broker.clients().count() == 0; }));
    QVERIFY(!broker.hasQueue("q"));
}

void SessionsTest::whatIsOnItsWayWhenTheClientLeavesIsTaken_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("messages");
    QTest::newRow("a queue with room") << QByteArray("mem:public,permanent") << 5'000;
    QTest::newRow("a queue that is full for a while") << QByteArray("mem:public,permanent,block,backlog=100") << 5'000;
}

// Both sockets closed right behind the last write: the news of the command connection overtakes the messages.
void SessionsTest::whatIsOnItsWayWhenTheClientLeavesIsTaken()
{
    QFETCH(QByteArray, type);
    QFETCH(int, messages);
    FqBroker broker;
    FqWireClient owner(broker.port());
    QCOMPARE(owner.auth("u", "q", type.toStdString()), ""s);
    QVERIFY(owner.bind("e", "prefix:"));
    std::string all;
    for (int i = 0; i < messages; ++i)
        all += fqwire::shortFrame({"e", "r", std::string(16, 'i'), {}, {}, payload(i)});
    {
        FqWireClient publisher(broker.port());
        QCOMPARE(publisher.auth("p", "pq"), ""s);
        QVERIFY(publisher.attach());
        QVERIFY(publisher.data().send(all));
        publisher.command().close();
        publisher.data().close();
    }
    if (type.contains("block")) {
        const bool full = broker.until([&] { return broker.exchanges().totals().messages > 100; });
        QVERIFY2(full, qPrintable(QString::number(broker.ask([&] { return broker.exchanges().totals().messages; }))));
        QVERIFY(broker.until([&] { return !broker.broker().findQueue("pq"); })); // that much is over
    }
    QVERIFY(owner.attach());
    for (int i = 0; i < messages; ++i) {
        const auto frame = owner.receive();
        QVERIFY2(frame, qPrintable(QString("message %1 did not come").arg(i)));
        QCOMPARE(frame->payload, payload(i));
    }
    QVERIFY(broker.until([&] { return broker.clients().count() == 2; })); // nothing of the publisher stays
}

void SessionsTest::aTransientQueueGoesWithItsLastClient()
{
    FqBroker broker;
    FqWireClient first = join(broker, "u", "q");
    FqWireClient second = join(broker, "v", "q");
    QVERIFY(first.bind("e", "prefix:"));
    first.command().close();
    first.data().close();
    QVERIFY(broker.until([&] { return broker.exchanges().find("q")->members() == 1; }));
    QVERIFY(second.publish("e", "r", "still bound"));
    QVERIFY(second.receive());
    second.command().close();
    QVERIFY(broker.until([&] { return !broker.broker().findQueue("q"); }));
    FqWireClient publisher = join(broker, "p", "pq");
    QVERIFY(publisher.publish("e", "r", "for nobody"));
    QVERIFY(broker.until([&] { return broker.exchanges().totals().noRoute == 1; }));
    QCOMPARE(publisher.statusField("no_exchange").value_or(9), 0u); // exchanges stay
}

void SessionsTest::aMalformedCommandEndsBothConnections_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::newRow("unknown") << QByteArray("\x12\x34", 2);
    QTest::newRow("an exchange too long to bind") << QByteArray("\xb1\x70\x00\x00\x00\x80", 6);
    QTest::newRow("an exchange too long to unbind") << QByteArray("\x07\x1b\x00\x00\x00\x01\x00\x80", 8);
    QTest::newRow("auth again") << QByteArray("\xaa\xaa\x00\x00", 4);
}

void SessionsTest::aMalformedCommandEndsBothConnections()
{
    QFETCH(QByteArray, command);
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.command().send(command.toStdString()));
    QVERIFY(client.command().closedByServer());
    QVERIFY(client.data().closedByServer());
    FqWireClient again(broker.port());
    QCOMPARE(again.auth("u", "q"), ""s);
}

// They connect again and have a new one.
void SessionsTest::aQueueThatIsDeletedElsewhereEndsItsClients()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.bind("e", "prefix:"));
    RawClient resp(broker.respPort());
    QCOMPARE(resp.ask({"DEL", "q"}).substr(0, 1), ":"s);
    QVERIFY(client.data().closedByServer());
    QVERIFY(client.command().closedByServer());
    client = join(broker, "u", "q");
    QVERIFY(client.bind("e", "prefix:"));
    QVERIFY(client.publish("e", "r", "x"));
    QVERIFY(client.receive());
}

void SessionsTest::heartbeatsComeAtOnceAndThenAtTheirInterval()
{
    FqBroker broker;
    FqWireClient client(broker.port());
    QCOMPARE(client.auth("u", "q"), ""s);
    client.requestHeartbeats(60'000);
    QVERIFY(client.awaitHeartbeat(std::chrono::seconds(5))); // long before the interval is over
    QVERIFY(client.command().silent(std::chrono::milliseconds(50)));
    client.requestHeartbeats(30);
    const auto began = std::chrono::steady_clock::now();
    QVERIFY(client.awaitHeartbeat());
    for (int i = 0; i < 5; ++i) {
        QVERIFY(client.awaitHeartbeat());
        client.heartbeat();
    }
    QVERIFY(std::chrono::steady_clock::now() - began >= std::chrono::milliseconds(5 * 30 - 5));
    client.requestHeartbeats(0);
    QVERIFY(client.status()); // behind whatever was still on its way
    QVERIFY(client.command().silent(std::chrono::milliseconds(150)));
}

// What it publishes does not count.
void SessionsTest::aClientThatAskedForHeartbeatsAndIsSilentIsGivenUp()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    client.requestHeartbeats(60);
    const auto began = std::chrono::steady_clock::now();
    std::optional<std::string> text;
    while (!text && std::chrono::steady_clock::now() - began < std::chrono::seconds(10)) {
        client.publish("nobody", "r", "x");
        const std::string word = client.command().bytes(2, std::chrono::milliseconds(10));
        if (word == "\xee\xee") {
            const std::string length = client.command().bytes(2);
            text = client.command().bytes(23);
            QCOMPARE(length, "\x00\x17"s);
        } else {
            QVERIFY(word.empty() || word == fqwire::kHeartbeat);
        }
    }
    QCOMPARE(text.value_or("(none)"), "client heartbeat failed"s);
    QVERIFY(std::chrono::steady_clock::now() - began >= std::chrono::milliseconds(3 * 60));
    QVERIFY(client.command().closedByServer());
    QVERIFY(client.data().closedByServer());
    QVERIFY(broker.until([&] { return !broker.broker().findQueue("q"); }));
}

void SessionsTest::aClientThatBeatsIsKept()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    client.requestHeartbeats(40);
    for (int i = 0; i < 12; ++i) { // four times as long as silence is borne
        QVERIFY(client.awaitHeartbeat());
        client.heartbeat();
    }
    QVERIFY(client.status());
}

void SessionsTest::whoAskedForNoHeartbeatsMayBeSilentForever_data()
{
    QTest::addColumn<bool>("switchedOff");
    QTest::newRow("never asked") << false;
    QTest::newRow("switched off") << true;
}

void SessionsTest::whoAskedForNoHeartbeatsMayBeSilentForever()
{
    QFETCH(bool, switchedOff);
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    if (switchedOff) {
        client.requestHeartbeats(10'000);
        client.requestHeartbeats(0);
        QVERIFY(client.awaitHeartbeat());
    }
    broker.step(Duration::seconds(100'000));
    QVERIFY(client.command().silent(std::chrono::milliseconds(50)));
    QVERIFY(client.status());
    QVERIFY(client.data().silent(kNoTime));
}

void SessionsTest::statusHasItsFieldsInTheirOrder()
{
    FqBroker broker;
    FqWireClient client(broker.port());
    QCOMPARE(client.auth("u", "q", "mem:public,backlog=2"), ""s);
    using Fields = FqWireClient::StatusFields;
    QCOMPARE(client.status().value_or(Fields{}), (Fields{{"dropped_in", 0}}));
    QVERIFY(client.bind("e", "prefix:a"));
    FqWireClient publisher = join(broker, "p", "pq");
    for (int i = 0; i < 5; ++i)
        QVERIFY(publisher.publish("e", "a", "12345")); // two stay, three are dropped
    QVERIFY(publisher.publish("e", "b", "12345")); // wanted by nobody
    QVERIFY(publisher.publish("f", "a", "12345")); // no such exchange
    QVERIFY(broker.until([&] { return broker.exchanges().totals().messages == 7; }));
    const uint32_t octets = 7 * (2 + 2 + 16 + 4 + 5);
    QCOMPARE(publisher.status().value_or(Fields{}),
        (Fields{{"dropped_in", 0}, {"no_exchange", 1}, {"no_route", 2}, {"routed", 5}, {"dropped", 3},
            {"size_dropped", 0}, {"msgs_in", 7}, {"msgs_out", 0}, {"octets_in", octets}, {"octets_out", 0}}));
    QCOMPARE(client.status().value_or(Fields{}), (Fields{{"dropped_in", 3}}));
    QVERIFY(client.attach());
    QVERIFY(client.receive() && client.receive());
    const uint32_t out = 2 * (2 + 2 + 16 + 2 + 1 + 8 + 4 + 5);
    QCOMPARE(client.status().value_or(Fields{}),
        (Fields{{"dropped_in", 3}, {"no_exchange", 0}, {"no_route", 0}, {"routed", 0}, {"dropped", 0},
            {"size_dropped", 0}, {"msgs_in", 0}, {"msgs_out", 2}, {"octets_in", 0}, {"octets_out", out}}));
    const ExchangeCounters counters = broker.counters("e");
    QCOMPARE(counters.messages, uint64_t{6});
    QCOMPARE(counters.octets, uint64_t{30}); // payloads only
    QCOMPARE(counters.routed, uint64_t{5});
    QCOMPARE(counters.dropped, uint64_t{3});
    QCOMPARE(counters.noRoute, uint64_t{1});
}

void SessionsTest::statusBytesAreThoseOfTheProtocol()
{
    FqBroker broker;
    FqWireClient client(broker.port());
    QCOMPARE(client.auth("u", "q"), ""s);
    QVERIFY(client.command().send(fqwire::kStatus));
    QVERIFY(client.command().await(1));
    const std::string answer = "\x57\xa7\x00\x0a"
                               "dropped_in\x00\x00\x00\x00\x00\x00"s;
    QCOMPARE(client.command().received(), std::string_view(answer)); // in one write
}

void SessionsTest::statusNumbersBeginAnewWithEachDataConnection()
{
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q");
    QVERIFY(client.publish("e", "r", "x"));
    QVERIFY(broker.until([&] { return broker.exchanges().noExchange() == 1; }));
    QCOMPARE(client.statusField("no_exchange").value_or(0), 1u);
    client.data().close();
    QVERIFY(broker.until([&] { return !broker.fqPort().clients().front().hasData; }));
    QVERIFY(client.attach());
    QVERIFY(broker.until([&] { return broker.fqPort().clients().front().hasData; }));
    QCOMPARE(client.statusField("no_exchange").value_or(9), 0u);
}

// One of the real clients appends them to each.
void SessionsTest::twoZeroBytesBehindAStatusRequestAreNothing()
{
    FqBroker broker;
    for (const size_t pieces : {0, 1, 3}) {
        FqWireClient client(broker.port());
        client.setPieces(pieces);
        QCOMPARE(client.auth("u", "q"), ""s);
        const std::string one = "\x57\xa7\x00\x0a"
                                "dropped_in\x00\x00\x00\x00\x00\x00"s;
        for (int i = 0; i < 3; ++i) {
            QVERIFY(client.command().send(fqwire::kStatus + "\0\0"s));
            QCOMPARE(client.command().bytes(one.size()), one);
        }
        const auto id = client.bind("e", "prefix:");
        QVERIFY(id && *id != FqWireClient::kRefused);
        client.command().close();
        QVERIFY(broker.until([&] { return !broker.broker().findQueue("q"); }));
    }
}

void SessionsTest::requestsMayComeInOneGo()
{
    FqBroker broker;
    FqWireClient client(broker.port());
    QCOMPARE(client.authWith(fqwire::auth("u", "q", "pw") + fqwire::bind("e", "prefix:a", 0) + fqwire::kHeartbeat
                 + fqwire::bind("e", "nonsense", 0) + fqwire::unbind(1, "e") + fqwire::unbind(1, "e")),
        ""s);
    const std::string refused = "\xff\xff\xff\xff";
    const std::string answers = "\xb1\x71\0\0\0\1"s + "\xb1\x71" + refused + "\x17\x1b\0\0\0\1"s + "\x17\x1b" + refused;
    QCOMPARE(client.command().bytes(answers.size()), answers);
}

void SessionsTest::answersToManyRequestsKeepTheirOrder()
{
    FqBroker broker;
    FqWireClient client(broker.port());
    QCOMPARE(client.auth("u", "q"), ""s);
    std::string requests;
    std::string answers;
    for (uint32_t i = 1; i <= 1'000; ++i) {
        requests += fqwire::bind("e", "exact:" + std::to_string(i), 0);
        answers += "\xb1\x71" + fqwire::u32(i);
    }
    QVERIFY(client.command().send(requests));
    QVERIFY(client.command().bytes(answers.size()) == answers);
}

QTEST_APPLESS_MAIN(SessionsTest)
#include "sessions_test.moc"
