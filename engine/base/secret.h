// Comparing secrets. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace tapedeck {

// Every byte that was given is looked at whatever the first difference is, so the time tells nothing.
inline bool sameSecret(std::string_view expected, std::string_view given)
{
    unsigned char difference = expected.size() == given.size() ? 0 : 1;
    for (size_t i = 0; i < given.size(); ++i) {
        const char other = expected.empty() ? '\0' : expected[i % expected.size()];
        difference = static_cast<unsigned char>(difference | (given[i] ^ other));
    }
    return difference == 0;
}

} // namespace tapedeck
