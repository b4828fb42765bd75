#include "engine/log/tape_load.h"

#include "engine/base/limits.h"
#include "engine/log/journal_layout.h"
#include "engine/log/tape_rows.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace tapedeck {

namespace {

constexpr const char* kReading = "read the tape";
constexpr size_t kDamageMax = 1000; // sentences; a tape that is wrong everywhere is said to be so in fewer words
// Longest stored name: fq allows 127 and floki 200 bytes, so anything longer was not written by this program.
constexpr size_t kStoredNameBytesMax = limits::kNameBytesMax;

class Loader {
public:
    Loader(sqlite3* db, uint32_t version)
        : m_db(db)
        , m_version(version)
    {
    }

    Result<TapeContents> load()
    {
        for (auto part : {&Loader::loadTapeRow, &Loader::loadQueues, &Loader::loadChannels, &Loader::loadSegments,
                 &Loader::loadUpstreams, &Loader::loadMarks})
            if (Status s = (this->*part)(); !s)
                return s.error();
        checkNumber(m_out.queues.size(), m_row.queues, "queues");
        checkNumber(m_out.channels.size(), m_row.channels, "channels");
        checkNumber(m_out.segments.size(), m_row.segments, "segments");
        checkSegments();
        sortMarks();
        return std::move(m_out);
    }

private:
    using Statement = sql::Statement;

    Error tooMuch(const char* what) const
    {
        return {ErrorCode::damaged, std::string("the tape has more ") + what + " than any real one"};
    }

    void damage(std::string text)
    {
        if (m_out.damage.size() < kDamageMax)
            m_out.damage.push_back(std::move(text));
        else if (m_out.damage.size() == kDamageMax)
            m_out.damage.push_back("... and more");
    }

    // Calls `row` for each row. Column 0 is the row number.
    template <typename Row>
    Status forEach(const char* text, int columns, int firstBlob, uint64_t rowsMax, const char* what, Row row)
    {
        auto statement = Statement::prepare(m_db, text, kReading);
        if (!statement)
            return statement.error();
        uint64_t rows = 0;
        int64_t last = 0;
        for (;;) {
            auto more = statement->step();
            if (!more)
                return more.error();
            if (!*more)
                return {};
            if (++rows > rowsMax)
                return tooMuch(what);
            const int64_t number = statement->number(0);
            if (number <= last)
                return Error{ErrorCode::damaged, std::string("the tape's table of ") + what + " is out of order"};
            last = number;
            bool sound = true;
            for (int i = 1; i < columns; ++i)
                sound = sound && (i < firstBlob ? statement->isNumber(i) : true);
            if (!sound) {
                damage(
                    std::string("row ") + std::to_string(number) + " of the " + what + " has values of a wrong kind");
                continue;
            }
            if (Status s = row(*statement); !s)
                return s;
        }
    }

    // Copies a blob, within what all of them together may take.
    Status take(std::string_view bytes, std::string& out)
    {
        m_stateBytes += bytes.size();
        if (m_stateBytes > limits::kStateBytesPerTapeMax)
            return tooMuch("state");
        out = bytes;
        return {};
    }

    static uint64_t positive(int64_t value) { return value < 0 ? 0 : static_cast<uint64_t>(value); }

    Status loadTapeRow()
    {
        bool found = false;
        Status status = forEach("SELECT id, tape_id, folded_group, sealed_slot, last_queue, queues, channels, "
                                "segments, checksum, settings FROM tape",
            10, 9, 1, "tape settings", [&](Statement& row) -> Status {
                m_row = {.tapeId = static_cast<uint64_t>(row.number(1)),
                    .foldedGroup = positive(row.number(2)),
                    .sealedSlot = positive(row.number(3)),
                    .lastQueue = positive(row.number(4)),
                    .queues = positive(row.number(5)),
                    .channels = positive(row.number(6)),
                    .segments = positive(row.number(7)),
                    .settings = row.bytes(9)};
                found = row.number(0) == 1 && row.number(8) == rowChecksum(m_row)
                    && m_row.foldedGroup <= layout::kNumberMax && m_row.sealedSlot <= layout::kNumberMax;
                m_row.settings = {};
                m_out.tapeId = m_row.tapeId;
                m_out.foldedGroup = {m_row.foldedGroup};
                m_out.sealedSlot = {m_row.sealedSlot};
                m_out.lastQueue = {static_cast<uint32_t>(m_row.lastQueue)};
                return take(row.bytes(9), m_out.settings);
            });
        if (status && !found)
            return Error{ErrorCode::damaged, "the tape's own row is damaged"};
        return status;
    }

