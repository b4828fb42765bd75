// Waiters: the readers that wait at one channel, first come first served. Each keeps its deadline; the owner holds the
// timers (TimerQueue). A reader that was woken and found nothing is added again: at the end, with its original
// deadline.
//
// Owned by the loop thread. Knows nothing of channels, connections or clocks.
#pragma once

#include "engine/base/units.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tapedeck {

struct Waiter {
    uint64_t reader = 0; // whatever the owner finds the reader by
    uint32_t want = 0; // messages at most
    Time deadline = Time::never();
};

// Names one place in the line. A handle of a reader that left the line is recognised as stale.
struct WaiterHandle {
    uint32_t slot = UINT32_MAX;
    uint32_t generation = 0;
    bool operator==(const WaiterHandle&) const = default;
};

class Waiters {
public:
    bool empty() const { return m_size == 0; }
    size_t size() const { return m_size; }
    // At the end of the line.
    WaiterHandle add(const Waiter& waiter);
    // The waiter of `handle`, or null if it left. Valid until the next change.
    const Waiter* find(WaiterHandle handle) const;
    // False if it left already. O(1).
    bool remove(WaiterHandle handle);
    // Removes up to `count` from the front and appends them to `out`; returns how many.
    size_t takeFront(size_t count, std::vector<Waiter>& out);
    // Removes all (queue or channel deleted) and appends them to `out`.
    void takeAll(std::vector<Waiter>& out);

private:
    static constexpr uint32_t kNone = UINT32_MAX;
    struct Slot {
        Waiter waiter;
        uint32_t previous = kNone;
        uint32_t next = kNone; // in the line, or in the list of free slots
        uint32_t generation = 0;
        bool used = false;
    };
    void unlink(uint32_t slot);

    std::vector<Slot> m_slots;
    uint32_t m_front = kNone;
    uint32_t m_back = kNone;
    uint32_t m_free = kNone;
    size_t m_size = 0;
};

} // namespace tapedeck
