// What a message is, and how several of them lie side by side in memory, in the journal and inside a segment's frames:
// as a *run*. One encoding for all three means that one reader serves hot and sealed messages alike.
// The byte layout is specified in engine/log/FORMAT.md, section "Run".
#pragma once

#include "engine/base/bytes.h"
#include "engine/base/units.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tapedeck {

// A message about to be published. The views are read before publish() returns. `headers` is encoded (see
// encodeHeaders).
struct NewMessage {
    std::string_view body;
    std::string_view key = {};
    std::string_view headers = {};
    Duration delay = {}; // not handed out by any channel before its time + delay; >= 0
};

// One stored message. The views point into a run and live as long as that.
struct MessageView {
    MessageId id;
    Time time; // clamped: never less than that of the message before it in its queue
    Time wall; // what the wall clock said
    Duration delay;
    std::string_view key;
    std::string_view headers;
    std::string_view body;
};

// Messages of one queue with contiguous ids, encoded. Does not own its bytes.
struct Run {
    MessageId first;
    uint32_t count = 0;
    Time base; // the first entry's time is base + its delta
    std::string_view bytes;
    MessageId end() const { return first + count; }
};

// Upper bound of what encodeEntry writes.
inline size_t entryBytesMax(const NewMessage& m)
{
    return 1 + 6 * kVarintBytesMax + m.key.size() + m.headers.size() + m.body.size();
}

// Writes one entry at `out` and returns the byte after it. `previous` is the time of the entry before it in the run, or
// the run's base; `time` >= `previous`.
char* encodeEntry(char* out, const NewMessage& m, Time previous, Time time, Time wall);

// Walks a run from its first message. Bytes may be hostile: next() returns false at the end and at damage; after the
// last message, intact() tells which it was (all bytes used, count reached).
class RunReader {
public:
    RunReader() = default;
    explicit RunReader(const Run& run)
        : m_bytes(run.bytes)
        , m_id(run.first)
        , m_left(run.count)
        , m_time(run.base)
    {
    }
    bool next(MessageView& out);
    bool intact() const { return m_bytes.ok() && m_bytes.atEnd() && m_left == 0; }
    // The id that the next call of next() yields.
    MessageId nextId() const { return m_id; }
    // `run` is the one being read, grown at its end since.
    void grow(const Run& run)
    {
        m_bytes = ByteReader(
            {m_bytes.position(), static_cast<size_t>(run.bytes.data() + run.bytes.size() - m_bytes.position())});
        m_left = static_cast<uint32_t>(run.end() - m_id);
    }

private:
    ByteReader m_bytes{{}};
    MessageId m_id;
    uint32_t m_left = 0;
    Time m_time;
};

// Headers are an ordered list of names and values, both any bytes; names may repeat.
using HeaderList = std::vector<std::pair<std::string, std::string>>;
std::string encodeHeaders(const HeaderList& headers);
// Empty when `encoded` is malformed; `ok` (if given) tells that apart from an empty list.
HeaderList decodeHeaders(std::string_view encoded, bool* ok = nullptr);

} // namespace tapedeck
