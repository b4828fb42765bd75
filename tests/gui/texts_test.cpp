// Places, numbers and times as people type and read them.
#include "ui/models/number_text.h"
#include "ui/models/place_text.h"
#include "ui/models/time_text.h"
#include "ui/panels/endpoint_text.h"

#include <QLocale>
#include <QTest>

using namespace tapedeck;

class TextsTest : public QObject {
    Q_OBJECT

    static QueueStats queue()
    {
        QueueStats stats;
        stats.first = MessageId{1};
        stats.head = MessageId{1205};
        return stats;
    }
    static constexpr Time kNow{1785510000'000000}; // 2026-07-31 15:00:00 UTC

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        qputenv("TZ", "UTC");
    }
    void digitsAreAnIdUpToTheHeadAndATimeBeyond()
    {
        auto place = parsePlace(QStringLiteral(" 911 "), queue(), kNow, Zone::utc);
        QVERIFY(place);
        QCOMPARE(place->id.value, uint64_t{911});
        place = parsePlace(QStringLiteral("1,204"), queue(), kNow, Zone::utc);
        QVERIFY(place && place->kind == SeekTarget::Kind::id);
        QCOMPARE(place->id.value, uint64_t{1204});
        place = parsePlace(QStringLiteral("1785499385"), queue(), kNow, Zone::utc);
        QVERIFY(place && place->kind == SeekTarget::Kind::time);
        QCOMPARE(place->time.micros, int64_t{1785499385'000000});
        place = parsePlace(QStringLiteral("#1785499385"), queue(), kNow, Zone::utc);
        QVERIFY(place && place->kind == SeekTarget::Kind::id);
    }
    void timesAreUnderstood_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("micros");
        QTest::newRow("clock") << QStringLiteral("14:03") << qint64{1785510000'000000 - 57 * 60'000'000LL};
        QTest::newRow("distance") << QStringLiteral("-5m") << qint64{1785510000'000000 - 300'000'000LL};
        QTest::newRow("RFC 3339") << QStringLiteral("2026-07-31T14:03:05.123456Z") << qint64{1785506585'123456};
    }
    void timesAreUnderstood()
    {
        QFETCH(QString, text);
        QFETCH(qint64, micros);
        const auto place = parsePlace(text, queue(), kNow, Zone::utc);
        QVERIFY(place && place->kind == SeekTarget::Kind::time);
        QCOMPARE(place->time.micros, micros);
    }
    void nonsenseIsNoPlace()
    {
        for (const char* text : {"", "abc", "#x", "25:00", "12:"})
            QVERIFY2(!parsePlace(QString::fromLatin1(text), queue(), kNow, Zone::utc), text);
    }
    void timesAreShownToTheMicrosecond()
    {
        QCOMPARE(dateTimeText(Time{1785506585'123456}, Zone::utc), QStringLiteral("2026-07-31 14:03:05.123456"));
        QCOMPARE(clockText(Time{1785506585'000001}, Zone::utc), QStringLiteral("14:03:05.000001"));
        QCOMPARE(rfc3339Text(Time{-1}, Zone::utc), QStringLiteral("1969-12-31T23:59:59.999999Z"));
    }
    void numbersAreShort()
    {
        QCOMPARE(shortCountText(9'999), QStringLiteral("9,999").remove(QLatin1Char(',')));
        QCOMPARE(shortCountText(12'400), QStringLiteral("12.4k"));
        QCOMPARE(shortCountText(999'499), QStringLiteral("999k"));
        QCOMPARE(shortCountText(999'500), QStringLiteral("1.0M"));
        QCOMPARE(bytesText(999), QStringLiteral("999 B"));
        QCOMPARE(bytesText(1'234), QStringLiteral("1.2 kB"));
        QCOMPARE(bytesText(412'000'000), QStringLiteral("412 MB"));
        QCOMPARE(rateText(0), QString());
        QCOMPARE(rateText(50'000), QStringLiteral("50.0k/s"));
        QCOMPARE(durationText(420), QString::fromUtf8("420 µs"));
        QCOMPARE(durationText(90'000'000), QStringLiteral("1 min 30 s"));
        QCOMPARE(messagesText(1), QStringLiteral("1 message"));
    }
    void endpointsBecomeLinesThatWork()
    {
        QCOMPARE(redisCliLine(QStringLiteral("127.0.0.1:9797")), QStringLiteral("redis-cli -p 9797"));
        QCOMPARE(redisCliLine(QStringLiteral("[::1]:9797")), QStringLiteral("redis-cli -h ::1 -p 9797"));
        QCOMPARE(endpointUrl(QStringLiteral("RESP"), QStringLiteral("127.0.0.1:9797")),
            QStringLiteral("redis://127.0.0.1:9797"));
        QCOMPARE(endpointExport(QStringLiteral("RESP"), QStringLiteral("127.0.0.1:9797")),
            QStringLiteral("export REDIS_URL=redis://127.0.0.1:9797"));
        // Clients of gRPC take no URL.
        QCOMPARE(
            endpointUrl(QStringLiteral("gRPC"), QStringLiteral("127.0.0.1:9999")), QStringLiteral("127.0.0.1:9999"));
        QCOMPARE(endpointExport(QStringLiteral("gRPC"), QStringLiteral("127.0.0.1:9999")),
            QStringLiteral("export TAPEDECK_GRPC_ADDR=127.0.0.1:9999"));
    }
};

QTEST_APPLESS_MAIN(TextsTest)
#include "texts_test.moc"
