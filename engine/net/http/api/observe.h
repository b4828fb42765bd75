// How the connection of a window elsewhere is known among all clients. Values only.
#pragma once

#include <string_view>

namespace tapedeck::api {

// ClientInfo::lastCommand of such a connection. What it is sent tells how the clients stand, so whoever shows that
// leaves its bytes out: else each snapshot would be a change that makes the next one.
inline constexpr std::string_view kObserveCommand = "observe";

} // namespace tapedeck::api
