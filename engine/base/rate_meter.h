// RateMeter: events per second over the last second, in buckets of 100 ms.
// A plain value owned by one thread; never reads a clock and costs nothing while nobody asks.
#pragma once

#include "engine/base/units.h"

#include <array>
#include <cstdint>

namespace tapedeck {

class RateMeter {
public:
    // `now` is monotonic time; a moment before the last one counts as the last one.
    void add(Duration now, uint64_t events)
    {
        moveTo(now);
        m_buckets[index(m_bucket)] += events;
        m_sum += events;
    }

    // Events between now - 1 s (rounded to a bucket) and now.
    double perSecond(Duration now)
    {
        moveTo(now);
        return static_cast<double>(m_sum);
    }

private:
    static constexpr int64_t kBuckets = 10;
    static constexpr int64_t kBucketMicros = 1'000'000 / kBuckets;

    static size_t index(int64_t bucket) { return static_cast<size_t>(bucket % kBuckets); }

    void moveTo(Duration now)
    {
        const int64_t bucket = now.micros / kBucketMicros;
        if (bucket - m_bucket >= kBuckets) {
            m_buckets.fill(0);
            m_sum = 0;
        } else {
            for (int64_t b = m_bucket + 1; b <= bucket; ++b) {
                m_sum -= m_buckets[index(b)];
                m_buckets[index(b)] = 0;
            }
        }
        if (bucket > m_bucket)
            m_bucket = bucket;
    }

    std::array<uint64_t, kBuckets> m_buckets{};
    uint64_t m_sum = 0;
    int64_t m_bucket = 0;
};

} // namespace tapedeck
