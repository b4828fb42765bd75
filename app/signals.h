// Signals and other wake-ups of the main thread as one wait. Constructed before any thread starts, so that every thread
// inherits the blocked signals and none is ever interrupted by them.
#pragma once

#include "engine/base/units.h"

#include <optional>

namespace tapedeck {

class Signals {
public:
    enum class Event : unsigned char { interrupt, terminate, hangUp, notified, timedOut };

    // Blocks SIGINT, SIGTERM and SIGHUP.
    Signals();
    ~Signals();
    Signals(const Signals&) = delete;

    // Waits for the next one; at most `timeout` if there is one.
    Event wait(std::optional<Duration> timeout);
    // Becomes readable when one of the signals came: for another event loop, which then calls wait({}).
    int descriptor() const { return m_signals; }
    // Makes wait() return `notified`. Thread-safe.
    void notify();

private:
    int m_signals;
    int m_notifier;
};

// Asks the system for SIGTERM when the process that started this one ends; raises it at once if it has ended already.
void endWithParent();

} // namespace tapedeck
