#include "engine/log/check.h"

#include "engine/base/checksum.h"
#include "engine/log/recovery.h"
#include "engine/log/segment.h"
#include "engine/log/tape.h"
#include "engine/log/tape_lock_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unordered_map>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tapedeck {

namespace {

// Holds a shared lock on the sidecar, if there is one: nobody opens the tape for writing meanwhile, others may look
// too.
class ReadLock {
public:
    ReadLock() = default;
    ~ReadLock()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    ReadLock(const ReadLock&) = delete;
    ReadLock& operator=(const ReadLock&) = delete;

    Status acquire(const std::string& tapePath)
    {
        const std::string path = sidecarPath(tapePath);
        m_descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
        if (m_descriptor < 0)
            return errno == ENOENT ? Status{} : Error{ErrorCode::io, path + ": cannot open: " + std::strerror(errno)};
        if (::flock(m_descriptor, LOCK_SH | LOCK_NB) != 0)
            return errno == EWOULDBLOCK ? inUseError(tapePath, m_descriptor)
                                        : Error{ErrorCode::io, path + ": cannot lock: " + std::strerror(errno)};
        return {};
    }
    bool present() const { return m_descriptor >= 0; }

private:
    int m_descriptor = -1;
};

// A folder of our own that goes away with everything in it.
struct ScratchFolder {
    std::string path;
    ~ScratchFolder()
    {
        std::error_code ignored;
        if (!path.empty())
            std::filesystem::remove_all(path, ignored);
    }
};

// The tape, open for reading. A rollback journal beside it means that a seal was cut off by a crash; SQLite would write
// to the file to undo it, so that is done in a copy.
struct OpenTape {
    ReadLock lock;
    ScratchFolder scratch;
    std::unique_ptr<Tape> tape;

    Status open(const std::string& path)
    {
        if (Status s = lock.acquire(path); !s)
            return s;
        std::string opened = path;
        auto mode = Tape::Mode::readOnly;
        struct stat journal { };
        if (::lstat((path + "-journal").c_str(), &journal) == 0 && S_ISREG(journal.st_mode) && journal.st_size > 0) {
            auto copied = copyForRollback(path);
            if (!copied)
                return copied.error();
            opened = *copied;
            mode = Tape::Mode::readWrite;
        }
        auto result = Tape::open(opened, mode);
        if (!result)
            return result.error();
        tape = std::move(result).value();
        return {};
    }

private:
    Result<std::string> copyForRollback(const std::string& path)
    {
        struct stat status { };
        if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
            return Error{ErrorCode::notATape, path + " is not a regular file"};
        const char* base = std::getenv("TMPDIR");
        std::string folder = std::string(base && *base ? base : "/tmp") + "/tapedeck-check-XXXXXX";
        if (!::mkdtemp(folder.data()))
            return Error{ErrorCode::io, folder + ": " + std::strerror(errno)};
        scratch.path = folder;
        const std::string copy = folder + "/copy.tape";
        for (const char* suffix : {"", "-journal"}) {
            std::error_code error;
            std::filesystem::copy_file(path + suffix, copy + suffix, error);
            if (error)
                return Error{ErrorCode::io, path + suffix + ": cannot be copied for checking: " + error.message()};
        }
        return copy;
    }
};

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
