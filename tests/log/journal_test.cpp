#include "engine/base/random.h"
#include "engine/log/journal.h"
#include "engine/log/journal_layout.h"
#include "engine/log/recovery.h"
#include "tests/support/fault_file.h"
#include "tests/support/log_support.h"

#include <QtTest>

using namespace tapedeck;
using namespace tapedeck::test;

class JournalTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatAGroupHeldIsServedFromMemory();
    void consecutiveMessagesOfAQueueShareARun();
    void aGroupIsOneWrite();
    void anEmptyGroupWritesNothing();
    void anEntryThatWasNeverFinishedLeavesNoTrace();
    void aMessageLargerThanASlotSpansSeveral();
    void theLargestMessageFits();
    void theRingGrowsUnderLoadOnly();
    void aFullRingRefusesPublishesButNotChanges();
    void aFullDiskRefusesPublishesButNotChanges();
    void publishingResumesWhenTheDiskHasRoomAgain();
    void freeingTheOpenSlotOpensAFreshOne();
    void bytesSinceCountsLaterSlotsOnly();
    void rotatingLeavesASlotToBeSealed();
    void whatHasRoomIsTakenWhole();
    void aFailedWriteKillsTheJournal();
    void aFailedSyncKillsTheJournalAndIsNotRepeated();
    void withoutSyncThereIsNoFile();
    void anOversizedChangeIsRefused();
    void payloadsOfEveryLengthSurvive();
};

namespace {

constexpr QueueNo kQueue{7};

struct Setup {
    FaultDisk disk;
    SeededRandom random{42};
    std::unique_ptr<Journal> journal;

    explicit Setup(Journal::Options options = {})
    {
        auto made = Journal::create(
            options.sync == SyncMode::off ? nullptr : std::make_unique<FaultFile>(disk), options, random);
        journal = std::move(made).value();
    }
    std::vector<HotRun> close()
    {
        std::vector<HotRun> runs;
        if (!journal->closeGroup(runs))
            qFatal("closeGroup failed");
        return runs;
    }
};

Message plain(uint64_t id, std::string body)
{
    return {{id}, {1000}, {1000}, {}, {}, {}, std::move(body)};
}

// Publishes messages of 600 KiB (one to a slot) until refused. Returns how many were taken; ids begin after `last`.
uint64_t fill(Setup& s, uint64_t last)
{
    uint64_t taken = 0;
    while (publish(*s.journal, kQueue, plain(last + taken + 1, std::string(600 << 10, 'x')))) {
        ++taken;
        s.close();
    }
    return taken;
}

Collected recover(FaultDisk& disk, JournalReport* report = nullptr, SlotNo sealed = {})
{
    Collected collected;
    FaultFile file(disk);
    auto result = readJournal(file, 0, collected, sealed);
    if (!result)
        qFatal("%s", result.error().text.c_str());
    if (report)
        *report = *result;
    return collected;
}

} // namespace

void JournalTest::whatAGroupHeldIsServedFromMemory()
{
    std::mt19937_64 random(testSeed(1));
    Setup s;
    Time time{1'000'000};
    for (uint64_t id = 1; id <= 500;) {
        std::vector<Message> group;
        for (size_t n = 1 + random() % 20; n > 0; --n, ++id) {
            group.push_back(randomMessage(random, {id}, time, 500));
            time = group.back().time;
            QVERIFY(publish(*s.journal, kQueue, group.back()));
        }
        std::vector<Message> back;
        for (const HotRun& run : s.close()) {
            QVERIFY(run.queue == kQueue);
            for (const Message& m : decodeRun(run.run))
                back.push_back(m);
        }
        QVERIFY(back == group);
    }
}

void JournalTest::consecutiveMessagesOfAQueueShareARun()
{
    Setup s;
    for (uint64_t id = 1; id <= 3; ++id)
        QVERIFY(publish(*s.journal, {1}, plain(id, "a")));
    QVERIFY(publish(*s.journal, {2}, plain(1, "b")));
    QVERIFY(publish(*s.journal, {1}, plain(4, "c")));
    QVERIFY(s.journal->append(RecordType::queueChanged, {1}, "x"));
    QVERIFY(publish(*s.journal, {1}, plain(5, "d")));
    QVERIFY(publish(*s.journal, {1}, plain(9, "e"))); // not contiguous
    const auto runs = s.close();
    QCOMPARE(runs.size(), size_t{5});
    QCOMPARE(runs[0].run.count, 3U);
    QCOMPARE(runs[4].run.first.value, uint64_t{9});
}

