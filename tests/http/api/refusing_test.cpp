// What happens while the broker cannot take messages, or has not kept them yet: with a broker that a test holds back.
#include "engine/net/http/api/native_api.h"
#include "tests/support/http_client.h"
#include "tests/support/http_test_server.h"

#include <QTest>

using namespace tapedeck;
using namespace std::chrono_literals;

namespace {

constexpr const char* kJsonType = "Content-Type: application/json\r\n";
constexpr const char* kMessages = "/api/v1/queues/q/messages";

// A server with the API in front of a fake broker.
struct Server {
    Server() { http.start(); }
    void setError(std::optional<Error> error)
    {
        http.onLoop([&] { error ? static_cast<void>(http.broker.publishError = error) : http.broker.makeRoom(); });
    }
    size_t published()
    {
        return http.onLoop([&] {
            const QueuePtr queue = http.broker.findQueue("q");
            return queue ? static_cast<size_t>(http.broker.head(*queue).value - 1) : size_t{0};
        });
    }
    uint16_t port() const { return http.port(); }
    bool eventually(const std::function<bool(FakeBroker&)>& condition)
    {
        return http.eventually([&] { return condition(http.broker); });
    }

    SilentReporter reporter;
    HttpTestServer http;
    SeededRandom random{1};
    Exchanges exchanges{http.broker, random, reporter, Exchanges::Options{}};
    api::NativeApi api{*http.http, exchanges, {}, reporter};
};

} // namespace

class RefusingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPublishWaitsForRoom()
    {
        Server server;
        HttpClient client(server.port());
        server.setError(Error{ErrorCode::overloaded, {}});
        client.send("POST", kMessages, R"({"body":"a"})", kJsonType);
        QVERIFY(server.eventually([](FakeBroker& broker) { return broker.publishCalls > 0; }));
        QVERIFY(client.silent(30ms));
        server.setError({});
        QCOMPARE(client.reply().status, 201);
        QCOMPARE(server.published(), size_t(1));
    }

    void aStreamOfLinesIsHeldBackWhileThereIsNoRoom()
    {
        Server server;
        HttpClient client(server.port());
        server.setError(Error{ErrorCode::overloaded, {}});
        std::string lines;
        for (int i = 0; i < 3'000; ++i)
            lines += "{\"body\":\"" + std::string(100, 'x') + "\"}\n";
        client.send("POST", "/api/v1/queues/q/messages/stream", lines);
        QVERIFY(server.eventually([](FakeBroker& broker) { return broker.publishCalls > 0; }));
        QVERIFY(client.silent(30ms));
        QVERIFY(server.http.onLoop([&] { return server.http.broker.publishCalls; })
            < 5); // it waits, it does not try again and again
        server.setError({});
        const HttpReply reply = client.reply();
        QCOMPARE(reply.status, 201);
        QCOMPARE(reply.body, std::string("{\"count\":3000,\"firstId\":1,\"lastId\":3000}\n"));
        QCOMPARE(server.published(), size_t(3000));
    }

    void aBadLineBehindLinesThatWaitIsToldOnce()
    {
        Server server;
        HttpClient client(server.port());
        server.setError(Error{ErrorCode::overloaded, {}});
        client.send("POST", "/api/v1/queues/q/messages/stream", "{\"body\":\"a\"}\nbad\n{\"body\":\"b\"}\n");
        QVERIFY(server.eventually([](FakeBroker& broker) { return broker.publishCalls > 0; }));
        server.setError({});
        const HttpReply reply = client.reply();
        QCOMPARE(reply.status, 400);
        QVERIFY(reply.body.find("\"line\":2,\"published\":1") != std::string::npos);
        QCOMPARE(server.published(), size_t(1));
        QCOMPARE(client.ask("GET", "/livez").status, 200); // the connection goes on
    }

    void aClientThatLeavesInTheMiddleLosesNothingThatWasPublished()
    {
        Server server;
        {
            HttpClient client(server.port());
            client.sendRaw("POST /api/v1/queues/q/messages/stream HTTP/1.1\r\nHost: localhost:"
                + std::to_string(server.port()) + "\r\nContent-Length: 1000\r\n\r\n{\"body\":\"a\"}\n{\"body\":");
            QVERIFY(server.eventually([](FakeBroker& broker) {
                const QueuePtr queue = broker.findQueue("q");
                return queue && broker.head(*queue) == MessageId{2};
            }));
        }
        QVERIFY(server.eventually([&](FakeBroker&) { return server.http.clients->count() == 0; }));
        QCOMPARE(server.published(), size_t(1));
    }

    void storageThatRefusesSaysWhy_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("ready");
        QTest::newRow("full") << int(ErrorCode::storageFull) << 507 << QByteArray("storage-full")
                              << QByteArray("storage full");
        QTest::newRow("read-only") << int(ErrorCode::readOnly) << 503 << QByteArray("read-only")
                                   << QByteArray("read-only: the disk went away");
    }
    void storageThatRefusesSaysWhy()
    {
        QFETCH(int, code);
        QFETCH(int, status);
        QFETCH(QByteArray, kind);
        QFETCH(QByteArray, ready);
        Server server;
        HttpClient client(server.port());
        server.setError(Error{static_cast<ErrorCode>(code), "the disk went away"});
        for (const char* path :
            {"/api/v1/queues/q/messages", "/api/v1/queues/q/messages/batch", "/api/v1/queues/q/messages/stream"}) {
            const std::string body = std::string(path).ends_with("batch") ? R"([{"body":"a"}])" : R"({"body":"a"})";
            const HttpReply reply = client.ask("POST", path, body, kJsonType);
            QCOMPARE(reply.status, status);
            QVERIFY(reply.body.find("urn:tapedeck:" + kind.toStdString()) != std::string::npos);
            QVERIFY(reply.body.find("the disk went away") != std::string::npos);
        }
        HttpReply reply = client.ask("GET", "/readyz");
        QCOMPARE(reply.status, 503);
        QVERIFY(reply.body.find(ready.toStdString()) == 0);
        QCOMPARE(client.ask("GET", "/livez").status, 200);
        server.setError({});
        QCOMPARE(client.ask("GET", "/readyz").status, 200);
        QCOMPARE(client.ask("POST", kMessages, "a").status, 201);
    }

    void anAnswerWaitsUntilItsMessageIsKept()
    {
        Server server;
        server.http.onLoop([&] { server.http.broker.holdGroups = true; });
        HttpClient client(server.port()), again(server.port());
        const char* const key = "Content-Type: application/json\r\nIdempotency-Key: k\r\n";
        client.send("POST", kMessages, R"({"body":"a"})", key);
        QVERIFY(server.eventually([](FakeBroker& broker) { return broker.publishCalls == 1; }));
        again.send("POST", kMessages, R"({"body":"a"})", key);
        QVERIFY(client.silent(30ms));
        QVERIFY(again.silent(30ms)); // the same answer reports the same message
        server.http.onLoop([&] {
            server.http.broker.release();
            server.http.reactor().onKept();
        });
        QCOMPARE(client.reply().status, 201);
        const HttpReply reply = again.reply();
        QCOMPARE(reply.status, 201);
        QCOMPARE(reply.header("idempotent-replayed"), std::string("true"));
        QCOMPARE(server.published(), size_t(1));
    }
};

QTEST_APPLESS_MAIN(RefusingTest)
#include "refusing_test.moc"
