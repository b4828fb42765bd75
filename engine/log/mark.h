// A message that somebody has marked, and what they noted about it. Kept in the tape. Values only.
#pragma once

#include "engine/base/units.h"

#include <compare>
#include <cstdint>
#include <string>

namespace tapedeck {

struct Mark {
    QueueNo queue;
    MessageId id;
    uint8_t colour = 0; // 1 to kMarkColours
    std::string note; // raw bytes; may be empty
    auto operator<=>(const Mark&) const = default;
};

inline constexpr uint8_t kMarkColours = 8;

} // namespace tapedeck