    void checkNumber(uint64_t found, uint64_t expected, const char* what)
    {
        if (found != expected)
            damage("the tape has " + std::to_string(found) + " readable " + what + ", but there were "
                + std::to_string(expected));
    }

    Status loadQueues()
    {
        std::unordered_set<std::string> names;
        return forEach(
            "SELECT number, disk, first, sealed_end, last_time, last_channel, checksum, name, settings FROM queue "
            "ORDER BY number",
            9, 7, limits::kQueuesPerTapeMax, "queues", [&](Statement& row) -> Status {
                StoredQueue queue;
                queue.number = {static_cast<uint32_t>(row.number(0))};
                queue.disk = (row.number(1) & 1) != 0;
                queue.binned = (row.number(1) & 2) != 0;
                queue.first = {positive(row.number(2))};
                queue.sealedEnd = {positive(row.number(3))};
                queue.lastTime = {row.number(4)};
                queue.lastChannel = {static_cast<uint32_t>(positive(row.number(5)))};
                if (Status s = take(row.bytes(7), queue.name); !s)
                    return s;
                if (Status s = take(row.bytes(8), queue.settings); !s)
                    return s;
                const bool sound = row.number(0) <= INT32_MAX && // channel rows keep it in 31 bits
                    storedKind(queue) == static_cast<uint64_t>(row.number(1)) && queue.first.value > 0
                    && queue.sealedEnd.value > 0 && std::max(queue.first, queue.sealedEnd).value <= layout::kNumberMax
                    && row.number(5) >= 0 && row.number(5) <= UINT32_MAX && queue.name.size() <= kStoredNameBytesMax
                    && row.number(6) == rowChecksum(queue);
                if (!sound || (!queue.binned && !names.insert(queue.name).second)) {
                    damage("queue " + std::to_string(row.number(0)) + " is damaged and left out");
                    return {};
                }
                m_out.lastQueue = std::max(m_out.lastQueue, queue.number);
                m_queues.emplace(queue.number.value, m_out.queues.size());
                m_out.queues.push_back(std::move(queue));
                return {};
            });
    }

    Status loadChannels()
    {
        return forEach("SELECT id, checksum, name, settings, state FROM channel ORDER BY id", 5, 2,
            limits::kChannelsPerTapeMax, "channels", [&](Statement& row) -> Status {
                StoredChannel channel;
                const auto id = static_cast<uint64_t>(row.number(0));
                channel.queue = {static_cast<uint32_t>(id >> 32)};
                channel.number = {static_cast<uint32_t>(id)};
                for (auto [column, out] : {std::pair{2, &channel.name}, {3, &channel.settings}, {4, &channel.state}})
                    if (Status s = take(row.bytes(column), *out); !s)
                        return s;
                const auto queue = m_queues.find(channel.queue.value);
                if (queue == m_queues.end() || channel.number.value == 0 || channel.name.size() > kStoredNameBytesMax
                    || row.number(1) != rowChecksum(channel)) {
                    damage("channel " + std::to_string(channel.number.value) + " of queue "
                        + std::to_string(channel.queue.value) + " is damaged and left out");
                    return {};
                }
                StoredQueue& owner = m_out.queues[queue->second];
                owner.lastChannel = std::max(owner.lastChannel, channel.number);
                m_out.channels.push_back(std::move(channel));
                return {};
            });
    }

