// Clients like those of kill_clients.h, over the fq port: what they publish on an exchange goes to a permanent queue on
// disk by a permanent binding. Beside these there is a queue and a binding that a death must take with it.
#pragma once

#include "tests/crash/kill_clients.h"
#include "tests/support/fq_wire_client.h"

namespace tapedeck {

inline constexpr const char* kFqTransientQueue = "transient";

// Makes the permanent queue and its binding. Once in the life of a tape.
bool createFqQueue(uint16_t port, size_t queue);
// Publishes until the connection ends. What a status has reported as taken counts as answered.
void publishFqUntilDeath(uint16_t port, Ledger& ledger, size_t queue, uint64_t seed, Violations& violations);
// What was transient before the death must not be there.
void checkFqAfterDeath(uint16_t port, Violations& violations);

// A transient queue on disk, and a transient binding of the permanent one, for as long as the object lives.
class FqPassing {
public:
    FqPassing(uint16_t port, size_t queue, Violations& violations);

private:
    FqWireClient m_owner, m_member;
};

} // namespace tapedeck
