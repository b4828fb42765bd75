#include "engine/queue/timer_queue.h"

#include "engine/base/check.h"

#include <algorithm>

namespace tapedeck {

TimerHandle TimerQueue::add(Time at, uint64_t id)
{
    uint32_t slot;
    if (m_freeSlots.empty()) {
        slot = static_cast<uint32_t>(m_slots.size());
        CHECK(slot < kFree);
        m_slots.push_back({id, kFree});
    } else {
        slot = m_freeSlots.back();
        m_freeSlots.pop_back();
        m_slots[slot].id = id;
    }
    m_heap.push_back({at.micros, m_nextOrder++, slot});
    m_slots[slot].place = static_cast<uint32_t>(m_heap.size() - 1);
    siftUp(m_heap.size() - 1);
    return {slot};
}

void TimerQueue::update(TimerHandle handle, Time at)
{
    CHECK(handle.slot < m_slots.size() && m_slots[handle.slot].place != kFree);
    size_t place = m_slots[handle.slot].place;
    if (m_heap[place].micros == at.micros)
        return;
    bool earlier = at.micros < m_heap[place].micros;
    m_heap[place].micros = at.micros;
    m_heap[place].order = m_nextOrder++;
    if (earlier)
        siftUp(place);
    else
        siftDown(place);
}

void TimerQueue::remove(TimerHandle handle)
{
    CHECK(handle.slot < m_slots.size() && m_slots[handle.slot].place != kFree);
    removeAt(m_slots[handle.slot].place);
}

void TimerQueue::set(TimerHandle& handle, Time at, uint64_t id)
{
    if (at == Time::never()) {
        if (handle.valid())
            remove(handle);
        handle = {};
    } else if (handle.valid()) {
        update(handle, at);
    } else {
        handle = add(at, id);
    }
}

bool TimerQueue::popDue(Time now, uint64_t* id)
{
    if (m_heap.empty() || m_heap.front().micros > now.micros)
        return false;
    *id = m_slots[m_heap.front().slot].id;
    removeAt(0);
    return true;
}

Time TimerQueue::timeOf(TimerHandle handle) const
{
    CHECK(handle.slot < m_slots.size() && m_slots[handle.slot].place != kFree);
    return {m_heap[m_slots[handle.slot].place].micros};
}

void TimerQueue::put(size_t place, const Item& item)
{
    m_heap[place] = item;
    m_slots[item.slot].place = static_cast<uint32_t>(place);
}

void TimerQueue::siftUp(size_t place)
{
    const Item item = m_heap[place];
    while (place != 0) {
        size_t parent = (place - 1) / kArity;
        if (!item.before(m_heap[parent]))
            break;
        put(place, m_heap[parent]);
        place = parent;
    }
    put(place, item);
}

void TimerQueue::siftDown(size_t place)
{
    const Item item = m_heap[place];
    for (;;) {
        size_t child = place * kArity + 1;
        if (child >= m_heap.size())
            break;
        size_t end = std::min(child + kArity, m_heap.size());
        for (size_t other = child + 1; other < end; ++other)
            if (m_heap[other].before(m_heap[child]))
                child = other;
        if (!m_heap[child].before(item))
            break;
        put(place, m_heap[child]);
        place = child;
    }
    put(place, item);
}

void TimerQueue::removeAt(size_t place)
{
    uint32_t slot = m_heap[place].slot;
    m_slots[slot].place = kFree;
    m_freeSlots.push_back(slot);
    const Item last = m_heap.back();
    m_heap.pop_back();
    if (place == m_heap.size())
        return;
    bool earlier = last.before(m_heap[place]);
    put(place, last);
    if (earlier)
        siftUp(place);
    else
        siftDown(place);
}

} // namespace tapedeck
