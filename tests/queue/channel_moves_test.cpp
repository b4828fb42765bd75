// Moving a channel: seek, purge, retention, pause; and what a channel tells about itself.
#include "tests/queue/channel_fixture.h"

#include <QTest>

using namespace tapedeck;

class ChannelMovesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // moving
    void seekBackDeliversAgain();
    void seekLeavesTicketsInFlightAlone();
    void afterSeekBackAMessageMayBeOutTwice();
    void seekBeyondTheEndIsSilentUntilIdsReachIt();
    void seekBelowTheOldestGivesTheOldest();
    void seekDropsOwedMessagesThatTheCursorWillMeet();
    void purgeInvalidatesTicketsAndMovesToTheHead();
    void purgeKeepsDeadLettersUnlessAsked();
    void trimForgetsWhatRetentionRemoved();
    void trimOfNothingWritesNothing();
    void pauseHandsOutNothingAndAcksGoOn();

    // looking
    void countsLeaveOutExpiredTickets();
    void lagIsWhatWasNotHandedOutPlusRedeliveries();
    void nextDueIsTheEarliestExpiryOrDelay();
    void nextDueDoesNotRepeatWhatIsDueAlready();
    void nextDueAsksForBurialAtOnce();
    void availableSaysWhatTakeWouldDo();
    void floorIsTheSmallestIdNotSettled();
    void floorAfterSeekBackIsExact();
    void lastTouchedIsTheSecondOfTheLastUse();
    void ticketsCanBeListedPageByPage();
    void findTellsTheMessageOfALiveTicket();
    void ticketsAreNotUsedAgainAfterSkipping();
};

void ChannelMovesTest::seekBackDeliversAgain()
{
    ChannelFixture f;
    for (const Delivery& d : f.take(at(0), 5))
        QVERIFY(f.ack(at(0), d.ticket));
    f.channel.seek(at(1), MessageId{2}, f.delta);
    QCOMPARE(idsOf(f.take(at(1), 3)), (Ids{2, 3, 4}));
}

void ChannelMovesTest::seekLeavesTicketsInFlightAlone()
{
    ChannelFixture f;
    auto got = f.take(at(0), 2);
    f.channel.seek(at(1), MessageId{9}, f.delta);
    QVERIFY(f.ack(at(2), got[0].ticket));
    QCOMPARE(idsOf(f.take(at(30), 2)), (Ids{2, 9})); // the other one still expires and comes again
}

void ChannelMovesTest::afterSeekBackAMessageMayBeOutTwice()
{
    ChannelFixture f;
    auto once = f.take(at(0), 1);
    f.channel.seek(at(0), MessageId{1}, f.delta);
    auto twice = f.take(at(0), 1);
    QCOMPARE(twice[0].id, once[0].id);
    QVERIFY(once[0].ticket != twice[0].ticket);
    QVERIFY(f.ack(at(1), once[0].ticket));
    QVERIFY(f.ack(at(1), twice[0].ticket));
}

void ChannelMovesTest::seekBeyondTheEndIsSilentUntilIdsReachIt()
{
    ChannelFixture f;
    f.channel.seek(at(0), MessageId{20}, f.delta);
    QVERIFY(f.take(at(0), 5).empty());
    QCOMPARE(f.counts(at(0)).cursor, MessageId{20});
    QCOMPARE(f.counts(at(0)).lag, uint64_t{0});
    f.end = MessageId{22};
    QCOMPARE(idsOf(f.take(at(0), 5)), (Ids{20, 21}));
    f.channel.seek(at(0), MessageId{UINT64_MAX}, f.delta);
    QVERIFY(f.take(at(0), 5).empty());
    QCOMPARE(f.channel.floor(), MessageId{20});
}

void ChannelMovesTest::seekBelowTheOldestGivesTheOldest()
{
    ChannelFixture f;
    f.first = MessageId{4};
    f.channel.seek(at(0), MessageId{0}, f.delta);
    QCOMPARE(f.counts(at(0)).cursor, MessageId{0}); // kept as it was asked for
    QCOMPARE(f.counts(at(0)).lag, uint64_t{7});
    QCOMPARE(idsOf(f.take(at(0), 1)), (Ids{4}));
}

