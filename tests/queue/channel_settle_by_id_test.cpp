// Settling messages by their ids, whatever their state, and what is remembered ahead of the cursor.
#include "engine/base/check.h"
#include "tests/queue/channel_fixture.h"

#include <QTest>

#include <algorithm>

using namespace tapedeck;

namespace {

// Settles and tells how many were not settled before; SIZE_MAX where there was no room.
size_t settle(ChannelFixture& f, const Ids& ids, Time now = at(0))
{
    std::vector<MessageId> wanted;
    for (uint64_t id : ids)
        wanted.push_back({id});
    return f.channel.settle(now, wanted, f.first, f.delta).value_or(SIZE_MAX);
}

// Settles and tells what was settled.
std::vector<SettledMessage> settleTold(ChannelFixture& f, const Ids& ids, Time now = at(0))
{
    std::vector<MessageId> wanted;
    for (uint64_t id : ids)
        wanted.push_back({id});
    std::vector<SettledMessage> told;
    const auto count = f.channel.settle(now, wanted, f.first, f.delta, &told);
    CHECK(count == told.size());
    return told;
}

std::vector<Channel::Unsettled> unsettled(ChannelFixture& f, Time now, uint64_t from = 0, size_t max = 100)
{
    std::vector<Channel::Unsettled> out;
    f.channel.unsettled(now, {from}, f.first, f.end, max, out);
    return out;
}

Ids idsOf(const std::vector<Channel::Unsettled>& messages)
{
    Ids ids;
    for (const auto& one : messages)
        ids.push_back(one.id.value);
    return ids;
}

// Every second id from 2 on, as many as there may be ranges.
void fillAhead(ChannelFixture& f)
{
    Ids ids;
    for (uint64_t i = 1; i <= limits::kSettledAheadRangesMax; ++i)
        ids.push_back(2 * i);
    f.end = MessageId{2 * limits::kSettledAheadRangesMax + 100};
    CHECK(settle(f, ids) == limits::kSettledAheadRangesMax);
}

} // namespace

class ChannelSettleByIdTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // whatever the state
    void neverHandedOutMessageIsNotHandedOutAnyMore();
    void messageInFlightIsSettledAndItsTicketIsVoid();
    void expiredMessageDoesNotComeAgain();
    void messageGivenBackDoesNotComeAgain();
    void deadLetterIsRemoved();
    void messageThatIsOutTwiceIsSettledWholly();
    void everyMessageCountsOnce();
    void ticketsOutOfTheOrderOfIdsAreFound();

    // ahead of the cursor
    void settlingInOrderMovesTheCursorAndKeepsNothing();
    void cursorGoesOverWhatWasSettledBehindAGap();
    void runThatReachesIntoTheNextOneIsCountedOnce();
    void lagAndFloorLeaveOutWhatIsSettled();
    void seekBackForgetsWhatWasSettledAhead();
    void seekForwardKeepsWhatLiesBeyondAndSkipsWhereItLands();
    void purgeForgetsWhatWasSettledAhead();
    void retentionForgetsWhatItRemoved();
    void cursorLeftBehindByRetentionFollows();
    void tooManyRangesAreRefusedAndNothingIsSettled();
    void gapsMayBeClosedAndTheCursorMovedWhereThereIsNoRoom();

    // taking it back
    void whatWasAheadIsHandedOutWhenItsTurnComes();
    void whatWasInFlightIsHandedOutAtOnceWithItsAttempts();
    void whatWasOwedLaterIsOwedLaterAgain();
    void aDeadLetterBecomesPendingWithoutAttempts();
    void whatTheCursorHasPassedMeanwhileIsOwed();
    void onlyWhatIsSettledIsTakenBack();
    void whatRetentionRemovedIsNotTakenBack();
    void tooManyRangesAreNotMadeByTakingBack();

    // listing
    void unsettledMessagesAreListedInOrderWithTheirStates();
    void listingGoesOnFromAnId();
    void messageThatIsOutTwiceIsListedOnceAsWhatComesFirst();
    void usedUpMessageIsNotListed();
};

