// An observer's pages and snapshots through the whole broker: journal, sealed segments, channels.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/view/view.h"
#include "tests/support/broker_rig.h"

#include <string>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::test;

class ViewThroughBrokerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pagesShowWhereMessagesStand()
    {
        BrokerRig rig;
        constexpr size_t kCount = 3'000;
        View view(ViewParts{rig.loop, *rig.broker, {}, {}});
        const QueuePtr source = rig.makeQueue("source", {"c"});
        for (size_t i = 1; i <= kCount; ++i) {
            rig.publish(source, {"body " + std::to_string(i)});
            if (i == kCount / 2)
                rig.sealNow();
        }
        rig.receive(source, "c", 10);
        view.watch(true);
        view.request(PageRequest{1, source->number(), MessageId{1}, 20, 8});
        view.request(PageRequest{2, source->number(), MessageId{kCount / 2 - 5}, 1'000, 8});
        rig.turn();
        view.onTurn(rig.clock.monotonic());
        QCOMPARE(view.version(), uint64_t{1});
        QCOMPARE(view.snapshot()->queues.size(), size_t{1});
        const auto answers = view.takeAnswers();
        QCOMPARE(answers.size(), size_t{2});
        const Page& first = std::get<Page>(answers[0]);
        QVERIFY2(first.error.empty(), first.error.c_str());
        QCOMPARE(first.rows.size(), size_t{20});
        QCOMPARE(first.channels, std::vector<std::string>({"c"}));
        for (size_t i = 0; i < 20; ++i)
            QCOMPARE(first.rows[i].states[0], i < 10 ? MessageState::inFlight : MessageState::pending);
        const Page& middle = std::get<Page>(answers[1]); // across the end of what is sealed
        QCOMPARE(middle.rows.size(), size_t{1'000});
        for (size_t i = 0; i < middle.rows.size(); ++i)
            QCOMPARE(middle.rows[i].id, middle.first + i);
    }
    void marksAreInTheSnapshotAndSharedWhileUnchanged()
    {
        BrokerRig rig;
        View view(ViewParts{rig.loop, *rig.broker, {}, {}});
        const QueuePtr queue = rig.makeQueue("orders");
        rig.publish(queue, {"a", "b"});
        view.watch(true);
        const auto look = [&] {
            rig.clock.advance(Duration::millis(200));
            rig.turn();
            view.onTurn(rig.clock.monotonic());
            return view.snapshot();
        };
        look();
        const Mark mark{queue->number(), {2}, 4, "why?"};
        view.submit(1, action::SetMark{mark});
        view.submit(2, action::SetMark{{queue->number(), {3}, 4, {}}});
        const auto marked = look();
        QVERIFY(*marked->marks == std::vector<Mark>{mark});
        const auto answers = view.takeAnswers();
        QCOMPARE(answers.size(), size_t{2});
        for (const ObserverAnswer& answer : answers) {
            const auto& one = std::get<ActionAnswer>(answer);
            QCOMPARE(one.status.ok(), one.token == 1);
        }
        rig.publish(queue, {"c"});
        const auto later = look();
        QVERIFY(later->version > marked->version);
        QVERIFY(later->marks == marked->marks);
        view.submit(3, action::SetMark{{queue->number(), {2}, 0, {}}});
        const auto last = look();
        QVERIFY(last->version > later->version);
        QVERIFY(last->marks->empty());
    }
};

QTEST_APPLESS_MAIN(ViewThroughBrokerTest)
#include "view_through_broker_test.moc"
