// How a channel hands out messages, and what happens when a ticket expires. Random walks against a reference are in
// channel_model_test.cpp.
#include "tests/queue/channel_fixture.h"

#include <QTest>

using namespace tapedeck;

class ChannelTakeTest : public QObject {
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
};

void ChannelTakeTest::newMessagesComeInOrderWithDistinctTickets()
{
    ChannelFixture f;
    auto got = f.take(at(0), 3);
    QCOMPARE(idsOf(got), (Ids{1, 2, 3}));
    QVERIFY(got[0].ticket != got[1].ticket && got[1].ticket != got[2].ticket && got[0].ticket != got[2].ticket);
    QCOMPARE(got[0].attempts, 1u);
    QCOMPARE(idsOf(f.take(at(0), 2)), (Ids{4, 5}));
}

void ChannelTakeTest::takesNoMoreThanAskedAndNoMoreThanThere()
{
    ChannelFixture f;
    QCOMPARE(f.take(at(0), 4).size(), size_t{4});
    QCOMPARE(f.take(at(0), 100).size(), size_t{6});
    QCOMPARE(f.take(at(0), 100).size(), size_t{0});
    QCOMPARE(f.take(at(0), 0).size(), size_t{0});
}

void ChannelTakeTest::newChannelStartsAtTheCursorItWasGiven()
{
    ChannelFixture f({}, MessageId{11}); // the queue's end: only later messages
    QVERIFY(f.take(at(0), 10).empty());
    f.end = MessageId{13};
    QCOMPARE(idsOf(f.take(at(0), 10)), (Ids{11, 12}));
}

void ChannelTakeTest::cursorSkipsToTheOldestMessageStillKept()
{
    ChannelFixture f;
    f.first = MessageId{7};
    QCOMPARE(f.channel.nextNew(f.first), MessageId{7});
    QCOMPARE(idsOf(f.take(at(0), 2)), (Ids{7, 8}));
    QCOMPARE(f.channel.cursor(), MessageId{9});
}

void ChannelTakeTest::takeOfNothingChangesNothing()
{
    ChannelFixture f({}, MessageId{11});
    std::string before = f.state();
    f.take(at(0), 10);
    QVERIFY(f.delta.empty());
    QCOMPARE(f.state(), before);
}

