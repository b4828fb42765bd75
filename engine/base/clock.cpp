#include "engine/base/clock.h"

#include <ctime>

namespace tapedeck {

namespace {

int64_t readMicros(clockid_t id)
{
    timespec t{};
    clock_gettime(id, &t);
    return static_cast<int64_t>(t.tv_sec) * 1'000'000 + t.tv_nsec / 1'000;
}

} // namespace

Time SystemClock::wall() const
{
    return {readMicros(CLOCK_REALTIME)};
}

Duration SystemClock::monotonic() const
{
    return {readMicros(CLOCK_MONOTONIC)};
}

} // namespace tapedeck
