// How a message is marked, over HTTP.
#include "tests/http/api/api_rig.h"

#include "engine/base/limits.h"

#include <QTest>

using namespace tapedeck;

class MarksTest : public QObject {
    Q_OBJECT
    ApiRig m_rig;
    ApiClient m_client{m_rig};

private Q_SLOTS:
    void initTestCase()
    {
        for (const char* body : {"a", "b"})
            QCOMPARE(m_client.post("/queues/q/messages", {{"body", body}}).status, 201);
    }
    void aMarkIsPutReadAndTakenAway()
    {
        const std::string path = "/queues/q/messages/2/mark";
        COMPARE_JSON(m_client.get(path).body, J({{"id", 2}}));
        const J mark = {{"id", 2}, {"colour", "green"}, {"note", "why?"}};
        const auto put = m_client.ask("PUT", path, J({{"colour", "green"}, {"note", "why?"}}).dump());
        QCOMPARE(put.status, 200);
        COMPARE_JSON(put.body, mark);
        COMPARE_JSON(m_client.get(path).body, mark);
        COMPARE_JSON(m_client.get("/queues/q/messages/1/mark").body, J({{"id", 1}}));
        // In the place of the one before, and of bytes that are no text.
        QCOMPARE(m_client.ask("PUT", path, J({{"noteBase64", "/w=="}}).dump()).status, 200);
        COMPARE_JSON(m_client.get(path).body, J({{"id", 2}, {"noteBase64", "/w=="}}));
        QCOMPARE(m_client.ask("DELETE", path).status, 204);
        QCOMPARE(m_client.ask("DELETE", path).status, 204);
        COMPARE_JSON(m_client.get(path).body, J({{"id", 2}}));
    }
    void whatIsMarkedIsFoundByAFilter()
    {
        QCOMPARE(m_client.ask("PUT", "/queues/q/messages/1/mark", J({{"colour", "red"}}).dump()).status, 200);
        const J found = m_client.get("/queues/q/messages?filter=mark%3D%3Dred").body["messages"];
        QCOMPARE(found.size(), size_t{1});
        COMPARE_JSON(found[0]["id"], J(1));
    }
    void whatMakesNoSenseIsRefused_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::newRow("no message") << QByteArray("/queues/q/messages/9/mark") << QByteArray("{\"colour\":\"red\"}")
                                    << 404;
        QTest::newRow("no queue") << QByteArray("/queues/x/messages/1/mark") << QByteArray("{\"colour\":\"red\"}")
                                  << 404;
        const QByteArray path = "/queues/q/messages/2/mark";
        QTest::newRow("no colour") << path << QByteArray("{\"colour\":\"mauve\"}") << 400;
        QTest::newRow("nothing") << path << QByteArray("{}") << 400;
        QTest::newRow("unknown member") << path << QByteArray("{\"color\":\"red\"}") << 400;
        QTest::newRow("too long") << path << "{\"note\":\"" + QByteArray(limits::kMarkNoteBytesMax + 1, 'x') + "\"}"
                                  << 400;
    }
    void whatMakesNoSenseIsRefused()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QCOMPARE(m_client.ask("PUT", path.toStdString(), body.toStdString()).status, status);
        COMPARE_JSON(m_client.get("/queues/q/messages/2/mark").body, J({{"id", 2}}));
    }
};

QTEST_APPLESS_MAIN(MarksTest)
#include "marks_test.moc"
