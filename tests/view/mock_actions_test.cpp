// Faults, responders and expectations that an observer adds, changes and removes, and what it sees of them.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/base/limits.h"
#include "engine/view/view.h"
#include "tests/mock/mock_rig.h"

#include <string>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::test;

class MockActionsTest : public QObject {
    Q_OBJECT

    struct Rig : MockRig {
        explicit Rig(bool withMock = true)
            : view(ViewParts{loop, *broker, {}, {}, {}, withMock ? mock.get() : nullptr, &clock})
        {
            view.watch(true);
            go();
        }
        // Time goes by until everything has settled.
        void go(Duration time = Duration::millis(200))
        {
            for (int i = 0; i < 4; ++i) {
                clock.advance({time.micros / 4});
                turn();
                view.onTurn(clock.monotonic());
                turn();
            }
            clock.advance(Duration::millis(100));
            view.onTurn(clock.monotonic());
        }
        ActionAnswer run(Action action)
        {
            view.submit(7, std::move(action));
            go();
            for (ObserverAnswer& answer : view.takeAnswers())
                if (auto* done = std::get_if<ActionAnswer>(&answer))
                    return *done;
            ActionAnswer none;
            none.status = Error{ErrorCode::notFound, "no answer came"};
            return none;
        }
        const Snapshot& now()
        {
            last = view.snapshot();
            return *last;
        }
        View view;
        std::shared_ptr<const Snapshot> last;
    };
    static action::AddExpectation expecting(
        const char* text, const char* queue = "", ExpectFrom::Kind from = ExpectFrom::Kind::now)
    {
        action::AddExpectation a;
        a.item.queue = queue;
        a.item.expectation = need(Expectation::parse(text));
        a.from.kind = from;
        return a;
    }

private Q_SLOTS:
    void aFaultIsAddedHitsIsChangedAndRemoved()
    {
        Rig rig;
        const QueuePtr queue = rig.makeQueue("q");
        FaultRule drop;
        drop.queue = "q";
        const ActionAnswer added = rig.run(action::AddFault{drop});
        QVERIFY2(added.status.ok(), added.status ? "" : added.status.error().text.c_str());
        QVERIFY(added.number > 0);
        QCOMPARE(rig.now().faults.size(), size_t{1});
        QVERIFY(rig.now().faults[0].rule->seed != 0); // drawn
        const auto rule = rig.now().faults[0].rule;
        rig.publishEach(queue, {"a", "b"});
        rig.go();
        QCOMPARE(rig.now().faults[0].counters.hits, uint64_t{2});
        QVERIFY(rig.now().faults[0].rule == rule); // shared: it is the same
        QVERIFY(rig.bodies(queue).empty());
        FaultRule off = *rule;
        off.enabled = false;
        QVERIFY(rig.run(action::ChangeFault{added.number, off}).status.ok());
        QVERIFY(!rig.now().faults[0].rule->enabled);
        rig.publishEach(queue, {"c"});
        QCOMPARE(rig.bodies(queue), std::vector<std::string>({"c"}));
        QVERIFY(rig.run(action::RemoveFault{added.number}).status.ok());
        QVERIFY(rig.now().faults.empty());
        QCOMPARE(rig.run(action::RemoveFault{added.number}).status.error().code, ErrorCode::notFound);
        rig.fault(drop);
        rig.fault(drop);
        QCOMPARE(rig.run(action::RemoveFaults{}).number, uint64_t{2});
        QVERIFY(rig.now().faults.empty());
    }

    void whatIsWrongWithARuleIsSaid()
    {
        Rig rig;
        FaultRule never;
        never.every = 0;
        QCOMPARE(rig.run(action::AddFault{never}).status.error().text, std::string("`every` is at least 1"));
        QCOMPARE(rig.run(action::ChangeFault{77, {}}).status.error().code, ErrorCode::notFound);
        QCOMPARE(rig.run(action::AddResponder{}).status.error().code, ErrorCode::invalidArgument);
        QCOMPARE(rig.run(action::RemoveResponder{77}).status.error().code, ErrorCode::notFound);
        QCOMPARE(rig.run(action::RemoveExpectation{77}).status.error().code, ErrorCode::notFound);
        Rig without(false);
        QCOMPARE(without.run(action::AddFault{}).status.error().code, ErrorCode::unsupported);
        QCOMPARE(without.run(action::RemoveResponders{}).status.error().code, ErrorCode::unsupported);
    }

    void aFaultOfANamespaceComesBackToIt()
    {
        Rig rig;
        FaultRule drop;
        drop.space = *namespacePrefix("ci");
        QVERIFY(rig.run(action::AddFault{drop}).status.ok());
        QCOMPARE(rig.now().faults[0].rule->space, *namespacePrefix("ci"));
    }

