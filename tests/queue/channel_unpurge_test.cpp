// Undoing a purge: what waited waits again, what happened since stays, and the delta says all of it.
#include "engine/base/check.h"
#include "engine/base/random.h"
#include "tests/queue/channel_fixture.h"

#include <QRandomGenerator>
#include <QTest>

#include <set>

using namespace tapedeck;

namespace {

Channel copyOf(const Channel& channel)
{
    std::string state;
    channel.encodeState(state);
    auto copy = Channel::decodeState(state);
    CHECK(copy);
    return std::move(*copy);
}

struct Purged : ChannelFixture {
    using ChannelFixture::ChannelFixture;
    void purge(Time now, bool asWithTheMessages = false)
    {
        then = copyOf(channel);
        head = end;
        channel.purge(now, head, false, delta);
        if (asWithTheMessages)
            channel.trim(head, delta);
    }
    bool unpurge(Time now, bool letters = false) { return channel.unpurge(now, *then, head, letters, delta); }
    std::optional<Channel> then;
    MessageId head;
};

} // namespace

class ChannelUnpurgeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatWasNeverHandedOutComesAgain();
    void aTicketOfThenIsVoidAndItsMessageComesWhenItWouldHaveRunOut();
    void whatWasDelayedIsStillDelayed();
    void whatWasSettledAheadStaysSettled();
    void whatWasSettledSinceStaysSettled();
    void ticketsHandedOutSinceStayValid();
    void whatIsOwedSinceComesToo();
    void lettersComeBackOnlyWhereTheyAreAskedFor();
    void aChannelThatWasMovedBackStaysWhereItIs();
    void nothingIsLostNorSettledTwice();
};

void ChannelUnpurgeTest::whatWasNeverHandedOutComesAgain()
{
    Purged f;
    for (const Delivery& d : f.take(at(0), 3))
        f.ack(at(0), d.ticket);
    f.purge(at(1));
    QVERIFY(f.take(at(1), 10).empty());
    QVERIFY(f.unpurge(at(2)));
    QCOMPARE(idsOf(f.take(at(2), 10)), (Ids{4, 5, 6, 7, 8, 9, 10}));
}

void ChannelUnpurgeTest::aTicketOfThenIsVoidAndItsMessageComesWhenItWouldHaveRunOut()
{
    Purged f;
    const auto out = f.take(at(0), 2);
    f.purge(at(1));
    QVERIFY(f.unpurge(at(2)));
    QVERIFY(!f.ack(at(3), out[0].ticket));
    f.takeAcked(at(3), 8);
    QVERIFY(f.take(at(29), 10).empty());
    const auto again = f.take(at(30), 10);
    QCOMPARE(idsOf(again), (Ids{1, 2}));
    QCOMPARE(again[0].attempts, 2U);
}

void ChannelUnpurgeTest::whatWasDelayedIsStillDelayed()
{
    Purged f;
    QVERIFY(f.channel.nack(at(0), f.take(at(0), 1)[0].ticket, Duration::seconds(100), f.delta));
    f.purge(at(1));
    QVERIFY(f.unpurge(at(2)));
    QCOMPARE(f.takeAcked(at(99), 20).size(), size_t{9});
    QCOMPARE(idsOf(f.takeAcked(at(100), 20)), (Ids{1}));
}

void ChannelUnpurgeTest::whatWasSettledAheadStaysSettled()
{
    Purged f;
    const std::vector<MessageId> ids = {{4}, {5}, {9}};
    QCOMPARE(*f.channel.settle(at(0), ids, f.first, f.delta), size_t{3});
    f.purge(at(1));
    QVERIFY(f.unpurge(at(2)));
    QCOMPARE(idsOf(f.takeAcked(at(2), 20)), (Ids{1, 2, 3, 6, 7, 8, 10}));
}

void ChannelUnpurgeTest::whatWasSettledSinceStaysSettled()
{
    Purged f;
    f.purge(at(1));
    f.end = MessageId{21};
    QCOMPARE(idsOf(f.takeAcked(at(1), 4)), (Ids{11, 12, 13, 14}));
    QCOMPARE(*f.channel.settle(at(1), std::vector<MessageId>{{17}}, f.first, f.delta), size_t{1});
    QVERIFY(f.unpurge(at(2)));
    QCOMPARE(idsOf(f.takeAcked(at(2), 30)), (Ids{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 16, 18, 19, 20}));
}

