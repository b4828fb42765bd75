#include "engine/queue/settled_ahead.h"

#include <algorithm>
#include <iterator>

namespace tapedeck {

uint64_t SettledAhead::skip(uint64_t id) const
{
    const auto behind = m_ranges.upper_bound(id);
    if (behind == m_ranges.begin())
        return id;
    return std::max(id, std::prev(behind)->second);
}

uint64_t SettledAhead::next(uint64_t id) const
{
    const auto behind = m_ranges.upper_bound(id);
    if (behind != m_ranges.begin() && std::prev(behind)->second > id)
        return id;
    return behind == m_ranges.end() ? UINT64_MAX : behind->first;
}

uint64_t SettledAhead::countIn(uint64_t first, uint64_t end) const
{
    if (first >= end)
        return 0;
    // Nearly all lies inside: what lies outside is subtracted.
    uint64_t count = m_ids;
    for (auto range = m_ranges.begin(); range != m_ranges.end() && range->first < first; ++range)
        count -= std::min(range->second, first) - range->first;
    for (auto range = m_ranges.rbegin(); range != m_ranges.rend() && range->second > end; ++range)
        count -= range->second - std::max(range->first, end);
    return count;
}

void SettledAhead::add(uint64_t first, uint64_t end)
{
    auto at = m_ranges.upper_bound(first);
    if (at != m_ranges.begin() && std::prev(at)->second >= first)
        --at; // touches or overlaps
    while (at != m_ranges.end() && at->first <= end) {
        first = std::min(first, at->first);
        end = std::max(end, at->second);
        m_ids -= at->second - at->first;
        at = m_ranges.erase(at);
    }
    m_ranges.emplace_hint(at, first, end);
    m_ids += end - first;
}

bool SettledAhead::remove(uint64_t first, uint64_t end)
{
    const auto behind = m_ranges.upper_bound(first);
    if (behind == m_ranges.begin() || std::prev(behind)->second < end)
        return false;
    const auto [rangeFirst, rangeEnd] = *std::prev(behind);
    m_ranges.erase(std::prev(behind));
    if (rangeFirst < first)
        m_ranges.emplace(rangeFirst, first);
    if (end < rangeEnd)
        m_ranges.emplace(end, rangeEnd);
    m_ids -= end - first;
    return true;
}

void SettledAhead::dropBelow(uint64_t id)
{
    while (!m_ranges.empty() && m_ranges.begin()->first < id) {
        const auto [first, end] = *m_ranges.begin();
        m_ranges.erase(m_ranges.begin());
        m_ids -= end - first;
        if (end > id) {
            m_ranges.emplace(id, end);
            m_ids += end - id;
        }
    }
}

void SettledAhead::clear()
{
    m_ranges.clear();
    m_ids = 0;
}

size_t SettledAhead::memoryBytes() const
{
    return m_ranges.size() * (sizeof(Map::value_type) + 4 * sizeof(void*));
}

} // namespace tapedeck
