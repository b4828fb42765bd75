#include "engine/transfer/diff.h"

#include "engine/base/checksum.h"
#include "engine/base/limits.h"
#include "engine/filter/document.h"
#include "engine/filter/find_text.h"

#include <algorithm>
#include <map>

namespace tapedeck {

Result<RecordingDiff> RecordingDiff::make(const DiffRules& rules)
{
    RecordingDiff out;
    out.m_rules = rules;
    for (const std::string& text : rules.ignoredPaths) {
        auto path = JsonPath::parse(text);
        if (!path)
            return path.error();
        out.m_paths.push_back(std::move(*path));
    }
    return out;
}

// The body without what is ignored.
std::string RecordingDiff::comparable(const Record& record) const
{
    Document document;
    if (m_paths.empty() || !document.read(record.body, BodyFormat::json))
        return record.body;
    std::string out;
    size_t at = 0;
    for (const JsonSpan& span : findSpans(record.body, m_paths)) {
        out.append(record.body, at, span.from - at);
        at = span.until;
    }
    return out.append(record.body, at);
}

Status RecordingDiff::add(Side side, const Record& record)
{
    auto& entries = m_entries[static_cast<size_t>(side)];
    if (entries.size() >= limits::kDiffMessagesMax)
        return Error{ErrorCode::overloaded,
            "more than " + std::to_string(limits::kDiffMessagesMax)
                + " messages; compare a part with --from and --until"};
    HeaderList headers;
    for (const auto& header : record.headers) {
        const bool ignored = std::any_of(m_rules.ignoredHeaders.begin(), m_rules.ignoredHeaders.end(),
            [&](const std::string& name) { return equalIgnoringCase(name, header.first); });
        if (!ignored)
            headers.push_back(header);
    }
    const std::string body = comparable(record);
    // Two sums with different seeds: 128 bits together.
    const MessageId id = record.id.value != 0 ? record.id : MessageId{entries.size() + 1};
    entries.push_back(
        {id, checksum(record.key), checksum(encodeHeaders(headers)), {checksum(body), checksum(body, 1)}});
    return {};
}

RecordingDiff::Digest RecordingDiff::matchOf(const Entry& entry, size_t ordinal) const
{
    switch (m_rules.by) {
    case DiffRules::By::key:
        return {entry.key, 0};
    case DiffRules::By::ordinal:
        return {ordinal, 0};
    case DiffRules::By::content:
        break;
    }
    return {entry.body.high ^ (entry.key * 31), entry.body.low ^ (entry.headers * 31)};
}

// Which entry of A belongs to which of B: the nth of those that match with the nth.
RecordingDiff::Pairs RecordingDiff::pairs() const
{
    struct Row {
        Digest match;
        size_t side, index;
    };
    std::vector<Row> rows;
    for (size_t side = 0; side < 2; ++side)
        for (size_t i = 0; i < m_entries[side].size(); ++i)
            rows.push_back({matchOf(m_entries[side][i], i), side, i});
    std::sort(rows.begin(), rows.end(), [](const Row& x, const Row& y) {
        return std::tie(x.match, x.side, x.index) < std::tie(y.match, y.side, y.index);
    });
    Pairs out;
    for (size_t from = 0; from < rows.size();) {
        size_t middle = from;
        while (middle < rows.size() && rows[middle].match == rows[from].match && rows[middle].side == 0)
            ++middle;
        size_t end = middle;
        while (end < rows.size() && rows[end].match == rows[from].match)
            ++end;
        for (size_t i = 0; from + i < middle && middle + i < end; ++i)
            out.emplace_back(rows[from + i].index, rows[middle + i].index);
        from = end;
    }
    std::sort(out.begin(), out.end());
    return out;
}

namespace {

// Of a list of different numbers, which belong to a longest rising part: the rest has moved.
std::vector<bool> risingPart(const std::vector<size_t>& values)
{
    std::vector<size_t> tails; // index of the smallest end of a rising part of each length
    std::vector<size_t> before(values.size(), SIZE_MAX);
    for (size_t i = 0; i < values.size(); ++i) {
        const auto place = std::lower_bound(
            tails.begin(), tails.end(), values[i], [&](size_t index, size_t v) { return values[index] < v; });
        if (place != tails.begin())
            before[i] = *std::prev(place);
        if (place == tails.end())
            tails.push_back(i);
        else
            *place = i;
    }
    std::vector<bool> rising(values.size(), false);
    for (size_t at = tails.empty() ? SIZE_MAX : tails.back(); at != SIZE_MAX; at = before[at])
        rising[at] = true;
    return rising;
}

} // namespace

DiffResult RecordingDiff::compare() const
{
    const std::vector<Entry>& a = m_entries[0];
    const std::vector<Entry>& b = m_entries[1];
    DiffResult out;
    out.messagesA = a.size();
    out.messagesB = b.size();
    const Pairs matched = pairs();
    std::vector<size_t> places;
    for (const auto& pair : matched)
        places.push_back(pair.second);
    const std::vector<bool> rising = risingPart(places);
    std::vector<bool> inA(a.size(), false), inB(b.size(), false);
    size_t next = 0; // of A
    const auto missingBefore = [&](size_t end) {
        for (; next < end; ++next)
            if (!inA[next])
                out.differences.push_back({Difference::Kind::missing, a[next].id, {}});
    };
    for (const auto& [first, second] : matched)
        inA[first] = inB[second] = true;
    for (size_t i = 0; i < matched.size(); ++i) {
        const Entry& x = a[matched[i].first];
        const Entry& y = b[matched[i].second];
        missingBefore(matched[i].first);
        const Difference changed{
            Difference::Kind::changed, x.id, y.id, x.key != y.key, x.headers != y.headers, x.body != y.body};
        if (changed.key || changed.headers || changed.body)
            out.differences.push_back(changed);
        if (!rising[i])
            out.differences.push_back({Difference::Kind::reordered, x.id, y.id});
        out.same += rising[i] && !changed.key && !changed.headers && !changed.body;
    }
    missingBefore(a.size());
    for (size_t i = 0; i < b.size(); ++i)
        if (!inB[i])
            out.differences.push_back({Difference::Kind::extra, {}, b[i].id});
    return out;
}

} // namespace tapedeck
