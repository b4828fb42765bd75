#include "engine/base/limits.h"
#include "engine/log/tape.h"
#include "tests/support/log_support.h"

#include <QtTest>

#include <filesystem>

#include <sys/wait.h>
#include <unistd.h>

using namespace tapedeck;
using namespace tapedeck::test;

class TapeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void aNewTapeIsEmptyAndKeepsItsId();
    void whatIsAppliedComesBack();
    void aCleanCloseLeavesOneFile();
    void framesAreReadAsStored();
    void deletingAQueueTakesItsChannelsAndSegments();
    void oldSegmentsGiveWayToMergedOnes();
    void queueNumbersAreNeverGivenAgain();
    void segmentNumbersAreNotGivenAgainWhileTheTapeIsOpen();
    void aMissingTapeIsNotCreatedForReading();
    void aCopyHoldsTheSameAndIsNeverHalf();
    void aGapIsReportedWithItsRange();
    void purgedMessagesAreNotMissed();
    void aHundredThousandQueuesLoadQuickly();
    void theLargestSegmentIsStored();
    void twoConnectionsAreRefused();
    void aRelativePathThroughALinkedFolderWorks();

private:
    std::string path(const char* name = "a.tape") const { return m_folder->filePath(name).toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

std::unique_ptr<Tape> openTape(const std::string& path, Tape::Mode mode = Tape::Mode::readWrite)
{
    auto tape = Tape::open(path, mode);
    if (!tape)
        qFatal("%s", tape.error().text.c_str());
    return std::move(tape).value();
}

StoredQueue queueOf(uint32_t number, std::string name, uint64_t first = 1, uint64_t sealedEnd = 1)
{
    return {{number}, std::move(name), true, "settings", {first}, {sealedEnd}, {123}, {0}};
}

// `count` messages from `first` on, packed.
PackedSegment segmentOf(uint32_t queue, uint64_t first, size_t count, size_t bodyBytes = 20)
{
    std::vector<Message> messages;
    for (size_t i = 0; i < count; ++i)
        messages.push_back({{first + i}, {static_cast<int64_t>(1000 * (first + i))},
            {static_cast<int64_t>(1000 * (first + i))}, {}, {}, {}, std::string(bodyBytes, 'b')});
    const std::string bytes = encodeRun(messages, messages[0].time);
    std::vector<PackedSegment> out;
    if (!packSegments({queue}, {{{first}, static_cast<uint32_t>(count), messages[0].time, bytes}}, 1, out)
        || out.size() != 1)
        qFatal("packing failed");
    return out[0];
}

} // namespace

void TapeTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TapeTest::aNewTapeIsEmptyAndKeepsItsId()
{
    auto tape = openTape(path());
    auto contents = tape->load();
    QVERIFY(contents.ok());
    QVERIFY(contents->queues.empty() && contents->channels.empty() && contents->segments.empty()
        && contents->damage.empty());
    QVERIFY(contents->tapeId != 0);
    const uint64_t id = contents->tapeId;
    QVERIFY(tape->close().ok());
    tape = openTape(path());
    QCOMPARE(tape->load()->tapeId, id);
    QVERIFY(openTape(path("b.tape"))->load()->tapeId != id);
    SeededRandom one(1), same(1);
    auto c = Tape::open(path("c.tape"), Tape::Mode::readWrite, &one);
    auto d = Tape::open(path("d.tape"), Tape::Mode::readWrite, &same);
    QCOMPARE((*c)->load()->tapeId, (*d)->load()->tapeId);
}

