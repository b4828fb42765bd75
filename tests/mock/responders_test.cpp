// Answers to messages.
#include "tests/mock/mock_rig.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::test;

namespace {

ResponderRule rule(const std::string& queue, const std::string& to, const std::string& body)
{
    ResponderRule made;
    made.queue = queue;
    made.to = need(Template::parse(to));
    made.body = need(Template::parse(body));
    made.seed = 1;
    return made;
}

} // namespace

class RespondersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyWhatMatchesAndComesLaterIsAnswered()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("orders");
        rig.publishEach(queue, {"{\"total\": 100}"}); // before there was anybody to answer
        ResponderRule answer = rule("orders", "replies", "{{request.id}}: {{request.json.total}}");
        answer.filter = need(Filter::parse("json.total > 50"));
        const ResponderId id = need(rig.mock->addResponder(answer));
        rig.publishEach(queue, {"{\"total\": 10}", "{\"total\": 60}"});
        QCOMPARE(rig.bodies(rig.broker->findQueue("replies")), Texts{"3: 60"});
        const ResponderCounters counters = rig.mock->responder(id)->counters;
        QCOMPARE(counters.seen, uint64_t{1});
        QCOMPARE(counters.answered, uint64_t{1});
    }

    void anAnswerWaitsForItsTime()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("orders");
        ResponderRule answer = rule("orders", "replies", "late");
        answer.delay = FaultDelay{FaultDelay::Kind::fixed, Duration::millis(500), {}, 1.0};
        const ResponderId id = need(rig.mock->addResponder(answer));
        rig.publishEach(queue, {"a"});
        rig.advance(Duration::millis(499));
        QVERIFY(!rig.broker->findQueue("replies"));
        QCOMPARE(rig.mock->responder(id)->counters.waiting, uint64_t{1});
        rig.advance(Duration::millis(1));
        QCOMPARE(rig.bodies(rig.broker->findQueue("replies")), Texts{"late"});
        QCOMPARE(rig.mock->responder(id)->counters.waiting, uint64_t{0});
    }

    void aRemovedResponderAnswersNoMore()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("orders");
        ResponderRule answer = rule("orders", "replies", "late");
        answer.delay = FaultDelay{FaultDelay::Kind::fixed, Duration::millis(500), {}, 1.0};
        const ResponderId id = need(rig.mock->addResponder(answer));
        rig.publishEach(queue, {"a"});
        QVERIFY(rig.mock->removeResponder(id));
        rig.advance(Duration::seconds(1));
        rig.publishEach(queue, {"b"});
        rig.advance(Duration::seconds(1));
        QVERIFY(!rig.broker->findQueue("replies"));
        QCOMPARE(rig.mock->heldMessages(), size_t{0});
    }

    void aLoopEndsAtItsLastGeneration()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("ping");
        ResponderRule self = rule("*", "ping", "{{seq}}");
        self.generations = 3;
        const ResponderId id = need(rig.mock->addResponder(self));
        rig.publishEach(queue, {"start"});
        for (int i = 0; i < 10; ++i)
            rig.advance(Duration::millis(10));
        QCOMPARE(rig.bodies(queue), (Texts{"start", "1", "2", "3"}));
        QCOMPARE(rig.mock->responder(id)->counters.loops, uint64_t{1});
        const auto last = rig.read(queue, 4, 1).at(0);
        QCOMPARE(rig.header(last, kGenerationHeader), std::string("3"));
        QCOMPARE(rig.header(last, kInReplyToHeader), std::string("ping/3"));
    }

    void aRateIsNotExceeded()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("orders");
        ResponderRule answer = rule("orders", "replies", "x");
        answer.perSecond = 5;
        const ResponderId id = need(rig.mock->addResponder(answer));
        rig.publishEach(queue, Texts(8, "a"));
        QCOMPARE(rig.mock->responder(id)->counters.answered, uint64_t{5});
        QCOMPARE(rig.mock->responder(id)->counters.limited, uint64_t{3});
        rig.advance(Duration::millis(200));
        rig.publishEach(queue, Texts(2, "a"));
        QCOMPARE(rig.mock->responder(id)->counters.answered, uint64_t{6});
    }

    void onlySoManyAreAnswered()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("orders");
        ResponderRule answer = rule("orders", "replies", "x");
        answer.first = 2;
        need(rig.mock->addResponder(answer));
        rig.publishEach(queue, Texts(5, "a"));
        QCOMPARE(rig.bodies(rig.broker->findQueue("replies")).size(), size_t{2});
    }

    void theSameSeedGivesTheSameAnswers()
    {
        std::vector<Texts> runs;
        for (const uint64_t seed : {3, 3, 4}) {
            MockRig rig;
            const auto queue = rig.makeQueue("orders");
            ResponderRule answer = rule("orders", "replies", "{{uuid}} {{random}}");
            answer.seed = seed;
            need(rig.mock->addResponder(answer));
            rig.publishEach(queue, Texts(5, "a"));
            runs.push_back(rig.bodies(rig.broker->findQueue("replies")));
        }
        QCOMPARE(runs[0], runs[1]);
        QVERIFY(runs[0] != runs[2]);
    }

    void whereToAnswerMayDependOnTheMessage()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("orders");
        const ResponderId id =
            need(rig.mock->addResponder(rule("orders", "{{request.json.replyTo}}", "{{request.json.n}}")));
        rig.publishEach(queue, {"{\"replyTo\": \"a\", \"n\": 1}", "{\"replyTo\": \"b\", \"n\": 2}", "{}"});
        QCOMPARE(rig.bodies(rig.broker->findQueue("a")), Texts{"1"});
        QCOMPARE(rig.bodies(rig.broker->findQueue("b")), Texts{"2"});
        QCOMPARE(rig.mock->responder(id)->counters.failed, uint64_t{1});
        QVERIFY(rig.mock->responder(id)->error.find("comes out empty") != std::string::npos);
    }

    void aQueueIsMadeOnlyWhereThatIsWanted()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("orders");
        ResponderRule answer = rule("orders", "replies", "x");
        answer.createQueue = false;
        const ResponderId id = need(rig.mock->addResponder(answer));
        rig.publishEach(queue, {"a"});
        QVERIFY(!rig.broker->findQueue("replies"));
        QCOMPARE(rig.mock->responder(id)->counters.failed, uint64_t{1});
    }

    void exchangesAreHeardAndAnswered()
    {
        MockRig rig;
        FqSettings settings;
        settings.backlog = 100;
        auto service = need(rig.exchanges->create("service", QueueKind::disk, settings));
        ProgramError error;
        const auto everything = Program::parse("prefix:\"\"", &error);
        QVERIFY(everything.has_value());
        need(rig.exchanges->bind("answers", service, *everything, Exchanges::Keep::permanent, false));
        ResponderRule answer = rule("", "answers", "to {{request.exchange}}: {{request.body}}");
        answer.exchange = "questions";
        answer.toExchange = true;
        answer.key = need(Template::parse("re.{{request.key}}"));
        const ResponderId id = need(rig.mock->addResponder(answer));
        rig.broker->beginTurn();
        Routing routing;
        rig.exchanges->publish({"questions", "weather", {}, "why?"}, routing);
        rig.turn();
        rig.turn();
        const auto got = rig.read(rig.broker->findQueue("service"), 1, 9);
        QCOMPARE(got.size(), size_t{1});
        QCOMPARE(got[0].body, std::string("to questions: why?"));
        QCOMPARE(got[0].key, std::string("re.weather"));
        QCOMPARE(rig.mock->responder(id)->counters.answered, uint64_t{1});
    }

    void answersMeetFaultsToo()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("orders");
        need(rig.mock->addResponder(rule("orders", "replies", "x")));
        FaultRule drop;
        drop.queue = "replies";
        drop.every = 2;
        rig.fault(drop);
        rig.publishEach(queue, Texts(4, "a"));
        QCOMPARE(rig.bodies(rig.broker->findQueue("replies")).size(), size_t{2});
    }

    void answersStayInTheirNamespace()
    {
        MockRig rig;
        const std::string space = *namespacePrefix("3");
        QueuePtr inner;
        {
            const NamespaceScope scope(*rig.broker, space);
            inner = rig.makeQueue("orders");
            need(rig.mock->addResponder(rule("orders", "replies", "x")));
        }
        const auto outer = rig.makeQueue("orders");
        rig.publishEach(outer, {"a"});
        rig.publishEach(inner, {"a"});
        QVERIFY(!rig.broker->findQueue("replies"));
        const NamespaceScope scope(*rig.broker, space);
        QVERIFY(rig.broker->findQueue("replies") != nullptr);
    }

    void nothingIsListenedToWithoutRules()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("orders");
        const ResponderId id = need(rig.mock->addResponder(rule("orders", "orders", "x")));
        QVERIFY(rig.mock->removeResponder(id));
        const uint64_t changes = rig.mock->changes();
        rig.publishEach(queue, {"a"});
        QCOMPARE(rig.mock->changes(), changes);
        QCOMPARE(rig.bodies(queue), Texts{"a"});
    }

    void badRulesAreRefused_data()
    {
        QTest::addColumn<int>("what");
        for (int what = 0; what < 5; ++what)
            QTest::addRow("%d", what) << what;
    }
    void badRulesAreRefused()
    {
        QFETCH(int, what);
        MockRig rig;
        ResponderRule bad = rule("a", "b", "c");
        if (what == 0)
            bad.exchange = "too";
        else if (what == 1)
            bad.queue.clear();
        else if (what == 2)
            bad.to = {};
        else if (what == 3)
            bad.generations = limits::kGenerationsMax + 1;
        else
            bad.perSecond = -1;
        const auto made = rig.mock->addResponder(bad);
        QVERIFY(!made.ok());
        QVERIFY(made.error().code == ErrorCode::invalidArgument);
        QVERIFY(rig.mock->responders().empty());
    }
};

QTEST_APPLESS_MAIN(RespondersTest)
#include "responders_test.moc"
