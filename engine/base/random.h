// Randomness behind an interface: keys of tickets and journals come from here, so a seeded run is repeatable.
#pragma once

#include <cstdint>

namespace tapedeck {

// Owned by one thread.
class Random {
public:
    virtual ~Random() = default;
    virtual uint64_t next() = 0;
};

// The operating system's generator. CHECKs that it works: nothing may go on with guessable keys.
class SystemRandom final : public Random {
public:
    uint64_t next() override;
};

// splitmix64 (Steele, Lea, Flood 2014). For tests and --seed; not for secrets.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(uint64_t seed)
        : m_state(seed)
    {
    }
    uint64_t next() override
    {
        uint64_t z = (m_state += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

private:
    uint64_t m_state;
};

} // namespace tapedeck
