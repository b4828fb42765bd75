// What the broker refuses: told in its words, or tried again when there is room.
#include "engine/net/http/blockqueue/block_queue.h"
#include "tests/http/blockqueue/block_rig.h"
#include "tests/support/http_test_server.h"

using namespace tapedeck;
using namespace tapedeck::blockqueue;

class RefusalsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_server = std::make_unique<HttpTestServer>();
        m_family = std::make_unique<BlockQueue>(*m_server->http);
        m_server->start();
        HttpClient client(m_server->port());
        compare(client.ask("POST", "/topics", R"({"name":"t","subscribers":[{"name":"a"}]})"), 200, kSuccess);
    }
    void cleanup()
    {
        m_server.reset();
        m_family.reset();
    }

    void aFullStoreIsToldInItsWords()
    {
        m_server->onLoop([this] {
            m_server->broker.publishError = Error{ErrorCode::storageFull, "no space left on \"disk\""};
        });
        HttpClient client(m_server->port());
        compare(client.ask("POST", "/topics/t/messages", "{}"), 500, failed(R"(no space left on \"disk\")"));
        compare(client.ask("POST", "/topics/t/messages/batch", "[{}]"), 500, failed(R"(no space left on \"disk\")"));
    }

    void publishesWaitForRoom_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("one") << QByteArray("/topics/t/messages") << QByteArray(R"({"message":"x"})");
        QTest::newRow("batch") << QByteArray("/topics/t/messages/batch") << QByteArray(R"([{"message":"x"}])");
    }
    void publishesWaitForRoom()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        m_server->onLoop([this] { m_server->broker.publishError = Error{ErrorCode::overloaded, "later"}; });
        HttpClient client(m_server->port());
        client.send("POST", path.toStdString(), body.toStdString());
        QVERIFY(m_server->eventually([this] { return m_server->broker.publishCalls >= 1; }));
        QVERIFY(client.silent(std::chrono::milliseconds(20)));
        m_server->onLoop([this] { m_server->broker.makeRoom(); });
        compare(client.reply(), 200, kSuccess);
        QCOMPARE(BlockRig::texts(client.ask("GET", "/topics/t/subscribers/a?timeout=1s").body), std::string("x"));
    }

    void answersWaitUntilTheirMessageIsKept()
    {
        m_server->onLoop([this] { m_server->broker.holdGroups = true; });
        HttpClient client(m_server->port());
        client.send("POST", "/topics/t/messages", R"({"message":"x"})");
        QVERIFY(m_server->eventually([this] { return m_server->broker.publishCalls == 1; }));
        QVERIFY(client.silent(std::chrono::milliseconds(20)));
        m_server->onLoop([this] {
            m_server->broker.holdGroups = false;
            m_server->reactor().onKept();
        });
        compare(client.reply(), 200, kSuccess);
    }

private:
    std::unique_ptr<HttpTestServer> m_server;
    std::unique_ptr<BlockQueue> m_family;
};

QTEST_APPLESS_MAIN(RefusalsTest)
#include "refusals_test.moc"
