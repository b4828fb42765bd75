#include "engine/replay/timing.h"

#include <algorithm>
#include <cmath>

namespace tapedeck {

namespace {

__extension__ using Wide = __int128; // 2^63 microseconds times a million need 83 bits

constexpr int64_t kMillion = 1'000'000;
constexpr double kFactorMin = 0.01;
constexpr double kFactorMax = 1000;
constexpr double kRateMin = 0.001;
constexpr double kRateMax = 10'000'000;

// Also false for NaN.
bool within(double value, double least, double greatest)
{
    return value >= least && value <= greatest;
}

int64_t limited(Wide value)
{
    return static_cast<int64_t>(std::min<Wide>(value, Timing::kForever.micros));
}

} // namespace

Status Timing::check(const ReplaySpeed& speed)
{
    if (speed.kind == ReplaySpeed::Kind::original && !within(speed.factor, kFactorMin, kFactorMax))
        return Error{ErrorCode::invalidArgument, "The speed factor must be between 0.01 and 1000."};
    if (speed.kind == ReplaySpeed::Kind::rate && !within(speed.perSecond, kRateMin, kRateMax))
        return Error{ErrorCode::invalidArgument, "The rate must be between 0.001 and 10000000 messages per second."};
    return {};
}

Timing::Timing(const ReplaySpeed& speed)
    : m_kind(speed.kind)
    , m_millionths(kMillion)
{
    CHECK(check(speed).ok());
    if (m_kind == ReplaySpeed::Kind::original)
        m_millionths = std::llround(speed.factor * kMillion);
    else if (m_kind == ReplaySpeed::Kind::rate)
        m_millionths = std::llround(speed.perSecond * kMillion);
}

Duration Timing::offset(uint64_t index, Duration sinceFirst) const
{
    if (m_kind == ReplaySpeed::Kind::original)
        return {limited(Wide{sinceFirst.micros} * kMillion / m_millionths)};
    if (m_kind == ReplaySpeed::Kind::rate)
        return {limited(Wide{static_cast<int64_t>(index)} * kMillion * kMillion / m_millionths)};
    return {};
}

int64_t Timing::reached(Duration elapsed) const
{
    if (elapsed.micros < 0)
        return -1;
    // floor(x * scale / m) <= e  is  x * scale < (e + 1) * m.
    const Wide scale = m_kind == ReplaySpeed::Kind::rate ? Wide{kMillion} * kMillion : Wide{kMillion};
    const Wide below = (Wide{elapsed.micros} + 1) * m_millionths;
    return static_cast<int64_t>(std::min<Wide>((below - 1) / scale, INT64_MAX));
}

} // namespace tapedeck