void ChannelTakeTest::contiguousNewMessagesAreOneOperationInTheDelta()
{
    ChannelFixture f;
    f.end = MessageId{1'000'001};
    f.take(at(0), 100'000);
    QVERIFY2(f.delta.size() <= 16, qPrintable(QString::number(f.delta.size())));
}

void ChannelTakeTest::takeWithoutLeaseSettlesAtOnce()
{
    ChannelFixture f;
    auto got = f.takeAcked(at(0), 3);
    QCOMPARE(idsOf(got), (Ids{1, 2, 3}));
    QCOMPARE(got[0].ticket.value, int64_t{0});
    QCOMPARE(f.channel.tickets(), size_t{0});
    QCOMPARE(f.channel.floor(), MessageId{4});
    QCOMPARE(idsOf(f.takeAcked(at(1000), 1)), (Ids{4}));
}

void ChannelTakeTest::takeWithoutLeaseSettlesRedeliveriesToo()
{
    ChannelFixture f;
    f.take(at(0), 2);
    auto nacked = f.take(at(0), 1);
    QVERIFY(f.channel.nack(at(0), nacked[0].ticket, {}, f.delta));
    QCOMPARE(idsOf(f.takeAcked(at(30), 4)), (Ids{1, 2, 3, 4}));
    QCOMPARE(f.channel.tickets(), size_t{0});
    QCOMPARE(f.counts(at(30)).delayed, size_t{0});
}

void ChannelTakeTest::deferredMessageComesWhenItIsDueAndNotBefore()
{
    ChannelFixture f;
    f.channel.deferNew(MessageId{1}, at(60), f.delta);
    QCOMPARE(idsOf(f.take(at(0), 1)), (Ids{2}));
    QCOMPARE(idsOf(f.take(at(60) - Duration{1}, 1, Duration::seconds(1000))), (Ids{2}));
    auto got = f.take(at(60), 1);
    QCOMPARE(idsOf(got), (Ids{1}));
    QCOMPARE(got[0].attempts, 1u);
}

void ChannelTakeTest::deferredMessagesComeInTheOrderOfTheirTimes()
{
    ChannelFixture f;
    f.channel.deferNew(MessageId{1}, at(30), f.delta);
    f.channel.deferNew(MessageId{2}, at(10), f.delta);
    f.channel.deferNew(MessageId{4}, at(20), f.delta); // 3 is skipped
    f.channel.deferNew(MessageId{5}, at(20), f.delta);
    QCOMPARE(idsOf(f.take(at(40), 5)), (Ids{2, 4, 5, 1, 6}));
}

void ChannelTakeTest::skippedMessagesAreNeverHandedOut()
{
    ChannelFixture f;
    f.channel.skipNew(MessageId{5}, f.delta);
    f.channel.skipNew(MessageId{3}, f.delta); // never back
    QCOMPARE(idsOf(f.take(at(0), 2)), (Ids{5, 6}));
}

void ChannelTakeTest::halvesOfTakeAddUpToTake()
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

void ChannelTakeTest::tooManyTicketsAreNotHandedOut()
{
    ChannelFixture f;
    f.end = MessageId{uint64_t{limits::kTicketsPerChannelMax} + 1000};
    QCOMPARE(f.take(at(0), SIZE_MAX).size(), size_t{limits::kTicketsPerChannelMax});
    QVERIFY(f.take(at(0), 10).empty());
    QCOMPARE(f.takeAcked(at(0), 10).size(), size_t{10}); // needs no ticket
    QCOMPARE(f.take(at(30), 10).size(), size_t{10}); // redeliveries need no further one
}

void ChannelTakeTest::ticketIsExpiredExactlyAtItsDeadline()
{
    ChannelFixture early, late;
    auto a = early.take(at(0), 1);
    auto b = late.take(at(0), 1);
    QVERIFY(early.ack(at(30) - Duration{1}, a[0].ticket));
    QVERIFY(!late.ack(at(30), b[0].ticket));
}

// floki: expiry second = second of the request + time-out; expired when the current second >= expiry second. With one
// second that is anything in (0, 1] s.
void ChannelTakeTest::wholeSecondDeadlineExpiresWhenTheSecondBegins()
{
    ChannelFixture f;
    std::vector<Delivery> out;
    Time taken = at(0) + Duration::millis(900);
    f.channel.take(taken, at(1), f.first, f.end, 1, out, f.delta); // floor(0.9) + 1
    QCOMPARE(f.counts(at(0) + Duration::millis(999)).inFlight, size_t{1});
    QCOMPARE(f.counts(at(1)).inFlight, size_t{0});
    QVERIFY(!f.ack(at(1) + Duration::millis(5), out[0].ticket));
}

void ChannelTakeTest::expiredTicketCannotAckThoughNobodyGotTheMessageAgain()
{
    ChannelFixture f;
    auto got = f.take(at(0), 1);
    QVERIFY(!f.ack(at(31), got[0].ticket));
    QCOMPARE(idsOf(f.take(at(31), 1)), (Ids{1}));
}

void ChannelTakeTest::redeliveryHasNewTicketSameIdAndComesBeforeNewMessages()
{
    ChannelFixture f;
    auto before = f.take(at(0), 1);
    auto after = f.take(at(30), 3);
    QCOMPARE(idsOf(after), (Ids{1, 2, 3}));
    QVERIFY(after[0].ticket != before[0].ticket);
    QVERIFY(!f.ack(at(31), before[0].ticket));
    QVERIFY(f.ack(at(31), after[0].ticket));
}

void ChannelTakeTest::redeliveryKeepsTheOrderOfDelivery()
{
    ChannelFixture f;
    for (int i = 0; i < 10; ++i)
        f.take(at(i), 1);
    QCOMPARE(idsOf(f.take(at(100), 10)), (Ids{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
}

void ChannelTakeTest::redeliveryOrderIsOfTheLastDelivery()
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

void ChannelTakeTest::shortLeaseDoesNotWaitBehindAnOlderLongOne()
{
    ChannelFixture f;
    f.take(at(0), 1, Duration::seconds(3600));
    f.take(at(0), 1, Duration::seconds(5));
    QCOMPARE(idsOf(f.take(at(5), 1)), (Ids{2}));
    QCOMPARE(idsOf(f.take(at(3600), 2)), (Ids{1, 2}));
}

void ChannelTakeTest::leaseThatIsOverAtOnceGivesTheSameMessageAgainAndAgain()
{
    ChannelFixture f;
    auto got = f.take(at(0), 3, Duration{});
    QCOMPARE(idsOf(got), (Ids{1, 1, 1}));
    QCOMPARE(got[2].attempts, 3u);
    QVERIFY(!f.ack(at(0), got[2].ticket));
    QCOMPARE(idsOf(f.take(at(0), 2, Duration{})), (Ids{1, 1}));
}

void ChannelTakeTest::clockGoingBackDoesNotReviveExpiredTickets()
{
    ChannelFixture f;
    auto got = f.take(at(0), 1);
    QCOMPARE(f.counts(at(40)).redeliveries, size_t{1});
    QVERIFY(!f.ack(at(10), got[0].ticket));
    QCOMPARE(f.counts(at(10)).redeliveries, size_t{1});
    QCOMPARE(idsOf(f.take(at(10), 1)), (Ids{1}));
}

void ChannelTakeTest::clockGoingBackLeavesNewTicketsTheirFullTime()
{
    ChannelFixture f;
    f.take(at(3600), 1); // expires at 3630
    auto got = f.take(at(0), 1);
    QCOMPARE(f.counts(at(29)).inFlight, size_t{2});
    QVERIFY(f.channel.find(at(29), got[0].ticket));
    QCOMPARE(f.channel.nextDue(at(29)), at(30));
    QCOMPARE(idsOf(f.take(at(30), 1)), (Ids{2}));
}

void ChannelTakeTest::attemptsAreCounted()
{
    ChannelFixture f;
    for (uint32_t attempt = 1; attempt <= 5; ++attempt)
        QCOMPARE(f.take(at(30 * attempt), 1)[0].attempts, attempt);
}

QTEST_APPLESS_MAIN(ChannelTakeTest)
#include "channel_take_test.moc"
