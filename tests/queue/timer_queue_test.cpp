#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/base/random.h"
#include "engine/queue/timer_queue.h"

#include <algorithm>
#include <map>

using namespace tapedeck;

class TimerQueueTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void firesInTheOrderOfTime();
    void equalTimesFireInTheOrderInWhichTheyWereSet();
    void nothingFiresBeforeItsTime();
    void movedTimerFiresAtItsNewTime();
    void removedTimerDoesNotFire();
    void setKeepsOneTimerPerHandle();
    void randomOperationsAgreeWithASortedMap();
    void millionTimersComeOutSorted();
};

void TimerQueueTest::firesInTheOrderOfTime()
{
    TimerQueue timers;
    for (int64_t t : {50, 10, 40, 20, 30})
        timers.add(Time{t}, static_cast<uint64_t>(t));
    QCOMPARE(timers.earliest(), Time{10});
    uint64_t id = 0;
    for (uint64_t want : {10, 20, 30, 40, 50}) {
        QVERIFY(timers.popDue(Time{100}, &id));
        QCOMPARE(id, want);
    }
    QVERIFY(!timers.popDue(Time{100}, &id));
    QCOMPARE(timers.earliest(), Time::never());
}

void TimerQueueTest::equalTimesFireInTheOrderInWhichTheyWereSet()
{
    TimerQueue timers;
    for (uint64_t id = 0; id < 100; ++id)
        timers.add(Time{7}, id);
    uint64_t id = 0;
    for (uint64_t want = 0; want < 100; ++want) {
        QVERIFY(timers.popDue(Time{7}, &id));
        QCOMPARE(id, want);
    }
}

void TimerQueueTest::nothingFiresBeforeItsTime()
{
    TimerQueue timers;
    timers.add(Time{100}, 1);
    uint64_t id = 0;
    QVERIFY(!timers.popDue(Time{99}, &id));
    QVERIFY(timers.popDue(Time{100}, &id));
}

void TimerQueueTest::movedTimerFiresAtItsNewTime()
{
    TimerQueue timers;
    TimerHandle a = timers.add(Time{10}, 1);
    TimerHandle b = timers.add(Time{20}, 2);
    timers.update(a, Time{30});
    QCOMPARE(timers.earliest(), Time{20});
    timers.update(b, Time{40});
    QCOMPARE(timers.earliest(), Time{30});
    timers.update(b, Time{5});
    QCOMPARE(timers.earliest(), Time{5});
    QCOMPARE(timers.timeOf(a), Time{30});
}

void TimerQueueTest::removedTimerDoesNotFire()
{
    TimerQueue timers;
    TimerHandle a = timers.add(Time{10}, 1);
    timers.add(Time{20}, 2);
    timers.remove(a);
    uint64_t id = 0;
    QVERIFY(timers.popDue(Time{100}, &id));
    QCOMPARE(id, uint64_t{2});
    QVERIFY(timers.empty());
}

void TimerQueueTest::setKeepsOneTimerPerHandle()
{
    TimerQueue timers;
    TimerHandle handle;
    timers.set(handle, Time::never(), 1);
    QVERIFY(!handle.valid() && timers.empty());
    timers.set(handle, Time{10}, 1);
    timers.set(handle, Time{20}, 1);
    QCOMPARE(timers.size(), size_t{1});
    QCOMPARE(timers.earliest(), Time{20});
    timers.set(handle, Time::never(), 1);
    QVERIFY(!handle.valid() && timers.empty());
}

void TimerQueueTest::randomOperationsAgreeWithASortedMap()
{
    bool given = false;
    uint64_t seed = qEnvironmentVariable("TAPEDECK_SEED").toULongLong(&given);
    if (!given)
        seed = SystemRandom().next() >> 32;
    qInfo("seed %llu", static_cast<unsigned long long>(seed));
    SeededRandom random(seed);
    TimerQueue timers;
    struct Known {
        TimerHandle handle;
        int64_t micros;
    };
    std::map<uint64_t, Known> known; // by id
    auto earliest = [&known] {
        int64_t least = INT64_MAX;
        for (const auto& [id, timer] : known)
            least = std::min(least, timer.micros);
        return least;
    };
    uint64_t nextId = 0;
    for (int step = 0; step < 50'000; ++step) {
        int64_t micros = static_cast<int64_t>(random.next() % 1000);
        uint64_t action = random.next() % 4;
        if (known.empty() || (action == 0 && known.size() < 200)) {
            known[nextId] = {timers.add(Time{micros}, nextId), micros};
            ++nextId;
        } else if (action == 3) {
            uint64_t id = 0;
            if (timers.popDue(Time{micros}, &id)) {
                QVERIFY(known.count(id));
                QCOMPARE(known[id].micros, earliest());
                QVERIFY(known[id].micros <= micros);
                known.erase(id);
            } else {
                QVERIFY(earliest() > micros);
            }
        } else {
            auto it = known.begin();
            std::advance(it, static_cast<ptrdiff_t>(random.next() % known.size()));
            if (action == 1) {
                timers.update(it->second.handle, Time{micros});
                it->second.micros = micros;
            } else {
                timers.remove(it->second.handle);
                known.erase(it);
            }
        }
        QCOMPARE(timers.size(), known.size());
        QCOMPARE(timers.earliest().micros, earliest());
    }
}

void TimerQueueTest::millionTimersComeOutSorted()
{
    constexpr size_t kCount = 1'000'000;
    SeededRandom random(3);
    TimerQueue timers;
    std::vector<TimerHandle> handles;
    for (size_t i = 0; i < kCount; ++i)
        handles.push_back(timers.add(Time{static_cast<int64_t>(random.next() % 1'000'000'000)}, i));
    for (size_t i = 0; i < kCount; i += 3)
        timers.update(handles[i], Time{static_cast<int64_t>(random.next() % 1'000'000'000)});
    for (size_t i = 1; i < kCount; i += 3)
        timers.remove(handles[i]);
    size_t fired = 0;
    Time last{-1};
    uint64_t id = 0;
    for (Time now = timers.earliest(); timers.popDue(now, &id); now = timers.earliest()) {
        QVERIFY(now >= last);
        last = now;
        ++fired;
    }
    QCOMPARE(fired, kCount - kCount / 3);
}

QTEST_APPLESS_MAIN(TimerQueueTest)
#include "timer_queue_test.moc"
