// Replays against a broker of the test, on a clock of the test.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/base/limits.h"
#include "engine/base/random.h"
#include "engine/base/time_forms.h"
#include "engine/broker/replay_headers.h"
#include "engine/broker/replays.h"
#include "tests/support/fake_log_broker.h"
#include "tests/support/log_support.h"

#include <memory>
#include <string>
#include <vector>

using namespace tapedeck;

namespace {

constexpr Time kBase{1'700'000'000'000'000}; // 2023-11-14T22:13:20Z
using Kind = ReplaySpeed::Kind;
using Moments = std::vector<int64_t>;

struct Bench {
    ManualClock clock{Time{1'800'000'000'000'000}};
    FakeLogBroker broker{clock};
    int wakes = 0;
    Replays replays{broker, clock, [this] { ++wakes; }};

    FakeQueue& fill(const std::vector<int64_t>& micros)
    {
        FakeQueue& queue = *broker.make("source");
        for (size_t i = 0; i < micros.size(); ++i)
            broker.append(
                queue, kBase + Duration{micros[i]}, "body" + std::to_string(i + 1), "key" + std::to_string(i + 1));
        return queue;
    }
    static ReplayRequest request(Kind kind = Kind::original, double number = 1)
    {
        ReplayRequest r;
        r.source = "source";
        r.target = "target";
        r.speed = {kind, kind == Kind::original ? number : 1, kind == Kind::rate ? number : 0};
        return r;
    }
    PlayerInfo info(PlayerId id)
    {
        for (const PlayerInfo& info : replays.players())
            if (info.id == id)
                return info;
        return {};
    }
    // Moves the clock from moment to moment as the broker's timer would, until `until` after the start.
    void runTo(Duration until)
    {
        for (;;) {
            replays.onDue(clock.monotonic());
            const auto due = replays.nextDue();
            if (!due || *due > until)
                break;
            clock.advance({std::max<int64_t>(0, due->micros - clock.monotonic().micros)});
        }
        clock.advance({std::max<int64_t>(0, until.micros - clock.monotonic().micros)});
    }
    Moments moments()
    {
        Moments all;
        for (const Duration at : broker.queue("target").publishedAt)
            all.push_back(at.micros);
        return all;
    }
    std::vector<std::string> bodies()
    {
        std::vector<std::string> all;
        for (const MessageView& m : broker.queue("target").views)
            all.emplace_back(m.body);
        return all;
    }
};

HeaderList headersOf(const MessageView& message)
{
    return decodeHeaders(message.headers);
}

} // namespace

class ReplaysTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void messagesArriveInTheTargetWithKeyBodyAndOrigin()
    {
        Bench b;
        FakeQueue& source = b.fill({0});
        b.broker.append(source, kBase + Duration{5'123'456}, std::string("\0\xff", 2), "k",
            encodeHeaders({{"a", "1"}, {"a", "2"}}));
        source.views.back().delay = Duration::seconds(9);
        const auto id = b.replays.start(Bench::request());
        QVERIFY(id.ok());
        b.runTo(Duration::seconds(10));
        const FakeQueue& target = b.broker.queue("target");
        QCOMPARE(target.views.size(), size_t{2});
        QCOMPARE(target.views[0].key, std::string_view("key1"));
        QCOMPARE(target.views[0].body, std::string_view("body1"));
        QCOMPARE(headersOf(target.views[0]),
            HeaderList({{"replayed-from", "source/1"}, {"replayed-time", "2023-11-14T22:13:20.000000Z"},
                {"replay-run", "1"}}));
        QCOMPARE(target.views[1].body, std::string_view("\0\xff", 2));
        QCOMPARE(target.views[1].delay.micros, 0);
        QCOMPARE(headersOf(target.views[1]),
            HeaderList({{"a", "1"}, {"a", "2"}, {"replayed-from", "source/2"},
                {"replayed-time", "2023-11-14T22:13:25.123456Z"}, {"replay-run", "1"}}));
        QCOMPARE(b.info(1).state, PlayerState::finished);
        QVERIFY(b.info(1).error.empty());
        QVERIFY(!b.replays.nextDue());
    }

    void headersOfAnEarlierReplayAreReplaced()
    {
        Bench b;
        FakeQueue& source = b.fill({});
        b.broker.append(
            source, kBase, "x", {}, encodeHeaders({{"replayed-from", "old/7"}, {"keep", "1"}, {"replay-run", "3"}}));
        QVERIFY(b.replays.start(Bench::request()).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(headersOf(b.broker.queue("target").views[0]),
            HeaderList({{"keep", "1"}, {"replayed-from", "source/1"}, {"replayed-time", "2023-11-14T22:13:20.000000Z"},
                {"replay-run", "1"}}));
    }

    void headersAtTheLimitArePlayedWithoutTheThree()
    {
        Bench b;
        FakeQueue& source = b.fill({});
        const std::string full = encodeHeaders({{"h", std::string(limits::kHeadersBytesMax - 20, 'x')}});
        b.broker.append(source, kBase, "x", {}, full);
        QVERIFY(b.replays.start(Bench::request()).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.broker.queue("target").views[0].headers, std::string_view(full));
        QVERIFY(!b.info(1).error.empty());
        QCOMPARE(b.info(1).state, PlayerState::finished);
    }

    void timesAreWrittenAsEverywhereElse()
    {
        ReplayHeaders headers("q", 1);
        const auto written = [&](Time time) {
            MessageView m;
            m.id = MessageId{UINT64_MAX};
            m.time = time;
            std::string out(headers.bytesMax({}), '\0');
            bool fits = false;
            out.resize(static_cast<size_t>(headers.write(out.data(), m, &fits) - out.data()));
            const HeaderList list = decodeHeaders(out);
            return fits && list.size() == 3 ? list[1].second : std::string();
        };
        QCOMPARE(written(Time{951'825'599'000'001}), std::string("2000-02-29T11:59:59.000001Z"));
        QCOMPARE(written(Time{INT64_MAX}), std::string("9999-12-31T23:59:59.999999Z"));
        QCOMPARE(written(Time{INT64_MIN}), std::string("0001-01-01T00:00:00.000000Z"));
        for (const int64_t micros : {int64_t{0}, int64_t{-1}, int64_t{-1'000'000}})
            QCOMPARE(written(Time{micros}), formatTime(Time{micros}));
        SeededRandom random(test::testSeed(7));
        for (int i = 0; i < 20'000; ++i) {
            const Time time{static_cast<int64_t>(random.next() % 310'000'000'000'000'000) - 60'000'000'000'000'000};
            QCOMPARE(written(time), formatTime(time));
        }
    }

    void theOriginalSpacingIsKept()
    {
        Bench b;
        b.fill({0, 1'000, 4'000, 4'000, 90'000});
        QVERIFY(b.replays.start(Bench::request(Kind::original, 2)).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.moments(), Moments({0, 500, 2'000, 2'000, 45'000}));
    }

    void aStepOfTheWallClockMovesNothing()
    {
        Bench b;
        b.fill({0, 10'000, 20'000});
        QVERIFY(b.replays.start(Bench::request()).ok());
        b.runTo(Duration{5'000});
        b.clock.setWall(Time{1'000});
        b.runTo(Duration{15'000});
        b.clock.setWall(Time{1'900'000'000'000'000});
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.moments(), Moments({0, 10'000, 20'000}));
    }

    void aGapInTheRecordedTimeIsPlayedAsItIs()
    {
        Bench b; // the machine's clock was set forward by an hour while it was recorded
        b.fill({0, 1'000, 3'600'000'000});
        QVERIFY(b.replays.start(Bench::request(Kind::original, 1000)).ok());
        b.runTo(Duration::seconds(10));
        QCOMPARE(b.moments(), Moments({0, 1, 3'600'000}));
    }

    void rangesByIdAndTimeAreCombined()
    {
        const auto play = [](auto change) {
            Bench b;
            b.fill({0, 1'000, 2'000, 3'000, 4'000, 5'000});
            ReplayRequest r = Bench::request(Kind::fastest);
            change(r);
            CHECK(b.replays.start(r).ok());
            b.runTo(Duration::seconds(1));
            std::string all;
            for (const std::string& body : b.bodies())
                all += body.back();
            return all;
        };
        QCOMPARE(play([](ReplayRequest&) {}), std::string("123456"));
        QCOMPARE(play([](ReplayRequest& r) { r.fromId = MessageId{3}; }), std::string("3456"));
        QCOMPARE(play([](ReplayRequest& r) { r.untilId = MessageId{3}; }), std::string("123"));
        QCOMPARE(play([](ReplayRequest& r) { r.untilId = MessageId{99}; }), std::string("123456"));
        QCOMPARE(play([](ReplayRequest& r) { r.untilId = MessageId{UINT64_MAX}; }), std::string("123456"));
        QCOMPARE(play([](ReplayRequest& r) { r.fromTime = kBase + Duration{1'001}; }), std::string("3456"));
        QCOMPARE(play([](ReplayRequest& r) { r.untilTime = kBase + Duration{2'000}; }), std::string("12"));
        QCOMPARE(play([](ReplayRequest& r) {
            r.fromId = MessageId{2};
            r.fromTime = kBase + Duration{2'000};
            r.untilId = MessageId{5};
            r.untilTime = kBase + Duration{5'000};
        }),
            std::string("345"));
        QCOMPARE(play([](ReplayRequest& r) {
            r.fromId = MessageId{5};
            r.untilId = MessageId{2};
        }),
            std::string());
    }

    void lookupsThatAnswerLaterAreAwaited()
    {
        Bench b;
        b.fill({0, 1'000, 2'000});
        b.broker.defersLookups = true;
        ReplayRequest r = Bench::request(Kind::fastest);
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
        auto b = std::make_unique<Bench>();
        b->fill({0});
        b->broker.defersLookups = true;
        ReplayRequest r = Bench::request();
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
        Bench b;
        b.fill({0, 1'000, 2'000});
        b.broker.defersReads = true;
        b.broker.readCountMax = 2;
        QVERIFY(b.replays.start(Bench::request()).ok());
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
        Bench b;
        b.fill({0});
        b.broker.defersReads = true;
        QVERIFY(b.replays.start(Bench::request()).ok());
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
            QVERIFY(replays.start(Bench::request()).ok());
            replays.onDue({});
            QCOMPARE(broker.pendingReads.size(), size_t{1});
        }
        QVERIFY(broker.pendingReads.empty());
    }

    void messagesThatAreNotVisibleYetAreAwaited()
    {
        Bench b;
        FakeQueue& source = b.fill({0, 10, 20});
        source.visible = MessageId{2};
        QVERIFY(b.replays.start(Bench::request()).ok());
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
        Bench b;
        b.fill({0}).visible = MessageId{1};
        b.broker.readOnly = "The disk failed.";
        QVERIFY(b.replays.start(Bench::request()).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.info(1).state, PlayerState::failed);
        QVERIFY(b.info(1).error.find("The disk failed.") != std::string::npos);
    }

    void whatRetentionRemovesMeanwhileIsLeftOutAndCounted()
    {
        Bench b;
        FakeQueue& source = b.fill({0, 1'000, 2'000, 3'000});
        b.broker.readCountMax = 1;
        b.broker.defersReads = true;
        QVERIFY(b.replays.start(Bench::request()).ok());
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
        Bench b;
        FakeQueue& source = b.fill({0, 1'000'000'000});
        b.broker.readCountMax = 1;
        b.broker.defersReads = true;
        QVERIFY(b.replays.start(Bench::request()).ok());
        b.broker.trim(source, source.head);
        b.runTo(Duration::seconds(1));
        b.broker.serveReads();
        b.runTo(Duration::seconds(2));
        QCOMPARE(b.info(1).state, PlayerState::finished);
        QCOMPARE(b.info(1).done, uint64_t{0});
    }

    void damagedMessagesAreLeftOutAndReported()
    {
        Bench b;
        b.fill({0, 1'000, 2'000, 3'000, 4'000});
        b.broker.damagedFrom = MessageId{2};
        b.broker.damagedUntil = MessageId{4};
        QVERIFY(b.replays.start(Bench::request()).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.bodies(), std::vector<std::string>({"body1", "body4", "body5"}));
        QCOMPARE(b.moments(), Moments({0, 3'000, 4'000}));
        QCOMPARE(b.info(1).state, PlayerState::finished);
        QVERIFY(b.info(1).error.starts_with("2 messages"));
        QVERIFY(b.info(1).error.ends_with("Some messages are damaged."));
    }

    void aReadErrorFailsTheReplay()
    {
        Bench b;
        b.fill({0});
        b.broker.readError = Error{ErrorCode::io, "The disk is gone."};
        QVERIFY(b.replays.start(Bench::request()).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.info(1).state, PlayerState::failed);
        QCOMPARE(b.info(1).error, std::string("The disk is gone."));
        QVERIFY(!b.replays.nextDue());
    }

    void anOverloadedReadIsTriedAgain()
    {
        Bench b;
        b.fill({0});
        b.broker.readError = Error{ErrorCode::overloaded, {}};
        QVERIFY(b.replays.start(Bench::request()).ok());
        b.runTo(Duration{200'000});
        QCOMPARE(b.broker.readCalls, uint64_t{1});
        b.broker.readError.reset();
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.info(1).state, PlayerState::finished);
    }

    void anOverloadedJournalIsWaitedFor()
    {
        Bench b;
        b.fill({0, 1'000, 2'000, 500'000});
        b.broker.overloaded = true;
        QVERIFY(b.replays.start(Bench::request()).ok());
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
        Bench b;
        b.fill({0});
        b.broker.overloaded = true;
        b.broker.roomAtOnce = true;
        QVERIFY(b.replays.start(Bench::request()).ok());
        b.replays.onDue(b.clock.monotonic());
        QCOMPARE(b.broker.publishCalls, uint64_t{1});
        QVERIFY(b.replays.nextDue()->micros <= b.clock.monotonic().micros);
        b.broker.overloaded = false;
        b.runTo(Duration{1});
        QCOMPARE(b.info(1).state, PlayerState::finished);
    }

    void aFullDiskIsWaitedForAndTold()
    {
        Bench b;
        b.fill({0, 1'000});
        b.broker.publishError = Error{ErrorCode::storageFull, "The disk is full."};
        QVERIFY(b.replays.start(Bench::request()).ok());
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
        Bench b;
        b.fill({0});
        b.broker.publishError = Error{ErrorCode::readOnly, "The tape is read-only."};
        QVERIFY(b.replays.start(Bench::request()).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.info(1).state, PlayerState::failed);
        QCOMPARE(b.info(1).error, std::string("The tape is read-only."));
    }

    void aDeletedSourceOrTargetFailsTheReplay()
    {
        for (const char* name : {"source", "target"}) {
            Bench b;
            b.fill({0, 1'000'000, 2'000'000});
            QVERIFY(b.replays.start(Bench::request()).ok());
            b.runTo(Duration{500'000});
            QVERIFY(b.broker.deleteQueue(b.broker.queue(name)).ok());
            b.runTo(Duration::seconds(5));
            QCOMPARE(b.info(1).state, PlayerState::failed);
            QVERIFY(b.info(1).error.find(name) != std::string::npos);
            QVERIFY(!b.replays.nextDue());
        }
    }

    void aQueueCanBeReplayedIntoItself()
    {
        Bench b;
        FakeQueue& source = b.fill({0, 1'000, 2'000});
        ReplayRequest r = Bench::request(Kind::fastest);
        r.target = "source";
        QVERIFY(b.replays.start(r).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(source.views.size(), size_t{6});
        QCOMPARE(b.info(1).state, PlayerState::finished);
    }

    void wrongRequestsAreRefused()
    {
        Bench b;
        b.fill({0});
        ReplayRequest r = Bench::request(Kind::original, 0);
        QCOMPARE(b.replays.start(r).error().code, ErrorCode::invalidArgument);
        QVERIFY(!b.broker.findQueue("target"));
        r = Bench::request();
        r.source = "nobody";
        QCOMPARE(b.replays.start(r).error().code, ErrorCode::queueNotFound);
        QVERIFY(!b.broker.findQueue("target"));
        r = Bench::request();
        r.createTarget = false;
        QCOMPARE(b.replays.start(r).error().code, ErrorCode::queueNotFound);
        QCOMPARE(b.replays.control(9, ReplayControl::pause).error().code, ErrorCode::notFound);
        QVERIFY(b.replays.players().empty());
    }

    void controlsReachThePlayer()
    {
        Bench b;
        b.fill({0, 1'000, 2'000, 3'000});
        QVERIFY(b.replays.start(Bench::request()).ok());
        b.runTo(Duration{500});
        QVERIFY(b.replays.control(1, ReplayControl::pause).ok());
        b.runTo(Duration{10'500});
        QCOMPARE(b.info(1).state, PlayerState::paused);
        QVERIFY(b.replays.control(1, ReplayControl::step).ok());
        b.runTo(Duration{20'500});
        QVERIFY(b.replays.control(1, ReplayControl::resume).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.moments(), Moments({0, 10'500, 21'500, 22'500}));
    }

    void aStepReplayRefusesToResume()
    {
        Bench b;
        b.fill({0, 1'000});
        QVERIFY(b.replays.start(Bench::request(Kind::step)).ok());
        b.runTo(Duration{500});
        QCOMPARE(b.replays.control(1, ReplayControl::resume).error().code, ErrorCode::invalidArgument);
        QVERIFY(b.replays.control(1, ReplayControl::step).ok());
        b.runTo(Duration{600});
        QCOMPARE(b.bodies().size(), size_t{1});
    }

    void loopsRepeatTheRange()
    {
        Bench b;
        b.fill({0, 1'000, 5'000});
        ReplayRequest r = Bench::request();
        r.loop = true;
        QVERIFY(b.replays.start(r).ok());
        b.runTo(Duration{10'500});
        QCOMPARE(b.moments(), Moments({0, 1'000, 5'000, 5'000, 6'000, 10'000, 10'000}));
        QVERIFY(b.replays.control(1, ReplayControl::stop).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.moments().size(), size_t{7});
    }

    void fastestPublishesABoundedAmountPerTurn()
    {
        Bench b;
        b.fill(std::vector<int64_t>(10'000));
        QVERIFY(b.replays.start(Bench::request(Kind::fastest)).ok());
        size_t before = 0;
        int turns = 0;
        while (b.replays.nextDue()) {
            b.replays.onDue(b.clock.monotonic());
            const size_t now = b.broker.queue("target").views.size();
            QVERIFY(now - before <= limits::kReplayTurnMessages);
            before = now;
            QVERIFY(++turns < 100);
        }
        QCOMPARE(before, size_t{10'000});
        for (size_t i = 0; i < before; ++i)
            QCOMPARE(b.broker.queue("target").views[i].body, std::string_view("body" + std::to_string(i + 1)));
    }

    void endedReplaysStayListedUpToALimit()
    {
        Bench b;
        b.fill({0});
        for (size_t i = 0; i < limits::kPlayersRemembered + 5; ++i) {
            QVERIFY(b.replays.start(Bench::request(Kind::fastest)).ok());
            b.runTo(Duration{static_cast<int64_t>(i) + 1});
        }
        const auto players = b.replays.players();
        QCOMPARE(players.size(), limits::kPlayersRemembered);
        QCOMPARE(players.back().id, PlayerId{limits::kPlayersRemembered + 5});
    }

    void tooManyAtOnceAreRefused()
    {
        Bench b;
        b.fill({0});
        for (size_t i = 0; i < limits::kPlayersMax; ++i)
            QVERIFY(b.replays.start(Bench::request(Kind::step)).ok());
        QCOMPARE(b.replays.start(Bench::request(Kind::step)).error().code, ErrorCode::overloaded);
        QVERIFY(b.replays.control(1, ReplayControl::stop).ok());
        QVERIFY(b.replays.start(Bench::request(Kind::step)).ok());
    }
};

QTEST_APPLESS_MAIN(ReplaysTest)
#include "replays_test.moc"
