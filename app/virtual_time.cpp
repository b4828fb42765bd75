#include "app/virtual_time.h"

#include <utility>

namespace tapedeck {

namespace {

// Work that is due at one moment may need several turns (a long replay as fast as possible). One that never ends, such
// as that replay in a loop, must not keep the clock from moving on.
constexpr uint64_t kIdleStopsMax = 10'000;

} // namespace

void VirtualTime::moveTo(Time to, std::function<void()> done)
{
    auto journey = std::make_shared<Journey>();
    journey->to = to;
    journey->done = std::move(done);
    m_reactor.post([this, journey] { stop(journey); });
}

void VirtualTime::stop(const std::shared_ptr<Journey>& journey)
{
    // What the last turns have asked of the disk is answered by now, but the answers may have asked for more.
    if (m_worker.jobs() != std::exchange(journey->jobsSeen, m_worker.jobs())) {
        m_reactor.post([this, journey] { stop(journey); });
        return;
    }
    const Time due = m_client.nextDue();
    const Time before = m_clock.wall();
    m_clock.moveTo(std::min(due, journey->to));
    m_client.beginTurn(); // the turn has begun at the old time
    journey->idleStops = m_clock.wall() > before ? 0 : journey->idleStops + 1;
    if (due <= journey->to && journey->idleStops < kIdleStopsMax) {
        m_client.onDue();
        m_reactor.post([this, journey] { stop(journey); });
        return;
    }
    m_clock.moveTo(journey->to);
    m_client.beginTurn();
    journey->done();
}

} // namespace tapedeck
