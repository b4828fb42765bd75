// What faults do to messages that are handed out.
#include "tests/mock/mock_rig.h"

#include <QTest>

#include <algorithm>

using namespace tapedeck;
using namespace tapedeck::test;

namespace {

FaultRule rule(FaultKind kind)
{
    FaultRule made;
    made.kind = kind;
    made.at = FaultPoint::delivery;
    made.seed = 1;
    return made;
}

ChannelStats stats(MockRig& rig, const QueuePtr& queue, const std::string& channel)
{
    return *rig.broker->channelStats(*queue, channel);
}

} // namespace

class DeliveryFaultsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLostDeliveryComesAgainAfterItsLease()
    {
        MockRig rig;
        QueueSettings settings;
        settings.ticketTimeout = Duration::seconds(30);
        const auto queue = rig.makeQueue("q", {"c"}, settings);
        FaultRule drop = rule(FaultKind::drop);
        drop.first = 1;
        rig.fault(drop);
        rig.publishEach(queue, {"a", "b"});
        QCOMPARE(rig.take(queue, "c", 10), Texts{"b"});
        QCOMPARE(stats(rig, queue, "c").inFlight, uint64_t{2});
        rig.advance(Duration::seconds(31));
        QCOMPARE(rig.take(queue, "c", 1), Texts{"a"});
        QCOMPARE(rig.last[0].attempts, uint32_t{2});
    }

    void aLostDeliveryThatWasAcknowledgedIsGone()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q", {"c"});
        FaultRule drop = rule(FaultKind::drop);
        drop.first = 1;
        rig.fault(drop);
        rig.publishEach(queue, {"a", "b"});
        QCOMPARE(rig.take(queue, "c", 10, true), Texts{"b"});
        QCOMPARE(stats(rig, queue, "c").inFlight, uint64_t{0});
        rig.advance(Duration::seconds(3'600));
        QVERIFY(rig.take(queue, "c", 10, true).empty());
        QCOMPARE(rig.bodies(queue), (Texts{"a", "b"})); // the queue has it
    }

    void aDuplicateComesWithTheNextReceive_data()
    {
        QTest::addColumn<bool>("autoAck");
        QTest::newRow("with tickets") << false;
        QTest::newRow("acknowledged at once") << true;
    }
    void aDuplicateComesWithTheNextReceive()
    {
        QFETCH(bool, autoAck);
        MockRig rig;
        const auto queue = rig.makeQueue("q", {"c"});
        FaultRule twice = rule(FaultKind::duplicate);
        twice.first = 1;
        twice.copies = 2;
        rig.fault(twice);
        rig.publishEach(queue, {"a"});
        QCOMPARE(rig.take(queue, "c", 1, autoAck), Texts{"a"});
        if (!autoAck)
            QCOMPARE(rig.ack(queue, "c", rig.last[0].ticket), uint32_t{0}); // its ticket is void
        QCOMPARE(rig.take(queue, "c", 1, autoAck), Texts{"a"});
        QCOMPARE(rig.take(queue, "c", 1, autoAck), Texts{"a"});
        if (!autoAck)
            QCOMPARE(rig.ack(queue, "c", rig.last[0].ticket), uint32_t{1});
        QVERIFY(rig.take(queue, "c", 1, autoAck).empty());
        rig.advance(Duration::seconds(3'600));
        QVERIFY(rig.take(queue, "c", 1, autoAck).empty());
    }

    void aDelayedDeliveryComesOnce()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q", {"c"});
        FaultRule delay = rule(FaultKind::delay);
        delay.delay.from = Duration::seconds(5);
        rig.fault(delay);
        rig.publishEach(queue, {"a"});
        QVERIFY(rig.take(queue, "c", 1).empty());
        rig.advance(Duration::seconds(4));
        QVERIFY(rig.take(queue, "c", 1).empty());
        rig.advance(Duration::seconds(1));
        QCOMPARE(rig.take(queue, "c", 1), Texts{"a"});
        QCOMPARE(rig.last[0].attempts, uint32_t{1});
    }

    void aWaitingReaderGetsADelayedDeliveryInTime()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q", {"c"});
        FaultRule delay = rule(FaultKind::delay);
        delay.delay.from = Duration::seconds(5);
        rig.fault(delay);
        Catcher catcher;
        ReceiveRequest request;
        request.channel = "c";
        request.wait = Duration::seconds(60);
        rig.broker->beginTurn();
        rig.broker->receive(*queue, request, catcher);
        rig.turn();
        rig.publishEach(queue, {"a"});
        QCOMPARE(catcher.answers, 0);
        rig.advance(Duration::seconds(5));
        QCOMPARE(catcher.got.size(), size_t{1});
    }

    void aThrottledChannelHandsOutSlowly()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q", {"c"});
        FaultRule throttle = rule(FaultKind::throttle);
        throttle.messagesPerSecond = 1;
        throttle.channel = "c";
        rig.fault(throttle);
        rig.publishEach(queue, {"a", "b", "c"});
        QCOMPARE(rig.take(queue, "c", 10, true), Texts{"a"});
        rig.advance(Duration::seconds(1));
        QCOMPARE(rig.take(queue, "c", 10, true), Texts{"b"});
        rig.advance(Duration::seconds(1));
        QCOMPARE(rig.take(queue, "c", 10, true), Texts{"c"});
    }

    void oneAnswerIsShuffled()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q", {"c"});
        FaultRule reorder = rule(FaultKind::reorder);
        reorder.window = 100;
        rig.fault(reorder);
        Texts all;
        for (int i = 100; i < 130; ++i)
            all.push_back(std::to_string(i));
        rig.publish(queue, all);
        Texts got = rig.take(queue, "c", 30);
        QVERIFY(got != all);
        std::sort(got.begin(), got.end());
        QCOMPARE(got, all);
    }

    void aRefusedReceiveLeavesEverythingAvailable()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q", {"c"});
        FaultRule reject = rule(FaultKind::reject);
        reject.error = "not now";
        reject.skip = 1;
        reject.first = 1;
        rig.fault(reject);
        rig.publishEach(queue, {"a", "b", "c"});
        QVERIFY(rig.take(queue, "c", 3).empty());
        QCOMPARE(rig.lastErrors.size(), size_t{1});
        QCOMPARE(rig.lastErrors[0].text, std::string("not now"));
        QCOMPARE(rig.take(queue, "c", 3).size(), size_t{3});
        for (const Got& got : rig.last)
            QCOMPARE(got.attempts, uint32_t{1});
    }

    void aDisconnectedReaderLeavesItsTicketsInFlight()
    {
        MockRig rig;
        rig.clients[9] = {"reader", "127.0.0.1:1", "RESP"};
        const auto queue = rig.makeQueue("q", {"c"});
        FaultRule cut = rule(FaultKind::disconnect);
        cut.client = "reader";
        rig.fault(cut);
        rig.publishEach(queue, {"a"});
        rig.take(queue, "c", 1, false, 9);
        QCOMPARE(rig.disconnected, std::vector<ClientId>{9});
        QCOMPARE(stats(rig, queue, "c").inFlight, uint64_t{1});
    }

    void theReaderIsWhoAskedNotWhoPublishes()
    {
        MockRig rig;
        rig.clients[1] = {"reader", "127.0.0.1:1", "RESP"};
        rig.clients[2] = {"writer", "127.0.0.1:2", "RESP"};
        const auto queue = rig.makeQueue("q", {"c"});
        FaultRule drop = rule(FaultKind::drop);
        drop.client = "writer";
        rig.fault(drop);
        Catcher catcher;
        ReceiveRequest request;
        request.channel = "c";
        request.wait = Duration::seconds(60);
        rig.broker->beginTurn();
        rig.broker->actAs(1);
        rig.broker->receive(*queue, request, catcher);
        rig.broker->actAs(0);
        rig.turn();
        rig.publishEach(queue, {"a"}, 2);
        QCOMPARE(catcher.got.size(), size_t{1});
    }

    void otherChannelsAreLeftAlone()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q", {"slow", "fast"});
        FaultRule drop = rule(FaultKind::drop);
        drop.channel = "slow";
        rig.fault(drop);
        rig.publishEach(queue, {"a"});
        QVERIFY(rig.take(queue, "slow", 1).empty());
        QCOMPARE(rig.take(queue, "fast", 1), Texts{"a"});
    }

    void sealedMessagesMeetEachFaultOnce()
    {
        MockRig rig;
        const auto queue = rig.makeQueue("q", {"c"});
        rig.publish(queue, {"a", "b", "c", "d"});
        rig.sealNow();
        FaultRule drop = rule(FaultKind::drop);
        drop.every = 2;
        const FaultId id = rig.fault(drop);
        Catcher catcher;
        ReceiveRequest request;
        request.channel = "c";
        request.count = 4;
        request.wait = Duration::seconds(1);
        rig.broker->beginTurn();
        rig.broker->receive(*queue, request, catcher);
        rig.turn();
        QCOMPARE(catcher.got.size(), size_t{2});
        QCOMPARE(rig.mock->fault(id)->counters.seen, uint64_t{4});
    }
};

QTEST_APPLESS_MAIN(DeliveryFaultsTest)
#include "delivery_faults_test.moc"
