// TicketTable: the tickets of one channel that are not settled, by sequence number, without a hash table: sequence
// numbers are given one after another, so they index a deque of chunks, and a chunk goes as soon as all its tickets are
// settled. When a few old tickets hold sparse chunks or a long row of gone ones, the owner moves them aside into a
// small map. 24 bytes per ticket in the regular case.
//
// Owned by the loop thread, inside InFlight. Knows nothing of time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace tapedeck {

class TicketTable {
public:
    // No default values: a chunk is allocated without touching its memory.
    struct Entry {
        uint64_t id;
        int64_t deadline; // microseconds since the epoch
        uint32_t attempts;
        uint8_t flags; // kLive and bits of the owner
    };
    static constexpr uint8_t kLive = 1;

    // The number that the next push() gives; starts at 1.
    uint64_t nextSequence() const { return m_next; }
    // Sequence numbers in [base, nextSequence) lie in the deque; live ones below are aside.
    uint64_t base() const { return m_base; }
    size_t live() const { return m_live; }

    // Adds a live entry without further flags under nextSequence().
    Entry& push(uint64_t id, int64_t deadline, uint32_t attempts);
    // The live entry of `sequence`, or null. Valid until the next change.
    Entry* find(uint64_t sequence);
    const Entry* find(uint64_t sequence) const { return const_cast<TicketTable*>(this)->find(sequence); }
    // An entry of the deque, settled or not: base() <= sequence < nextSequence(). Only a live one may be written to.
    Entry& at(uint64_t sequence);
    const Entry& at(uint64_t sequence) const { return const_cast<TicketTable*>(this)->at(sequence); }
    // The smallest sequence number >= `from` with a live entry; 0 if none.
    uint64_t nextLive(uint64_t from) const;
    // Removes a live entry.
    void settle(uint64_t sequence);

    // True when the deque takes so much memory for what is live that the oldest entry should be moved aside.
    bool sparse() const
    {
        uint64_t live = m_live - m_aside.size();
        return m_chunksHeld * kChunkEntries > kHeldFactor * live + kHeldFloor
            || m_next - m_base > kSpanFactor * live + kSpanFloor;
    }
    // Moves the oldest entry of the deque, which is live whenever live() exceeds the entries aside, into the map.
    void moveFrontAside();

    // Forgets all entries; numbering goes on.
    void clear();
    // Leaves out `count` sequence numbers as if their entries were settled already. O(count).
    void pad(uint64_t count);
    // Leaves out the sequence numbers up to `sequence` (>= nextSequence()). O(1); the deque holds nothing live.
    void jumpTo(uint64_t sequence);

    // Calls visit(sequence, entry) for every live entry, ascending.
    template <typename Visit>
    void forEachLive(Visit visit)
    {
        for (auto& [sequence, entry] : m_aside)
            visit(sequence, entry);
        for (uint64_t sequence = m_base; sequence < m_next; ++sequence)
            if (Entry& entry = at(sequence); entry.flags & kLive)
                visit(sequence, entry);
    }
    template <typename Visit>
    void forEachLive(Visit visit) const
    {
        const_cast<TicketTable*>(this)->forEachLive(
            [&visit](uint64_t sequence, const Entry& entry) { visit(sequence, entry); });
    }

    size_t memoryBytes() const;

private:
    static constexpr int kChunkShift = 5;
    static constexpr uint64_t kChunkEntries = uint64_t{1} << kChunkShift;
    // Entries in chunks, 24 bytes each, against live ones ...
    static constexpr uint64_t kHeldFactor = 4;
    static constexpr uint64_t kHeldFloor = 4096;
    // ... and sequence numbers, a quarter of a byte each for the directory.
    static constexpr uint64_t kSpanFactor = 128;
    static constexpr uint64_t kSpanFloor = 128 << 10;
    struct Chunk {
        uint64_t live;
        Entry entries[kChunkEntries];
    };
    std::unique_ptr<Chunk>& chunkOf(uint64_t sequence)
    {
        return m_chunks[m_firstSlot + ((sequence >> kChunkShift) - m_firstChunk)];
    }

    Entry& append();
    void dropSettledFront();
    void release(uint64_t sequence);
    void dropFirstChunk();
    void dropChunks();

    uint64_t m_base = 1;
    uint64_t m_next = 1;
    size_t m_live = 0; // in the deque and aside
    // m_chunks[m_firstSlot] holds the sequence numbers from m_firstChunk * kChunkEntries on; null: all are settled.
    std::vector<std::unique_ptr<Chunk>> m_chunks;
    size_t m_firstSlot = 0;
    uint64_t m_firstChunk = 0;
    size_t m_chunksHeld = 0;
    std::map<uint64_t, Entry> m_aside;
};

} // namespace tapedeck
