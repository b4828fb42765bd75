#include "ui/models/match_counts.h"

namespace tapedeck {

BucketCounts matchCounts(const BucketCounts& all, const MatchList& matches)
{
    BucketCounts found{all.from, all.bucket, {}, all.first};
    if (all.first.value == 0)
        return found;
    found.counts.reserve(all.counts.size());
    MessageId id = all.first;
    int64_t before = matches.lowerBound(id);
    for (const uint64_t count : all.counts) {
        id = id + count;
        const int64_t until = count == 0 ? before : matches.lowerBound(id);
        found.counts.push_back(static_cast<uint64_t>(until - before));
        before = until;
    }
    return found;
}

} // namespace tapedeck
