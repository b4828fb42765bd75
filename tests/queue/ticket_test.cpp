#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/base/random.h"
#include "engine/queue/ticket.h"

#include <set>

using namespace tapedeck;

class TicketTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everySequenceComesBackFromItsTicket();
    void theEndsOfTheRangeComeBack();
    void ticketsAreDistinctAndInRange();
    void ticketsOfNeighboursDoNotLookAlike();
    void keysGiveDifferentTickets();
    void sameKeyGivesSameTickets();
    void numbersThatAreNoTicketsGiveNothing();
    void everyNumberInRangeIsSomeTicket();
};

void TicketTest::everySequenceComesBackFromItsTicket()
{
    SeededRandom random(1);
    for (int keys = 0; keys < 50; ++keys) {
        TicketCodec codec(random.next());
        for (uint64_t sequence = 1; sequence <= 2000; ++sequence)
            QCOMPARE(codec.sequence(codec.ticket(sequence)), sequence);
        for (int i = 0; i < 2000; ++i) {
            uint64_t sequence = random.next() % kTicketMax + 1;
            QCOMPARE(codec.sequence(codec.ticket(sequence)), sequence);
        }
    }
}

void TicketTest::theEndsOfTheRangeComeBack()
{
    for (uint64_t key : {uint64_t{0}, uint64_t{1}, UINT64_MAX}) {
        TicketCodec codec(key);
        QCOMPARE(codec.sequence(codec.ticket(1)), uint64_t{1});
        QCOMPARE(codec.sequence(codec.ticket(kTicketMax)), kTicketMax);
    }
}

void TicketTest::ticketsAreDistinctAndInRange()
{
    TicketCodec codec(99);
    std::set<int64_t> seen;
    for (uint64_t sequence = 1; sequence <= 100'000; ++sequence) {
        int64_t ticket = codec.ticket(sequence).value;
        QVERIFY(ticket >= 1 && ticket <= (int64_t{1} << 53) - 1);
        QVERIFY(seen.insert(ticket).second);
    }
}

// Half of the bits change from one ticket to the next, give or take.
void TicketTest::ticketsOfNeighboursDoNotLookAlike()
{
    TicketCodec codec(7);
    uint64_t changed = 0;
    for (uint64_t sequence = 1; sequence <= 10'000; ++sequence)
        changed += static_cast<uint64_t>(__builtin_popcountll(
            static_cast<uint64_t>(codec.ticket(sequence).value ^ codec.ticket(sequence + 1).value)));
    double mean = static_cast<double>(changed) / 10'000;
    QVERIFY2(mean > 22 && mean < 31, qPrintable(QString::number(mean)));
}

void TicketTest::keysGiveDifferentTickets()
{
    TicketCodec a(1), b(2);
    int same = 0;
    for (uint64_t sequence = 1; sequence <= 1000; ++sequence)
        same += a.ticket(sequence) == b.ticket(sequence) ? 1 : 0;
    QCOMPARE(same, 0);
}

void TicketTest::sameKeyGivesSameTickets()
{
    QCOMPARE(TicketCodec(5).ticket(123).value, TicketCodec(5).ticket(123).value);
}

void TicketTest::numbersThatAreNoTicketsGiveNothing()
{
    TicketCodec codec(3);
    for (int64_t number : {int64_t{0}, int64_t{-1}, INT64_MIN, INT64_MAX, int64_t{1} << 53})
        QCOMPARE(codec.sequence(Ticket{number}), uint64_t{0});
}

void TicketTest::everyNumberInRangeIsSomeTicket()
{
    TicketCodec codec(11);
    for (int64_t number = 1; number <= 100'000; ++number) {
        uint64_t sequence = codec.sequence(Ticket{number});
        QVERIFY(sequence >= 1 && sequence <= kTicketMax);
        QCOMPARE(codec.ticket(sequence).value, number);
    }
}

QTEST_APPLESS_MAIN(TicketTest)
#include "ticket_test.moc"
