#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/base/limits.h"
#include "tests/support/broker_rig.h"

#include <fstream>
#include <iterator>
#include <numeric>

using namespace tapedeck;
using namespace tapedeck::test;

// Counts of messages over time, of what is sealed and of what is in memory.
class HistogramTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEmptyQueueHasNone();
    void oneMessageIsInItsBucket();
    void aBorderBelongsToTheLaterBucket();
    void theNewestAreExact_data();
    void theNewestAreExact();
    void sealedOnesAreExactWhereFramesBegin();
    void insideAFrameTheyComeEvenly();
    void aFrameOverManyBucketsIsLookedInto();
    void aFrameThatCannotBeReadIsTakenToBeEven();
    void theSumIsThatOfAllMessages_data();
    void theSumIsThatOfAllMessages();
    void aHugeGapIsEmpty();
    void whatIsPurgedDoesNotCount();
    void aRangeOutsideIsEmpty();
    void bucketsThatDoNotDivideTheRangeCoverIt();
    void manyBucketsAreCountedOverSeveralTurns();
    void aQueueDeletedMeanwhileIsAnError();
};

namespace {

using Counts = std::vector<uint64_t>;

class Rig : public BrokerRig {
public:
    explicit Rig(QueueKind kind = QueueKind::disk)
    {
        QueueSettings settings;
        settings.kind = kind;
        queue = makeQueue("orders", {}, settings);
        start = clock.wall();
    }
    // One message at each of these seconds after the start, which must ascend.
    void publishAt(const std::vector<int64_t>& seconds)
    {
        for (const int64_t second : seconds) {
            advance(at(second) - clock.wall());
            publish(queue, {"message"});
        }
    }
    Time at(int64_t second) const { return start + Duration{second * secondMicros}; }
    void ask(Time from, Time until, uint32_t buckets)
    {
        counts = {};
        answers = 0;
        broker->beginTurn();
        broker->histogram(*queue, from, until, buckets, [this](Result<Counts> result) {
            ++answers;
            if (result)
                counts = *result;
            else
                error = result.error();
        });
    }
    // Of [from, until) in seconds after the start.
    Counts count(int64_t from, int64_t until, uint32_t buckets)
    {
        ask(at(from), at(until), buckets);
        turn();
        CHECK(answers == 1);
        return counts;
    }
    static uint64_t sum(const Counts& all) { return std::accumulate(all.begin(), all.end(), uint64_t{0}); }

    QueuePtr queue;
    Time start;
    int64_t secondMicros = 1'000'000;
    Counts counts;
    int answers = 0;
    Error error{ErrorCode::io, {}};
};

// More than fit into one frame: so many bytes of text that zstd's frames end where the limit says.
std::vector<std::string> bulk(size_t count)
{
    return std::vector<std::string>(count, std::string(1'000, 'x'));
}

// Overwrites what follows the mark of each compressed frame. Returns how many there are.
int spoilFrames(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), {});
    int frames = 0;
    for (size_t at = 0; (at = bytes.find("\x28\xb5\x2f\xfd", at)) != std::string::npos; at += 4, ++frames)
        bytes.replace(at + 4, 6, "spoilt");
    std::ofstream(path, std::ios::binary) << bytes;
    return frames;
}

} // namespace

void HistogramTest::anEmptyQueueHasNone()
{
    Rig rig;
    QCOMPARE(rig.count(0, 10, 5), Counts(5));
    QCOMPARE(rig.count(10, 0, 5), Counts(5)); // and a range that is none
    QCOMPARE(rig.count(0, 10, 0), Counts());
}

void HistogramTest::oneMessageIsInItsBucket()
{
    Rig rig;
    rig.publishAt({7});
    QCOMPARE(rig.count(0, 10, 5), (Counts{0, 0, 0, 1, 0}));
    rig.sealNow();
    QCOMPARE(rig.count(0, 10, 5), (Counts{0, 0, 0, 1, 0}));
}

void HistogramTest::aBorderBelongsToTheLaterBucket()
{
    for (const bool sealed : {false, true}) {
        Rig rig;
        rig.publishAt({4});
        if (sealed)
            rig.sealNow();
        QCOMPARE(rig.count(0, 8, 2), (Counts{0, 1}));
        QCOMPARE(rig.count(0, 4, 2), (Counts{0, 0}));
        QCOMPARE(rig.count(4, 8, 2), (Counts{1, 0}));
    }
}

void HistogramTest::theNewestAreExact_data()
{
    QTest::addColumn<QueueKind>("kind");
    QTest::newRow("disk") << QueueKind::disk;
    QTest::newRow("mem") << QueueKind::mem;
}

