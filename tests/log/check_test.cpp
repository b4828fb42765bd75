#include "engine/log/check.h"
#include "engine/log/journal.h"
#include "engine/log/journal_layout.h"
#include "engine/log/tape.h"
#include "tests/support/log_support.h"

#include <QtTest>

#include <filesystem>
#include <fstream>

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tapedeck;
using namespace tapedeck::test;

class CheckTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void aSoundTapeHasNothingToReport();
    void infoSumsUpEachQueue();
    void damagedFramesAreReportedWithTheirRange();
    void theLiveJournalIsVerifiedToo();
    void messagesInNeitherTapeNorJournalAreReported();
    void anOpenTapeIsInUse();
    void anUnfinishedSealIsUndoneInACopy();

private:
    std::string path(const char* name = "a.tape") const { return m_folder->filePath(name).toStdString(); }
    void makeTape(uint64_t sealedMessages = 20'000);
    // A crashed run's journal: messages from `first` on of queue 1.
    void makeJournal(uint64_t first, uint64_t count);
    std::vector<FrameInfo> m_frames;
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

std::string contentOf(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Message> numbered(uint64_t first, uint64_t count)
{
    std::vector<Message> out;
    for (uint64_t id = first; id < first + count; ++id)
        out.push_back({{id}, {static_cast<int64_t>(1000 * id)}, {static_cast<int64_t>(1000 * id)}, {}, {}, {},
            "body " + std::to_string(id)});
    return out;
}

} // namespace

void CheckTest::makeTape(uint64_t sealedMessages)
{
    auto tape = std::move(Tape::open(path(), Tape::Mode::readWrite)).value();
    const auto messages = numbered(1, sealedMessages);
    const std::string bytes = encodeRun(messages, messages[0].time);
    TapeChange change;
    if (!packSegments(
            {1}, {{{1}, static_cast<uint32_t>(messages.size()), messages[0].time, bytes}}, 1, change.segments))
        qFatal("packing failed");
    m_frames = change.segments[0].info.frames;
    change.queues = {{{1}, "orders", true, "", {1}, {sealedMessages + 1}, messages.back().time, {}},
        {{2}, "scratch", false, "", {1}, {1}, {}, {}}};
    change.channels = {{{1}, {1}, "c", "", ""}, {{1}, {2}, "d", "", ""}};
    if (!tape->apply(change) || !tape->close())
        qFatal("making a tape failed");
}

void CheckTest::makeJournal(uint64_t first, uint64_t count)
{
    const auto lock = TapeLock::acquire(path());
    const uint64_t tapeId = (*(*Tape::open(path(), Tape::Mode::readOnly))->load()).tapeId;
    SeededRandom random(1);
    auto journal = std::move(
        Journal::create(std::move(openJournalFile((*lock)->journalPath())).value(), {.tapeId = tapeId}, random))
                       .value();
    std::vector<HotRun> runs;
    for (const Message& m : numbered(first, count))
        if (!publish(*journal, {1}, m) || !journal->closeGroup(runs) || !journal->sync())
            qFatal("publishing failed");
}

void CheckTest::aSoundTapeHasNothingToReport()
{
    makeTape();
    const std::string before = contentOf(path());
    const auto report = checkTape(path());
    QVERIFY(report.ok());
    QVERIFY(report->damage.empty());
    QVERIFY(report->notes.empty());
    QCOMPARE(report->messages, uint64_t{20'000});
    QCOMPARE(report->queues, uint64_t{2});
    QCOMPARE(report->segments, uint64_t{1});
    QVERIFY(report->frames > 1);
    QVERIFY(!report->journal);
    QVERIFY(contentOf(path()) == before);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList{"a.tape"});
    QVERIFY(checkTape(path("none.tape")).error().code == ErrorCode::notFound);
}

void CheckTest::infoSumsUpEachQueue()
{
    makeTape();
    makeJournal(20'001, 5);
    const auto info = tapeInfo(path());
    QVERIFY(info.ok());
    QVERIFY(info->damage.empty());
    QVERIFY(info->journal);
    QVERIFY(info->journalBytes > 0 && info->fileBytes > 0);
    QCOMPARE(info->queues.size(), size_t{2});
    const TapeInfo::Queue& q = info->queues[0];
    QVERIFY(q.name == "orders" && q.disk && q.first == MessageId{1} && q.end == MessageId{20'001});
    QVERIFY(
        q.messages == 20'000 && q.segments == 1 && q.channels == 2 && q.rawBytes > q.packedBytes && q.packedBytes > 0);
    QVERIFY(q.firstTime == Time{1000} && q.lastTime == Time{20'000'000});
    QVERIFY(!info->queues[1].disk && info->queues[1].messages == 0 && info->queues[1].channels == 0);
}

void CheckTest::damagedFramesAreReportedWithTheirRange()
{
    makeTape();
    // The packed bytes of the second frame, wherever SQLite put them.
    std::string content = contentOf(path());
    auto tape = std::move(Tape::open(path(), Tape::Mode::readOnly)).value();
    const uint64_t row = tape->load()->segments[0].rowId;
    const std::string packed = *tape->readFrame(row, m_frames[1]);
    tape.reset();
    const size_t at = content.find(packed.substr(0, 64));
    QVERIFY(at != std::string::npos);
    content[at + 40] = static_cast<char>(content[at + 40] ^ 1);
    std::ofstream(path(), std::ios::binary) << content;
    const auto report = checkTape(path());
    QVERIFY(report.ok());
    QCOMPARE(report->damage.size(), size_t{1});
    const std::string range = "queue 1, messages " + std::to_string(m_frames[1].first.value) + " to "
        + std::to_string(m_frames[1].first.value + m_frames[1].count - 1);
    QVERIFY2(report->damage[0].find(range) != std::string::npos, report->damage[0].c_str());
    QCOMPARE(report->messages, uint64_t{20'000} - m_frames[1].count); // the others are verified
}

void CheckTest::theLiveJournalIsVerifiedToo()
{
    makeTape();
    makeJournal(20'001, 10);
    const std::string before = contentOf(path() + "-live");
    auto report = checkTape(path());
    QVERIFY(report.ok());
    QVERIFY(report->damage.empty());
    QVERIFY(report->journal);
    QCOMPARE(report->journalMessages, uint64_t{10});
    QCOMPARE(report->journalGroups, uint64_t{10});
    QVERIFY(contentOf(path() + "-live") == before);
    std::string bad = before;
    bad[layout::placeOffset(0) + 200] = static_cast<char>(bad[layout::placeOffset(0) + 200] ^ 1);
    std::ofstream(path() + "-live", std::ios::binary) << bad;
    report = checkTape(path());
    QVERIFY(report.ok());
    QVERIFY(!report->damage.empty());
    QVERIFY(report->damage[0].find("live journal, byte ") != std::string::npos);
    // Another tape's journal is damage of this pair, and none of its messages count.
    std::filesystem::rename(path() + "-live", path("other.tape-live"));
    std::filesystem::copy_file(path(), path("other.tape"));
    std::filesystem::remove(path());
    makeTape(10);
    std::filesystem::rename(path("other.tape-live"), path() + "-live");
    report = checkTape(path());
    QVERIFY(report.ok());
    QCOMPARE(report->journalMessages, uint64_t{0});
    QVERIFY(report->damage.size() == 1 && report->damage[0].find("another tape") != std::string::npos);
}

void CheckTest::messagesInNeitherTapeNorJournalAreReported()
{
    makeTape(100);
    makeJournal(111, 5);
    const auto report = checkTape(path());
    QVERIFY(report.ok());
    QCOMPARE(report->damage.size(), size_t{1});
    QVERIFY(report->damage[0].find("messages 101 to 110") != std::string::npos);
}

void CheckTest::anOpenTapeIsInUse()
{
    makeTape(100);
    const auto lock = TapeLock::acquire(path());
    const auto report = checkTape(path());
    QVERIFY(!report.ok());
    QVERIFY(report.error().code == ErrorCode::inUse);
    QVERIFY(report.error().text.find(std::to_string(getpid())) != std::string::npos);
    QVERIFY(tapeInfo(path()).error().code == ErrorCode::inUse);
}

void CheckTest::anUnfinishedSealIsUndoneInACopy()
{
    makeTape(1000);
    const std::string sound = contentOf(path());
    // A process that dies inside a transaction whose pages have already spilled into the file.
    const pid_t child = fork();
    if (child == 0) {
        sqlite3* db = nullptr;
        sqlite3_open(path().c_str(), &db);
        sqlite3_exec(db,
            "PRAGMA cache_size=1; BEGIN; UPDATE queue SET name = zeroblob(300000); UPDATE segment SET data = "
            "zeroblob(2000000); "
            "DELETE FROM channel; INSERT INTO upstream(host) VALUES('x')",
            nullptr, nullptr, nullptr);
        _exit(0);
    }
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QVERIFY(std::filesystem::file_size(path() + "-journal") > 0);
    const std::string torn = contentOf(path());
    QVERIFY(torn != sound);
    const auto report = checkTape(path());
    QVERIFY2(report.ok(), report.ok() ? "" : report.error().text.c_str());
    QVERIFY(report->damage.empty());
    QCOMPARE(report->messages, uint64_t{1000});
    QVERIFY(contentOf(path()) == torn); // as it was found
    QVERIFY(std::filesystem::exists(path() + "-journal"));
    // And opening it for writing undoes the seal for good.
    auto tape = std::move(Tape::open(path(), Tape::Mode::readWrite)).value();
    QVERIFY(tape->load()->damage.empty());
    QVERIFY(tape->close().ok());
    QVERIFY(!std::filesystem::exists(path() + "-journal"));
}

QTEST_APPLESS_MAIN(CheckTest)
#include "check_test.moc"
