// Clients like those of kill_clients.h, over the HTTP port's native API.
#pragma once

#include "tests/crash/kill_clients.h"

namespace tapedeck {

// Publishes bodies as they are, several requests ahead of their answers, until the connection ends.
void publishHttpUntilDeath(uint16_t port, Ledger& ledger, size_t queues, uint64_t seed, Violations& violations);

} // namespace tapedeck