void ChannelMovesTest::seekDropsOwedMessagesThatTheCursorWillMeet()
{
    ChannelFixture f;
    auto got = f.take(at(0), 4);
    for (const Delivery& d : got)
        QVERIFY(f.channel.nack(at(0), d.ticket, {}, f.delta));
    f.channel.seek(at(0), MessageId{3}, f.delta);
    QCOMPARE(idsOf(f.take(at(0), 5)), (Ids{1, 2, 3, 4, 5})); // 3 and 4 once only
}

void ChannelMovesTest::purgeInvalidatesTicketsAndMovesToTheHead()
{
    ChannelFixture f;
    auto got = f.take(at(0), 3);
    QVERIFY(f.channel.nack(at(0), got[2].ticket, {}, f.delta));
    f.channel.purge(at(1), f.end, false, f.delta);
    QVERIFY(!f.ack(at(1), got[0].ticket));
    QVERIFY(f.take(at(100), 10).empty());
    QCOMPARE(f.channel.floor(), f.end);
    f.end = MessageId{12};
    auto next = f.take(at(100), 10);
    QCOMPARE(idsOf(next), (Ids{11}));
    for (const Delivery& d : got)
        QVERIFY(d.ticket != next[0].ticket);
}

void ChannelMovesTest::purgeKeepsDeadLettersUnlessAsked()
{
    ChannelFixture f({.attemptLimit = 1});
    f.take(at(0), 1);
    f.channel.expire(at(30), f.delta);
    f.channel.purge(at(30), f.end, false, f.delta);
    QCOMPARE(f.channel.deadLetters().size(), size_t{1});
    f.channel.purge(at(30), f.end, true, f.delta);
    QCOMPARE(f.channel.deadLetters().size(), size_t{0});
}

void ChannelMovesTest::trimForgetsWhatRetentionRemoved()
{
    ChannelFixture f({.attemptLimit = 2});
    auto got = f.take(at(0), 6);
    QVERIFY(f.channel.nack(at(0), got[1].ticket, {}, f.delta)); // 2 is owed
    f.take(at(0), 1); // 2 again
    QVERIFY(f.channel.nack(at(0), got[2].ticket, Duration::seconds(99), f.delta)); // 3 is owed later
    f.first = MessageId{5};
    f.channel.trim(f.first, f.delta);
    QVERIFY(!f.ack(at(1), got[0].ticket));
    QVERIFY(f.ack(at(1), got[4].ticket));
    QCOMPARE(f.counts(at(1)).inFlight, size_t{1}); // 6
    QCOMPARE(f.counts(at(1)).delayed, size_t{0});
    QCOMPARE(f.channel.floor(), MessageId{6});
}

void ChannelMovesTest::trimOfNothingWritesNothing()
{
    ChannelFixture f;
    f.take(at(0), 5);
    f.delta.clear();
    f.channel.trim(MessageId{1}, f.delta);
    QVERIFY(f.delta.empty());
}

void ChannelMovesTest::pauseHandsOutNothingAndAcksGoOn()
{
    ChannelFixture f;
    auto got = f.take(at(0), 1);
    f.channel.setSettings(at(0), {.paused = true}, f.delta);
    QVERIFY(f.take(at(0), 5).empty());
    QVERIFY(f.takeAcked(at(0), 5).empty());
    QVERIFY(!f.channel.available(at(0), f.first, f.end));
    QVERIFY(f.ack(at(0), got[0].ticket));
    f.channel.setSettings(at(0), {}, f.delta);
    QCOMPARE(idsOf(f.take(at(0), 1)), (Ids{2}));
}

void ChannelMovesTest::countsLeaveOutExpiredTickets()
{
    ChannelFixture f;
    f.take(at(0), 2);
    f.take(at(10), 3);
    QCOMPARE(f.counts(at(10)).inFlight, size_t{5});
    ChannelCounts counts = f.counts(at(30));
    QCOMPARE(counts.inFlight, size_t{3});
    QCOMPARE(counts.redeliveries, size_t{2});
    QCOMPARE(f.counts(at(40)).inFlight, size_t{0});
    QCOMPARE(f.counts(at(40)).cursor, MessageId{6}); // not the oldest unacked id
}

