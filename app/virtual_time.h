// The broker's time where it stands still: moves it forward from one moment at which something is due to the next, each
// in a turn of its own, so that leases, delays, waits, retention, replays and faults happen in the order and with the
// times that a real clock would have given them.
//
// Loop thread only (or before the loop runs). Sockets are not concerned: their time-outs are the real clock's.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/worker.h"
#include "engine/net/http/api/clock_control.h"
#include "engine/net/reactor.h"

#include <functional>
#include <memory>

namespace tapedeck {

// Does the work of the broker's other threads at once, on the loop: where time stands still the disk must not take any.
// Its answers come in later turns, in the order in which they always come.
class TimelessWorker final : public Executor {
public:
    void post(Job job) override
    {
        ++m_jobs;
        job();
    }
    uint64_t jobs() const { return m_jobs; } // so far

private:
    uint64_t m_jobs = 0;
};

class VirtualTime final : public ClockControl {
public:
    // `client` says what is due, in virtual time: nextDue(), beginTurn() and onDue() of the broker. All outlive it.
    VirtualTime(VirtualClock& clock, Reactor& reactor, const TimelessWorker& worker, TurnClient& client)
        : m_clock(clock)
        , m_reactor(reactor)
        , m_worker(worker)
        , m_client(client)
    {
    }

    // --- ClockControl ---
    void moveTo(Time to, std::function<void()> done) override;

private:
    struct Journey {
        Time to;
        std::function<void()> done;
        uint64_t idleStops = 0; // in a row that did not move the clock
        uint64_t jobsSeen = UINT64_MAX;
    };
    void stop(const std::shared_ptr<Journey>& journey);

    VirtualClock& m_clock;
    Reactor& m_reactor;
    const TimelessWorker& m_worker;
    TurnClient& m_client;
};

} // namespace tapedeck
