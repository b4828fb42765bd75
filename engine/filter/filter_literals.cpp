// Bare words that are constants: numbers, sizes, durations, moments; or else themselves.
#include "engine/base/text.h"
#include "engine/base/time_forms.h"
#include "engine/base/value_forms.h"
#include "engine/filter/filter_parser.h"

namespace tapedeck {

namespace {

// "250ms", "-5m", "1h30m": microseconds. Lower case, as `M` is a size.
std::optional<int64_t> durationOf(std::string_view word)
{
    static constexpr struct {
        std::string_view unit;
        int64_t micros;
    } kUnits[] = {
        {"us", 1}, {"ms", 1'000}, {"s", 1'000'000}, {"m", 60'000'000}, {"h", 3'600'000'000}, {"d", 86'400'000'000}};
    const bool negative = word.starts_with('-');
    word.remove_prefix(negative || word.starts_with('+'));
    if (word.empty())
        return std::nullopt;
    int64_t total = 0;
    while (!word.empty()) {
        int64_t number = 0;
        size_t digits = 0;
        for (; digits < word.size() && isDigit(word[digits]); ++digits)
            if (__builtin_mul_overflow(number, int64_t{10}, &number)
                || __builtin_add_overflow(number, int64_t{word[digits] - '0'}, &number))
                return std::nullopt;
        word.remove_prefix(digits);
        const auto* unit = digits == 0 ? std::end(kUnits) : std::begin(kUnits);
        while (unit != std::end(kUnits)
            && !(
                word.starts_with(unit->unit) && (word.size() == unit->unit.size() || isDigit(word[unit->unit.size()]))))
            ++unit;
        if (unit == std::end(kUnits) || __builtin_mul_overflow(number, unit->micros, &number)
            || __builtin_add_overflow(total, number, &total))
            return std::nullopt;
        word.remove_prefix(unit->unit.size());
    }
    return negative ? -total : total;
}

bool looksLikeDate(std::string_view word)
{
    constexpr std::string_view kForm = "0000-00-00";
    if (word.size() < kForm.size())
        return false;
    for (size_t i = 0; i < kForm.size(); ++i)
        if (kForm[i] == '-' ? word[i] != '-' : !isDigit(word[i]))
            return false;
    return true;
}

// 14:03, 14:03:05
bool looksLikeTimeOfDay(std::string_view word)
{
    return word.size() >= 5 && word[2] == ':' && parseTime(word, Time{}, Duration{}).has_value();
}

} // namespace

Number FilterLiteral::number() const
{
    return hasUnit ? Number(scaled) : Number::parse(text).value_or(Number());
}

std::optional<Time> momentOf(std::string_view text, Duration utcOffset)
{
    return looksLikeDate(text) ? parseTime(text, Time{}, utcOffset) : std::nullopt;
}

bool FilterParser::readNumberLike(FilterLiteral& out, std::string_view word, size_t position)
{
    if (Number::parse(word)) {
        out.type = ValueType::number;
    } else if (const auto micros = durationOf(word)) {
        out.type = ValueType::duration;
        out.micros = *micros;
    } else if (const auto size = word.ends_with('m') ? std::nullopt : parseSize(word)) {
        out.type = ValueType::number;
        out.scaled = *size;
        out.hasUnit = true;
    } else if (looksLikeDate(word)) {
        const auto time = parseTime(word, Time{}, m_out->utcOffset);
        if (!time)
            return fail(position, "a moment such as 2026-10-01T14:03Z");
        out.type = ValueType::time;
        out.micros = time->micros;
    } else if (looksLikeTimeOfDay(word)) {
        out.type = ValueType::time;
        out.timeOfDay = true;
    }
    return true;
}

bool FilterParser::readLiteral(FilterLiteral& out, const FilterToken& token)
{
    const std::string_view word = token.written;
    out.text = word;
    if (word == "true" || word == "false") {
        out.type = ValueType::boolean;
        out.truth = word == "true";
    } else if (word == "null") {
        out.type = ValueType::null;
    } else if (isDigit(word.front()) || word.front() == '-' || word.front() == '+') {
        return readNumberLike(out, word, token.position);
    }
    return true;
}

} // namespace tapedeck
