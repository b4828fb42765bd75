// A message that was settled by its id, and as much of what it was before as it takes to put it back. A value.
#pragma once

#include "engine/base/units.h"

#include <cstdint>

namespace tapedeck {

struct SettledMessage {
    MessageId id;
    Time due; // of one that was owed later; the epoch: at once
    uint32_t attempts = 0; // deliveries so far; 0 of a dead letter, which begins anew
    bool operator==(const SettledMessage&) const = default;
};

} // namespace tapedeck
