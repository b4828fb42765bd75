// The schedule of a replay, on a clock of the test.
#include "engine/base/limits.h"
#include "engine/replay/player.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <vector>

using namespace tapedeck;

namespace {

constexpr Time kBase{1'700'000'000'000'000};

ReplaySpeed speedOf(ReplaySpeed::Kind kind, double number = 1)
{
    return {kind, kind == ReplaySpeed::Kind::original ? number : 1, kind == ReplaySpeed::Kind::rate ? number : 0};
}

// Feeds a player from a list of times (message i has the id i + 1) and moves the clock.
struct Deck {
    Deck(ReplaySpeed speed, std::vector<int64_t> micros, bool loop = false, Duration start = Duration::seconds(1'000))
        : player(speed, loop)
        , times(std::move(micros))
        , now(start)
    {
        player.begin(MessageId{1}, MessageId{times.size() + 1}, now);
        feed();
    }

    void feed()
    {
        while (const auto fetch = player.nextFetch()) {
            player.fetchStarted();
            std::vector<Player::Item> items;
            for (uint64_t id = fetch->from.value; id <= times.size() && items.size() < fetch->count; ++id)
                items.push_back(
                    {MessageId{id}, kBase + Duration{times[id - 1]}, bodyBytes, !leaveOut || !leaveOut(id)});
            player.arrived(items);
        }
    }
    // Publishes what is due now; returns how many.
    size_t turn()
    {
        feed();
        const uint64_t from = player.position().value;
        const size_t count = player.due(now);
        player.published(count, now);
        for (size_t i = 0; i < count; ++i)
            log.emplace_back(from + i, now.micros - origin.micros);
        feed();
        return count;
    }
    // Moves the clock to every moment that the player asks for until `until` (after the start), as a timer would.
    void runTo(Duration until)
    {
        const Duration end{origin.micros + until.micros};
        for (;;) {
            turn();
            const auto due = player.nextDue();
            if (!due || due->micros > end.micros)
                break;
            now.micros = std::max(now.micros, due->micros);
        }
        now.micros = std::max(now.micros, end.micros);
    }
    PlayerInfo info()
    {
        PlayerInfo info;
        player.describe(info, now);
        return info;
    }
    std::vector<int64_t> moments() const
    {
        std::vector<int64_t> all;
        for (const auto& [id, at] : log)
            all.push_back(at);
        return all;
    }
    std::vector<uint64_t> ids() const
    {
        std::vector<uint64_t> all;
        for (const auto& [id, at] : log)
            all.push_back(id);
        return all;
    }

    Player player;
    std::vector<int64_t> times;
    Duration now;
    Duration origin = now;
    size_t bodyBytes = 100;
    std::function<bool(uint64_t)> leaveOut;
    std::vector<std::pair<uint64_t, int64_t>> log; // id, microseconds after the start
};

using Ids = std::vector<uint64_t>;
using Moments = std::vector<int64_t>;
using Kind = ReplaySpeed::Kind;

} // namespace

class PlayerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void messagesComeWithTheirOriginalSpacing()
    {
        Deck deck(speedOf(Kind::original), {0, 1'500, 1'500, 40'000, 40'001});
        deck.runTo(Duration::seconds(1));
        QCOMPARE(deck.moments(), Moments({0, 1'500, 1'500, 40'000, 40'001}));
        QCOMPARE(deck.info().state, PlayerState::finished);
        QCOMPARE(deck.info().done, uint64_t{5});
        QCOMPARE(deck.info().total, uint64_t{5});
        QCOMPARE(deck.info().position, MessageId{6});
    }

    void theFactorShortensAndStretchesGaps()
    {
        Deck fast(speedOf(Kind::original, 10), {0, 15'000, 400'000});
        fast.runTo(Duration::seconds(1));
        QCOMPARE(fast.moments(), Moments({0, 1'500, 40'000}));
        Deck slow(speedOf(Kind::original, 0.01), {0, 15'000, 400'000});
        slow.runTo(Duration::seconds(100));
        QCOMPARE(slow.moments(), Moments({0, 1'500'000, 40'000'000}));
    }

    void aMillionMessagesDoNotDrift()
    {
        std::vector<int64_t> times;
        for (int64_t i = 0; i < 1'000'000; ++i)
            times.push_back(i * 7);
        Deck deck(speedOf(Kind::original, 3), times);
        deck.runTo(Duration::seconds(100));
        QCOMPARE(deck.log.size(), size_t{1'000'000});
        for (size_t i = 0; i < deck.log.size(); ++i)
            QCOMPARE(deck.log[i].second, static_cast<int64_t>(i) * 7 / 3);
    }

    void whatIsLeftOutLeavesItsTimeBehind()
    {
        std::vector<int64_t> times;
        for (int64_t i = 0; i < 20'000; ++i)
            times.push_back(i * 1'000);
        Deck some(speedOf(Kind::step), times); // nothing is published before the rule is there
        some.leaveOut = [](uint64_t id) { return id % 10 != 0; };
        some.player.seek(MessageId{1}, some.now);
        for (int i = 0; i < 3; ++i) {
            some.player.step();
            some.turn();
        }
        QCOMPARE(some.player.missed(), uint64_t{0});
        QCOMPARE(some.info().done, uint64_t{3});
        QVERIFY(some.info().total < uint64_t{20'000});
        QCOMPARE(some.info().position, MessageId{40});
        Deck all(speedOf(Kind::original), times);
        all.leaveOut = some.leaveOut;
        all.player.seek(MessageId{1}, all.now);
        all.log.clear();
        all.runTo(Duration::seconds(100));
        QCOMPARE(all.info().state, PlayerState::finished);
        QCOMPARE(all.info().done, uint64_t{2'000});
        QCOMPARE(all.info().total, uint64_t{2'000});
        QCOMPARE(all.log[1].second - all.log[0].second, int64_t{10'000}); // ten gaps of the original
    }

    void afterAJumpTheGapsAreThoseOfThere()
    {
        Deck deck(speedOf(Kind::original), {0, 1'000, 5'000, 5'500, 9'000});
        deck.runTo(Duration::millis(1));
        QCOMPARE(deck.moments(), Moments({0, 1'000}));
        deck.player.seek(MessageId{4}, deck.now);
        QCOMPARE(deck.info().position, MessageId{4});
        QCOMPARE(deck.info().done, uint64_t{3});
        deck.runTo(Duration::seconds(1));
        QCOMPARE(deck.moments(), Moments({0, 1'000, 1'000, 4'500})); // at once, then 3,500 later
        QCOMPARE(deck.info().state, PlayerState::finished);
        QCOMPARE(deck.info().done, uint64_t{5});
    }

    void aJumpEndsAtTheEndsOfTheRange()
    {
        Deck deck(speedOf(Kind::rate, 1'000), {0, 0, 0, 0});
        deck.turn();
        deck.player.seek(MessageId{0}, deck.now);
        QCOMPARE(deck.info().position, MessageId{1});
        deck.log.clear();
        deck.runTo(Duration::millis(2));
        QCOMPARE(deck.moments(), Moments({0, 1'000, 2'000})); // the rate begins anew
        deck.player.seek(MessageId{99}, deck.now);
        QCOMPARE(deck.info().position, MessageId{5});
        deck.turn();
        QCOMPARE(deck.info().state, PlayerState::finished);
    }

    void aJumpInAPauseStaysPaused()
    {
        Deck deck(speedOf(Kind::original), {0, 1'000, 2'000});
        deck.player.pause(deck.now);
        deck.player.seek(MessageId{3}, deck.now);
        deck.runTo(Duration::seconds(5));
        QCOMPARE(deck.ids(), Ids());
        deck.player.step();
        deck.turn();
        QCOMPARE(deck.ids(), Ids({3}));
    }

    void hugeGapsAreWaitedForAndCanBeSteppedOver()
    {
        const int64_t year = int64_t{365} * 86'400 * 1'000'000;
        Deck deck(speedOf(Kind::original), {0, year, year + 5'000});
        deck.runTo(Duration::seconds(10));
        QCOMPARE(deck.ids(), Ids({1}));
        QCOMPARE(deck.player.nextDue()->micros, deck.origin.micros + year);
        deck.player.step();
        deck.runTo(Duration{10'000'000 + 4'999});
        QCOMPARE(deck.ids(), Ids({1, 2}));
        deck.runTo(Duration{10'000'000 + 5'000});
        QCOMPARE(deck.moments(), Moments({0, 10'000'000, 10'005'000}));
        QCOMPARE(deck.info().state, PlayerState::finished);
    }

    void equalTimesComeTogether()
    {
        Deck deck(speedOf(Kind::original), {5, 5, 5, 5});
        QCOMPARE(deck.turn(), size_t{4});
        QCOMPARE(deck.moments(), Moments({0, 0, 0, 0}));
    }

    void timesThatFallCountAsSimultaneous()
    {
        Deck deck(speedOf(Kind::original), {0, 1'000, 400, 2'000});
        deck.runTo(Duration::seconds(1));
        QCOMPARE(deck.moments(), Moments({0, 1'000, 1'000, 2'000}));
    }

    void aRateSpacesEvenly()
    {
        Deck deck(speedOf(Kind::rate, 3), {0, 0, 9'000'000, 9'000'000, 9'000'001});
        deck.runTo(Duration::seconds(10));
        QCOMPARE(deck.moments(), Moments({0, 333'333, 666'666, 1'000'000, 1'333'333}));
    }

    void fastestIsDueAtOnceInBoundedTurns()
    {
        std::vector<int64_t> times(5'000);
        for (size_t i = 0; i < times.size(); ++i)
            times[i] = static_cast<int64_t>(i) * 1'000'000;
        Deck deck(speedOf(Kind::fastest), times);
        QCOMPARE(deck.turn(), size_t{limits::kReplayTurnMessages});
        QVERIFY(deck.player.nextDue()->micros <= deck.now.micros);
        QCOMPARE(deck.turn(), size_t{limits::kReplayTurnMessages});
        QCOMPARE(deck.turn(), size_t{1'000});
        QCOMPARE(deck.info().drift.micros, 0);
    }

    void aTurnIsBoundedInBytesButTakesOneAlways()
    {
        Deck deck(speedOf(Kind::fastest), std::vector<int64_t>(6));
        deck.player = Player(speedOf(Kind::fastest), false);
        deck.player.begin(MessageId{1}, MessageId{7}, deck.now);
        deck.bodyBytes = limits::kReplayTurnBytes / 2;
        QCOMPARE(deck.turn(), size_t{2});
        Deck large(speedOf(Kind::fastest), std::vector<int64_t>(3));
        large.player = Player(speedOf(Kind::fastest), false);
        large.player.begin(MessageId{1}, MessageId{4}, large.now);
        large.bodyBytes = limits::kBodyBytesMax;
        QCOMPARE(large.turn(), size_t{1});
    }

    void aPauseShiftsThePlan()
    {
        Deck deck(speedOf(Kind::original), {0, 10'000, 25'000});
        deck.runTo(Duration{4'000});
        deck.player.pause(deck.now);
        QCOMPARE(deck.info().state, PlayerState::paused);
        deck.runTo(Duration::seconds(60));
        QCOMPARE(deck.ids(), Ids({1}));
        QVERIFY(!deck.player.nextDue());
        QVERIFY(deck.player.resume(deck.now));
        deck.runTo(Duration::seconds(70));
        // 6 ms were left of the first gap when it was paused.
        QCOMPARE(deck.moments(), Moments({0, 60'006'000, 60'021'000}));
        QCOMPARE(deck.info().drift.micros, 0);
    }

    void pausingTwiceAndResumingTwiceIsOnce()
    {
        Deck deck(speedOf(Kind::original), {0, 10'000});
        deck.runTo(Duration{1'000});
        deck.player.pause(deck.now);
        deck.runTo(Duration{2'000});
        deck.player.pause(deck.now);
        deck.runTo(Duration{3'000});
        deck.player.resume(deck.now);
        deck.runTo(Duration{4'000});
        deck.player.resume(deck.now);
        deck.runTo(Duration::seconds(1));
        QCOMPARE(deck.moments(), Moments({0, 12'000}));
    }

    void aStepInAPausePublishesOneAndTheOriginalGapFollows()
    {
        Deck deck(speedOf(Kind::original), {0, 10'000, 25'000, 26'000});
        deck.turn();
        deck.player.pause(deck.now);
        deck.runTo(Duration::seconds(5));
        deck.player.step();
        QCOMPARE(deck.player.nextDue()->micros <= deck.now.micros, true);
        QCOMPARE(deck.turn(), size_t{1});
        QCOMPARE(deck.turn(), size_t{0});
        QCOMPARE(deck.info().state, PlayerState::paused);
        QCOMPARE(deck.info().drift.micros, 0);
        deck.runTo(Duration::seconds(9));
        deck.player.resume(deck.now);
        deck.runTo(Duration::seconds(20));
        QCOMPARE(deck.moments(), Moments({0, 5'000'000, 9'015'000, 9'016'000}));
    }

    void severalStepsAddUp()
    {
        Deck deck(speedOf(Kind::step), {0, 10'000, 25'000, 26'000});
        QCOMPARE(deck.info().state, PlayerState::paused);
        QCOMPARE(deck.turn(), size_t{0});
        deck.player.step();
        deck.player.step();
        QCOMPARE(deck.turn(), size_t{2});
        QCOMPARE(deck.turn(), size_t{0});
        QVERIFY(!deck.player.resume(deck.now));
        QCOMPARE(deck.turn(), size_t{0});
        deck.player.step();
        deck.player.step();
        QCOMPARE(deck.turn(), size_t{2});
        deck.turn();
        QCOMPARE(deck.info().state, PlayerState::finished);
        QCOMPARE(deck.ids(), Ids({1, 2, 3, 4}));
    }

    void aStepThatComesBeforeTheMessagesIsNotLost()
    {
        Player player(speedOf(Kind::step), false);
        player.step();
        player.begin(MessageId{1}, MessageId{3}, {});
        QCOMPARE(player.due({}), size_t{0});
        QVERIFY(!player.nextDue());
        player.fetchStarted();
        const std::vector<Player::Item> items = {{MessageId{1}, kBase, 1}, {MessageId{2}, kBase, 1}};
        player.arrived(items);
        QCOMPARE(player.due({}), size_t{1});
    }

    void aPauseWhileTheRangeIsLookedUpHolds()
    {
        Player player(speedOf(Kind::original), false);
        player.pause(Duration::seconds(5));
        QCOMPARE(player.state(), PlayerState::finding);
        player.begin(MessageId{1}, MessageId{2}, Duration::seconds(6));
        QCOMPARE(player.state(), PlayerState::paused);
        player.fetchStarted();
        const std::vector<Player::Item> items = {{MessageId{1}, kBase, 1}};
        player.arrived(items);
        QCOMPARE(player.due(Duration::seconds(7)), size_t{0});
        player.resume(Duration::seconds(8));
        QCOMPARE(player.due(Duration::seconds(8)), size_t{1});
    }

    void beingLateIsDriftAndIsCaughtUp()
    {
        Deck deck(speedOf(Kind::original), {0, 1'000, 2'000, 3'000, 500'000});
        deck.turn();
        deck.now.micros += 10'000; // the loop was busy
        QCOMPARE(deck.turn(), size_t{3});
        QCOMPARE(deck.info().drift.micros, 7'000);
        deck.runTo(Duration::seconds(1));
        QCOMPARE(deck.moments().back(), 500'000);
        QCOMPARE(deck.info().drift.micros, 0);
    }

    void readingTheFirstMessageIsNoDrift()
    {
        Player player(speedOf(Kind::original), false);
        player.begin(MessageId{1}, MessageId{3}, Duration::seconds(1));
        player.fetchStarted();
        const std::vector<Player::Item> items = {{MessageId{1}, kBase, 1}, {MessageId{2}, kBase + Duration{500}, 1}};
        player.arrived(items); // two seconds later
        QCOMPARE(player.due(Duration::seconds(3)), size_t{1});
        player.published(1, Duration::seconds(3));
        QCOMPARE(player.nextDue()->micros, 3'000'500);
    }

    void aLoopBeginsAgainWithItsOwnBase()
    {
        Deck deck(speedOf(Kind::original), {0, 2'000, 9'000}, true);
        deck.runTo(Duration{21'000});
        // The second pass begins when the first is over.
        QCOMPARE(deck.ids(), Ids({1, 2, 3, 1, 2, 3, 1, 2}));
        QCOMPARE(deck.moments(), Moments({0, 2'000, 9'000, 9'000, 11'000, 18'000, 18'000, 20'000}));
        QCOMPARE(deck.info().done, uint64_t{2});
    }

    void aLoopAtARateKeepsTheSpacingAcrossPasses()
    {
        Deck deck(speedOf(Kind::rate, 100), {0, 0, 0}, true);
        deck.runTo(Duration{65'000});
        QCOMPARE(deck.moments(), Moments({0, 10'000, 20'000, 30'000, 40'000, 50'000, 60'000}));
    }

    void aLoopOfEqualTimesDoesNotSpin()
    {
        Deck deck(speedOf(Kind::original), {7, 7}, true);
        deck.runTo(Duration{10'500});
        QCOMPARE(deck.log.size(), size_t{22}); // one pass per millisecond
    }

    void aLoopOverNothingEnds()
    {
        Player player(speedOf(Kind::fastest), true);
        player.begin(MessageId{1}, MessageId{5}, {});
        player.fetchStarted();
        player.missing(MessageId{9});
        QVERIFY(player.nextDue().has_value());
        QCOMPARE(player.due({}), size_t{0});
        QCOMPARE(player.state(), PlayerState::finished);
        QCOMPARE(player.missed(), uint64_t{4});
    }

    void anEmptyRangeIsFinishedAtOnce()
    {
        for (const MessageId end : {MessageId{5}, MessageId{3}}) {
            Player player(speedOf(Kind::original), false);
            player.begin(MessageId{5}, end, {});
            QVERIFY(!player.nextFetch());
            QVERIFY(player.nextDue().has_value());
            QCOMPARE(player.due({}), size_t{0});
            QCOMPARE(player.state(), PlayerState::finished);
        }
    }

    void whatLiesBehindTheRangeIsNotTaken()
    {
        Player player(speedOf(Kind::fastest), false);
        player.begin(MessageId{3}, MessageId{6}, {});
        player.fetchStarted();
        const std::vector<Player::Item> items = {{MessageId{4}, kBase, 1}, {MessageId{7}, kBase, 1}};
        QCOMPARE(player.arrived(items), size_t{1});
        QCOMPARE(player.missed(), uint64_t{2}); // 3 and 5
        QVERIFY(!player.nextFetch());
        QCOMPARE(player.due({}), size_t{1});
        player.published(1, {});
        QCOMPARE(player.due({}), size_t{0});
        QCOMPARE(player.state(), PlayerState::finished);
    }

    void readingAheadIsBounded()
    {
        Player player(speedOf(Kind::original), false);
        player.begin(MessageId{1}, MessageId{1'000'000'000}, {});
        uint64_t id = 1;
        while (const auto fetch = player.nextFetch()) {
            player.fetchStarted();
            QVERIFY(!player.nextFetch());
            std::vector<Player::Item> items;
            for (uint32_t i = 0; i < fetch->count; ++i, ++id)
                items.push_back({MessageId{id}, kBase, 1});
            player.arrived(items);
        }
        QVERIFY(player.buffered() <= limits::kReplayAheadMessages);

        Player heavy(speedOf(Kind::original), false);
        heavy.begin(MessageId{1}, MessageId{1'000'000'000}, {});
        size_t bytes = 0;
        for (id = 1; heavy.nextFetch(); ++id) {
            const size_t bytesMax = heavy.nextFetch()->bytesMax;
            heavy.fetchStarted();
            const std::vector<Player::Item> items = {{MessageId{id}, kBase, bytesMax}};
            heavy.arrived(items);
            bytes += bytesMax;
        }
        QVERIFY(bytes <= limits::kReplayAheadBytes);
    }

    void stopAndFailEndForGood()
    {
        Deck deck(speedOf(Kind::original), {0, 10'000});
        deck.turn();
        deck.player.stop();
        QCOMPARE(deck.info().state, PlayerState::stopped);
        QVERIFY(!deck.player.nextFetch());
        QVERIFY(!deck.player.nextDue());
        deck.player.resume(deck.now);
        deck.player.step();
        deck.player.fail();
        deck.runTo(Duration::seconds(1));
        QCOMPARE(deck.ids(), Ids({1}));
        QCOMPARE(deck.info().state, PlayerState::stopped);
        // A read that answers late is not taken.
        const std::vector<Player::Item> items = {{MessageId{2}, kBase, 1}};
        QCOMPARE(deck.player.arrived(items), size_t{0});
    }

    void progressRateAndSourceTimeAreTold()
    {
        std::vector<int64_t> times;
        for (int64_t i = 0; i < 3'000; ++i)
            times.push_back(i * 1'000);
        Deck deck(speedOf(Kind::original), times);
        deck.runTo(Duration{1'999'500});
        PlayerInfo info = deck.info();
        QCOMPARE(info.done, uint64_t{2'000});
        QCOMPARE(info.total, uint64_t{3'000});
        QCOMPARE(info.position, MessageId{2'001});
        QCOMPARE(info.sourceTime, kBase + Duration{1'999'000});
        QVERIFY(info.perSecond >= 900 && info.perSecond <= 1'000);
        QVERIFY(!info.loop);
        QVERIFY(Deck(speedOf(Kind::original), times, true).info().loop);
        deck.player.pause(deck.now);
        deck.runTo(Duration::seconds(4));
        QCOMPARE(deck.info().perSecond, 0.0);
    }
};

QTEST_APPLESS_MAIN(PlayerTest)
#include "player_test.moc"