void JournalTest::aGroupIsOneWrite()
{
    Setup s;
    const int before = s.disk.writes;
    for (uint64_t id = 1; id <= 100; ++id)
        QVERIFY(publish(*s.journal, {static_cast<uint32_t>(1 + id % 2)}, plain(id, "body")));
    s.close();
    QCOMPARE(s.disk.writes, before + 1);
    const uint64_t bytes = s.disk.bytesWritten;
    QVERIFY(publish(*s.journal, kQueue, plain(101, "body")));
    s.close();
    QCOMPARE(s.disk.writes, before + 2);
    QVERIFY(s.disk.bytesWritten - bytes < 200); // only what is new
}

void JournalTest::anEmptyGroupWritesNothing()
{
    Setup s;
    const int before = s.disk.writes;
    const GroupNo group = s.journal->openGroup();
    QVERIFY(!s.journal->dirty());
    QVERIFY(s.close().empty());
    QCOMPARE(s.disk.writes, before);
    QVERIFY(s.journal->openGroup() == group);
    QVERIFY(s.journal->append(RecordType::queueCreated, kQueue, "q"));
    QVERIFY(s.journal->dirty());
    s.close();
    QVERIFY(!s.journal->dirty());
    QCOMPARE(s.journal->openGroup().value, group.value + 1);
}

void JournalTest::anEntryThatWasNeverFinishedLeavesNoTrace()
{
    Setup s;
    QVERIFY(publish(*s.journal, kQueue, plain(1, "one")));
    Time previous;
    QVERIFY(s.journal->reserve(kQueue, {2}, {1000}, 1000, &previous));
    QVERIFY(s.journal->reserve({99}, {1}, {1000}, 1000, &previous));
    const auto runs = s.close();
    QCOMPARE(runs.size(), size_t{1});
    QCOMPARE(runs[0].run.count, 1U);
    QCOMPARE(recover(s.disk).records.size(), size_t{1});
}

void JournalTest::aMessageLargerThanASlotSpansSeveral()
{
    Setup s;
    std::mt19937_64 random(testSeed(2));
    std::vector<Message> all;
    for (const size_t bytes :
        {size_t{10}, 3 * limits::kSlotBytes + 17, size_t{5}, limits::kSlotBytes, size_t{900 << 10}, size_t{1}}) {
        all.push_back(plain(all.size() + 1, std::string(bytes, '\0')));
        for (char& c : all.back().body)
            c = static_cast<char>(random());
        QVERIFY(publish(*s.journal, kQueue, all.back()));
        s.close();
    }
    QVERIFY(s.journal->slotsUsed() >= 7);
    JournalReport report;
    QVERIFY(recover(s.disk, &report).messagesOf(kQueue) == all);
    QVERIFY(report.damage.empty());
    QVERIFY(report.lastSlot == s.journal->openSlot());
}

void JournalTest::theLargestMessageFits()
{
    Setup s;
    Message m = plain(1, std::string(limits::kBodyBytesMax, 'b'));
    m.key = std::string(limits::kKeyBytesMax, 'k');
    m.headers = encodeHeaders({{"n", std::string(limits::kHeadersBytesMax - 10, 'h')}});
    QVERIFY(publish(*s.journal, kQueue, m));
    m.id = {2};
    QVERIFY(publish(*s.journal, kQueue, m)); // and a second one
    QCOMPARE(s.close().size(), size_t{2});
    QCOMPARE(recover(s.disk).messagesOf(kQueue).size(), size_t{2});
    s.journal->free(s.journal->openSlot());
    m.id = {3};
    QVERIFY(publish(*s.journal, kQueue, m)); // wherever the fresh slot lies
}

