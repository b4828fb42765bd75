// Listing the messages that a filter matches: a page of them, or a stream of lines. Both look at the queue step by step
// (engine/broker/scan.h), so that a search through millions of messages holds nobody up.
//
// Loop thread only.
#pragma once

#include "engine/broker/scan.h"
#include "engine/net/http/api/support.h"

#include <optional>

namespace tapedeck::api {

// What was asked for.
struct Search {
    QueuePtr queue;
    Filter filter;
    MessageId from; // in order of ids from here ...
    MessageId until{UINT64_MAX}; // ... to before here
    bool backwards = false; // the last ones before `until`
    uint64_t limit = kPageDefault; // UINT64_MAX: all, of a stream
    std::optional<uint64_t> bodyBytes;
};

// The parameter `filter`. Nothing: there is none, or it was answered with what is wrong with it (see `answered`).
std::optional<Filter> filterOf(Exchange& exchange, QueryReader& query);

// One JSON object with up to `limit` matches, and where the next page begins.
void answerMatches(Exchange& exchange, const Search& search);
// Every match as one line of JSON, for as long as the client takes them.
void streamMatches(Exchange& exchange, const Search& search);

} // namespace tapedeck::api