    Status loadSegments()
    {
        // Not by the index: what it leaves out would be missing here in silence. length() reads no blob.
        return forEach("SELECT id, queue, first, count, first_time, last_time, raw_bytes, packed_bytes, checksum, "
                       "row_checksum, length(data), "
                       "frames FROM segment NOT INDEXED ORDER BY id",
            12, 11, limits::kSegmentsPerTapeMax, "segments", [&](Statement& row) -> Status {
                SegmentRow segment;
                segment.rowId = static_cast<uint64_t>(row.number(0));
                segment.queue = {static_cast<uint32_t>(row.number(1))};
                segment.info.first = {positive(row.number(2))};
                segment.info.count = static_cast<uint32_t>(row.number(3));
                segment.info.firstTime = {row.number(4)};
                segment.info.lastTime = {row.number(5)};
                segment.info.rawBytes = positive(row.number(6));
                segment.info.packedBytes = positive(row.number(7));
                segment.info.checksum = static_cast<uint64_t>(row.number(8));
                const std::string wrong = wrongWith(row, segment);
                if (!wrong.empty()) {
                    damage("segment " + std::to_string(segment.rowId) + " (queue " + std::to_string(row.number(1))
                        + ", messages " + std::to_string(row.number(2)) + " to "
                        + std::to_string(segment.info.first.value + static_cast<uint64_t>(row.number(3)) - 1)
                        + ") is left out: " + wrong);
                    return {};
                }
                m_frames += segment.info.frames.size();
                if (m_frames > limits::kFramesPerTapeMax)
                    return tooMuch("frames");
                m_out.segments.push_back(std::move(segment));
                return {};
            });
    }

    // Written by people with their own SQL too, so nothing here is damage: what makes no sense is left out, and said.
    Status loadUpstreams()
    {
        auto statement = Statement::prepare(m_db,
            "SELECT port, host, source, password, exchange, program, permanent_binding FROM upstream ORDER BY rowid",
            kReading);
        if (!statement)
            return statement.error();
        for (;;) {
            auto more = statement->step();
            if (!more)
                return more.error();
            if (!*more)
                return {};
            Upstream row;
            const int64_t port = statement->number(0);
            row.port = static_cast<uint16_t>(port);
            for (auto [column, out] :
                {std::pair{1, &row.host}, {2, &row.source}, {3, &row.password}, {4, &row.exchange}, {5, &row.program}})
                if (Status s = take(statement->bytes(column), *out); !s)
                    return s;
            row.permanentBinding = statement->bytes(6) == "true";
            if (row.host.empty() || port < 1 || port > 65'535 || statement->isNull(4)
                || m_out.upstreams.size() >= limits::kUpstreamsMax)
                damage("an upstream (host \"" + row.host + "\", port " + std::to_string(port)
                    + ") is left out: it needs a host, a port from 1 to 65535 and an exchange, and there may be "
                    + std::to_string(limits::kUpstreamsMax));
            else
                m_out.upstreams.push_back(std::move(row));
        }
    }

    Status loadMarks()
    {
        if (m_version < 2)
            return {};
        return forEach("SELECT number, queue, id, colour, checksum, note FROM mark ORDER BY number", 6, 5,
            limits::kMarksMax, "marks", [&](Statement& row) -> Status {
                Mark mark{{static_cast<uint32_t>(row.number(1))}, {positive(row.number(2))},
                    static_cast<uint8_t>(row.number(3)), {}};
                if (Status s = take(row.bytes(5), mark.note); !s)
                    return s;
                const bool sound = row.number(1) > 0 && row.number(1) <= INT32_MAX && row.number(2) > 0
                    && row.number(3) >= 0 && row.number(3) <= kMarkColours && (mark.colour > 0 || !mark.note.empty())
                    && mark.note.size() <= limits::kMarkNoteBytesMax && row.number(4) == rowChecksum(mark);
                if (!sound)
                    damage("the mark of message " + std::to_string(row.number(2)) + " of queue "
                        + std::to_string(row.number(1)) + " is damaged and left out");
                else
                    m_out.marks.push_back(std::move(mark));
                return {};
            });
    }

    // By message. Two of the same message would need a damaged index; the later row counts.
    void sortMarks()
    {
        auto& marks = m_out.marks;
        const auto key = [](const Mark& mark) { return std::pair(mark.queue, mark.id); };
        std::stable_sort(marks.begin(), marks.end(), [&](const Mark& a, const Mark& b) { return key(a) < key(b); });
        const auto last =
            std::unique(marks.rbegin(), marks.rend(), [&](const Mark& a, const Mark& b) { return key(a) == key(b); });
        marks.erase(marks.begin(), last.base());
    }

