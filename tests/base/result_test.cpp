#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/base/worker.h"

#include <QtTest>

#include <atomic>
#include <memory>
#include <vector>

using namespace tapedeck;

class ResultTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aResultHoldsAValueOrAnError();
    void aValueCanBeMovedOut();
    void anErrorTypeCanBeTheValue();
    void aStatusIsSuccessByDefault();
    void aWorkerRunsEverythingInOrderBeforeItEnds();
    void anInlineExecutorRunsAtOnce();
    void aManualClockMovesWhenTold();
    void theSameSeedGivesTheSameNumbers();
};

void ResultTest::aResultHoldsAValueOrAnError()
{
    const Result<int> good = 5;
    QVERIFY(good.ok() && good);
    QCOMPARE(*good, 5);
    const Result<int> bad = Error{ErrorCode::damaged, "why"};
    QVERIFY(!bad.ok() && !bad);
    QVERIFY(bad.error().code == ErrorCode::damaged);
    QCOMPARE(bad.error().text, std::string("why"));
}

void ResultTest::aValueCanBeMovedOut()
{
    Result<std::unique_ptr<int>> made = std::make_unique<int>(3);
    const std::unique_ptr<int> taken = std::move(made).value();
    QCOMPARE(*taken, 3);
}

void ResultTest::anErrorTypeCanBeTheValue()
{
    const Result<std::string> text = std::string("a value, not an error");
    QVERIFY(text.ok());
    QCOMPARE(text->size(), size_t{21});
}

void ResultTest::aStatusIsSuccessByDefault()
{
    const Status good;
    QVERIFY(good.ok());
    const Status bad = Error{ErrorCode::io, "no"};
    QVERIFY(!bad.ok());
    QCOMPARE(bad.error().text, std::string("no"));
}

void ResultTest::aWorkerRunsEverythingInOrderBeforeItEnds()
{
    std::vector<int> order;
    {
        Worker worker("test-worker", Worker::Priority::low);
        for (int i = 0; i < 1000; ++i)
            worker.post([&order, i] { order.push_back(i); });
    }
    QCOMPARE(order.size(), size_t{1000});
    QVERIFY(std::is_sorted(order.begin(), order.end()));
}

void ResultTest::anInlineExecutorRunsAtOnce()
{
    InlineExecutor executor;
    bool ran = false;
    executor.post([&] { ran = true; });
    QVERIFY(ran);
}

void ResultTest::aManualClockMovesWhenTold()
{
    ManualClock clock({1000});
    clock.advance(Duration::millis(5));
    QCOMPARE(clock.wall().micros, int64_t{6000});
    QCOMPARE(clock.monotonic().micros, int64_t{5000});
    clock.setWall({10});
    QCOMPARE(clock.wall().micros, int64_t{10});
    QCOMPARE(clock.monotonic().micros, int64_t{5000}); // never jumps
    const SystemClock system;
    const Duration before = system.monotonic();
    QVERIFY(system.monotonic() >= before);
}

void ResultTest::theSameSeedGivesTheSameNumbers()
{
    SeededRandom a(9), b(9), c(10);
    const uint64_t first = a.next();
    QCOMPARE(first, b.next());
    QVERIFY(first != c.next());
    SystemRandom system;
    QVERIFY(system.next() != system.next());
}

QTEST_APPLESS_MAIN(ResultTest)
#include "result_test.moc"
