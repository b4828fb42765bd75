// Marks through a whole broker: kept once answered, gone with their messages, found by filters.
#include "engine/base/limits.h"
#include "engine/broker/scan.h"
#include "tests/support/broker_rig.h"

#include <QTest>

using namespace tapedeck;
using namespace tapedeck::test;

namespace {

class IdSink final : public ScanSink {
public:
    void onScanned(const ScanStep& step) override
    {
        for (const MessageView& match : step.matches)
            ids.push_back(match.id.value);
        next = step.next;
        ended = step.ended;
    }
    void onScanError(const Error&) override { ended = true; }
    std::vector<uint64_t> ids;
    MessageId next{1};
    bool ended = false;
};

class Rig : public BrokerRig {
public:
    explicit Rig(SyncMode sync = SyncMode::normal)
        : BrokerRig(sync)
    {
        queue = makeQueue("orders");
    }
    Result<bool> mark(uint64_t id, uint8_t colour, std::string note = {})
    {
        std::optional<Result<bool>> answer;
        broker->beginTurn();
        broker->setMark(
            {queue->number(), {id}, colour, std::move(note)}, [&](Result<bool> r) { answer = std::move(r); });
        turn();
        CHECK(answer);
        return *answer;
    }
    void restart(bool cleanly)
    {
        cleanly ? closeCleanly() : crash();
        open();
        queue = broker->findQueue("orders");
    }
    std::vector<uint64_t> marked() const
    {
        std::vector<uint64_t> ids;
        for (const Mark& mark : *broker->marks())
            ids.push_back(mark.id.value);
        return ids;
    }
    std::vector<uint64_t> find(const char* filter)
    {
        IdSink sink;
        for (int step = 0; step < 100 && !sink.ended; ++step) {
            broker->scan(*queue, {*Filter::parse(filter), sink.next}, sink);
            turn();
        }
        return sink.ids;
    }
    QueuePtr queue;
};

using Ids = std::vector<uint64_t>;

} // namespace

class MarksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsAnsweredSurvivesACrash();
    void anEmptyMarkTakesItAway();
    void theListIsTheSameObjectUntilSomethingChanges();
    void whatCannotBeMarkedIsRefused();
    void marksGoWithPurgedAndDeletedMessages();
    void aMarkOfAMessageThatWasNeverKeptDoesNotReachAnother();
    void aMarkOnItsWayWhenTheQueueIsPurgedGoesToo();
    void manyMarksAtOnceAreKept();
    void marksAreFoundByColourAndNote();
    void closingWaitsForMarks();
};

void MarksTest::whatIsAnsweredSurvivesACrash()
{
    Rig rig;
    rig.publish(rig.queue, {"a", "b", "c"});
    QVERIFY(rig.mark(2, 5, "why?").ok());
    QVERIFY(rig.mark(3, 1).ok());
    for (const bool cleanly : {false, true, false}) {
        rig.restart(cleanly);
        const QueueNo queue = rig.queue->number();
        QVERIFY((*rig.broker->marks() == std::vector<Mark>{{queue, {2}, 5, "why?"}, {queue, {3}, 1, {}}}));
    }
}

void MarksTest::anEmptyMarkTakesItAway()
{
    Rig rig;
    rig.publish(rig.queue, {"a", "b"});
    QVERIFY(rig.mark(1, 5).ok());
    QVERIFY(rig.mark(2, 0, "only a note").ok());
    QVERIFY(rig.mark(1, 0).ok());
    QVERIFY(rig.mark(1, 0).ok()); // which is not there
    QCOMPARE(rig.marked(), Ids{2});
    rig.restart(false);
    QCOMPARE(rig.marked(), Ids{2});
}

void MarksTest::theListIsTheSameObjectUntilSomethingChanges()
{
    Rig rig;
    rig.publish(rig.queue, {"a"});
    QVERIFY(rig.mark(1, 5).ok());
    const auto before = rig.broker->marks();
    rig.publish(rig.queue, {"b"});
    QVERIFY(rig.mark(1, 5).ok()); // as it is
    QVERIFY(rig.broker->marks() == before);
    QVERIFY(rig.mark(1, 6).ok());
    QVERIFY(rig.broker->marks() != before);
    QCOMPARE(int(before->front().colour), 5);
}

void MarksTest::whatCannotBeMarkedIsRefused()
{
    Rig rig;
    rig.publish(rig.queue, {"a"});
    QVERIFY(rig.mark(2, 1).error().code == ErrorCode::notFound);
    QVERIFY(rig.mark(0, 1).error().code == ErrorCode::notFound);
    QVERIFY(rig.mark(1, kMarkColours + 1).error().code == ErrorCode::invalidArgument);
    QVERIFY(rig.mark(1, 1, std::string(limits::kMarkNoteBytesMax + 1, 'x')).error().code == ErrorCode::invalidArgument);
    QVERIFY(rig.mark(1, 1, std::string(limits::kMarkNoteBytesMax, 'x')).ok());
    QCOMPARE(rig.marked(), Ids{1});
}

