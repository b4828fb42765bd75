// FORMAT.md against the code: a document that nobody compares is soon about another program.
#include "engine/base/checksum.h"
#include "engine/base/limits.h"
#include "engine/log/journal_layout.h"
#include "engine/log/tape.h"
#include "engine/log/tape_schema.h"

#include <QtTest>

#include <sqlite3.h>

using namespace tapedeck;

class FormatDocumentTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everyTableIsThereWordByWord();
    void offsetsOfTheRecordHeaderAreRight();
    void numbersAreRight();

private:
    QString m_text;
};

void FormatDocumentTest::initTestCase()
{
    QFile file(QStringLiteral(TAPEDECK_SOURCE_DIR "/engine/log/FORMAT.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_text = QString::fromUtf8(file.readAll());
}

void FormatDocumentTest::everyTableIsThereWordByWord()
{
    QTemporaryDir folder;
    const std::string path = folder.filePath("a.tape").toStdString();
    auto tape = Tape::open(path, Tape::Mode::readWrite);
    QVERIFY(tape.ok());
    TapeChange change; // the newest version has everything
    change.marks = {{{1}, {1}, 1, {}}};
    QVERIFY((*tape)->apply(change).ok());
    QVERIFY((*tape)->close().ok());
    sqlite3* db = nullptr;
    QCOMPARE(sqlite3_open(path.c_str(), &db), SQLITE_OK);
    sqlite3_stmt* rows = nullptr;
    QCOMPARE(
        sqlite3_prepare_v2(db, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", -1, &rows, nullptr), SQLITE_OK);
    int objects = 0;
    while (sqlite3_step(rows) == SQLITE_ROW) {
        const QString text = QString::fromUtf8(reinterpret_cast<const char*>(sqlite3_column_text(rows, 0)));
        QVERIFY2(m_text.contains("\n" + text + "\n"), qPrintable(text));
        ++objects;
    }
    sqlite3_finalize(rows);
    sqlite3_close(db);
    QCOMPARE(objects, 8);
    QCOMPARE(m_text.count(QRegularExpression("^CREATE ", QRegularExpression::MultilineOption)), qsizetype{8});
}

void FormatDocumentTest::offsetsOfTheRecordHeaderAreRight()
{
    using layout::RecordHeader;
    const std::pair<size_t, const char*> rows[] = {
        {offsetof(RecordHeader, headerChecksum), "u64 | checksum of bytes 8 to 47"},
        {offsetof(RecordHeader, payloadChecksum), "u64 | checksum of the payload"},
        {offsetof(RecordHeader, payloadBytes), "u32 | payload bytes"},
        {offsetof(RecordHeader, queue), "u32 | queue number"},
        {offsetof(RecordHeader, count), "u32 | count"},
        {offsetof(RecordHeader, type), "u8 | type"},
        {offsetof(RecordHeader, flags), "u8 | flags"},
        {offsetof(RecordHeader, reserved), "u16 | 0"},
        {offsetof(RecordHeader, first), "u64 | first"},
        {offsetof(RecordHeader, base), "i64 | base"},
    };
    for (const auto& [offset, text] : rows)
        QVERIFY2(m_text.contains(QString("| %1 | %2").arg(offset).arg(text)), text);
}

void FormatDocumentTest::numbersAreRight()
{
    QVERIFY(m_text.contains(QString("`application_id` 0x%1").arg(kTapeApplicationId, 0, 16)));
    QVERIFY(m_text.contains(QString("`user_version` %1").arg(kTapeVersion)));
    QVERIFY(m_text.contains(QString("page size %1").arg(kTapePageBytes)));
    QVERIFY(m_text.contains(QString("| u32 | version, %1 |").arg(layout::kJournalVersion)));
    QVERIFY(m_text.contains(QString("bytes of a slot, %1").arg(limits::kSlotBytes)));
    QVERIFY(m_text.contains(QString("| %1 | 4096 | header |").arg(layout::kHeaderAt[0])));
    QVERIFY(m_text.contains(QString("| %1 | 4096 | the same header again |").arg(layout::kHeaderAt[1])));
    QVERIFY(m_text.contains(QString("| %1 + n").arg(layout::kSlotsAt)));
    QVERIFY(m_text.contains(QString("%1 slot start").arg(layout::kSlotStartType)));
    QVERIFY(m_text.contains(QString("%1 commit").arg(static_cast<int>(RecordType::commit))));
    QVERIFY(m_text.contains(QString("%1 KiB raw").arg(limits::kFrameRawBytes >> 10)));
    QVERIFY(m_text.contains(QString("reached %1 MiB raw").arg(limits::kSegmentRawBytes >> 20)));
    QVERIFY(m_text.contains(QString("(%1 MiB a segment)").arg(limits::kSegmentRawBytesMax >> 20)));
    QVERIFY(m_text.contains(QString("up to %1;").arg(limits::kSlotsMax)));
    QVERIFY(m_text.contains(QString("less than %1 MiB of the disk").arg(limits::kDiskBytesReserved >> 20)));
    QCOMPARE(checksum("tapedeck"), checksum("tapedeck", 0)); // "seed 0 unless stated"
}

QTEST_APPLESS_MAIN(FormatDocumentTest)
#include "format_document_test.moc"
