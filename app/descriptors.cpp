#include "app/descriptors.h"

#include <sys/resource.h>

namespace tapedeck {

void raiseDescriptorLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit); // refused: the smaller limit holds, and clients above it are refused
}

} // namespace tapedeck
