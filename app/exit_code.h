// What the program's exit tells scripts. Stable: append, never renumber.
#pragma once

#include "engine/base/result.h"

namespace tapedeck {

enum class ExitCode : int {
    ok = 0,
    failed = 1, // a check failed, or the broker refused the command
    usage = 2, // command line or configuration
    storage = 3, // file, disk or lock
    cannotBind = 4,
    timedOut = 5,
    unreachable = 6, // no connection to the broker
};

// For errors of operations on files.
inline ExitCode exitCodeOf(const Error& error)
{
    return error.code == ErrorCode::invalidArgument ? ExitCode::usage : ExitCode::storage;
}

} // namespace tapedeck
