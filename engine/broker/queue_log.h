// The messages of one queue: where each id lies. Newest in hot runs (journal slots, or blocks of its own for a mem
// queue), older ones in sealed segments. Knows places, reads no disk.
//
// What was purged to the bin lies aside, below the first id: nobody finds it there, but it is sealed and kept as
// before, until it is restored or reclaimed.
// Loop thread only.
#pragma once

#include "engine/log/journal.h"
#include "engine/log/message.h"
#include "engine/log/tape.h"

#include <deque>
#include <memory>
#include <vector>

namespace tapedeck {

// Where a message lies.
struct Place {
    enum class Kind : unsigned char {
        hot, // in memory: `run`
        sealed, // in frame `frame` of segment `segment`
        gone, // below the first id, or in a hole that damage left; `nextId` is the next one that exists
        none, // at or above the visible end
    } kind = Kind::none;
    Run run;
    const SegmentRow* segment = nullptr; // valid until the log changes
    uint32_t frame = 0;
    MessageId nextId;
};

class QueueLog {
public:
    MessageId first() const { return m_first; } // oldest retained id; == visibleEnd when empty
    MessageId visibleEnd() const { return m_visibleEnd; } // ids below it may be handed out
    MessageId next() const { return m_next; } // id of the next message
    Time lastTime() const { return m_lastTime; }
    Time firstTime() const;
    uint64_t rawBytes() const; // of retained messages
    uint64_t sealedBytes() const { return m_sealedPacked; }
    uint64_t hotBytes() const { return m_hotBytes; }
    bool empty() const { return m_first >= m_visibleEnd; }
    const std::deque<SegmentRow>& segments() const { return m_segments; }
    const std::deque<HotRun>& hot() const { return m_hot; }
    // Hot runs in the bin, all older than those of hot().
    const std::deque<HotRun>& binnedHot() const { return m_binnedHot; }
    bool hasBinned() const { return m_binnedFrom < m_first; }
    // Changes whenever bytes may have moved or gone: a reader that kept a position looks it up anew.
    uint64_t generation() const { return m_generation; }

    Place locate(MessageId id) const;

    // --- changes ---
    // As the tape says. Segments sorted by first id.
    void restore(MessageId first, MessageId sealedEnd, Time lastTime, std::vector<SegmentRow> segments);
    // The id for the next message, whose time is at least `wall` and at least that of the message before.
    MessageId give(Time wall, Time* time)
    {
        if (wall > m_lastTime)
            m_lastTime = wall;
        *time = m_lastTime;
        const MessageId id = m_next;
        ++m_next;
        return id;
    }
    // A closed group's run; becomes visible later.
    void addHot(const HotRun& run);
    void show(MessageId end) { m_visibleEnd = end; }
    // A mem queue keeps the bytes itself. The message is added to the hot runs but not yet visible.
    void appendMem(const NewMessage& message, Time wall);
    // Hot runs in slots up to `slot` are now these segments. Row ids of those whose messages all went meanwhile are
    // appended to `gone`.
    void sealed(SlotNo slot, std::vector<SegmentRow> rows, std::vector<uint64_t>& gone);
    // Rows replaced by merged ones covering the same range. `gone`: as for sealed().
    void merged(const std::vector<uint64_t>& oldRows, std::vector<SegmentRow> rows, std::vector<uint64_t>& gone);
    // Ids below `first` are gone, the bin with them. Row ids of segments that are wholly gone are appended to `gone`.
    void trim(MessageId first, std::vector<uint64_t>& gone);
    // Ids below `first` go to the bin.
    void bin(MessageId first);
    // Ids from `first` on, which is not above first(), come out of the bin as far as they are in it.
    void restoreBinned(MessageId first);
    // Ids of the bin below `end` are gone.
    void reclaim(MessageId end, std::vector<uint64_t>& gone);
    // Recovery only: a run whose bytes the log keeps itself; ids may leave a hole behind the last one.
    void noteRecovered(MessageId end, Time lastTime);

private:
    struct Block {
        std::unique_ptr<char[]> bytes;
        size_t used = 0, size = 0;
        MessageId end; // of the messages in it
    };

    void addSegment(SegmentRow row, std::vector<uint64_t>& gone);

    MessageId m_first{1}, m_visibleEnd{1}, m_next{1};
    MessageId m_binnedFrom{1}; // ids from here to m_first are in the bin
    Time m_lastTime;
    std::deque<SegmentRow> m_segments;
    std::deque<HotRun> m_hot;
    std::deque<Block> m_blocks; // mem queues only
    std::deque<SegmentRow> m_binnedSegments;
    std::deque<HotRun> m_binnedHot;
    uint64_t m_sealedRaw = 0, m_sealedPacked = 0, m_hotBytes = 0; // without the bin
    uint64_t m_generation = 0;
};

} // namespace tapedeck