void HistogramTest::theNewestAreExact()
{
    QFETCH(QueueKind, kind);
    Rig rig(kind);
    rig.secondMicros = 100'000; // all of it before what is idle is sealed
    // Bunched, so that taking them evenly would be seen.
    rig.publishAt({0, 1, 1, 1, 2, 3, 20, 20, 21, 39});
    QCOMPARE(rig.count(0, 40, 8), (Counts{6, 0, 0, 0, 3, 0, 0, 1}));
    QCOMPARE(rig.count(1, 3, 2), (Counts{3, 1}));
    QCOMPARE(rig.count(21, 22, 1), (Counts{1}));
}

void HistogramTest::sealedOnesAreExactWhereFramesBegin()
{
    Rig rig;
    // Each burst is of one moment and fills more than a frame.
    const size_t burst = limits::kFrameRawBytes / 1'000 * 2;
    for (int i = 0; i < 3; ++i) {
        rig.publish(rig.queue, bulk(burst));
        rig.clock.advance(Duration::seconds(10));
    }
    rig.publishAt({30, 31});
    rig.sealNow();
    const Counts counts = rig.count(0, 40, 4);
    QCOMPARE(Rig::sum(counts), uint64_t{3 * burst + 2});
    // The last frame of a burst is filled up by the next one: it is the only one that is spread.
    const uint64_t frame = limits::kFrameRawBytes / 1'000 + 1;
    for (size_t i = 0; i < 3; ++i)
        QVERIFY2(counts[i] + frame >= burst && counts[i] <= burst + frame, qPrintable(QString::number(counts[i])));
}

void HistogramTest::insideAFrameTheyComeEvenly()
{
    Rig rig;
    rig.secondMicros = 100'000; // so that they are sealed together
    rig.publishAt({0, 1, 1, 1, 10});
    rig.sealNow();
    // Five in one frame, from 0 to 10: taken to be at 0, 2.5, 5, 7.5 and 10.
    QCOMPARE(rig.count(0, 12, 3), (Counts{2, 2, 1}));
}

