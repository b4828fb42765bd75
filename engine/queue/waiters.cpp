#include "engine/queue/waiters.h"

namespace tapedeck {

WaiterHandle Waiters::add(const Waiter& waiter)
{
    uint32_t index = m_free;
    if (index == kNone) {
        index = static_cast<uint32_t>(m_slots.size());
        m_slots.emplace_back();
    } else {
        m_free = m_slots[index].next;
    }
    Slot& slot = m_slots[index];
    slot.waiter = waiter;
    slot.previous = m_back;
    slot.next = kNone;
    slot.used = true;
    if (m_back == kNone)
        m_front = index;
    else
        m_slots[m_back].next = index;
    m_back = index;
    ++m_size;
    return {index, slot.generation};
}

const Waiter* Waiters::find(WaiterHandle handle) const
{
    if (handle.slot >= m_slots.size())
        return nullptr;
    const Slot& slot = m_slots[handle.slot];
    return slot.used && slot.generation == handle.generation ? &slot.waiter : nullptr;
}

bool Waiters::remove(WaiterHandle handle)
{
    if (!find(handle))
        return false;
    unlink(handle.slot);
    return true;
}

size_t Waiters::takeFront(size_t count, std::vector<Waiter>& out)
{
    size_t taken = 0;
    for (; taken < count && m_front != kNone; ++taken) {
        out.push_back(m_slots[m_front].waiter);
        unlink(m_front);
    }
    return taken;
}

void Waiters::takeAll(std::vector<Waiter>& out)
{
    takeFront(m_size, out);
}

void Waiters::unlink(uint32_t index)
{
    Slot& slot = m_slots[index];
    if (slot.previous == kNone)
        m_front = slot.next;
    else
        m_slots[slot.previous].next = slot.next;
    if (slot.next == kNone)
        m_back = slot.previous;
    else
        m_slots[slot.next].previous = slot.previous;
    slot.used = false;
    ++slot.generation;
    slot.next = m_free;
    m_free = index;
    --m_size;
}

} // namespace tapedeck
