#include "engine/log/repair.h"

#include "engine/base/limits.h"
#include "engine/log/open_tape.h"
#include "engine/log/recovery.h"
#include "engine/log/segment.h"
#include "engine/log/tape_lock_file.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace tapedeck {

namespace {

constexpr int kLevel = 3; // zstd's default: a repair is not in a hurry
// A hole that is larger has not come from damage but from whoever wrote the tape; filling it would fill the disk.
constexpr uint64_t kHoleMax = 10'000'000;

std::string rangeText(uint64_t from, uint64_t end)
{
    return from + 1 == end ? "message " + std::to_string(from)
                           : "messages " + std::to_string(from) + " to " + std::to_string(end - 1);
}

// What the live journal has beyond the tape.
class JournalContents final : public JournalVisitor {
public:
    explicit JournalContents(const TapeContents& contents)
        : m_folded(contents.foldedGroup)
    {
        for (const StoredQueue& queue : contents.queues)
            queues[queue.number.value] = queue;
    }
    void onRun(GroupNo, QueueNo queue, const Run& run) override
    {
        auto& kept = runs[queue.value].emplace_back();
        kept.bytes = run.bytes;
        kept.run = run;
    }
    void onRecord(GroupNo group, RecordType type, QueueNo number, std::string_view payload) override
    {
        if (group <= m_folded)
            return;
        ByteReader reader(payload);
        const auto queue = queues.find(number.value);
        if (type == RecordType::queueCreated) {
            StoredQueue made;
            made.number = number;
            made.name = reader.text();
            made.settings = reader.text();
            made.first = made.sealedEnd = MessageId{1};
            if (reader.ok())
                queues.emplace(number.value, std::move(made));
        } else if (type == RecordType::queueDeleted) {
            queues.erase(number.value);
        } else if (type == RecordType::queueTrimmed && queue != queues.end()) {
            queue->second.first = std::max(queue->second.first, MessageId{reader.varint()});
        } else if ((type == RecordType::queueBinned || type == RecordType::queueRestored) && queue != queues.end()) {
            if (payload.empty())
                queue->second.binned = type == RecordType::queueBinned;
            else if (const MessageId first{reader.varint()}; reader.ok() && first.value > 0)
                queue->second.first = first;
        } else {
            ++otherRecords;
        }
    }

    struct OwnedRun {
        std::string bytes;
        Run run; // bytes: see above
    };
    std::map<uint32_t, StoredQueue> queues; // by number, as the tape and then the journal have them
    std::map<uint32_t, std::vector<OwnedRun>> runs;
    uint64_t otherRecords = 0;

private:
    GroupNo m_folded;
};

// Writes the messages of one queue into the new tape, in order of their ids.
class QueueCopy {
public:
    QueueCopy(Tape& tape, StoredQueue queue, RepairReport& report)
        : m_tape(tape)
        , m_queue(std::move(queue))
        , m_report(report)
        , m_headers(encodeHeaders({{kRepairHeader, "lost"}}))
        , m_next(m_queue.first)
    {
    }

    // All messages of `run` that are not there yet.
    Status add(const Run& run)
    {
        if (run.first > m_next)
            if (Status filled = fillUpTo(run.first); !filled)
                return filled;
        RunReader reader(run);
        MessageView message;
        while (reader.next(message)) {
            if (message.id != m_next)
                continue;
            if (Status added =
                    append({message.body, message.key, message.headers, message.delay}, message.time, message.wall);
                !added)
                return added;
            ++m_report.messages;
        }
        return {};
    }

    // `end`: the ids up to it were given out once.
    Status finish(MessageId end)
    {
        if (end > m_next)
            if (Status filled = fillUpTo(end); !filled)
                return filled;
        if (Status flushed = flush(); !flushed)
            return flushed;
        TapeChange change;
        m_queue.sealedEnd = m_next;
        change.queues.push_back(m_queue);
        const auto applied = m_tape.apply(change);
        return applied ? Status() : Status(applied.error());
    }
    MessageId next() const { return m_next; }

private:
    // The ids before `to` are lost.
    Status fillUpTo(MessageId to)
    {
        const uint64_t hole = to - m_next;
        std::string text = "queue " + m_queue.name + ": " + rangeText(m_next.value, to.value);
        m_report.lost += hole;
        if (!m_begun || hole > kHoleMax) {
            m_report.losses.push_back(text + (hole == 1 ? " is lost" : " are lost")
                + (m_begun ? ", and with them everything before: the hole is too large to be filled" : ""));
            if (m_begun)
                if (Status dropped = dropAll(); !dropped)
                    return dropped;
            m_queue.first = m_next = to;
            return {};
        }
        m_report.losses.push_back(text + (hole == 1 ? " is lost" : " are lost") + ", and replaced by empty ones");
        m_report.replaced += hole;
        NewMessage replacement;
        replacement.headers = m_headers;
        while (m_next < to)
            if (Status added = append(replacement, m_last, m_last); !added)
                return added;
        return {};
    }

