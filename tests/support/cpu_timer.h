// How long this thread has worked, not how long it took: what else the machine does makes no difference. For tests that
// something does not grow with the size of the data; how fast it is belongs to tests/bench.
#pragma once

#include <ctime>

namespace tapedeck {

class CpuTimer {
public:
    void start() { m_start = now(); }
    long elapsed() const { return now() - m_start; } // milliseconds

private:
    static long now()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<long>(time.tv_sec * 1'000 + time.tv_nsec / 1'000'000);
    }
    long m_start = now();
};

} // namespace tapedeck
