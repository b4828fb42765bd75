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

    void onlyWhatTheFilterMatchesIsReplayed()
    {
        BrokerRig rig;
        const QueuePtr source = rig.makeQueue("source");
        record(rig, source);
        ReplayRequest request = requestFor(ReplaySpeed::Kind::fastest);
        request.filter = Filter::parse("body ~ /00$/ && queue == source").value();
        const PlayerInfo info = playToTheEnd(rig, request);
        QCOMPARE(info.state, PlayerState::finished);
        QVERIFY2(info.error.empty(), info.error.c_str());
        QCOMPARE(info.done, uint64_t{kCount / 100});
        QCOMPARE(info.total, uint64_t{kCount / 100});
        const auto to = rig.read(rig.broker->findQueue("target"), 1, kCount);
        QCOMPARE(to.size(), kCount / 100);
        QCOMPARE(to[4].body, std::string("body 500"));
    }

    void aReplayGoesOnFromElsewhere()
    {
        BrokerRig rig;
        record(rig, rig.makeQueue("source"));
        rig.broker->beginTurn();
        const PlayerId id = need(rig.broker->startReplay(requestFor(ReplaySpeed::Kind::step)));
        rig.turn();
        rig.broker->beginTurn();
        QVERIFY(rig.broker->seekReplay(id, MessageId{2'999}).ok()); // back and forth, in sealed and in fresh ones
        QVERIFY(rig.broker->controlReplay(id, ReplayControl::step).ok());
        rig.turn();
        rig.broker->beginTurn();
        QVERIFY(rig.broker->seekReplay(id, MessageId{17}).ok());
        QVERIFY(rig.broker->controlReplay(id, ReplayControl::step).ok());
        rig.turn();
        QCOMPARE(rig.broker->players().back().position, MessageId{18});
        const auto to = rig.read(rig.broker->findQueue("target"), 1, 10);
        QCOMPARE(to.size(), size_t{2});
        QCOMPARE(to[0].body, std::string("body 2999"));
        QCOMPARE(to[1].body, std::string("body 17"));
        QCOMPARE(rig.broker->seekReplay(99, MessageId{1}).error().code, ErrorCode::notFound);
        rig.broker->beginTurn();
        QVERIFY(rig.broker->controlReplay(id, ReplayControl::stop).ok());
        QCOMPARE(rig.broker->seekReplay(id, MessageId{1}).error().code, ErrorCode::invalidArgument);
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
