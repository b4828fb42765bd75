#include "engine/net/loop_timer.h"

#include "engine/net/loop_core.h"
#include "engine/net/reactor.h"

#include <chrono>

namespace tapedeck {

// Kept alive by a wait that is pending when the timer is destroyed.
struct LoopTimer::State {
    explicit State(LoopCore& loopCore)
        : core(loopCore)
        , timer(loopCore.io)
    {
    }
    LoopCore& core;
    boost::asio::steady_timer timer;
    std::function<void()> job;
    uint64_t starts = 0; // tells a wait that was replaced while it was already being served
};

LoopTimer::LoopTimer(Reactor& reactor)
    : m_state(std::make_shared<State>(reactor.core()))
{
}

LoopTimer::~LoopTimer()
{
    cancel();
}

void LoopTimer::start(Duration delay, std::function<void()> job)
{
    m_state->job = std::move(job);
    m_state->timer.expires_after(std::chrono::microseconds(delay.micros));
    m_state->timer.async_wait([state = m_state, number = ++m_state->starts](const boost::system::error_code& error) {
        if (error || number != state->starts || !state->job)
            return;
        state->core.enterTurn();
        std::exchange(state->job, nullptr)();
    });
}

void LoopTimer::cancel()
{
    m_state->job = nullptr;
    m_state->timer.cancel();
}

bool LoopTimer::running() const
{
    return m_state->job != nullptr;
}

} // namespace tapedeck
