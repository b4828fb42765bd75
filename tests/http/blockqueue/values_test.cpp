// How answers are written.
#include "engine/net/http/blockqueue/values.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::blockqueue;

namespace {

QByteArray bytes(const std::string& text)
{
    return QByteArray::fromStdString(text);
}

} // namespace

class ValuesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textsAreEscapedAsGoDoes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("plain") << QByteArray("text") << QByteArray(R"("text")");
        QTest::newRow("empty") << QByteArray() << QByteArray(R"("")");
        QTest::newRow("HTML") << QByteArray("<a href='x'>&</a>")
                              << QByteArray(R"("\u003ca href='x'\u003e\u0026\u003c/a\u003e")");
        QTest::newRow("quotes") << QByteArray("\"\\") << QByteArray("\"\\\"\\\\\"");
        QTest::newRow("controls") << QByteArray("\b\f\n\r\t\x01\x1f\x7f", 8)
                                  << QByteArray("\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
        QTest::newRow("zero byte") << QByteArray("a\0b", 3) << QByteArray(R"("a\u0000b")");
        QTest::newRow("UTF-8") << QByteArray("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80")
                               << QByteArray("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"");
        QTest::newRow("line ends of JavaScript")
            << QByteArray("\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa") << QByteArray("\"\\u2028\\u2029\xe2\x80\xaa\"");
        QTest::newRow("no UTF-8") << QByteArray("a\xff"
                                                "b\xe2\x80")
                                  << QByteArray("\"a\xef\xbf\xbd"
                                                "b\xef\xbf\xbd\xef\xbf\xbd\"");
    }
    void textsAreEscapedAsGoDoes()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, json);
        std::string out;
        appendJsonText(out, text.toStdString());
        QCOMPARE(bytes(out), json);
    }

    void envelopesHaveTheirOrder()
    {
        QCOMPARE(bytes(success().body), QByteArray(R"({"message":"success"})"));
        QCOMPARE(bytes(success("[]").body), QByteArray(R"({"message":"success","data":[]})"));
        QCOMPARE(bytes(failure(500, "a<b").body), QByteArray(R"({"message":"failure","error":"a\u003cb"})"));
        QCOMPARE(bytes(failure(409, "topic was exist", "Conflict").body),
            QByteArray(R"({"message":"Conflict","error":"topic was exist"})"));
    }

    void keysComeBack_data()
    {
        QTest::addColumn<quint64>("id");
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("first") << quint64{1} << QByteArray("1700000000123456000_00000001");
        QTest::newRow("hexadecimal") << quint64{0xabcdef} << QByteArray("1700000000123456000_00abcdef");
        QTest::newRow("more digits") << quint64{0x123456789} << QByteArray("1700000000123456000_123456789");
        QTest::newRow("largest") << quint64{UINT64_MAX} << QByteArray("1700000000123456000_ffffffffffffffff");
    }
    void keysComeBack()
    {
        QFETCH(quint64, id);
        QFETCH(QByteArray, key);
        QCOMPARE(bytes(messageKey(Time{1'700'000'000'123'456}, MessageId{id})), key);
        const auto parsed = parseMessageKey(key.toStdString());
        QVERIFY(parsed.has_value());
        QCOMPARE(quint64{parsed->value}, id);
    }

    void otherKeysAreRefused_data()
    {
        QTest::addColumn<QByteArray>("key");
        for (const char* key : {"", "_", "1", "1_", "_00000001", "1_1", "1_0000001", "1_000000001", "1_00000000",
                 "1_0000000g", "1_0000000A", "1_00000001 ", " 1_00000001", "-1_00000001", "+1_00000001", "1_-0000001",
                 "1_0x000001", "1_00000001_00000001", "1_10000000000000000", "100000000000000000000_00000001", "batch"})
            QTest::newRow(*key ? key : "(nothing)") << QByteArray(key);
    }
    void otherKeysAreRefused()
    {
        QFETCH(QByteArray, key);
        QVERIFY(!parseMessageKey(key.toStdString()));
    }

    void timesLoseTheirZeros()
    {
        QCOMPARE(bytes(timeText(Time{1'785'499'385'000'000})), QByteArray("2026-07-31T12:03:05Z"));
        QCOMPARE(bytes(timeText(Time{1'785'499'385'250'000})), QByteArray("2026-07-31T12:03:05.25Z"));
        QCOMPARE(bytes(timeText(Time{1'785'499'380'000'001})), QByteArray("2026-07-31T12:03:00.000001Z"));
    }

    void topicsHaveIdsOfTheirOwn()
    {
        QCOMPARE(bytes(topicId(QueueNo{1})), QByteArray("74617065-6465-8000-8000-000000000001"));
        QCOMPARE(bytes(topicId(QueueNo{UINT32_MAX})), QByteArray("74617065-6465-8000-8000-0000ffffffff"));
    }
};

QTEST_APPLESS_MAIN(ValuesTest)
#include "values_test.moc"
