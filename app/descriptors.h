// How many files and sockets the process may have open.
#pragma once

namespace tapedeck {

// Takes what the system allows at most: shells start programs with 1024, which is far fewer clients than the broker
// serves. Call it before the engine starts, which derives its limit of clients from it.
void raiseDescriptorLimit();

} // namespace tapedeck
