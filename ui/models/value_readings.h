// What some bytes could mean: integers, floating point, moments, text. Pure; any thread.
#pragma once

#include "ui/models/time_text.h"

#include <QString>

#include <string_view>
#include <vector>

namespace tapedeck {

struct ValueReading {
    QString name; // "int32"
    QString little, big; // by the order of bytes; equal where there is none. Empty: not that many bytes are there
};

// Of the bytes from the first one on, each reading as long as it is: integers of 8 to 64 bits, float and double,
// seconds to nanoseconds since the epoch (of 8 bytes, or of 4 for seconds), and all of the marked bytes as text.
// `marked` is how many are marked; at least 1 where there are any.
std::vector<ValueReading> readValues(std::string_view bytes, size_t marked, Zone zone);

} // namespace tapedeck
