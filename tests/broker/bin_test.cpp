// The bin through a whole broker: deletions and purges are undone, with the tape, the journal and crashes in between;
// and what is let go is gone from the tape.
#include "engine/base/limits.h"
#include "engine/log/check.h"
#include "tests/support/broker_rig.h"

#include <QTest>

#include <algorithm>

using namespace tapedeck;
using namespace tapedeck::test;

namespace {

class Rig : public BrokerRig {
public:
    explicit Rig(QueueKind kind = QueueKind::disk)
    {
        QueueSettings settings;
        settings.kind = kind;
        queue = makeQueue("orders", {"a", "b"}, settings);
    }
    BinNo bin(Discard what, const std::string& channel = {})
    {
        broker->beginTurn();
        const BinNo entry = need(broker->bin(*queue, what, channel));
        turn();
        return entry;
    }
    Status restore(BinNo entry)
    {
        broker->beginTurn();
        const Status status = broker->restore(entry);
        turn();
        return status;
    }
    // The error's code, which there must be.
    ErrorCode refused(BinNo entry)
    {
        const Status status = restore(entry);
        CHECK(!status);
        return status.error().code;
    }
    void publishMany(int count, const std::string& prefix = "m")
    {
        std::vector<std::string> bodies;
        for (int i = 0; i < count; ++i)
            bodies.push_back(prefix + std::to_string(i));
        publish(queue, bodies);
    }
    std::vector<std::string> bodies()
    {
        std::vector<std::string> all;
        for (uint64_t from = 1;;) { // one answer brings one frame
            const auto some = read(queue, from, 10'000);
            if (some.empty())
                return all;
            for (const Got& got : some)
                all.push_back(got.body);
            from = some.back().id + 1;
        }
    }
    std::vector<uint64_t> receiveIds(const std::string& channel, uint32_t count = 1000)
    {
        std::vector<uint64_t> ids;
        for (const Got& got : receive(queue, channel, count))
            ids.push_back(got.id);
        return ids;
    }
    void crashAndOpen()
    {
        crash();
        open();
        queue = broker->findQueue("orders");
    }
    // Segments and queues in the tape file, which is closed for that.
    CheckReport closeAndCheck()
    {
        closeCleanly();
        const CheckReport report = need(checkTape(options.tapePath));
        CHECK(report.damage.empty());
        return report;
    }
    QueuePtr queue;
};

using Ids = std::vector<uint64_t>;
using Texts = std::vector<std::string>;

} // namespace

class BinTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDeletedQueueComesBackAsItWas_data();
    void aDeletedQueueComesBackAsItWas();
    void whileItIsDeletedNobodyFindsIt();
    void anotherQueueOfItsNameIsInTheWay();
    void purgedMessagesComeBack_data();
    void purgedMessagesComeBack();
    void channelsStandWhereTheyStood();
    void whatCameAfterThePurgeStays();
    void twoPurgesAreUndoneOneAfterTheOther();
    void afterAnotherRemovalThePurgeIsFinal();
    void aPurgeIsUndoneThoughItsSegmentsWereMerged();
    void aDeletedChannelComesBackWithItsTickets();
    void aPurgedChannelStandsWhereItStood();
    void tooMuchToRememberIsRefusedAndNothingDone();
    void marksComeBack();
    void aCrashEmptiesTheBin_data();
    void aCrashEmptiesTheBin();
    void whatWasRestoredSurvivesACrash_data();
    void whatWasRestoredSurvivesACrash();
    void itIsLetGoAfterItsTime();
    void theOldestIsLetGoWhenThereAreTooMany();
    void closingAndCopyingLetItGo();
    void aLongDeltaIsSeveralRecords();
};

