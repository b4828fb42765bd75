#include "ui/models/fuzzy_match.h"

#include <algorithm>
#include <vector>

namespace tapedeck {
namespace {

// A whole run of letters is worth more than letters here and there, and a word's beginning more than its middle.
constexpr int kLetter = 1, kRun = 8, kWordBegin = 6, kTextBegin = 4, kSameCase = 1;
constexpr int kImpossible = -1'000'000;

bool beginsWord(QStringView text, qsizetype at)
{
    if (at == 0)
        return true;
    const QChar before = text[at - 1], here = text[at];
    return !before.isLetterOrNumber() || (before.isLower() && here.isUpper());
}

int worth(QStringView word, qsizetype letter, QStringView text, qsizetype at)
{
    int score = kLetter;
    if (beginsWord(text, at))
        score += kWordBegin;
    if (at == 0)
        score += kTextBegin;
    if (word[letter] == text[at])
        score += kSameCase;
    return score;
}

// The best placing of one word by dynamic programming: best[l][t] is the best score with letter l at place t.
std::optional<FuzzyMatch> matchWord(QStringView word, QStringView text)
{
    const auto letters = static_cast<size_t>(word.size()), places = static_cast<size_t>(text.size());
    if (letters > places)
        return std::nullopt;
    std::vector<int> best(letters * places, kImpossible);
    std::vector<size_t> from(letters * places, 0);
    for (size_t l = 0; l < letters; ++l) {
        int before = kImpossible; // the best of the letter before, not directly before this place
        size_t beforeAt = 0;
        for (size_t t = l; t < places; ++t) {
            if (l > 0 && t > 1 && best[(l - 1) * places + t - 2] > before) {
                before = best[(l - 1) * places + t - 2];
                beforeAt = t - 2;
            }
            const auto i = static_cast<qsizetype>(l), at = static_cast<qsizetype>(t);
            if (word[i].toCaseFolded() != text[at].toCaseFolded())
                continue;
            int score = l == 0 ? 0 : before;
            from[l * places + t] = beforeAt;
            if (l > 0 && best[(l - 1) * places + t - 1] + kRun > score) {
                score = best[(l - 1) * places + t - 1] + kRun;
                from[l * places + t] = t - 1;
            }
            if (score > kImpossible / 2)
                best[l * places + t] = score + worth(word, i, text, at);
        }
    }
    const auto last = best.end() - static_cast<std::ptrdiff_t>(places);
    const auto found = std::max_element(last, best.end());
    if (*found <= 0)
        return std::nullopt;
    FuzzyMatch match;
    match.score = *found;
    auto at = static_cast<size_t>(found - last);
    for (size_t l = letters; l-- > 0; at = from[l * places + at])
        match.positions.prepend(static_cast<int>(at));
    return match;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text)
{
    text = text.first(std::min(text.size(), kFuzzyTextMax));
    FuzzyMatch all;
    for (const QStringView word : pattern.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const auto match = matchWord(word, text);
        if (!match)
            return std::nullopt;
        all.score += match->score;
        all.positions += match->positions;
    }
    std::sort(all.positions.begin(), all.positions.end());
    all.positions.erase(std::unique(all.positions.begin(), all.positions.end()), all.positions.end());
    return all;
}

} // namespace tapedeck
