// Acknowledging, giving back and prolonging by ticket; dead letters.
#include "tests/queue/channel_fixture.h"

#include <QTest>

using namespace tapedeck;

class ChannelSettleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
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
};

void ChannelSettleTest::ackSettlesOnceOnly()
{
    ChannelFixture f;
    auto got = f.take(at(0), 1);
    QVERIFY(f.ack(at(1), got[0].ticket));
    QVERIFY(!f.ack(at(1), got[0].ticket));
    QCOMPARE(idsOf(f.take(at(100), 1)), (Ids{2}));
}

void ChannelSettleTest::ackOfAnUnknownTicketDoesNothing()
{
    ChannelFixture f;
    f.take(at(0), 1);
    f.delta.clear();
    for (int64_t number : {int64_t{0}, int64_t{-5}, int64_t{12345}, INT64_MAX, INT64_MIN})
        QVERIFY(!f.ack(at(1), Ticket{number}));
    QVERIFY(f.delta.empty());
    QCOMPARE(f.channel.tickets(), size_t{1});
}

void ChannelSettleTest::ackAllCountsOnlyLiveTickets()
{
    ChannelFixture f;
    auto got = f.take(at(0), 3);
    std::vector<Ticket> tickets{got[0].ticket, Ticket{77}, got[2].ticket, got[0].ticket};
    QCOMPARE(f.channel.ackAll(at(1), tickets, f.delta), size_t{2});
    QCOMPARE(f.channel.tickets(), size_t{1});
}

void ChannelSettleTest::ackOfNeighboursIsOneRangeInTheDelta()
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

void ChannelSettleTest::nackBringsTheMessageBackAtOnceOrLater()
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

void ChannelSettleTest::nackKeepsTheAttempts()
{
    ChannelFixture f;
    auto got = f.take(at(0), 1);
    QVERIFY(f.channel.nack(at(0), got[0].ticket, {}, f.delta));
    QCOMPARE(f.take(at(0), 1)[0].attempts, 2u);
}

void ChannelSettleTest::releaseTakesTheAttemptBack()
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

void ChannelSettleTest::extendMovesTheDeadlineBothWays()
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

void ChannelSettleTest::extendCannotReviveAnExpiredTicket()
{
    ChannelFixture f;
    auto got = f.take(at(0), 1);
    QVERIFY(!f.channel.extend(at(30), got[0].ticket, at(100), f.delta));
    QCOMPARE(idsOf(f.take(at(30), 1)), (Ids{1}));
}

void ChannelSettleTest::discardSettlesEvenAnExpiredTicket()
{
    ChannelFixture f;
    auto got = f.take(at(0), 1);
    QCOMPARE(f.counts(at(50)).redeliveries, size_t{1});
    QVERIFY(f.channel.discard(got[0].ticket, f.delta));
    QVERIFY(!f.channel.discard(got[0].ticket, f.delta));
    QCOMPARE(idsOf(f.take(at(50), 1)), (Ids{2}));
}

void ChannelSettleTest::messageDiesWhenItsAttemptsAreUsedUp()
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

void ChannelSettleTest::expireBuriesWithoutAnyReader()
{
    ChannelFixture f({.attemptLimit = 1});
    f.take(at(0), 3);
    QCOMPARE(f.channel.expire(at(29), f.delta), size_t{0});
    QCOMPARE(f.channel.expire(at(30), f.delta), size_t{3});
    QCOMPARE(f.channel.tickets(), size_t{0});
    QCOMPARE(f.channel.deadLetters().size(), size_t{3});
}

void ChannelSettleTest::expireBuriesABoundedNumberPerCall()
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

void ChannelSettleTest::nackOfTheLastAttemptKills()
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

void ChannelSettleTest::loweringTheLimitKillsWhatWaits()
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

void ChannelSettleTest::replayedDeadLetterStartsAnew()
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

void ChannelSettleTest::replayOfAllComesInIdOrder()
{
    ChannelFixture f({.attemptLimit = 1});
    f.take(at(0), 4);
    f.channel.expire(at(30), f.delta);
    QCOMPARE(f.channel.replayAllDead(at(31), f.delta), size_t{4});
    QCOMPARE(f.channel.replayAllDead(at(31), f.delta), size_t{0});
    QCOMPARE(idsOf(f.take(at(31), 5)), (Ids{1, 2, 3, 4, 5}));
}

void ChannelSettleTest::purgedDeadLettersAreGone()
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

void ChannelSettleTest::pausedChannelStillBuries()
{
    ChannelFixture f({.attemptLimit = 1});
    f.take(at(0), 1);
    f.channel.setSettings(at(1), {.attemptLimit = 1, .paused = true}, f.delta);
    QCOMPARE(f.channel.nextDue(at(1)), at(30));
    QCOMPARE(f.channel.expire(at(30), f.delta), size_t{1});
}

QTEST_APPLESS_MAIN(ChannelSettleTest)
#include "channel_settle_test.moc"
