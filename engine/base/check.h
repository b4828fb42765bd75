// CHECK: an assertion that is on in every build, for programmer errors only.
// Operating errors (disk, network, input) are values of Result<T>, never a CHECK.
#pragma once

namespace tapedeck {

// Prints the failed expression with its place to stderr and aborts. Never returns.
[[noreturn]] void checkFailed(const char* expression, const char* file, int line);

} // namespace tapedeck

#define CHECK(expression)                                                                                              \
    (__builtin_expect(!!(expression), 1) ? static_cast<void>(0)                                                        \
                                         : ::tapedeck::checkFailed(#expression, __FILE__, __LINE__))