void BinTest::aDeletedQueueComesBackAsItWas_data()
{
    QTest::addColumn<bool>("mem");
    QTest::addColumn<bool>("sealedBefore");
    QTest::addColumn<bool>("sealedWhile");
    QTest::newRow("in the journal") << false << false << false;
    QTest::newRow("in the tape") << false << true << false;
    QTest::newRow("sealed while it was deleted") << false << false << true;
    QTest::newRow("sealed twice") << false << true << true;
    QTest::newRow("in memory") << true << false << false;
    QTest::newRow("in memory, sealed") << true << false << true;
}

void BinTest::aDeletedQueueComesBackAsItWas()
{
    QFETCH(bool, mem);
    QFETCH(bool, sealedBefore);
    QFETCH(bool, sealedWhile);
    Rig rig(mem ? QueueKind::mem : QueueKind::disk);
    rig.publishMany(20);
    const auto out = rig.receive(rig.queue, "a", 3);
    if (sealedBefore)
        rig.sealNow();
    rig.publishMany(5, "n");
    const Texts before = rig.bodies();
    const BinNo entry = rig.bin(Discard::queue);
    QVERIFY(!rig.broker->findQueue("orders"));
    if (sealedWhile)
        rig.sealNow();
    QVERIFY(rig.restore(entry).ok());
    QVERIFY(!rig.queue->deleted());
    QCOMPARE(rig.broker->findQueue("orders"), rig.queue);
    QCOMPARE(rig.bodies(), before);
    const Ticket ticket{out[0].ticket};
    QCOMPARE(need(rig.broker->ack(*rig.queue, "a", {&ticket, 1})), 1U); // its ticket is good
    QCOMPARE(rig.receiveIds("a").front(), uint64_t{4});
    rig.publishMany(1, "last");
    QCOMPARE(rig.bodies().size(), size_t{26});
    QVERIFY(rig.reporter.problems.empty());
}

void BinTest::whileItIsDeletedNobodyFindsIt()
{
    Rig rig;
    rig.publishMany(3);
    Catcher waiting;
    ReceiveRequest request;
    request.channel = "a";
    request.wait = Duration::seconds(100);
    rig.receive(rig.queue, "a", 3);
    rig.broker->beginTurn();
    rig.broker->receive(*rig.queue, request, waiting);
    rig.turn();
    rig.bin(Discard::queue);
    QCOMPARE(waiting.errors.size(), size_t{1});
    QVERIFY(waiting.errors[0].code == ErrorCode::queueNotFound);
    QVERIFY(rig.queue->deleted());
    QVERIFY(!rig.broker->findQueue(rig.queue->number()));
    QVERIFY(rig.broker->listQueues({}).empty());
    QCOMPARE(rig.broker->queueCount(), size_t{0});
    const NewMessage message{"x"};
    QVERIFY(!rig.broker->publish(*rig.queue, {&message, 1}).ok());
    QVERIFY(!rig.broker->deleteQueue(*rig.queue).ok());
}

void BinTest::anotherQueueOfItsNameIsInTheWay()
{
    Rig rig;
    rig.publishMany(3);
    const BinNo entry = rig.bin(Discard::queue);
    const QueuePtr other = rig.makeQueue("orders");
    rig.sealNow();
    QVERIFY(rig.refused(entry) == ErrorCode::queueExists);
    QVERIFY(rig.broker->deleteQueue(*other).ok());
    QVERIFY(rig.restore(entry).ok());
    QCOMPARE(rig.bodies(), (Texts{"m0", "m1", "m2"}));
    QVERIFY(rig.refused(entry) == ErrorCode::notFound); // once is enough
}

void BinTest::purgedMessagesComeBack_data()
{
    aDeletedQueueComesBackAsItWas_data();
}