void MarksTest::marksGoWithPurgedAndDeletedMessages()
{
    Rig rig;
    const QueuePtr other = rig.makeQueue("other");
    rig.publish(other, {"x"});
    rig.publish(rig.queue, {"a", "b"});
    QVERIFY(rig.mark(1, 1).ok());
    rig.broker->beginTurn();
    rig.broker->setMark({other->number(), {1}, 2, {}}, [](const Result<bool>&) {});
    rig.turn();
    QCOMPARE(rig.broker->marks()->size(), size_t{2});
    QVERIFY(rig.broker->purgeQueue(*rig.queue).ok());
    rig.turn();
    QCOMPARE(rig.broker->marks()->size(), size_t{1});
    rig.publish(rig.queue, {"c"}); // 3
    QVERIFY(rig.mark(3, 3).ok());
    QVERIFY(rig.broker->deleteQueue(*other).ok());
    rig.turn();
    QCOMPARE(rig.marked(), Ids{3});
    rig.restart(false);
    QCOMPARE(rig.marked(), Ids{3});
    rig.restart(true);
    QCOMPARE(rig.marked(), Ids{3});
}

void MarksTest::aMarkOfAMessageThatWasNeverKeptDoesNotReachAnother()
{
    Rig rig(SyncMode::off);
    rig.publish(rig.queue, {"a"});
    rig.sealNow();
    rig.publish(rig.queue, {"b"});
    QVERIFY(rig.mark(1, 1).ok());
    QVERIFY(rig.mark(2, 2).ok());
    rig.restart(false); // `b` was not in the tape
    QCOMPARE(rig.marked(), Ids{1});
    rig.publish(rig.queue, {"another"}); // gets its id
    QCOMPARE(rig.read(rig.queue, 1, 10).back().id, uint64_t{2});
    rig.restart(true);
    QCOMPARE(rig.marked(), Ids{1});
}

void MarksTest::aMarkOnItsWayWhenTheQueueIsPurgedGoesToo()
{
    Rig rig;
    rig.publish(rig.queue, {"a"});
    int answers = 0;
    rig.broker->beginTurn();
    for (int i = 0; i < 2; ++i) // one is being written, one waits
        rig.broker->setMark({rig.queue->number(), {1}, 1, {}}, [&](const Result<bool>&) { ++answers; });
    QVERIFY(rig.broker->purgeQueue(*rig.queue).ok());
    rig.turn();
    QCOMPARE(answers, 2);
    QVERIFY(rig.marked().empty());
    rig.crash();
    QVERIFY((*Tape::open(rig.options.tapePath, Tape::Mode::readOnly))->load()->marks.empty());
    rig.open();
}

void MarksTest::manyMarksAtOnceAreKept()
{
    Rig rig;
    rig.publish(rig.queue, std::vector<std::string>(1'000, "x"));
    Ids ids;
    int answers = 0;
    rig.broker->beginTurn();
    for (uint64_t id = 1'000; id > 0; --id)
        rig.broker->setMark({rig.queue->number(), {id}, static_cast<uint8_t>(1 + id % 8), {}},
            [&](const Result<bool>& kept) { answers += kept.ok() ? 1 : 0; });
    rig.turn();
    QCOMPARE(answers, 1'000);
    for (uint64_t id = 1; id <= 1'000; ++id)
        ids.push_back(id);
    QCOMPARE(rig.marked(), ids);
    rig.restart(false);
    QCOMPARE(rig.marked(), ids);
}

void MarksTest::marksAreFoundByColourAndNote()
{
    Rig rig;
    rig.publish(rig.queue, {"a", "b", "c"});
    rig.sealNow();
    rig.publish(rig.queue, {"d", "e"});
    QVERIFY(rig.mark(2, 1, "look at this").ok());
    QVERIFY(rig.mark(3, 5).ok());
    QVERIFY(rig.mark(5, 1).ok());
    QCOMPARE(rig.find("mark == red"), (Ids{2, 5}));
    QCOMPARE(rig.find("mark in [blue, green]"), Ids{3});
    QCOMPARE(rig.find("mark"), (Ids{2, 3, 5}));
    QCOMPARE(rig.find("note contains look"), Ids{2});
    QCOMPARE(rig.find("prev(mark) == red"), Ids{3});
    QCOMPARE(rig.find("!mark"), (Ids{1, 4}));
}

void MarksTest::closingWaitsForMarks()
{
    Rig rig;
    rig.publish(rig.queue, {"a"});
    int answers = 0;
    rig.broker->beginTurn();
    for (int i = 0; i < 2; ++i)
        rig.broker->setMark(
            {rig.queue->number(), {1}, static_cast<uint8_t>(1 + i), {}}, [&](const Result<bool>&) { ++answers; });
    rig.restart(true);
    QCOMPARE(answers, 2);
    QCOMPARE(int(rig.broker->marks()->at(0).colour), 2);
}

QTEST_APPLESS_MAIN(MarksTest)
#include "marks_test.moc"
