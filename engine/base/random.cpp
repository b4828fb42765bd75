#include "engine/base/random.h"

#include "engine/base/check.h"

#include <sys/random.h>

namespace tapedeck {

uint64_t SystemRandom::next()
{
    uint64_t value = 0;
    CHECK(getrandom(&value, sizeof value, 0) == static_cast<ssize_t>(sizeof value));
    return value;
}

} // namespace tapedeck
