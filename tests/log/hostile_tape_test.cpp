// Files that somebody else made, and not with good intentions: refused or opened, never executed, untouched when
// refused.
#include "engine/log/check.h"
#include "engine/log/tape.h"
#include "engine/log/tape_rows.h"
#include "tests/support/log_support.h"

#include <QtTest>

#include <filesystem>
#include <fstream>

#include <sqlite3.h>
#include <sys/stat.h>

using namespace tapedeck;
using namespace tapedeck::test;

class HostileTapeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void filesThatAreNoTapeAreRefusedUntouched_data();
    void filesThatAreNoTapeAreRefusedUntouched();
    void changedSchemasAreRefusedUntouched_data();
    void changedSchemasAreRefusedUntouched();
    void linksPipesAndFoldersAreRefused();
    void aNewerTapeIsUnsupported();
    void aRollbackJournalThatNamesAnotherFileIsRefused();
    void impossibleValuesAreReported_data();
    void impossibleValuesAreReported();
    void cutFilesAreRefusedOrReported();
    void flippedBitsAreReportedAndNeverDelivered();
    void anEmptyFileBecomesATape();

private:
    std::string path(const char* name = "a.tape") const { return m_folder->filePath(name).toStdString(); }
    void makeTape(const std::string& at);
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

std::string contentOf(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void writeFile(const std::string& path, const std::string& content)
{
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

// Runs SQL on a file as its author could.
void sql(const std::string& path, const char* text)
{
    sqlite3* db = nullptr;
    char* error = nullptr;
    if (sqlite3_open(path.c_str(), &db) != SQLITE_OK || sqlite3_exec(db, text, nullptr, nullptr, &error) != SQLITE_OK)
        qFatal("%s: %s", text, error ? error : sqlite3_errmsg(db));
    sqlite3_close(db);
}

// Gives every row the checksum that its values ask for, as an author who knows the format would.
void reseal(const std::string& path)
{
    sqlite3* db = nullptr;
    sqlite3_open(path.c_str(), &db);
    const auto each = [&](const char* select, const char* update, auto checksum) {
        sqlite3_stmt *rows = nullptr, *put = nullptr;
        if (sqlite3_prepare_v2(db, select, -1, &rows, nullptr) != SQLITE_OK
            || sqlite3_prepare_v2(db, update, -1, &put, nullptr) != SQLITE_OK)
            qFatal("%s", sqlite3_errmsg(db));
        while (sqlite3_step(rows) == SQLITE_ROW) {
            sqlite3_bind_int64(put, 1,
                checksum([&](int i) { return static_cast<uint64_t>(sqlite3_column_int64(rows, i)); },
                    [&](int i) {
                        const char* data = static_cast<const char*>(sqlite3_column_blob(rows, i));
                        return std::string_view(data, static_cast<size_t>(sqlite3_column_bytes(rows, i)));
                    }));
            sqlite3_bind_int64(put, 2, sqlite3_column_int64(rows, 0));
            sqlite3_step(put);
            sqlite3_reset(put);
        }
        sqlite3_finalize(rows);
        sqlite3_finalize(put);
    };
    each("SELECT number, disk, first, sealed_end, last_time, last_channel, name, settings FROM queue",
        "UPDATE queue SET checksum = ? WHERE number = ?", [](auto n, auto b) {
            return rowChecksum(StoredQueue{{static_cast<uint32_t>(n(0))}, std::string(b(6)), n(1) != 0,
                std::string(b(7)), {n(2)}, {n(3)}, {static_cast<int64_t>(n(4))}, {static_cast<uint32_t>(n(5))}});
        });
    each("SELECT id, name, settings, state FROM channel", "UPDATE channel SET checksum = ? WHERE id = ?",
        [](auto n, auto b) {
            return rowChecksum(StoredChannel{{static_cast<uint32_t>(n(0) >> 32)}, {static_cast<uint32_t>(n(0))},
                std::string(b(1)), std::string(b(2)), std::string(b(3))});
        });
    each(
        "SELECT id, queue, first, count, first_time, last_time, raw_bytes, packed_bytes, checksum, frames FROM segment",
        "UPDATE segment SET row_checksum = ? WHERE id = ?", [](auto n, auto b) {
            SegmentInfo info;
            info.first = {n(2)};
            info.count = static_cast<uint32_t>(n(3));
            info.firstTime = {static_cast<int64_t>(n(4))};
            info.lastTime = {static_cast<int64_t>(n(5))};
            info.rawBytes = n(6);
            info.packedBytes = n(7);
            info.checksum = n(8);
            return rowChecksum(QueueNo{static_cast<uint32_t>(n(1))}, info, b(9));
        });
    sql(path,
        "UPDATE tape SET queues = (SELECT count(*) FROM queue), channels = (SELECT count(*) FROM channel), "
        "segments = (SELECT count(*) FROM segment)");
    each("SELECT id, tape_id, folded_group, sealed_slot, last_queue, queues, channels, segments, settings FROM tape",
        "UPDATE tape SET checksum = ? WHERE id = ?", [](auto n, auto b) {
            return rowChecksum(TapeRow{n(1), n(2), n(3), n(4), n(5), n(6), n(7), b(8)});
        });
    sqlite3_close(db);
}

std::vector<Message> someMessages()
{
    std::mt19937_64 random(5);
    std::vector<Message> out;
    Time time{1'000'000};
    for (uint64_t id = 1; id <= 3000; ++id) {
        out.push_back(randomMessage(random, {id}, time, 150));
        time = out.back().time;
    }
    return out;
}

// Reads every message that a tape will give. False when one of them is not what was written.
bool onlyTruth(Tape& tape, const TapeContents& contents, const std::vector<Message>& written)
{
    for (const SegmentRow& row : contents.segments)
        for (const FrameInfo& info : row.info.frames) {
            const auto packed = tape.readFrame(row.rowId, info);
            if (!packed.ok())
                continue;
            const auto frame = unpackFrame(*packed, info);
            if (!frame.ok())
                continue;
            for (const Message& m : decodeRun((*frame)->run))
                if (m.id.value > written.size() || !(written[m.id.value - 1].body == m.body)
                    || written[m.id.value - 1].time != m.time)
                    return false;
        }
    return true;
}

} // namespace

void HostileTapeTest::makeTape(const std::string& at)
{
    const auto messages = someMessages();
    const std::string bytes = encodeRun(messages, messages[0].time);
    TapeChange change;
    if (!packSegments(
            {1}, {{{1}, static_cast<uint32_t>(messages.size()), messages[0].time, bytes}}, 1, change.segments))
        qFatal("packing failed");
    change.queues = {{{1}, "orders", true, "s", {1}, {messages.size() + 1}, messages.back().time, {1}}};
    change.channels = {{{1}, {1}, "c", "s", "state"}};
    SeededRandom random(3);
    auto tape = std::move(Tape::open(at, Tape::Mode::readWrite, &random)).value();
    if (!tape->apply(change) || !tape->close())
        qFatal("making a tape failed");
}

void HostileTapeTest::filesThatAreNoTapeAreRefusedUntouched_data()
{
    init();
    makeTape(path("good.tape"));
    const std::string good = contentOf(path("good.tape"));
    QTest::addColumn<QByteArray>("content");
    const auto row = [](const char* name, const std::string& content) {
        QTest::newRow(name) << QByteArray(content.data(), static_cast<qsizetype>(content.size()));
    };
    const auto with = [&](size_t offset, const std::string& bytes) {
        std::string changed = good;
        changed.replace(offset, bytes.size(), bytes);
        return changed;
    };
    row("text", "hello\n");
    row("one byte", "S");
    row("99 bytes", good.substr(0, 99));
    row("random", std::string(20'000, 'x'));
    row("no application id", with(68, std::string(4, '\0')));
    row("another program's", with(68, "GPKG"));
    row("version 0", with(60, std::string(4, '\0')));
    row("write-ahead log", with(18, "\x02\x02"));
    row("other page size", with(16, std::string("\x10\x00", 2)));
    row("header only", good.substr(0, 100));
    row("first page only", good.substr(0, 16384));
    row("garbage behind the header", good.substr(0, 100) + std::string(16384 * 3, '\xff'));
}

void HostileTapeTest::filesThatAreNoTapeAreRefusedUntouched()
{
    QFETCH(QByteArray, content);
    writeFile(path(), content.toStdString());
    for (const auto mode : {Tape::Mode::readWrite, Tape::Mode::readOnly}) {
        auto tape = Tape::open(path(), mode);
        if (tape.ok()) { // damage that shows when it is read
            const auto loaded = (*tape)->load();
            QVERIFY(!loaded.ok() || !loaded->damage.empty());
        } else {
            QVERIFY(tape.error().code == ErrorCode::notATape || tape.error().code == ErrorCode::damaged);
        }
    }
    QVERIFY(contentOf(path()) == content.toStdString());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList{"a.tape"});
}

void HostileTapeTest::changedSchemasAreRefusedUntouched_data()
{
    QTest::addColumn<QByteArray>("text");
    const char* const changes[] = {
        "CREATE TABLE extra(x)",
        "CREATE VIEW extra AS SELECT * FROM queue",
        "CREATE TRIGGER extra AFTER INSERT ON queue BEGIN DELETE FROM segment; END",
        "CREATE INDEX extra ON queue(name)",
        "CREATE VIRTUAL TABLE extra USING fts5(x)",
        "ANALYZE",
        "DROP INDEX segment_of_queue",
        "DROP TABLE upstream",
        "DROP TABLE queue; CREATE VIEW queue AS SELECT 1 AS number",
        "ALTER TABLE queue ADD COLUMN extra",
        "PRAGMA user_version=2", // without what that version has more
        "CREATE TABLE mark(x)",
        "DROP TABLE upstream; CREATE TABLE upstream(host TEXT)",
        "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = sql || ' ' WHERE name = 'queue'",
        "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE queue(' WHERE name = 'queue'",
        "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'queue'",
        "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'queue'",
        "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage = 2 WHERE name IN ('queue', 'segment')",
        "PRAGMA writable_schema=ON; DELETE FROM sqlite_schema WHERE name = 'tape'",
    };
    for (const char* text : changes)
        QTest::newRow(text) << QByteArray(text);
}

void HostileTapeTest::changedSchemasAreRefusedUntouched()
{
    QFETCH(QByteArray, text);
    makeTape(path());
    sql(path(), text.constData());
    const std::string before = contentOf(path());
    for (const auto mode : {Tape::Mode::readWrite, Tape::Mode::readOnly}) {
        auto tape = Tape::open(path(), mode);
        if (tape.ok()) { // the schema's words are right, its pages are not
            const auto loaded = (*tape)->load();
            QVERIFY(!loaded.ok() || !loaded->damage.empty());
        } else {
            QVERIFY2(tape.error().code == ErrorCode::notATape || tape.error().code == ErrorCode::damaged,
                tape.error().text.c_str());
        }
    }
    QVERIFY(contentOf(path()) == before);
}

void HostileTapeTest::linksPipesAndFoldersAreRefused()
{
    makeTape(path("good.tape"));
    std::filesystem::create_symlink("good.tape", path("link.tape"));
    std::filesystem::create_directory(path("folder.tape"));
    QVERIFY(mkfifo(path("pipe.tape").c_str(), 0600) == 0);
    for (const char* name : {"link.tape", "folder.tape", "pipe.tape"})
        for (const auto mode : {Tape::Mode::readWrite, Tape::Mode::readOnly}) {
            const auto tape = Tape::open(path(name), mode);
            QVERIFY(!tape.ok());
            QVERIFY(tape.error().code == ErrorCode::notATape);
            QVERIFY(!checkTape(path(name)).ok());
        }
    QVERIFY(!Tape::open("/dev/zero", Tape::Mode::readOnly).ok());
    QVERIFY(!Tape::open(path("good.tape/x"), Tape::Mode::readWrite).ok());
    makeTape(path("b.tape"));
    std::filesystem::create_symlink("good.tape", path("b.tape-journal"));
    QVERIFY(!Tape::open(path("b.tape"), Tape::Mode::readWrite).ok());
}

void HostileTapeTest::aNewerTapeIsUnsupported()
{
    makeTape(path());
    sql(path(), "PRAGMA user_version=3");
    QVERIFY(Tape::open(path(), Tape::Mode::readWrite).error().code == ErrorCode::unsupported);
}

void HostileTapeTest::aRollbackJournalThatNamesAnotherFileIsRefused()
{
    makeTape(path());
    writeFile(path("victim"), "precious");
    // The end of a rollback journal with a super-journal: its name, length, checksum and the journal's magic.
    const std::string name = path("victim");
    std::string journal("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8);
    journal.resize(512, '\0');
    journal += name;
    journal += std::string("\0\0\0", 3) + static_cast<char>(name.size()) + std::string(4, '\x11');
    journal += std::string("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8);
    writeFile(path("a.tape-journal"), journal);
    for (const auto mode : {Tape::Mode::readWrite, Tape::Mode::readOnly}) {
        const auto tape = Tape::open(path(), mode);
        QVERIFY(!tape.ok());
        QVERIFY(tape.error().code == ErrorCode::notATape);
    }
    QVERIFY(!checkTape(path()).ok());
    QVERIFY(contentOf(path("victim")) == "precious");
}

void HostileTapeTest::impossibleValuesAreReported_data()
{
    QTest::addColumn<QByteArray>("text");
    const char* const changes[] = {
        "UPDATE queue SET first = 0",
        "UPDATE queue SET first = -5",
        "UPDATE queue SET first = 'x'",
        "UPDATE queue SET number = 99999999999",
        "UPDATE queue SET number = -1",
        "UPDATE queue SET last_channel = -1",
        "UPDATE queue SET name = zeroblob(1000)",
        "UPDATE queue SET sealed_end = 9000",
        "UPDATE queue SET sealed_end = 10",
        "INSERT INTO queue SELECT 2, name, disk, first, 1, last_time, last_channel, settings, checksum FROM queue",
        "UPDATE channel SET id = 5",
        "UPDATE channel SET id = 9999999999",
        "UPDATE segment SET queue = 77",
        "UPDATE segment SET first = 2",
        "UPDATE segment SET first = 9223372036854775000",
        "UPDATE segment SET count = 0",
        "UPDATE segment SET count = 99999999999",
        "UPDATE segment SET count = count + 1",
        "UPDATE segment SET first_time = last_time + 1",
        "UPDATE segment SET raw_bytes = raw_bytes + 1",
        "UPDATE segment SET packed_bytes = 1",
        "UPDATE segment SET data = zeroblob(80000000)",
        "UPDATE segment SET data = x''",
        "UPDATE segment SET frames = x''",
        "UPDATE segment SET frames = zeroblob(100000)",
        "UPDATE segment SET frames = x'ffffffffffffffffff01'",
        "INSERT INTO segment SELECT id + 1, queue, first + 1, count, first_time, last_time, raw_bytes, packed_bytes, "
        "checksum, frames, row_checksum, data FROM segment",
        "DELETE FROM segment",
        "DELETE FROM tape",
        "UPDATE tape SET settings = zeroblob(80000000)",
        "UPDATE channel SET state = zeroblob(80000000)",
    };
    for (const char* text : changes)
        QTest::newRow(text) << QByteArray(text);
}

void HostileTapeTest::impossibleValuesAreReported()
{
    QFETCH(QByteArray, text);
    for (const bool knowsTheFormat : {false, true}) {
        std::filesystem::remove(path());
        makeTape(path());
        sql(path(), text.constData());
        if (knowsTheFormat)
            reseal(path());
        const std::string before = contentOf(path());
        auto tape = Tape::open(path(), Tape::Mode::readOnly);
        QVERIFY(tape.ok());
        const auto contents = (*tape)->load();
        QVERIFY(!contents.ok() || !contents->damage.empty());
        // Who knows the format may number messages as he likes; whoever does not cannot.
        if (contents.ok() && !knowsTheFormat)
            QVERIFY(onlyTruth(**tape, *contents, someMessages()));
        QVERIFY(contentOf(path()) == before);
    }
}

void HostileTapeTest::cutFilesAreRefusedOrReported()
{
    makeTape(path("good.tape"));
    const std::string good = contentOf(path("good.tape"));
    for (size_t size = 16384; size < good.size(); size += 16384) {
        writeFile(path(), good.substr(0, size));
        auto tape = Tape::open(path(), Tape::Mode::readOnly);
        if (!tape.ok())
            continue;
        const auto contents = (*tape)->load();
        const auto report = checkTape(path());
        QVERIFY(!contents.ok() || !report.ok() || !report->damage.empty());
    }
}

void HostileTapeTest::flippedBitsAreReportedAndNeverDelivered()
{
    std::mt19937_64 random(testSeed(1));
    makeTape(path("good.tape"));
    const std::string good = contentOf(path("good.tape"));
    const auto messages = someMessages();
    int noticed = 0, flips = 0;
    for (int i = 0; i < 400; ++i) {
        std::string bad = good;
        const size_t at = random() % bad.size();
        bad[at] = static_cast<char>(bad[at] ^ (1 << random() % 8));
        writeFile(path(), bad);
        ++flips;
        auto tape = Tape::open(path(), Tape::Mode::readOnly);
        if (!tape.ok()) {
            ++noticed;
            continue;
        }
        const auto contents = (*tape)->load();
        if (!contents.ok()) {
            ++noticed;
            continue;
        }
        QVERIFY2(onlyTruth(**tape, *contents, messages), qPrintable(QString("byte %1").arg(at)));
        (*tape).reset();
        const auto report = checkTape(path());
        noticed += !report.ok() || !report->damage.empty();
    }
    std::printf("%d of %d flips noticed; the others are in unused bytes\n", noticed, flips);
    QVERIFY(noticed > flips / 2);
}

void HostileTapeTest::anEmptyFileBecomesATape()
{
    writeFile(path(), "");
    QVERIFY(Tape::open(path(), Tape::Mode::readOnly).error().code == ErrorCode::notFound);
    auto tape = Tape::open(path(), Tape::Mode::readWrite);
    QVERIFY(tape.ok());
    QVERIFY((*tape)->load().ok());
}

QTEST_APPLESS_MAIN(HostileTapeTest)
#include "hostile_tape_test.moc"
