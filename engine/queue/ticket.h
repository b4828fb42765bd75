// TicketCodec: a keyed bijection between the sequence numbers in which a channel hands out messages (1, 2, 3 ...) and
// the tickets that clients see (1 ... 2^53-1, every JSON number keeps them). A ticket therefore tells a client nothing,
// needs no table, and the sequence number is found by inverting. Not a cipher: it hides order and count from clients
// that look at tickets, it does not withstand somebody who collects many and calculates.
//
// A value; owned by the channel. Never holds state besides its key.
#pragma once

#include "engine/base/units.h"

#include <cstdint>

namespace tapedeck {

inline constexpr int kTicketBits = 53;
// Highest sequence number and highest ticket.
inline constexpr uint64_t kTicketMax = (uint64_t{1} << kTicketBits) - 1;

class TicketCodec {
public:
    // `key` comes from Random, once per channel; the same key gives the same tickets again (a channel keeps it in its
    // state, so tickets survive a restart).
    explicit TicketCodec(uint64_t key);

    // `sequence` is in 1 ... kTicketMax; so is the result.
    Ticket ticket(uint64_t sequence) const;
    // The sequence number behind `ticket`; 0 for a number that can be no ticket (a client may send anything).
    uint64_t sequence(Ticket ticket) const;
    uint64_t key() const { return m_key; }

private:
    static constexpr int kRounds = 3;
    uint64_t forward(uint64_t value) const;
    uint64_t backward(uint64_t value) const;

    uint64_t m_key;
    uint64_t m_factors[kRounds]; // odd
    uint64_t m_inverses[kRounds]; // of the factors, modulo 2^53
    uint64_t m_offset;
};

} // namespace tapedeck
