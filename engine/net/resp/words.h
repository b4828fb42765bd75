// Arguments as numbers and keywords. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tapedeck::resp {

// Digits with an optional sign, as floki reads them: no blanks, no other base; nothing when out of range.
std::optional<uint64_t> parseUnsigned(std::string_view text, uint64_t max = UINT64_MAX);
std::optional<int64_t> parseSigned(std::string_view text);
// Decimal number such as "2.5"; nothing for inf, nan, exponents.
std::optional<double> parseDecimal(std::string_view text);

// Equal but for the case of ASCII letters. `upper` is written in capitals.
inline bool isWord(std::string_view text, std::string_view upper)
{
    if (text.size() != upper.size())
        return false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if ((c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) != upper[i])
            return false;
    }
    return true;
}

} // namespace tapedeck::resp
