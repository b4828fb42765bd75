// Faults, responders and expectations as an observer sees them. Values only.
#pragma once

#include "engine/expect/expectation_run.h"

#include <cstdint>
#include <string>

namespace tapedeck {

struct FaultView {
    uint64_t id = 0;
    std::string name; // for people; may be empty
    std::string text; // "delay 250ms"
    std::string at; // "publish", "delivery"
    std::string queue, channel, client, address, protocol; // patterns; empty: any
    std::string filter;
    std::string space; // prefix of its namespace
    uint64_t seen = 0, hits = 0, held = 0, overLimit = 0;
    bool enabled = true;
    bool over = false; // its schedule has ended it
};

struct ResponderView {
    uint64_t id = 0;
    std::string name;
    std::string queue, exchange; // what it listens to: a pattern of one of them
    std::string filter;
    std::string to; // where it answers: a template
    bool toExchange = false;
    std::string space; // prefix of its namespace
    uint64_t seen = 0, answered = 0, waiting = 0, loops = 0, limited = 0, failed = 0;
    std::string error; // the last failure
    bool enabled = true;
};

struct ExpectationView {
    uint64_t id = 0;
    std::string queue; // pattern of the queues whose messages count; empty: all
    ExpectationReport report;
};

} // namespace tapedeck