void HistogramTest::aFrameOverManyBucketsIsLookedInto()
{
    Rig rig;
    rig.secondMicros = 100'000; // so that they are sealed together
    rig.publishAt({0, 1, 1, 1, 10, 40});
    rig.sealNow();
    QCOMPARE(rig.count(0, 41, 41)[1], uint64_t{3});
    QCOMPARE(rig.count(0, 42, 21), (Counts{4, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    // Of many messages some are remembered: two bursts and nothing between them.
    Rig large;
    large.publish(large.queue, std::vector<std::string>(1'000, "x"));
    large.clock.advance(Duration::seconds(3));
    large.publish(large.queue, std::vector<std::string>(500, "x"));
    large.sealNow();
    const Counts counts = large.count(0, 4, 40);
    QCOMPARE(Rig::sum(counts), uint64_t{1'500});
    // Nothing tells at which message between two remembered ones the second burst begins.
    QVERIFY2(counts[0] >= 970 && counts[0] <= 1'030, qPrintable(QString::number(counts[0])));
    QVERIFY2(counts[30] >= 450 && counts[30] <= 500, qPrintable(QString::number(counts[30])));
}

void HistogramTest::aFrameThatCannotBeReadIsTakenToBeEven()
{
    Rig rig;
    rig.secondMicros = 100'000;
    rig.publishAt({0, 1, 1, 1, 10});
    rig.sealNow();
    rig.closeCleanly();
    QVERIFY(spoilFrames(rig.options.tapePath) > 0);
    rig.open();
    rig.queue = rig.broker->findQueue("orders");
    QCOMPARE(rig.count(0, 12, 6), (Counts{1, 1, 1, 1, 0, 1}));
    QCOMPARE(rig.count(0, 12, 6), (Counts{1, 1, 1, 1, 0, 1}));
}

void HistogramTest::theSumIsThatOfAllMessages_data()
{
    QTest::addColumn<uint32_t>("buckets");
    for (const uint32_t buckets : {1U, 2U, 7U, 64U, 1'000U, limits::kHistogramBucketsMax})
        QTest::addRow("%u", buckets) << buckets;
}

void HistogramTest::theSumIsThatOfAllMessages()
{
    QFETCH(uint32_t, buckets);
    Rig rig;
    size_t published = 0;
    for (int part = 0; part < 4; ++part) { // sealed three times, and in memory
        for (int i = 0; i < 8; ++i) {
            rig.publish(rig.queue, bulk(static_cast<size_t>(20 + rig.random.next() % 60)));
            rig.clock.advance(Duration{static_cast<int64_t>(rig.random.next() % 5'000'000)});
        }
        if (part < 3)
            rig.sealNow();
    }
    published = rig.broker->head(*rig.queue).value - 1;
    QVERIFY(published > 500);
    const Counts counts = rig.count(0, 3'600, buckets);
    QCOMPARE(counts.size(), size_t{buckets});
    QCOMPARE(Rig::sum(counts), uint64_t{published});
}

void HistogramTest::aHugeGapIsEmpty()
{
    constexpr int64_t kYear = 365 * 24 * 3600;
    for (const bool sealed : {false, true}) {
        Rig rig(sealed ? QueueKind::disk : QueueKind::mem);
        rig.publishAt({0, 1});
        if (sealed)
            rig.sealNow();
        rig.publishAt({10 * kYear, 10 * kYear + 1});
        const Counts counts = rig.count(0, 11 * kYear, 1'100);
        QCOMPARE(counts.front(), uint64_t{2});
        QCOMPARE(counts[1'000], uint64_t{2});
        QCOMPARE(Rig::sum(counts), uint64_t{4});
    }
}

void HistogramTest::whatIsPurgedDoesNotCount()
{
    Rig rig;
    rig.publishAt({0, 1, 2});
    rig.sealNow();
    rig.publishAt({3, 4});
    rig.broker->beginTurn();
    QVERIFY(rig.broker->purgeQueue(*rig.queue).ok());
    rig.turn();
    QCOMPARE(rig.count(0, 10, 10), Counts(10));
    rig.publishAt({5});
    QCOMPARE(rig.count(0, 10, 10), (Counts{0, 0, 0, 0, 0, 1, 0, 0, 0, 0}));
    // Retention: the oldest go.
    QueueSettings settings = rig.broker->settings(*rig.queue);
    settings.retention.hardPeriod = Duration::seconds(10);
    rig.broker->beginTurn();
    QVERIFY(rig.broker->changeQueue(*rig.queue, settings).ok());
    rig.turn();
    rig.sealNow();
    rig.publishAt({30, 31});
    rig.sealNow();
    rig.advance(Duration::seconds(5));
    const MessageId first = rig.broker->first(*rig.queue);
    QVERIFY(first > MessageId{6});
    QCOMPARE(Rig::sum(rig.count(0, 40, 10)), rig.broker->head(*rig.queue) - first);
    QCOMPARE(rig.count(0, 6, 1), Counts{0});
}

void HistogramTest::aRangeOutsideIsEmpty()
{
    Rig rig;
    rig.publishAt({100, 101});
    rig.sealNow();
    rig.publishAt({102});
    QCOMPARE(rig.count(0, 100, 10), Counts(10));
    QCOMPARE(rig.count(103, 200, 10), Counts(10));
    // As wide as times can be.
    rig.ask(Time{INT64_MIN}, Time{INT64_MAX}, 3);
    rig.turn();
    QCOMPARE(rig.counts, (Counts{0, 3, 0}));
}

void HistogramTest::bucketsThatDoNotDivideTheRangeCoverIt()
{
    Rig rig;
    rig.publishAt({0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    const Counts counts = rig.count(0, 10, 3);
    QCOMPARE(counts, (Counts{4, 3, 3}));
    // Narrower than a microsecond: every message is in the bucket that has its moment.
    rig.ask(rig.start, rig.start + Duration{2}, 8);
    rig.turn();
    QCOMPARE(Rig::sum(rig.counts), uint64_t{1});
}

void HistogramTest::manyBucketsAreCountedOverSeveralTurns()
{
    Rig rig;
    rig.publishAt({0, 1, 2, 3});
    rig.sealNow();
    rig.ask(rig.start, rig.start + Duration::seconds(10), 4'000);
    QCOMPARE(rig.answers, 0);
    QVERIFY(!rig.loop.empty());
    rig.publishAt({5}); // what comes meanwhile, and the sealing of it, disturb nothing
    rig.sealNow();
    QCOMPARE(rig.answers, 1);
    QVERIFY(Rig::sum(rig.counts) == 4 || Rig::sum(rig.counts) == 5);
}

void HistogramTest::aQueueDeletedMeanwhileIsAnError()
{
    Rig rig;
    rig.publishAt({0});
    rig.sealNow();
    rig.ask(rig.start, rig.start + Duration::seconds(10), 4'000);
    QVERIFY(rig.broker->deleteQueue(*rig.queue).ok());
    rig.turn();
    QCOMPARE(rig.answers, 1);
    QCOMPARE(rig.error.code, ErrorCode::queueNotFound);
    rig.ask(rig.start, rig.start + Duration::seconds(10), 4);
    QCOMPARE(rig.answers, 1);
    QCOMPARE(rig.error.code, ErrorCode::queueNotFound);
}

QTEST_APPLESS_MAIN(HistogramTest)
#include "histogram_test.moc"
