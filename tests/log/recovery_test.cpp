#include "engine/base/bytes.h"
#include "engine/base/checksum.h"
#include "engine/base/random.h"
#include "engine/log/journal.h"
#include "engine/log/journal_layout.h"
#include "engine/log/recovery.h"
#include "tests/support/fault_file.h"
#include "tests/support/log_support.h"

#include <QtTest>

#include <map>

using namespace tapedeck;
using namespace tapedeck::test;

class RecoveryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEmptyOrUnwrittenFileHoldsNoJournal();
    void everythingClosedComesBack();
    void aGroupWithoutCommitDidNotHappen();
    void tornTailIsCutAtEveryByte();
    void flippedBitsAreReportedAndNeverDelivered();
    void aDamagedGroupDoesNotHideLaterOnes();
    void damageInWhatWasNotSyncedEndsTheJournal();
    void aDamagedRecordIsNamedWithQueueAndIds();
    void aDamagedSlotStartLosesNoGroup();
    void aDamagedStartOfTheOnlySlotIsReported();
    void aMissingSlotIsReported();
    void aDamagedHeaderHasACopy();
    void twoDamagedHeadersAreAnError();
    void aNewerVersionIsUnsupported();
    void theFirstVersionIsReadToo();
    void anotherTapesJournalIsRefused();
    void wrapsAndGrowthKeepTheOrder();
    void sealedSlotsAreNeitherReadNorMissed();
    void readingTwiceYieldsTheSame();
    void aNewJournalMakesTheOldOneUnreadable();
    void aCrashWhileANewJournalIsLaidOutLosesNothing();
    void recordsCopiedIntoBodiesAreNotBelieved();
    void aTruncatedFileIsReported();
    void impossibleNumbersAreRefused();
};

namespace {

constexpr uint64_t kTapeId = 77;

struct Writer {
    FaultDisk disk;
    std::unique_ptr<Journal> journal;
    std::mt19937_64 random;
    std::map<uint32_t, uint64_t> lastIds;
    Time time{1'000'000};
    // By group: what it holds, as recovery should deliver it, and in which slot each record lies.
    std::map<uint64_t, std::vector<Collected::Record>> groups;
    std::map<uint64_t, std::vector<uint64_t>> slots;

    explicit Writer(uint64_t seed, Journal::Options options = {})
        : random(seed)
    {
        options.tapeId = kTapeId;
        SeededRandom key(seed);
        journal = std::move(Journal::create(std::make_unique<FaultFile>(disk), options, key)).value();
    }

    // Publishes into some queues with changes in between and closes the group. False when the ring is full.
    bool group(size_t records, size_t bodyBytesMax)
    {
        std::vector<Collected::Record> expected;
        std::vector<uint64_t> where;
        const GroupNo group = journal->openGroup();
        std::map<uint64_t, Message> sent; // by position, to be matched with runs
        std::vector<Message> all;
        for (size_t i = 0; i < records; ++i) {
            const QueueNo queue{static_cast<uint32_t>(1 + random() % 3)};
            if (random() % 4 == 0) {
                const std::string payload = randomText(random, 100);
                if (!journal->append(RecordType::channelDelta, queue, payload))
                    return false;
                expected.push_back({group, RecordType::channelDelta, queue, payload, {}});
                where.push_back(journal->openSlot().value);
                continue;
            }
            const Message m = randomMessage(random, {lastIds[queue.value] + 1}, time, bodyBytesMax);
            if (!publish(*journal, queue, m))
                return false;
            ++lastIds[queue.value];
            time = m.time;
            const uint64_t slot = journal->openSlot().value;
            const bool continues = !expected.empty() && expected.back().type == RecordType::messages
                && expected.back().queue == queue && where.back() == slot;
            if (!continues) {
                expected.push_back({group, RecordType::messages, queue, {}, {}});
                where.push_back(slot);
            }
            expected.back().messages.push_back(m);
        }
        std::vector<HotRun> runs;
        if (!journal->closeGroup(runs))
            qFatal("closeGroup failed");
        groups[group.value] = std::move(expected);
        slots[group.value] = std::move(where);
        return true;
    }

    // Where the content of the first slot ends, while that is the open one.
    uint64_t end() const { return layout::placeOffset(0) + layout::kSlotStartBytes + journal->bytesSince({0}); }

