#include "app/tape_reader.h"

#include "engine/log/recovery.h"

#include <algorithm>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace tapedeck {

namespace {

using Take = std::function<bool(const MessageView&)>;

// Hands on the unsealed messages of one queue.
class RunVisitor final : public JournalVisitor {
public:
    RunVisitor(const StoredQueue& queue, MessageId from, const Take& take)
        : m_queue(queue.number)
        , m_next(std::max(from, queue.sealedEnd))
        , m_take(take)
    {
    }
    void onRun(GroupNo, QueueNo queue, const Run& run) override
    {
        if (queue != m_queue)
            return;
        RunReader reader(run);
        MessageView message;
        while (m_going && reader.next(message))
            if (message.id >= m_next)
                m_going = m_take(message);
    }
    void onRecord(GroupNo, RecordType, QueueNo, std::string_view) override { }

private:
    QueueNo m_queue;
    MessageId m_next;
    const Take& m_take;
    bool m_going = true;
};

} // namespace

Result<std::unique_ptr<TapeReader>> TapeReader::open(const std::string& path)
{
    std::unique_ptr<TapeReader> reader(new TapeReader);
    reader->m_sidecar = path + "-live";
    reader->m_lock = ::open(reader->m_sidecar.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (reader->m_lock >= 0) {
        reader->m_hasJournal = true;
        if (flock(reader->m_lock, LOCK_SH | LOCK_NB) != 0)
            return Error{ErrorCode::inUse, path + " is open in a running broker; ask that one (name the queue only)"};
    }
    auto tape = Tape::open(path, Tape::Mode::readOnly);
    if (!tape)
        return tape.error();
    reader->m_tape = std::move(*tape);
    auto contents = reader->m_tape->load();
    if (!contents)
        return contents.error();
    leaveOutBinned(*contents);
    reader->m_contents = std::move(*contents);
    return reader;
}

TapeReader::~TapeReader()
{
    if (m_lock >= 0)
        close(m_lock);
}

const StoredQueue* TapeReader::findQueue(std::string_view name) const
{
    for (const StoredQueue& queue : m_contents.queues)
        if (queue.name == name)
            return &queue;
    return nullptr;
}

Status TapeReader::readSegment(const SegmentRow& row, MessageId from, const Take& take, bool& going)
{
    for (const FrameInfo& info : row.info.frames) {
        if (info.first + info.count <= from)
            continue;
        auto packed = m_tape->readFrame(row.rowId, info);
        if (!packed)
            return packed.error();
        auto frame = unpackFrame(*packed, info);
        if (!frame)
            return frame.error();
        RunReader reader((*frame)->run);
        MessageView message;
        while (going && reader.next(message))
            if (message.id >= from)
                going = take(message);
        if (!going)
            return {};
    }
    return {};
}

Status TapeReader::readJournalRuns(const StoredQueue& queue, MessageId from, const Take& take)
{
    auto file = openJournalFile(m_sidecar);
    if (!file)
        return file.error();
    RunVisitor visitor(queue, from, take);
    auto report = readJournal(**file, m_contents.tapeId, visitor, m_contents.sealedSlot);
    if (!report)
        return report.error();
    return {};
}

Status TapeReader::read(const StoredQueue& queue, MessageId from, const Take& take)
{
    from = std::max(from, queue.first);
    bool going = true;
    for (const SegmentRow& row : m_contents.segments) {
        if (row.queue != queue.number || row.info.end() <= from)
            continue;
        if (Status status = readSegment(row, from, take, going); !status || !going)
            return status;
    }
    return m_hasJournal ? readJournalRuns(queue, from, take) : Status();
}

Result<MessageId> TapeReader::findTime(const StoredQueue& queue, Time time)
{
    // Times never go back within a queue, so whole segments before the time can be passed over.
    MessageId from = queue.first;
    for (const SegmentRow& row : m_contents.segments)
        if (row.queue == queue.number && row.info.lastTime < time)
            from = std::max(from, row.info.end());
    MessageId found = from;
    Status status = read(queue, from, [&](const MessageView& message) {
        found = message.id + 1;
        if (message.time < time)
            return true;
        found = message.id;
        return false;
    });
    if (!status)
        return status.error();
    return found;
}

Result<MessageId> TapeReader::end(const StoredQueue& queue)
{
    MessageId end = std::max(queue.sealedEnd, queue.first);
    if (m_hasJournal) {
        Status status = readJournalRuns(queue, end, [&](const MessageView& message) {
            end = message.id + 1;
            return true;
        });
        if (!status)
            return status.error();
    }
    return end;
}

} // namespace tapedeck
