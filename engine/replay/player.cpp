#include "engine/replay/player.h"

#include "engine/base/check.h"
#include "engine/base/limits.h"

#include <algorithm>

namespace tapedeck {

namespace {

// A looping range whose messages all have one time would otherwise be played without any pause.
constexpr Duration kPassLeast = Duration::millis(1);
// Steps that wait for a read; more are a stuck key.
constexpr uint64_t kStepsMax = 1'000;
// Published entries are removed from the front of the buffer in blocks of this size.
constexpr size_t kCompactEvery = 4'096;

} // namespace

Player::Player(const ReplaySpeed& speed, bool loop)
    : m_speed(speed)
    , m_timing(speed)
    , m_loop(loop)
{
}

// ------------------------------------------------------------------------------------------------------------- states

PlayerState Player::state() const
{
    switch (m_phase) {
    case Phase::finding:
        return PlayerState::finding;
    case Phase::running:
        return m_paused ? PlayerState::paused : PlayerState::playing;
    case Phase::finished:
        return PlayerState::finished;
    case Phase::stopped:
        return PlayerState::stopped;
    case Phase::failed:
        break;
    }
    return PlayerState::failed;
}

void Player::begin(MessageId first, MessageId end, Duration now)
{
    CHECK(m_phase == Phase::finding);
    m_phase = Phase::running;
    m_first = m_fetchAt = first;
    m_end = std::max(first, end);
    m_paused = m_paused || m_speed.kind == ReplaySpeed::Kind::step;
    m_origin = now;
    m_stoppedAt = {};
}

void Player::stop()
{
    if (!live())
        return;
    m_phase = Phase::stopped;
    dropBuffer();
}

void Player::fail()
{
    if (!live())
        return;
    m_phase = Phase::failed;
    dropBuffer();
}

void Player::pause(Duration now)
{
    if (!live() || m_paused)
        return;
    m_stoppedAt = elapsed(now);
    m_paused = true;
}

bool Player::resume(Duration now)
{
    if (m_speed.kind == ReplaySpeed::Kind::step)
        return false;
    if (live() && m_paused) {
        m_paused = false;
        setElapsed(m_stoppedAt, now);
    }
    return true;
}

void Player::step()
{
    if (live())
        m_steps = std::min(m_steps + 1, kStepsMax);
}

void Player::seek(MessageId to, Duration now)
{
    CHECK(m_phase == Phase::running && !m_fetching);
    dropBuffer();
    m_fetchAt = std::clamp(to, m_first, m_end);
    m_done = m_doneBefore = m_fetchAt - m_first;
    m_leftOut = 0;
    m_anchored = false;
    setElapsed({}, now);
}

// ------------------------------------------------------------------------------------------------------ reading ahead

std::optional<Player::Fetch> Player::nextFetch() const
{
    if (m_phase != Phase::running || m_fetching || m_fetchAt >= m_end)
        return std::nullopt;
    // Half of the buffer at a time: one half is read while the other is played.
    if (buffered() > limits::kReplayAheadMessages / 2 || m_bytes > limits::kReplayAheadBytes / 2)
        return std::nullopt;
    const uint64_t count = std::min<uint64_t>(limits::kReplayAheadMessages / 2, m_end - m_fetchAt);
    return Fetch{m_fetchAt, static_cast<uint32_t>(count), limits::kReplayAheadBytes / 2};
}

void Player::fetchStarted()
{
    CHECK(!m_fetching);
    m_fetching = true;
}

size_t Player::arrived(std::span<const Item> items)
{
    m_fetching = false;
    if (m_phase != Phase::running)
        return 0;
    size_t taken = 0;
    for (const Item& item : items) {
        CHECK(item.id >= m_fetchAt);
        if (item.id >= m_end)
            break;
        m_missed += item.id - m_fetchAt;
        if (!m_anchored && buffered() == 0)
            m_lastTime = item.time;
        // A queue's times never fall; should a stored one do so all the same, it counts as simultaneous.
        m_lastTime = std::max(m_lastTime, item.time);
        m_fetchAt = item.id + 1;
        ++taken;
        if (!item.chosen) {
            ++m_leftOut;
            continue;
        }
        m_items.push_back({item.id, m_lastTime, item.bytes});
        m_bytes += item.bytes;
    }
    if (taken < items.size()) { // the next one there is lies behind the range
        m_missed += m_end - m_fetchAt;
        m_fetchAt = m_end;
    }
    return taken;
}

void Player::missing(MessageId next)
{
    m_fetching = false;
    if (m_phase != Phase::running || next <= m_fetchAt)
        return;
    const MessageId to = std::min(next, m_end);
    m_missed += to - m_fetchAt;
    m_fetchAt = to;
}

void Player::dropBuffer()
{
    m_items = {};
    m_head = 0;
    m_bytes = 0;
    m_steps = 0;
}

// ------------------------------------------------------------------------------------------------------------ playing

Duration Player::elapsed(Duration now) const
{
    return m_paused ? m_stoppedAt : Duration{now.micros - m_origin.micros};
}

void Player::setElapsed(Duration elapsed, Duration now)
{
    m_stoppedAt = elapsed;
    m_origin = {now.micros - elapsed.micros};
}

Duration Player::offsetOf(size_t ahead) const
{
    return m_timing.offset(m_done - m_doneBefore + ahead, m_items[m_head + ahead].time - m_base);
}

bool Player::passOver() const
{
    return m_phase == Phase::running && !m_fetching && buffered() == 0 && m_fetchAt >= m_end;
}

void Player::endPass(Duration now)
{
    if (!m_loop || m_done == 0) { // a pass in which nothing was left to publish would repeat for ever
        m_phase = Phase::finished;
        dropBuffer();
        return;
    }
    // The clock of the next pass begins in the future: after the gap of the rate, or when this pass has lasted long
    // enough.
    const Duration played = elapsed(now);
    Duration next = kPassLeast;
    if (m_speed.kind == ReplaySpeed::Kind::rate)
        next = m_timing.offset(m_done - m_doneBefore, {});
    const bool waits = m_timing.planned() && next > played;
    setElapsed(waits ? Duration{played.micros - next.micros} : Duration{}, now);
    m_fetchAt = m_first;
    m_anchored = false;
    m_done = m_doneBefore = m_leftOut = 0;
}

size_t Player::due(Duration now)
{
    if (passOver())
        endPass(now);
    if (m_phase != Phase::running || buffered() == 0)
        return 0;
    if (!m_anchored) {
        m_anchored = true;
        m_base = m_items[m_head].time;
        if (elapsed(now).micros > 0) // finding and reading the first message is no delay of the plan
            setElapsed({}, now);
    }
    const size_t planned = m_paused ? 0 : plannedDue(now);
    const size_t stepped = static_cast<size_t>(std::min<uint64_t>(m_steps, buffered()));
    return turnLimit(std::max(planned, stepped));
}

size_t Player::plannedDue(Duration now) const
{
    if (m_speed.kind == ReplaySpeed::Kind::fastest)
        return buffered();
    const int64_t reached = m_timing.reached(elapsed(now));
    if (reached < 0)
        return 0;
    if (m_speed.kind == ReplaySpeed::Kind::rate) {
        const uint64_t indexes = static_cast<uint64_t>(reached) + 1; // 0 ... reached are due
        const uint64_t done = m_done - m_doneBefore;
        return indexes <= done ? 0 : static_cast<size_t>(std::min<uint64_t>(indexes - done, buffered()));
    }
    const size_t most = std::min<size_t>(buffered(), limits::kReplayTurnMessages);
    size_t count = 0;
    while (count < most && (m_items[m_head + count].time - m_base).micros <= reached)
        ++count;
    return count;
}

size_t Player::turnLimit(size_t count) const
{
    const size_t most = std::min<size_t>(count, limits::kReplayTurnMessages);
    size_t bytes = 0;
    for (size_t i = 0; i < most; ++i) {
        bytes += m_items[m_head + i].bytes;
        if (bytes > limits::kReplayTurnBytes)
            return std::max<size_t>(i, 1);
    }
    return most;
}

void Player::published(size_t count, Duration now)
{
    CHECK(count <= buffered());
    if (count == 0)
        return;
    if (m_timing.planned()) {
        const Duration plan = offsetOf(count - 1);
        const Duration clock = elapsed(now);
        m_drift = {std::max<int64_t>(0, clock.micros - plan.micros)};
        if (clock < plan) // stepped ahead of the plan, which goes on from here
            setElapsed(plan, now);
        else if (m_paused) // a step in a pause is on time however late the message was before
            m_drift = {};
    }
    m_sourceTime = m_items[m_head + count - 1].time;
    for (size_t i = 0; i < count; ++i)
        m_bytes -= m_items[m_head + i].bytes;
    m_head += count;
    m_done += count;
    m_steps -= std::min<uint64_t>(m_steps, count);
    m_rate.add(now, count);
    if (m_head == m_items.size()) {
        m_items.clear();
        m_head = 0;
    } else if (m_head >= kCompactEvery) {
        m_items.erase(m_items.begin(), m_items.begin() + static_cast<ptrdiff_t>(m_head));
        m_head = 0;
    }
}

std::optional<Duration> Player::nextDue() const
{
    if (passOver())
        return Duration{0};
    if (m_phase != Phase::running || buffered() == 0)
        return std::nullopt;
    if (m_steps > 0 || (!m_paused && (!m_anchored || m_speed.kind == ReplaySpeed::Kind::fastest)))
        return Duration{0};
    if (m_paused)
        return std::nullopt;
    return Duration{m_origin.micros + offsetOf(0).micros};
}

void Player::describe(PlayerInfo& info, Duration now)
{
    info.speed = m_speed;
    info.loop = m_loop;
    info.state = state();
    info.first = m_first;
    info.end = m_end;
    info.position = position();
    info.done = m_done;
    info.total = m_end - m_first - m_leftOut;
    info.sourceTime = m_sourceTime;
    info.drift = m_drift;
    info.perSecond = live() ? m_rate.perSecond(now) : 0;
}

} // namespace tapedeck