void JournalTest::theRingGrowsUnderLoadOnly()
{
    Setup s;
    const uint64_t atStart = s.journal->fileBytes();
    QCOMPARE(atStart, layout::placeOffset(limits::kSlotsAtStart));
    QVERIFY(publish(*s.journal, kQueue, plain(1, "small")));
    s.close();
    QCOMPARE(s.journal->fileBytes(), atStart);
    const uint64_t taken = fill(s, 1);
    QCOMPARE(s.journal->fileBytes(), layout::placeOffset(limits::kSlotsMax));
    QVERIFY(taken >= limits::kSlotsMax - limits::kSlotsReserved - 1);
    QCOMPARE(recover(s.disk).messagesOf(kQueue).size(), static_cast<size_t>(taken + 1));
}

void JournalTest::aFullRingRefusesPublishesButNotChanges()
{
    Setup s({.slotsMax = 8, .slotsReserved = 2});
    QVERIFY(fill(s, 0) > 0);
    QVERIFY(s.journal->isFull());
    QVERIFY(!s.journal->storageFull());
    QCOMPARE(s.journal->slotsUsed(), 6U);
    // More than the rest of the open slot: the reserve is for this.
    for (int i = 0; i < 4; ++i) {
        QVERIFY(s.journal->append(RecordType::channelDelta, kQueue, std::string(400 << 10, 'a')));
        s.close();
    }
    QVERIFY(s.journal->slotsUsed() > 6);
    const SlotNo oldest = s.journal->oldestSlot();
    s.journal->free({oldest.value + 3});
    QVERIFY(!s.journal->isFull());
    QVERIFY(publish(*s.journal, kQueue, plain(100, std::string(600 << 10, 'y'))));
    // Even the reserve ends, without harm to what is there.
    while (s.journal->append(RecordType::channelDelta, kQueue, std::string(400 << 10, 'b'))) { }
    s.close();
    JournalReport report;
    recover(s.disk, &report, {oldest.value + 3});
    QVERIFY(report.damage.empty());
    QVERIFY(!report.tornTail);
}

void JournalTest::aFullDiskRefusesPublishesButNotChanges()
{
    Setup s;
    s.disk.freeBytes = limits::kDiskBytesReserved + 10 * limits::kSlotBytes;
    QVERIFY(fill(s, 0) > 0);
    QVERIFY(s.journal->storageFull());
    QVERIFY(!s.journal->isFull());
    QVERIFY(s.disk.freeBytes >= limits::kDiskBytesReserved);
    for (uint32_t i = 0; i < limits::kSlotsReserved; ++i) {
        QVERIFY(s.journal->append(RecordType::channelDelta, kQueue, std::string(1000 << 10, 'a')));
        s.close();
    }
}

void JournalTest::publishingResumesWhenTheDiskHasRoomAgain()
{
    Setup s;
    s.disk.freeBytes = limits::kDiskBytesReserved + 4 * limits::kSlotBytes;
    const uint64_t taken = fill(s, 0);
    QVERIFY(s.journal->storageFull());
    s.disk.freeBytes += 20 * limits::kSlotBytes;
    QVERIFY(publish(*s.journal, kQueue, plain(taken + 1, std::string(600 << 10, 'x'))));
    s.close();
    QVERIFY(!s.journal->storageFull());
    // The system refuses although it claims to have room (a quota): asked once, not for every message.
    const int before = s.disk.allocations;
    s.disk.failAllocateIn = 1;
    s.disk.failure = ErrorCode::storageFull;
    const uint64_t more = fill(s, taken + 1);
    for (int i = 0; i < 100; ++i)
        QVERIFY(!publish(*s.journal, kQueue, plain(taken + more + 2, std::string(600 << 10, 'x'))));
    QVERIFY(s.disk.allocations <= before + 3);
    s.disk.failAllocateIn = -1;
    s.journal->free(s.journal->openSlot());
    QVERIFY(publish(*s.journal, kQueue, plain(taken + more + 2, std::string(600 << 10, 'x'))));
}

