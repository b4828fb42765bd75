// SHA-256 (FIPS 180-4), for values that must not be guessed back from what replaces them. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tapedeck {

// 64 hexadecimal digits.
std::string sha256Hex(std::string_view bytes);

} // namespace tapedeck
