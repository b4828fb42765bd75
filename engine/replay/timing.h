// Timing: when the i-th message of a replay is due, as an offset from the replay's beginning. Pure integer arithmetic
// from the beginning, so that no error accumulates over millions of messages. Formulas: original: (time_i - time_0) /
// factor; rate: i / perSecond. Factor and rate are used in millionths.
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/replay/replay.h"

#include <cstdint>

namespace tapedeck {

class Timing {
public:
    // invalidArgument: the factor is outside 0.01 ... 1000, the rate outside 0.001 ... 10,000,000, or either is no
    // number.
    static Status check(const ReplaySpeed& speed);

    // `speed` has passed check().
    explicit Timing(const ReplaySpeed& speed);

    // False for speeds without a plan: fastest, step.
    bool planned() const { return m_kind == ReplaySpeed::Kind::original || m_kind == ReplaySpeed::Kind::rate; }

    // The offset of message number `index` (from 0) whose time is `sinceFirst` (>= 0) after that of the first. Rounded
    // down to the microsecond; limited to kForever.
    Duration offset(uint64_t index, Duration sinceFirst) const;

    // The greatest `sinceFirst` (original) or `index` (rate) whose offset() is at most `elapsed`; -1 when there is
    // none. For finding all that is due without a division per message.
    int64_t reached(Duration elapsed) const;

    static constexpr Duration kForever = {INT64_MAX / 4};

private:
    ReplaySpeed::Kind m_kind;
    int64_t m_millionths; // of the factor or of the rate
};

} // namespace tapedeck
