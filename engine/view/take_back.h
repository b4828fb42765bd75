// Undoes a move of messages into another queue: what nobody took there goes back to where it came from.
//
// Loop thread only, in one turn. Never lets a message go: it waits in its old channel before its copy is settled.
#pragma once

#include "engine/view/observer.h"

namespace tapedeck {

// How many were taken back. Errors: queueNotFound, channelNotFound, invalidArgument (too many for one action), those of
// Broker::unsettle() and Broker::settle().
Result<uint64_t> takeBack(Broker& broker, const action::TakeBackCopies& what);

} // namespace tapedeck
