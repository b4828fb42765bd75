// What faults do to messages that are published.
#include "tests/mock/mock_rig.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace tapedeck;
using namespace tapedeck::test;

namespace {

FaultRule rule(FaultKind kind, std::string queue = {})
{
    FaultRule made;
    made.kind = kind;
    made.queue = std::move(queue);
    made.seed = 1;
    return made;
}

Texts numbered(int from, int until)
{
    Texts all;
    for (int i = from; i <= until; ++i)
        all.push_back(std::to_string(i));
    return all;
}

} // namespace

class PublishFaultsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDroppedMessageLeavesNoGap()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule drop = rule(FaultKind::drop);
        drop.every = 2;
        const FaultId id = rig.fault(drop);
        QCOMPARE(rig.publishEach(queue, numbered(1, 5)), std::string());
        QCOMPARE(rig.bodies(queue), (Texts{"1", "3", "5"}));
        QCOMPARE(rig.read(queue, 1, 9).back().id, uint64_t{3});
        QCOMPARE(rig.mock->fault(id)->counters.hits, uint64_t{2});
        QCOMPARE(rig.mock->fault(id)->counters.seen, uint64_t{5});
    }

    void aBatchLosesOnlyWhatIsNamed()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule drop = rule(FaultKind::drop);
        drop.filter = need(Filter::parse("body contains \"bad\""));
        rig.fault(drop);
        rig.publish(queue, {"a", "bad b", "c"});
        QCOMPARE(rig.bodies(queue), (Texts{"a", "c"}));
    }

    void schedulesSayWhen_data()
    {
        QTest::addColumn<quint64>("skip");
        QTest::addColumn<quint64>("first");
        QTest::addColumn<quint64>("every");
        QTest::addColumn<QStringList>("kept");
        const auto row = [](const char* name, quint64 skip, quint64 first, quint64 every, const QStringList& kept) {
            QTest::newRow(name) << skip << first << every << kept;
        };
        row("all", 0, 0, 1, {});
        row("the first two", 0, 2, 1, {"3", "4", "5", "6"});
        row("not the first two", 2, 0, 1, {"1", "2"});
        row("two after the first one", 1, 2, 1, {"1", "4", "5", "6"});
        row("every third", 0, 0, 3, {"1", "2", "4", "5"});
        row("every second of the first three", 0, 3, 2, {"1", "3", "4", "5", "6"});
    }
    void schedulesSayWhen()
    {
        QFETCH(quint64, skip);
        QFETCH(quint64, first);
        QFETCH(quint64, every);
        QFETCH(QStringList, kept);
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule drop = rule(FaultKind::drop);
        drop.skip = skip;
        drop.first = first;
        drop.every = every;
        rig.fault(drop);
        rig.publishEach(queue, numbered(1, 6));
        QStringList got;
        for (const std::string& body : rig.bodies(queue))
            got << QString::fromStdString(body);
        QCOMPARE(got, kept);
    }

    void aFaultEndsWhenItsTimeIsOver()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule drop = rule(FaultKind::drop);
        drop.lasting = Duration::seconds(10);
        const FaultId id = rig.fault(drop);
        rig.publishEach(queue, {"in time"});
        rig.advance(Duration::seconds(10));
        QVERIFY(rig.mock->fault(id)->over);
        rig.publishEach(queue, {"later"});
        QCOMPARE(rig.bodies(queue), Texts{"later"});
    }

    void theSameSeedHitsTheSameMessages()
    {
        std::vector<Texts> runs;
        for (const uint64_t seed : {7, 7, 8}) {
            MockRig rig;
            const auto queue = rig.makeQueue("q");
            FaultRule drop = rule(FaultKind::drop);
            drop.probability = 0.5;
            drop.seed = seed;
            rig.fault(drop);
            rig.publishEach(queue, numbered(1, 200));
            runs.push_back(rig.bodies(queue));
        }
        QCOMPARE(runs[0], runs[1]);
        QVERIFY(runs[0] != runs[2]);
        QVERIFY(runs[0].size() > 60 && runs[0].size() < 140);
    }

    void queuesAreNamedByPatterns_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("queue");
        QTest::addColumn<bool>("hit");
        const auto row = [](const char* pattern, const char* queue, bool hit) {
            QTest::addRow("%s %s", pattern, queue) << pattern << queue << hit;
        };
        row("", "orders", true);
        row("*", "orders", true);
        row("orders", "orders", true);
        row("orders", "orders2", false);
        row("orders*", "orders.eu", true);
        row("*.eu", "orders.eu", true);
        row("*.eu", "orders.eu.de", false);
        row("o?ders", "orders", true);
        row("o?ders", "oders", false);
        row("*a*a*b", "aaaaaaaaaaaaaaaaaaac", false);
    }
    void queuesAreNamedByPatterns()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, queue);
        QFETCH(bool, hit);
        MockRig rig;
        const auto made = rig.makeQueue(queue.toStdString());
        rig.fault(rule(FaultKind::drop, pattern.toStdString()));
        rig.publishEach(made, {"x"});
        QCOMPARE(rig.bodies(made).empty(), hit);
    }

    void onlyTheNamedClientIsConcerned()
    {
        MockRig rig;
        rig.clients[1] = {"billing", "127.0.0.1:4000", "RESP"};
        rig.clients[2] = {"shop", "127.0.0.1:4001", "HTTP"};
        const auto queue = rig.makeQueue("q");
        FaultRule drop = rule(FaultKind::drop);
        drop.client = "bill*";
        drop.protocol = "RESP";
        drop.address = "127.0.0.1:*";
        rig.fault(drop);
        rig.publishEach(queue, {"billing"}, 1);
        rig.publishEach(queue, {"shop"}, 2);
        rig.publishEach(queue, {"nobody"});
        QCOMPARE(rig.bodies(queue), (Texts{"shop", "nobody"}));
    }

    void aDelayedMessageGetsItsIdWhenItIsPublished()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule delay = rule(FaultKind::delay);
        delay.delay.from = Duration::millis(250);
        delay.first = 1;
        const FaultId id = rig.fault(delay);
        rig.publishEach(queue, {"late", "early"});
        QCOMPARE(rig.bodies(queue), Texts{"early"});
        QCOMPARE(rig.mock->fault(id)->counters.held, uint64_t{1});
        rig.advance(Duration::millis(249));
        QCOMPARE(rig.bodies(queue), Texts{"early"});
        rig.advance(Duration::millis(1));
        const auto all = rig.read(queue, 1, 9);
        QCOMPARE(rig.bodies(queue), (Texts{"early", "late"}));
        QCOMPARE(rig.header(all[0], "fault"), std::string());
        QCOMPARE(rig.header(all[1], "fault"), std::string("delay 250ms"));
        QCOMPARE(all[1].time, rig.clock.wall().micros);
        QCOMPARE(rig.mock->fault(id)->counters.held, uint64_t{0});
    }

    void aMarkCanBeSwitchedOff()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule twice = rule(FaultKind::duplicate);
        twice.mark = false;
        rig.fault(twice);
        rig.publishEach(queue, {"a"});
        const auto all = rig.read(queue, 1, 9);
        QCOMPARE(all.size(), size_t{2});
        QVERIFY(all[0].headers.empty() && all[1].headers.empty());
    }

    void aMarkGoesBehindTheMessagesOwnHeaders()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule twice = rule(FaultKind::duplicate);
        twice.copies = 2;
        rig.fault(twice);
        const std::string headers = encodeHeaders({{"own", "1"}});
        const NewMessage message{"a", "k", headers};
        rig.broker->beginTurn();
        QVERIFY(rig.broker->publish(*queue, {&message, 1}).ok());
        rig.turn();
        const auto all = rig.read(queue, 1, 9);
        QCOMPARE(all.size(), size_t{3});
        for (size_t i = 0; i < all.size(); ++i) {
            const HeaderList expected{{"own", "1"}, {"fault", "duplicate " + std::to_string(i + 1) + " of 3"}};
            QVERIFY(decodeHeaders(all[i].headers) == expected);
            QCOMPARE(all[i].key, std::string("k"));
        }
    }

    void aWindowIsPublishedInAnotherOrder()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule reorder = rule(FaultKind::reorder);
        reorder.window = 20;
        const FaultId id = rig.fault(reorder);
        rig.publishEach(queue, numbered(1, 19));
        QVERIFY(rig.bodies(queue).empty());
        QCOMPARE(rig.mock->fault(id)->counters.held, uint64_t{19});
        rig.publishEach(queue, {"20"});
        Texts got = rig.bodies(queue);
        QVERIFY(got != numbered(1, 20));
        const auto asNumbers = [](const std::string& a, const std::string& b) { return std::stoi(a) < std::stoi(b); };
        std::sort(got.begin(), got.end(), asNumbers);
        QCOMPARE(got, numbered(1, 20));
        QCOMPARE(rig.mock->fault(id)->counters.held, uint64_t{0});
    }

    void aHalfFullWindowIsPublishedAfterItsHold()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule reorder = rule(FaultKind::reorder);
        reorder.hold = Duration::millis(100);
        rig.fault(reorder);
        rig.publishEach(queue, {"a", "b"});
        rig.advance(Duration::millis(100));
        Texts got = rig.bodies(queue);
        std::sort(got.begin(), got.end());
        QCOMPARE(got, (Texts{"a", "b"}));
    }

    void aThrottleSpacesMessagesAndKeepsTheirOrder()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule throttle = rule(FaultKind::throttle);
        throttle.messagesPerSecond = 10;
        rig.fault(throttle);
        rig.publishEach(queue, numbered(1, 5));
        for (int passed = 1; passed <= 5; ++passed) {
            QCOMPARE(rig.bodies(queue), numbered(1, passed));
            rig.advance(Duration::millis(100));
        }
    }

    void aThrottleOfBytesCountsBodies()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule throttle = rule(FaultKind::throttle);
        throttle.bytesPerSecond = 1'000;
        rig.fault(throttle);
        rig.publishEach(queue, {std::string(2'000, 'a'), "b"});
        rig.advance(Duration::millis(1'999));
        QCOMPARE(rig.bodies(queue).size(), size_t{1});
        rig.advance(Duration::millis(1));
        QCOMPARE(rig.bodies(queue).size(), size_t{2});
    }

    void aRefusedCallKeepsNothing()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule delay = rule(FaultKind::delay);
        delay.delay.from = Duration::seconds(1);
        delay.filter = need(Filter::parse("body == \"a\""));
        rig.fault(delay);
        FaultRule reject = rule(FaultKind::reject);
        reject.error = "no more";
        reject.code = ErrorCode::storageFull;
        reject.filter = need(Filter::parse("body == \"c\""));
        rig.fault(reject);
        rig.broker->beginTurn();
        const std::vector<NewMessage> batch{{"a"}, {"b"}, {"c"}};
        const Result<MessageId> refused = rig.broker->publish(*queue, batch);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().text, std::string("no more"));
        QVERIFY(refused.error().code == ErrorCode::storageFull);
        rig.turn();
        rig.advance(Duration::seconds(2));
        QVERIFY(rig.bodies(queue).empty());
        QCOMPARE(rig.mock->heldMessages(), size_t{0});
    }

    void aDisconnectLosesTheMessageOrOnlyTheAnswer()
    {
        MockRig rig;
        rig.clients[5] = {"", "127.0.0.1:1", "RESP"};
        const auto queue = rig.makeQueue("q");
        FaultRule cut = rule(FaultKind::disconnect);
        cut.first = 1;
        rig.fault(cut);
        QVERIFY(!rig.publishEach(queue, {"lost"}, 5).empty());
        QCOMPARE(rig.disconnected, std::vector<ClientId>{5});
        cut.keep = true;
        rig.fault(cut);
        QVERIFY(rig.publishEach(queue, {"kept"}, 5).empty());
        QCOMPARE(rig.disconnected, (std::vector<ClientId>{5, 5}));
        QCOMPARE(rig.bodies(queue), Texts{"kept"});
        rig.publishEach(queue, {"by nobody"}); // whom nothing can be cut off
        QCOMPARE(rig.disconnected.size(), size_t{2});
    }

    void whatIsHeldIsPublishedWhenItsRuleGoes()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule delay = rule(FaultKind::delay);
        delay.delay.from = Duration::seconds(3'600);
        const FaultId first = rig.fault(delay);
        FaultRule reorder = rule(FaultKind::reorder, "other");
        rig.fault(reorder);
        const auto other = rig.makeQueue("other");
        rig.publishEach(queue, {"a"});
        QVERIFY(rig.mock->removeFault(first));
        rig.turn();
        QCOMPARE(rig.bodies(queue), Texts{"a"});
        rig.publishEach(other, {"b"}); // collected by the other one
        QVERIFY(rig.bodies(other).empty());
        QCOMPARE(rig.mock->removeFaults(), size_t{1});
        rig.turn();
        QCOMPARE(rig.bodies(other), Texts{"b"});
        QVERIFY(rig.mock->faults().empty());
    }

    void whatIsHeldIsKeptWhenTheBrokerCloses()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule delay = rule(FaultKind::delay);
        delay.delay.from = Duration::seconds(3'600);
        rig.fault(delay);
        rig.publishEach(queue, {"a", "b"});
        rig.broker->beginTurn();
        bool closed = false;
        rig.broker->beginClose([&](const Status& status) { closed = status.ok(); });
        for (int i = 0; i < 100 && !closed; ++i)
            rig.turn();
        QVERIFY(closed);
        rig.mock.reset();
        rig.exchanges.reset();
        QVERIFY(rig.broker->closeTape().ok());
        rig.broker.reset();
        rig.lock->removeSidecar();
        rig.lock.reset();
        rig.open();
        QCOMPARE(rig.bodies(rig.broker->findQueue("q")), (Texts{"a", "b"}));
    }

    void whatIsHeldForADeletedQueueIsCounted()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule delay = rule(FaultKind::delay);
        delay.delay.from = Duration::seconds(1);
        rig.fault(delay);
        rig.publishEach(queue, {"a"});
        rig.broker->beginTurn();
        QVERIFY(rig.broker->deleteQueue(*queue).ok());
        rig.turn();
        rig.advance(Duration::seconds(1));
        QCOMPARE(rig.mock->undeliverable(), uint64_t{1});
        QCOMPARE(rig.mock->heldMessages(), size_t{0});
    }

    void beyondTheLimitOfWhatIsHeldMessagesPass()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule delay = rule(FaultKind::delay);
        delay.delay.from = Duration::seconds(3'600);
        const FaultId id = rig.fault(delay);
        const std::string large(limits::kHeldBytesMax / 3, 'x');
        rig.publishEach(queue, {large, large, large, large});
        QCOMPARE(rig.mock->fault(id)->counters.held, uint64_t{2});
        QCOMPARE(rig.mock->fault(id)->counters.overLimit, uint64_t{2});
        QCOMPARE(rig.broker->head(*queue).value, uint64_t{3});
    }

    void theFirstRuleThatHitsDecides()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q");
        FaultRule drop = rule(FaultKind::drop);
        drop.first = 1;
        rig.fault(drop);
        const FaultId second = rig.fault(rule(FaultKind::duplicate));
        rig.publishEach(queue, {"a", "b"});
        QCOMPARE(rig.bodies(queue), (Texts{"b", "b"}));
        QCOMPARE(rig.mock->fault(second)->counters.seen, uint64_t{1});
    }

    void aNamespaceHasItsOwnFaults()
    {
        MockRig rig;
        const std::string space = *namespacePrefix("3");
        const auto outer = rig.makeQueue("q");
        QueuePtr inner;
        {
            const NamespaceScope scope(*rig.broker, space);
            inner = rig.makeQueue("q");
            rig.fault(rule(FaultKind::drop, "q"));
            QCOMPARE(rig.mock->faults().size(), size_t{1});
        }
        rig.publishEach(outer, {"a"});
        rig.publishEach(inner, {"a"});
        QCOMPARE(rig.bodies(outer).size(), size_t{1});
        QVERIFY(rig.bodies(inner).empty());
        const std::string otherSpace = *namespacePrefix("4");
        const NamespaceScope scope(*rig.broker, otherSpace);
        QVERIFY(rig.mock->faults().empty());
        QCOMPARE(rig.mock->removeFaults(), size_t{0});
    }

    void delaysAreDrawnFromTheirDistribution_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<double>("median"); // in ms
        QTest::newRow("fixed") << static_cast<int>(FaultDelay::Kind::fixed) << 100.0;
        QTest::newRow("uniform") << static_cast<int>(FaultDelay::Kind::uniform) << 200.0;
        QTest::newRow("logNormal") << static_cast<int>(FaultDelay::Kind::logNormal) << 100.0;
    }
    void delaysAreDrawnFromTheirDistribution()
    {
        QFETCH(int, kind);
        QFETCH(double, median);
        FaultDelay delay;
        delay.kind = static_cast<FaultDelay::Kind>(kind);
        delay.from = Duration::millis(100);
        delay.until = Duration::millis(300);
        SeededRandom random(11);
        std::vector<int64_t> drawn;
        for (int i = 0; i < 10'001; ++i)
            drawn.push_back(delay.draw(random).micros);
        std::sort(drawn.begin(), drawn.end());
        const double middle = static_cast<double>(drawn[5'000]) / 1000;
        QVERIFY2(middle > median * 0.95 && middle < median * 1.05, qPrintable(QString::number(middle)));
        QVERIFY(drawn.front() > 0 && drawn.back() <= kFaultDelayMax.micros);
        if (delay.kind == FaultDelay::Kind::uniform)
            QVERIFY(drawn.front() >= 100'000 && drawn.back() <= 300'000);
        if (delay.kind == FaultDelay::Kind::logNormal) // a third lies outside of one sigma
            QVERIFY(drawn[8'413] > 245'000 && drawn[8'413] < 300'000);
    }
};

QTEST_APPLESS_MAIN(PublishFaultsTest)
#include "publish_faults_test.moc"
