#include "engine/net/reactor.h"

#include "tests/support/fake_broker.h"

#include <QtTest>

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

using namespace tapedeck;

namespace {

// Writes down what the reactor calls.
class Recorder final : public TurnClient {
public:
    void beginTurn() override { events.push_back("begin"); }
    void endTurn() override { events.push_back("end"); }
    Time nextDue() override { return due; }
    void onDue() override
    {
        events.push_back("due");
        due = Time::never();
        if (onDueCalled)
            onDueCalled();
    }
    std::vector<std::string> events;
    Time due = Time::never();
    std::function<void()> onDueCalled;
};

} // namespace

class ReactorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void jobsRunInOrderInsideTurns();
    void postedFromManyThreadsNothingIsLost();
    void dueIsCalledWhenItsTimeHasCome();
    void anEarlierDueTimeMovesTheAlarmForward();
    void stopEndsTheRunAfterTheTurn();
    void idleMeansNoTurns();
    void theLoopKnowsItsThread();
};

void ReactorTest::jobsRunInOrderInsideTurns()
{
    SystemClock clock;
    FakeBroker broker;
    Recorder recorder;
    Reactor reactor(clock);
    reactor.attach(broker, recorder);
    for (const char* name : {"one", "two"})
        reactor.post([&recorder, name] { recorder.events.push_back(name); });
    reactor.stop();
    reactor.run();
    QCOMPARE(recorder.events, (std::vector<std::string>{"begin", "one", "two", "end"}));
}

void ReactorTest::postedFromManyThreadsNothingIsLost()
{
    constexpr int kThreads = 4;
    constexpr int kJobs = 5000;
    SystemClock clock;
    FakeBroker broker;
    Recorder recorder;
    Reactor reactor(clock);
    reactor.attach(broker, recorder);
    std::vector<std::vector<int>> seen(kThreads);
    std::thread loop([&] { reactor.run(); });
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < kJobs; ++i)
                reactor.post([&seen, t, i] { seen[static_cast<size_t>(t)].push_back(i); });
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    reactor.stop();
    loop.join();
    for (const std::vector<int>& jobs : seen) {
        QCOMPARE(jobs.size(), size_t{kJobs});
        QVERIFY(std::is_sorted(jobs.begin(), jobs.end()));
    }
}

void ReactorTest::dueIsCalledWhenItsTimeHasCome()
{
    SystemClock clock;
    FakeBroker broker;
    Recorder recorder;
    Reactor reactor(clock);
    reactor.attach(broker, recorder);
    const Time due = clock.wall() + Duration::millis(20);
    recorder.due = due;
    broker.time = clock.wall();
    recorder.onDueCalled = [&] { reactor.stop(); };
    reactor.post([] {});
    reactor.run();
    QVERIFY(clock.wall() >= due);
    QCOMPARE(std::count(recorder.events.begin(), recorder.events.end(), "due"), std::ptrdiff_t{1});
}

void ReactorTest::anEarlierDueTimeMovesTheAlarmForward()
{
    SystemClock clock;
    FakeBroker broker;
    Recorder recorder;
    Reactor reactor(clock);
    reactor.attach(broker, recorder);
    broker.time = clock.wall();
    recorder.due = clock.wall() + Duration::seconds(3600);
    recorder.onDueCalled = [&] { reactor.stop(); };
    reactor.post([&] { reactor.post([&] { recorder.due = clock.wall() + Duration::millis(10); }); });
    const Duration began = clock.monotonic();
    reactor.run();
    QVERIFY((clock.monotonic() - began) < Duration::seconds(30));
}

void ReactorTest::stopEndsTheRunAfterTheTurn()
{
    SystemClock clock;
    FakeBroker broker;
    Recorder recorder;
    Reactor reactor(clock);
    reactor.attach(broker, recorder);
    for (int run = 0; run < 2; ++run) { // it may be run again
        recorder.events.clear();
        reactor.stop();
        reactor.post([&] { recorder.events.push_back("same turn"); });
        reactor.run();
        QCOMPARE(recorder.events, (std::vector<std::string>{"begin", "same turn", "end"}));
    }
}

void ReactorTest::idleMeansNoTurns()
{
    SystemClock clock;
    FakeBroker broker;
    Recorder recorder;
    Reactor reactor(clock);
    reactor.attach(broker, recorder);
    std::thread loop([&] { reactor.run(); });
    const auto turns = [&] {
        std::promise<size_t> count;
        reactor.post([&] {
            count.set_value(static_cast<size_t>(std::count(recorder.events.begin(), recorder.events.end(), "begin")));
        });
        return count.get_future().get();
    };
    const size_t before = turns();
    QTest::qSleep(200); // the thing under test is that nothing happens in this time
    QCOMPARE(turns(), before + 1);
    reactor.stop();
    loop.join();
}

void ReactorTest::theLoopKnowsItsThread()
{
    SystemClock clock;
    FakeBroker broker;
    Recorder recorder;
    Reactor reactor(clock);
    reactor.attach(broker, recorder);
    bool inside = false;
    reactor.post([&] { inside = reactor.onLoopThread(); });
    reactor.stop();
    QVERIFY(!reactor.onLoopThread());
    reactor.run();
    QVERIFY(inside);
    QVERIFY(!reactor.onLoopThread());
}

QTEST_APPLESS_MAIN(ReactorTest)
#include "reactor_test.moc"