    std::vector<Collected::Record> all(uint64_t fromSlot = 0) const
    {
        std::vector<Collected::Record> out;
        for (const auto& [group, records] : groups)
            for (size_t i = 0; i < records.size(); ++i)
                if (slots.at(group)[i] >= fromSlot)
                    out.push_back(records[i]);
        return out;
    }
};

Result<JournalReport> read(FaultDisk& disk, Collected& out, SlotNo sealed = {}, uint64_t tapeId = kTapeId)
{
    FaultFile file(disk);
    return readJournal(file, tapeId, out, sealed);
}

FaultDisk diskOf(std::string content)
{
    FaultDisk disk;
    disk.content = std::move(content);
    return disk;
}

// Every delivered group is word for word one that was written.
bool onlyTruth(const Writer& w, const Collected& c)
{
    std::map<uint64_t, std::vector<Collected::Record>> got;
    for (const auto& r : c.records)
        got[r.group.value].push_back(r);
    for (const auto& [group, records] : got)
        if (!w.groups.count(group) || w.groups.at(group) != records)
            return false;
    return c.allIntact;
}

// Where the content of a slot ends, give or take zeros at the end of its last record.
uint64_t usedEnd(const std::string& content)
{
    const size_t last = content.find_last_not_of('\0');
    return last == std::string::npos ? 0 : last + 1;
}

} // namespace

void RecoveryTest::anEmptyOrUnwrittenFileHoldsNoJournal()
{
    for (const size_t size : {size_t{0}, size_t{100}, size_t{4096}, size_t{3 << 20}}) {
        FaultDisk disk = diskOf(std::string(size, '\0'));
        Collected c;
        auto report = read(disk, c);
        QVERIFY(report.ok());
        QVERIFY(!report->present);
    }
}

