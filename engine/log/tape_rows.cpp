#include "engine/log/tape_rows.h"

#include "engine/base/bytes.h"
#include "engine/base/checksum.h"

#include <initializer_list>
#include <string>

namespace tapedeck {

namespace {

// Integers as 8 bytes, then blobs each with its length as 8 bytes. `table` keeps rows of different tables apart.
int64_t checksumOf(char table, std::initializer_list<uint64_t> numbers, std::initializer_list<std::string_view> blobs)
{
    std::string bytes;
    ByteWriter writer(bytes);
    writer.fixed(table);
    for (const uint64_t number : numbers)
        writer.fixed(number);
    for (const std::string_view blob : blobs) {
        writer.fixed(static_cast<uint64_t>(blob.size()));
        writer.raw(blob);
    }
    return static_cast<int64_t>(checksum(bytes));
}

uint64_t bits(Time time)
{
    return static_cast<uint64_t>(time.micros);
}

} // namespace

uint64_t storedKind(const StoredQueue& row)
{
    return (row.disk ? 1U : 0U) | (row.binned ? 2U : 0U);
}

int64_t rowChecksum(const TapeRow& row)
{
    return checksumOf('t',
        {row.tapeId, row.foldedGroup, row.sealedSlot, row.lastQueue, row.queues, row.channels, row.segments},
        {row.settings});
}

int64_t rowChecksum(const StoredQueue& row)
{
    return checksumOf('q',
        {row.number.value, storedKind(row), row.first.value, row.sealedEnd.value, bits(row.lastTime),
            row.lastChannel.value},
        {row.name, row.settings});
}

int64_t rowChecksum(const StoredChannel& row)
{
    return checksumOf('c', {row.queue.value, row.number.value}, {row.name, row.settings, row.state});
}

int64_t rowChecksum(const Mark& row)
{
    return checksumOf('m', {row.queue.value, row.id.value, row.colour}, {row.note});
}

int64_t rowChecksum(QueueNo queue, const SegmentInfo& info, std::string_view frames)
{
    return checksumOf('s',
        {queue.value, info.first.value, info.count, bits(info.firstTime), bits(info.lastTime), info.rawBytes,
            info.packedBytes, info.checksum},
        {frames});
}

} // namespace tapedeck