void JournalTest::freeingTheOpenSlotOpensAFreshOne()
{
    Setup s;
    QVERIFY(publish(*s.journal, kQueue, plain(1, "sealed")));
    s.close();
    const SlotNo sealed = s.journal->openSlot();
    s.journal->free(sealed);
    QVERIFY(s.journal->openSlot() > sealed);
    QVERIFY(s.journal->oldestSlot() == s.journal->openSlot());
    QCOMPARE(s.journal->slotsUsed(), 1U);
    s.journal->free(s.journal->openSlot()); // empty: still a new number, for the tape may have noted this one as sealed
    QCOMPARE(s.journal->openSlot().value, sealed.value + 2);
    QVERIFY(publish(*s.journal, kQueue, plain(2, "live")));
    s.close();
    JournalReport report;
    const auto back = recover(s.disk, &report, {sealed.value + 1}).messagesOf(kQueue);
    QCOMPARE(back.size(), size_t{1});
    QVERIFY(back[0].body == "live");
    QVERIFY(report.damage.empty());
    QCOMPARE(report.lastGroup.value, uint64_t{2});
}

void JournalTest::bytesSinceCountsLaterSlotsOnly()
{
    Setup s;
    const SlotNo first = s.journal->openSlot();
    QVERIFY(publish(*s.journal, kQueue, plain(1, std::string(700 << 10, 'a'))));
    QCOMPARE(s.journal->bytesSince(first), uint64_t{0});
    QVERIFY(publish(*s.journal, kQueue, plain(2, std::string(700 << 10, 'a'))));
    s.close();
    QVERIFY(s.journal->bytesSince(first) > 700 << 10 && s.journal->bytesSince(first) < 701 << 10);
    QVERIFY(s.journal->bytesSince({0}) > 1400 << 10);
    QCOMPARE(s.journal->bytesSince(s.journal->openSlot()), uint64_t{0});
}

void JournalTest::rotatingLeavesASlotToBeSealed()
{
    Setup s;
    QVERIFY(publish(*s.journal, kQueue, plain(1, "being sealed")));
    s.close();
    const SlotNo left = s.journal->openSlot();
    QVERIFY(s.journal->rotate());
    QVERIFY(s.journal->openSlot() > left);
    QCOMPARE(s.journal->bytesSince(left), uint64_t{0});
    QVERIFY(publish(*s.journal, kQueue, plain(2, "meanwhile")));
    s.close();
    s.journal->free(left);
    const auto back = recover(s.disk, nullptr, left).messagesOf(kQueue);
    QCOMPARE(back.size(), size_t{1});
    QVERIFY(back[0].body == "meanwhile");
}

void JournalTest::whatHasRoomIsTakenWhole()
{
    std::mt19937_64 random(testSeed(3));
    Setup s({.slotsMax = 14, .slotsReserved = 2});
    uint64_t id = 1;
    int taken = 0, refused = 0;
    for (int round = 0; round < 1500; ++round) {
        std::vector<std::string> bodies;
        for (size_t n = 1 + random() % 12; n > 0; --n) {
            const size_t most[] = {200, 200, 40'000, 700'000, 3'000'000};
            bodies.emplace_back(random() % most[random() % 5], 'x');
        }
        std::vector<NewMessage> messages;
        for (const std::string& body : bodies)
            messages.push_back({.body = body});
        if (s.journal->hasRoom(messages)) {
            ++taken;
            for (const NewMessage& m : messages) {
                Time previous;
                char* at = s.journal->reserve(kQueue, {id}, {1000}, entryBytesMax(m), &previous);
                QVERIFY(at);
                s.journal->finishEntry(encodeEntry(at, m, previous, {1000}, {1000}), {1000});
                id += 1 + random() % 2; // sometimes a new run
            }
            QVERIFY(s.journal->slotsUsed() <= 12);
        } else {
            ++refused;
            QVERIFY(s.journal->isFull());
        }
        s.close();
        if (random() % 3 == 0 && s.journal->oldestSlot() < s.journal->openSlot())
            s.journal->free(s.journal->oldestSlot());
    }
    QVERIFY(taken > 100 && refused > 100);
}

