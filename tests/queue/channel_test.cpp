// The rules of a channel, one by one. Random walks against a reference are in channel_model_test.cpp.
#include "tests/queue/channel_fixture.h"

#include <QTest>

using namespace tapedeck;

class ChannelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // handing out
    void newMessagesComeInOrderWithDistinctTickets();
    void takesNoMoreThanAskedAndNoMoreThanThere();
    void newChannelStartsAtTheCursorItWasGiven();
    void cursorSkipsToTheOldestMessageStillKept();
    void takeOfNothingChangesNothing();
    void contiguousNewMessagesAreOneOperationInTheDelta();
    void takeWithoutLeaseSettlesAtOnce();
    void takeWithoutLeaseSettlesRedeliveriesToo();
    void deferredMessageComesWhenItIsDueAndNotBefore();
    void deferredMessagesComeInTheOrderOfTheirTimes();
    void skippedMessagesAreNeverHandedOut();
    void halvesOfTakeAddUpToTake();
    void tooManyTicketsAreNotHandedOut();

    // expiry and redelivery
    void ticketIsExpiredExactlyAtItsDeadline();
    void wholeSecondDeadlineExpiresWhenTheSecondBegins();
    void expiredTicketCannotAckThoughNobodyGotTheMessageAgain();
    void redeliveryHasNewTicketSameIdAndComesBeforeNewMessages();
    void redeliveryKeepsTheOrderOfDelivery();
    void redeliveryOrderIsOfTheLastDelivery();
    void shortLeaseDoesNotWaitBehindAnOlderLongOne();
    void leaseThatIsOverAtOnceGivesTheSameMessageAgainAndAgain();
    void clockGoingBackDoesNotReviveExpiredTickets();
    void clockGoingBackLeavesNewTicketsTheirFullTime();
    void attemptsAreCounted();

    // settling
    void ackSettlesOnceOnly();
    void ackOfAnUnknownTicketDoesNothing();
    void ackAllCountsOnlyLiveTickets();
    void ackOfNeighboursIsOneRangeInTheDelta();
    void nackBringsTheMessageBackAtOnceOrLater();
    void nackKeepsTheAttempts();
    void releaseTakesTheAttemptBack();
    void extendMovesTheDeadlineBothWays();
    void extendCannotReviveAnExpiredTicket();
    void discardSettlesEvenAnExpiredTicket();

    // dead letters
    void messageDiesWhenItsAttemptsAreUsedUp();
    void expireBuriesWithoutAnyReader();
    void expireBuriesABoundedNumberPerCall();
    void nackOfTheLastAttemptKills();
    void loweringTheLimitKillsWhatWaits();
    void replayedDeadLetterStartsAnew();
    void replayOfAllComesInIdOrder();
    void purgedDeadLettersAreGone();
    void pausedChannelStillBuries();

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

void ChannelTest::newMessagesComeInOrderWithDistinctTickets()
{
    ChannelFixture f;
    auto got = f.take(at(0), 3);
    QCOMPARE(idsOf(got), (Ids{1, 2, 3}));
    QVERIFY(got[0].ticket != got[1].ticket && got[1].ticket != got[2].ticket && got[0].ticket != got[2].ticket);
    QCOMPARE(got[0].attempts, 1u);
    QCOMPARE(idsOf(f.take(at(0), 2)), (Ids{4, 5}));
}

void ChannelTest::takesNoMoreThanAskedAndNoMoreThanThere()
{
    ChannelFixture f;
    QCOMPARE(f.take(at(0), 4).size(), size_t{4});
    QCOMPARE(f.take(at(0), 100).size(), size_t{6});
    QCOMPARE(f.take(at(0), 100).size(), size_t{0});
    QCOMPARE(f.take(at(0), 0).size(), size_t{0});
}

void ChannelTest::newChannelStartsAtTheCursorItWasGiven()
{
    ChannelFixture f({}, MessageId{11}); // the queue's end: only later messages
    QVERIFY(f.take(at(0), 10).empty());
    f.end = MessageId{13};
    QCOMPARE(idsOf(f.take(at(0), 10)), (Ids{11, 12}));
}

