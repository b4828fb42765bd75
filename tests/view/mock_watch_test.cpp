// Faults and responders in snapshots.
#include "engine/view/snapshot_builder.h"
#include "tests/mock/mock_rig.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::test;

class MockWatchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rulesAndTheirHitsAreSeen()
    {
        MockRig rig;
        SnapshotBuilder builder(*rig.broker, {}, {}, rig.mock.get());
        builder.watch(true);
        const auto look = [&] {
            rig.clock.advance(Duration::millis(200));
            rig.turn();
            return builder.turn(rig.clock.monotonic());
        };
        const auto empty = look();
        QVERIFY(empty && empty->faults.empty() && empty->responders.empty());
        FaultRule drop;
        drop.name = "half";
        drop.queue = "q";
        drop.every = 2;
        const FaultId id = rig.fault(drop);
        ResponderRule answer;
        answer.queue = "q";
        answer.to = need(Template::parse("r"));
        need(rig.mock->addResponder(answer));
        const auto made = look();
        QVERIFY(made);
        QCOMPARE(made->faults.size(), size_t{1});
        QCOMPARE(made->faults[0].rule->name, std::string("half"));
        QCOMPARE(made->faults[0].rule->text(), std::string("drop"));
        QCOMPARE(made->responders[0].rule->to.text(), std::string("r"));
        rig.publishEach(rig.makeQueue("q"), {"a", "b", "c"});
        const auto hit = look();
        QVERIFY(hit);
        QCOMPARE(hit->faults[0].counters.hits, uint64_t{1});
        QVERIFY(hit->faults[0].rule == made->faults[0].rule && hit->responders[0].rule == made->responders[0].rule);
        QCOMPARE(hit->responders[0].counters.answered, uint64_t{2});
        while (look()) { } // rates fall
        QVERIFY(rig.mock->removeFault(id));
        const auto gone = look();
        QVERIFY(gone && gone->faults.empty());
    }
};

QTEST_APPLESS_MAIN(MockWatchTest)
#include "mock_watch_test.moc"
