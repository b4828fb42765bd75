// How many of the messages in each bucket of a histogram a search has found. Ids have no gaps, so a bucket is a range
// of them, and what was found in it is a difference of two ranks. Pure.
#pragma once

#include "ui/models/match_list.h"
#include "ui/models/timeline_scale.h"

namespace tapedeck {

// Nothing where it is not known which message comes first.
BucketCounts matchCounts(const BucketCounts& all, const MatchList& matches);

} // namespace tapedeck