void ChannelMovesTest::lagIsWhatWasNotHandedOutPlusRedeliveries()
{
    ChannelFixture f;
    QCOMPARE(f.counts(at(0)).lag, uint64_t{10});
    f.take(at(0), 4);
    QCOMPARE(f.counts(at(0)).lag, uint64_t{6});
    QCOMPARE(f.counts(at(30)).lag, uint64_t{10});
    f.first = MessageId{8};
    QCOMPARE(f.counts(at(0)).lag, uint64_t{7}); // 8, 9, 10 and the redeliveries
}

void ChannelMovesTest::nextDueIsTheEarliestExpiryOrDelay()
{
    ChannelFixture f;
    QCOMPARE(f.channel.nextDue(at(0)), Time::never());
    auto got = f.take(at(0), 2);
    QCOMPARE(f.channel.nextDue(at(0)), at(30));
    f.channel.deferNew(MessageId{3}, at(20), f.delta);
    QCOMPARE(f.channel.nextDue(at(0)), at(20));
    f.take(at(1), 1, Duration::seconds(4));
    QCOMPARE(f.channel.nextDue(at(1)), at(5));
    QVERIFY(f.ack(at(1), got[0].ticket));
    QVERIFY(f.ack(at(1), got[1].ticket));
    QCOMPARE(f.channel.nextDue(at(20)), Time::never());
}

void ChannelMovesTest::nextDueDoesNotRepeatWhatIsDueAlready()
{
    ChannelFixture f;
    f.take(at(0), 1);
    f.take(at(10), 1);
    QCOMPARE(f.channel.nextDue(at(30)), at(40));
    QCOMPARE(f.channel.nextDue(at(40)), Time::never());
}

void ChannelMovesTest::nextDueAsksForBurialAtOnce()
{
    ChannelFixture f({.attemptLimit = 1});
    f.take(at(0), 1);
    QCOMPARE(f.channel.nextDue(at(31)), at(31));
    f.channel.expire(at(31), f.delta);
    QCOMPARE(f.channel.nextDue(at(31)), Time::never());
}

void ChannelMovesTest::availableSaysWhatTakeWouldDo()
{
    ChannelFixture f;
    QVERIFY(f.channel.available(at(0), f.first, f.end));
    QVERIFY(!f.channel.available(at(0), f.first, MessageId{1}));
    auto got = f.take(at(0), 10);
    QVERIFY(!f.channel.available(at(29), f.first, f.end));
    QVERIFY(f.channel.nack(at(29), got[0].ticket, Duration::millis(500), f.delta));
    QVERIFY(!f.channel.available(at(29), f.first, f.end));
    QVERIFY(f.channel.available(at(29) + Duration::millis(500), f.first, f.end));
    f.take(at(29) + Duration::millis(500), 1);
    QVERIFY(f.channel.available(at(30), f.first, f.end)); // the other nine expired
}

void ChannelMovesTest::floorIsTheSmallestIdNotSettled()
{
    ChannelFixture f;
    QCOMPARE(f.channel.floor(), MessageId{1});
    auto got = f.take(at(0), 5);
    QCOMPARE(f.channel.floor(), MessageId{1});
    QVERIFY(f.ack(at(0), got[1].ticket));
    QVERIFY(f.ack(at(0), got[0].ticket));
    QCOMPARE(f.channel.floor(), MessageId{3});
    QVERIFY(f.channel.nack(at(0), got[2].ticket, Duration::seconds(5), f.delta));
    QVERIFY(f.ack(at(0), got[3].ticket));
    QCOMPARE(f.channel.floor(), MessageId{3}); // owed
    auto again = f.take(at(5), 1);
    QCOMPARE(f.channel.floor(), MessageId{3}); // in flight again, delivered after 5
    QVERIFY(f.ack(at(5), again[0].ticket));
    QCOMPARE(f.channel.floor(), MessageId{5});
    QVERIFY(f.ack(at(5), got[4].ticket));
    QCOMPARE(f.channel.floor(), MessageId{6});
}

