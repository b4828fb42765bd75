// Faults, responders and expectations as an observer sees them. Values only; what is behind a pointer is never null and
// the same object as in the last snapshot while it is the same.
#pragma once

#include "engine/expect/expect_watch.h"
#include "engine/mock/fault_rule.h"
#include "engine/mock/responder.h"

#include <cstdint>
#include <memory>
#include <string>

namespace tapedeck {

struct FaultView {
    FaultId id = 0;
    std::shared_ptr<const FaultRule> rule;
    FaultCounters counters;
    bool over = false; // its schedule has ended it
    uint32_t changed = 0; // how often the rule was changed
    bool operator==(const FaultView&) const = default;
};

struct ResponderView {
    ResponderId id = 0;
    std::shared_ptr<const ResponderRule> rule;
    ResponderCounters counters;
    std::string error; // the last failure, ready to be shown
    uint32_t changed = 0; // how often the rule was changed
    bool operator==(const ResponderView&) const = default;
};

struct ExpectationView {
    uint64_t id = 0;
    std::shared_ptr<const ExpectItem> item;
    ExpectFrom from;
    std::shared_ptr<const ExpectationReport> report;
    bool operator==(const ExpectationView&) const = default;
};

} // namespace tapedeck
