// XXH3-64 of a byte range, seeded. Used for every record, frame and segment.
#pragma once

#include <cstdint>
#include <string_view>

namespace tapedeck {

uint64_t checksum(std::string_view bytes, uint64_t seed = 0);

} // namespace tapedeck
