// Replays against a broker of the test, on a clock of the test: what is played, when, and what requests are taken. What
// may go wrong meanwhile is in replay_trouble_test.cpp.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/base/limits.h"
#include "engine/base/random.h"
#include "engine/base/time_forms.h"
#include "engine/broker/replay_headers.h"
#include "tests/broker/replay_bench.h"

using namespace tapedeck;

namespace {

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
        ReplayBench b;
        FakeQueue& source = b.fill({0});
        b.broker.append(source, kBase + Duration{5'123'456}, std::string("\0\xff", 2), "k",
            encodeHeaders({{"a", "1"}, {"a", "2"}}));
        source.views.back().delay = Duration::seconds(9);
        const auto id = b.replays.start(ReplayBench::request());
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
        ReplayBench b;
        FakeQueue& source = b.fill({});
        b.broker.append(
            source, kBase, "x", {}, encodeHeaders({{"replayed-from", "old/7"}, {"keep", "1"}, {"replay-run", "3"}}));
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(headersOf(b.broker.queue("target").views[0]),
            HeaderList({{"keep", "1"}, {"replayed-from", "source/1"}, {"replayed-time", "2023-11-14T22:13:20.000000Z"},
                {"replay-run", "1"}}));
    }

    void headersAtTheLimitArePlayedWithoutTheThree()
    {
        ReplayBench b;
        FakeQueue& source = b.fill({});
        const std::string full = encodeHeaders({{"h", std::string(limits::kHeadersBytesMax - 20, 'x')}});
        b.broker.append(source, kBase, "x", {}, full);
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
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
        ReplayBench b;
        b.fill({0, 1'000, 4'000, 4'000, 90'000});
        QVERIFY(b.replays.start(ReplayBench::request(Kind::original, 2)).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.moments(), Moments({0, 500, 2'000, 2'000, 45'000}));
    }

    void aStepOfTheWallClockMovesNothing()
    {
        ReplayBench b;
        b.fill({0, 10'000, 20'000});
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
        b.runTo(Duration{5'000});
        b.clock.setWall(Time{1'000});
        b.runTo(Duration{15'000});
        b.clock.setWall(Time{1'900'000'000'000'000});
        b.runTo(Duration::seconds(1));
        QCOMPARE(b.moments(), Moments({0, 10'000, 20'000}));
    }

    void aGapInTheRecordedTimeIsPlayedAsItIs()
    {
        ReplayBench b; // the machine's clock was set forward by an hour while it was recorded
        b.fill({0, 1'000, 3'600'000'000});
        QVERIFY(b.replays.start(ReplayBench::request(Kind::original, 1000)).ok());
        b.runTo(Duration::seconds(10));
        QCOMPARE(b.moments(), Moments({0, 1, 3'600'000}));
    }

    void rangesByIdAndTimeAreCombined()
    {
        const auto play = [](auto change) {
            ReplayBench b;
            b.fill({0, 1'000, 2'000, 3'000, 4'000, 5'000});
            ReplayRequest r = ReplayBench::request(Kind::fastest);
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

    void aQueueCanBeReplayedIntoItself()
    {
        ReplayBench b;
        FakeQueue& source = b.fill({0, 1'000, 2'000});
        ReplayRequest r = ReplayBench::request(Kind::fastest);
        r.target = "source";
        QVERIFY(b.replays.start(r).ok());
        b.runTo(Duration::seconds(1));
        QCOMPARE(source.views.size(), size_t{6});
        QCOMPARE(b.info(1).state, PlayerState::finished);
    }

    void wrongRequestsAreRefused()
    {
        ReplayBench b;
        b.fill({0});
        ReplayRequest r = ReplayBench::request(Kind::original, 0);
        QCOMPARE(b.replays.start(r).error().code, ErrorCode::invalidArgument);
        QVERIFY(!b.broker.findQueue("target"));
        r = ReplayBench::request();
        r.source = "nobody";
        QCOMPARE(b.replays.start(r).error().code, ErrorCode::queueNotFound);
        QVERIFY(!b.broker.findQueue("target"));
        r = ReplayBench::request();
        r.createTarget = false;
        QCOMPARE(b.replays.start(r).error().code, ErrorCode::queueNotFound);
        QCOMPARE(b.replays.control(9, ReplayControl::pause).error().code, ErrorCode::notFound);
        QVERIFY(b.replays.players().empty());
    }

    void controlsReachThePlayer()
    {
        ReplayBench b;
        b.fill({0, 1'000, 2'000, 3'000});
        QVERIFY(b.replays.start(ReplayBench::request()).ok());
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
        ReplayBench b;
        b.fill({0, 1'000});
        QVERIFY(b.replays.start(ReplayBench::request(Kind::step)).ok());
        b.runTo(Duration{500});
        QCOMPARE(b.replays.control(1, ReplayControl::resume).error().code, ErrorCode::invalidArgument);
        QVERIFY(b.replays.control(1, ReplayControl::step).ok());
        b.runTo(Duration{600});
        QCOMPARE(b.bodies().size(), size_t{1});
    }

    void loopsRepeatTheRange()
    {
        ReplayBench b;
        b.fill({0, 1'000, 5'000});
        ReplayRequest r = ReplayBench::request();
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
        ReplayBench b;
        b.fill(std::vector<int64_t>(10'000));
        QVERIFY(b.replays.start(ReplayBench::request(Kind::fastest)).ok());
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
        ReplayBench b;
        b.fill({0});
        for (size_t i = 0; i < limits::kPlayersRemembered + 5; ++i) {
            QVERIFY(b.replays.start(ReplayBench::request(Kind::fastest)).ok());
            b.runTo(Duration{static_cast<int64_t>(i) + 1});
        }
        const auto players = b.replays.players();
        QCOMPARE(players.size(), limits::kPlayersRemembered);
        QCOMPARE(players.back().id, PlayerId{limits::kPlayersRemembered + 5});
    }

    void tooManyAtOnceAreRefused()
    {
        ReplayBench b;
        b.fill({0});
        for (size_t i = 0; i < limits::kPlayersMax; ++i)
            QVERIFY(b.replays.start(ReplayBench::request(Kind::step)).ok());
        QCOMPARE(b.replays.start(ReplayBench::request(Kind::step)).error().code, ErrorCode::overloaded);
        QVERIFY(b.replays.control(1, ReplayControl::stop).ok());
        QVERIFY(b.replays.start(ReplayBench::request(Kind::step)).ok());
    }
};

QTEST_APPLESS_MAIN(ReplaysTest)
#include "replays_test.moc"
