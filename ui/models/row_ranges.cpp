#include "ui/models/row_ranges.h"

#include <algorithm>
#include <limits>

namespace tapedeck {

void RowRanges::add(int64_t begin, int64_t end)
{
    if (begin >= end)
        return;
    // All ranges that overlap or touch melt into one.
    auto first = std::lower_bound(
        m_ranges.begin(), m_ranges.end(), begin, [](const Range& r, int64_t row) { return r.end < row; });
    auto last = first;
    while (last != m_ranges.end() && last->begin <= end) {
        begin = std::min(begin, last->begin);
        end = std::max(end, last->end);
        ++last;
    }
    first = m_ranges.erase(first, last);
    m_ranges.insert(first, Range{begin, end});
}

void RowRanges::remove(int64_t begin, int64_t end)
{
    if (begin >= end)
        return;
    std::vector<Range> left;
    left.reserve(m_ranges.size() + 1);
    for (const Range& r : m_ranges) {
        if (r.begin < std::min(r.end, begin))
            left.push_back({r.begin, std::min(r.end, begin)});
        if (std::max(r.begin, end) < r.end)
            left.push_back({std::max(r.begin, end), r.end});
    }
    m_ranges = std::move(left);
}

void RowRanges::toggle(int64_t row)
{
    if (contains(row))
        remove(row, row + 1);
    else
        add(row, row + 1);
}

void RowRanges::clip(int64_t begin, int64_t end)
{
    remove(std::numeric_limits<int64_t>::min(), begin);
    remove(end, std::numeric_limits<int64_t>::max());
}

bool RowRanges::contains(int64_t row) const
{
    auto it = std::upper_bound(
        m_ranges.begin(), m_ranges.end(), row, [](int64_t value, const Range& r) { return value < r.end; });
    return it != m_ranges.end() && it->begin <= row;
}

int64_t RowRanges::count() const
{
    int64_t n = 0;
    for (const Range& r : m_ranges)
        n += r.end - r.begin;
    return n;
}

} // namespace tapedeck
