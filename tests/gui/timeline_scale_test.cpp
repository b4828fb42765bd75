// Times and pixels of the timeline, its buckets, and the labels of its axis.
#include "engine/base/limits.h"
#include "ui/models/timeline_scale.h"

#include <QRandomGenerator>
#include <QTest>

using namespace tapedeck;

static constexpr int64_t kSecond = 1'000'000;
static constexpr Time kStart{1785499200 * kSecond}; // 2026-07-31 12:00:00 UTC

class TimelineScaleTest : public QObject {
    Q_OBJECT

    static TimelineScale scaleOf(Duration span, int pixels = 1000)
    {
        TimelineScale scale;
        scale.setPixels(10, 10 + pixels, 4);
        scale.setData(kStart, kStart + span);
        return scale;
    }
    static QStringList labels(const TimelineScale& scale, Zone zone, int labelPixels = 100)
    {
        QStringList texts;
        for (const auto& tick : scale.ticks(zone, labelPixels))
            texts += tick.text;
        return texts;
    }

private Q_SLOTS:
    void init()
    {
        qputenv("TZ", "UTC");
        tzset();
    }

    void allIsShownFromEdgeToEdge()
    {
        const TimelineScale scale = scaleOf(Duration::seconds(1000));
        QCOMPARE(scale.xOf(kStart), 10);
        QCOMPARE(scale.xOf(kStart + Duration::seconds(1000)), 1010);
        QCOMPARE(scale.xOf(kStart + Duration::seconds(250)), 260);
        QCOMPARE(scale.timeAt(260), kStart + Duration::seconds(250));
        QCOMPARE(scale.timeAt(-50), kStart);
        QCOMPARE(scale.xOf(Time{0}), 10);
        QCOMPARE(scale.xOf(Time{INT64_MAX / 2}), 1010);
    }

    void aSingleMessageIsInTheMiddle()
    {
        const TimelineScale scale = scaleOf({});
        QVERIFY(!scale.empty());
        QCOMPARE(scale.xOf(kStart), 510);
        QVERIFY(scale.grid().count > 0);
        TimelineScale none;
        none.setData(Time{1}, Time{0});
        QVERIFY(none.empty());
        QCOMPARE(none.grid().count, 0U);
        QVERIFY(none.ticks(Zone::utc, 100).empty());
    }

    void zoomKeepsWhatIsUnderTheCursor()
    {
        TimelineScale scale = scaleOf(Duration::seconds(1000));
        const Time fixed = scale.timeAt(300);
        scale.zoom(fixed, 0.25);
        QCOMPARE(scale.span(), Duration::seconds(250));
        QCOMPARE(scale.xOf(fixed), 300);
        QVERIFY(!scale.showsAll());
        scale.zoom(fixed, 100);
        QVERIFY(scale.showsAll());
        for (int i = 0; i < 60; ++i)
            scale.zoom(fixed, 0.5);
        QCOMPARE(scale.span(), TimelineScale::kSpanMin);
        QVERIFY(scale.sees(fixed));
    }

    void theViewStaysWhereThereAreMessages()
    {
        TimelineScale scale = scaleOf(Duration::seconds(1000));
        scale.show(kStart + Duration::seconds(100), kStart + Duration::seconds(200));
        scale.pan(Duration::seconds(-500));
        QCOMPARE(scale.first(), kStart);
        QCOMPARE(scale.span(), Duration::seconds(100));
        scale.pan(Duration::seconds(5000));
        QCOMPARE(scale.last(), kStart + Duration::seconds(1000));
        QCOMPARE(scale.span(), Duration::seconds(100));
        scale.show(kStart - Duration::seconds(50), kStart + Duration::seconds(50));
        QCOMPARE(scale.first(), kStart);
    }

    void aViewOfTheEndGoesWithIt()
    {
        TimelineScale scale = scaleOf(Duration::seconds(1000));
        scale.show(kStart + Duration::seconds(900), kStart + Duration::seconds(1000));
        scale.setData(kStart, kStart + Duration::seconds(1100));
        QCOMPARE(scale.last(), kStart + Duration::seconds(1100));
        QCOMPARE(scale.span(), Duration::seconds(100));
        // One that looks at the past stays there.
        scale.show(kStart + Duration::seconds(300), kStart + Duration::seconds(400));
        scale.setData(kStart, kStart + Duration::seconds(1200));
        QCOMPARE(scale.first(), kStart + Duration::seconds(300));
        // Until what it shows is gone.
        scale.setData(kStart + Duration::seconds(350), kStart + Duration::seconds(1200));
        QCOMPARE(scale.first(), kStart + Duration::seconds(350));
        QCOMPARE(scale.span(), Duration::seconds(100));
    }

