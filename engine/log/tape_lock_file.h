// What TapeLock and the checker share about the sidecar. Private to engine/log.
#pragma once

#include "engine/base/result.h"

#include <string>

namespace tapedeck {

std::string sidecarPath(const std::string& tapePath);
// The refusal that names who holds the sidecar open at `descriptor`.
Error inUseError(const std::string& tapePath, int descriptor);

} // namespace tapedeck
