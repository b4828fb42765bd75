// Time as the engine sees it, behind an interface so that a test can run the whole broker on a clock of its own.
#pragma once

#include "engine/base/units.h"

#include <atomic>

namespace tapedeck {

// Thread-safe to read.
class Clock {
public:
    virtual ~Clock() = default;
    // Wall clock, UTC. May jump either way when the administrator sets it.
    virtual Time wall() const = 0;
    // Microseconds since some fixed moment; never goes back. For time-outs and rates.
    virtual Duration monotonic() const = 0;
};

class SystemClock final : public Clock {
public:
    Time wall() const override;
    Duration monotonic() const override;
};

// Stands still until told, and never goes back. Set by one thread, read by all.
class VirtualClock final : public Clock {
public:
    explicit VirtualClock(Time start)
        : m_start(start)
        , m_micros(start.micros)
    {
    }
    Time wall() const override { return {m_micros.load(std::memory_order_acquire)}; }
    Duration monotonic() const override { return wall() - m_start; }
    void moveTo(Time t)
    {
        if (t > wall())
            m_micros.store(t.micros, std::memory_order_release);
    }

private:
    const Time m_start;
    std::atomic<int64_t> m_micros;
};

// For tests in one thread. Stands still until told. Starts at the given wall time; monotonic time starts at 0 and moves
// with advance() only.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Time start)
        : m_wall(start)
    {
    }
    Time wall() const override { return m_wall; }
    Duration monotonic() const override { return m_monotonic; }
    void advance(Duration d)
    {
        m_wall = m_wall + d;
        m_monotonic.micros += d.micros;
    }
    void setWall(Time t) { m_wall = t; }

private:
    Time m_wall;
    Duration m_monotonic;
};

} // namespace tapedeck
