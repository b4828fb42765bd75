#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/broker/scan.h"
#include "tests/support/broker_rig.h"

using namespace tapedeck;
using namespace tapedeck::test;

// Searching a queue: sealed messages and those still in memory, step by step.
class ScanTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsTheSameAsReadingAll_data();
    void findsTheSameAsReadingAll();
    void aStepHasNoMoreThanAskedFor();
    void framesThatCannotMatchAreNotRead();
    void previousIsKnownAcrossFramesAndSegments();
    void aCancelledStepIsNotAnswered();
    void aDeletedQueueIsAnError();
    void aRemovedSegmentDoesNotDisturb();
    void tooManyAreRefused();
    void closingEndsThem();
    void messagesNotYetVisibleAreNotFound();
};

namespace {

class StepSink final : public ScanSink {
public:
    void onScanned(const ScanStep& step) override
    {
        ++answers;
        for (const MessageView& match : step.matches)
            ids.push_back(match.id.value);
        lastCount = step.matches.size();
        next = step.next;
        ended = step.ended;
        bytes += step.bytes;
        damages += step.damage.size();
    }
    void onScanError(const Error& error) override
    {
        ++answers;
        errors.push_back(error);
    }
    std::vector<uint64_t> ids;
    std::vector<Error> errors;
    MessageId next;
    bool ended = false;
    uint64_t bytes = 0;
    size_t lastCount = 0, damages = 0;
    int answers = 0;
};

constexpr int kMessages = 30'000; // several segments

class Rig : public BrokerRig {
public:
    // Three parts: sealed, sealed later, and in memory.
    Rig()
    {
        queue = makeQueue("orders");
        for (int part = 0; part < 3; ++part) {
            std::vector<std::string> bodies;
            for (int i = 0; i < kMessages / 3; ++i) {
                const int n = part * (kMessages / 3) + i + 1;
                bodies.push_back("{\"n\":" + std::to_string(n) + ",\"third\":" + (n % 3 == 0 ? "true" : "false")
                    + ",\"pad\":\"" + std::string(static_cast<size_t>(n % 200), 'x') + "\""
                    + (n % 1'000 == 7 ? ",\"mark\":\"needle\"" : "") + "}");
            }
            publish(queue, bodies);
            clock.advance(Duration::seconds(60));
            if (part < 2)
                sealNow();
        }
    }

    StepSink scan(const char* filter, uint64_t from = 1, uint64_t until = UINT64_MAX, uint32_t count = UINT32_MAX)
    {
        StepSink sink;
        MessageId at{from};
        for (int steps = 0; steps < 10'000 && !sink.ended && sink.errors.empty(); ++steps) {
            broker->scan(*queue, {*Filter::parse(filter), at, {until}, count}, sink);
            turn();
            CHECK(sink.answers == steps + 1);
            CHECK(sink.next > at || sink.ended);
            at = sink.next;
        }
        return sink;
    }
    QueuePtr queue;
};

} // namespace

void ScanTest::findsTheSameAsReadingAll_data()
{
    QTest::addColumn<QByteArray>("filter");
    for (const char* text : {"needle", "json.mark == needle", "json.third", "json.n > 29990 or json.n < 12",
             "id in [1, 9999, 10001, 30000]", "id >= 9990 and id < 20010 and json.third == false", "size > 210",
             "time > -90s", "time < -90s and needle", "age > 1d", "queue == other", "queue == orders and needle",
             "!json.third", "/needle/", "", "json.n != prev(json.n) and json.third == prev(json.third) and id > 29000",
             "len(body) == 100"})
        QTest::addRow("%s", text) << QByteArray(text);
}

void ScanTest::findsTheSameAsReadingAll()
{
    QFETCH(QByteArray, filter);
    static Rig rig;
    const Filter parsed = *Filter::parse(filter.toStdString());
    std::vector<uint64_t> expected;
    std::optional<Got> before;
    for (uint64_t from = 1; from <= kMessages; from += 1'000) {
        for (const Got& got : rig.read(rig.queue, from, 1'000)) {
            const auto viewOf = [](const Got& one) {
                return MessageView{{one.id}, {one.time}, {}, {}, one.key, one.headers, one.body};
            };
            const MessageView view = viewOf(got);
            const Got gotBefore = before.value_or(got);
            const MessageView viewBefore = viewOf(gotBefore);
            const FilterSubject subjectBefore{.message = viewBefore, .queue = "orders", .now = rig.clock.wall()};
            FilterSubject subject{.message = view, .queue = "orders", .now = rig.clock.wall()};
            subject.previous = before ? &subjectBefore : nullptr;
            if (parsed.matches(subject))
                expected.push_back(got.id);
            before = got;
        }
    }
    const StepSink found = rig.scan(filter.constData());
    QVERIFY(found.errors.empty());
    QCOMPARE(found.next.value, uint64_t{kMessages + 1});
    QVERIFY(found.ids == expected);
    const StepSink some = rig.scan(filter.constData(), 5'000, 25'001, 7);
    std::erase_if(expected, [](uint64_t id) { return id < 5'000 || id > 25'000; });
    QVERIFY(some.ids == expected);
}

void ScanTest::aStepHasNoMoreThanAskedFor()
{
    Rig rig;
    StepSink sink;
    rig.broker->scan(*rig.queue, {*Filter::parse("json.third"), {1}, {UINT64_MAX}, 5}, sink);
    QCOMPARE(sink.answers, 0); // other turns come first
    rig.turn();
    QVERIFY((sink.ids == std::vector<uint64_t>{3, 6, 9, 12, 15}));
    QCOMPARE(sink.next.value, uint64_t{16});
    QVERIFY(!sink.ended);
    StepSink hot;
    rig.broker->scan(*rig.queue, {*Filter::parse("json.third"), {25'000}, {UINT64_MAX}, 2}, hot);
    rig.turn();
    QVERIFY((hot.ids == std::vector<uint64_t>{25'002, 25'005}));
    QCOMPARE(hot.next.value, uint64_t{25'006});
}

void ScanTest::framesThatCannotMatchAreNotRead()
{
    Rig rig;
    const uint64_t all = rig.scan("needle").bytes;
    QVERIFY(all > 3'000'000);
    QVERIFY(rig.scan("id == 5000").bytes < 300'000);
    QVERIFY(rig.scan("time > -90s").bytes < all / 2);
    QVERIFY(rig.scan("time < -150s").bytes < all / 2);
    QCOMPARE(rig.scan("size > 1mb").bytes, rig.scan("size > 1mb", 20'001).bytes); // only what is in memory
    QCOMPARE(rig.scan("queue == other").bytes, uint64_t{0});
}

void ScanTest::previousIsKnownAcrossFramesAndSegments()
{
    Rig rig;
    const StepSink found = rig.scan("json.n > prev(json.n)");
    QCOMPARE(found.ids.size(), static_cast<size_t>(kMessages - 1)); // only the first has none before it
    QCOMPARE(rig.scan("exists(prev(id))", 15'000, 15'001).ids.size(), size_t{1});
    QCOMPARE(rig.scan("exists(prev(id)) and size > 200 and time > -90s").ids.size(),
        rig.scan("size > 200 and time > -90s").ids.size());
}

void ScanTest::aCancelledStepIsNotAnswered()
{
    Rig rig;
    for (const uint64_t from : {1, 25'000}) {
        StepSink sink;
        const WaitId id = rig.broker->scan(*rig.queue, {Filter(), {from}}, sink);
        QVERIFY(id != 0);
        rig.broker->cancel(id);
        rig.turn();
        QCOMPARE(sink.answers, 0);
    }
}

void ScanTest::aDeletedQueueIsAnError()
{
    Rig rig;
    StepSink sink;
    rig.broker->scan(*rig.queue, {Filter(), {1}}, sink);
    QVERIFY(rig.broker->deleteQueue(*rig.queue));
    rig.turn();
    QCOMPARE(sink.errors.size(), size_t{1});
    QVERIFY(sink.errors[0].code == ErrorCode::queueNotFound);
    QCOMPARE(rig.broker->scan(*rig.queue, {Filter(), {1}}, sink), WaitId{0});
    QCOMPARE(sink.errors.size(), size_t{2});
}

// The frames are chosen, and before they are read the queue is purged.
void ScanTest::aRemovedSegmentDoesNotDisturb()
{
    Rig rig;
    StepSink sink;
    rig.broker->scan(*rig.queue, {*Filter::parse("needle"), {1}}, sink);
    rig.broker->beginTurn();
    QVERIFY(rig.loop.runOne()); // chooses them; with this rig also reads them
    QVERIFY(rig.broker->purgeQueue(*rig.queue));
    rig.turn();
    QCOMPARE(sink.answers, 1);
    QVERIFY(sink.errors.empty());
}

void ScanTest::tooManyAreRefused()
{
    Rig rig;
    StepSink sink;
    for (size_t i = 0; i < limits::kScansMax; ++i)
        QVERIFY(rig.broker->scan(*rig.queue, {Filter(), {1}, {2}}, sink) != 0);
    QCOMPARE(rig.broker->scan(*rig.queue, {Filter(), {1}, {2}}, sink), WaitId{0});
    QCOMPARE(sink.errors.size(), size_t{1});
    QVERIFY(sink.errors[0].code == ErrorCode::overloaded);
    rig.turn();
    QCOMPARE(sink.ids.size(), limits::kScansMax);
}

void ScanTest::closingEndsThem()
{
    Rig rig;
    StepSink sink;
    rig.broker->scan(*rig.queue, {Filter(), {1}}, sink);
    rig.closeCleanly();
    QCOMPARE(sink.answers, 1);
    QVERIFY(sink.errors.at(0).code == ErrorCode::stopped);
}

void ScanTest::messagesNotYetVisibleAreNotFound()
{
    BrokerRig rig;
    QueueSettings settings;
    settings.kind = QueueKind::mem;
    const QueuePtr queue = rig.makeQueue("memory", {}, settings);
    rig.publish(queue, {"one", "two"});
    rig.broker->beginTurn();
    const NewMessage third{"three"};
    QVERIFY(rig.broker->publish(*queue, {&third, 1}));
    StepSink sink;
    rig.broker->scan(*queue, {Filter(), {1}}, sink);
    QVERIFY(rig.loop.runOne());
    QVERIFY((sink.ids == std::vector<uint64_t>{1, 2}));
    rig.turn();
}

QTEST_APPLESS_MAIN(ScanTest)
#include "scan_test.moc"
