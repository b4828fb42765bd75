// What the tests of the fq codec share: bytes written as in a capture, and reading the same bytes in all kinds of
// pieces.
#pragma once

#include "engine/base/check.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

// "cc50 cafe 'guest' 00": pairs of hexadecimal digits and quoted text; blanks between them mean nothing.
inline std::string wireBytes(std::string_view capture)
{
    std::string out;
    for (size_t i = 0; i < capture.size(); ++i) {
        if (capture[i] == ' ')
            continue;
        if (capture[i] == '\'') {
            const size_t end = capture.find('\'', i + 1);
            CHECK(end != std::string_view::npos);
            out += capture.substr(i + 1, end - i - 1);
            i = end;
            continue;
        }
        CHECK(i + 1 < capture.size());
        out += static_cast<char>(std::stoi(std::string(capture.substr(i, 2)), nullptr, 16));
        ++i;
    }
    return out;
}

inline std::string be16(size_t value)
{
    return {static_cast<char>(value >> 8), static_cast<char>(value)};
}

inline std::string str16(std::string_view text)
{
    return be16(text.size()).append(text);
}

inline std::string str8(std::string_view text)
{
    return std::string(1, static_cast<char>(text.size())).append(text);
}

// Feeds `input` to `read(view)`, cut at `cuts`. `read` takes what it can and returns how many bytes, or SIZE_MAX to
// end. As in a connection, the bytes lie elsewhere after every piece, and what was not taken is offered again.
template <typename Read>
void feed(std::string_view input, const std::vector<size_t>& cuts, Read&& read)
{
    std::string rest;
    size_t from = 0;
    for (size_t i = 0; i <= cuts.size(); ++i) {
        const size_t to = i < cuts.size() ? cuts[i] : input.size();
        rest += input.substr(from, to - from);
        from = to;
        const std::string moved = rest; // exactly as long as what has arrived, so that a sanitizer sees a read beyond
        const size_t taken = read(std::string_view(moved));
        if (taken == SIZE_MAX)
            return;
        CHECK(taken <= moved.size());
        rest.erase(0, taken);
    }
}

// Every place to cut: one by one.
inline std::vector<size_t> everyByte(size_t size)
{
    std::vector<size_t> cuts;
    for (size_t i = 1; i < size; ++i)
        cuts.push_back(i);
    return cuts;
}

} // namespace tapedeck
