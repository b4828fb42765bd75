#include "engine/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace tapedeck {

void checkFailed(const char* expression, const char* file, int line)
{
    // The one place of the engine that prints: the process is about to die and no reporter can be trusted.
    std::fprintf(stderr, "tapedeck: internal error: %s is false at %s:%d\n", expression, file, line);
    std::abort();
}

} // namespace tapedeck
