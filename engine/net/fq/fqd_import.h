// Reads the configuration database of an fqd: its permanent queues, their bindings, and the brokers it pulls from.
// Pure apart from reading the file; any thread, may take a second. The file may be hostile: it is opened read-only,
// with SQLite's defences on, and only so much of it is read.
#pragma once

#include "engine/base/result.h"
#include "engine/log/upstream.h"
#include "engine/queue/settings.h"

#include <string>
#include <vector>

namespace tapedeck::fq {

struct FqdConfiguration {
    struct Queue {
        std::string name;
        QueueKind kind = QueueKind::mem;
        FqSettings settings; // permanent; without bindings
    };
    struct Binding {
        std::string exchange, queue, program;
        bool peer = false;
    };
    std::vector<Queue> queues;
    std::vector<Binding> bindings; // of these queues only; every program can be parsed
    std::vector<Upstream> upstreams;
    // What is left out and why, a sentence each, at most kSkippedTold; names in it are raw bytes.
    std::vector<std::string> skipped;
    size_t skippedCount = 0;

    static constexpr size_t kSkippedTold = 1'000;
};

// Errors: notFound, notATape (no such database), io, damaged.
Result<FqdConfiguration> readFqdConfiguration(const std::string& path);

} // namespace tapedeck::fq
