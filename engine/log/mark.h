// A message that somebody has marked, and what they noted about it. Kept in the tape. Values only.
#pragma once

#include "engine/base/units.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace tapedeck {

struct Mark {
    QueueNo queue;
    MessageId id;
    uint8_t colour = 0; // 1 to kMarkColours
    std::string note; // raw bytes; may be empty
    auto operator<=>(const Mark&) const = default;
};

inline constexpr uint8_t kMarkColours = 8;

// What the colours are called in filters and on the ports, and meant in the window. Empty for 0 and beyond the last.
constexpr std::string_view markColourName(uint8_t colour)
{
    constexpr std::string_view kNames[kMarkColours + 1] = {
        "", "red", "orange", "yellow", "green", "blue", "purple", "pink", "grey"};
    return colour <= kMarkColours ? kNames[colour] : std::string_view{};
}

} // namespace tapedeck
