// One fault: to which messages it happens, when, and what happens to them. Values only; see MOCK.md.
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/filter/filter.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck {

class Random;

using FaultId = uint64_t; // from 1, never used again while the program runs; 0 = none

enum class FaultPoint : unsigned char { publish, delivery };
enum class FaultKind : unsigned char { drop, duplicate, delay, reorder, reject, disconnect, throttle };

std::string_view faultPointName(FaultPoint point);
std::string_view faultKindName(FaultKind kind);
std::optional<FaultPoint> faultPointOf(std::string_view name);
std::optional<FaultKind> faultKindOf(std::string_view name);

// How long something takes: always the same, evenly spread, or log-normal (mostly short, sometimes very long).
struct FaultDelay {
    enum class Kind : unsigned char { fixed, uniform, logNormal } kind = Kind::fixed;
    Duration from; // the delay; of uniform the least; of logNormal the median
    Duration until; // uniform: the most
    double sigma = 1.0; // logNormal: of the logarithm; 0.5 = two thirds lie between 0.6 and 1.6 of the median

    // At least 1 microsecond, at most kFaultDelayMax.
    Duration draw(Random& random) const;
    std::string text() const; // "250ms", "10ms..1s", "about 100ms"
};

// A longer delay is a mistake of units.
inline constexpr Duration kFaultDelayMax = Duration::seconds(86'400);

struct FaultRule {
    std::string name; // for people; may be empty
    bool enabled = true;
    bool declared = false; // by the configuration: it goes and comes with a reload

    // --- to whom: patterns (name_pattern.h); an empty one asks nothing ---
    FaultPoint at = FaultPoint::publish;
    std::string space; // prefix of the namespace whose queues it concerns; see broker/namespaces.h
    std::string queue;
    std::string channel; // only with FaultPoint::delivery
    std::string client, address, protocol; // of the connection that publishes or receives

    // --- what ---
    FaultKind kind = FaultKind::drop;
    uint32_t copies = 1; // duplicate: so many more
    FaultDelay delay;
    uint32_t window = 10; // reorder: so many are collected ...
    Duration hold = Duration::seconds(1); // ... for no longer than this
    std::string error; // reject: the text that the client gets
    ErrorCode code = ErrorCode::invalidArgument; // reject: as which error of the broker
    bool keep = false; // disconnect while publishing: the message is kept, only the answer is lost
    double messagesPerSecond = 0, bytesPerSecond = 0; // throttle; 0 = no limit

    // --- when; all of them must agree ---
    uint64_t skip = 0; // not the first so many messages that it could happen to
    uint64_t first = 0; // 0 = no end; else only so many after those
    uint64_t every = 1; // only each so manieth of them
    Duration lasting; // 0 = no end; else so long after the rule was made
    Filter filter;
    double probability = 1.0;
    uint64_t seed = 0; // of everything that the rule draws

    bool mark = true; // what it kept carries a header that says so

    // invalidArgument: says which value is wrong and what it may be.
    Status check() const;
    // "delay 250ms", "drop": what the header and lists say.
    std::string text() const;
};

// The header of messages that a fault has touched.
inline constexpr std::string_view kFaultHeader = "fault";

// What a rule has done.
struct FaultCounters {
    uint64_t seen = 0; // messages of its queues, channels and clients that its filter matched
    uint64_t hits = 0; // of those, how many it happened to
    uint64_t overLimit = 0; // would have been held back, but limits::kHeld... was reached: they passed
    uint64_t held = 0; // held back now
    bool operator==(const FaultCounters&) const = default;
};

struct FaultInfo {
    FaultId id = 0;
    FaultRule rule;
    FaultCounters counters;
    bool over = false; // `first` or `lasting` has ended it
    uint32_t changed = 0; // how often the rule was changed
};

} // namespace tapedeck
