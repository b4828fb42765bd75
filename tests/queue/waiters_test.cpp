#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/queue/waiters.h"

using namespace tapedeck;

class WaitersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void firstComeFirstServed();
    void takesAtMostAsManyAsAskedFor();
    void removedWaiterIsPassedOver();
    void ofALineOfOneNothingIsLeft();
    void whoLosesTheRaceKeepsItsDeadlineAtTheEndOfTheLine();
    void staleHandlesAreRecognised();
    void takeAllEmptiesTheLine();
    void hundredThousandWaitersComeAndGo();
};

namespace {

std::vector<uint64_t> readersOf(const std::vector<Waiter>& waiters)
{
    std::vector<uint64_t> readers;
    for (const Waiter& w : waiters)
        readers.push_back(w.reader);
    return readers;
}

using Readers = std::vector<uint64_t>;

} // namespace

void WaitersTest::firstComeFirstServed()
{
    Waiters line;
    for (uint64_t reader = 1; reader <= 3; ++reader)
        line.add({reader, 10, Time{static_cast<int64_t>(reader)}});
    std::vector<Waiter> out;
    QCOMPARE(line.takeFront(2, out), size_t{2});
    QCOMPARE(readersOf(out), (Readers{1, 2}));
    QCOMPARE(out[1].want, 10u);
    QCOMPARE(out[1].deadline, Time{2});
    QCOMPARE(line.size(), size_t{1});
}

void WaitersTest::takesAtMostAsManyAsAskedFor()
{
    Waiters line;
    std::vector<Waiter> out;
    QCOMPARE(line.takeFront(5, out), size_t{0});
    line.add({1, 1, {}});
    QCOMPARE(line.takeFront(0, out), size_t{0});
    QCOMPARE(line.takeFront(5, out), size_t{1});
    QVERIFY(line.empty());
}

void WaitersTest::removedWaiterIsPassedOver()
{
    Waiters line;
    WaiterHandle handles[5];
    for (uint64_t reader = 0; reader < 5; ++reader)
        handles[reader] = line.add({reader, 1, {}});
    QVERIFY(line.remove(handles[0])); // front
    QVERIFY(line.remove(handles[2])); // middle
    QVERIFY(line.remove(handles[4])); // back
    QVERIFY(!line.remove(handles[2]));
    line.add({9, 1, {}});
    std::vector<Waiter> out;
    line.takeFront(10, out);
    QCOMPARE(readersOf(out), (Readers{1, 3, 9}));
}

void WaitersTest::ofALineOfOneNothingIsLeft()
{
    Waiters line;
    QVERIFY(line.remove(line.add({1, 1, {}})));
    QVERIFY(line.empty());
    line.add({2, 1, {}});
    std::vector<Waiter> out;
    line.takeFront(1, out);
    QCOMPARE(readersOf(out), (Readers{2}));
}

void WaitersTest::whoLosesTheRaceKeepsItsDeadlineAtTheEndOfTheLine()
{
    Waiters line;
    line.add({1, 1, Time{100}});
    line.add({2, 1, Time{200}});
    std::vector<Waiter> woken;
    line.takeFront(1, woken);
    line.add(woken[0]); // found nothing
    std::vector<Waiter> out;
    line.takeFront(2, out);
    QCOMPARE(readersOf(out), (Readers{2, 1}));
    QCOMPARE(out[1].deadline, Time{100});
}

void WaitersTest::staleHandlesAreRecognised()
{
    Waiters line;
    WaiterHandle old = line.add({1, 1, {}});
    std::vector<Waiter> out;
    line.takeFront(1, out);
    WaiterHandle fresh = line.add({2, 1, {}}); // the same slot
    QCOMPARE(fresh.slot, old.slot);
    QVERIFY(!line.find(old));
    QVERIFY(!line.remove(old));
    QVERIFY(line.find(fresh));
    QCOMPARE(line.find(fresh)->reader, uint64_t{2});
    QVERIFY(!line.find(WaiterHandle{}));
}

void WaitersTest::takeAllEmptiesTheLine()
{
    Waiters line;
    for (uint64_t reader = 0; reader < 4; ++reader)
        line.add({reader, 1, {}});
    std::vector<Waiter> out;
    line.takeAll(out);
    QCOMPARE(readersOf(out), (Readers{0, 1, 2, 3}));
    QVERIFY(line.empty());
}

void WaitersTest::hundredThousandWaitersComeAndGo()
{
    Waiters line;
    std::vector<WaiterHandle> handles;
    for (uint64_t reader = 0; reader < 100'000; ++reader)
        handles.push_back(line.add({reader, 1, {}}));
    for (size_t i = 0; i < handles.size(); i += 2)
        QVERIFY(line.remove(handles[i]));
    std::vector<Waiter> out;
    line.takeAll(out);
    QCOMPARE(out.size(), size_t{50'000});
    for (size_t i = 0; i < out.size(); ++i)
        QCOMPARE(out[i].reader, uint64_t{2 * i + 1});
}

QTEST_APPLESS_MAIN(WaitersTest)
#include "waiters_test.moc"
