// A set of row numbers kept as ranges, so that selecting ten million rows costs one entry. Plain value.
#pragma once

#include <cstdint>
#include <vector>

namespace tapedeck {

class RowRanges {
public:
    // [begin, end)
    struct Range {
        int64_t begin = 0;
        int64_t end = 0;
        bool operator==(const Range&) const = default;
    };

    void add(int64_t begin, int64_t end);
    void remove(int64_t begin, int64_t end);
    void toggle(int64_t row);
    void clear() { m_ranges.clear(); }
    // Drops what lies outside [begin, end).
    void clip(int64_t begin, int64_t end);

    bool contains(int64_t row) const;
    bool empty() const { return m_ranges.empty(); }
    int64_t count() const;
    // Ascending, disjoint, not touching.
    const std::vector<Range>& ranges() const { return m_ranges; }
    bool operator==(const RowRanges&) const = default;

private:
    std::vector<Range> m_ranges;
};

} // namespace tapedeck
