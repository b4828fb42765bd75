// Deltas and states as bytes: round trips, limits, and bytes of strangers. TAPEDECK_SEED=n repeats the random part.
#include "tests/queue/channel_fixture.h"

#include "engine/base/random.h"
#include "engine/queue/channel_format.h"

#include <QTest>

using namespace tapedeck;

class ChannelBytesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stateComesBackWithTicketsAttemptsDelaysAndDeadLetters();
    void ticketsSurviveARestart();
    void largeSparseStateComesBack();
    void fewOldTicketsDoNotKeepTheTableLarge();
    void everyTruncationOfAStateIsRefused();
    void trailingBytesAreRefused();
    void unknownVersionIsRefused();
    void claimedCountsTakeNoMemory();
    void moreTicketsThanAllowedAreRefused();
    void stateWithoutAnythingSettledAheadIsOfTheFirstVersion();
    void hostileRangesAheadAreRefused();
    void deltaWithTooManyRangesAheadIsRefused();
    void deltaThatTakesBackMoreRangesThanThereMayBeIsRefused();
    void owedMessagesAreSettledInAnyOrderButOnce();
    void deltaThatDoesNotFitTheStateIsRefused();
    void overflowingIdsAreRefused();
    void deltaIsCutBetweenOperations();
    void garbageNeverCrashes();
};

namespace {

// Something of everything.
ChannelFixture busyChannel()
{
    ChannelFixture f({.ticketTimeout = Duration::seconds(20), .attemptLimit = 2});
    f.end = MessageId{200};
    auto got = f.take(at(0), 50);
    for (size_t i = 0; i < got.size(); i += 3)
        f.ack(at(1), got[i].ticket);
    f.channel.nack(at(1), got[1].ticket, Duration::seconds(500), f.delta);
    f.channel.nack(at(1), got[4].ticket, {}, f.delta);
    f.channel.extend(at(1), got[5].ticket, at(900), f.delta);
    f.take(at(30), 60);
    f.take(at(70), 3);
    f.channel.deferNew(f.channel.cursor() + 2, at(99), f.delta);
    const uint64_t cursor = f.channel.cursor().value;
    const MessageId ids[] = {{2}, {40}, {cursor + 3}, {cursor + 4}, {cursor + 9}};
    f.channel.settle(at(70), ids, f.first, f.delta);
    const SettledMessage back[] = {{{2}, at(600), 1}, {{cursor + 4}, {}, 0}};
    f.channel.unsettle(at(70), back, f.first, f.delta);
    return f;
}

uint64_t seedOfRun()
{
    bool given = false;
    uint64_t seed = qEnvironmentVariable("TAPEDECK_SEED").toULongLong(&given);
    if (!given)
        seed = SystemRandom().next() >> 32;
    qInfo("seed %llu", static_cast<unsigned long long>(seed));
    return seed;
}

} // namespace

void ChannelBytesTest::stateComesBackWithTicketsAttemptsDelaysAndDeadLetters()
{
    ChannelFixture f = busyChannel();
    QVERIFY(f.channel.tickets() > 0 && f.channel.deadLetters().size() > 0 && f.counts(at(70)).delayed > 0);
    std::string state = f.state();
    auto restored = Channel::decodeState(state);
    QVERIFY(restored);
    std::string again;
    restored->encodeState(again);
    QCOMPARE(again, state);
    QVERIFY(restored->settings() == f.channel.settings());
    QCOMPARE(restored->lastTouched(), f.channel.lastTouched());
    QCOMPARE(restored->floor(), f.channel.floor());
    QCOMPARE(restored->nextDue(at(71)), f.channel.nextDue(at(71)));
}

void ChannelBytesTest::ticketsSurviveARestart()
{
    ChannelFixture f;
    auto got = f.take(at(0), 3);
    auto restored = Channel::decodeState(f.state());
    QVERIFY(restored);
    f.channel = std::move(*restored);
    QVERIFY(f.ack(at(10), got[0].ticket));
    QVERIFY(!f.ack(at(30), got[1].ticket));
    auto again = f.take(at(30), 2);
    QCOMPARE(idsOf(again), (Ids{2, 3}));
    QCOMPARE(again[0].attempts, 2u);
}

