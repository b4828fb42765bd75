// What happened to a message in the channels of its queue. Values only.
#pragma once

#include "engine/base/units.h"

#include <string>
#include <vector>

namespace tapedeck {

struct StoryEvent {
    enum class Kind : unsigned char { delivered, acknowledged, givenBack, expired, died, unsettled };
    Kind kind = Kind::delivered;
    Time at;
    std::string channel;
    Ticket ticket; // 0: none
    uint32_t attempts = 0; // deliveries so far
};

struct Story {
    std::vector<StoryEvent> events; // in order
    bool forgotten = false; // older ones may be missing: they are remembered in memory, and not without end
};

} // namespace tapedeck
