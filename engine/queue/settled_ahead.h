// SettledAhead: the messages at or above a channel's cursor that were settled by their ids before the cursor came to
// them: a set of ranges of ids, ordered, with a gap between any two.
//
// Owned by the loop thread, inside Channel, which bounds the number of ranges. Knows nothing of the cursor's moves
// beyond what it is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

namespace tapedeck {

class SettledAhead {
public:
    using Map = std::map<uint64_t, uint64_t>; // first id -> end (exclusive)

    bool empty() const { return m_ranges.empty(); }
    size_t ranges() const { return m_ranges.size(); }
    const Map& all() const { return m_ranges; }
    bool contains(uint64_t id) const { return skip(id) != id; }
    // Smallest id >= `id` that is not in the set.
    uint64_t skip(uint64_t id) const;
    // Smallest id >= `id` that is in the set; UINT64_MAX if there is none.
    uint64_t next(uint64_t id) const;
    // How many ids of [first, end) are in the set. Cost: the ranges outside.
    uint64_t countIn(uint64_t first, uint64_t end) const;

    // Adds [first, end), not empty.
    void add(uint64_t first, uint64_t end);
    // Removes [first, end), not empty. False, and nothing changed, if not all of it is in the set.
    bool remove(uint64_t first, uint64_t end);
    void dropBelow(uint64_t id); // ids < id
    void clear();
    size_t memoryBytes() const;

private:
    Map m_ranges;
    uint64_t m_ids = 0; // in all ranges
};

} // namespace tapedeck