void TapeTest::whatIsAppliedComesBack()
{
    const std::string binary("\0\xff/..\n", 6);
    TapeChange change;
    change.queues = {queueOf(1, "orders", 1, 11), queueOf(2, binary), queueOf(3, "")};
    change.queues[2].disk = false;
    change.channels = {
        {{1}, {1}, "c", "cs", std::string(100'000, 's')}, {{1}, {7}, binary, "", ""}, {{INT32_MAX}, {1}, "", "", ""}};
    change.queues.push_back(queueOf(INT32_MAX, "last"));
    change.segments = {segmentOf(1, 6, 5), segmentOf(1, 1, 5)};
    change.foldedGroup = {99};
    change.sealedSlot = {7};
    change.settings = binary;
    {
        auto tape = openTape(path());
        auto rows = tape->apply(change);
        QVERIFY(rows.ok());
        QCOMPARE(rows->size(), size_t{2});
        QVERIFY(tape->close().ok());
    }
    auto tape = openTape(path(), Tape::Mode::readOnly);
    auto contents = tape->load();
    QVERIFY(contents.ok());
    QVERIFY2(contents->damage.empty(), contents->damage.empty() ? "" : contents->damage[0].c_str());
    QCOMPARE(contents->foldedGroup.value, uint64_t{99});
    QCOMPARE(contents->sealedSlot.value, uint64_t{7});
    QVERIFY(contents->settings == binary);
    QCOMPARE(contents->lastQueue.value, uint32_t{INT32_MAX});
    QCOMPARE(contents->queues.size(), size_t{4});
    for (size_t i = 0; i < 4; ++i) {
        const StoredQueue &a = contents->queues[i], &b = change.queues[i];
        QVERIFY(a.number == b.number && a.name == b.name && a.disk == b.disk && a.settings == b.settings
            && a.first == b.first && a.sealedEnd == b.sealedEnd && a.lastTime == b.lastTime);
    }
    QCOMPARE(contents->queues[0].lastChannel.value, 7U);
    QCOMPARE(contents->channels.size(), size_t{3});
    for (size_t i = 0; i < 3; ++i) {
        const StoredChannel &a = contents->channels[i], &b = change.channels[i];
        QVERIFY(a.queue == b.queue && a.number == b.number && a.name == b.name && a.settings == b.settings
            && a.state == b.state);
    }
    QCOMPARE(contents->segments.size(), size_t{2});
    const SegmentRow& row = contents->segments[0]; // by first id
    const SegmentInfo& info = change.segments[1].info;
    QVERIFY(row.queue == QueueNo{1} && row.info.first == info.first && row.info.count == info.count
        && row.info.firstTime == info.firstTime && row.info.lastTime == info.lastTime
        && row.info.rawBytes == info.rawBytes && row.info.packedBytes == info.packedBytes
        && row.info.checksum == info.checksum && row.info.frames.size() == info.frames.size());
}

void TapeTest::aCleanCloseLeavesOneFile()
{
    auto tape = openTape(path());
    TapeChange change;
    change.queues = {queueOf(1, "q", 1, 6)};
    change.segments = {segmentOf(1, 1, 5)};
    QVERIFY(tape->apply(change).ok());
    QVERIFY(tape->close().ok());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList{"a.tape"});
}

void TapeTest::framesAreReadAsStored()
{
    auto tape = openTape(path());
    TapeChange change;
    change.queues = {queueOf(1, "q", 1, 40'001)};
    change.segments = {segmentOf(1, 1, 40'000, 40)};
    QVERIFY(change.segments[0].info.frames.size() > 5);
    const auto rows = tape->apply(change);
    QVERIFY(rows.ok());
    std::mt19937_64 random(testSeed(1));
    for (int i = 0; i < 200; ++i) {
        const FrameInfo& info = change.segments[0].info.frames[random() % change.segments[0].info.frames.size()];
        const auto packed = tape->readFrame((*rows)[0], info);
        QVERIFY(packed.ok());
        const auto frame = unpackFrame(*packed, info);
        QVERIFY(frame.ok());
        QVERIFY((*frame)->run.first == info.first);
    }
    FrameInfo beyond = change.segments[0].info.frames.back();
    beyond.offset += 1;
    QVERIFY(tape->readFrame((*rows)[0], beyond).error().code == ErrorCode::damaged);
    QVERIFY(!tape->readFrame(12345, beyond).ok());
}

void TapeTest::deletingAQueueTakesItsChannelsAndSegments()
{
    auto tape = openTape(path());
    TapeChange change;
    change.queues = {queueOf(1, "a", 1, 6), queueOf(2, "b", 1, 6), queueOf(3, "c", 1, 1)};
    change.channels = {{{1}, {1}, "x", "", ""}, {{2}, {1}, "x", "", ""}, {{2}, {UINT32_MAX}, "y", "", ""},
        {{3}, {1}, "x", "", ""}, {{3}, {2}, "y", "", ""}};
    change.segments = {segmentOf(1, 1, 5), segmentOf(2, 1, 5)};
    QVERIFY(tape->apply(change).ok());
    TapeChange deletion;
    deletion.deletedQueues = {{2}};
    deletion.deletedChannels = {{{3}, {2}}};
    QVERIFY(tape->apply(deletion).ok());
    const auto contents = tape->load();
    QCOMPARE(contents->queues.size(), size_t{2});
    QCOMPARE(contents->channels.size(), size_t{2});
    QCOMPARE(contents->segments.size(), size_t{1});
    QVERIFY(contents->segments[0].queue == QueueNo{1});
    QVERIFY(contents->damage.empty());
}

void TapeTest::oldSegmentsGiveWayToMergedOnes()
{
    auto tape = openTape(path());
    TapeChange change;
    change.queues = {queueOf(1, "a", 1, 11)};
    change.segments = {segmentOf(1, 1, 5), segmentOf(1, 6, 5)};
    const auto rows = tape->apply(change);
    TapeChange merge;
    merge.deletedSegments = *rows;
    merge.segments = {segmentOf(1, 1, 10)};
    QVERIFY(tape->apply(merge).ok());
    const auto contents = tape->load();
    QCOMPARE(contents->segments.size(), size_t{1});
    QVERIFY(contents->damage.empty());
}

void TapeTest::queueNumbersAreNeverGivenAgain()
{
    auto tape = openTape(path());
    TapeChange change;
    change.queues = {queueOf(5, "a")};
    QVERIFY(tape->apply(change).ok());
    TapeChange deletion;
    deletion.deletedQueues = {{5}};
    QVERIFY(tape->apply(deletion).ok());
    QVERIFY(tape->close().ok());
    QCOMPARE(openTape(path())->load()->lastQueue.value, 5U);
}

// A frame that somebody keeps under its segment's number must not pass for one of another segment.
void TapeTest::segmentNumbersAreNotGivenAgainWhileTheTapeIsOpen()
{
    auto tape = openTape(path());
    TapeChange change;
    change.queues.push_back(queueOf(1, "q", 1, 11));
    change.segments.push_back(segmentOf(1, 1, 10));
    const uint64_t first = tape->apply(change).value().front();
    TapeChange next;
    next.deletedSegments = {first};
    next.segments.push_back(segmentOf(1, 11, 10));
    const uint64_t second = tape->apply(next).value().front();
    QVERIFY(second > first);
    QCOMPARE(tape->load()->segments.front().rowId, second);
}

void TapeTest::aMissingTapeIsNotCreatedForReading()
{
    const auto tape = Tape::open(path(), Tape::Mode::readOnly);
    QVERIFY(!tape.ok());
    QVERIFY(tape.error().code == ErrorCode::notFound);
    QVERIFY(!std::filesystem::exists(path()));
    QVERIFY(Tape::open(path("no/such/folder.tape"), Tape::Mode::readWrite).error().code == ErrorCode::io);
}

void TapeTest::aCopyHoldsTheSameAndIsNeverHalf()
{
    auto tape = openTape(path());
    TapeChange change;
    change.queues = {queueOf(1, "a", 1, 5001)};
    change.segments = {segmentOf(1, 1, 5000, 200)};
    const auto rows = tape->apply(change);
    QVERIFY(tape->copyTo(path("copy.tape")).ok());
    QVERIFY(!tape->copyTo(path("copy.tape")).ok()); // never over an existing file
    QVERIFY(!tape->copyTo(path("no/such/folder")).ok());
    auto copy = openTape(path("copy.tape"), Tape::Mode::readOnly);
    QVERIFY(copy->load()->damage.empty());
    const FrameInfo& info = change.segments[0].info.frames[0];
    QVERIFY(*copy->readFrame((*rows)[0], info) == *tape->readFrame((*rows)[0], info));
    QVERIFY(copy->close().ok());
    QVERIFY(tape->apply(change = {}).ok()); // and the original goes on
    QVERIFY(tape->close().ok());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), (QStringList{"a.tape", "copy.tape"}));
}

void TapeTest::aGapIsReportedWithItsRange()
{
    auto tape = openTape(path());
    TapeChange change;
    change.queues = {queueOf(1, "a\x1b[2J", 1, 31)};
    change.segments = {segmentOf(1, 3, 5), segmentOf(1, 11, 10)};
    QVERIFY(tape->apply(change).ok());
    const auto contents = tape->load();
    QVERIFY(contents.ok());
    QCOMPARE(contents->segments.size(), size_t{2});
    QCOMPARE(contents->damage.size(), size_t{3});
    QVERIFY(contents->damage[0].find("queue 1 (a?[2J): messages 1 to 2 are missing") != std::string::npos);
    QVERIFY(contents->damage[1].find("messages 8 to 10 are missing") != std::string::npos);
    QVERIFY(contents->damage[2].find("messages 21 to 30 are missing") != std::string::npos);
}

void TapeTest::purgedMessagesAreNotMissed()
{
    auto tape = openTape(path());
    TapeChange change;
    change.queues = {queueOf(1, "half", 5, 11), queueOf(2, "all", 11, 11), queueOf(3, "beyond", 20, 11)};
    change.segments = {segmentOf(1, 3, 8)};
    QVERIFY(tape->apply(change).ok());
    const auto contents = tape->load();
    QVERIFY2(contents->damage.empty(), contents->damage.empty() ? "" : contents->damage[0].c_str());
}

void TapeTest::aHundredThousandQueuesLoadQuickly()
{
    auto tape = openTape(path());
    TapeChange change;
    for (uint32_t i = 1; i <= 100'000; ++i) {
        change.queues.push_back(queueOf(i, "queue-" + std::to_string(i)));
        change.channels.push_back({{i}, {1}, "c", "", "state"});
    }
    QVERIFY(tape->apply(change).ok());
    QElapsedTimer timer;
    timer.start();
    const auto contents = tape->load();
    QVERIFY(contents.ok());
    QCOMPARE(contents->queues.size(), size_t{100'000});
    QCOMPARE(contents->channels.size(), size_t{100'000});
    std::printf("loaded in %lld ms\n", static_cast<long long>(timer.elapsed()));
}

void TapeTest::theLargestSegmentIsStored()
{
    std::mt19937_64 random(testSeed(2));
    Message m{{1}, {1000}, {1000}, {}, {}, {}, std::string(limits::kBodyBytesMax, '\0')};
    for (size_t i = 0; i + 8 <= m.body.size(); i += 8) { // incompressible
        const uint64_t value = random();
        std::memcpy(m.body.data() + i, &value, 8);
    }
    const std::string bytes = encodeRun({m}, m.time);
    TapeChange change;
    QVERIFY(packSegments({1}, {{{1}, 1, m.time, bytes}}, 1, change.segments));
    change.queues = {queueOf(1, "large", 1, 2)};
    auto tape = openTape(path());
    const auto rows = tape->apply(change);
    QVERIFY2(rows.ok(), rows.ok() ? "" : rows.error().text.c_str());
    const auto packed = tape->readFrame((*rows)[0], change.segments[0].info.frames[0]);
    QVERIFY(packed.ok());
    QVERIFY(decodeRun((*unpackFrame(*packed, change.segments[0].info.frames[0]))->run).at(0) == m);
}

void TapeTest::twoConnectionsAreRefused()
{
    auto tape = openTape(path());
    for (const auto mode : {Tape::Mode::readWrite, Tape::Mode::readOnly}) {
        // In another process: this one's POSIX locks do not hold against itself, and closing its file would drop them.
        const pid_t child = fork();
        if (child == 0) {
            const auto second = Tape::open(path(), mode);
            _exit(!second.ok() && second.error().code == ErrorCode::inUse ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
    }
}

void TapeTest::aRelativePathThroughALinkedFolderWorks()
{
    std::filesystem::create_directory(path("real"));
    std::filesystem::create_directory_symlink("real", path("link"));
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(m_folder->path().toStdString());
    auto tape = openTape("link/x.tape");
    QVERIFY(tape->fileBytes() > 0);
    QVERIFY(tape->close().ok());
    tape = openTape("./real/x.tape");
    QVERIFY(tape->close().ok());
    std::filesystem::current_path(before);
}

QTEST_APPLESS_MAIN(TapeTest)
#include "tape_test.moc"
