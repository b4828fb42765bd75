// Searching bytes for a short text, as fast as memory allows: sixteen places at a time are sorted out by the first and
// the last byte. Upper and lower case are those of ASCII. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tapedeck {

inline char lowerAscii(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
std::string lowerAscii(std::string_view text);
bool equalIgnoringCase(std::string_view a, std::string_view b);

// Where `text` begins in `bytes`; std::string_view::npos if it does not occur. With `ignoreCase`, `text` is in lower
// case. An empty text is found at 0.
size_t findText(std::string_view bytes, std::string_view text, bool ignoreCase);

} // namespace tapedeck