    std::string wrongWith(const Statement& row, SegmentRow& segment) const
    {
        SegmentInfo& info = segment.info;
        if (row.number(1) <= 0 || row.number(1) > UINT32_MAX || !m_queues.count(segment.queue.value))
            return "its queue is not there";
        if (info.first.value == 0 || info.first.value > layout::kNumberMax || row.number(3) <= 0
            || row.number(3) > UINT32_MAX)
            return "its range is impossible";
        if (info.firstTime > info.lastTime)
            return "its times are out of order";
        if (row.number(9) != rowChecksum(segment.queue, info, row.bytes(11)))
            return "its row is damaged";
        if (static_cast<uint64_t>(row.number(10)) != info.packedBytes)
            return "its data has another length than it should";
        auto frames = decodeFrames(row.bytes(11), info.first, info.count, info.packedBytes);
        if (!frames)
            return frames.error().text;
        info.frames = std::move(frames).value();
        uint64_t raw = 0;
        for (const FrameInfo& frame : info.frames)
            raw += frame.rawBytes;
        if (raw != info.rawBytes || info.frames.front().base != info.firstTime
            || info.frames.back().base > info.lastTime)
            return "its frame directory does not fit it";
        return {};
    }

    // Sorts, and looks for overlaps and gaps within and behind each queue's segments.
    void checkSegments()
    {
        auto& segments = m_out.segments;
        std::sort(segments.begin(), segments.end(), [](const SegmentRow& a, const SegmentRow& b) {
            return a.queue != b.queue          ? a.queue < b.queue
                : a.info.first != b.info.first ? a.info.first < b.info.first
                                               : a.rowId < b.rowId;
        });
        std::vector<SegmentRow> sound;
        sound.reserve(segments.size());
        size_t next = 0;
        for (const StoredQueue& queue : m_out.queues) { // by number, as the segments are
            MessageId expected = queue.first;
            Time time{INT64_MIN};
            for (; next < segments.size() && segments[next].queue == queue.number; ++next) {
                SegmentRow& segment = segments[next];
                if (!sound.empty() && sound.back().queue == queue.number
                    && segment.info.first < sound.back().info.end()) {
                    damage("segment " + std::to_string(segment.rowId) + " is left out: its messages are in segment "
                        + std::to_string(sound.back().rowId) + " too");
                    continue;
                }
                if (segment.info.first > expected)
                    missing(queue, expected, segment.info.first);
                if (segment.info.firstTime < time)
                    damage(nameOf(queue) + ": times go back at message " + std::to_string(segment.info.first.value));
                time = segment.info.lastTime;
                expected = std::max(expected, segment.info.end());
                sound.push_back(std::move(segment));
            }
            if (expected < queue.sealedEnd && queue.disk)
                missing(queue, expected, queue.sealedEnd);
            if (expected > queue.sealedEnd && !sound.empty() && sound.back().queue == queue.number
                && sound.back().info.end() > queue.sealedEnd)
                damage(nameOf(queue) + ": has messages from " + std::to_string(queue.sealedEnd.value)
                    + " on that its own row does not know");
        }
        segments = std::move(sound);
    }

    void missing(const StoredQueue& queue, MessageId from, MessageId end)
    {
        damage(nameOf(queue) + ": messages " + std::to_string(from.value) + " to " + std::to_string(end.value - 1)
            + " are missing");
    }

    static std::string nameOf(const StoredQueue& queue)
    {
        std::string name;
        for (const char c : queue.name) // bytes of a stranger on their way to somebody's terminal
            name += c >= ' ' && c <= '~' ? c : '?';
        return "queue " + std::to_string(queue.number.value) + " (" + name + ")";
    }

    sqlite3* m_db;
    uint32_t m_version;
    TapeContents m_out;
    std::unordered_map<uint32_t, size_t> m_queues; // number → place in m_out.queues
    TapeRow m_row;
    uint64_t m_stateBytes = 0;
    uint64_t m_frames = 0;
};

} // namespace

void leaveOutBinned(TapeContents& contents)
{
    std::unordered_set<uint32_t> binned;
    for (const StoredQueue& queue : contents.queues)
        if (queue.binned)
            binned.insert(queue.number.value);
    if (binned.empty())
        return;
    const auto isBinned = [&](const auto& row) { return binned.contains(row.queue.value); };
    std::erase_if(contents.queues, [](const StoredQueue& queue) { return queue.binned; });
    std::erase_if(contents.channels, isBinned);
    std::erase_if(contents.segments, isBinned);
    std::erase_if(contents.marks, isBinned);
}

Result<TapeContents> loadTape(sqlite3* db, uint32_t version)
{
    return Loader(db, version).load();
}

} // namespace tapedeck
