// When messages of a replay are due.
#include "engine/replay/timing.h"

#include <QTest>

#include <limits>

using namespace tapedeck;

namespace {

ReplaySpeed original(double factor)
{
    return {ReplaySpeed::Kind::original, factor, 0};
}

ReplaySpeed rate(double perSecond)
{
    return {ReplaySpeed::Kind::rate, 1, perSecond};
}

} // namespace

class TimingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void factorsOutsideTheRangeAreRefused()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const double infinite = std::numeric_limits<double>::infinity();
        for (const double factor : {0.0, -1.0, 0.0099, 1000.1, nan, infinite, -infinite}) {
            QVERIFY(!Timing::check(original(factor)).ok());
            QCOMPARE(Timing::check(original(factor)).error().code, ErrorCode::invalidArgument);
        }
        for (const double factor : {0.01, 0.5, 1.0, 10.0, 1000.0})
            QVERIFY(Timing::check(original(factor)).ok());
    }

    void ratesOutsideTheRangeAreRefused()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        for (const double perSecond : {0.0, -1.0, 0.0001, 1e8, nan, std::numeric_limits<double>::infinity()})
            QVERIFY(!Timing::check(rate(perSecond)).ok());
        for (const double perSecond : {0.001, 1.0, 1e7})
            QVERIFY(Timing::check(rate(perSecond)).ok());
    }

    void numbersThatAreNotUsedAreNotChecked()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(Timing::check({ReplaySpeed::Kind::fastest, nan, nan}).ok());
        QVERIFY(Timing::check({ReplaySpeed::Kind::step, -1, 0}).ok());
    }

    void originalSpacingIsDividedByTheFactor()
    {
        QCOMPARE(Timing(original(1)).offset(7, Duration{1'234'567}).micros, 1'234'567);
        QCOMPARE(Timing(original(10)).offset(7, Duration{1'234'567}).micros, 123'456);
        QCOMPARE(Timing(original(0.01)).offset(7, Duration{1'234'567}).micros, 123'456'700);
        QCOMPARE(Timing(original(1000)).offset(7, Duration{1'234'567}).micros, 1'234);
    }

    void hugeGapsDoNotOverflow()
    {
        const Duration century = Duration::seconds(int64_t{100} * 365 * 86'400);
        QCOMPARE(Timing(original(1)).offset(1, century).micros, century.micros);
        QCOMPARE(Timing(original(0.01)).offset(1, century).micros, century.micros * 100);
        QCOMPARE(Timing(original(0.01)).offset(1, Duration{INT64_MAX}).micros, Timing::kForever.micros);
        QCOMPARE(Timing(rate(0.001)).offset(INT64_MAX, {}).micros, Timing::kForever.micros);
    }

    void ratesAreExactAfterTenMillionMessages()
    {
        QCOMPARE(Timing(rate(3)).offset(30'000'000, {}).micros, Duration::seconds(10'000'000).micros);
        QCOMPARE(Timing(rate(1000)).offset(10'000'001, {}).micros, 10'000'001'000);
        QCOMPARE(Timing(rate(0.5)).offset(3, {}).micros, 6'000'000);
    }

    void reachedIsTheInverseOfOffset()
    {
        for (const double factor : {0.01, 0.37, 1.0, 3.0, 7.77, 1000.0}) {
            const Timing timing(original(factor));
            for (const int64_t elapsed :
                {int64_t{0}, int64_t{1}, int64_t{999}, int64_t{123'456'789}, int64_t{1} << 45}) {
                const int64_t reached = timing.reached({elapsed});
                QVERIFY(timing.offset(0, {reached}).micros <= elapsed);
                QVERIFY(timing.offset(0, {reached + 1}).micros > elapsed);
            }
        }
        for (const double perSecond : {0.01, 3.0, 60.0, 44'100.0, 9'999'999.0}) {
            const Timing timing(rate(perSecond));
            for (const int64_t elapsed :
                {int64_t{0}, int64_t{1}, int64_t{999}, int64_t{123'456'789}, int64_t{1} << 40}) {
                const int64_t reached = timing.reached({elapsed});
                QVERIFY(timing.offset(static_cast<uint64_t>(reached), {}).micros <= elapsed);
                QVERIFY(timing.offset(static_cast<uint64_t>(reached) + 1, {}).micros > elapsed);
            }
        }
    }

    void nothingIsReachedBeforeTheBeginning()
    {
        QCOMPARE(Timing(original(1)).reached({-1}), -1);
        QCOMPARE(Timing(rate(5)).reached({-1}), -1);
        QCOMPARE(Timing(rate(5)).reached({0}), 0);
    }
};

QTEST_APPLESS_MAIN(TimingTest)
#include "timing_test.moc"