void JournalTest::aFailedWriteKillsTheJournal()
{
    Setup s;
    QVERIFY(publish(*s.journal, kQueue, plain(1, "kept")));
    s.close();
    s.disk.failWriteIn = 1;
    QVERIFY(publish(*s.journal, kQueue, plain(2, "lost")));
    std::vector<HotRun> runs;
    QVERIFY(!s.journal->closeGroup(runs));
    QVERIFY(runs.empty());
    s.disk.failWriteIn = -1;
    QVERIFY(!publish(*s.journal, kQueue, plain(3, "refused")));
    QVERIFY(!s.journal->append(RecordType::queueChanged, kQueue, "refused"));
    QVERIFY(!s.journal->closeGroup(runs));
    QCOMPARE(recover(s.disk).messagesOf(kQueue).size(), size_t{1});
}

void JournalTest::aFailedSyncKillsTheJournalAndIsNotRepeated()
{
    Setup s({.sync = SyncMode::full});
    QVERIFY(publish(*s.journal, kQueue, plain(1, "x")));
    s.close();
    const int before = s.disk.syncs;
    s.disk.failSyncIn = 1;
    QVERIFY(!s.journal->sync());
    s.disk.failSyncIn = -1;
    QVERIFY(!s.journal->sync());
    QCOMPARE(s.disk.syncs, before + 1);
    std::vector<HotRun> runs;
    QVERIFY(publish(*s.journal, kQueue, plain(2, "x")));
    QVERIFY(!s.journal->closeGroup(runs));
}

void JournalTest::withoutSyncThereIsNoFile()
{
    Setup s({.sync = SyncMode::off, .slotsMax = 6, .slotsReserved = 1});
    QVERIFY(fill(s, 0) == 5);
    QVERIFY(s.journal->isFull());
    QCOMPARE(s.journal->fileBytes(), uint64_t{0});
    QVERIFY(s.journal->sync());
    s.journal->free({s.journal->oldestSlot().value + 1});
    s.journal->releaseMemory();
    QVERIFY(publish(*s.journal, kQueue, plain(6, std::string(600 << 10, 'x'))));
    const auto runs = s.close();
    QCOMPARE(decodeRun(runs[0].run)[0].body.size(), size_t{600 << 10});
}

void JournalTest::anOversizedChangeIsRefused()
{
    Setup s;
    const size_t most = limits::kSlotBytes - layout::kSlotStartBytes - layout::kRecordHeaderBytes - layout::kCommitRoom;
    QVERIFY(!s.journal->append(RecordType::channelDelta, kQueue, std::string(most + 1, 'x')));
    QVERIFY(s.journal->append(RecordType::channelDelta, kQueue, std::string(most, 'x')));
    s.close();
    QCOMPARE(recover(s.disk).records.at(0).payload.size(), most);
}

void JournalTest::payloadsOfEveryLengthSurvive()
{
    // Every remainder at the end of a slot: nothing may run over it, and the commit record always fits.
    for (size_t rest = 0; rest < 400; ++rest) {
        Setup s({.slotsMax = 6, .slotsReserved = 1});
        const size_t most =
            limits::kSlotBytes - layout::kSlotStartBytes - layout::kRecordHeaderBytes - layout::kCommitRoom;
        QVERIFY(publish(*s.journal, kQueue, plain(1, std::string(most - 200 - rest, 'x'))));
        for (uint64_t id = 2; id <= 12; ++id) {
            QVERIFY(publish(*s.journal, {static_cast<uint32_t>(1 + id % 3)}, plain(id, std::string(id * 7 % 31, 'y'))));
            if (id % 2 == 0)
                QVERIFY(s.journal->append(RecordType::channelDelta, kQueue, std::string(id, 'z')));
            if (id % 4 == 0)
                s.close();
        }
        s.close();
        JournalReport report;
        recover(s.disk, &report);
        QVERIFY2(report.damage.empty(), report.damage.empty() ? "" : report.damage[0].text.c_str());
        QVERIFY(!report.tornTail);
        QCOMPARE(report.messages, uint64_t{12});
    }
}

QTEST_APPLESS_MAIN(JournalTest)
#include "journal_test.moc"
