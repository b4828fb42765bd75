#include "engine/broker/queue_log.h"

#include <algorithm>

namespace tapedeck {

namespace {

// Blocks of a mem queue. A message that does not fit gets a block of its own size.
constexpr size_t kBlockBytes = 64 << 10;
// A quiet mem queue starts with this much, so that many small queues stay small.
constexpr size_t kFirstBlockBytes = 4 << 10;

} // namespace

Time QueueLog::firstTime() const
{
    if (empty())
        return m_lastTime;
    const Place place = locate(m_first);
    if (place.kind == Place::Kind::hot)
        return place.run.base;
    if (place.kind == Place::Kind::sealed)
        return place.segment->info.frames[place.frame].base;
    return m_lastTime;
}

uint64_t QueueLog::rawBytes() const
{
    return m_sealedRaw + m_hotBytes;
}

Place QueueLog::locate(MessageId id) const
{
    Place place;
    if (id >= m_visibleEnd)
        return place;
    if (id < m_first) {
        place.kind = Place::Kind::gone;
        place.nextId = m_first;
        return place;
    }
    const auto afterHot = std::upper_bound(
        m_hot.begin(), m_hot.end(), id, [](MessageId value, const HotRun& hot) { return value < hot.run.first; });
    if (afterHot != m_hot.begin()) {
        const Run& run = std::prev(afterHot)->run;
        if (id < run.end()) {
            place.kind = Place::Kind::hot;
            place.run = run;
        } else {
            place.kind = Place::Kind::gone;
            place.nextId = afterHot == m_hot.end() ? m_visibleEnd : afterHot->run.first;
        }
        return place;
    }
    const auto after = std::upper_bound(m_segments.begin(), m_segments.end(), id,
        [](MessageId value, const SegmentRow& row) { return value < row.info.first; });
    if (after == m_segments.begin() || id >= std::prev(after)->info.end()) {
        place.kind = Place::Kind::gone;
        place.nextId = after != m_segments.end() ? after->info.first
            : m_hot.empty()                      ? m_visibleEnd
                                                 : m_hot.front().run.first;
        return place;
    }
    const SegmentRow& row = *std::prev(after);
    const auto& frames = row.info.frames;
    const auto frame = std::upper_bound(
        frames.begin(), frames.end(), id, [](MessageId value, const FrameInfo& info) { return value < info.first; });
    place.kind = Place::Kind::sealed;
    place.segment = &row;
    place.frame = static_cast<uint32_t>(frame - frames.begin()) - 1;
    return place;
}

// Of the segments below the first id, a crash found the bin full.
void QueueLog::restore(MessageId first, MessageId sealedEnd, Time lastTime, std::vector<SegmentRow> segments)
{
    m_first = m_binnedFrom = first;
    m_next = m_visibleEnd = std::max(first, sealedEnd);
    m_lastTime = lastTime;
    if (!segments.empty())
        m_binnedFrom = std::min(first, segments.front().info.first);
    m_segments.clear();
    m_binnedSegments.clear();
    m_sealedRaw = m_sealedPacked = 0;
    std::vector<uint64_t> none;
    for (SegmentRow& row : segments)
        addSegment(std::move(row), none);
    ++m_generation;
}

// Where it belongs among those that are there.
void QueueLog::addSegment(SegmentRow row, std::vector<uint64_t>& gone)
{
    if (row.info.end() <= m_binnedFrom) {
        gone.push_back(row.rowId);
        return;
    }
    const bool binned = row.info.end() <= m_first;
    if (!binned) {
        m_sealedRaw += row.info.rawBytes;
        m_sealedPacked += row.info.packedBytes;
    }
    std::deque<SegmentRow>& segments = binned ? m_binnedSegments : m_segments;
    const auto at = std::upper_bound(segments.begin(), segments.end(), row.info.first,
        [](MessageId first, const SegmentRow& other) { return first < other.info.first; });
    segments.insert(at, std::move(row));
}

void QueueLog::addHot(const HotRun& run)
{
    if (run.run.end() <= m_first) { // purged before its group was closed
        if (run.run.end() > m_binnedFrom)
            m_binnedHot.push_back(run);
        return;
    }
    m_hotBytes += run.run.bytes.size();
    m_hot.push_back(run);
}

void QueueLog::appendMem(const NewMessage& message, Time wall)
{
    const size_t most = entryBytesMax(message);
    if (m_blocks.empty() || m_blocks.back().size - m_blocks.back().used < most) {
        const size_t size = std::max(most, m_blocks.empty() ? kFirstBlockBytes : kBlockBytes);
        m_blocks.push_back({std::unique_ptr<char[]>(new char[size]), 0, size, m_next});
    }
    Block& block = m_blocks.back();
    char* const at = block.bytes.get() + block.used;
    const bool continues = !m_hot.empty() && m_hot.back().run.end() == m_next
        && m_hot.back().run.bytes.data() + m_hot.back().run.bytes.size() == at;
    Time time;
    const Time previous = continues ? m_lastTime : Time{std::max(wall.micros, m_lastTime.micros)};
    const MessageId id = give(wall, &time);
    char* const end = encodeEntry(at, message, previous, time, wall);
    const auto bytes = static_cast<size_t>(end - at);
    if (continues) {
        Run& run = m_hot.back().run;
        run.bytes = std::string_view(run.bytes.data(), run.bytes.size() + bytes);
        ++run.count;
    } else {
        m_hot.push_back({QueueNo{}, SlotNo{}, Run{id, 1, time, std::string_view(at, bytes)}});
    }
    block.used += bytes;
    block.end = m_next;
    m_hotBytes += bytes;
}

void QueueLog::sealed(SlotNo slot, std::vector<SegmentRow> rows, std::vector<uint64_t>& gone)
{
    while (!m_binnedHot.empty() && m_binnedHot.front().slot <= slot)
        m_binnedHot.pop_front();
    while (!m_hot.empty() && m_hot.front().slot <= slot) {
        m_hotBytes -= m_hot.front().run.bytes.size();
        m_hot.pop_front();
    }
    for (SegmentRow& row : rows)
        addSegment(std::move(row), gone);
    ++m_generation;
}

void QueueLog::merged(const std::vector<uint64_t>& oldRows, std::vector<SegmentRow> rows, std::vector<uint64_t>& gone)
{
    const auto isOld = [&](const SegmentRow& row) {
        return std::find(oldRows.begin(), oldRows.end(), row.rowId) != oldRows.end();
    };
    std::erase_if(m_binnedSegments, isOld);
    std::erase_if(m_segments, [&](const SegmentRow& row) {
        const bool old = isOld(row);
        if (old) {
            m_sealedRaw -= row.info.rawBytes;
            m_sealedPacked -= row.info.packedBytes;
        }
        return old;
    });
    for (SegmentRow& row : rows)
        addSegment(std::move(row), gone);
    ++m_generation;
}

void QueueLog::trim(MessageId first, std::vector<uint64_t>& gone)
{
    bin(first);
    reclaim(m_first, gone);
}

void QueueLog::bin(MessageId first)
{
    m_first = std::max(m_first, first);
    while (!m_segments.empty() && m_segments.front().info.end() <= m_first) {
        m_sealedRaw -= m_segments.front().info.rawBytes;
        m_sealedPacked -= m_segments.front().info.packedBytes;
        m_binnedSegments.push_back(std::move(m_segments.front()));
        m_segments.pop_front();
    }
    while (!m_hot.empty() && m_hot.front().run.end() <= m_first) {
        m_hotBytes -= m_hot.front().run.bytes.size();
        m_binnedHot.push_back(m_hot.front());
        m_hot.pop_front();
    }
    ++m_generation;
}

void QueueLog::restoreBinned(MessageId first)
{
    m_first = std::min(m_first, std::max(first, m_binnedFrom));
    while (!m_binnedSegments.empty() && m_binnedSegments.back().info.end() > m_first) {
        m_sealedRaw += m_binnedSegments.back().info.rawBytes;
        m_sealedPacked += m_binnedSegments.back().info.packedBytes;
        m_segments.push_front(std::move(m_binnedSegments.back()));
        m_binnedSegments.pop_back();
    }
    while (!m_binnedHot.empty() && m_binnedHot.back().run.end() > m_first) {
        m_hotBytes += m_binnedHot.back().run.bytes.size();
        m_hot.push_front(m_binnedHot.back());
        m_binnedHot.pop_back();
    }
    ++m_generation;
}

// Hot runs of the journal are dropped from the index; their bytes go with their slot.
void QueueLog::reclaim(MessageId end, std::vector<uint64_t>& gone)
{
    m_binnedFrom = std::max(m_binnedFrom, std::min(end, m_first));
    while (!m_binnedSegments.empty() && m_binnedSegments.front().info.end() <= m_binnedFrom) {
        gone.push_back(m_binnedSegments.front().rowId);
        m_binnedSegments.pop_front();
    }
    while (!m_binnedHot.empty() && m_binnedHot.front().run.end() <= m_binnedFrom)
        m_binnedHot.pop_front();
    while (!m_blocks.empty() && m_blocks.front().end <= m_binnedFrom)
        m_blocks.pop_front();
    ++m_generation;
}

void QueueLog::noteRecovered(MessageId end, Time lastTime)
{
    m_next = m_visibleEnd = std::max(m_next, end);
    m_lastTime = std::max(m_lastTime, lastTime);
}

} // namespace tapedeck
