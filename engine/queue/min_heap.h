// MinHeap: a vector kept as a binary heap with the smallest item on top. For indexes with lazy deletion: the owner
// knows which items are stale, drops them when they surface, and rebuilds when too many have gathered.
//
// Owned by the loop thread, inside other structures of this room.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

namespace tapedeck {

template <typename Item>
class MinHeap {
public:
    bool empty() const { return m_items.empty(); }
    size_t size() const { return m_items.size(); }
    const Item& top() const { return m_items.front(); }
    // In no useful order.
    const std::vector<Item>& items() const { return m_items; }

    void push(const Item& item)
    {
        m_items.push_back(item);
        std::push_heap(m_items.begin(), m_items.end(), std::greater<>());
    }
    void pop()
    {
        std::pop_heap(m_items.begin(), m_items.end(), std::greater<>());
        m_items.pop_back();
    }
    // Drops every item for which `drop(item)` is true; gives memory back when little is left.
    template <typename Predicate>
    void removeIf(Predicate drop)
    {
        std::erase_if(m_items, drop);
        if (m_items.size() < m_items.capacity() / 4)
            m_items.shrink_to_fit();
        std::make_heap(m_items.begin(), m_items.end(), std::greater<>());
    }
    void clear()
    {
        m_items.clear();
        if (m_items.capacity() > kKeptCapacity)
            m_items.shrink_to_fit();
    }
    size_t memoryBytes() const { return m_items.capacity() * sizeof(Item); }

private:
    static constexpr size_t kKeptCapacity = 64; // a heap that fills and empties all the time keeps its memory

    std::vector<Item> m_items;
};

} // namespace tapedeck