void ChannelUnpurgeTest::ticketsHandedOutSinceStayValid()
{
    Purged f;
    f.purge(at(1));
    f.end = MessageId{14};
    const auto out = f.take(at(1), 2);
    QVERIFY(f.unpurge(at(2)));
    QVERIFY(f.ack(at(3), out[0].ticket));
    QCOMPARE(f.takeAcked(at(3), 30).size(), size_t{11}); // the ten, and 13
    QCOMPARE(idsOf(f.take(at(31), 30)), (Ids{12})); // its ticket ran out
}

void ChannelUnpurgeTest::whatIsOwedSinceComesToo()
{
    Purged f;
    f.purge(at(1));
    f.end = MessageId{13};
    QVERIFY(f.channel.nack(at(1), f.take(at(1), 1)[0].ticket, Duration::seconds(100), f.delta));
    QVERIFY(f.unpurge(at(2)));
    QCOMPARE(idsOf(f.takeAcked(at(2), 30)), (Ids{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
}

void ChannelUnpurgeTest::lettersComeBackOnlyWhereTheyAreAskedFor()
{
    for (const bool asked : {false, true}) {
        Purged f(ChannelSettings{Duration::seconds(30), 1, false});
        QVERIFY(f.channel.nack(at(0), f.take(at(0), 1)[0].ticket, {}, f.delta));
        const DeadLetter letter = *f.channel.deadLetters().find(MessageId{1});
        f.purge(at(1), true);
        QVERIFY(!f.channel.deadLetters().find(MessageId{1}));
        QVERIFY(f.unpurge(at(2), asked));
        const DeadLetter* back = f.channel.deadLetters().find(MessageId{1});
        QCOMPARE(back != nullptr, asked);
        if (asked)
            QVERIFY(*back == letter);
    }
}

void ChannelUnpurgeTest::aChannelThatWasMovedBackStaysWhereItIs()
{
    Purged f;
    f.purge(at(1));
    f.channel.seek(at(2), MessageId{5}, f.delta);
    const std::string before = f.state();
    QVERIFY(!f.unpurge(at(2)));
    QCOMPARE(f.state(), before);
}

// Random lives before and after a purge: everything that was not settled, before or since, is handed out in the end,
// and nothing else; and the delta makes the same channel.
void ChannelUnpurgeTest::nothingIsLostNorSettledTwice()
{
    const uint64_t seed = QRandomGenerator::global()->generate();
    qInfo("seed %llu", static_cast<unsigned long long>(seed));
    SeededRandom random(seed);
    for (int life = 0; life < 300; ++life) {
        Purged f;
        f.end = MessageId{41};
        Channel replayed = copyOf(f.channel);
        std::set<uint64_t> settled;
        std::vector<Delivery> out;
        Time now = at(0);
        const auto live = [&](int steps) {
            for (int i = 0; i < steps; ++i) {
                now = now + Duration::seconds(static_cast<int64_t>(random.next() % 20));
                switch (random.next() % 5) {
                case 0:
                case 1:
                    for (const Delivery& d : f.take(now, 1 + random.next() % 4))
                        out.push_back(d);
                    break;
                case 2:
                    if (!out.empty()) {
                        const Delivery d = out[random.next() % out.size()];
                        if (f.ack(now, d.ticket))
                            settled.insert(d.id.value);
                    }
                    break;
                case 3:
                    if (!out.empty())
                        f.channel.nack(now, out[random.next() % out.size()].ticket,
                            Duration::seconds(static_cast<int64_t>(random.next() % 30)), f.delta);
                    break;
                default: {
                    const MessageId id{1 + random.next() % (f.end.value - 1)};
                    const MessageId first = f.head.value > 0 ? f.head : f.first;
                    if (id >= first && *f.channel.settle(now, {&id, 1}, first, f.delta) == 1)
                        settled.insert(id.value);
                }
                }
            }
        };
        live(30);
        f.purge(now);
        f.end = MessageId{61};
        out.clear();
        live(20);
        QVERIFY(f.unpurge(now));
        std::set<uint64_t> came;
        for (int round = 0; round < 3; ++round, now = now + Duration::seconds(60))
            for (const Delivery& d : f.takeAcked(now, 1000)) {
                QVERIFY2(came.insert(d.id.value).second, qPrintable(QString::number(d.id.value)));
                QVERIFY2(!settled.contains(d.id.value), qPrintable(QString::number(d.id.value)));
            }
        QCOMPARE(came.size() + settled.size(), size_t{60});
        QVERIFY(replayed.apply(f.delta));
        std::string state;
        replayed.encodeState(state);
        auto same = Channel::decodeState(state);
        QCOMPARE(same->cursor(), f.channel.cursor());
        QCOMPARE(same->listed(), f.channel.listed());
    }
}

QTEST_APPLESS_MAIN(ChannelUnpurgeTest)
#include "channel_unpurge_test.moc"
