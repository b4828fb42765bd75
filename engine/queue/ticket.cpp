#include "engine/queue/ticket.h"

#include "engine/base/check.h"
#include "engine/base/random.h"

namespace tapedeck {

namespace {

constexpr uint64_t kMask = kTicketMax;
// At least half of the bits, so that shifting twice leaves nothing and the step is its own inverse.
constexpr int kShifts[3] = {27, 31, 29};
static_assert(2 * 27 >= kTicketBits);

// Newton's iteration: each step doubles the number of correct low bits (5 at the start).
uint64_t inverseOf(uint64_t odd)
{
    uint64_t inverse = odd * 3 ^ 2;
    for (int i = 0; i < 4; ++i)
        inverse *= 2 - odd * inverse;
    return inverse & kMask;
}

} // namespace

TicketCodec::TicketCodec(uint64_t key)
    : m_key(key)
{
    SeededRandom random(key);
    for (int i = 0; i < kRounds; ++i) {
        m_factors[i] = (random.next() | 1) & kMask;
        m_inverses[i] = inverseOf(m_factors[i]);
    }
    m_offset = random.next() & kMask;
}

// The value goes around the ring of 2^53 numbers once; 0 is left out by going on from there ("cycle walking"), which
// ends at once because 0 cannot lead to 0 if something else did.
Ticket TicketCodec::ticket(uint64_t sequence) const
{
    CHECK(sequence >= 1 && sequence <= kTicketMax);
    uint64_t value = forward(sequence);
    if (value == 0)
        value = forward(0);
    return {static_cast<int64_t>(value)};
}

uint64_t TicketCodec::sequence(Ticket ticket) const
{
    if (ticket.value < 1 || static_cast<uint64_t>(ticket.value) > kTicketMax)
        return 0;
    uint64_t value = backward(static_cast<uint64_t>(ticket.value));
    if (value == 0)
        value = backward(0);
    return value;
}

uint64_t TicketCodec::forward(uint64_t value) const
{
    value = (value + m_offset) & kMask;
    for (int i = 0; i < kRounds; ++i) {
        value ^= value >> kShifts[i];
        value = (value * m_factors[i]) & kMask;
    }
    return value ^ (value >> kShifts[0]);
}

uint64_t TicketCodec::backward(uint64_t value) const
{
    value ^= value >> kShifts[0];
    for (int i = kRounds - 1; i >= 0; --i) {
        value = (value * m_inverses[i]) & kMask;
        value ^= value >> kShifts[i];
    }
    return (value - m_offset) & kMask;
}

} // namespace tapedeck
