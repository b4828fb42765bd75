// JSON in and out: limits, 64-bit integers, bytes, and errors that help.
#include "engine/net/http/api/json_reader.h"
#include "engine/net/http/api/json_writer.h"
#include "engine/queue/settings.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::api;

class JsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("nothing") << QByteArray("") << QByteArray("no JSON");
        QTest::newRow("half") << QByteArray("{\"a\":") << QByteArray("no JSON");
        QTest::newRow("two values") << QByteArray("1 2") << QByteArray("no JSON");
        QTest::newRow("no UTF-8") << QByteArray("\"\xff\"") << QByteArray("no JSON");
        QTest::newRow("a member twice") << QByteArray("{\"a\":1,\"a\":2}") << QByteArray("`a` is there twice");
        QTest::newRow("65 levels") << QByteArray(65, '[') + QByteArray(65, ']') << QByteArray("deeper than 64");
        QTest::newRow("a number beyond double") << QByteArray("1e999") << QByteArray("no JSON");
        QTest::newRow("comment") << QByteArray("/* */1") << QByteArray("no JSON");
    }
    void whatIsRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, says);
        const auto parsed = parseJson({text.data(), static_cast<size_t>(text.size())});
        QVERIFY(!parsed.ok());
        QVERIFY2(parsed.error().text.find(says.toStdString()) != std::string::npos, parsed.error().text.c_str());
    }

    void sixtyFourLevelsAreAllowed()
    {
        const std::string text = std::string(64, '[') + std::string(64, ']');
        QVERIFY(parseJson(text).ok());
    }

    void aMillionValuesAreAllowed()
    {
        std::string text = "[1";
        for (size_t i = 2; i < kJsonValuesMax; ++i) // the list counts too
            text += ",1";
        QVERIFY(parseJson(text + "]").ok());
        const auto more = parseJson(text + ",{}]");
        QVERIFY(!more.ok());
        QCOMPARE(more.error().code, ErrorCode::messageTooBig);
    }

    void idsAreNeverRounded_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<quint64>("id");
        QTest::newRow("number") << QByteArray("9007199254740993") << quint64(9007199254740993u);
        QTest::newRow("largest number") << QByteArray("18446744073709551615") << quint64(UINT64_MAX);
        QTest::newRow("text") << QByteArray("\"18446744073709551615\"") << quint64(UINT64_MAX);
        QTest::newRow("zero") << QByteArray("0") << quint64(0);
    }
    void idsAreNeverRounded()
    {
        QFETCH(QByteArray, json);
        QFETCH(quint64, id);
        const auto parsed = parseJson("{\"id\":" + json.toStdString() + "}");
        QVERIFY(parsed.ok());
        ObjectReader reader(*parsed);
        const auto read = reader.id("id");
        QVERIFY(read && reader.finish().ok());
        QCOMPARE(quint64(read->value), id);
        JsonWriter out;
        out.beginObject().id("id", *read).endObject();
        const std::string digits = std::to_string(id);
        QCOMPARE(out.result(),
            id > kExactNumberMax ? "{\"id\":" + digits + ",\"idText\":\"" + digits + "\"}" : "{\"id\":" + digits + "}");
    }

    void wrongValuesSayWhatWasExpected_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("fraction") << QByteArray("{\"id\":1.5}") << QByteArray("`id` is a number with a fraction");
        QTest::newRow("exponent") << QByteArray("{\"id\":1e3}") << QByteArray("expected an id: an integer");
        QTest::newRow("negative") << QByteArray("{\"id\":-1}") << QByteArray("expected an id");
        QTest::newRow("2^64") << QByteArray("{\"id\":18446744073709551616}") << QByteArray("too large");
        QTest::newRow("word") << QByteArray("{\"id\":\"x\"}") << QByteArray("the text `x`");
        QTest::newRow("null") << QByteArray("{\"id\":null}") << QByteArray("`id` is null");
        QTest::newRow("element") << QByteArray("{\"ids\":[1,true]}") << QByteArray("`ids[1]` is true or false");
        QTest::newRow("duration") << QByteArray("{\"wait\":\"5 s\"}") << QByteArray("`30s` or `250ms`");
        QTest::newRow("negative duration") << QByteArray("{\"wait\":-1}") << QByteArray("`30s` or `250ms`");
        QTest::newRow("time") << QByteArray("{\"time\":\"soon\"}") << QByteArray("RFC 3339");
        QTest::newRow("flag") << QByteArray("{\"on\":1}") << QByteArray("expected true or false");
        QTest::newRow("text") << QByteArray("{\"body\":{}}") << QByteArray("`body` is an object; expected a text");
        QTest::newRow("base64") << QByteArray("{\"bodyBase64\":\"*\"}") << QByteArray("is not base64");
        QTest::newRow("both") << QByteArray("{\"body\":\"\",\"bodyBase64\":\"\"}") << QByteArray("exclude each other");
        QTest::newRow("unknown") << QByteArray("{\"wiat\":1}")
                                 << QByteArray("no member `wiat` here. Did you mean `wait`?");
        QTest::newRow("far") << QByteArray("{\"zzzzzzzzzz\":1}") << QByteArray("no member `zzzzzzzzzz` here.");
        QTest::newRow("no object") << QByteArray("[]") << QByteArray("The body is a list; expected an object");
    }
    void wrongValuesSayWhatWasExpected()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, says);
        const auto parsed = parseJson(json.toStdString());
        QVERIFY(parsed.ok());
        ObjectReader reader(*parsed);
        reader.id("id");
        reader.ids("ids");
        reader.duration("wait");
        reader.time("time", Time{});
        reader.boolean("on");
        reader.bytes("body");
        const Status status = reader.finish();
        QVERIFY(!status.ok());
        QVERIFY2(status.error().text.find(says.toStdString()) != std::string::npos, status.error().text.c_str());
    }

    void durations_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("micros"); // -1: refused
        QTest::addColumn<QByteArray>("out");
        QTest::newRow("seconds") << QByteArray("\"30s\"") << qint64(30'000'000) << QByteArray("30s");
        QTest::newRow("number") << QByteArray("90") << qint64(90'000'000) << QByteArray("90s");
        QTest::newRow("minutes") << QByteArray("120") << qint64(120'000'000) << QByteArray("2m");
        QTest::newRow("fraction") << QByteArray("0.25") << qint64(250'000) << QByteArray("250ms");
        QTest::newRow("micros") << QByteArray("\"1500us\"") << qint64(1500) << QByteArray("1500us");
        QTest::newRow("day") << QByteArray("\"24h\"") << qint64(86'400'000'000) << QByteArray("1d");
        QTest::newRow("zero") << QByteArray("0") << qint64(0) << QByteArray("0s");
        QTest::newRow("forever") << QByteArray("\"forever\"") << qint64(kKeepForever.micros) << QByteArray("forever");
        QTest::newRow("overflow") << QByteArray("\"9999999999999999d\"") << qint64(-1) << QByteArray();
        QTest::newRow("huge number") << QByteArray("1e300") << qint64(-1) << QByteArray();
        QTest::newRow("list") << QByteArray("[]") << qint64(-1) << QByteArray();
    }
    void durations()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, micros);
        QFETCH(QByteArray, out);
        const auto parsed = parseJson("{\"d\":" + text.toStdString() + "}");
        QVERIFY(parsed.ok());
        ObjectReader reader(*parsed);
        const auto duration = reader.duration("d", true);
        QCOMPARE(duration ? qint64(duration->micros) : qint64(-1), micros);
        if (duration)
            QCOMPARE(formatDuration(*duration), out.toStdString());
    }

    void times_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("micros");
        const qint64 now = 1'785'499'385'000'000;
        QTest::newRow("RFC 3339") << QByteArray("\"2026-07-31T12:03:05.5Z\"") << qint64(1'785'499'385'500'000);
        QTest::newRow("offset") << QByteArray("\"2026-07-31T14:03:05+02:00\"") << now;
        QTest::newRow("now") << QByteArray("\"now\"") << now;
        QTest::newRow("now-5m") << QByteArray("\"now-5m\"") << now - 300'000'000;
        QTest::newRow("seconds") << QByteArray("1785499385") << now;
        QTest::newRow("fraction") << QByteArray("1785499385.25") << now + 250'000;
        QTest::newRow("seconds as text") << QByteArray("\"1785499385.000001\"") << now + 1;
        QTest::newRow("without an offset it is UTC") << QByteArray("\"2026-07-31T12:03:05\"") << now;
    }
    void times()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, micros);
        const auto parsed = parseJson("{\"t\":" + text.toStdString() + "}");
        ObjectReader reader(*parsed);
        const auto time = reader.time("t", Time{1'785'499'385'000'000});
        QVERIFY(time.has_value());
        QCOMPARE(qint64(time->micros), micros);
    }

    void bytesThatAreNoUtf8GoInBase64()
    {
        JsonWriter out;
        out.beginObject().bytes("key", "a\"\\\n\x01ü").bytes("body", "\xff\x00").endObject();
        QCOMPARE(out.result(), std::string("{\"key\":\"a\\\"\\\\\\n\\u0001ü\",\"bodyBase64\":\"/w==\"}"));
        QVERIFY(parseJson(out.result()).ok());
    }
};

QTEST_APPLESS_MAIN(JsonTest)
#include "json_test.moc"