void BinTest::purgedMessagesComeBack()
{
    QFETCH(bool, mem);
    QFETCH(bool, sealedBefore);
    QFETCH(bool, sealedWhile);
    Rig rig(mem ? QueueKind::mem : QueueKind::disk);
    rig.publishMany(20);
    if (sealedBefore)
        rig.sealNow();
    rig.publishMany(5, "n");
    const Texts before = rig.bodies();
    const uint64_t bytes = rig.broker->stats(*rig.queue).rawBytes;
    const BinNo entry = rig.bin(Discard::messages);
    QCOMPARE(rig.bodies(), Texts{});
    QCOMPARE(rig.broker->stats(*rig.queue).rawBytes, uint64_t{0});
    if (sealedWhile)
        rig.sealNow();
    QVERIFY(rig.restore(entry).ok());
    QCOMPARE(rig.bodies(), before);
    QCOMPARE(rig.broker->stats(*rig.queue).rawBytes, bytes);
    QCOMPARE(rig.receiveIds("a").size(), size_t{25});
    rig.publishMany(1, "last");
    rig.sealNow();
    QCOMPARE(rig.bodies().size(), size_t{26});
    QVERIFY(rig.reporter.problems.empty());
}

void BinTest::channelsStandWhereTheyStood()
{
    Rig rig;
    rig.publishMany(10);
    auto out = rig.receive(rig.queue, "a", 4);
    const Ticket tickets[] = {{out[0].ticket}, {out[1].ticket}};
    rig.broker->ack(*rig.queue, "a", tickets).value();
    const BinNo entry = rig.bin(Discard::messages);
    QVERIFY(rig.restore(entry).ok());
    QCOMPARE(rig.receiveIds("a"), (Ids{5, 6, 7, 8, 9, 10}));
    rig.advance(Duration::seconds(3600)); // the tickets of then have run out
    Ids again = rig.receiveIds("a");
    std::sort(again.begin(), again.end());
    QCOMPARE(again, (Ids{3, 4, 5, 6, 7, 8, 9, 10}));
    QCOMPARE(rig.receiveIds("b").size(), size_t{10});
}

void BinTest::whatCameAfterThePurgeStays()
{
    Rig rig;
    rig.publishMany(5);
    const BinNo entry = rig.bin(Discard::messages);
    rig.publishMany(3, "n");
    const auto out = rig.receive(rig.queue, "a", 1);
    QCOMPARE(out[0].body, std::string("n0"));
    const Ticket ticket{out[0].ticket};
    QCOMPARE(need(rig.broker->ack(*rig.queue, "a", {&ticket, 1})), 1U);
    rig.sealNow();
    QVERIFY(rig.restore(entry).ok());
    QCOMPARE(rig.bodies(), (Texts{"m0", "m1", "m2", "m3", "m4", "n0", "n1", "n2"}));
    QCOMPARE(rig.receiveIds("a"), (Ids{1, 2, 3, 4, 5, 7, 8}));
}

void BinTest::twoPurgesAreUndoneOneAfterTheOther()
{
    Rig rig;
    rig.publishMany(3);
    const BinNo first = rig.bin(Discard::messages);
    rig.publishMany(2, "n");
    const BinNo second = rig.bin(Discard::messages);
    QVERIFY(rig.refused(first) == ErrorCode::notFound);
    QVERIFY(rig.restore(second).ok());
    QCOMPARE(rig.bodies(), (Texts{"n0", "n1"}));
    QVERIFY(rig.restore(first).ok());
    QCOMPARE(rig.bodies(), (Texts{"m0", "m1", "m2", "n0", "n1"}));
    QCOMPARE(rig.receiveIds("a").size(), size_t{5});
}

void BinTest::afterAnotherRemovalThePurgeIsFinal()
{
    Rig rig;
    rig.publishMany(3);
    const BinNo entry = rig.bin(Discard::messages);
    rig.publishMany(2, "n");
    QVERIFY(rig.broker->purgeQueue(*rig.queue).ok());
    rig.turn();
    QVERIFY(rig.refused(entry) == ErrorCode::notFound);
    QVERIFY(rig.bodies().empty());
    QCOMPARE(rig.closeAndCheck().messages, uint64_t{0});
}