void RecoveryTest::everythingClosedComesBack()
{
    Writer w(testSeed(1));
    for (int i = 0; i < 300; ++i)
        QVERIFY(w.group(1 + w.random() % 20, i % 10 ? 200 : 200'000));
    Collected c;
    auto report = read(w.disk, c);
    QVERIFY(report.ok());
    QVERIFY(report->present);
    QVERIFY(c.records == w.all());
    QVERIFY(c.allIntact);
    QVERIFY(report->damage.empty());
    QVERIFY(!report->tornTail);
    QCOMPARE(report->groups, uint64_t{300});
    QCOMPARE(report->lastGroup.value, uint64_t{300});
    QVERIFY(report->lastSlot == w.journal->openSlot());
    QVERIFY(report->lastSlot.value > 3);
}

void RecoveryTest::aGroupWithoutCommitDidNotHappen()
{
    Writer w(testSeed(2));
    QVERIFY(w.group(5, 100));
    const auto expected = w.all();
    QVERIFY(w.group(5, 100));
    // As if the last 48 bytes, the commit record, had not been written.
    const uint64_t end = w.end();
    std::fill(w.disk.content.begin() + static_cast<std::ptrdiff_t>(end - 48), w.disk.content.end(), '\0');
    Collected c;
    auto report = read(w.disk, c);
    QVERIFY(report.ok());
    QVERIFY(c.records == expected);
    QVERIFY(report->tornTail);
    QVERIFY(report->damage.empty());
}

void RecoveryTest::tornTailIsCutAtEveryByte()
{
    Writer w(testSeed(3));
    QVERIFY(w.group(6, 50));
    QVERIFY(w.group(6, 50));
    const auto expected = w.all();
    const uint64_t from = w.end();
    QVERIFY(w.group(6, 50));
    const uint64_t end = w.end();
    QVERIFY(end > from + 100);
    for (uint64_t cut = from; cut < end; ++cut)
        for (const char filling : {'\0', '\x5a'}) {
            FaultDisk disk = diskOf(w.disk.content);
            std::fill(disk.content.begin() + static_cast<std::ptrdiff_t>(cut),
                disk.content.begin() + static_cast<std::ptrdiff_t>(end), filling);
            if (disk.content == w.disk.content)
                continue; // the commit record ends with zeros
            Collected c;
            auto report = read(disk, c);
            QVERIFY(report.ok());
            QVERIFY(c.records == expected);
            QVERIFY(report->damage.empty());
            QVERIFY(
                report->tornTail || cut < from + 48); // within the first record's header nothing tells that it began
        }
}

void RecoveryTest::flippedBitsAreReportedAndNeverDelivered()
{
    Writer w(testSeed(4));
    for (int i = 0; i < 60; ++i) {
        QVERIFY(w.group(1 + w.random() % 8, i % 7 ? 300 : 150'000));
        if (i < 50)
            QVERIFY(w.journal->sync());
    }
    QVERIFY(w.journal->openSlot().value >= 2);
    // The bytes that were written before the last commit: of each slot from its beginning to the end of its last
    // record.
    std::vector<std::pair<uint64_t, uint64_t>> written;
    const auto whole = w.all();
    for (uint64_t place = 0; layout::placeOffset(place) < w.disk.content.size(); ++place) {
        const std::string slot = w.disk.content.substr(layout::placeOffset(place), limits::kSlotBytes);
        if (const uint64_t end = usedEnd(slot); end > 0)
            written.emplace_back(layout::placeOffset(place), layout::placeOffset(place) + end - 48);
    }
    written.back().second -= 48;
    int delivered = 0;
    const int rounds = 600;
    for (int i = 0; i < rounds; ++i) {
        const auto [from, to] = written[w.random() % written.size()];
        const uint64_t at = from + w.random() % (to - from);
        const char flip = static_cast<char>(1 << w.random() % 8);
        w.disk.content[at] ^= flip;
        Collected c;
        auto report = read(w.disk, c);
        w.disk.content[at] ^= flip;
        QVERIFY(report.ok());
        const std::string where = "byte " + std::to_string(at);
        QVERIFY2(!report->damage.empty(), where.c_str());
        QVERIFY2(onlyTruth(w, c), where.c_str());
        QVERIFY2(report->groups + 1 >= 49, where.c_str()); // groups known to be synced: at most one is lost
        delivered += c.records == whole;
    }
    QVERIFY(delivered < rounds / 10); // some flips hit slot starts, which lose nothing
}

void RecoveryTest::aDamagedGroupDoesNotHideLaterOnes()
{
    Writer w(testSeed(5));
    std::vector<uint64_t> ends;
    for (int i = 0; i < 5; ++i) {
        QVERIFY(w.group(3, 100));
        QVERIFY(w.journal->sync());
        ends.push_back(w.end());
    }
    QVERIFY(w.group(1, 10)); // its commit record knows that group 5 is durable
    w.disk.content[ends[1] + 30] ^= 1; // in group 3
    Collected c;
    auto report = read(w.disk, c);
    QVERIFY(report.ok());
    QCOMPARE(report->groups, uint64_t{5});
    QCOMPARE(report->lastGroup.value, uint64_t{6});
    QCOMPARE(report->damage.size(), size_t{1});
    QCOMPARE(report->damage[0].after.value, uint64_t{2});
    QVERIFY(!report->damage[0].unsynced);
    QVERIFY(report->damage[0].text.find("lost: group 3") != std::string::npos);
    QVERIFY(onlyTruth(w, c));
}

void RecoveryTest::damageInWhatWasNotSyncedEndsTheJournal()
{
    Writer w(testSeed(6));
    QVERIFY(w.group(3, 100));
    QVERIFY(w.journal->sync());
    const uint64_t end = w.end();
    for (int i = 0; i < 4; ++i)
        QVERIFY(w.group(3, 100));
    w.disk.content[end + 30] ^= 1; // in group 2, never synced
    Collected c;
    auto report = read(w.disk, c);
    QVERIFY(report.ok());
    QCOMPARE(report->lastGroup.value, uint64_t{1});
    QVERIFY(report->tornTail);
    QCOMPARE(report->damage.size(), size_t{1});
    QVERIFY(report->damage[0].unsynced);
    QVERIFY(report->damage[0].text.find("3 later groups") != std::string::npos);
}

void RecoveryTest::aDamagedRecordIsNamedWithQueueAndIds()
{
    Writer w(testSeed(7));
    QVERIFY(w.group(2, 10));
    const uint64_t end = w.end();
    for (uint64_t id = 1; id <= 12; ++id)
        QVERIFY(publish(*w.journal, {30}, Message{{id}, w.time, w.time, {}, {}, {}, "body"}));
    std::vector<HotRun> runs;
    QVERIFY(w.journal->closeGroup(runs));
    QVERIFY(w.group(2, 10));
    w.disk.content[end + layout::kRecordHeaderBytes + 3] ^= 4;
    Collected c;
    auto report = read(w.disk, c);
    QVERIFY(report.ok());
    QCOMPARE(report->damage.size(), size_t{1});
    QVERIFY(report->damage[0].text.find("messages 1 to 12 of queue 30") != std::string::npos);
    QCOMPARE(report->damage[0].offset, end);
}

void RecoveryTest::aDamagedSlotStartLosesNoGroup()
{
    for (const bool newest : {false, true})
        for (const size_t byte : {0, 9, 20, 32, 40, 50, 60}) {
            Writer w(testSeed(8));
            while (w.journal->openSlot().value < 3 || w.journal->bytesSince({2}) < 1000)
                QVERIFY(w.group(5, 3000));
            QVERIFY(w.journal->sync());
            QVERIFY(w.group(1, 10));
            const uint64_t place = newest ? 2 : 1;
            w.disk.content[layout::placeOffset(place) + byte] ^= 0x10;
            Collected c;
            auto report = read(w.disk, c);
            QVERIFY(report.ok());
            QCOMPARE(report->damage.size(), size_t{1});
            QVERIFY(onlyTruth(w, c));
            QVERIFY(report->groups + 1 >= w.groups.size()); // at most the group that spans the slots
            QCOMPARE(report->lastGroup.value, w.groups.rbegin()->first);
            QCOMPARE(report->lastSlot.value, uint64_t{3});
        }
}

void RecoveryTest::aDamagedStartOfTheOnlySlotIsReported()
{
    Writer w(testSeed(9));
    QVERIFY(w.group(3, 100));
    QVERIFY(w.group(3, 100));
    w.disk.content[layout::placeOffset(0) + 33] ^= 1;
    Collected c;
    auto report = read(w.disk, c);
    QVERIFY(report.ok());
    QVERIFY(!report->damage.empty());
    QVERIFY(onlyTruth(w, c));
    QCOMPARE(report->lastGroup.value, uint64_t{2});
}

void RecoveryTest::aMissingSlotIsReported()
{
    Writer w(testSeed(10));
    while (w.journal->openSlot().value < 4)
        QVERIFY(w.group(5, 100'000));
    QVERIFY(w.journal->sync());
    QVERIFY(w.group(1, 10));
    std::fill_n(w.disk.content.begin() + static_cast<std::ptrdiff_t>(layout::placeOffset(1)), limits::kSlotBytes, '\0');
    Collected c;
    auto report = read(w.disk, c);
    QVERIFY(report.ok());
    QCOMPARE(report->damage.size(), size_t{1});
    QVERIFY(report->damage[0].text.find("slots 2 to 2 are missing") != std::string::npos);
    QVERIFY(report->damage[0].text.find("lost: groups") != std::string::npos);
    QVERIFY(onlyTruth(w, c));
    QCOMPARE(report->lastGroup.value, w.groups.rbegin()->first);
}

void RecoveryTest::aDamagedHeaderHasACopy()
{
    for (const uint64_t header : layout::kHeaderAt)
        for (size_t byte = 0; byte < layout::kHeaderBytes; ++byte) {
            Writer w(11);
            QVERIFY(w.group(3, 10));
            w.disk.content[header + byte] ^= 1;
            Collected c;
            auto report = read(w.disk, c);
            QVERIFY(report.ok());
            QVERIFY(c.records == w.all());
            QCOMPARE(report->damage.size(), size_t{1});
        }
}

void RecoveryTest::twoDamagedHeadersAreAnError()
{
    Writer w(12);
    QVERIFY(w.group(3, 10));
    for (const uint64_t header : layout::kHeaderAt)
        w.disk.content[header + 30] ^= 1;
    Collected c;
    auto report = read(w.disk, c);
    QVERIFY(!report.ok());
    QVERIFY(report.error().code == ErrorCode::damaged);
    QVERIFY(c.records.empty());
}

void RecoveryTest::aNewerVersionIsUnsupported()
{
    Writer w(13);
    for (const uint64_t header : layout::kHeaderAt)
        w.disk.content[header + 8] = static_cast<char>(layout::kJournalVersion + 1);
    Collected c;
    auto report = read(w.disk, c);
    QVERIFY(!report.ok());
    QVERIFY(report.error().code == ErrorCode::unsupported);
}

void RecoveryTest::theFirstVersionIsReadToo()
{
    Writer w(15);
    QVERIFY(w.group(3, 10));
    for (const uint64_t header : layout::kHeaderAt) {
        char* const bytes = w.disk.content.data() + header;
        putFixed(bytes + 8, uint32_t{1});
        putFixed(bytes + layout::kHeaderBytes - 8, checksum({bytes, layout::kHeaderBytes - 8}));
    }
    Collected c;
    auto report = read(w.disk, c);
    QVERIFY(report.ok());
    QVERIFY(c.records == w.all());
    QVERIFY(report->damage.empty());
}

void RecoveryTest::anotherTapesJournalIsRefused()
{
    Writer w(14);
    QVERIFY(w.group(3, 10));
    Collected c;
    auto report = read(w.disk, c, {}, kTapeId + 1);
    QVERIFY(!report.ok());
    QVERIFY(report.error().code == ErrorCode::damaged);
    QVERIFY(c.records.empty());
}

void RecoveryTest::wrapsAndGrowthKeepTheOrder()
{
    Writer w(testSeed(15), {.slotsMax = 24, .slotsReserved = 2});
    uint64_t sealed = 0;
    size_t wraps = 0;
    for (int i = 0; i < 400; ++i) {
        const size_t bodyBytesMax = i % 50 == 49 ? 4'000'000 : 120'000; // now and then a span
        while (!w.group(4, bodyBytesMax)) {
            // What the refused group took so far is part of the next one that is closed; keep the books simple: start
            // over.
            std::vector<HotRun> runs;
            QVERIFY(w.journal->closeGroup(runs));
            w.groups.clear();
            w.slots.clear();
            sealed = w.journal->openSlot().value;
            w.journal->free({sealed});
        }
        if (w.random() % 10 == 0 && w.journal->oldestSlot() < w.journal->openSlot()) {
            sealed = w.journal->oldestSlot().value
                + w.random() % (w.journal->openSlot().value - w.journal->oldestSlot().value);
            w.journal->free({sealed});
            ++wraps;
        }
        if (i % 5)
            continue;
        Collected c;
        auto report = read(w.disk, c, {sealed});
        QVERIFY(report.ok());
        QVERIFY2(report->damage.empty(), report->damage.empty() ? "" : report->damage[0].text.c_str());
        QVERIFY(!report->tornTail);
        QVERIFY(c.records == w.all(sealed + 1));
        QVERIFY(report->lastGroup.value == w.journal->openGroup().value - 1 || w.all(sealed + 1).empty());
    }
    QVERIFY(wraps > 10);
    QVERIFY(w.journal->openSlot().value > 48);
}

void RecoveryTest::sealedSlotsAreNeitherReadNorMissed()
{
    Writer w(testSeed(16));
    while (w.journal->openSlot().value < 4)
        QVERIFY(w.group(5, 50'000));
    // Slots 1 and 2 are sealed, and a crash came while a new slot was being written over one of them.
    std::fill_n(w.disk.content.begin() + static_cast<std::ptrdiff_t>(layout::placeOffset(1)), 5000, '\x33');
    Collected c;
    auto report = read(w.disk, c, {2});
    QVERIFY(report.ok());
    QVERIFY(report->damage.empty());
    QVERIFY(c.records == w.all(3));
    Collected nothing;
    report = read(w.disk, nothing, w.journal->openSlot());
    QVERIFY(report.ok());
    QVERIFY(report->damage.empty());
    QVERIFY(nothing.records.empty());
    QVERIFY(report->lastSlot == w.journal->openSlot());
}

void RecoveryTest::readingTwiceYieldsTheSame()
{
    Writer w(testSeed(17));
    for (int i = 0; i < 20; ++i)
        QVERIFY(w.group(5, 1000));
    const std::string before = w.disk.content;
    Collected a, b;
    QVERIFY(read(w.disk, a).ok());
    QVERIFY(read(w.disk, b).ok());
    QVERIFY(a.records == b.records);
    QVERIFY(w.disk.content == before);
}

void RecoveryTest::aNewJournalMakesTheOldOneUnreadable()
{
    Writer w(testSeed(18));
    for (int i = 0; i < 5; ++i)
        QVERIFY(w.group(5, 1000));
    Journal::Options options;
    options.tapeId = kTapeId;
    options.lastGroup = {5};
    options.lastSlot = w.journal->openSlot();
    SeededRandom key(999);
    auto next = std::move(Journal::create(std::make_unique<FaultFile>(w.disk), options, key)).value();
    Collected c;
    auto report = read(w.disk, c);
    QVERIFY(report.ok());
    QVERIFY(report->present);
    QVERIFY(c.records.empty());
    QVERIFY(report->damage.empty());
    QCOMPARE(report->lastGroup.value, uint64_t{5});
    QVERIFY(publish(*next, {1}, Message{{1}, {5}, {5}, {}, {}, {}, "new"}));
    std::vector<HotRun> runs;
    QVERIFY(next->closeGroup(runs));
    report = read(w.disk, c);
    QVERIFY(report.ok());
    QVERIFY(!report->tornTail);
    QCOMPARE(report->lastGroup.value, uint64_t{6});
    QCOMPARE(c.records.size(), size_t{1});
}

void RecoveryTest::aCrashWhileANewJournalIsLaidOutLosesNothing()
{
    for (int n = 1; n < 10; ++n) {
        Writer w(testSeed(19));
        for (int i = 0; i < 5; ++i)
            QVERIFY(w.group(5, 1000));
        Journal::Options options;
        options.tapeId = kTapeId;
        options.lastGroup = {5};
        options.lastSlot = w.journal->openSlot();
        SeededRandom key(999);
        w.disk.failWriteIn = n;
        auto next = Journal::create(std::make_unique<FaultFile>(w.disk), options, key);
        Collected c;
        auto report = read(w.disk, c);
        QVERIFY(report.ok());
        QVERIFY(report->damage.empty());
        QVERIFY(c.records.empty() || c.records == w.all());
        QVERIFY(n > 1 || c.records == w.all());
        if (next.ok())
            return;
    }
    QFAIL("laying out takes more writes than expected");
}

void RecoveryTest::recordsCopiedIntoBodiesAreNotBelieved()
{
    Writer w(testSeed(20));
    QVERIFY(w.group(3, 100));
    const uint64_t end = w.end();
    const std::string slot = w.disk.content.substr(layout::placeOffset(0), end - layout::placeOffset(0));
    for (uint64_t id = 1; id <= 30; ++id) // at every alignment
        QVERIFY(publish(*w.journal, {40}, Message{{id}, w.time, w.time, {}, {}, {}, std::string(id, 'x') + slot}));
    std::vector<HotRun> runs;
    QVERIFY(w.journal->closeGroup(runs));
    // Damage the record's header, so that the reader must search through the bodies.
    w.disk.content[end + 20] ^= 1;
    Collected c;
    auto report = read(w.disk, c);
    QVERIFY(report.ok());
    QCOMPARE(report->lastGroup.value, uint64_t{1});
    QVERIFY(c.records == w.all());
    QCOMPARE(report->damage.size(), size_t{1});
}

void RecoveryTest::aTruncatedFileIsReported()
{
    Writer w(testSeed(21));
    while (w.journal->openSlot().value < 3)
        QVERIFY(w.group(5, 50'000));
    for (const uint64_t size : {layout::placeOffset(0), layout::placeOffset(0) + 40, layout::placeOffset(1) + 5000,
             layout::placeOffset(2) + 10}) {
        FaultDisk disk = diskOf(w.disk.content.substr(0, size));
        Collected c;
        auto report = read(disk, c);
        QVERIFY(report.ok());
        QVERIFY(report->present);
        QVERIFY(onlyTruth(w, c));
        QVERIFY(report->groups < w.groups.size());
    }
}

void RecoveryTest::impossibleNumbersAreRefused()
{
    for (const bool group : {false, true}) { // once an endless loop over slot numbers
        Writer w(22);
        QVERIFY(w.group(3, 10));
        layout::JournalHeader header;
        header.tapeId = kTapeId;
        (group ? header.baseGroup : header.baseSlot) = UINT64_MAX;
        for (const uint64_t at : layout::kHeaderAt)
            w.disk.content.replace(at, layout::kHeaderBytes, layout::encodeHeader(header));
        Collected c;
        const auto report = read(w.disk, c);
        QVERIFY(!report.ok());
        QVERIFY(report.error().code == ErrorCode::damaged);
    }
}

QTEST_APPLESS_MAIN(RecoveryTest)
#include "recovery_test.moc"