void ChannelSettleByIdTest::neverHandedOutMessageIsNotHandedOutAnyMore()
{
    ChannelFixture f;
    QCOMPARE(settle(f, {3, 4, 7}), size_t{3});
    QCOMPARE(f.channel.cursor(), MessageId{1});
    QCOMPARE(idsOf(f.take(at(0), 4)), (Ids{1, 2, 5, 6}));
    QCOMPARE(idsOf(f.takeAcked(at(0), 10)), (Ids{8, 9, 10}));
    QVERIFY(f.channel.settledAhead().empty());
}

void ChannelSettleByIdTest::messageInFlightIsSettledAndItsTicketIsVoid()
{
    ChannelFixture f;
    auto got = f.take(at(0), 3);
    QCOMPARE(settle(f, {2}), size_t{1});
    QVERIFY(!f.ack(at(1), got[1].ticket));
    QVERIFY(f.ack(at(1), got[0].ticket));
    QCOMPARE(idsOf(f.take(at(30), 2)), (Ids{3, 4}));
}

void ChannelSettleByIdTest::expiredMessageDoesNotComeAgain()
{
    ChannelFixture f;
    f.take(at(0), 2);
    QCOMPARE(f.counts(at(30)).redeliveries, size_t{2});
    QCOMPARE(settle(f, {1}, at(30)), size_t{1});
    QCOMPARE(idsOf(f.take(at(30), 2)), (Ids{2, 3}));
}

void ChannelSettleByIdTest::messageGivenBackDoesNotComeAgain()
{
    ChannelFixture f;
    auto got = f.take(at(0), 3);
    f.channel.nack(at(0), got[0].ticket, {}, f.delta);
    f.channel.nack(at(0), got[1].ticket, Duration::seconds(60), f.delta);
    QCOMPARE(settle(f, {1, 2}), size_t{2});
    QCOMPARE(f.counts(at(0)).delayed, size_t{0});
    QCOMPARE(idsOf(f.take(at(1), 1)), (Ids{4}));
}

void ChannelSettleByIdTest::deadLetterIsRemoved()
{
    ChannelFixture f({.ticketTimeout = Duration::seconds(30), .attemptLimit = 1});
    f.take(at(0), 2);
    f.channel.expire(at(30), f.delta);
    QCOMPARE(f.channel.deadLetters().size(), size_t{2});
    QCOMPARE(settle(f, {2}, at(30)), size_t{1});
    QVERIFY(!f.channel.deadLetters().find({2}));
    QCOMPARE(settle(f, {2}, at(30)), size_t{0});
}

void ChannelSettleByIdTest::messageThatIsOutTwiceIsSettledWholly()
{
    ChannelFixture f;
    auto first = f.take(at(0), 2);
    f.channel.seek(at(1), {1}, f.delta);
    auto second = f.take(at(1), 1);
    f.channel.nack(at(1), first[0].ticket, Duration::seconds(5), f.delta);
    // 1: in flight and owed; 2: in flight and to be handed out.
    QCOMPARE(settle(f, {1, 2}, at(2)), size_t{2});
    QVERIFY(!f.ack(at(2), second[0].ticket));
    QVERIFY(!f.ack(at(2), first[1].ticket));
    QCOMPARE(idsOf(f.take(at(100), 1)), (Ids{3}));
}

void ChannelSettleByIdTest::everyMessageCountsOnce()
{
    ChannelFixture f;
    QCOMPARE(settle(f, {2, 5}), size_t{2});
    f.delta.clear();
    QCOMPARE(settle(f, {2, 5}), size_t{0});
    QVERIFY(f.delta.empty());
    auto got = f.take(at(0), 1);
    f.ack(at(0), got[0].ticket);
    QCOMPARE(settle(f, {1}), size_t{0});
    QCOMPARE(settle(f, {}), size_t{0});
}

