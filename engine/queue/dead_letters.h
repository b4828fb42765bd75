// DeadLetters: messages that a channel gave up, by id. The messages themselves stay in the queue as long as retention
// keeps them; a dead letter does not hold retention back.
//
// Owned by the loop thread, inside Channel.
#pragma once

#include "engine/base/units.h"

#include <compare>
#include <cstdint>
#include <map>

namespace tapedeck {

// Numbers are in the tape: append, never renumber.
enum class DeadReason : uint8_t {
    expired = 1, // the last allowed ticket timed out
    givenBack = 2, // the last allowed reader gave it back
};

inline bool isDeadReason(uint64_t stored)
{
    return stored == static_cast<uint64_t>(DeadReason::expired)
        || stored == static_cast<uint64_t>(DeadReason::givenBack);
}

struct DeadLetter {
    Time time; // when it was given up
    uint32_t attempts = 0;
    DeadReason reason = DeadReason::expired;
    auto operator<=>(const DeadLetter&) const = default;
};

// An id can die twice (after a backward seek it can be out twice): the later letter stays.
class DeadLetters {
public:
    using Map = std::map<MessageId, DeadLetter>;

    size_t size() const { return m_letters.size(); }
    const Map& all() const { return m_letters; }
    const DeadLetter* find(MessageId id) const
    {
        auto it = m_letters.find(id);
        return it == m_letters.end() ? nullptr : &it->second;
    }
    void add(MessageId id, const DeadLetter& letter)
    {
        DeadLetter& kept = m_letters[id];
        if (kept < letter)
            kept = letter;
    }
    bool remove(MessageId id) { return m_letters.erase(id) != 0; }
    void dropBelow(MessageId first) { m_letters.erase(m_letters.begin(), m_letters.lower_bound(first)); }
    void clear() { m_letters.clear(); }

private:
    Map m_letters;
};

} // namespace tapedeck