void BinTest::aPurgeIsUndoneThoughItsSegmentsWereMerged()
{
    Rig rig;
    for (int i = 0; i < 7; ++i) {
        rig.publishMany(3, "s" + std::to_string(i) + "-");
        rig.sealNow();
    }
    rig.publishMany(3, "last");
    const Texts before = rig.bodies();
    // The eighth small segment is sealed, which begins the merge, and the purge comes before the merge is through.
    rig.broker->beginTurn();
    bool sealed = false;
    rig.broker->seal([&](const Result<bool>& result) { sealed = result.ok(); });
    rig.broker->endTurn();
    while (!sealed) {
        rig.broker->beginTurn();
        QVERIFY(rig.loop.runOne());
        rig.broker->endTurn();
    }
    const BinNo entry = rig.bin(Discard::messages);
    rig.sealNow();
    QVERIFY(rig.restore(entry).ok());
    QCOMPARE(rig.bodies(), before);
    QCOMPARE(rig.broker->stats(*rig.queue).segments, size_t{1}); // merged
    QCOMPARE(rig.closeAndCheck().messages, uint64_t{24});
}

void BinTest::aDeletedChannelComesBackWithItsTickets()
{
    Rig rig;
    rig.publishMany(10);
    const auto out = rig.receive(rig.queue, "a", 3);
    const BinNo entry = rig.bin(Discard::channel, "a");
    QVERIFY(!rig.broker->hasChannel(*rig.queue, "a"));
    rig.sealNow();
    rig.publishMany(2, "n");
    QVERIFY(rig.restore(entry).ok());
    const Ticket ticket{out[0].ticket};
    QCOMPARE(need(rig.broker->ack(*rig.queue, "a", {&ticket, 1})), 1U);
    QCOMPARE(rig.receiveIds("a").front(), uint64_t{4});
    rig.crashAndOpen();
    QVERIFY(rig.broker->hasChannel(*rig.queue, "a"));
    const BinNo again = rig.bin(Discard::channel, "b");
    QVERIFY(rig.broker->createChannel(*rig.queue, "b").ok());
    QVERIFY(rig.refused(again) == ErrorCode::channelExists);
}

void BinTest::aPurgedChannelStandsWhereItStood()
{
    Rig rig;
    rig.publishMany(10);
    rig.receive(rig.queue, "a", 3);
    const BinNo entry = rig.bin(Discard::owed, "a");
    QVERIFY(rig.receiveIds("b", 2).size() == 2); // the other one is not touched
    QVERIFY(rig.restore(entry).ok());
    QCOMPARE(rig.receiveIds("a").front(), uint64_t{4});
    const BinNo gone = rig.bin(Discard::owed, "a");
    QVERIFY(need(rig.broker->deleteChannel(*rig.queue, "a")));
    QVERIFY(rig.refused(gone) == ErrorCode::channelNotFound);
    const BinNo moved = rig.bin(Discard::owed, "b");
    rig.broker->seekChannel(*rig.queue, "b", SeekTarget::toId({5}), [](const Result<SeekResult>&) {});
    QVERIFY(rig.refused(moved) == ErrorCode::invalidArgument);
}