    Status dropAll()
    {
        m_report.lost += m_next - m_queue.first;
        m_report.messages -= std::min(m_report.messages, m_next - m_queue.first);
        m_bytes.clear();
        m_count = 0;
        m_begun = false;
        TapeChange change;
        change.deletedSegments = std::exchange(m_segments, {});
        const auto applied = m_tape.apply(change);
        return applied ? Status() : Status(applied.error());
    }

    Status append(const NewMessage& message, Time time, Time wall)
    {
        time = std::max(time, m_last); // times that go back were damage
        if (m_count == 0) {
            m_first = m_next;
            m_base = time;
            m_last = time;
        }
        const size_t before = m_bytes.size();
        m_bytes.resize(before + entryBytesMax(message));
        char* const end = encodeEntry(m_bytes.data() + before, message, m_last, time, wall);
        m_bytes.resize(static_cast<size_t>(end - m_bytes.data()));
        m_last = time;
        ++m_count;
        ++m_next;
        m_begun = true;
        return m_bytes.size() >= limits::kSegmentRawBytes ? flush() : Status();
    }

    Status flush()
    {
        if (m_count == 0)
            return {};
        TapeChange change;
        if (Status packed =
                packSegments(m_queue.number, {{m_first, m_count, m_base, m_bytes}}, kLevel, change.segments);
            !packed)
            return packed;
        m_queue.sealedEnd = m_next;
        m_queue.lastTime = m_last;
        change.queues.push_back(m_queue);
        auto rows = m_tape.apply(change);
        if (!rows)
            return rows.error();
        m_segments.insert(m_segments.end(), rows->begin(), rows->end());
        m_bytes.clear();
        m_count = 0;
        return {};
    }

    Tape& m_tape;
    StoredQueue m_queue;
    RepairReport& m_report;
    const std::string m_headers; // of replacements
    MessageId m_next; // that is written next
    bool m_begun = false; // something is written
    std::string m_bytes; // entries that are not yet in a segment
    MessageId m_first;
    uint32_t m_count = 0;
    Time m_base, m_last{};
    std::vector<uint64_t> m_segments; // row ids
};

class Repair {
public:
    Repair(Tape& source, Tape& target, const TapeContents& contents,
        const std::function<void(uint64_t, uint64_t)>& progress)
        : m_source(source)
        , m_target(target)
        , m_contents(contents)
        , m_progress(progress)
        , m_journal(contents)
    {
        for (const SegmentRow& row : contents.segments)
            m_total += row.info.count;
    }

    Status readJournalBeside(const std::string& path);
    Status copy();
    RepairReport report;

private:
    void dropBinned();
    Status copyCatalogue();
    Status copyQueue(const StoredQueue& queue);
    Status copySegment(const SegmentRow& row, QueueCopy& copy);

