// What differs between two lists of lines: the shortest edit after Myers, bounded, so that two texts that have nothing
// in common cost no more than two that do. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tapedeck {

struct DiffLine {
    enum class Kind : unsigned char { same, removed, added } kind = Kind::same;
    size_t left = 0, right = 0; // numbers of the line in either list; of an added one `left` is where it would stand
};

struct LineDiff {
    std::vector<DiffLine> lines;
    size_t removed = 0, added = 0;
    bool rough =
        false; // too different to be matched: what lies between the common ends is removed and added as a whole
};

// More edits than this are not looked for.
inline constexpr size_t kDiffEditsMax = 800;

LineDiff diffLines(
    const std::vector<std::string>& left, const std::vector<std::string>& right, size_t editsMax = kDiffEditsMax);

} // namespace tapedeck