// Redelivered and replayed messages have higher tickets than newer ones.
void ChannelSettleByIdTest::ticketsOutOfTheOrderOfIdsAreFound()
{
    ChannelFixture f;
    f.end = MessageId{2'001};
    f.take(at(0), 500, Duration::seconds(1));
    f.take(at(0), 500, Duration::seconds(1000));
    f.take(at(1), 300); // 1 to 300 again
    f.take(at(1), 700); // 301 to 500 again, then 1001 to 1500
    Ids ids;
    for (uint64_t id = 7; id <= 1'500; id += 7)
        ids.push_back(id);
    QCOMPARE(settle(f, ids, at(2)), ids.size());
    QCOMPARE(f.channel.tickets(), size_t{1'500} - ids.size());
    for (const auto& one : unsettled(f, at(2), 0, 1'400))
        QVERIFY(one.id.value > 1'500 || one.id.value % 7 != 0);
}

void ChannelSettleByIdTest::settlingInOrderMovesTheCursorAndKeepsNothing()
{
    ChannelFixture f;
    for (uint64_t id = 1; id <= 6; ++id)
        QCOMPARE(settle(f, {id}), size_t{1});
    QCOMPARE(f.channel.cursor(), MessageId{7});
    QVERIFY(f.channel.settledAhead().empty());
    QCOMPARE(f.channel.floor(), MessageId{7});
}

void ChannelSettleByIdTest::cursorGoesOverWhatWasSettledBehindAGap()
{
    ChannelFixture f;
    settle(f, {2, 3, 5});
    QCOMPARE(f.channel.settledAhead().ranges(), size_t{2});
    settle(f, {1});
    QCOMPARE(f.channel.cursor(), MessageId{4});
    QCOMPARE(f.channel.nextNew(f.first), MessageId{4});
    f.channel.skipNew({5}, f.delta);
    QCOMPARE(f.channel.cursor(), MessageId{6});
    QVERIFY(f.channel.settledAhead().empty());
}

void ChannelSettleByIdTest::runThatReachesIntoTheNextOneIsCountedOnce()
{
    ChannelFixture f;
    settle(f, {2, 3, 4, 5});
    // 1 takes the cursor to 6, over 4 and 5 of the next run.
    QCOMPARE(settle(f, {1, 4, 5, 6}), size_t{2});
    QCOMPARE(f.channel.cursor(), MessageId{7});
}

void ChannelSettleByIdTest::lagAndFloorLeaveOutWhatIsSettled()
{
    ChannelFixture f;
    settle(f, {3, 4, 9});
    QCOMPARE(f.counts(at(0)).fresh, uint64_t{7});
    QCOMPARE(f.counts(at(0)).lag, uint64_t{7});
    QCOMPARE(f.channel.floor(), MessageId{1});
    f.end = MessageId{9}; // 9 is not visible yet
    QCOMPARE(f.counts(at(0)).fresh, uint64_t{6});
    f.end = MessageId{11};
    settle(f, {1, 2, 5, 6, 7, 8, 10});
    QCOMPARE(f.counts(at(0)).lag, uint64_t{0});
    QVERIFY(!f.channel.available(at(0), f.first, f.end));
    QCOMPARE(f.channel.floor(), MessageId{11});
}

void ChannelSettleByIdTest::seekBackForgetsWhatWasSettledAhead()
{
    ChannelFixture f;
    f.takeAcked(at(0), 3);
    settle(f, {6, 7});
    f.channel.seek(at(0), {2}, f.delta);
    QCOMPARE(idsOf(f.take(at(0), 10)), (Ids{2, 3, 4, 5, 6, 7, 8, 9, 10}));
}

void ChannelSettleByIdTest::seekForwardKeepsWhatLiesBeyondAndSkipsWhereItLands()
{
    ChannelFixture f;
    settle(f, {3, 5, 6, 9});
    f.channel.seek(at(0), {5}, f.delta);
    QCOMPARE(f.channel.cursor(), MessageId{7});
    QCOMPARE(f.channel.settledAhead().ranges(), size_t{1});
    QCOMPARE(idsOf(f.take(at(0), 10)), (Ids{7, 8, 10}));
}

void ChannelSettleByIdTest::purgeForgetsWhatWasSettledAhead()
{
    ChannelFixture f;
    settle(f, {3, 5});
    f.channel.purge(at(0), f.end, false, f.delta);
    QVERIFY(f.channel.settledAhead().empty());
    QCOMPARE(f.channel.cursor(), f.end);
}

void ChannelSettleByIdTest::retentionForgetsWhatItRemoved()
{
    ChannelFixture f;
    settle(f, {3, 5, 6, 7});
    f.first = MessageId{6};
    f.channel.trim(f.first, f.delta);
    QCOMPARE(f.channel.settledAhead().ranges(), size_t{1});
    QCOMPARE(f.counts(at(0)).fresh, uint64_t{3});
    QCOMPARE(idsOf(f.take(at(0), 10)), (Ids{8, 9, 10}));
}

void ChannelSettleByIdTest::cursorLeftBehindByRetentionFollows()
{
    ChannelFixture f;
    f.first = MessageId{6};
    f.channel.trim(f.first, f.delta);
    QCOMPARE(settle(f, {6, 7}), size_t{2});
    QCOMPARE(f.channel.cursor(), MessageId{8});
    QCOMPARE(f.channel.floor(), MessageId{8});
}

void ChannelSettleByIdTest::tooManyRangesAreRefusedAndNothingIsSettled()
{
    ChannelFixture f;
    fillAhead(f);
    f.delta.clear();
    const std::string before = f.state();
    QCOMPARE(settle(f, {3, f.end.value - 2}), size_t{2}); // the first closes a gap: one range less
    QCOMPARE(f.channel.settledAhead().ranges(), limits::kSettledAheadRangesMax);
    f.delta.clear();
    const std::string full = f.state();
    QCOMPARE(settle(f, {f.end.value - 5}), SIZE_MAX);
    QVERIFY(f.delta.empty());
    QCOMPARE(f.state(), full);
    QVERIFY(Channel::decodeState(full));
    QVERIFY(f.channel.memoryBytes() < size_t{8} << 20);
    QVERIFY(full.size() < size_t{1} << 20);
    QVERIFY(before != full);
}

void ChannelSettleByIdTest::gapsMayBeClosedAndTheCursorMovedWhereThereIsNoRoom()
{
    ChannelFixture f;
    fillAhead(f);
    QCOMPARE(settle(f, {5}), size_t{1});
    QCOMPARE(f.channel.settledAhead().ranges(), limits::kSettledAheadRangesMax - 1);
    ChannelFixture g;
    fillAhead(g);
    QCOMPARE(settle(g, {1, g.end.value - 2}), size_t{2}); // the cursor leaves one range behind
    QCOMPARE(g.channel.cursor(), MessageId{3});
    QCOMPARE(settle(g, {g.end.value - 4}), SIZE_MAX);
    QCOMPARE(idsOf(g.take(at(0), 2)), (Ids{3, 5}));
    QCOMPARE(settle(g, {g.end.value - 4}), size_t{1});
}

void ChannelSettleByIdTest::whatWasAheadIsHandedOutWhenItsTurnComes()
{
    ChannelFixture f;
    const auto settled = settleTold(f, {3, 4, 5, 7});
    QCOMPARE(settled.size(), size_t{4});
    QCOMPARE(f.channel.unsettle(at(1), std::span(settled).subspan(1, 1), f.first, f.delta), size_t{1});
    QCOMPARE(f.counts(at(1)).lag, uint64_t{7});
    QCOMPARE(idsOf(f.takeAcked(at(1), 10)), (Ids{1, 2, 4, 6, 8, 9, 10}));
}

void ChannelSettleByIdTest::whatWasInFlightIsHandedOutAtOnceWithItsAttempts()
{
    ChannelFixture f;
    auto got = f.take(at(0), 2);
    QCOMPARE(idsOf(f.take(at(30), 1)), (Ids{1}));
    const auto settled = settleTold(f, {1}, at(31));
    QCOMPARE(settled, (std::vector<SettledMessage>{{{1}, {}, 2}}));
    QCOMPARE(f.channel.unsettle(at(32), settled, f.first, f.delta), size_t{1});
    QVERIFY(!f.ack(at(32), got[0].ticket));
    const auto again = f.take(at(32), 2);
    QCOMPARE(idsOf(again), (Ids{2, 1})); // 2 expired before
    QCOMPARE(again[1].attempts, 3u);
}

void ChannelSettleByIdTest::whatWasOwedLaterIsOwedLaterAgain()
{
    ChannelFixture f;
    auto got = f.take(at(0), 2);
    f.channel.nack(at(0), got[0].ticket, Duration::seconds(60), f.delta);
    f.channel.nack(at(0), got[1].ticket, Duration::seconds(5), f.delta);
    const auto settled = settleTold(f, {1, 2}, at(1));
    QCOMPARE(settled, (std::vector<SettledMessage>{{{1}, at(60), 1}, {{2}, at(5), 1}}));
    QCOMPARE(f.channel.unsettle(at(10), settled, f.first, f.delta), size_t{2});
    QCOMPARE(idsOf(f.take(at(10), 2)), (Ids{2, 3}));
    QCOMPARE(unsettled(f, at(10)).front().visibleAt, at(60));
    QCOMPARE(idsOf(f.take(at(60), 3)), (Ids{2, 3, 1})); // two expired
}

void ChannelSettleByIdTest::aDeadLetterBecomesPendingWithoutAttempts()
{
    ChannelFixture f({.ticketTimeout = Duration::seconds(30), .attemptLimit = 1});
    f.take(at(0), 1);
    f.channel.expire(at(30), f.delta);
    const auto settled = settleTold(f, {1}, at(30));
    QCOMPARE(f.channel.unsettle(at(31), settled, f.first, f.delta), size_t{1});
    QCOMPARE(f.channel.deadLetters().size(), size_t{0});
    const auto again = f.take(at(31), 1);
    QCOMPARE(idsOf(again), (Ids{1}));
    QCOMPARE(again[0].attempts, 1u);
}

void ChannelSettleByIdTest::whatTheCursorHasPassedMeanwhileIsOwed()
{
    ChannelFixture f;
    const auto settled = settleTold(f, {2, 9});
    QCOMPARE(idsOf(f.takeAcked(at(1), 2)), (Ids{1, 3}));
    QCOMPARE(f.channel.unsettle(at(2), settled, f.first, f.delta), size_t{2});
    QCOMPARE(f.channel.floor(), MessageId{2});
    QCOMPARE(idsOf(f.takeAcked(at(2), 10)), (Ids{2, 4, 5, 6, 7, 8, 9, 10}));
}

void ChannelSettleByIdTest::onlyWhatIsSettledIsTakenBack()
{
    ChannelFixture f({.ticketTimeout = Duration::seconds(30), .attemptLimit = 1});
    auto got = f.take(at(0), 4);
    f.channel.nack(at(0), got[0].ticket, {}, f.delta); // dead
    f.ack(at(0), got[1].ticket); // settled, though not by its id
    f.channel.release(at(0), got[2].ticket, at(50), f.delta); // owed
    f.delta.clear();
    const std::vector<SettledMessage> others = {{{1}, {}, 0}, {{3}, {}, 0}, {{4}, {}, 0}, {{5}, {}, 0}, {{99}, {}, 0}};
    QCOMPARE(f.channel.unsettle(at(1), others, f.first, f.delta), size_t{0});
    QVERIFY(f.delta.empty());
    QCOMPARE(f.channel.unsettle(at(1), {}, f.first, f.delta), size_t{0});
    const std::vector<SettledMessage> acked = {{{2}, {}, 0}};
    QCOMPARE(f.channel.unsettle(at(1), acked, f.first, f.delta), size_t{1});
    QCOMPARE(f.channel.unsettle(at(1), acked, f.first, f.delta), size_t{0}); // once
    // A seek back made them pending already.
    const auto settled = settleTold(f, {2, 8}, at(2));
    f.channel.seek(at(2), {1}, f.delta);
    QCOMPARE(f.channel.unsettle(at(3), settled, f.first, f.delta), size_t{0});
}

void ChannelSettleByIdTest::whatRetentionRemovedIsNotTakenBack()
{
    ChannelFixture f;
    f.take(at(0), 3);
    const auto settled = settleTold(f, {1, 2, 3, 5, 6});
    f.first = {6};
    f.channel.trim(f.first, f.delta);
    QCOMPARE(f.channel.unsettle(at(1), settled, f.first, f.delta), size_t{1});
    QCOMPARE(idsOf(f.takeAcked(at(1), 10)), (Ids{6, 7, 8, 9, 10}));
}

void ChannelSettleByIdTest::tooManyRangesAreNotMadeByTakingBack()
{
    ChannelFixture f;
    fillAhead(f);
    const auto settled = settleTold(f, {3, 5}); // 2 to 6 are one range, so there is room for two
    QCOMPARE(settled.size(), size_t{2});
    QVERIFY(settle(f, {2 * limits::kSettledAheadRangesMax + 50, 2 * limits::kSettledAheadRangesMax + 52}) == 2);
    const std::string before = f.state();
    f.delta.clear();
    QVERIFY(!f.channel.unsettle(at(0), settled, f.first, f.delta));
    QVERIFY(f.delta.empty());
    QCOMPARE(f.state(), before);
    QCOMPARE(settle(f, {1}), size_t{1}); // the cursor is behind them: they are owed, and need no range
    QCOMPARE(f.channel.unsettle(at(1), settled, f.first, f.delta), size_t{2});
    QCOMPARE(idsOf(f.takeAcked(at(1), 3)), (Ids{3, 5, 7}));
}

void ChannelSettleByIdTest::unsettledMessagesAreListedInOrderWithTheirStates()
{
    using State = Channel::Unsettled::State;
    ChannelFixture f;
    auto got = f.take(at(0), 5);
    f.ack(at(1), got[0].ticket);
    f.channel.nack(at(1), got[2].ticket, Duration::seconds(60), f.delta);
    f.channel.nack(at(1), got[3].ticket, {}, f.delta);
    f.channel.extend(at(1), got[4].ticket, at(5), f.delta);
    settle(f, {7}, at(1));
    f.end = MessageId{9};
    const auto list = unsettled(f, at(6));
    QCOMPARE(idsOf(list), (Ids{2, 3, 4, 5, 6, 8}));
    QVERIFY(list[0].state == State::inFlight && list[0].visibleAt == at(30) && list[0].attempts == 1);
    QVERIFY(list[1].state == State::delayed && list[1].visibleAt == at(61) && list[1].attempts == 1);
    QVERIFY(list[2].state == State::pending && list[2].visibleAt == Time{} && list[2].attempts == 1); // due
    QVERIFY(list[3].state == State::pending && list[3].visibleAt == Time{} && list[3].attempts == 1); // expired
    QVERIFY(list[4].state == State::pending && list[4].visibleAt == Time{} && list[4].attempts == 0);
}

void ChannelSettleByIdTest::listingGoesOnFromAnId()
{
    ChannelFixture f;
    f.end = MessageId{1'001};
    f.take(at(0), 500);
    Ids all;
    for (uint64_t from = 0;;) {
        const auto part = unsettled(f, at(0), from, 7);
        if (part.empty())
            break;
        QVERIFY(part.size() <= 7);
        for (uint64_t id : idsOf(part))
            all.push_back(id);
        from = all.back() + 1;
    }
    QCOMPARE(all.size(), size_t{1'000});
    QVERIFY(std::is_sorted(all.begin(), all.end()));
    QVERIFY(unsettled(f, at(0), 0, 0).empty());
}

void ChannelSettleByIdTest::messageThatIsOutTwiceIsListedOnceAsWhatComesFirst()
{
    ChannelFixture f;
    f.take(at(0), 3);
    f.channel.seek(at(1), {2}, f.delta);
    f.take(at(1), 1, Duration::seconds(5));
    const auto list = unsettled(f, at(2), 0, 3);
    QCOMPARE(idsOf(list), (Ids{1, 2, 3}));
    QCOMPARE(list[1].visibleAt, at(6));
    QCOMPARE(list[2].state, Channel::Unsettled::State::pending);
    QCOMPARE(list[2].attempts, 1u); // it is in flight too
}

void ChannelSettleByIdTest::usedUpMessageIsNotListed()
{
    ChannelFixture f({.ticketTimeout = Duration::seconds(30), .attemptLimit = 1});
    f.take(at(0), 2);
    QCOMPARE(unsettled(f, at(29)).size(), size_t{10});
    QCOMPARE(idsOf(unsettled(f, at(30))), (Ids{3, 4, 5, 6, 7, 8, 9, 10})); // though nobody buried them yet
}

QTEST_APPLESS_MAIN(ChannelSettleByIdTest)
#include "channel_settle_by_id_test.moc"
