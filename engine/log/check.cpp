#include "engine/log/check.h"

#include "engine/base/checksum.h"
#include "engine/log/open_tape.h"
#include "engine/log/recovery.h"
#include "engine/log/segment.h"
#include "engine/log/tape.h"
#include "engine/log/tape_lock_file.h"

#include <unordered_map>

#include <sys/stat.h>

namespace tapedeck {

namespace {

std::string rangeOf(const SegmentRow& row, const FrameInfo& frame)
{
    return "queue " + std::to_string(row.queue.value) + ", messages " + std::to_string(frame.first.value) + " to "
        + std::to_string(frame.first.value + frame.count - 1);
}

// One segment: all of its frames, and that together they are what its row says.
void checkSegment(Tape& tape, const SegmentRow& row, CheckReport& report)
{
    std::string packed;
    Time last = row.info.firstTime;
    bool whole = true;
    for (const FrameInfo& frame : row.info.frames) {
        auto bytes = tape.readFrame(row.rowId, frame);
        if (!bytes) {
            report.damage.push_back(rangeOf(row, frame) + ": " + bytes.error().text);
            whole = false;
            continue;
        }
        packed += *bytes;
        auto unpacked = unpackFrame(*bytes, frame);
        if (!unpacked) {
            report.damage.push_back("queue " + std::to_string(row.queue.value) + ", " + unpacked.error().text);
            whole = false;
            continue;
        }
        if (frame.base < last)
            report.damage.push_back(rangeOf(row, frame) + ": times go back");
        RunReader reader((*unpacked)->run);
        MessageView message;
        while (reader.next(message))
            last = message.time;
        ++report.frames;
        report.messages += frame.count;
    }
    if (whole && checksum(packed) != row.info.checksum)
        report.damage.push_back(rangeOf(row, {row.info.first, row.info.count, {}, 0, 0, 0, 0})
            + ": the checksum of the segment is wrong, those of its frames are right");
    if (whole && last != row.info.lastTime)
        report.damage.push_back(
            rangeOf(row, row.info.frames.back()) + ": the segment's last time is not that of its last message");
    ++report.segments;
}

// Counts what only the journal has, and looks for ids that neither has.
class Counter final : public JournalVisitor {
public:
    Counter(const TapeContents& contents, CheckReport& report)
        : m_report(report)
    {
        for (const StoredQueue& queue : contents.queues)
            m_next[queue.number.value] = queue.sealedEnd.value;
    }
    void onRun(GroupNo, QueueNo queue, const Run& run) override
    {
        uint64_t& next = m_next.try_emplace(queue.value, 1).first->second;
        const uint64_t end = run.end().value;
        if (end <= next)
            return; // sealed already
        m_report.journalMessages += end - std::max(next, run.first.value);
        if (run.first.value > next)
            m_gaps.push_back("queue " + std::to_string(queue.value) + ": messages " + std::to_string(next) + " to "
                + std::to_string(run.first.value - 1) + " are in neither tape nor live journal");
        next = end;
    }
    void onRecord(GroupNo, RecordType, QueueNo, std::string_view) override { }
    const std::vector<std::string>& gaps() const { return m_gaps; }

private:
    CheckReport& m_report;
    std::unordered_map<uint32_t, uint64_t> m_next;
    std::vector<std::string> m_gaps;
};

Status checkJournal(const std::string& path, const TapeContents& contents, CheckReport& report)
{
    auto file = openJournalFileReadOnly(sidecarPath(path));
    if (!file)
        return file.error();
    Counter counter(contents, report);
    auto journal = readJournal(**file, contents.tapeId, counter, contents.sealedSlot);
    if (!journal) {
        if (journal.error().code != ErrorCode::damaged)
            return journal.error();
        report.damage.push_back(journal.error().text);
        return {};
    }
    report.journal = journal->present;
    report.journalGroups = journal->groups;
    if (journal->tornTail)
        report.notes.push_back(
            "the live journal ends with an unfinished group: expected after a crash, nothing answered is lost");
    for (const JournalDamage& damage : journal->damage)
        report.damage.push_back("live journal, byte " + std::to_string(damage.offset) + ", after group "
            + std::to_string(damage.after.value) + ": " + damage.text);
    report.damage.insert(report.damage.end(), counter.gaps().begin(), counter.gaps().end());
    return {};
}

} // namespace

Result<CheckReport> checkTape(const std::string& path)
{
    OpenTape open;
    if (Status s = open.open(path); !s)
        return s.error();
    auto contents = open.tape->load();
    if (!contents)
        return contents.error();
    CheckReport report;
    report.queues = contents->queues.size();
    report.damage = contents->damage;
    for (const SegmentRow& row : contents->segments)
        checkSegment(*open.tape, row, report);
    if (open.lock.present())
        if (Status s = checkJournal(path, *contents, report); !s)
            return s.error();
    return report;
}

Result<TapeInfo> tapeInfo(const std::string& path)
{
    OpenTape open;
    if (Status s = open.open(path); !s)
        return s.error();
    auto contents = open.tape->load();
    if (!contents)
        return contents.error();
    leaveOutBinned(*contents);
    TapeInfo info;
    info.tapeId = contents->tapeId;
    info.fileBytes = open.tape->fileBytes();
    info.damage = contents->damage;
    struct stat status { };
    if (open.lock.present() && ::lstat(sidecarPath(path).c_str(), &status) == 0) {
        info.journalBytes = static_cast<uint64_t>(status.st_size);
        info.journal = info.journalBytes > 0;
    }
    std::unordered_map<uint32_t, size_t> places;
    for (const StoredQueue& queue : contents->queues) {
        places.emplace(queue.number.value, info.queues.size());
        TapeInfo::Queue& q = info.queues.emplace_back();
        q.name = queue.name;
        q.disk = queue.disk;
        q.first = queue.first;
        q.end = std::max(queue.first, queue.sealedEnd);
    }
    for (const SegmentRow& row : contents->segments) {
        TapeInfo::Queue& q = info.queues[places.at(row.queue.value)];
        if (row.info.end() <= q.first) // purged to the bin
            continue;
        if (q.segments++ == 0)
            q.firstTime = row.info.firstTime;
        q.lastTime = row.info.lastTime;
        q.messages += row.info.count;
        q.rawBytes += row.info.rawBytes;
        q.packedBytes += row.info.packedBytes;
    }
    for (const StoredChannel& channel : contents->channels)
        ++info.queues[places.at(channel.queue.value)].channels;
    return info;
}

} // namespace tapedeck
