#include "engine/base/value_forms.h"

#include <cstddef>

namespace tapedeck {

namespace {

struct Unit {
    std::string_view suffix; // lower case
    int64_t factor;
};

constexpr Unit kDurationUnits[] = {
    {"", 1'000'000}, {"s", 1'000'000}, {"ms", 1'000}, {"m", 60'000'000}, {"h", 3'600'000'000}, {"d", 86'400'000'000}};
constexpr Unit kSizeUnits[] = {{"", 1}, {"b", 1}, {"k", 1 << 10}, {"kb", 1 << 10}, {"m", 1 << 20}, {"mb", 1 << 20},
    {"g", 1 << 30}, {"gb", 1 << 30}};

bool equalsIgnoringCase(std::string_view text, std::string_view lower)
{
    if (text.size() != lower.size())
        return false;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + ('a' - 'A'));
        if (c != lower[i])
            return false;
    }
    return true;
}

// Digits and one of the suffixes; the product fits into 63 bits.
template <size_t count>
std::optional<int64_t> parseScaled(std::string_view text, const Unit (&units)[count])
{
    int64_t number = 0;
    size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits)
        if (__builtin_mul_overflow(number, 10, &number) || __builtin_add_overflow(number, text[digits] - '0', &number))
            return std::nullopt;
    if (digits == 0)
        return std::nullopt;
    for (const Unit& unit : units)
        if (equalsIgnoringCase(text.substr(digits), unit.suffix)) {
            if (__builtin_mul_overflow(number, unit.factor, &number))
                return std::nullopt;
            return number;
        }
    return std::nullopt;
}

} // namespace

std::optional<Duration> parseDuration(std::string_view text)
{
    auto micros = parseScaled(text, kDurationUnits);
    return micros ? std::optional(Duration{*micros}) : std::nullopt;
}

std::optional<uint64_t> parseSize(std::string_view text)
{
    auto bytes = parseScaled(text, kSizeUnits);
    return bytes ? std::optional(static_cast<uint64_t>(*bytes)) : std::nullopt;
}

} // namespace tapedeck
