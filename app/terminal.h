// Text for people: control characters made harmless, columns aligned, colour only where it is wanted. Pure, except
// colourWanted(), which asks about standard output.
#pragma once

#include "app/environment.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

// Bytes of names, keys and bodies come from strangers. Everything that a terminal could obey (C0 and C1 controls, DEL,
// invalid UTF-8, characters that reorder text) becomes \n, \t, \xNN or \u{NNNN}; a backslash is doubled.
std::string escapeForTerminal(std::string_view bytes);

// Columns needed by text that escapeForTerminal returned: one per code point.
size_t columnsOf(std::string_view utf8);

// Lines of cells, padded so that columns align. The last column is not padded. Numbers are aligned right.
class TextTable {
public:
    explicit TextTable(std::vector<std::string> headings)
        : m_headings(std::move(headings))
    {
    }
    // Cells are escaped here.
    void row(std::vector<std::string> cells);
    // With `colour` the headings are bold.
    std::string text(bool colour = false) const;

private:
    std::vector<std::string> m_headings;
    std::vector<std::vector<std::string>> m_rows;
};

// `text` in bold, or dim; as it is without `colour`. Widths are those of `text`.
std::string inBold(std::string_view text, bool colour);
std::string inGrey(std::string_view text, bool colour);
std::string inRed(std::string_view text, bool colour);

// Standard output is a terminal and NO_COLOR is not set.
bool colourWanted(const Environment& environment);

// "60,211": grouped, for people only.
std::string grouped(uint64_t n);
// "61.3 MB": decimal units, for people only.
std::string humanBytes(uint64_t bytes);

} // namespace tapedeck
