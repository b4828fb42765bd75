// Numbers and quoted texts as they stand in programs. Pure; any thread. Independent of the locale.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tapedeck {

struct NumberRead {
    double value = 0;
    size_t bytes = 0; // 0 = there is no number
};

// The number with which `text` begins, in strtod's forms: decimal (".5", "1e-3"), hexadecimal ("0x1p-1"), "inf",
// "infinity", "nan", "nan(...)", each with a sign. No white space before it. Too large is infinite, too small is 0.
NumberRead readNumber(std::string_view text);

// In double quotes, with quotes, backslashes and control characters escaped so that a program reads the same bytes.
std::string quotedText(std::string_view bytes);

} // namespace tapedeck
