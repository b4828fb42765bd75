// When snapshots are made and what they share.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/base/random.h"
#include "engine/view/snapshot_builder.h"
#include "tests/support/fake_log_broker.h"
#include "tests/support/log_support.h"

#include <memory>
#include <set>
#include <string>

using namespace tapedeck;

namespace {

using SnapshotPtr = std::shared_ptr<const Snapshot>;

struct Bench {
    ManualClock clock{Time{1'800'000'000'000'000}};
    FakeLogBroker broker{clock};
    std::vector<ClientView> clients;
    SnapshotBuilder builder{broker, [this] { return clients; }};

    SnapshotPtr turn() { return builder.turn(clock.monotonic()); }
    SnapshotPtr turnAfter(int64_t millis)
    {
        clock.advance(Duration::millis(millis));
        return turn();
    }
    // Goes on as the host's timer would until nothing is due within `until` from now on; the last snapshot.
    SnapshotPtr settle(Duration until, int* made = nullptr)
    {
        SnapshotPtr last;
        const int64_t end = clock.monotonic().micros + until.micros;
        for (auto due = builder.nextDue(); due && due->micros <= end; due = builder.nextDue()) {
            clock.advance({std::max<int64_t>(0, due->micros - clock.monotonic().micros)});
            if (auto snapshot = turn()) {
                last = std::move(snapshot);
                if (made)
                    ++*made;
            }
        }
        clock.advance({end - clock.monotonic().micros});
        return last;
    }
    void publish(std::string_view queue, int count)
    {
        for (int i = 0; i < count; ++i) {
            const NewMessage message{"x"};
            CHECK(broker.publish(broker.queue(queue), std::span(&message, 1)).ok());
        }
    }
};

const QueueView* find(const Snapshot& snapshot, std::string_view name)
{
    for (const auto& view : snapshot.queues)
        if (view->name == name)
            return view.get();
    return nullptr;
}

} // namespace

class SnapshotBuilderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsMadeWhileNobodyWatches()
    {
        Bench b;
        b.broker.make("a");
        b.publish("a", 3);
        QVERIFY(!b.turn());
        QVERIFY(!b.turnAfter(1'000));
        QVERIFY(!b.builder.nextDue());
        QVERIFY(!b.broker.watched);
        QCOMPARE(b.broker.statsCalls, uint64_t{0});
    }

    void theFirstSnapshotHasEverything()
    {
        Bench b;
        b.broker.make("b");
        b.broker.make("a");
        b.clients.push_back({});
        b.clients.back().name = "me";
        b.builder.setEndpoints({{"RESP", "127.0.0.1:9797", false}});
        b.builder.watch(true);
        QVERIFY(b.builder.nextDue()->micros <= b.clock.monotonic().micros);
        const SnapshotPtr snapshot = b.turn();
        QVERIFY(snapshot != nullptr);
        QCOMPARE(snapshot->version, uint64_t{1});
        QCOMPARE(snapshot->queues.size(), size_t{2});
        QCOMPARE(snapshot->queues[0]->name, std::string("a"));
        QCOMPARE(snapshot->queues[1]->name, std::string("b"));
        QCOMPARE(snapshot->clients[0].name, std::string("me"));
        QCOMPARE(snapshot->endpoints[0].address, std::string("127.0.0.1:9797"));
        QCOMPARE(snapshot->totals.queues, uint64_t{2});
        QCOMPARE(snapshot->at, b.clock.wall());
    }

    void quietTurnsMakeNoSnapshotAndTheTimerStops()
    {
        Bench b;
        b.broker.make("a");
        b.builder.watch(true);
        QVERIFY(b.turn() != nullptr);
        QVERIFY(!b.settle(Duration::seconds(10)));
        QVERIFY(!b.builder.nextDue());
        const uint64_t looks = b.broker.statsCalls;
        // A turn without a change, such as a PING: looked at once, and then it is quiet again.
        QVERIFY(!b.turnAfter(50));
        QVERIFY(!b.settle(Duration::seconds(10)));
        QVERIFY(!b.builder.nextDue());
        QCOMPARE(b.broker.statsCalls, looks);
    }

    void snapshotsComeAtMostEvery100Milliseconds()
    {
        Bench b;
        b.broker.make("a");
        b.builder.watch(true);
        QVERIFY(b.turn() != nullptr);
        int made = 0;
        for (int i = 0; i < 1'000; ++i) {
            b.publish("a", 1);
            made += b.turnAfter(1) ? 1 : 0;
        }
        QCOMPARE(made, 10);
        b.publish("a", 1);
        QVERIFY(!b.turnAfter(1));
        QVERIFY(b.builder.nextDue().has_value());
        QVERIFY(b.settle(Duration::millis(100)) != nullptr);
    }

    void unchangedQueuesAreShared()
    {
        Bench b;
        for (const char* name : {"a", "b", "c"})
            b.broker.make(name);
        b.builder.watch(true);
        const SnapshotPtr first = b.turn();
        b.publish("b", 2);
        const SnapshotPtr second = b.turnAfter(100);
        QVERIFY(second != nullptr);
        QCOMPARE(second->version, first->version + 1);
        QCOMPARE(second->queues[0], first->queues[0]);
        QVERIFY(second->queues[1] != first->queues[1]);
        QCOMPARE(second->queues[2], first->queues[2]);
        QCOMPARE(first->queues[1]->stats.head, MessageId{1}); // the old one stays as it was
        QCOMPARE(second->queues[1]->stats.head, MessageId{3});
    }

    void ratesRiseAndFallBackToZeroAndThenItIsQuiet()
    {
        Bench b;
        b.broker.make("a");
        b.builder.watch(true);
        b.turn();
        b.clock.advance(Duration::millis(100));
        SnapshotPtr last;
        for (int i = 0; i < 20; ++i) { // 50 every 100 ms
            b.publish("a", 50);
            last = b.turn();
            QVERIFY(last != nullptr);
            b.clock.advance(Duration::millis(100));
        }
        QCOMPARE(find(*last, "a")->publishedPerSecond, 500.0);
        QCOMPARE(last->publishedPerSecond, 500.0);
        int made = 0;
        last = b.settle(Duration::seconds(5), &made);
        QVERIFY(last != nullptr);
        QCOMPARE(find(*last, "a")->publishedPerSecond, 0.0);
        QCOMPARE(last->publishedPerSecond, 0.0);
        QVERIFY(made <= 11);
        QVERIFY(!b.builder.nextDue());
    }

    void queuesThatWereThereBeforeWatchingHaveNoRate()
    {
        Bench b;
        b.broker.make("a");
        b.publish("a", 1'000);
        b.builder.watch(true);
        const SnapshotPtr snapshot = b.turn();
        QCOMPARE(find(*snapshot, "a")->publishedPerSecond, 0.0);
        QCOMPARE(snapshot->publishedPerSecond, 0.0);
        b.broker.make("new");
        b.publish("new", 7);
        QCOMPARE(find(*b.turnAfter(100), "new")->publishedPerSecond, 7.0);
    }

    void changesOfClientsPlayersTotalsAndEndpointsAreSeen()
    {
        Bench b;
        b.builder.watch(true);
        b.turn();
        b.clients.push_back({});
        QCOMPARE(b.turnAfter(100)->clients.size(), size_t{1});
        b.clients[0].commands = 5;
        QCOMPARE(b.turnAfter(100)->clients[0].commands, uint64_t{5});
        b.broker.playerInfos.push_back({});
        QCOMPARE(b.turnAfter(100)->players.size(), size_t{1});
        b.broker.playerInfos[0].done = 3;
        QCOMPARE(b.turnAfter(100)->players[0].done, uint64_t{3});
        b.broker.readOnly = "broken";
        QCOMPARE(b.turnAfter(100)->totals.readOnlyReason, std::string("broken"));
        b.builder.setEndpoints({{"HTTP", "127.0.0.1:8888", true}});
        QCOMPARE(b.turnAfter(100)->endpoints.size(), size_t{1});
        b.builder.setEndpoints({{"HTTP", "127.0.0.1:8888", true}});
        QVERIFY(!b.turnAfter(100));
    }

    void aPlayersRateFallsEvenIfNothingElseHappens()
    {
        Bench b;
        b.broker.playerInfos.push_back({});
        b.broker.playerInfos[0].perSecond = 10;
        b.builder.watch(true);
        b.turn();
        QVERIFY(b.builder.nextDue().has_value());
        b.broker.playerInfos[0].perSecond = 0;
        QVERIFY(b.settle(Duration::seconds(1)) != nullptr);
        QVERIFY(!b.builder.nextDue());
    }

    void aQueueDeletedAndMadeAgainIsTheNewOne()
    {
        Bench b;
        const auto old = b.broker.make("a");
        b.builder.watch(true);
        b.turn();
        QVERIFY(b.broker.deleteQueue(*old).ok());
        const auto again = b.broker.make("a");
        const SnapshotPtr snapshot = b.turnAfter(100);
        QCOMPARE(snapshot->queues.size(), size_t{1});
        QCOMPARE(snapshot->queues[0]->number, again->number());
    }

    void theListStaysSortedAndCompleteUnderRandomChanges()
    {
        SeededRandom random(test::testSeed(42));
        Bench b;
        b.builder.watch(true);
        b.turn();
        std::set<std::string> names;
        for (int round = 0; round < 200; ++round) {
            for (int i = 0; i < 50; ++i) {
                const std::string name = "q" + std::to_string(random.next() % 300);
                if (!names.contains(name)) {
                    b.broker.make(name);
                    names.insert(name);
                } else if (random.next() % 3 == 0) {
                    QVERIFY(b.broker.deleteQueue(b.broker.queue(name)).ok());
                    names.erase(name);
                } else {
                    b.publish(name, 1);
                }
            }
            const SnapshotPtr snapshot = b.turnAfter(100);
            QVERIFY(snapshot != nullptr);
            QCOMPARE(snapshot->queues.size(), names.size());
            auto expected = names.begin();
            for (const auto& view : snapshot->queues) {
                QCOMPARE(view->name, *expected++);
                QCOMPARE(view->stats.head, b.broker.queue(view->name).head);
                QCOMPARE(view->number, b.broker.queue(view->name).number());
            }
        }
    }

    void aLongListIsReadInSlicesAndShownWhole()
    {
        Bench b;
        const size_t count = limits::kSnapshotQueuesPerTurn * 3 + 1;
        for (size_t i = 0; i < count; ++i)
            b.broker.make("q" + std::to_string(i));
        b.builder.watch(true);
        int turns = 0;
        SnapshotPtr snapshot;
        uint64_t looked = 0;
        while (!snapshot) {
            snapshot = b.turn();
            ++turns;
            QVERIFY(b.broker.statsCalls - looked <= limits::kSnapshotQueuesPerTurn);
            looked = b.broker.statsCalls;
            const auto due = b.builder.nextDue();
            QVERIFY(snapshot || due.has_value());
            if (!snapshot)
                b.clock.advance({std::max<int64_t>(0, due->micros - b.clock.monotonic().micros)});
        }
        QCOMPARE(turns, 4);
        QCOMPARE(snapshot->queues.size(), count);
        QVERIFY(std::is_sorted(snapshot->queues.begin(), snapshot->queues.end(),
            [](const auto& x, const auto& y) { return x->name < y->name; }));
    }

    void watchingAgainShowsWhatHappenedMeanwhile()
    {
        Bench b;
        b.broker.make("a");
        b.broker.make("b");
        b.builder.watch(true);
        const uint64_t version = b.turn()->version;
        b.builder.watch(false);
        QVERIFY(!b.broker.watched);
        QVERIFY(!b.builder.nextDue());
        QVERIFY(b.broker.deleteQueue(b.broker.queue("a")).ok());
        b.broker.make("c");
        QVERIFY(!b.turnAfter(1'000));
        b.builder.watch(true);
        const SnapshotPtr snapshot = b.turn();
        QVERIFY(snapshot->version > version);
        QCOMPARE(snapshot->queues.size(), size_t{2});
        QCOMPARE(snapshot->queues[0]->name, std::string("b"));
        QCOMPARE(snapshot->queues[1]->name, std::string("c"));
    }
};

QTEST_APPLESS_MAIN(SnapshotBuilderTest)
#include "snapshot_builder_test.moc"