    Tape& m_source;
    Tape& m_target;
    const TapeContents& m_contents;
    const std::function<void(uint64_t, uint64_t)>& m_progress;
    JournalContents m_journal;
    uint64_t m_total = 0, m_done = 0;
};

Status Repair::readJournalBeside(const std::string& path)
{
    auto file = openJournalFileReadOnly(sidecarPath(path));
    if (!file)
        return file.error();
    const auto read = readJournal(**file, m_contents.tapeId, m_journal, m_contents.sealedSlot);
    if (!read) {
        if (read.error().code != ErrorCode::damaged)
            return read.error();
        report.losses.push_back("the live journal cannot be read: " + read.error().text);
        return {};
    }
    for (const JournalDamage& damage : read->damage)
        report.losses.push_back("live journal, after group " + std::to_string(damage.after.value) + ": " + damage.text);
    m_total += read->messages;
    if (m_journal.otherRecords > 0)
        report.notes.push_back("what channels did since the last seal is not carried over ("
            + std::to_string(m_journal.otherRecords)
            + " records of the live journal): messages acknowledged since then may be delivered again");
    return {};
}

// What was deleted stays deleted.
void Repair::dropBinned()
{
    std::erase_if(m_journal.queues, [](const auto& entry) { return entry.second.binned; });
}

// Everything but the messages.
Status Repair::copyCatalogue()
{
    TapeChange change;
    change.settings = m_contents.settings;
    change.upstreams = m_contents.upstreams;
    for (const Mark& mark : m_contents.marks)
        if (m_journal.queues.contains(mark.queue.value))
            change.marks.push_back(mark);
    for (const auto& [number, queue] : m_journal.queues) {
        StoredQueue empty = queue;
        empty.sealedEnd = empty.first;
        change.queues.push_back(std::move(empty));
    }
    for (const StoredChannel& channel : m_contents.channels)
        if (m_journal.queues.contains(channel.queue.value))
            change.channels.push_back(channel);
    const auto applied = m_target.apply(change);
    return applied ? Status() : Status(applied.error());
}

Status Repair::copySegment(const SegmentRow& row, QueueCopy& copy)
{
    for (const FrameInfo& frame : row.info.frames) {
        m_done += frame.count;
        if (m_progress)
            m_progress(m_done, m_total);
        const auto packed = m_source.readFrame(row.rowId, frame);
        const auto unpacked =
            packed ? unpackFrame(*packed, frame) : Result<std::shared_ptr<const Frame>>(packed.error());
        if (!unpacked)
            continue; // what follows finds the hole
        if (Status added = copy.add((*unpacked)->run); !added)
            return added;
    }
    return {};
}

Status Repair::copyQueue(const StoredQueue& queue)
{
    QueueCopy copy(m_target, queue, report);
    for (const SegmentRow& row : m_contents.segments)
        if (row.queue == queue.number)
            if (Status copied = copySegment(row, copy); !copied)
                return copied;
    MessageId end = std::max(queue.sealedEnd, queue.first);
    const auto runs = m_journal.runs.find(queue.number.value);
    if (runs != m_journal.runs.end()) {
        for (JournalContents::OwnedRun& owned : runs->second) {
            owned.run.bytes = owned.bytes;
            const uint64_t before = report.messages;
            if (owned.run.end() > copy.next())
                if (Status added = copy.add(owned.run); !added)
                    return added;
            if (owned.run.first >= queue.sealedEnd)
                report.journalMessages += report.messages - before;
            m_done += owned.run.count;
            if (m_progress)
                m_progress(m_done, m_total);
        }
    }
    return copy.finish(std::max(end, copy.next()));
}

Status Repair::copy()
{
    dropBinned();
    if (Status copied = copyCatalogue(); !copied)
        return copied;
    report.queues = m_journal.queues.size();
    for (const auto& [number, queue] : m_journal.queues)
        if (queue.disk)
            if (Status copied = copyQueue(queue); !copied)
                return copied;
    return {};
}

Result<RepairReport> repairInto(
    const std::string& path, const std::string& target, const std::function<void(uint64_t, uint64_t)>& progress)
{
    OpenTape open;
    if (Status s = open.open(path); !s)
        return s.error();
    auto contents = open.tape->load();
    if (!contents)
        return contents.error();
    auto made = Tape::open(target, Tape::Mode::readWrite);
    if (!made)
        return made.error();
    Repair repair(*open.tape, **made, *contents, progress);
    for (const std::string& damage : contents->damage)
        repair.report.notes.push_back("found: " + damage);
    if (open.lock.present())
        if (Status s = repair.readJournalBeside(path); !s)
            return s.error();
    if (Status s = repair.copy(); !s)
        return s.error();
    if (Status s = (*made)->close(); !s)
        return s.error();
    return std::move(repair.report);
}

} // namespace

Result<RepairReport> repairTape(
    const std::string& path, const std::string& target, const std::function<void(uint64_t, uint64_t)>& progress)
{
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::symlink_status(target, error)))
        return Error{ErrorCode::invalidArgument, target + " exists already; choose another name"};
    auto report = repairInto(path, target, progress);
    if (!report) {
        for (const char* suffix : {"", "-journal"})
            std::filesystem::remove(target + suffix, error);
    }
    return report;
}

} // namespace tapedeck