    void bucketsArePowersOfTwoAndStayWhileTheViewMoves()
    {
        TimelineScale scale = scaleOf(Duration::seconds(1000));
        scale.show(kStart + Duration::seconds(100), kStart + Duration::seconds(200));
        const int64_t bucket = scale.bucket().micros;
        QCOMPARE(bucket & (bucket - 1), int64_t{0});
        QVERIFY(bucket >= 4 * scale.perPixel().micros);
        QVERIFY(bucket < 9 * scale.perPixel().micros);
        for (int i = 0; i < 100; ++i) {
            scale.pan(Duration{123'457});
            QCOMPARE(scale.bucket().micros, bucket);
            const BucketGrid grid = scale.grid();
            QCOMPARE(grid.from.micros % bucket, int64_t{0});
            QVERIFY(grid.from <= scale.first() && grid.at(1) > scale.first());
            QVERIFY(grid.until() > scale.last() && grid.at(grid.count - 1) <= scale.last());
        }
    }

    void theLengthOfBucketsCanBeChosen()
    {
        TimelineScale scale = scaleOf(Duration::seconds(1000));
        const int64_t bucket = scale.bucket().micros;
        QVERIFY(scale.coarsen(2));
        QCOMPARE(scale.bucket().micros, 4 * bucket);
        QVERIFY(scale.coarsen(-2));
        QCOMPARE(scale.bucket().micros, bucket);
        int finer = 0;
        while (scale.coarsen(-1))
            ++finer;
        QVERIFY(finer >= 1 && finer < 4); // not below a pixel
        QVERIFY(scale.bucket().micros >= scale.perPixel().micros);
        QVERIFY(scale.coarsen(1)); // at once
    }

    void noMoreBucketsThanAreAnswered()
    {
        for (const int pixels : {50, 1000, 20'000})
            for (int64_t span = 1; span < int64_t{1} << 55; span *= 3) {
                TimelineScale scale = scaleOf(Duration{span}, pixels);
                while (scale.coarsen(-1)) { }
                QVERIFY(scale.grid().count > 0);
                QVERIFY2(scale.grid().count <= limits::kHistogramBucketsMax, qPrintable(QString::number(span)));
            }
    }

    void aBucketOfAMomentHoldsIt()
    {
        const TimelineScale scale = scaleOf(Duration::seconds(1000));
        const TimeRange bucket = scale.bucketOf(kStart + Duration::seconds(77));
        QVERIFY(bucket.contains(kStart + Duration::seconds(77)));
        const BucketCounts counts{scale.grid().from, scale.bucket(), {1, 2, 3}};
        QCOMPARE(counts.at(counts.from), uint64_t{1});
        QCOMPARE(counts.at(counts.from + scale.bucket()), uint64_t{2});
        QCOMPARE(counts.at(counts.from - Duration{1}), uint64_t{0});
        QCOMPARE(counts.at(kStart + Duration::seconds(999)), uint64_t{0});
        QCOMPARE(BucketCounts{}.at(kStart), uint64_t{0});
    }

    void labelsAreWherePeopleCount()
    {
        QCOMPARE(labels(scaleOf(Duration::seconds(600)), Zone::utc),
            (QStringList{QStringLiteral("12:00"), QStringLiteral("12:01"), QStringLiteral("12:02"),
                QStringLiteral("12:03"), QStringLiteral("12:04"), QStringLiteral("12:05"), QStringLiteral("12:06"),
                QStringLiteral("12:07"), QStringLiteral("12:08"), QStringLiteral("12:09"), QStringLiteral("12:10")}));
        QCOMPARE(labels(scaleOf(Duration::seconds(3 * 86400)), Zone::utc, 250),
            (QStringList{QStringLiteral("2026-08-01"), QStringLiteral("2026-08-02"), QStringLiteral("2026-08-03")}));
        QCOMPARE(labels(scaleOf(Duration::seconds(int64_t{3 * 365} * 86400)), Zone::utc, 300),
            (QStringList{QStringLiteral("2027-01-01"), QStringLiteral("2028-01-01"), QStringLiteral("2029-01-01")}));
    }

    void labelsAreNeverTooCloseNorTooMany()
    {
        const auto seed = static_cast<quint32>(QRandomGenerator::global()->generate());
        QRandomGenerator random(qEnvironmentVariableIsSet("SEED") ? qEnvironmentVariableIntValue("SEED") : seed);
        qInfo("SEED=%u", seed);
        for (const char* zone : {"UTC", "Europe/Copenhagen", "Asia/Kolkata", "America/St_Johns"}) {
            qputenv("TZ", zone);
            tzset();
            for (int i = 0; i < 200; ++i) {
                const Duration span{random.bounded(100) + (int64_t{1} << random.bounded(52))};
                const TimelineScale scale = scaleOf(span);
                const auto ticks = scale.ticks(Zone::local, 120);
                QVERIFY2(ticks.size() <= 10, qPrintable(QString::number(span.micros)));
                for (size_t n = 1; n < ticks.size(); ++n)
                    QVERIFY2(scale.xOf(ticks[n].time) - scale.xOf(ticks[n - 1].time) >= 100,
                        qPrintable(QStringLiteral("%1 in %2").arg(span.micros).arg(QLatin1String(zone))));
            }
        }
    }

    void midnightIsWhereItIsMidnight()
    {
        qputenv("TZ", "Asia/Kolkata"); // five hours and a half ahead
        tzset();
        const TimelineScale scale = scaleOf(Duration::seconds(2 * 86400));
        const auto ticks = scale.ticks(Zone::local, 400);
        QVERIFY(!ticks.empty());
        QCOMPARE((ticks.front().time.micros / kSecond + 19'800) % 86'400, int64_t{0});
        // Clocks are put back on October 25th: the days after it begin an hour later.
        qputenv("TZ", "Europe/Copenhagen");
        tzset();
        TimelineScale autumn;
        autumn.setPixels(0, 1000, 4);
        autumn.setData(Time{1'792'713'600 * kSecond}, Time{1'793'232'000 * kSecond}); // six days around it
        const auto days = autumn.ticks(Zone::local, 150);
        QVERIFY(days.size() >= 5);
        for (const auto& day : days)
            QCOMPARE(clockText(day.time, Zone::local), QStringLiteral("00:00:00.000000"));
    }
};

QTEST_MAIN(TimelineScaleTest)
#include "timeline_scale_test.moc"