    void theEndOfAFaultsTimeIsSeen()
    {
        Rig rig;
        FaultRule drop;
        drop.lasting = Duration::seconds(5);
        QVERIFY(rig.run(action::AddFault{drop}).status.ok());
        QVERIFY(!rig.now().faults[0].over);
        QVERIFY(rig.view.nextDue());
        rig.go(Duration::seconds(10));
        QVERIFY(rig.now().faults[0].over);
        rig.go(Duration::seconds(10));
        QVERIFY(!rig.view.nextDue()); // quiet again
    }

    void aResponderAnswersAndItsTemplatesAreReadAgain()
    {
        Rig rig;
        const QueuePtr queue = rig.makeQueue("questions");
        const auto any = [](std::string_view) { return std::optional<std::string>("stolen"); };
        ResponderRule rule;
        rule.queue = "questions";
        rule.to = need(Template::parse("answers"));
        rule.body = need(Template::parse("{{env.SECRET}}", any));
        // The engine lets no template read this variable, whatever an observer has let pass.
        QCOMPARE(rig.run(action::AddResponder{rule}).status.error().code, ErrorCode::invalidArgument);
        rule.body = need(Template::parse("re: {{request.body}}"));
        const ActionAnswer added = rig.run(action::AddResponder{rule});
        QVERIFY(added.status.ok());
        rig.publishEach(queue, {"a?"});
        rig.go();
        QCOMPARE(rig.now().responders[0].counters.answered, uint64_t{1});
        QCOMPARE(rig.bodies(rig.broker->findQueue("answers")), std::vector<std::string>({"re: a?"}));
        rule.enabled = false;
        QVERIFY(rig.run(action::ChangeResponder{added.number, rule}).status.ok());
        QVERIFY(!rig.now().responders[0].rule->enabled);
        QCOMPARE(rig.run(action::RemoveResponders{}).number, uint64_t{1});
        QVERIFY(rig.now().responders.empty());
    }

    void anExpectationComesTrueAndAnotherFailsWithWhatCameClosest()
    {
        Rig rig;
        const QueuePtr queue = rig.makeQueue("q");
        rig.publishEach(queue, {"{\"total\":17}"});
        const ActionAnswer passes = rig.run(expecting("json.total > 50 within 60s", "q"));
        const ActionAnswer fails = rig.run(expecting("json.total > 500 && key == \"\" within 30s"));
        QVERIFY(passes.status.ok() && fails.status.ok() && passes.number != fails.number);
        QCOMPARE(rig.now().expectations.size(), size_t{2});
        QVERIFY(!rig.now().expectations[0].report->decided);
        const auto untouched = rig.now().expectations[1].item;
        rig.publishEach(queue, {"{\"total\":70}"});
        rig.go();
        const ExpectationReport& passed = *rig.now().expectations[0].report;
        QVERIFY(passed.decided && passed.passed);
        QCOMPARE(passed.matched.size(), size_t{1});
        QCOMPARE(passed.matched[0].id, MessageId{2});
        QVERIFY(!rig.now().expectations[1].report->decided);
        rig.go(Duration::seconds(40));
        rig.go();
        const ExpectationReport& failed = *rig.now().expectations[1].report;
        QVERIFY(failed.decided && !failed.passed);
        QVERIFY(!failed.nearMisses.empty());
        QVERIFY(!failed.nearMisses[0].failed.empty());
        QVERIFY(rig.now().expectations[1].item == untouched);
        QVERIFY(rig.run(action::RemoveExpectation{passes.number}).status.ok());
        QCOMPARE(rig.now().expectations.size(), size_t{1});
        rig.go();
        QVERIFY(!rig.view.nextDue()); // decided: nothing to wait for
    }

    void anExpectationLooksAtWhatIsThereIfItIsTold()
    {
        Rig rig;
        rig.publishEach(rig.makeQueue("q"), {"a", "b", "c"});
        QVERIFY(rig.run(expecting("count() >= 3 within 0s", "q", ExpectFrom::Kind::first)).status.ok());
        rig.go();
        QVERIFY(rig.now().expectations[0].report->passed);
        QVERIFY(rig.run(expecting("count() >= 1 within 0s", "q")).status.ok());
        rig.go();
        QVERIFY(rig.now().expectations[1].report->decided && !rig.now().expectations[1].report->passed);
    }

    void thereIsAnEndToHowManyAreWatched()
    {
        Rig rig;
        for (size_t i = 0; i < limits::kWatchedExpectationsMax; ++i)
            rig.view.submit(i, expecting("never x for 1h"));
        QCOMPARE(rig.run(expecting("never x for 1h")).status.ok(), true); // the answer to the first of them
        QCOMPARE(rig.now().expectations.size(), limits::kWatchedExpectationsMax);
        QCOMPARE(rig.run(expecting("never x for 1h")).status.error().code, ErrorCode::overloaded);
    }
};

QTEST_APPLESS_MAIN(MockActionsTest)
#include "mock_actions_test.moc"
