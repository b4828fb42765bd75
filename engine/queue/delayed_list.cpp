#include "engine/queue/delayed_list.h"

#include <algorithm>
#include <iterator>

namespace tapedeck {

void DelayedList::add(uint64_t id, Time due, uint32_t attempts)
{
    m_items.push({due, m_nextOrder++, id, attempts});
    m_idsIn.push(id);
}

void DelayedList::popFirst()
{
    m_idsOut.push(m_items.top().id);
    m_items.pop();
    if (m_items.empty())
        clear();
    else if (m_idsIn.size() > 64 && m_idsIn.size() > 2 * m_items.size())
        dropIf([](const Item&) { return false; }); // too many ids that left: build both heaps anew
}

uint64_t DelayedList::minId()
{
    while (!m_idsOut.empty() && m_idsIn.top() == m_idsOut.top()) {
        m_idsIn.pop();
        m_idsOut.pop();
    }
    return m_idsIn.empty() ? UINT64_MAX : m_idsIn.top();
}

void DelayedList::dropBelow(uint64_t first)
{
    if (minId() < first)
        dropIf([first](const Item& item) { return item.id < first; });
}

void DelayedList::dropFrom(uint64_t cursor)
{
    dropIf([cursor](const Item& item) { return item.id >= cursor; });
}

void DelayedList::dropIds(std::span<const MessageId> ids, std::vector<MessageId>& dropped)
{
    if (ids.empty() || ids.back().value < minId())
        return;
    const auto named = [ids](
                           const Item& item) { return std::binary_search(ids.begin(), ids.end(), MessageId{item.id}); };
    const size_t before = dropped.size();
    for (const Item& item : m_items.items())
        if (named(item))
            dropped.push_back({item.id});
    if (dropped.size() == before)
        return;
    const auto added = dropped.begin() + static_cast<ptrdiff_t>(before);
    std::sort(added, dropped.end());
    dropped.erase(std::unique(added, dropped.end()), dropped.end());
    dropIf(named);
}

void DelayedList::clear()
{
    m_items.clear();
    m_idsIn.clear();
    m_idsOut.clear();
}

std::vector<DelayedList::Item> DelayedList::sorted() const
{
    std::vector<Item> items = m_items.items();
    std::sort(items.begin(), items.end());
    return items;
}

size_t DelayedList::memoryBytes() const
{
    return m_items.memoryBytes() + m_idsIn.memoryBytes() + m_idsOut.memoryBytes();
}

template <typename Predicate>
void DelayedList::dropIf(Predicate drop)
{
    if (m_items.empty())
        return;
    m_items.removeIf(drop);
    m_idsIn.clear();
    m_idsOut.clear();
    for (const Item& item : m_items.items())
        m_idsIn.push(item.id);
}

} // namespace tapedeck
