// Simulated power failures: at every step of a random run the disk may keep any subset of the sectors that were written
// since the last sync. Whatever it keeps, every group that was synced must come back, and nothing that was not written.
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

class PowerLossTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everySyncedGroupSurvives();
    void aCrashDuringCreationLeavesAnOpenableFile();
};

namespace {

constexpr uint64_t kTapeId = 5;

struct Expected {
    std::vector<std::string> records; // described
    std::vector<uint64_t> slots;
};

std::string describe(QueueNo queue, const std::string& content)
{
    return std::to_string(queue.value) + ":" + std::to_string(std::hash<std::string>()(content));
}

struct Described final : JournalVisitor {
    std::map<uint64_t, std::vector<std::string>> groups;
    void onRun(GroupNo group, QueueNo queue, const Run& run) override
    {
        groups[group.value].push_back(describe(queue, std::to_string(run.first.value) + std::string(run.bytes)));
    }
    void onRecord(GroupNo group, RecordType, QueueNo queue, std::string_view payload) override
    {
        groups[group.value].push_back(describe(queue, std::string(payload)));
    }
};

// One life of a journal, with its oracle.
struct Life {
    FaultDisk disk;
    std::mt19937_64 random;
    std::unique_ptr<Journal> journal;
    std::map<uint64_t, Expected> groups;
    uint64_t synced = 0; // last group known to be durable
    uint64_t sealed = 0; // last slot that is in the tape
    uint64_t nextId = 1;
    Time time{1000};
    int images = 0;

    explicit Life(uint64_t seed)
        : random(seed)
    {
        disk.keepVersions = true;
        open({}, {});
    }

    void open(GroupNo lastGroup, SlotNo lastSlot)
    {
        SeededRandom key(random());
        journal = std::move(Journal::create(std::make_unique<FaultFile>(disk),
                                {.sync = SyncMode::full,
                                    .lastGroup = lastGroup,
                                    .lastSlot = lastSlot,
                                    .slotsMax = 10,
                                    .slotsReserved = 1,
                                    .tapeId = kTapeId},
                                key))
                      .value();
    }

