// TimerQueue: which of many things comes first. A heap whose items can be moved and removed by handle, in O(log n), so
// one queue serves the tickets of 100,000 channels or the deadlines of all waiting readers. Equal times fire in the
// order in which they were set.
//
// Owned by the loop thread. Never looks at a clock; the owner asks for what is due.
#pragma once

#include "engine/base/units.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tapedeck {

// Names one timer until it is removed or has fired; using it afterwards is a programmer error (the slot is used again).
struct TimerHandle {
    uint32_t slot = UINT32_MAX;
    bool valid() const { return slot != UINT32_MAX; }
    bool operator==(const TimerHandle&) const = default;
};

class TimerQueue {
public:
    bool empty() const { return m_heap.empty(); }
    size_t size() const { return m_heap.size(); }
    // Time of the earliest timer; never() if there is none.
    Time earliest() const { return m_heap.empty() ? Time::never() : Time{m_heap.front().micros}; }

    // `id` is whatever the owner finds the thing by.
    TimerHandle add(Time at, uint64_t id);
    void update(TimerHandle handle, Time at);
    void remove(TimerHandle handle);
    // Sets, moves or (at = never()) removes the timer of `handle`, which may be invalid; keeps `handle` up to date.
    void set(TimerHandle& handle, Time at, uint64_t id);
    // Removes the earliest timer if its time is not after `now`, and tells its id. Its handle is void from then on.
    bool popDue(Time now, uint64_t* id);
    Time timeOf(TimerHandle handle) const;

private:
    struct Item {
        int64_t micros;
        uint64_t order; // in which it was set
        uint32_t slot;
        bool before(const Item& other) const
        {
            return micros != other.micros ? micros < other.micros : order < other.order;
        }
    };
    struct Slot {
        uint64_t id;
        uint32_t place; // in m_heap; kFree if unused
    };
    static constexpr uint32_t kFree = UINT32_MAX;
    static constexpr size_t kArity = 4; // shallower than a binary heap: fewer cache lines per sift

    void siftUp(size_t place);
    void siftDown(size_t place);
    void put(size_t place, const Item& item);
    void removeAt(size_t place);

    std::vector<Item> m_heap;
    std::vector<Slot> m_slots;
    std::vector<uint32_t> m_freeSlots;
    uint64_t m_nextOrder = 0;
};

} // namespace tapedeck
