// A timer of the event loop: runs a job in a turn after some time. Real time, unlike Broker::now().
//
// Loop thread only (or while the loop does not run). Destroying it cancels it.
#pragma once

#include "engine/base/units.h"

#include <functional>
#include <memory>

namespace tapedeck {

class Reactor;

class LoopTimer {
public:
    // `reactor` must outlive the timer.
    explicit LoopTimer(Reactor& reactor);
    ~LoopTimer();

    // Runs `job` once, after `delay`; what was started before is forgotten.
    void start(Duration delay, std::function<void()> job);
    void cancel();
    bool running() const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace tapedeck
