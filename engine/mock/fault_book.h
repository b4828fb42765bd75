// FaultBook: the fault rules, and which of them happens to a message. Pure: time is passed in, and each rule draws from
// a generator of its own, so the same messages at the same times meet the same faults.
//
// Owned by one thread. Does nothing to messages: see Mock.
#pragma once

#include "engine/base/random.h"
#include "engine/mock/fault_rule.h"

#include <memory>
#include <string_view>
#include <vector>

namespace tapedeck {

// A message on its way, as rules see it. Views live during the call.
struct FaultSubject {
    FaultPoint at = FaultPoint::publish;
    const FilterSubject& message; // its queue, its channel, and `client` and `proto` of who publishes or receives
    std::string_view client, address, protocol; // of that connection
    bool hasClient = false;
    std::string_view space = {}; // the prefix of the queue's namespace
};

class FaultBook {
public:
    struct Rule {
        FaultId id;
        FaultRule rule;
        FaultCounters counters;
        Duration made; // monotonic
        Duration freeAt; // throttle: when the next message may pass
        SeededRandom random;
        uint32_t changed = 0; // how often
    };

    // Errors: invalidArgument, overloaded (too many).
    Result<FaultId> add(FaultRule rule, Duration now);
    // In its place, with its counters kept and its schedule begun anew. Errors: notFound, invalidArgument.
    Status change(FaultId id, FaultRule rule, Duration now);
    bool remove(FaultId id);
    bool empty() const { return m_rules.empty(); }
    size_t size() const { return m_rules.size(); }

    // The first rule, in the order in which they were made, that happens to the message; counted. Null: none.
    Rule* judge(const FaultSubject& subject, Duration now);
    Rule* find(FaultId id) const;
    std::vector<FaultInfo> list(Duration now) const;
    static FaultInfo infoOf(const Rule& rule, Duration now);

private:
    static bool concerns(const FaultRule& rule, const FaultSubject& subject);
    static bool isOver(const Rule& rule, Duration now);

    std::vector<std::unique_ptr<Rule>> m_rules; // by id
    FaultId m_last = 0;
    FilterScratch m_scratch;
};

// How long a throttle holds a message of so many bytes back; 0 = it passes. The rule's place in the line is taken.
Duration throttled(FaultBook::Rule& rule, Duration now, size_t bytes);

} // namespace tapedeck