void BinTest::tooMuchToRememberIsRefusedAndNothingDone()
{
    Rig rig;
    const int count = static_cast<int>(limits::kBinListedMax) + 1;
    rig.publishMany(count);
    for (int got = 0; got < count;) {
        const auto some = rig.receive(rig.queue, "a", 50'000);
        QVERIFY(!some.empty());
        got += static_cast<int>(some.size());
    }
    for (const Discard what : {Discard::messages, Discard::owed}) {
        const auto entry = rig.broker->bin(*rig.queue, what, "a");
        QVERIFY(!entry.ok());
        QVERIFY(entry.error().code == ErrorCode::overloaded);
    }
    QCOMPARE(rig.broker->head(*rig.queue) - rig.broker->first(*rig.queue), uint64_t(count));
    QVERIFY(rig.restore(rig.bin(Discard::queue)).ok()); // a queue stays whole
}

void BinTest::marksComeBack()
{
    Rig rig;
    rig.publishMany(3);
    rig.broker->setMark({rig.queue->number(), {2}, 3, "look"}, [](const Result<bool>& set) { QVERIFY(set.ok()); });
    rig.turn();
    for (const Discard what : {Discard::messages, Discard::queue}) {
        const BinNo entry = rig.bin(what);
        QVERIFY(rig.broker->marks()->empty());
        QVERIFY(rig.restore(entry).ok());
        QCOMPARE(rig.broker->marks()->size(), size_t{1});
        QCOMPARE(rig.broker->marks()->front().note, std::string("look"));
    }
    rig.crashAndOpen();
    QCOMPARE(rig.broker->marks()->size(), size_t{1});
}

void BinTest::aCrashEmptiesTheBin_data()
{
    QTest::addColumn<int>("what");
    QTest::addColumn<bool>("sealed");
    for (const bool sealed : {false, true}) {
        QTest::addRow("queue%s", sealed ? ", sealed" : "") << static_cast<int>(Discard::queue) << sealed;
        QTest::addRow("messages%s", sealed ? ", sealed" : "") << static_cast<int>(Discard::messages) << sealed;
    }
}

void BinTest::aCrashEmptiesTheBin()
{
    QFETCH(int, what);
    QFETCH(bool, sealed);
    const bool whole = static_cast<Discard>(what) == Discard::queue;
    Rig rig;
    rig.publishMany(10);
    rig.sealNow();
    rig.publishMany(5);
    rig.bin(static_cast<Discard>(what));
    if (sealed)
        rig.sealNow();
    rig.crash();
    const TapeInfo info = need(tapeInfo(rig.options.tapePath)); // whoever looks into the file without the broker
    if (sealed) {
        QCOMPARE(info.queues.size(), size_t{whole ? 0U : 1U});
        QCOMPARE(whole ? 0 : info.queues[0].messages, uint64_t{0});
    }
    rig.open();
    rig.queue = rig.broker->findQueue("orders");
    QCOMPARE(rig.queue == nullptr, whole);
    QVERIFY(whole || rig.bodies().empty());
    QVERIFY(whole || rig.broker->head(*rig.queue).value == 16);
    QVERIFY(rig.reporter.problems.empty());
    const CheckReport report = rig.closeAndCheck();
    QCOMPARE(report.segments, uint64_t{0});
    QCOMPARE(report.queues, uint64_t{whole ? 0U : 1U});
}

void BinTest::whatWasRestoredSurvivesACrash_data()
{
    QTest::addColumn<int>("what");
    QTest::addColumn<bool>("sealedBetween");
    QTest::addColumn<bool>("sealedAfter");
    for (const Discard what : {Discard::queue, Discard::messages, Discard::channel, Discard::owed})
        for (const bool between : {false, true})
            for (const bool after : {false, true})
                QTest::addRow(
                    "%d%s%s", static_cast<int>(what), between ? ", sealed between" : "", after ? ", sealed after" : "")
                    << static_cast<int>(what) << between << after;
}

void BinTest::whatWasRestoredSurvivesACrash()
{
    QFETCH(int, what);
    QFETCH(bool, sealedBetween);
    QFETCH(bool, sealedAfter);
    Rig rig;
    rig.publishMany(10);
    rig.sealNow();
    rig.publishMany(5, "n");
    rig.receive(rig.queue, "a", 3);
    const Texts before = rig.bodies();
    const BinNo entry = rig.bin(static_cast<Discard>(what), "a");
    if (sealedBetween)
        rig.sealNow();
    if (static_cast<Discard>(what) == Discard::messages)
        rig.publishMany(1, "since");
    QVERIFY(rig.restore(entry).ok());
    if (sealedAfter)
        rig.sealNow();
    rig.crashAndOpen();
    QVERIFY(rig.queue);
    Texts after = rig.bodies();
    if (static_cast<Discard>(what) == Discard::messages) {
        QCOMPARE(after.back(), std::string("since0"));
        after.pop_back();
    }
    QCOMPARE(after, before);
    QCOMPARE(rig.receiveIds("a").front(), uint64_t{4});
    QCOMPARE(rig.receiveIds("b").front(), uint64_t{1});
    QVERIFY(rig.reporter.problems.empty());
    QVERIFY(rig.closeAndCheck().messages >= 15);
}

void BinTest::itIsLetGoAfterItsTime()
{
    for (const Discard what : {Discard::queue, Discard::messages}) {
        Rig rig;
        rig.publishMany(10);
        rig.sealNow();
        const BinNo entry = rig.bin(what);
        rig.advance(Duration::seconds(limits::kBinSeconds - 1));
        rig.sealNow();
        QVERIFY(rig.broker->nextDue() <= rig.clock.wall() + Duration::seconds(1));
        rig.advance(Duration::seconds(1));
        QVERIFY(rig.refused(entry) == ErrorCode::notFound);
        rig.advance(Duration::seconds(60)); // sealed when it is idle
        rig.crash();
        QCOMPARE(need(checkTape(rig.options.tapePath)).segments, uint64_t{0});
    }
}

void BinTest::theOldestIsLetGoWhenThereAreTooMany()
{
    Rig rig;
    rig.publishMany(1);
    const BinNo first = rig.bin(Discard::owed, "a");
    BinNo last = 0;
    for (size_t i = 0; i < limits::kBinEntriesMax; ++i)
        last = rig.bin(Discard::owed, "b");
    QVERIFY(rig.refused(first) == ErrorCode::notFound);
    QVERIFY(rig.restore(last).ok());
}

void BinTest::closingAndCopyingLetItGo()
{
    Rig rig;
    rig.publishMany(10);
    rig.sealNow();
    const BinNo purged = rig.bin(Discard::messages);
    const std::string copy = rig.directory + "/copy.tape";
    bool copied = false;
    rig.broker->beginTurn();
    rig.broker->saveCopy(copy, [&](const Result<bool>& result) { copied = result.ok(); });
    rig.turn();
    QVERIFY(copied);
    QCOMPARE(need(checkTape(copy)).segments, uint64_t{0});
    QVERIFY(rig.refused(purged) == ErrorCode::notFound);
    rig.publishMany(3);
    rig.bin(Discard::queue);
    const CheckReport report = rig.closeAndCheck();
    QCOMPARE(report.queues, uint64_t{0});
    QCOMPARE(report.segments, uint64_t{0});
}

// One change of settings buries 60,000 messages: more than one record of the journal can say.
void BinTest::aLongDeltaIsSeveralRecords()
{
    Rig rig;
    rig.publishMany(60'000);
    for (size_t got = 0; got < 60'000;)
        got += rig.receive(rig.queue, "a", 60'000).size();
    rig.advance(Duration::seconds(3600));
    ChannelSettings settings = rig.broker->channelStats(*rig.queue, "a")->settings;
    settings.attemptLimit = 1;
    rig.broker->beginTurn();
    QVERIFY(rig.broker->changeChannel(*rig.queue, "a", settings).ok());
    rig.turn();
    QVERIFY(rig.broker->readOnlyReason().empty());
    QCOMPARE(rig.broker->channelStats(*rig.queue, "a")->dead, uint64_t{60'000});
    const BinNo entry = rig.bin(Discard::messages);
    QCOMPARE(rig.broker->channelStats(*rig.queue, "a")->dead, uint64_t{0});
    QVERIFY(rig.restore(entry).ok());
    rig.crashAndOpen();
    QCOMPARE(rig.broker->channelStats(*rig.queue, "a")->dead, uint64_t{60'000});
}

QTEST_APPLESS_MAIN(BinTest)
#include "bin_test.moc"
