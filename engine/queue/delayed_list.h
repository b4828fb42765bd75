// DelayedList: messages that a channel owes at a later time: delayed ones that the cursor has passed, those given back
// by a reader, and replayed dead letters. Handed out in the order of their due times; equal ones in the order of
// arrival.
//
// Owned by the loop thread, inside Channel. Never looks at a clock.
#pragma once

#include "engine/base/units.h"
#include "engine/queue/min_heap.h"

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

namespace tapedeck {

class DelayedList {
public:
    struct Item {
        Time due;
        uint64_t order; // of arrival
        uint64_t id;
        uint32_t attempts; // made so far
        auto operator<=>(const Item& other) const
        {
            return due == other.due ? order <=> other.order : due <=> other.due;
        }
        bool operator==(const Item& other) const { return order == other.order; }
    };

    bool empty() const { return m_items.empty(); }
    size_t size() const { return m_items.size(); }
    // The item that is due first; the list is not empty.
    const Item& first() const { return m_items.top(); }
    void add(uint64_t id, Time due, uint32_t attempts);
    void popFirst();
    // Smallest id; UINT64_MAX if empty. Amortised O(log n).
    uint64_t minId();
    void dropBelow(uint64_t first); // ids < first
    void dropFrom(uint64_t cursor); // ids >= cursor
    // Drops the items with one of these ids (ascending, no id twice) and appends each id that was there to `dropped`,
    // once. O(n).
    void dropIds(std::span<const MessageId> ids, std::vector<MessageId>& dropped);
    void clear();
    // In no useful order.
    const std::vector<Item>& items() const { return m_items.items(); }
    // In the order in which they will be handed out. O(n log n).
    std::vector<Item> sorted() const;
    size_t memoryBytes() const;

private:
    template <typename Predicate>
    void dropIf(Predicate drop);

    MinHeap<Item> m_items;
    uint64_t m_nextOrder = 0;
    // Two heaps give the smallest id although items leave in the order of time: ids that came and ids that left.
    MinHeap<uint64_t> m_idsIn;
    MinHeap<uint64_t> m_idsOut;
};

} // namespace tapedeck
