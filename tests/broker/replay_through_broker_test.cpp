// Replays through the whole broker: journal, sealed segments, groups.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/log/message.h"
#include "tests/support/broker_rig.h"

#include <string>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::test;

namespace {

constexpr size_t kCount = 3'000;

// `kCount` messages, 1 ms apart, the first half of them sealed.
void record(BrokerRig& rig, const QueuePtr& queue)
{
    for (size_t i = 1; i <= kCount; ++i) {
        rig.publish(queue, {"body " + std::to_string(i)});
        if (i == kCount / 2)
            rig.sealNow();
        rig.advance(Duration::millis(1));
    }
}

ReplayRequest requestFor(ReplaySpeed::Kind kind)
{
    ReplayRequest request;
    request.source = "source";
    request.target = "target";
    request.speed.kind = kind;
    return request;
}

PlayerInfo playToTheEnd(BrokerRig& rig, const ReplayRequest& request)
{
    rig.broker->beginTurn();
    const PlayerId id = need(rig.broker->startReplay(request));
    rig.turn();
    for (int i = 0; i < 100'000; ++i) {
        const PlayerInfo info = rig.broker->players().back();
        CHECK(info.id == id);
        if (info.state != PlayerState::playing && info.state != PlayerState::finding)
            return info;
        const Time due = rig.broker->nextDue();
        CHECK(due != Time::never());
        rig.advance({std::max<int64_t>(0, due.micros - rig.clock.wall().micros)});
    }
    return {};
}

} // namespace

class ReplayThroughBrokerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sealedAndFreshMessagesAreReplayedWithTheirSpacing()
    {
        BrokerRig rig;
        const QueuePtr source = rig.makeQueue("source");
        record(rig, source);
        const PlayerInfo info = playToTheEnd(rig, requestFor(ReplaySpeed::Kind::original));
        QCOMPARE(info.state, PlayerState::finished);
        QCOMPARE(info.done, uint64_t{kCount});
        QVERIFY2(info.error.empty(), info.error.c_str());
        const auto from = rig.read(source, 1, kCount);
        const auto to = rig.read(rig.broker->findQueue("target"), 1, kCount);
        QCOMPARE(from.size(), kCount);
        QCOMPARE(to.size(), kCount);
        for (size_t i = 0; i < kCount; ++i) {
            QCOMPARE(to[i].body, from[i].body);
            QCOMPARE(to[i].time - to[0].time, from[i].time - from[0].time);
            QCOMPARE(decodeHeaders(to[i].headers)[0].second, "source/" + std::to_string(i + 1));
        }
    }

    void aTimeRangeIsReplayedAsFastAsPossible()
    {
        BrokerRig rig;
        const QueuePtr source = rig.makeQueue("source");
        record(rig, source);
        rig.sealNow();
        const auto from = rig.read(source, 1, kCount);
        ReplayRequest request = requestFor(ReplaySpeed::Kind::fastest);
        request.fromTime = Time{from[1'000].time};
        request.untilTime = Time{from[2'500].time};
        QCOMPARE(playToTheEnd(rig, request).done, uint64_t{1'500});
        const auto to = rig.read(rig.broker->findQueue("target"), 1, kCount);
        QCOMPARE(to.size(), size_t{1'500});
        QCOMPARE(to.front().body, from[1'000].body);
        QCOMPARE(to.back().body, from[2'499].body);
    }

    void whatWasPublishedInTheSameTurnIsReplayedToo()
    {
        BrokerRig rig;
        const QueuePtr source = rig.makeQueue("source");
        rig.broker->beginTurn();
        const NewMessage message{"x"};
        QVERIFY(rig.broker->publish(*source, std::span(&message, 1)).ok());
        const PlayerInfo info =
            playToTheEnd(rig, requestFor(ReplaySpeed::Kind::original)); // not visible yet at the start
        QCOMPARE(info.state, PlayerState::finished);
        QCOMPARE(info.done, uint64_t{1});
    }

    void theBrokerMayGoWhileAReplayReads()
    {
        BrokerRig rig;
        const QueuePtr source = rig.makeQueue("source");
        record(rig, source);
        rig.broker->beginTurn();
        QVERIFY(rig.broker->startReplay(requestFor(ReplaySpeed::Kind::original)).ok());
        rig.broker->onDue();
        QVERIFY(!rig.loop.empty()); // a frame is on its way
        rig.loop = ManualLoop();
        rig.crash();
        rig.open();
        QVERIFY(rig.broker->players().empty());
        QCOMPARE(rig.read(rig.broker->findQueue("source"), 1, kCount).size(), kCount);
    }
};

QTEST_APPLESS_MAIN(ReplayThroughBrokerTest)
#include "replay_through_broker_test.moc"
