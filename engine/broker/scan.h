// Searching a queue for messages that a filter matches, step by step: each step looks at some of the queue and answers
// with what it found; who searches asks for the next one when it wants more. So a search holds nobody up, shows its
// progress, costs nothing while nobody asks, and ends by not asking on.
#pragma once

#include "engine/base/result.h"
#include "engine/filter/filter.h"
#include "engine/log/message.h"

#include <span>
#include <string>
#include <vector>

namespace tapedeck {

struct ScanRequest {
    Filter filter;
    MessageId from; // looked at from here ...
    MessageId until{UINT64_MAX}; // ... to before here, and not beyond the head
    uint32_t count = UINT32_MAX; // matches that the step may answer with
};

// Ids whose stored bytes are damaged: [from, until).
struct ScanDamage {
    MessageId from, until;
    std::string text;
};

struct ScanStep {
    std::span<const MessageView> matches; // in order of ids
    MessageId next; // where the next step goes on: everything before it was looked at or cannot match
    bool ended = false; // `until` or the head is reached
    uint64_t bytes = 0; // raw ones that were looked at
    std::span<const ScanDamage> damage;
};

// Where the answer of a step goes: exactly one call, from the loop, before or after scan() has returned; none after
// cancel().
class ScanSink {
public:
    virtual ~ScanSink() = default;
    // Views live during the call.
    virtual void onScanned(const ScanStep& step) = 0;
    virtual void onScanError(const Error& error) = 0; // queueNotFound, stopped, overloaded, io
};

} // namespace tapedeck
