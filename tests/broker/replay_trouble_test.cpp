// Replays whose source or target is slow, damaged, full, read-only, trimmed or gone.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/base/limits.h"
#include "tests/broker/replay_bench.h"

using namespace tapedeck;

class ReplayTroubleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lookupsThatAnswerLaterAreAwaited()
    {
        ReplayBench b;
        b.fill({0, 1'000, 2'000});
        b.broker.defersLookups = true;
        ReplayRequest r = ReplayBench::request(Kind::fastest);
        r.fromTime = kBase + Duration{500};
        r.untilTime = kBase + Duration{1'500};
        QVERIFY(b.replays.start(r).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.info(1).state, PlayerState::finding);
        const int wakes = b.wakes;
        QCOMPARE(b.broker.lookups.size(), size_t{2});
        for (const auto& answer : b.broker.lookups)
            answer();
        QVERIFY(b.wakes > wakes);
        b.runTo(Duration::seconds(2));
        QCOMPARE(b.bodies(), std::vector<std::string>({"body2"}));
    }

    void lookupsThatAnswerAfterTheEndAreIgnored()
    {
        std::vector<std::function<void()>> lookups;
        auto b = std::make_unique<ReplayBench>();
        b->fill({0});
        b->broker.defersLookups = true;
        ReplayRequest r = ReplayBench::request();
        r.fromTime = kBase;
        QVERIFY(b->replays.start(r).ok());
        QVERIFY(b->replays.control(1, ReplayControl::stop).ok());
        for (const auto& answer : b->broker.lookups)
            answer();
        b->runTo(Duration::seconds(1));
        QCOMPARE(b->info(1).state, PlayerState::stopped);
        QVERIFY(b->broker.queue("target").views.empty());
    }

    void readsThatAnswerLaterAreAwaited()
    {
        ReplayBench b;
        b.fill({0, 1'000, 2'000});
        b.broker.defersReads = true;
        b.broker.readCountMax = 2;
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.runTo(Duration::seconds(3));
        QVERIFY(!b.replays.nextDue());
        const int wakes = b.wakes;
        QCOMPARE(b.broker.serveReads(), size_t{1});
        QVERIFY(b.wakes > wakes);
        b.runTo(Duration::seconds(4));
        QCOMPARE(b.broker.serveReads(), size_t{1});
        b.runTo(Duration::seconds(5));
        // The plan begins with the first message that came, and the read that was late is caught up.
        QCOMPARE(b.moments(), Moments({3'000'000, 3'001'000, 4'000'000}));
        QCOMPARE(b.info(1).drift.micros, 998'000);
    }

    void stoppingCancelsTheRead()
    {
        ReplayBench b;
        b.fill({0});
        b.broker.defersReads = true;
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.runTo(Duration{1});
        QCOMPARE(b.broker.pendingReads.size(), size_t{1});
        QVERIFY(b.replays.control(1, ReplayControl::stop).ok());
        QCOMPARE(b.broker.cancels, uint64_t{1});
        b.runTo(Duration{2});
        QVERIFY(!b.replays.nextDue());
    }

    void destructionCancelsTheRead()
    {
        ManualClock clock{kBase};
        FakeLogBroker broker(clock);
        broker.append(*broker.make("source"), kBase, "x");
        broker.defersReads = true;
        {
            Replays replays(broker, clock, [] {});
            QVERIFY(replays.start(ReplayBench::request()).ok());
            replays.onDue({});
            QCOMPARE(broker.pendingReads.size(), size_t{1});
        }
        QVERIFY(broker.pendingReads.empty());
    }

    void messagesThatAreNotVisibleYetAreAwaited()
    {
        ReplayBench b;
        FakeQueue& source = b.fill({0, 10, 20});
        source.visible = MessageId{2};
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.bodies(), std::vector<std::string>({"body1"}));
        QCOMPARE(b.broker.pendingReads.size(), size_t{1}); // follows
        source.visible = MessageId{UINT64_MAX};
        b.broker.serveReads();
        b.runTo(Duration::seconds(2));
        QCOMPARE(b.bodies().size(), size_t{3});
        QCOMPARE(b.info(1).state, PlayerState::finished);
    }

    void messagesThatNeverBecomeVisibleFailTheReplayOfAReadOnlyTape()
    {
        ReplayBench b;
        b.fill({0}).visible = MessageId{1};
        b.broker.readOnly = "The disk failed.";
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.info(1).state, PlayerState::failed);
        QVERIFY(b.info(1).error.find("The disk failed.") != std::string::npos);
    }

    void whatRetentionRemovesMeanwhileIsLeftOutAndCounted()
    {
        ReplayBench b;
        FakeQueue& source = b.fill({0, 1'000, 2'000, 3'000});
        b.broker.readCountMax = 1;
        b.broker.defersReads = true;
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.runTo(Duration{1});
        b.broker.serveReads();
        b.broker.trim(source, MessageId{4});
        b.runTo(Duration{2});
        for (int i = 0; i < 5; ++i) {
            b.broker.serveReads();
            b.runTo(Duration::seconds(1 + i));
        }
        QCOMPARE(b.bodies(), std::vector<std::string>({"body1", "body4"}));
        QCOMPARE(b.info(1).state, PlayerState::finished);
        QVERIFY(b.info(1).error.starts_with("2 messages"));
    }

    void aPurgeEndsTheReplay()
    {
        ReplayBench b;
        FakeQueue& source = b.fill({0, 1'000'000'000});
        b.broker.readCountMax = 1;
        b.broker.defersReads = true;
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.broker.trim(source, source.head);
        b.runTo(Duration::seconds(1));
        b.broker.serveReads();
        b.runTo(Duration::seconds(2));
        QCOMPARE(b.info(1).state, PlayerState::finished);
        QCOMPARE(b.info(1).done, uint64_t{0});
    }

    void damagedMessagesAreLeftOutAndReported()
    {
        ReplayBench b;
        b.fill({0, 1'000, 2'000, 3'000, 4'000});
        b.broker.damagedFrom = MessageId{2};
        b.broker.damagedUntil = MessageId{4};
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.bodies(), std::vector<std::string>({"body1", "body4", "body5"}));
        QCOMPARE(b.moments(), Moments({0, 3'000, 4'000}));
        QCOMPARE(b.info(1).state, PlayerState::finished);
        QVERIFY(b.info(1).error.starts_with("2 messages"));
        QVERIFY(b.info(1).error.ends_with("Some messages are damaged."));
    }

    void aReadErrorFailsTheReplay()
    {
        ReplayBench b;
        b.fill({0});
        b.broker.readError = Error{ErrorCode::io, "The disk is gone."};
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.info(1).state, PlayerState::failed);
        QCOMPARE(b.info(1).error, std::string("The disk is gone."));
        QVERIFY(!b.replays.nextDue());
    }

    void anOverloadedReadIsTriedAgain()
    {
        ReplayBench b;
        b.fill({0});
        b.broker.readError = Error{ErrorCode::overloaded, {}};
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.runTo(Duration{200'000});
        QCOMPARE(b.broker.readCalls, uint64_t{1});
        b.broker.readError.reset();
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.info(1).state, PlayerState::finished);
    }

    void anOverloadedJournalIsWaitedFor()
    {
        ReplayBench b;
        b.fill({0, 1'000, 2'000, 500'000});
        b.broker.overloaded = true;
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.runTo(Duration::millis(100));
        QVERIFY(!b.replays.nextDue());
        QCOMPARE(b.broker.publishCalls, uint64_t{1});
        const int wakes = b.wakes;
        b.broker.makeRoom();
        QVERIFY(b.wakes > wakes);
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.moments(), Moments({100'000, 100'000, 100'000, 500'000}));
    }

    void roomAtOnceIsTriedAgainInTheNextTurn()
    {
        ReplayBench b;
        b.fill({0});
        b.broker.overloaded = true;
        b.broker.roomAtOnce = true;
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.replays.onDue(b.clock.monotonic());
        QCOMPARE(b.broker.publishCalls, uint64_t{1});
        QVERIFY(b.replays.nextDue()->micros <= b.clock.monotonic().micros);
        b.broker.overloaded = false;
        b.runTo(Duration{1});
        QCOMPARE(b.info(1).state, PlayerState::finished);
    }

    void aFullDiskIsWaitedForAndTold()
    {
        ReplayBench b;
        b.fill({0, 1'000});
        b.broker.publishError = Error{ErrorCode::storageFull, "The disk is full."};
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.runTo(Duration::seconds(2));
        QCOMPARE(b.info(1).state, PlayerState::playing);
        QCOMPARE(b.info(1).error, std::string("The disk is full."));
        QVERIFY(b.broker.publishCalls <= 10);
        b.broker.publishError.reset();
        b.runTo(Duration::seconds(3));
        QCOMPARE(b.info(1).state, PlayerState::finished);
        QVERIFY(b.info(1).error.empty());
    }

    void aReadOnlyTapeFailsTheReplay()
    {
        ReplayBench b;
        b.fill({0});
        b.broker.publishError = Error{ErrorCode::readOnly, "The tape is read-only."};
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.info(1).state, PlayerState::failed);
        QCOMPARE(b.info(1).error, std::string("The tape is read-only."));
    }

    void aDeletedSourceOrTargetFailsTheReplay()
    {
        for (const char* name : {"source", "target"}) {
            ReplayBench b;
            b.fill({0, 1'000'000, 2'000'000});
            QVERIFY(b.replays.start(ReplayBench::request()).ok());
            b.runTo(Duration{500'000});
            QVERIFY(b.broker.deleteQueue(b.broker.queue(name)).ok());
            b.runTo(Duration::seconds(5));
            QCOMPARE(b.info(1).state, PlayerState::failed);
            QVERIFY(b.info(1).error.find(name) != std::string::npos);
            QVERIFY(!b.replays.nextDue());
        }
    }
};

QTEST_APPLESS_MAIN(ReplayTroubleTest)
#include "replay_trouble_test.moc"
