// Several observers of one view: each has answers of its own, all see the same snapshots, and one that goes leaves the
// others alone.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/view/view.h"
#include "tests/support/fake_log_broker.h"
#include "tests/support/manual_executor.h"

#include <memory>
#include <vector>

using namespace tapedeck;

namespace {

struct Bench {
    ManualClock clock{Time{1'800'000'000'000'000}};
    FakeLogBroker broker{clock};
    ManualExecutor loop;
    std::unique_ptr<Observer>* closing = nullptr; // goes when a client is closed
    std::unique_ptr<View> view = std::make_unique<View>(ViewParts{loop, broker, {}, [this](uint64_t) {
                                                                      closing->reset();
                                                                      return true;
                                                                  }});
    Duration now;

    // Long enough for the next snapshot.
    void turn()
    {
        loop.run();
        now = now + Duration::millis(200);
        view->onTurn(now);
        loop.run();
    }
};

} // namespace

class ObserversTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whoComesLaterSeesWhatIsThere()
    {
        Bench bench;
        bench.broker.make("orders");
        bench.view->watch(true);
        bench.turn();
        bench.turn();
        QCOMPARE(bench.view->snapshot()->queues.size(), size_t{1});
        const auto second = bench.view->addObserver();
        QCOMPARE(second->version(), uint64_t{0});
        second->watch(true);
        bench.loop.run(); // nothing has changed, so nothing new is made
        QVERIFY(second->snapshot() == bench.view->snapshot());
        bench.broker.make("other");
        bench.turn();
        bench.turn();
        QCOMPARE(second->snapshot()->queues.size(), size_t{2});
        QVERIFY(second->snapshot() == bench.view->snapshot());
    }

    void whoDoesNotWatchIsToldNothing()
    {
        Bench bench;
        const auto second = bench.view->addObserver();
        bench.view->watch(true);
        bench.broker.make("orders");
        bench.turn();
        bench.turn();
        QVERIFY(bench.view->version() > 0);
        QCOMPARE(second->version(), uint64_t{0});
        second->watch(true);
        bench.view->watch(false);
        bench.turn();
        const uint64_t before = bench.view->version();
        bench.broker.make("other");
        bench.turn();
        bench.turn();
        QCOMPARE(bench.view->version(), before);
        QCOMPARE(second->snapshot()->queues.size(), size_t{2});
        second->watch(false);
        bench.turn();
        QVERIFY(!bench.view->nextDue()); // nobody looks
    }

    void eachHasItsOwnAnswers()
    {
        Bench bench;
        const auto second = bench.view->addObserver();
        bench.view->submit(7, action::CreateQueue{"a", {}});
        second->submit(7, action::CreateQueue{"b", {}});
        second->request(PageRequest{8, QueueNo{99}, MessageId{1}, 10});
        bench.turn();
        QCOMPARE(bench.view->takeAnswers().size(), size_t{1});
        QCOMPARE(second->takeAnswers().size(), size_t{2});
        QVERIFY(bench.broker.findQueue("a") && bench.broker.findQueue("b"));
    }

    void oneThatGoesLeavesTheOthersAlone()
    {
        Bench bench;
        auto second = bench.view->addObserver();
        second->watch(true);
        bench.turn();
        QVERIFY(bench.view->nextDue() || second->version() > 0);
        second->submit(1, action::CreateQueue{"never", {}});
        second.reset();
        bench.view->submit(2, action::CreateQueue{"made", {}});
        bench.turn();
        QVERIFY(bench.broker.findQueue("made"));
        QVERIFY(!bench.broker.findQueue("never"));
        QCOMPARE(bench.view->takeAnswers().size(), size_t{1});
        bench.turn();
        QVERIFY(!bench.view->nextDue());
    }

    void oneMayEndByItsOwnAction()
    {
        Bench bench;
        auto second = bench.view->addObserver();
        bench.closing = &second;
        second->submit(1, action::CloseClient{5});
        second->submit(2, action::CreateQueue{"never", {}});
        bench.turn();
        QVERIFY(!second);
        QVERIFY(!bench.broker.findQueue("never"));
        bench.turn();
    }

    void oneMayOutliveTheView()
    {
        Bench bench;
        const auto second = bench.view->addObserver();
        bench.view.reset();
        second->submit(1, action::CreateQueue{"never", {}});
        second->watch(true);
        bench.loop.run();
        QVERIFY(second->takeAnswers().empty());
    }
};

QTEST_APPLESS_MAIN(ObserversTest)
#include "observers_test.moc"
