// Idempotency: remembers the answers to publishes that carried an Idempotency-Key, so that a client that does not know
// whether its request arrived may send it again.
//
// In memory only: it forgets everything when the program ends. Bounded by count and age; the oldest goes first.
// Loop thread only.
#pragma once

#include "engine/base/units.h"
#include "engine/log/journal.h"
#include "engine/net/http/answer.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tapedeck::api {

struct IdempotencyLimits {
    size_t keysMax = 10'000;
    Duration age = Duration::seconds(600);
};

inline constexpr size_t kIdempotencyKeyBytesMax = 200;

class Idempotency {
public:
    explicit Idempotency(const IdempotencyLimits& limits)
        : m_limits(limits)
    {
    }

    // What a request is: two requests with the same numbers are taken for the same.
    struct Fingerprint {
        uint64_t first = 0, second = 0;
        bool operator==(const Fingerprint&) const = default;
    };
    static Fingerprint fingerprint(std::string_view request);

    // What was answered, and the group that had to be kept for it: it may still not be.
    struct Outcome {
        http::Answer answer;
        GroupNo group;
    };
    enum class Seen : unsigned char { no, same, different };
    // With `same`, `outcome` gets what was answered then.
    Seen look(Time now, std::string_view queue, std::string_view key, const Fingerprint& request, Outcome& outcome);
    void remember(Time now, std::string_view queue, std::string_view key, const Fingerprint& request, Outcome outcome);
    size_t size() const { return m_entries.size(); }

private:
    struct Entry {
        Fingerprint request;
        Outcome outcome;
        Time at;
    };
    static std::string nameOf(std::string_view queue, std::string_view key);
    void forgetOld(Time now);

    IdempotencyLimits m_limits;
    std::unordered_map<std::string, Entry> m_entries;
    std::deque<std::string> m_order; // oldest first; each is in m_entries
};

} // namespace tapedeck::api
