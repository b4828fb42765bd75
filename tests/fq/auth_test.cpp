// How a client makes itself known, over real sockets: the bytes of the handshake, every refusal, who may share a queue.
#include "tests/fq/fq_broker.h"

#include <QtTest>

using namespace tapedeck;
using namespace tapedeck::fq;
using namespace std::string_literals;

namespace {

constexpr auto kNoTime = std::chrono::milliseconds(0);

std::string text(size_t bytes)
{
    return std::string(bytes, 'n');
}

// The fields of an auth request, each of which a test may spoil.
struct Request {
    unsigned command = 0xaaaa;
    unsigned method = 0;
    std::string user = "guest";
    std::string detail = "rq\0mem:public"s;
    std::string password = "pw";
    std::string bytes() const
    {
        return fqwire::kCommandMagic + fqwire::u16(command) + fqwire::u16(method) + fqwire::str16(user)
            + fqwire::str16(detail) + fqwire::str16(password);
    }
};

} // namespace

class AuthTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theConversationIsTheOneOfTheProtocolByteForByte_data();
    void theConversationIsTheOneOfTheProtocolByteForByte();
    void everyMistakeIsToldInItsWordsAndTheConnectionCloses_data();
    void everyMistakeIsToldInItsWordsAndTheConnectionCloses();
    void ofSeveralMistakesTheFirstIsTold();
    void aRequestThatEndsInsideItsMethodIsToldSo();
    void namesAreBytes_data();
    void namesAreBytes();
    void aClientWithoutAQueueNameGetsAPrivateTransientOneOfItsOwn();
    void aQueueWithoutATypeIsPrivateMemory();
    void whoAsksForAnotherKindOfQueueIsToldTheDifference_data();
    void whoAsksForAnotherKindOfQueueIsToldTheDifference();
    void theBacklogOfTheFirstClientStays();
    void aPrivateQueueHasOneClientAndIsFreeAsSoonAsThatOneGoes_data();
    void aPrivateQueueHasOneClientAndIsFreeAsSoonAsThatOneGoes();
    void theSeventeenthClientOfAQueueIsRefused();
    void theTokenOfTheBrokerIsThePassword();
};

void AuthTest::theConversationIsTheOneOfTheProtocolByteForByte_data()
{
    QTest::addColumn<int>("pieces");
    for (const int pieces : {0, 1, 3, 7})
        QTest::addRow("%d", pieces) << pieces;
}

void AuthTest::theConversationIsTheOneOfTheProtocolByteForByte()
{
    QFETCH(int, pieces);
    FqBroker broker;
    FqSocket command(broker.port());
    command.setPieces(static_cast<size_t>(pieces));
    QVERIFY(command.send("\xcc\x50\xca\xfe\xaa\xaa\x00\x00\x00\x05guest\x00\x0drq\x00mem:public\x00\x02pw"s));
    // One write: clients read the fields with one call each. The unasked heartbeat is in it.
    QVERIFY(command.await(1));
    QCOMPARE(command.received().size(), size_t{2 + 2 + 127 + 2});
    QCOMPARE(command.bytes(4), "\xaa\x00\x00\x7f"s);
    const std::string key = command.bytes(127);
    QCOMPARE(command.bytes(2), "\xbe\xa7"s);

    QVERIFY(command.send("\xb1\x70\x01\x00\x00\x04logs\x00\x0dprefix:\"app.\"\xbe\xa7"s));
    QVERIFY(command.await(1));
    QCOMPARE(command.received(), std::string_view("\xb1\x71\x00\x00\x00\x01", 6));
    command.take(6);

    FqSocket data(broker.port());
    data.setPieces(static_cast<size_t>(pieces));
    const std::string id = "0123456789abcdef";
    QVERIFY(data.send("\xcc\x50\xfa\xce\x00\x7f"s + key
        + "\x04logs\x05"
          "app.x"
        + id + "\x00\x00\x00\x05hello"s));
    const std::string delivered = "\x04logs\x05"
                                  "app.x"
        + id + "\x05guest\x02\x0a\x00\x00\x07\x7f\x00\x00\x01\x00\x00\x00\x05hello"s;
    QCOMPARE(data.bytes(delivered.size()), delivered);

    QVERIFY(command.send("\x07\x1b\x00\x00\x00\x01\x00\x04logs"s));
    QCOMPARE(command.bytes(6), "\x17\x1b\x00\x00\x00\x01"s);
    QVERIFY(command.silent(kNoTime));
    QVERIFY(data.silent(kNoTime));
}