    void closeGroup()
    {
        const uint64_t group = journal->openGroup().value;
        Expected expected;
        std::vector<HotRun> runs;
        // Runs first and changes after them, so that their order in the group is known.
        for (size_t i = 1 + random() % 3; i > 0; --i) {
            const Message m = randomMessage(random, {nextId}, time, random() % 20 ? 800 : 300'000);
            if (publish(*journal, {static_cast<uint32_t>(1 + random() % 2)}, m))
                ++nextId, time = m.time;
        }
        std::vector<std::pair<std::string, uint64_t>> changes;
        for (size_t i = random() % 2; i > 0; --i) {
            const std::string payload = randomText(random, 300);
            if (journal->append(RecordType::channelDelta, {9}, payload))
                changes.emplace_back(describe({9}, payload), journal->openSlot().value);
        }
        if (!journal->closeGroup(runs))
            qFatal("closeGroup failed");
        if (journal->openGroup().value == group)
            return; // everything was refused
        for (const HotRun& run : runs) {
            expected.records.push_back(
                describe(run.queue, std::to_string(run.run.first.value) + std::string(run.run.bytes)));
            expected.slots.push_back(run.slot.value);
        }
        for (const auto& [record, slot] : changes) {
            expected.records.push_back(record);
            expected.slots.push_back(slot);
        }
        groups[group] = std::move(expected);
    }

    void step()
    {
        switch (random() % 10) {
        case 0:
        case 1:
        case 2:
            if (!journal->sync())
                qFatal("sync failed");
            synced = journal->openGroup().value - 1;
            break;
        case 3: {
            const uint64_t oldest = journal->oldestSlot().value, open = journal->openSlot().value;
            if (journal->slotsUsed() > 4 || random() % 8 == 0) {
                sealed = oldest + random() % (open - oldest + 1);
                journal->free({sealed});
            }
            break;
        }
        default:
            closeGroup();
        }
    }

    // Empty when all is well.
    std::string check(const std::string& image, JournalReport* out = nullptr)
    {
        ++images;
        FaultDisk after;
        after.content = image;
        FaultFile file(after);
        Described got;
        auto report = readJournal(file, kTapeId, got, {sealed});
        if (!report)
            return "cannot be read: " + report.error().text;
        if (out)
            *out = *report;
        for (const JournalDamage& damage : report->damage)
            if (!damage.unsynced)
                return "false alarm: " + damage.text;
        for (const auto& [group, expected] : groups) {
            std::vector<std::string> needed;
            for (size_t i = 0; i < expected.records.size(); ++i)
                if (expected.slots[i] > sealed)
                    needed.push_back(expected.records[i]);
            const auto at = got.groups.find(group);
            if (at != got.groups.end() ? at->second != needed : group <= synced && !needed.empty())
                return "group " + std::to_string(group) + " is "
                    + (at == got.groups.end() ? "missing" : "not as written");
        }
        // A group without its predecessor would leave a hole in ids.
        bool cut = false;
        for (const auto& [group, expected] : groups) {
            const bool needed = expected.slots.back() > sealed;
            if (needed && cut && got.groups.count(group))
                return "group " + std::to_string(group) + " is there without an earlier one";
            cut = cut || (needed && !got.groups.count(group));
        }
        for (const auto& [group, records] : got.groups)
            if (!groups.count(group))
                return "group " + std::to_string(group) + " was never written";
        return {};
    }
};

} // namespace

void PowerLossTest::everySyncedGroupSurvives()
{
    const uint64_t seed = testSeed(1);
    int images = 0;
    int torn = 0;
    for (uint64_t life = 0; life < 8; ++life) {
        Life l(seed * 1000 + life);
        for (int i = 0; i < 110; ++i) {
            l.step();
            using Image = FaultDisk::Image;
            for (const Image kind :
                {Image::dropAll, Image::keepAll, Image::randomSectors, Image::randomSectors, Image::randomPrefix}) {
                JournalReport report;
                const std::string wrong = l.check(l.disk.powerLoss(kind, l.random), &report);
                torn += report.tornTail;
                if (!wrong.empty())
                    QFAIL(qPrintable(
                        QString("life %1, step %2, image %3: %4").arg(life).arg(i).arg(int(kind)).arg(wrong.c_str())));
            }
            if (l.random() % 40)
                continue;
            // The machine comes back: recover, seal, lay out afresh, go on.
            l.disk.content = l.disk.durable = l.disk.powerLoss(Image::randomSectors, l.random);
            l.disk.unsynced.clear();
            JournalReport report;
            QCOMPARE(l.check(l.disk.content, &report), std::string());
            l.groups.clear();
            l.sealed = report.lastSlot.value;
            l.synced = report.lastGroup.value;
            l.open(report.lastGroup, report.lastSlot);
        }
        images += l.images;
    }
    std::printf("%d images, %d of them torn\n", images, torn);
    QVERIFY(images >= 4000);
    QVERIFY(torn > images / 50);
}

void PowerLossTest::aCrashDuringCreationLeavesAnOpenableFile()
{
    std::mt19937_64 random(testSeed(2));
    for (int n = 1; n <= 6; ++n)
        for (int i = 0; i < 100; ++i) {
            FaultDisk disk;
            disk.keepVersions = true;
            disk.failSyncIn = 1;
            disk.failWriteIn = n; // the moment at which the power goes
            SeededRandom key(7);
            (void)Journal::create(std::make_unique<FaultFile>(disk), {.sync = SyncMode::full, .tapeId = kTapeId}, key);
            FaultDisk after;
            after.content = disk.powerLoss(FaultDisk::Image::randomSectors, random);
            FaultFile file(after);
            Described got;
            const auto report = readJournal(file, kTapeId, got);
            QVERIFY2(report.ok(), report.ok() ? "" : report.error().text.c_str());
            QVERIFY(report->damage.empty());
            QVERIFY(got.groups.empty());
        }
}

QTEST_APPLESS_MAIN(PowerLossTest)
#include "power_loss_test.moc"