void ChannelMovesTest::floorAfterSeekBackIsExact()
{
    ChannelFixture f;
    auto high = f.take(at(0), 10);
    f.channel.seek(at(0), MessageId{3}, f.delta);
    for (int i = 0; i < 9; ++i)
        QVERIFY(f.ack(at(0), high[static_cast<size_t>(i)].ticket));
    QCOMPARE(f.channel.floor(), MessageId{3}); // the cursor
    auto low = f.take(at(0), 2); // 3 4
    QCOMPARE(f.channel.floor(), MessageId{3});
    QVERIFY(f.ack(at(0), low[0].ticket));
    QCOMPARE(f.channel.floor(), MessageId{4});
    QVERIFY(f.ack(at(0), low[1].ticket));
    f.channel.seek(at(0), MessageId{100}, f.delta);
    QCOMPARE(f.channel.floor(), MessageId{10}); // the last of the first ten
}

void ChannelMovesTest::lastTouchedIsTheSecondOfTheLastUse()
{
    ChannelFixture f({}, MessageId{11});
    const int64_t second = kStart.micros / 1'000'000;
    QCOMPARE(f.channel.lastTouched(), second);
    f.take(at(5) + Duration::millis(999), 1); // empty
    QCOMPARE(f.channel.lastTouched(), second + 5);
    f.ack(at(7), Ticket{1});
    QCOMPARE(f.channel.lastTouched(), second + 7);
    f.channel.seek(at(8), MessageId{1}, f.delta);
    QCOMPARE(f.channel.lastTouched(), second + 8);
    f.channel.purge(at(9), MessageId{1}, false, f.delta);
    QCOMPARE(f.counts(at(100)).lastTouched, second + 9);
}

void ChannelMovesTest::ticketsCanBeListedPageByPage()
{
    ChannelFixture f;
    auto got = f.take(at(0), 10);
    QVERIFY(f.ack(at(0), got[3].ticket));
    std::vector<TicketInfo> page;
    uint64_t next = f.channel.listTickets(at(1), 1, 5, page);
    QCOMPARE(page.size(), size_t{5});
    QCOMPARE(page[3].id, MessageId{5});
    QCOMPARE(page[0].ticket, got[0].ticket);
    QCOMPARE(page[0].deadline, at(30));
    next = f.channel.listTickets(at(1), next, 5, page);
    QCOMPARE(next, uint64_t{0});
    QCOMPARE(page.size(), size_t{9});
    QCOMPARE(page.back().id, MessageId{10});
}

void ChannelMovesTest::findTellsTheMessageOfALiveTicket()
{
    ChannelFixture f;
    auto got = f.take(at(0), 2);
    auto info = f.channel.find(at(1), got[1].ticket);
    QVERIFY(info);
    QCOMPARE(info->id, MessageId{2});
    QCOMPARE(info->attempts, 1u);
    QVERIFY(!f.channel.find(at(30), got[1].ticket));
}

void ChannelMovesTest::ticketsAreNotUsedAgainAfterSkipping()
{
    // What a crash that lost the newest deltas looks like: the same state hands out twice.
    ChannelFixture f;
    auto kept = f.take(at(0), 2);
    std::string state = f.state();
    auto lost = f.take(at(0), 3);
    auto restored = Channel::decodeState(state);
    QVERIFY(restored);
    f.channel = std::move(*restored);
    f.channel.skipTickets(1000, f.delta);
    auto fresh = f.take(at(0), 3);
    QCOMPARE(idsOf(fresh), idsOf(lost));
    QVERIFY(!f.ack(at(1), lost[0].ticket));
    QVERIFY(f.ack(at(1), kept[0].ticket));
    QCOMPARE(idsOf(f.take(at(30), 4)), (Ids{2, 3, 4, 5}));
}

QTEST_APPLESS_MAIN(ChannelMovesTest)
#include "channel_moves_test.moc"
