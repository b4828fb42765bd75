#include "ui/models/line_diff.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace tapedeck {

namespace {

using Numbers = std::vector<int>; // equal lines have equal ones

Numbers numbered(const std::vector<std::string>& lines, std::unordered_map<std::string_view, int>& known)
{
    Numbers out;
    out.reserve(lines.size());
    for (const std::string& line : lines)
        out.push_back(known.try_emplace(line, static_cast<int>(known.size())).first->second);
    return out;
}

// Myers' greedy search: for each number of edits, the furthest reach on every diagonal. Remembers all of them to find
// the way back.
class Search {
public:
    Search(const Numbers& left, const Numbers& right, long begin, long leftEnd, long rightEnd)
        : m_left(left)
        , m_right(right)
        , m_begin(begin)
        , m_n(leftEnd - begin)
        , m_m(rightEnd - begin)
    {
    }

    // The kinds of the lines in order; nothing if more than `editsMax` edits are needed.
    std::optional<std::vector<DiffLine::Kind>> run(long editsMax)
    {
        const long most = std::min(editsMax, m_n + m_m);
        std::vector<long> reach(static_cast<size_t>(2 * most + 3), 0);
        const auto at = [&](std::vector<long>& v, long k) -> long& { return v[static_cast<size_t>(k + most + 1)]; };
        for (long edits = 0; edits <= most; ++edits) {
            for (long k = -edits; k <= edits; k += 2) {
                const bool down = k == -edits || (k != edits && at(reach, k - 1) < at(reach, k + 1));
                long x = down ? at(reach, k + 1) : at(reach, k - 1) + 1;
                while (x < m_n && x - k < m_m && x - k >= 0 && same(x, x - k))
                    ++x;
                at(reach, k) = x;
                if (x >= m_n && x - k >= m_m) {
                    keep(reach, edits, most);
                    return wayBack(edits);
                }
            }
            keep(reach, edits, most);
        }
        return std::nullopt;
    }

private:
    bool same(long x, long y) const
    {
        return m_left[static_cast<size_t>(m_begin + x)] == m_right[static_cast<size_t>(m_begin + y)];
    }
    // Only the diagonals that this many edits can reach.
    void keep(const std::vector<long>& reach, long edits, long most)
    {
        const auto from = reach.begin() + (most + 1 - edits);
        m_kept.emplace_back(from, from + (2 * edits + 1));
    }
    std::vector<DiffLine::Kind> wayBack(long edits) const
    {
        std::vector<DiffLine::Kind> kinds;
        long x = m_n, y = m_m;
        for (; edits > 0; --edits) {
            const auto& before = m_kept[static_cast<size_t>(edits - 1)];
            const auto reach = [&](long k) {
                return k < -(edits - 1) || k > edits - 1 ? -1L : before[static_cast<size_t>(k + edits - 1)];
            };
            const long k = x - y;
            const bool down = k == -edits || (k != edits && reach(k - 1) < reach(k + 1));
            const long startX = down ? reach(k + 1) : reach(k - 1) + 1;
            for (; x > startX; --x, --y)
                kinds.push_back(DiffLine::Kind::same);
            kinds.push_back(down ? DiffLine::Kind::added : DiffLine::Kind::removed);
            (down ? y : x) -= 1;
        }
        kinds.insert(kinds.end(), static_cast<size_t>(x), DiffLine::Kind::same);
        std::reverse(kinds.begin(), kinds.end());
        return kinds;
    }

    const Numbers& m_left;
    const Numbers& m_right;
    const long m_begin, m_n, m_m;
    std::vector<std::vector<long>> m_kept;
};

} // namespace

LineDiff diffLines(const std::vector<std::string>& left, const std::vector<std::string>& right, size_t editsMax)
{
    std::unordered_map<std::string_view, int> known;
    const Numbers a = numbered(left, known), b = numbered(right, known);
    size_t begin = 0;
    while (begin < std::min(a.size(), b.size()) && a[begin] == b[begin])
        ++begin;
    size_t end = 0; // lines that both end with
    while (end < std::min(a.size(), b.size()) - begin && a[a.size() - 1 - end] == b[b.size() - 1 - end])
        ++end;
    const size_t aEnd = a.size() - end, bEnd = b.size() - end;
    LineDiff diff;
    size_t x = 0, y = 0;
    const auto add = [&](DiffLine::Kind kind) {
        diff.lines.push_back({kind, x, y});
        x += kind != DiffLine::Kind::added;
        y += kind != DiffLine::Kind::removed;
        diff.removed += kind == DiffLine::Kind::removed;
        diff.added += kind == DiffLine::Kind::added;
    };
    while (x < begin)
        add(DiffLine::Kind::same);
    const auto signedOf = [](size_t n) { return static_cast<long>(n); };
    const auto kinds = Search(a, b, signedOf(begin), signedOf(aEnd), signedOf(bEnd)).run(signedOf(editsMax));
    if (kinds) {
        for (const DiffLine::Kind kind : *kinds)
            add(kind);
    } else {
        diff.rough = true;
        while (x < aEnd)
            add(DiffLine::Kind::removed);
        while (y < bEnd)
            add(DiffLine::Kind::added);
    }
    while (x < a.size())
        add(DiffLine::Kind::same);
    return diff;
}

} // namespace tapedeck