void ChannelTest::cursorSkipsToTheOldestMessageStillKept()
{
    ChannelFixture f;
    f.first = MessageId{7};
    QCOMPARE(f.channel.nextNew(f.first), MessageId{7});
    QCOMPARE(idsOf(f.take(at(0), 2)), (Ids{7, 8}));
    QCOMPARE(f.channel.cursor(), MessageId{9});
}

void ChannelTest::takeOfNothingChangesNothing()
{
    ChannelFixture f({}, MessageId{11});
    std::string before = f.state();
    f.take(at(0), 10);
    QVERIFY(f.delta.empty());
    QCOMPARE(f.state(), before);
}

void ChannelTest::contiguousNewMessagesAreOneOperationInTheDelta()
{
    ChannelFixture f;
    f.end = MessageId{1'000'001};
    f.take(at(0), 100'000);
    QVERIFY2(f.delta.size() <= 16, qPrintable(QString::number(f.delta.size())));
}

void ChannelTest::takeWithoutLeaseSettlesAtOnce()
{
    ChannelFixture f;
    auto got = f.takeAcked(at(0), 3);
    QCOMPARE(idsOf(got), (Ids{1, 2, 3}));
    QCOMPARE(got[0].ticket.value, int64_t{0});
    QCOMPARE(f.channel.tickets(), size_t{0});
    QCOMPARE(f.channel.floor(), MessageId{4});
    QCOMPARE(idsOf(f.takeAcked(at(1000), 1)), (Ids{4}));
}

void ChannelTest::takeWithoutLeaseSettlesRedeliveriesToo()
{
    ChannelFixture f;
    f.take(at(0), 2);
    auto nacked = f.take(at(0), 1);
    QVERIFY(f.channel.nack(at(0), nacked[0].ticket, {}, f.delta));
    QCOMPARE(idsOf(f.takeAcked(at(30), 4)), (Ids{1, 2, 3, 4}));
    QCOMPARE(f.channel.tickets(), size_t{0});
    QCOMPARE(f.counts(at(30)).delayed, size_t{0});
}

void ChannelTest::deferredMessageComesWhenItIsDueAndNotBefore()
{
    ChannelFixture f;
    f.channel.deferNew(MessageId{1}, at(60), f.delta);
    QCOMPARE(idsOf(f.take(at(0), 1)), (Ids{2}));
    QCOMPARE(idsOf(f.take(at(60) - Duration{1}, 1, Duration::seconds(1000))), (Ids{2}));
    auto got = f.take(at(60), 1);
    QCOMPARE(idsOf(got), (Ids{1}));
    QCOMPARE(got[0].attempts, 1u);
}

void ChannelTest::deferredMessagesComeInTheOrderOfTheirTimes()
{
    ChannelFixture f;
    f.channel.deferNew(MessageId{1}, at(30), f.delta);
    f.channel.deferNew(MessageId{2}, at(10), f.delta);
    f.channel.deferNew(MessageId{4}, at(20), f.delta); // 3 is skipped
    f.channel.deferNew(MessageId{5}, at(20), f.delta);
    QCOMPARE(idsOf(f.take(at(40), 5)), (Ids{2, 4, 5, 1, 6}));
}

void ChannelTest::skippedMessagesAreNeverHandedOut()
{
    ChannelFixture f;
    f.channel.skipNew(MessageId{5}, f.delta);
    f.channel.skipNew(MessageId{3}, f.delta); // never back
    QCOMPARE(idsOf(f.take(at(0), 2)), (Ids{5, 6}));
}

void ChannelTest::halvesOfTakeAddUpToTake()
{
    ChannelFixture whole, halves;
    for (ChannelFixture* f : {&whole, &halves}) {
        f->take(at(0), 3);
        f->channel.deferNew(MessageId{4}, at(20), f->delta);
    }
    auto expected = idsOf(whole.take(at(30), 6));
    std::vector<Delivery> out;
    halves.channel.takeReturned(at(30), at(60), 6, out, halves.delta);
    QCOMPARE(idsOf(out), (Ids{1, 2, 3, 4}));
    halves.channel.takeNew(at(30), at(60), halves.first, halves.end, 2, out, halves.delta);
    QCOMPARE(idsOf(out), expected);
    QCOMPARE(halves.state(), whole.state());
    QCOMPARE(halves.delta, whole.delta);
}

void ChannelTest::tooManyTicketsAreNotHandedOut()
{
    ChannelFixture f;
    f.end = MessageId{uint64_t{limits::kTicketsPerChannelMax} + 1000};
    QCOMPARE(f.take(at(0), SIZE_MAX).size(), size_t{limits::kTicketsPerChannelMax});
    QVERIFY(f.take(at(0), 10).empty());
    QCOMPARE(f.takeAcked(at(0), 10).size(), size_t{10}); // needs no ticket
    QCOMPARE(f.take(at(30), 10).size(), size_t{10}); // redeliveries need no further one
}

void ChannelTest::ticketIsExpiredExactlyAtItsDeadline()
{
    ChannelFixture early, late;
    auto a = early.take(at(0), 1);
    auto b = late.take(at(0), 1);
    QVERIFY(early.ack(at(30) - Duration{1}, a[0].ticket));
    QVERIFY(!late.ack(at(30), b[0].ticket));
}

// floki: expiry second = second of the request + time-out; expired when the current second >= expiry second. With one
// second that is anything in (0, 1] s.
void ChannelTest::wholeSecondDeadlineExpiresWhenTheSecondBegins()
{
    ChannelFixture f;
    std::vector<Delivery> out;
    Time taken = at(0) + Duration::millis(900);
    f.channel.take(taken, at(1), f.first, f.end, 1, out, f.delta); // floor(0.9) + 1
    QCOMPARE(f.counts(at(0) + Duration::millis(999)).inFlight, size_t{1});
    QCOMPARE(f.counts(at(1)).inFlight, size_t{0});
    QVERIFY(!f.ack(at(1) + Duration::millis(5), out[0].ticket));
}

void ChannelTest::expiredTicketCannotAckThoughNobodyGotTheMessageAgain()
{
    ChannelFixture f;
    auto got = f.take(at(0), 1);
    QVERIFY(!f.ack(at(31), got[0].ticket));
    QCOMPARE(idsOf(f.take(at(31), 1)), (Ids{1}));
}

void ChannelTest::redeliveryHasNewTicketSameIdAndComesBeforeNewMessages()
{
    ChannelFixture f;
    auto before = f.take(at(0), 1);
    auto after = f.take(at(30), 3);
    QCOMPARE(idsOf(after), (Ids{1, 2, 3}));
    QVERIFY(after[0].ticket != before[0].ticket);
    QVERIFY(!f.ack(at(31), before[0].ticket));
    QVERIFY(f.ack(at(31), after[0].ticket));
}

void ChannelTest::redeliveryKeepsTheOrderOfDelivery()
{
    ChannelFixture f;
    for (int i = 0; i < 10; ++i)
        f.take(at(i), 1);
    QCOMPARE(idsOf(f.take(at(100), 10)), (Ids{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
}

void ChannelTest::redeliveryOrderIsOfTheLastDelivery()
{
    ChannelFixture f;
    f.take(at(0), 2); // 1 2
    QCOMPARE(idsOf(f.take(at(30), 1)), (Ids{1})); // 1 moves to the end
    f.take(at(30), 2); // 2 again, 3 new
    QCOMPARE(idsOf(f.take(at(60), 3)), (Ids{1, 2, 3}));
    auto three = f.take(at(90), 10); // 1 2 3 and 4 ... 10
    QCOMPARE(idsOf(three).front(), uint64_t{1});
    QVERIFY(f.channel.extend(at(100), three[0].ticket, at(101), f.delta));
    QCOMPARE(idsOf(f.take(at(101), 1)), (Ids{1})); // last delivered: at the end now
    QCOMPARE(idsOf(f.take(at(200), 10)), (Ids{2, 3, 4, 5, 6, 7, 8, 9, 10, 1}));
}

void ChannelTest::shortLeaseDoesNotWaitBehindAnOlderLongOne()
{
    ChannelFixture f;
    f.take(at(0), 1, Duration::seconds(3600));
    f.take(at(0), 1, Duration::seconds(5));
    QCOMPARE(idsOf(f.take(at(5), 1)), (Ids{2}));
    QCOMPARE(idsOf(f.take(at(3600), 2)), (Ids{1, 2}));
}

void ChannelTest::leaseThatIsOverAtOnceGivesTheSameMessageAgainAndAgain()
{
    ChannelFixture f;
    auto got = f.take(at(0), 3, Duration{});
    QCOMPARE(idsOf(got), (Ids{1, 1, 1}));
    QCOMPARE(got[2].attempts, 3u);
    QVERIFY(!f.ack(at(0), got[2].ticket));
    QCOMPARE(idsOf(f.take(at(0), 2, Duration{})), (Ids{1, 1}));
}

void ChannelTest::clockGoingBackDoesNotReviveExpiredTickets()
{
    ChannelFixture f;
    auto got = f.take(at(0), 1);
    QCOMPARE(f.counts(at(40)).redeliveries, size_t{1});
    QVERIFY(!f.ack(at(10), got[0].ticket));
    QCOMPARE(f.counts(at(10)).redeliveries, size_t{1});
    QCOMPARE(idsOf(f.take(at(10), 1)), (Ids{1}));
}

void ChannelTest::clockGoingBackLeavesNewTicketsTheirFullTime()
{
    ChannelFixture f;
    f.take(at(3600), 1); // expires at 3630
    auto got = f.take(at(0), 1);
    QCOMPARE(f.counts(at(29)).inFlight, size_t{2});
    QVERIFY(f.channel.find(at(29), got[0].ticket));
    QCOMPARE(f.channel.nextDue(at(29)), at(30));
    QCOMPARE(idsOf(f.take(at(30), 1)), (Ids{2}));
}

void ChannelTest::attemptsAreCounted()
{
    ChannelFixture f;
    for (uint32_t attempt = 1; attempt <= 5; ++attempt)
        QCOMPARE(f.take(at(30 * attempt), 1)[0].attempts, attempt);
}

void ChannelTest::ackSettlesOnceOnly()
{
    ChannelFixture f;
    auto got = f.take(at(0), 1);
    QVERIFY(f.ack(at(1), got[0].ticket));
    QVERIFY(!f.ack(at(1), got[0].ticket));
    QCOMPARE(idsOf(f.take(at(100), 1)), (Ids{2}));
}

void ChannelTest::ackOfAnUnknownTicketDoesNothing()
{
    ChannelFixture f;
    f.take(at(0), 1);
    f.delta.clear();
    for (int64_t number : {int64_t{0}, int64_t{-5}, int64_t{12345}, INT64_MAX, INT64_MIN})
        QVERIFY(!f.ack(at(1), Ticket{number}));
    QVERIFY(f.delta.empty());
    QCOMPARE(f.channel.tickets(), size_t{1});
}

void ChannelTest::ackAllCountsOnlyLiveTickets()
{
    ChannelFixture f;
    auto got = f.take(at(0), 3);
    std::vector<Ticket> tickets{got[0].ticket, Ticket{77}, got[2].ticket, got[0].ticket};
    QCOMPARE(f.channel.ackAll(at(1), tickets, f.delta), size_t{2});
    QCOMPARE(f.channel.tickets(), size_t{1});
}

void ChannelTest::ackOfNeighboursIsOneRangeInTheDelta()
{
    ChannelFixture f;
    f.end = MessageId{1001};
    std::vector<Ticket> tickets;
    for (const Delivery& d : f.take(at(0), 1000))
        tickets.push_back(d.ticket);
    f.delta.clear();
    QCOMPARE(f.channel.ackAll(at(1), tickets, f.delta), size_t{1000});
    QVERIFY2(f.delta.size() <= 5, qPrintable(QString::number(f.delta.size())));
}

void ChannelTest::nackBringsTheMessageBackAtOnceOrLater()
{
    ChannelFixture f;
    auto got = f.take(at(0), 2);
    QVERIFY(f.channel.nack(at(1), got[0].ticket, {}, f.delta));
    QVERIFY(f.channel.nack(at(1), got[1].ticket, Duration::seconds(10), f.delta));
    QVERIFY(!f.ack(at(1), got[0].ticket));
    QCOMPARE(idsOf(f.take(at(1), 2)), (Ids{1, 3}));
    QCOMPARE(idsOf(f.take(at(10), 1)), (Ids{4}));
    QCOMPARE(idsOf(f.take(at(11), 1)), (Ids{2}));
}

void ChannelTest::nackKeepsTheAttempts()
{
    ChannelFixture f;
    auto got = f.take(at(0), 1);
    QVERIFY(f.channel.nack(at(0), got[0].ticket, {}, f.delta));
    QCOMPARE(f.take(at(0), 1)[0].attempts, 2u);
}

void ChannelTest::releaseTakesTheAttemptBack()
{
    ChannelFixture f({.attemptLimit = 1});
    auto got = f.take(at(0), 1);
    QVERIFY(f.channel.release(at(0), got[0].ticket, at(5), f.delta));
    QVERIFY(!f.channel.release(at(0), got[0].ticket, at(5), f.delta));
    QCOMPARE(idsOf(f.take(at(4), 1)), (Ids{2}));
    auto again = f.take(at(5), 1);
    QCOMPARE(idsOf(again), (Ids{1}));
    QCOMPARE(again[0].attempts, 1u);
    QCOMPARE(f.channel.deadLetters().size(), size_t{0});
}

void ChannelTest::extendMovesTheDeadlineBothWays()
{
    ChannelFixture f;
    auto got = f.take(at(0), 3);
    QVERIFY(f.channel.extend(at(1), got[0].ticket, at(100), f.delta));
    QVERIFY(f.channel.extend(at(1), got[1].ticket, at(5), f.delta));
    QCOMPARE(f.channel.nextDue(at(1)), at(5));
    QCOMPARE(idsOf(f.take(at(5), 1)), (Ids{2}));
    QCOMPARE(idsOf(f.take(at(30), 1)), (Ids{3}));
    QVERIFY(f.ack(at(99), got[0].ticket));
}

void ChannelTest::extendCannotReviveAnExpiredTicket()
{
    ChannelFixture f;
    auto got = f.take(at(0), 1);
    QVERIFY(!f.channel.extend(at(30), got[0].ticket, at(100), f.delta));
    QCOMPARE(idsOf(f.take(at(30), 1)), (Ids{1}));
}

void ChannelTest::discardSettlesEvenAnExpiredTicket()
{
    ChannelFixture f;
    auto got = f.take(at(0), 1);
    QCOMPARE(f.counts(at(50)).redeliveries, size_t{1});
    QVERIFY(f.channel.discard(got[0].ticket, f.delta));
    QVERIFY(!f.channel.discard(got[0].ticket, f.delta));
    QCOMPARE(idsOf(f.take(at(50), 1)), (Ids{2}));
}

void ChannelTest::messageDiesWhenItsAttemptsAreUsedUp()
{
    ChannelFixture f({.attemptLimit = 2});
    f.take(at(0), 1);
    QCOMPARE(idsOf(f.take(at(30), 1)), (Ids{1}));
    QCOMPARE(idsOf(f.take(at(60), 1)), (Ids{2})); // two deliveries and no third
    const DeadLetter* letter = f.channel.deadLetters().find(MessageId{1});
    QVERIFY(letter);
    QCOMPARE(letter->attempts, 2u);
    QCOMPARE(letter->time, at(60));
    QVERIFY(letter->reason == DeadReason::expired);
    QCOMPARE(f.counts(at(60)).dead, size_t{1});
}

void ChannelTest::expireBuriesWithoutAnyReader()
{
    ChannelFixture f({.attemptLimit = 1});
    f.take(at(0), 3);
    QCOMPARE(f.channel.expire(at(29), f.delta), size_t{0});
    QCOMPARE(f.channel.expire(at(30), f.delta), size_t{3});
    QCOMPARE(f.channel.tickets(), size_t{0});
    QCOMPARE(f.channel.deadLetters().size(), size_t{3});
}

void ChannelTest::expireBuriesABoundedNumberPerCall()
{
    ChannelFixture f({.attemptLimit = 1});
    f.end = MessageId{Channel::kBuriedPerCallMax + 101};
    f.take(at(0), SIZE_MAX);
    QCOMPARE(f.channel.expire(at(30), f.delta), Channel::kBuriedPerCallMax);
    QCOMPARE(f.channel.nextDue(at(30)), at(30)); // more work
    QCOMPARE(f.counts(at(30)).redeliveries, size_t{0});
    QVERIFY(!f.channel.available(at(30), f.first, f.end));
    QCOMPARE(f.channel.expire(at(30), f.delta), size_t{100});
    QCOMPARE(f.channel.nextDue(at(30)), Time::never());
}

void ChannelTest::nackOfTheLastAttemptKills()
{
    ChannelFixture f({.attemptLimit = 1});
    auto got = f.take(at(0), 1);
    QVERIFY(f.channel.nack(at(3), got[0].ticket, Duration::seconds(10), f.delta));
    const DeadLetter* letter = f.channel.deadLetters().find(MessageId{1});
    QVERIFY(letter);
    QVERIFY(letter->reason == DeadReason::givenBack);
    QCOMPARE(letter->time, at(3));
    QCOMPARE(f.counts(at(3)).delayed, size_t{0});
}

void ChannelTest::loweringTheLimitKillsWhatWaits()
{
    ChannelFixture f;
    f.take(at(0), 1);
    f.take(at(30), 2); // 1 with two attempts, 2 with one
    QCOMPARE(f.counts(at(60)).redeliveries, size_t{2});
    f.channel.setSettings(at(60), {.attemptLimit = 2}, f.delta);
    QCOMPARE(f.channel.deadLetters().size(), size_t{1});
    QVERIFY(f.channel.deadLetters().find(MessageId{1}));
    QCOMPARE(idsOf(f.take(at(60), 1)), (Ids{2}));
}

void ChannelTest::replayedDeadLetterStartsAnew()
{
    ChannelFixture f({.attemptLimit = 1});
    f.take(at(0), 1);
    f.channel.expire(at(30), f.delta);
    QVERIFY(f.channel.replayDead(at(40), MessageId{1}, f.delta));
    QVERIFY(!f.channel.replayDead(at(40), MessageId{1}, f.delta));
    auto got = f.take(at(40), 1);
    QCOMPARE(idsOf(got), (Ids{1}));
    QCOMPARE(got[0].attempts, 1u);
}

void ChannelTest::replayOfAllComesInIdOrder()
{
    ChannelFixture f({.attemptLimit = 1});
    f.take(at(0), 4);
    f.channel.expire(at(30), f.delta);
    QCOMPARE(f.channel.replayAllDead(at(31), f.delta), size_t{4});
    QCOMPARE(f.channel.replayAllDead(at(31), f.delta), size_t{0});
    QCOMPARE(idsOf(f.take(at(31), 5)), (Ids{1, 2, 3, 4, 5}));
}

void ChannelTest::purgedDeadLettersAreGone()
{
    ChannelFixture f({.attemptLimit = 1});
    f.take(at(0), 3);
    f.channel.expire(at(30), f.delta);
    QVERIFY(f.channel.purgeDead(MessageId{2}, f.delta));
    QVERIFY(!f.channel.purgeDead(MessageId{2}, f.delta));
    QCOMPARE(f.channel.purgeAllDead(f.delta), size_t{2});
    QCOMPARE(f.channel.deadLetters().size(), size_t{0});
    QCOMPARE(idsOf(f.take(at(31), 1)), (Ids{4}));
}

void ChannelTest::pausedChannelStillBuries()
{
    ChannelFixture f({.attemptLimit = 1});
    f.take(at(0), 1);
    f.channel.setSettings(at(1), {.attemptLimit = 1, .paused = true}, f.delta);
    QCOMPARE(f.channel.nextDue(at(1)), at(30));
    QCOMPARE(f.channel.expire(at(30), f.delta), size_t{1});
}

void ChannelTest::seekBackDeliversAgain()
{
    ChannelFixture f;
    for (const Delivery& d : f.take(at(0), 5))
        QVERIFY(f.ack(at(0), d.ticket));
    f.channel.seek(at(1), MessageId{2}, f.delta);
    QCOMPARE(idsOf(f.take(at(1), 3)), (Ids{2, 3, 4}));
}

void ChannelTest::seekLeavesTicketsInFlightAlone()
{
    ChannelFixture f;
    auto got = f.take(at(0), 2);
    f.channel.seek(at(1), MessageId{9}, f.delta);
    QVERIFY(f.ack(at(2), got[0].ticket));
    QCOMPARE(idsOf(f.take(at(30), 2)), (Ids{2, 9})); // the other one still expires and comes again
}

void ChannelTest::afterSeekBackAMessageMayBeOutTwice()
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

void ChannelTest::seekBeyondTheEndIsSilentUntilIdsReachIt()
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

void ChannelTest::seekBelowTheOldestGivesTheOldest()
{
    ChannelFixture f;
    f.first = MessageId{4};
    f.channel.seek(at(0), MessageId{0}, f.delta);
    QCOMPARE(f.counts(at(0)).cursor, MessageId{0}); // kept as it was asked for
    QCOMPARE(f.counts(at(0)).lag, uint64_t{7});
    QCOMPARE(idsOf(f.take(at(0), 1)), (Ids{4}));
}

void ChannelTest::seekDropsOwedMessagesThatTheCursorWillMeet()
{
    ChannelFixture f;
    auto got = f.take(at(0), 4);
    for (const Delivery& d : got)
        QVERIFY(f.channel.nack(at(0), d.ticket, {}, f.delta));
    f.channel.seek(at(0), MessageId{3}, f.delta);
    QCOMPARE(idsOf(f.take(at(0), 5)), (Ids{1, 2, 3, 4, 5})); // 3 and 4 once only
}

void ChannelTest::purgeInvalidatesTicketsAndMovesToTheHead()
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

void ChannelTest::purgeKeepsDeadLettersUnlessAsked()
{
    ChannelFixture f({.attemptLimit = 1});
    f.take(at(0), 1);
    f.channel.expire(at(30), f.delta);
    f.channel.purge(at(30), f.end, false, f.delta);
    QCOMPARE(f.channel.deadLetters().size(), size_t{1});
    f.channel.purge(at(30), f.end, true, f.delta);
    QCOMPARE(f.channel.deadLetters().size(), size_t{0});
}

void ChannelTest::trimForgetsWhatRetentionRemoved()
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

void ChannelTest::trimOfNothingWritesNothing()
{
    ChannelFixture f;
    f.take(at(0), 5);
    f.delta.clear();
    f.channel.trim(MessageId{1}, f.delta);
    QVERIFY(f.delta.empty());
}

void ChannelTest::pauseHandsOutNothingAndAcksGoOn()
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

void ChannelTest::countsLeaveOutExpiredTickets()
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

void ChannelTest::lagIsWhatWasNotHandedOutPlusRedeliveries()
{
    ChannelFixture f;
    QCOMPARE(f.counts(at(0)).lag, uint64_t{10});
    f.take(at(0), 4);
    QCOMPARE(f.counts(at(0)).lag, uint64_t{6});
    QCOMPARE(f.counts(at(30)).lag, uint64_t{10});
    f.first = MessageId{8};
    QCOMPARE(f.counts(at(0)).lag, uint64_t{7}); // 8, 9, 10 and the redeliveries
}

void ChannelTest::nextDueIsTheEarliestExpiryOrDelay()
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

void ChannelTest::nextDueDoesNotRepeatWhatIsDueAlready()
{
    ChannelFixture f;
    f.take(at(0), 1);
    f.take(at(10), 1);
    QCOMPARE(f.channel.nextDue(at(30)), at(40));
    QCOMPARE(f.channel.nextDue(at(40)), Time::never());
}

void ChannelTest::nextDueAsksForBurialAtOnce()
{
    ChannelFixture f({.attemptLimit = 1});
    f.take(at(0), 1);
    QCOMPARE(f.channel.nextDue(at(31)), at(31));
    f.channel.expire(at(31), f.delta);
    QCOMPARE(f.channel.nextDue(at(31)), Time::never());
}

void ChannelTest::availableSaysWhatTakeWouldDo()
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

void ChannelTest::floorIsTheSmallestIdNotSettled()
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

void ChannelTest::floorAfterSeekBackIsExact()
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

void ChannelTest::lastTouchedIsTheSecondOfTheLastUse()
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

void ChannelTest::ticketsCanBeListedPageByPage()
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

void ChannelTest::findTellsTheMessageOfALiveTicket()
{
    ChannelFixture f;
    auto got = f.take(at(0), 2);
    auto info = f.channel.find(at(1), got[1].ticket);
    QVERIFY(info);
    QCOMPARE(info->id, MessageId{2});
    QCOMPARE(info->attempts, 1u);
    QVERIFY(!f.channel.find(at(30), got[1].ticket));
}

void ChannelTest::ticketsAreNotUsedAgainAfterSkipping()
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

QTEST_APPLESS_MAIN(ChannelTest)
#include "channel_test.moc"
