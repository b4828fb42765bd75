#include "engine/log/tape_writer.h"

#include "engine/base/limits.h"

#include <unistd.h>

namespace tapedeck {

namespace {

constexpr size_t kApplyBytes = size_t{8} << 20; // packed bytes of one transaction
constexpr int kLevel = 1; // zstd's, as the broker seals

} // namespace

Result<std::unique_ptr<TapeWriter>> TapeWriter::create(const std::string& path)
{
    if (::access(path.c_str(), F_OK) == 0)
        return Error{ErrorCode::invalidArgument, path + " exists already; nothing is overwritten"};
    std::unique_ptr<TapeWriter> writer(new TapeWriter);
    writer->m_path = path;
    auto lock = TapeLock::acquire(path);
    if (!lock)
        return lock.error();
    writer->m_lock = std::move(*lock);
    auto tape = Tape::open(path, Tape::Mode::readWrite);
    if (!tape)
        return tape.error();
    writer->m_tape = std::move(*tape);
    return writer;
}

TapeWriter::~TapeWriter()
{
    if (m_tape)
        discard();
}

void TapeWriter::discard()
{
    if (m_tape)
        static_cast<void>(m_tape->close());
    m_tape.reset();
    ::unlink(m_path.c_str());
    if (m_lock)
        m_lock->removeSidecar();
    m_lock.reset();
}

void TapeWriter::addQueue(StoredQueue queue)
{
    Open& open = m_queues[queue.number.value];
    open.row = std::move(queue);
}

Status TapeWriter::add(QueueNo number, const MessageView& message)
{
    const auto found = m_queues.find(number.value);
    CHECK(found != m_queues.end());
    Open& queue = found->second;
    const MessageId expected = queue.run.count > 0 ? queue.run.end() : queue.any ? queue.row.sealedEnd : message.id;
    if (message.id < expected || (queue.any && message.time < queue.last))
        return Error{ErrorCode::damaged,
            "message " + std::to_string(message.id.value) + " of \"" + queue.row.name + "\" goes back in id or time"};
    if (queue.run.count > 0 && (message.id != expected || queue.bytes.size() >= limits::kSegmentRawBytes))
        if (const Status packed = pack(queue); !packed)
            return packed;
    if (!queue.any)
        queue.row.first = message.id;
    if (queue.run.count == 0) {
        queue.run.first = message.id;
        queue.run.base = queue.last = message.time;
    }
    const NewMessage entry{message.body, message.key, message.headers, message.delay};
    const size_t at = queue.bytes.size();
    queue.bytes.resize(at + entryBytesMax(entry));
    char* const end = encodeEntry(queue.bytes.data() + at, entry, queue.last, message.time, message.wall);
    queue.bytes.resize(static_cast<size_t>(end - queue.bytes.data()));
    ++queue.run.count;
    queue.any = true;
    queue.last = message.time;
    queue.row.sealedEnd = queue.run.end();
    queue.row.lastTime = message.time;
    return {};
}

Status TapeWriter::pack(Open& queue)
{
    Run run = queue.run;
    run.bytes = queue.bytes;
    const size_t before = m_change.segments.size();
    const Status packed = packSegments(queue.row.number, {run}, kLevel, m_change.segments);
    for (size_t i = before; i < m_change.segments.size(); ++i)
        m_waiting += m_change.segments[i].packed.size();
    queue.bytes.clear();
    queue.run = {};
    if (!packed || m_waiting < kApplyBytes)
        return packed;
    return apply();
}

Status TapeWriter::apply()
{
    for (const auto& [number, queue] : m_queues) {
        StoredQueue row = queue.row;
        if (queue.run.count > 0) { // only what is written may be promised
            row.sealedEnd = queue.run.first;
            if (!queue.any || row.first > row.sealedEnd)
                row.first = row.sealedEnd;
        }
        m_change.queues.push_back(std::move(row));
    }
    const auto rows = m_tape->apply(m_change);
    m_change = {};
    m_waiting = 0;
    return rows ? Status() : rows.error();
}

Status TapeWriter::finish()
{
    for (auto& [number, queue] : m_queues)
        if (queue.run.count > 0)
            if (const Status packed = pack(queue); !packed)
                return packed;
    if (const Status applied = apply(); !applied)
        return applied;
    const Status closed = m_tape->close();
    m_tape.reset();
    m_lock->removeSidecar();
    m_lock.reset();
    return closed;
}

} // namespace tapedeck