void AuthTest::everyMistakeIsToldInItsWordsAndTheConnectionCloses_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("answer");
    const auto row = [](const char* name, const Request& request, const char* answer) {
        QTest::newRow(name) << QByteArray::fromStdString(request.bytes()) << QByteArray(answer);
    };
    Request request;
    row("another command first", {.command = 0xbea7}, "auth command expected");
    row("another method", {.method = 1}, "unsupported auth method");
    row("user", {.user = text(128)}, "user name is too long");
    row("queue field", {.detail = text(1024)}, "queue detail is too long");
    row("queue without a type", {.detail = text(128)}, "queue name is too long");
    row("queue with a type", {.detail = text(128) + "\0mem"s}, "queue name is too long");
    row("name part beyond all bounds", {.detail = text(256) + "\0mem"s}, "pass field is too long");
    row("password", {.password = text(10'241)}, "queue name is too long");
    row("type", {.detail = "q\0tape"s}, "invalid queue type: tape");
    row("type in capitals", {.detail = "q\0MEM"s}, "invalid queue type: MEM");
    row("parameter", {.detail = "q\0mem:shared"s}, "invalid queue param: shared");
    row("parameter with a blank", {.detail = "q\0mem:public, drop"s}, "invalid queue param:  drop");
}

void AuthTest::everyMistakeIsToldInItsWordsAndTheConnectionCloses()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, answer);
    FqBroker broker;
    for (const size_t pieces : {0, 1, 7}) {
        FqWireClient client(broker.port());
        // A long request is refused before its end: the rest may find the door closed.
        client.setPieces(request.size() > 2'000 ? 0 : pieces);
        static_cast<void>(client.command().send(request.toStdString()));
        QCOMPARE(QByteArray::fromStdString(client.awaitError().value_or("(none)")), answer);
    }
    QCOMPARE(broker.ask([&] { return broker.exchanges().queues().size(); }), size_t{0});
}

void AuthTest::ofSeveralMistakesTheFirstIsTold()
{
    FqBroker broker;
    const auto answer = [&](const Request& request) {
        FqWireClient client(broker.port());
        static_cast<void>(client.command().send(request.bytes()));
        return client.awaitError().value_or("(none)");
    };
    Request request{1, 1, text(128), text(1024), text(10'241)};
    QCOMPARE(answer(request), "auth command expected"s);
    request.command = 0xaaaa;
    QCOMPARE(answer(request), "unsupported auth method"s);
    request.method = 0;
    QCOMPARE(answer(request), "user name is too long"s);
    request.user = "u";
    QCOMPARE(answer(request), "queue detail is too long"s);
    request.detail = text(300) + "\0tape"s;
    QCOMPARE(answer(request), "pass field is too long"s);
    request.detail = "q\0tape"s;
    QCOMPARE(answer(request), "queue name is too long"s); // of the password
    request.password = "pw";
    QCOMPARE(answer(request), "invalid queue type: tape"s);
}

void AuthTest::aRequestThatEndsInsideItsMethodIsToldSo()
{
    FqBroker broker;
    FqWireClient client(broker.port());
    QVERIFY(client.command().send(fqwire::kCommandMagic + "\xaa\xaa\x00"s));
    client.command().finishSending();
    QCOMPARE(client.awaitError().value_or("(none)"), "auth method read failed"s);
}

void AuthTest::namesAreBytes_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("one byte") << QByteArray("q");
    QTest::newRow("of the greatest length") << QByteArray(127, '\xff');
    QTest::newRow("slashes and quotes") << QByteArray("a/b\"c\\..");
    QTest::newRow("control characters") << QByteArray("\x01\r\n\x7f\x80", 5);
}

// Also those of queues on disk.
void AuthTest::namesAreBytes()
{
    QFETCH(QByteArray, name);
    const std::string bytes = name.toStdString();
    FqBroker broker;
    FqWireClient client = join(broker, bytes, bytes, "disk:public");
    QVERIFY(client.command().open());
    const auto id = client.bind(bytes, "prefix:");
    QVERIFY(id && *id != FqWireClient::kRefused);
    QVERIFY(client.publish(bytes, bytes, "x"));
    const auto frame = client.receive();
    QVERIFY(frame);
    QCOMPARE(frame->exchange, bytes);
    QCOMPARE(frame->route, bytes);
    QCOMPARE(frame->sender, bytes);
    QVERIFY(broker.hasQueue(bytes));
}

void AuthTest::aClientWithoutAQueueNameGetsAPrivateTransientOneOfItsOwn()
{
    FqBroker broker;
    const auto names = [&] {
        return broker.ask([&] {
            std::vector<std::pair<std::string, FqSettings>> all;
            for (const SharedQueuePtr& queue : broker.exchanges().queues())
                all.emplace_back(queue->name(), queue->settings());
            return all;
        });
    };
    FqWireClient first(broker.port());
    FqWireClient second(broker.port());
    QCOMPARE(first.auth("", "", "mem:public,permanent"), ""s);
    QCOMPARE(second.auth("", ""), ""s);
    const auto all = names();
    QCOMPARE(all.size(), size_t{2});
    for (const auto& [name, settings] : all) {
        QCOMPARE(name.size(), size_t{41});
        QCOMPARE(name.substr(0, 5), "auto-"s);
        QVERIFY(!settings.isPublic && !settings.permanent);
    }
    QVERIFY(all[0].first != all[1].first);
    FqWireClient guest(broker.port());
    QCOMPARE(guest.auth("u", all[0].first), "requested queue is private and in use\n"s);
    first.command().close();
    QVERIFY(broker.until([&] { return broker.exchanges().queues().size() == 1; }));
}

void AuthTest::aQueueWithoutATypeIsPrivateMemory()
{
    FqBroker broker;
    FqWireClient client(broker.port());
    QCOMPARE(client.auth("u", "q"), ""s);
    const auto settings = broker.ask([&] { return broker.exchanges().find("q")->settings(); });
    QVERIFY(!settings.isPublic && !settings.block && !settings.permanent);
    QCOMPARE(settings.backlog, 16'384u);
    QVERIFY(!broker.ask([&] { return broker.exchanges().find("q")->onDisk(); }));
}

void AuthTest::whoAsksForAnotherKindOfQueueIsToldTheDifference_data()
{
    QTest::addColumn<QByteArray>("wanted");
    QTest::addColumn<QByteArray>("answer");
    const auto row = [](const char* wanted, const char* answer) {
        QTest::newRow(wanted) << QByteArray(wanted) << QByteArray(answer);
    };
    row("disk:public", "requested type disk, queue is mem");
    row("mem", "requested private, queue is public");
    row("mem:public,block", "request block, queue is drop");
    row("disk:private,block", "requested type disk, queue is mem");
    row("mem:public,backlog=3", "");
    row("mem:private,public,block,drop", "");
}

void AuthTest::whoAsksForAnotherKindOfQueueIsToldTheDifference()
{
    QFETCH(QByteArray, wanted);
    QFETCH(QByteArray, answer);
    FqBroker broker;
    FqWireClient owner(broker.port());
    QCOMPARE(owner.auth("u", "q", "mem:public,drop"), ""s);
    FqWireClient other(broker.port());
    QCOMPARE(other.auth("u", "q", wanted.toStdString()), answer.toStdString());
    if (!answer.isEmpty())
        QVERIFY(other.command().closedByServer());
}

void AuthTest::theBacklogOfTheFirstClientStays()
{
    FqBroker broker;
    FqWireClient owner(broker.port());
    QCOMPARE(owner.auth("u", "q", "mem:public,backlog=-1"), ""s);
    FqWireClient other(broker.port());
    QCOMPARE(other.auth("u", "q", "mem:public,backlog=7"), ""s);
    QCOMPARE(broker.ask([&] { return broker.exchanges().find("q")->settings().backlog; }), 4'294'967'295u);
}

void AuthTest::aPrivateQueueHasOneClientAndIsFreeAsSoonAsThatOneGoes_data()
{
    QTest::addColumn<bool>("reset");
    QTest::newRow("end of file") << false;
    QTest::newRow("reset") << true;
}

// A client that lost its connection comes back at once and must not be told that it is still there.
void AuthTest::aPrivateQueueHasOneClientAndIsFreeAsSoonAsThatOneGoes()
{
    QFETCH(bool, reset);
    FqBroker broker;
    FqWireClient client = join(broker, "u", "q", "mem:private,permanent");
    QVERIFY(client.command().open());
    FqWireClient second(broker.port());
    QCOMPARE(second.auth("u", "q"), "requested queue is private and in use\n"s);
    for (int i = 0; i < 200; ++i) {
        for (FqSocket* socket : {&client.command(), &client.data()}) {
            if (reset)
                socket->reset();
            else
                socket->close();
        }
        FqWireClient next(broker.port());
        QCOMPARE(next.auth("u", "q"), ""s);
        QVERIFY(next.attach());
        client = std::move(next);
    }
}

void AuthTest::theSeventeenthClientOfAQueueIsRefused()
{
    FqBroker broker;
    std::vector<FqWireClient> clients;
    for (int i = 0; i < 16; ++i) {
        clients.emplace_back(broker.port());
        QCOMPARE(clients.back().auth("u", "q", kPublic), ""s);
    }
    FqWireClient late(broker.port());
    QCOMPARE(late.auth("u", "q", kPublic), "can't add you to queue"s);
    clients.pop_back();
    QVERIFY(broker.until([&] { return broker.exchanges().find("q")->members() == 15; }));
    FqWireClient again(broker.port());
    QCOMPARE(again.auth("u", "q", kPublic), ""s);
}

void AuthTest::theTokenOfTheBrokerIsThePassword()
{
    FqBroker open;
    FqWireClient anybody(open.port());
    QCOMPARE(anybody.auth("u", "q", kPublic, text(10'240)), ""s);

    FqBroker::Options options;
    options.token = "the token";
    FqBroker guarded(options);
    FqWireClient stranger(guarded.port());
    QVERIFY(stranger.auth("u", "q", kPublic, "the tokem").starts_with("wrong password"));
    QVERIFY(stranger.command().closedByServer());
    QVERIFY(!guarded.hasQueue("q"));
    FqWireClient friendly(guarded.port());
    QCOMPARE(friendly.auth("u", "q", kPublic, "the token"), ""s);
    QVERIFY(friendly.bind("e", "prefix:"));
}

QTEST_APPLESS_MAIN(AuthTest)
#include "auth_test.moc"
