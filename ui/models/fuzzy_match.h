// Finds what is meant by a few letters: the letters of the pattern in their order, anywhere in a text. Used by the jump
// box and the command palette alike. Pure; any thread.
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace tapedeck {

struct FuzzyMatch {
    // Higher is better. Only comparable between texts matched with the same pattern.
    int score = 0;
    // Where in the text the letters of the pattern are, ascending.
    QList<int> positions;
};

// Nothing if a letter of the pattern is missing. Upper and lower case are alike, spaces in the pattern separate words
// that may come in any order. Letters that follow each other, begin a word or begin the text count more; an empty
// pattern matches everything with score 0. Looks at the first kFuzzyTextMax characters of the text.
inline constexpr qsizetype kFuzzyTextMax = 300;
std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text);

} // namespace tapedeck