void ChannelBytesTest::largeSparseStateComesBack()
{
    ChannelFixture f;
    f.end = MessageId{300'001};
    auto got = f.take(at(0), 300'000);
    std::vector<Ticket> tickets;
    for (size_t i = 0; i < got.size(); ++i)
        if (i % 1000 != 7 && (i < 100'000 || i > 150'000 || i % 2 == 0))
            tickets.push_back(got[i].ticket);
    f.channel.ackAll(at(1), tickets, f.delta);
    auto restored = Channel::decodeState(f.state());
    QVERIFY(restored);
    std::string again;
    restored->encodeState(again);
    QCOMPARE(again, f.state());
    QCOMPARE(restored->tickets(), f.channel.tickets());
    std::vector<Delivery> a, b;
    f.channel.take(at(30), at(60), f.first, f.end, 40'000, a, f.delta);
    restored->take(at(30), at(60), f.first, f.end, 40'000, b, f.delta);
    QCOMPARE(idsOf(a), idsOf(b));
}

void ChannelBytesTest::fewOldTicketsDoNotKeepTheTableLarge()
{
    ChannelFixture f;
    f.end = MessageId{3'000'000};
    std::vector<Ticket> kept, tickets;
    size_t most = 0;
    for (int round = 0; round < 1000; ++round) {
        tickets.clear();
        for (const Delivery& d : f.take(at(0), 1000))
            tickets.push_back(d.ticket);
        if (round % 100 == 0) {
            kept.push_back(tickets.back());
            tickets.pop_back();
        }
        f.channel.ackAll(at(1), tickets, f.delta);
        most = std::max(most, f.channel.memoryBytes());
    }
    QVERIFY2(most < 300'000, qPrintable(QString::number(most)));
    QCOMPARE(f.channel.tickets(), size_t{10});
    QCOMPARE(f.channel.nextDue(at(2)), at(30));
    QCOMPARE(f.channel.floor(), MessageId{1000});
    QVERIFY(f.ack(at(2), kept[0]));
    QCOMPARE(f.take(at(30), 9).front().id, MessageId{101'000});
}

void ChannelBytesTest::everyTruncationOfAStateIsRefused()
{
    std::string state = busyChannel().state();
    for (size_t length = 0; length < state.size(); ++length)
        QVERIFY2(!Channel::decodeState(std::string_view(state).substr(0, length)), qPrintable(QString::number(length)));
    QVERIFY(Channel::decodeState(state));
}

void ChannelBytesTest::trailingBytesAreRefused()
{
    QVERIFY(!Channel::decodeState(busyChannel().state() + '\0'));
}

void ChannelBytesTest::unknownVersionIsRefused()
{
    std::string state = busyChannel().state();
    QCOMPARE(state[0], static_cast<char>(kChannelStateVersionAhead));
    state[0] = kChannelStateVersionAhead + 1;
    QVERIFY(!Channel::decodeState(state));
    state[0] = 0;
    QVERIFY(!Channel::decodeState(state));
}

void ChannelBytesTest::claimedCountsTakeNoMemory()
{
    // A state whose lists claim 2^60 items that are not there.
    for (int list = 0; list < 4; ++list) {
        std::string state;
        ByteWriter writer(state);
        writer.fixed(kChannelStateVersionAhead);
        writer.fixed(uint64_t{1});
        for (uint64_t field : {1, 1, 0, 1, 0, 0})
            writer.varint(field);
        for (int i = 0; i < list; ++i)
            writer.varint(0);
        writer.varint(uint64_t{1} << 60);
        QVERIFY(!Channel::decodeState(state));
    }
    // One run of tickets that claims more than a channel may have.
    ChannelFixture f;
    std::string delta;
    putOperation(delta, DeltaOp::taken, 0, uint64_t{1} << 40, timeField(at(1)));
    QVERIFY(!f.channel.apply(delta));
    QVERIFY(f.channel.memoryBytes() < 10'000);
}

void ChannelBytesTest::moreTicketsThanAllowedAreRefused()
{
    ChannelFixture f;
    f.end = MessageId{1001};
    f.take(at(0), 1000);
    QVERIFY(Channel::decodeState(f.state(), 1000));
    QVERIFY(!Channel::decodeState(f.state(), 999));
}

void ChannelBytesTest::stateWithoutAnythingSettledAheadIsOfTheFirstVersion()
{
    ChannelFixture f;
    QCOMPARE(f.state()[0], static_cast<char>(kChannelStateVersion));
    // As it was written before anything could be settled ahead: cursor 7, a dead letter of message 3.
    std::string old;
    ByteWriter writer(old);
    writer.fixed(uint8_t{1});
    writer.fixed(kTestKey);
    for (uint64_t field : {5, 7, 0, 1'000'000, 2, 0, 0, 0, 1, 3, 0, 2, 1})
        writer.varint(field);
    auto channel = Channel::decodeState(old);
    QVERIFY(channel && channel->cursor() == MessageId{7} && channel->deadLetters().find({3}));
    std::string again;
    channel->encodeState(again);
    QCOMPARE(again, old);
}

void ChannelBytesTest::hostileRangesAheadAreRefused()
{
    const auto decodes = [](const std::vector<uint64_t>& ranges) {
        std::string state;
        ByteWriter writer(state);
        writer.fixed(kChannelStateVersionAhead);
        writer.fixed(kTestKey);
        for (uint64_t field : {1, 10, 0, 1, 0, 0, 0, 0, 0}) // the cursor is 10, all lists are empty
            writer.varint(field);
        for (uint64_t field : ranges)
            writer.varint(field);
        return Channel::decodeState(state).has_value();
    };
    QVERIFY(decodes({2, 1, 1, 4, UINT64_MAX - 20}));
    QVERIFY(!decodes({0})); // nothing: the first version says that
    QVERIFY(!decodes({1, 0, 5})); // at the cursor
    QVERIFY(!decodes({1, 1, 0})); // empty
    QVERIFY(!decodes({2, 1, 1, 0, 1})); // no gap
    QVERIFY(!decodes({1, UINT64_MAX, 1})); // beyond the last id
    QVERIFY(!decodes({1, 5, UINT64_MAX - 14}));
    QVERIFY(!decodes({limits::kSettledAheadRangesMax + 1, 1, 1}));
    QVERIFY(!decodes({3, 1, 1, 1, 1})); // cut off
    QVERIFY(!decodes({1, 1, 1, 1}));
}

void ChannelBytesTest::deltaWithTooManyRangesAheadIsRefused()
{
    ChannelFixture f;
    std::string delta;
    for (uint64_t i = 1; i <= limits::kSettledAheadRangesMax; ++i)
        putOperation(delta, DeltaOp::settledAhead, 2 * i, 1);
    QVERIFY(f.channel.apply(delta));
    QCOMPARE(f.channel.settledAhead().ranges(), limits::kSettledAheadRangesMax);
    delta.clear();
    putOperation(delta, DeltaOp::settledAhead, 1'000'000, 1);
    QVERIFY(!f.channel.apply(delta));
}

void ChannelBytesTest::deltaThatTakesBackMoreRangesThanThereMayBeIsRefused()
{
    ChannelFixture f;
    std::string delta;
    putOperation(delta, DeltaOp::settledAhead, 2, 10);
    for (uint64_t i = 8; i < limits::kSettledAheadRangesMax + 7; ++i)
        putOperation(delta, DeltaOp::settledAhead, 2 * i, 1);
    putOperation(delta, DeltaOp::aheadForgotten, 2, 1); // the first of a range
    putOperation(delta, DeltaOp::aheadForgotten, 11, 1); // the last
    QVERIFY(f.channel.apply(delta));
    QCOMPARE(f.channel.settledAhead().ranges(), limits::kSettledAheadRangesMax);
    delta.clear();
    putOperation(delta, DeltaOp::aheadForgotten, 5, 1);
    QVERIFY(!f.channel.apply(delta));
}

void ChannelBytesTest::owedMessagesAreSettledInAnyOrderButOnce()
{
    for (const Ids& ids : {Ids{2, 1}, Ids{2, 2}, Ids{1, 9}}) {
        ChannelFixture f;
        for (const Delivery& d : f.take(at(0), 3))
            f.channel.nack(at(0), d.ticket, {}, f.delta);
        std::string delta;
        for (uint64_t id : ids)
            putOperation(delta, DeltaOp::owedSettled, id);
        QCOMPARE(f.channel.apply(delta), ids == (Ids{2, 1}));
    }
}

void ChannelBytesTest::deltaThatDoesNotFitTheStateIsRefused()
{
    struct Case {
        DeltaOp op;
        uint64_t a, b, c;
    };
    const Case cases[] = {
        {DeltaOp::settled, 1, 1, 0}, // no such ticket
        {DeltaOp::settled, 0, 0, 0}, // an empty run of nothing
        {DeltaOp::redelivered, 1, 1, 0},
        {DeltaOp::dueTaken, 1, 0, 0}, // nothing is owed
        {DeltaOp::dueAcked, 1, 0, 0},
        {DeltaOp::givenBack, 1, 0, 1},
        {DeltaOp::buried, 1, 0, 1},
        {DeltaOp::extended, 1, 0, 0},
        {DeltaOp::deadReplayed, 1, 0, 0},
        {DeltaOp::deadPurged, 1, 0, 0},
        {DeltaOp::purged, 1, 2, 0},
        {DeltaOp::settings, 1, 1, 2},
        {DeltaOp::settings, UINT64_MAX, 1, 0},
        {DeltaOp::settings, 1, uint64_t{1} << 32, 0},
        {DeltaOp::ticketsSkipped, UINT64_MAX, 0, 0},
        {DeltaOp::settledAhead, 1, 0, 0}, // an empty run
        {DeltaOp::settledAhead, UINT64_MAX, 1, 0},
        {DeltaOp::settledAhead, 1, UINT64_MAX, 0},
        {DeltaOp::owedSettled, 1, 0, 0}, // nothing is owed
        {DeltaOp::unsettled, 1, 0, 0}, // not below the cursor
        {DeltaOp::aheadForgotten, 1, 1, 0}, // nothing is settled ahead
        {DeltaOp::aheadForgotten, 0, 0, 0},
        {DeltaOp::aheadForgotten, UINT64_MAX, 1, 0},
        {DeltaOp::aheadForgotten, 1, UINT64_MAX, 0},
    };
    for (const Case& c : cases) {
        ChannelFixture f;
        std::string delta;
        putOperation(delta, c.op, c.a, c.b, c.c);
        QVERIFY2(!f.channel.apply(delta), qPrintable(QString::number(static_cast<int>(c.op))));
    }
    for (std::string_view bytes :
        {std::string_view("\0", 1), std::string_view("\x19"), std::string_view("\x01"), std::string_view("\x04\x80")}) {
        ChannelFixture f;
        QVERIFY(!f.channel.apply(bytes));
    }
    ChannelFixture f;
    QVERIFY(f.channel.apply({}));
}

void ChannelBytesTest::overflowingIdsAreRefused()
{
    for (DeltaOp op : {DeltaOp::taken, DeltaOp::takenAcked, DeltaOp::skipped, DeltaOp::deferred}) {
        ChannelFixture f;
        f.channel.seek(at(0), MessageId{UINT64_MAX}, f.delta);
        std::string delta;
        putOperation(delta, op, 1, 1, 0);
        QVERIFY(!f.channel.apply(delta));
    }
}

void ChannelBytesTest::deltaIsCutBetweenOperations()
{
    ChannelFixture f = busyChannel();
    ChannelFixture whole({.ticketTimeout = Duration::seconds(20), .attemptLimit = 2});
    ChannelFixture parts({.ticketTimeout = Duration::seconds(20), .attemptLimit = 2});
    QVERIFY(whole.channel.apply(f.delta));
    std::string_view rest = f.delta;
    int cuts = 0;
    while (!rest.empty()) {
        size_t length = cutDelta(rest, 20);
        QVERIFY(length > 0 && length <= 31);
        QVERIFY(parts.channel.apply(rest.substr(0, length)));
        rest.remove_prefix(length);
        ++cuts;
    }
    QVERIFY(cuts > 3);
    QCOMPARE(parts.state(), whole.state());
    QCOMPARE(cutDelta({}, 100), size_t{0});
    QCOMPARE(cutDelta(f.delta, SIZE_MAX), f.delta.size());
}

void ChannelBytesTest::garbageNeverCrashes()
{
    SeededRandom random(seedOfRun());
    const ChannelFixture busy = busyChannel();
    const std::string state = busy.state();
    size_t accepted = 0;
    for (int i = 0; i < 40'000; ++i) {
        // A good state or delta with a few bytes changed, or noise.
        std::string bytes = (i & 1) ? state : busy.delta;
        if (i % 5 == 0)
            for (char& c : bytes)
                c = static_cast<char>(random.next() % 26);
        for (uint64_t flips = 1 + random.next() % 4; flips != 0; --flips)
            bytes[random.next() % bytes.size()] = static_cast<char>(random.next());
        if (i % 7 == 0)
            bytes.resize(random.next() % bytes.size());

        std::optional<Channel> channel;
        if (i & 1)
            channel = Channel::decodeState(bytes, 10'000);
        else if (Channel fresh(kTestKey, {1}, {}, kStart); fresh.apply(bytes))
            channel = std::move(fresh);
        if (!channel)
            continue;
        ++accepted;
        // What was accepted must work, whatever it says.
        std::string delta, encoded;
        std::vector<Delivery> out;
        channel->take(at(50), at(80), {5}, {300}, 100, out, delta);
        const MessageId ids[] = {{6}, {7}, {90}, {280}, {299}};
        std::vector<SettledMessage> settled;
        channel->settle(at(50), ids, {5}, delta, &settled);
        channel->unsettle(at(51), settled, {7}, delta);
        std::vector<Channel::Unsettled> unsettled;
        channel->unsettled(at(50), {}, {5}, {300}, 50, unsettled);
        for (const Delivery& d : out)
            channel->ack(at(60), d.ticket, delta);
        channel->seek(at(60), {2}, delta);
        channel->trim({40}, delta);
        channel->counts(at(1000), {1}, {300});
        channel->expire(at(1000), delta);
        channel->floor();
        channel->encodeState(encoded);
        QVERIFY(Channel::decodeState(encoded));
    }
    QVERIFY(accepted > 100);
}

QTEST_APPLESS_MAIN(ChannelBytesTest)
#include "channel_bytes_test.moc"
