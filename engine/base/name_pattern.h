// Patterns of names: `*` stands for any bytes, `?` for one, everything else for itself. Pure; at most the product of
// the lengths.
#pragma once

#include <string_view>

namespace tapedeck {

inline bool matchesPattern(std::string_view pattern, std::string_view name)
{
    size_t p = 0, n = 0;
    size_t star = std::string_view::npos, resume = 0; // where the last star is, and from where it is tried again
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = n;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

} // namespace tapedeck
