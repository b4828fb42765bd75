// Events per second over the last second.
#include "engine/base/rate_meter.h"

#include <QTest>

using namespace tapedeck;

class RateMeterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsZero()
    {
        RateMeter meter;
        QCOMPARE(meter.perSecond({}), 0.0);
        QCOMPARE(meter.perSecond(Duration::seconds(1'000'000)), 0.0);
    }

    void aSteadyRateIsTold()
    {
        RateMeter meter;
        for (int64_t i = 0; i < 3'000; ++i) {
            meter.add(Duration::millis(i), 2);
            if (i > 1'000) // the oldest bucket is left out as a whole
                QVERIFY(meter.perSecond(Duration::millis(i)) > 1'790 && meter.perSecond(Duration::millis(i)) <= 2'000);
        }
    }

    void eventsAreForgottenAfterASecond()
    {
        RateMeter meter;
        meter.add(Duration::millis(5'050), 7);
        QCOMPARE(meter.perSecond(Duration::millis(5'050)), 7.0);
        QCOMPARE(meter.perSecond(Duration::millis(5'999)), 7.0);
        QCOMPARE(meter.perSecond(Duration::millis(6'050)), 0.0);
        meter.add(Duration::millis(6'050), 3);
        QCOMPARE(meter.perSecond(Duration::millis(6'100)), 3.0);
        QCOMPARE(meter.perSecond(Duration::seconds(100)), 0.0);
    }

    void aMomentBeforeTheLastOneCountsAsTheLastOne()
    {
        RateMeter meter;
        meter.add(Duration::millis(900), 1);
        meter.add(Duration::millis(350), 1);
        QCOMPARE(meter.perSecond(Duration::millis(900)), 2.0);
    }
};

QTEST_APPLESS_MAIN(RateMeterTest)
#include "rate_meter_test.moc"
