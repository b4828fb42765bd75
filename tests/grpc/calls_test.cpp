// minikafka's calls on a whole engine: numbers, positions, errors, retention, and the same queues on the other ports.
#include "engine/base/limits.h"
#include "engine/log/tape.h"
#include "engine/net/grpc/topic_names.h"
#include "engine/queue/settings.h"
#include "tests/grpc/grpc_client.h"
#include "tests/support/engine_rig.h"
#include "tests/support/http_client.h"

#include <QTemporaryDir>
#include <QTest>

using namespace tapedeck;
using namespace tapedeck::grpc;

namespace {

constexpr int kOk = 0, kUnknown = 2, kPermissionDenied = 7, kOutOfRange = 11, kUnauthenticated = 16;
constexpr std::string_view kProduce = "/protocol.MiniKafka/Produce";

using Payloads = std::vector<std::string>;

// A whole engine on a tape that stays, for restarts.
class Persistent {
public:
    explicit Persistent(std::string tape)
        : m_tape(std::move(tape))
    {
        start();
    }
    void start()
    {
        EngineOptions options;
        options.tapePath = m_tape;
        options.sync = SyncMode::normal;
        options.ports = {{PortKind::grpc, "127.0.0.1"}};
        auto started = EngineHost::start(std::move(options), m_clock, m_random, m_reporter);
        CHECK(started.ok());
        m_host = std::move(*started);
    }
    void restart()
    {
        CHECK(m_host->stop().ok());
        m_host.reset();
        start();
    }
    uint16_t port() const
    {
        const std::string& address = m_host->endpoints().at(0).address;
        return static_cast<uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
    }

private:
    std::string m_tape;
    SystemClock m_clock;
    SystemRandom m_random;
    SilentReporter m_reporter;
    std::unique_ptr<EngineHost> m_host;
};

} // namespace

class CallsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersBeginWithOneInEveryTopic()
    {
        EngineRig rig;
        GrpcClient client(rig.grpcPort());
        for (uint32_t i = 1; i <= 300; ++i)
            QCOMPARE(client.number("a", std::to_string(i)), i);
        QCOMPARE(client.number("b", "x"), 1u);
    }

    void aPositionIsEchoedWhenThereIsNothing_data()
    {
        QTest::addColumn<uint32_t>("from");
        QTest::addColumn<Payloads>("payloads");
        QTest::addColumn<uint32_t>("next");
        QTest::newRow("0 is the oldest") << 0u << Payloads{"one", "", "three"} << 4u;
        QTest::newRow("1") << 1u << Payloads{"one", "", "three"} << 4u;
        QTest::newRow("2") << 2u << Payloads{"", "three"} << 4u;
        QTest::newRow("the end") << 4u << Payloads{} << 4u;
        QTest::newRow("far beyond") << 99u << Payloads{} << 99u;
        QTest::newRow("2^31") << 0x80000000u << Payloads{} << 0x80000000u;
        QTest::newRow("2^32-1") << UINT32_MAX << Payloads{} << UINT32_MAX;
    }
    void aPositionIsEchoedWhenThereIsNothing()
    {
        QFETCH(uint32_t, from);
        QFETCH(Payloads, payloads);
        QFETCH(uint32_t, next);
        EngineRig rig;
        GrpcClient client(rig.grpcPort());
        for (const char* payload : {"one", "", "three"})
            QVERIFY(client.number("t", payload) > 0);
        const GrpcClient::Polled polled = client.poll("t", from);
        QCOMPARE(polled.outcome.code, kOk);
        QCOMPARE(polled.payloads, payloads);
        QVERIFY(polled.hasNext);
        QCOMPARE(polled.next, next);
        QCOMPARE(polled.outcome.raw.value("content-type"), std::string("application/grpc"));
    }

    void anUnknownTopicIsAnErrorAndAnEmptiedOneIsNot()
    {
        EngineRig rig;
        GrpcClient client(rig.grpcPort());
        for (const std::string topic : {"none", "", "caf\xc3\xa9 100%"}) {
            const GrpcClient::Polled polled = client.poll(topic, 1);
            QCOMPARE(polled.outcome.code, kUnknown);
            QCOMPARE(polled.outcome.message, "store.Poll: No such topic: " + topic);
        }
        QCOMPARE(client.number("t", "x"), 1u);
        QCOMPARE(HttpClient(rig.httpPort()).ask("POST", "/api/v1/queues/t/purge").status / 100, 2);
        const GrpcClient::Polled emptied = client.poll("t", 1);
        QCOMPARE(emptied.outcome.code, kOk);
        QVERIFY(emptied.payloads.empty());
        QCOMPARE(emptied.next, 1u);
        QCOMPARE(client.number("t", "y"), 2u);
        QCOMPARE(client.poll("t", 1).payloads, Payloads{"y"});
        QCOMPARE(client.poll("t", 1).next, 3u);
    }

    void messagesEndAtTheirTimeAndNumbersGoOn()
    {
        EngineOptions options;
        options.defaults.retention.hardPeriod = Duration::seconds(60);
        EngineRig rig(options);
        GrpcClient client(rig.grpcPort());
        QCOMPARE(client.number("t", "old"), 1u);
        rig.step(Duration::seconds(40));
        QCOMPARE(client.number("t", "young"), 2u);
        QCOMPARE(client.poll("t", 1).payloads, (Payloads{"old", "young"}));
        rig.step(Duration::seconds(21));
        // A position in what has ended is no error.
        QCOMPARE(client.poll("t", 1).payloads, Payloads{"young"});
        QCOMPARE(client.poll("t", 0).next, 3u);
        rig.step(Duration::seconds(60));
        for (const uint32_t from : {0u, 1u, 12u}) {
            const GrpcClient::Polled polled = client.poll("t", from);
            QCOMPARE(polled.outcome.code, kOk);
            QVERIFY(polled.payloads.empty());
            QCOMPARE(polled.next, from);
        }
        QCOMPARE(client.number("t", "new"), 3u);
        QCOMPARE(client.poll("t", 1).payloads, Payloads{"new"});
        QCOMPARE(client.poll("t", 1).next, 4u);
    }

    void anyTopicIsAccepted_data()
    {
        QTest::addColumn<QByteArray>("topic");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("blanks") << QByteArray("a b  c ");
        QTest::newRow("unicode") << QByteArray("\xe4\xb8\xad\xe6\x96\x87 \xf0\x9f\x8e\x9e");
        QTest::newRow("NUL") << QByteArray("a\0b", 3);
        QTest::newRow("only NUL") << QByteArray("\0", 1);
        QTest::newRow("dot") << QByteArray(".");
        QTest::newRow("dots") << QByteArray("..");
        QTest::newRow("path") << QByteArray("../../esc");
        QTest::newRow("slash") << QByteArray("x/y");
        QTest::newRow("index") << QByteArray("index");
        QTest::newRow("200 bytes") << QByteArray(200, 'n');
        QTest::newRow("201 bytes") << QByteArray(201, 'n');
        QTest::newRow("10,000 bytes") << QByteArray(10'000, 'n');
        QTest::newRow("marked") << QByteArray("minikafka:x");
        QTest::newRow("control characters") << QByteArray("\x1b[31m\r\n");
    }
    void anyTopicIsAccepted()
    {
        QFETCH(QByteArray, topic);
        QTemporaryDir directory;
        Persistent engine(directory.path().toStdString() + "/t.tape");
        const std::string name = topic.toStdString();
        {
            GrpcClient client(engine.port());
            QCOMPARE(client.number("other", "x"), 1u);
            QCOMPARE(client.number(name, "one"), 1u);
            QCOMPARE(client.number(name, "two"), 2u);
            QCOMPARE(client.poll(name, 1).payloads, (Payloads{"one", "two"}));
        }
        engine.restart();
        GrpcClient client(engine.port());
        QCOMPARE(client.poll(name, 2).payloads, Payloads{"two"});
        QCOMPARE(client.number(name, "three"), 3u);
        QCOMPARE(client.poll("other", 1).payloads, Payloads{"x"});
        QCOMPARE(QDir(directory.path()).entryList({"*.tape"}, QDir::Files).size(), 1);
        QCOMPARE(QDir(directory.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 0);
    }

    void namespacesHaveTopicsOfTheirOwn()
    {
        EngineRig rig;
        GrpcClient client(rig.grpcPort());
        const Http2Peer::Headers one{{"x-tapedeck-namespace", "test-1"}}, two{{"x-tapedeck-namespace", "test-2"}};
        for (const std::string& topic : {std::string("t"), std::string(), std::string(200, 'n')}) {
            QCOMPARE(client.produce(topic, "one", one).code, kOk);
            QCOMPARE(client.poll(topic, 1, one).payloads, Payloads{"one"});
            QCOMPARE(client.poll(topic, 1, two).outcome.code, kUnknown);
            QCOMPARE(client.poll(topic, 1).outcome.code, kUnknown);
        }
        QCOMPARE(client.produce("t", "two", two).code, kOk);
        QCOMPARE(client.poll("t", 1, two).payloads, Payloads{"two"});
        const HttpReply seen =
            HttpClient(rig.httpPort())
                .ask("GET", "/api/v1/queues/t/messages/1/body", {}, "X-Tapedeck-Namespace: test-1\r\n");
        QVERIFY(seen.body.find("one") != std::string::npos);
        QCOMPARE(client.produce("t", "x", {{"x-tapedeck-namespace", "not/one"}}).code, 3);
    }

    void topicsThatDifferInCaseAreTwo()
    {
        EngineRig rig;
        GrpcClient client(rig.grpcPort());
        QCOMPARE(client.number("Topic", "1"), 1u);
        QCOMPARE(client.number("topic", "1"), 1u);
        QCOMPARE(client.number("Topic ", "1"), 1u);
    }

    void topicsAreTheQueuesOfEveryOtherPort()
    {
        EngineRig rig;
        GrpcClient client(rig.grpcPort());
        RawClient resp(rig.port());
        QCOMPARE(client.number("t", "from grpc"), 1u);
        QVERIFY(resp.ask({"RPUSH", "t", "from resp"}).starts_with(":"));
        HttpClient http(rig.httpPort());
        QCOMPARE(
            http.ask("POST", "/api/v1/queues/t/messages", "from http", "Content-Type: text/plain\r\n").status / 100, 2);
        QCOMPARE(client.poll("t", 1).payloads, (Payloads{"from grpc", "from resp", "from http"}));
        QVERIFY(http.ask("GET", "/api/v1/queues/t/messages/1/body").body.find("from grpc") != std::string::npos);
    }

    void numbersEndBelow32Bits()
    {
        QTemporaryDir directory;
        const std::string path = directory.path().toStdString() + "/t.tape";
        {
            auto tape = Tape::open(path, Tape::Mode::readWrite);
            QVERIFY(tape.ok());
            TapeChange change;
            const MessageId next{UINT32_MAX - 2};
            change.queues.push_back({QueueNo{1}, "t", true, encodeSettings(QueueSettings{}), next, next, {}, {}});
            QVERIFY((*tape)->apply(change).ok());
            QVERIFY((*tape)->close().ok());
        }
        Persistent engine(path);
        GrpcClient client(engine.port());
        QCOMPARE(client.number("t", "last but one"), UINT32_MAX - 2);
        QCOMPARE(client.number("t", "last"), UINT32_MAX - 1);
        for (int i = 0; i < 2; ++i) {
            const Outcome outcome = client.produce("t", "too many");
            QCOMPARE(outcome.code, kOutOfRange);
            QVERIFY(outcome.message.find("4294967294") != std::string::npos);
        }
        const GrpcClient::Polled polled = client.poll("t", 1);
        QCOMPARE(polled.payloads, (Payloads{"last but one", "last"}));
        QCOMPARE(polled.next, UINT32_MAX);
        QCOMPARE(client.poll("t", UINT32_MAX).next, UINT32_MAX);
        QCOMPARE(client.poll("t", UINT32_MAX).outcome.code, kOk);
    }

    void whatLiesBehindTheNumbersIsNotReadButSaid()
    {
        QTemporaryDir directory;
        const std::string path = directory.path().toStdString() + "/t.tape";
        {
            auto tape = Tape::open(path, Tape::Mode::readWrite);
            QVERIFY(tape.ok());
            TapeChange change;
            const MessageId next{UINT32_MAX - 1};
            change.queues.push_back({QueueNo{1}, "t", true, encodeSettings(QueueSettings{}), next, next, {}, {}});
            QVERIFY((*tape)->apply(change).ok());
            QVERIFY((*tape)->close().ok());
        }
        SystemClock clock;
        SystemRandom random;
        SilentReporter reporter;
        EngineOptions options;
        options.tapePath = path;
        options.sync = SyncMode::normal;
        options.ports = {{PortKind::resp, "127.0.0.1"}, {PortKind::grpc, "127.0.0.1"}};
        auto started = EngineHost::start(std::move(options), clock, random, reporter);
        QVERIFY(started.ok());
        const auto portAt = [&](size_t i) {
            const std::string& address = (*started)->endpoints().at(i).address;
            return static_cast<uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
        };
        RawClient resp(portAt(0));
        for (const char* body : {"the last with a number", "without", "without"})
            QVERIFY(resp.ask({"RPUSH", "t", body}).starts_with(":"));
        GrpcClient client(portAt(1));
        const GrpcClient::Polled polled = client.poll("t", 1);
        QCOMPARE(polled.payloads, Payloads{"the last with a number"});
        QCOMPARE(polled.next, UINT32_MAX);
        QCOMPARE(client.poll("t", polled.next).outcome.code, kOutOfRange);
    }

    void everythingIsThereAfterARestart()
    {
        QTemporaryDir directory;
        Persistent engine(directory.path().toStdString() + "/t.tape");
        {
            GrpcClient client(engine.port());
            for (const char* payload : {"one", "", "three"})
                QVERIFY(client.number("t", payload) > 0);
        }
        engine.restart();
        GrpcClient client(engine.port());
        QCOMPARE(client.poll("t", 1).payloads, (Payloads{"one", "", "three"}));
        QCOMPARE(client.number("t", "four"), 4u);
    }

    void aBacklogIsReadInManyReplies()
    {
        EngineRig rig;
        GrpcClient client(rig.grpcPort());
        std::string sent, received;
        for (uint32_t i = 1; i <= 400; ++i) {
            const std::string payload = std::to_string(i) + std::string(i * 211 % 100'000, 'b');
            QCOMPARE(client.number("t", payload), i);
            sent += payload;
        }
        uint32_t next = 0;
        for (;;) {
            const GrpcClient::Polled polled = client.poll("t", next);
            QCOMPARE(polled.outcome.code, kOk);
            QVERIFY(polled.outcome.replies[0].size() <= limits::kGrpcReplyBytesMax);
            if (polled.payloads.empty())
                break;
            for (const std::string& payload : polled.payloads)
                received += payload;
            next = polled.next;
        }
        QCOMPARE(next, 401u);
        QVERIFY(received == sent);
    }

    void gRpcIsSpokenOnTheHttpPortToo()
    {
        EngineRig rig;
        GrpcClient client(rig.httpPort());
        const std::string ours = "localhost:" + std::to_string(rig.httpPort());
        const auto call = [&](const std::string& authority, Http2Peer::Headers more) {
            Http2Peer::Headers headers{{":method", "POST"}, {":scheme", "http"}, {":path", std::string(kProduce)},
                {":authority", authority}, {"te", "trailers"}, {"content-type", "application/grpc"}};
            headers.insert(headers.end(), more.begin(), more.end());
            return client.finish(client.peer.request(headers, Http2Peer::frame(GrpcClient::produceRequest("t", "x"))));
        };
        QCOMPARE(call(ours, {}).code, kOk);
        QCOMPARE(call("127.0.0.1:" + std::to_string(rig.httpPort()), {}).code, kOk);
        // Behind the same gate as everything on this port.
        QCOMPARE(call("evil.test:" + std::to_string(rig.httpPort()), {}).code, kPermissionDenied);
        QCOMPARE(call(ours, {{"origin", "http://evil.test"}}).code, kPermissionDenied);
        QCOMPARE(call(ours, {{"sec-fetch-site", "cross-site"}}).code, kPermissionDenied);
        const int32_t page = client.peer.request(
            {{":method", "GET"}, {":scheme", "http"}, {":path", "/"}, {":authority", "evil.test"}}, "");
        QCOMPARE(client.finish(page).raw.value(":status"), std::string("403"));
        QCOMPARE(call(ours, {}).code, kOk);
        QCOMPARE(HttpClient(rig.httpPort()).ask("GET", "/api/v1/queues/t").status, 200);
        QCOMPARE(GrpcClient(rig.grpcPort()).poll("t", 1).payloads.size(), size_t{3});
    }

    void theTokenOfTheHttpPortIsAskedForThereToo()
    {
        EngineOptions options;
        options.token = "secret";
        EngineRig rig(options);
        GrpcClient client(rig.httpPort());
        const std::string ours = "localhost:" + std::to_string(rig.httpPort());
        for (const bool with : {false, true}) {
            Http2Peer::Headers headers{{":method", "POST"}, {":scheme", "http"}, {":path", std::string(kProduce)},
                {":authority", ours}, {"content-type", "application/grpc"}};
            if (with)
                headers.emplace_back("authorization", "Bearer secret");
            const Outcome outcome =
                client.finish(client.peer.request(headers, Http2Peer::frame(GrpcClient::produceRequest("t", "x"))));
            QCOMPARE(outcome.code, with ? kOk : kUnauthenticated);
        }
    }

    void httpOneIsStillSpokenOnTheHttpPort()
    {
        EngineRig rig;
        RawClient raw(rig.httpPort());
        raw.send("P"); // may still become the preface
        QVERIFY(raw.silent(std::chrono::milliseconds(50)));
        raw.send("OST /api/v1/queues/t/messages HTTP/1.1\r\nHost: localhost:" + std::to_string(rig.httpPort())
            + "\r\nContent-Length: 1\r\n\r\nx");
        QCOMPARE(raw.bytes(10), std::string("HTTP/1.1 2"));
        RawClient garbage(rig.httpPort());
        garbage.send("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
        QCOMPARE(garbage.bytes(13), std::string("HTTP/1.1 505 "));
    }
};

QTEST_APPLESS_MAIN(CallsTest)
#include "calls_test.moc"
