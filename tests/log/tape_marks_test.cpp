// Marks in the tape: kept, replaced, taken away, copied, repaired; tapes of the version before; damage.
#include "engine/base/limits.h"
#include "engine/log/check.h"
#include "engine/log/repair.h"
#include "engine/log/tape.h"
#include "engine/log/tape_schema.h"

#include <QtTest>

#include <sqlite3.h>

using namespace tapedeck;

class TapeMarksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void aTapeWithoutMarksIsOfTheFirstVersion();
    void aTapeOfTheFirstVersionGainsTheTableWithItsFirstMark();
    void theLastMarkOfAMessageCounts();
    void marksGoWithTheirQueue();
    void aDamagedMarkIsLeftOutAndReported_data();
    void aDamagedMarkIsLeftOutAndReported();
    void copiesAndRepairedTapesHaveThem();

private:
    std::string path(const char* name = "a.tape") const { return m_folder->filePath(name).toStdString(); }
    std::unique_ptr<Tape> open(const char* name = "a.tape", Tape::Mode mode = Tape::Mode::readWrite) const
    {
        auto tape = Tape::open(path(name), mode);
        if (!tape)
            qFatal("%s", tape.error().text.c_str());
        return std::move(tape).value();
    }
    // Applied, closed.
    void put(const std::vector<Mark>& marks, std::vector<QueueNo> deletedQueues = {}) const
    {
        TapeChange change;
        change.marks = marks;
        change.deletedQueues = std::move(deletedQueues);
        auto tape = open();
        if (!tape->apply(change) || !tape->close())
            qFatal("the marks were not kept");
    }
    std::vector<Mark> marks() const { return open("a.tape", Tape::Mode::readOnly)->load()->marks; }
    // With another program's eyes.
    int64_t sql(const char* text) const
    {
        sqlite3* db = nullptr;
        sqlite3_stmt* row = nullptr;
        int64_t number = -1;
        if (sqlite3_open(path().c_str(), &db) != SQLITE_OK
            || sqlite3_prepare_v2(db, text, -1, &row, nullptr) != SQLITE_OK)
            qFatal("%s: %s", text, sqlite3_errmsg(db));
        if (sqlite3_step(row) == SQLITE_ROW)
            number = sqlite3_column_int64(row, 0);
        sqlite3_finalize(row);
        sqlite3_close(db);
        return number;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TapeMarksTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TapeMarksTest::aTapeWithoutMarksIsOfTheFirstVersion()
{
    put({});
    put({{{1}, {1}, 0, {}}}, {{7}}); // taking away what is not there needs no table
    QCOMPARE(sql("PRAGMA user_version"), int64_t{kTapeVersionAtStart});
    QCOMPARE(sql("SELECT count(*) FROM sqlite_schema WHERE tbl_name = 'mark'"), int64_t{0});
    QVERIFY(marks().empty());
}

void TapeMarksTest::aTapeOfTheFirstVersionGainsTheTableWithItsFirstMark()
{
    put({});
    const std::string bytes("\0<b>\xff", 5);
    const std::vector<Mark> some = {{{1}, {7}, 3, {}}, {{1}, {9}, 0, bytes}, {{2}, {1}, 8, "a note"}};
    put({some[2], some[0], some[1]});
    QCOMPARE(sql("PRAGMA user_version"), int64_t{kTapeVersion});
    QVERIFY(marks() == some); // by queue and id
    put({});
    QVERIFY(marks() == some);
}

void TapeMarksTest::theLastMarkOfAMessageCounts()
{
    put({{{1}, {7}, 3, {}}, {{1}, {7}, 4, "x"}, {{1}, {8}, 1, {}}});
    put({{{1}, {8}, 0, {}}, {{1}, {9}, 0, {}}});
    QVERIFY((marks() == std::vector<Mark>{{{1}, {7}, 4, "x"}}));
    put({{{1}, {7}, 0, {}}});
    QVERIFY(marks().empty());
}

void TapeMarksTest::marksGoWithTheirQueue()
{
    put({{{1}, {7}, 3, {}}, {{2}, {7}, 4, {}}});
    put({}, {{1}});
    QVERIFY((marks() == std::vector<Mark>{{{2}, {7}, 4, {}}}));
}

void TapeMarksTest::aDamagedMarkIsLeftOutAndReported_data()
{
    QTest::addColumn<QByteArray>("change");
    for (const char* set : {"queue = 3", "id = 8", "colour = 2", "colour = 9", "colour = 259", "note = x'78'",
             "id = -1", "queue = 0", "note = zeroblob(5000)", "checksum = checksum + 1"})
        QTest::newRow(set) << QByteArray("UPDATE mark SET ") + set + " WHERE id = 7";
}

void TapeMarksTest::aDamagedMarkIsLeftOutAndReported()
{
    QFETCH(QByteArray, change);
    put({{{1}, {7}, 3, {}}, {{2}, {1}, 4, {}}});
    sql(change.constData());
    const auto contents = open("a.tape", Tape::Mode::readOnly)->load();
    QVERIFY(contents.ok());
    QVERIFY((contents->marks == std::vector<Mark>{{{2}, {1}, 4, {}}}));
    QCOMPARE(contents->damage.size(), size_t{1});
    QVERIFY(QByteArray::fromStdString(contents->damage[0]).contains("mark of message"));
    QVERIFY(checkTape(path())->damage == contents->damage);
}

void TapeMarksTest::copiesAndRepairedTapesHaveThem()
{
    TapeChange change;
    change.queues = {{{1}, "orders", true, {}, {8}, {8}, {1}, {}}};
    change.marks = {{{1}, {8}, 3, "why?"}};
    auto tape = open();
    QVERIFY(tape->apply(change).ok());
    QVERIFY(tape->copyTo(path("copy.tape")).ok());
    QVERIFY(tape->close().ok());
    QVERIFY(repairTape(path(), path("repaired.tape"), {}).ok());
    for (const char* name : {"copy.tape", "repaired.tape"}) {
        const auto contents = open(name, Tape::Mode::readOnly)->load();
        QVERIFY(contents->damage.empty());
        QVERIFY(contents->marks == change.marks);
    }
}

QTEST_APPLESS_MAIN(TapeMarksTest)
#include "tape_marks_test.moc"
