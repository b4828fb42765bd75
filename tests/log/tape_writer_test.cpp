#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "engine/log/check.h"
#include "engine/log/tape_writer.h"

#include <QFile>
#include <QTemporaryDir>

using namespace tapedeck;

// A whole tape written from messages that are already numbered and dated.
class TapeWriterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void messagesCanBeReadBack();
    void aHoleInTheIdsStaysAHole();
    void anEmptyQueueKeepsItsPlace();
    void marksGoAlong();
    void goingBackIsRefused();
    void whatIsThereIsNotOverwritten();
    void givingUpLeavesNoFile();

private:
    QTemporaryDir m_directory;
    std::string path(const char* name)
    {
        return (m_directory.path() + QLatin1Char('/') + QLatin1String(name)).toStdString();
    }
};

namespace {

StoredQueue queueOf(const char* name)
{
    StoredQueue queue;
    queue.number = {1};
    queue.name = name;
    queue.first = queue.sealedEnd = {1};
    return queue;
}

// All messages of the tape's only queue, in order: "id/time/key/body".
QStringList contentOf(const std::string& path)
{
    auto tape = Tape::open(path, Tape::Mode::readOnly);
    CHECK(tape.ok());
    auto contents = (*tape)->load();
    CHECK(contents.ok() && contents->damage.empty());
    QStringList out;
    for (const SegmentRow& row : contents->segments)
        for (const FrameInfo& info : row.info.frames) {
            const auto packed = (*tape)->readFrame(row.rowId, info);
            const auto frame = unpackFrame(*packed, info);
            RunReader reader((*frame)->run);
            MessageView message;
            while (reader.next(message))
                out << QString::fromStdString(std::to_string(message.id.value) + "/"
                    + std::to_string(message.time.micros) + "/" + std::string(message.key) + "/"
                    + std::string(message.body.substr(0, 20)));
        }
    return out;
}

} // namespace

void TapeWriterTest::messagesCanBeReadBack()
{
    const std::string tape = path("many.tape");
    auto writer = TapeWriter::create(tape);
    QVERIFY(writer);
    (*writer)->addQueue(queueOf("q"));
    QStringList expected;
    const std::string filling(3'000, 'x');
    for (uint64_t id = 1; id <= 5'000; ++id) { // several segments and transactions
        const std::string body = std::to_string(id * 7919 % 5'000) + filling;
        const Time time{static_cast<int64_t>(1'000 + id / 3)};
        QVERIFY((*writer)->add({1}, {{id}, time, {time.micros + 5}, {}, "k", "", body}));
        expected << QString::fromStdString(
            std::to_string(id) + "/" + std::to_string(time.micros) + "/k/" + body.substr(0, 20));
    }
    QVERIFY((*writer)->finish());
    QVERIFY(contentOf(tape) == expected);
    const auto report = checkTape(tape);
    QVERIFY(report && report->damage.empty());
    QCOMPARE(report->messages, uint64_t{5'000});
    QVERIFY(!QFile::exists(QString::fromStdString(tape + "-live")));
}

void TapeWriterTest::aHoleInTheIdsStaysAHole()
{
    const std::string tape = path("hole.tape");
    auto writer = TapeWriter::create(tape);
    (*writer)->addQueue(queueOf("q"));
    for (const uint64_t id : {5, 6, 9, 10})
        QVERIFY((*writer)->add({1}, {{id}, {1}, {1}, {}, "", "", "b"}));
    QVERIFY((*writer)->finish());
    auto opened = Tape::open(tape, Tape::Mode::readOnly);
    const auto contents = (*opened)->load();
    QCOMPARE(contents->queues.at(0).first.value, uint64_t{5});
    QCOMPARE(contents->queues.at(0).sealedEnd.value, uint64_t{11});
    QCOMPARE(contents->segments.size(), size_t{2});
    QCOMPARE(contents->segments[1].info.first.value, uint64_t{9});
}

void TapeWriterTest::anEmptyQueueKeepsItsPlace()
{
    const std::string tape = path("empty.tape");
    auto writer = TapeWriter::create(tape);
    StoredQueue queue = queueOf("q");
    queue.first = queue.sealedEnd = {42};
    (*writer)->addQueue(queue);
    QVERIFY((*writer)->finish());
    auto opened = Tape::open(tape, Tape::Mode::readOnly);
    QCOMPARE((*opened)->load()->queues.at(0).sealedEnd.value, uint64_t{42});
}

void TapeWriterTest::marksGoAlong()
{
    const std::string tape = path("marked.tape");
    auto writer = TapeWriter::create(tape);
    QVERIFY(writer);
    (*writer)->addQueue(queueOf("q"));
    const std::vector<Mark> marks = {{{1}, {7}, 3, "odd"}, {{1}, {8}, 0, "only a note"}, {{1}, {9}, 8, ""}};
    for (uint64_t id = 7; id <= 9; ++id) {
        QVERIFY((*writer)->add({1}, {{id}, {1}, {1}, {}, "k", "", "b"}));
        (*writer)->addMark(marks[id - 7]);
    }
    QVERIFY((*writer)->finish());
    auto opened = Tape::open(tape, Tape::Mode::readOnly);
    QVERIFY(opened);
    const auto contents = (*opened)->load();
    QVERIFY(contents && contents->damage.empty());
    QVERIFY(contents->marks == marks);
}

void TapeWriterTest::goingBackIsRefused()
{
    auto writer = TapeWriter::create(path("back.tape"));
    (*writer)->addQueue(queueOf("q"));
    QVERIFY((*writer)->add({1}, {{5}, {10}, {10}, {}, "", "", "b"}));
    QVERIFY(!(*writer)->add({1}, {{5}, {10}, {10}, {}, "", "", "b"}));
    QVERIFY(!(*writer)->add({1}, {{6}, {9}, {9}, {}, "", "", "b"}));
    QVERIFY((*writer)->add({1}, {{6}, {10}, {9}, {}, "", "", "b"}));
}

void TapeWriterTest::whatIsThereIsNotOverwritten()
{
    const std::string file = path("there");
    QFile there(QString::fromStdString(file));
    QVERIFY(there.open(QIODevice::WriteOnly) && there.write("x") == 1);
    there.close();
    const auto writer = TapeWriter::create(file);
    QVERIFY(!writer && writer.error().code == ErrorCode::invalidArgument);
    QCOMPARE(there.size(), 1);
}

void TapeWriterTest::givingUpLeavesNoFile()
{
    const std::string tape = path("given_up.tape");
    {
        auto writer = TapeWriter::create(tape);
        (*writer)->addQueue(queueOf("q"));
        QVERIFY((*writer)->add({1}, {{1}, {1}, {1}, {}, "", "", "b"}));
        QVERIFY(QFile::exists(QString::fromStdString(tape)));
    }
    QVERIFY(!QFile::exists(QString::fromStdString(tape)));
    QVERIFY(!QFile::exists(QString::fromStdString(tape + "-live")));
}

QTEST_APPLESS_MAIN(TapeWriterTest)
#include "tape_writer_test.moc"
