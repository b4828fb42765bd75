// How the routes of the clock move a clock that stands still. Implemented by who owns the clock.
//
// Loop thread only.
#pragma once

#include "engine/base/units.h"

#include <functional>

namespace tapedeck {

class ClockControl {
public:
    virtual ~ClockControl() = default;
    // Moves the broker's time forward to `to`, stopping at every moment at which something is due in between, in order,
    // so that what happens is what would have happened. `done` is called in a later turn.
    virtual void moveTo(Time to, std::function<void()> done) = 0;
};

} // namespace tapedeck
