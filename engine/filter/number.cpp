#include "engine/filter/number.h"

#include "engine/base/text.h"

#include <algorithm>
#include <string>

namespace tapedeck {

namespace {

// Beyond this the exponents of two numbers no longer differ; the digits of a filter or a body never make up for it.
constexpr int64_t kExponentMax = 1'000'000'000'000;

} // namespace

// 0.DIGITS times ten to the power of `exponent`; the first and the last digit are not 0. No digits: zero.
struct Decimal {
    explicit Decimal(const Number& number);
    std::strong_ordering compareMagnitude(const Decimal& other) const;

    bool negative = false;
    int64_t exponent = 0;
    std::string digits;
};

Decimal::Decimal(const Number& number)
{
    const std::string written = number.m_text.empty() ? std::to_string(number.m_magnitude) : std::string(number.m_text);
    std::string_view text = written;
    negative = number.m_negative;
    if (text.starts_with('-')) {
        negative = true;
        text.remove_prefix(1);
    }
    const size_t mantissaEnd = std::min(text.find_first_of("eE"), text.size());
    std::string_view mantissa = text.substr(0, mantissaEnd);
    const size_t point = std::min(mantissa.find('.'), mantissa.size());
    exponent = static_cast<int64_t>(point);
    for (const char c : mantissa)
        if (c != '.')
            digits += c;
    const size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
    digits.erase(0, zeros);
    exponent -= static_cast<int64_t>(zeros);
    digits.resize(digits.find_last_not_of('0') + 1);
    if (mantissaEnd == text.size())
        return;
    text.remove_prefix(mantissaEnd + 1);
    const bool down = text.starts_with('-');
    int64_t power = 0;
    for (const char c : text)
        if (isDigit(c))
            power = std::min(power * 10 + (c - '0'), kExponentMax);
    exponent += down ? -power : power;
}

std::strong_ordering Decimal::compareMagnitude(const Decimal& other) const
{
    if (digits.empty() || other.digits.empty())
        return !digits.empty() <=> !other.digits.empty();
    if (exponent != other.exponent)
        return exponent <=> other.exponent;
    return digits <=> other.digits;
}

std::optional<Number> Number::parse(std::string_view text)
{
    size_t at = 0;
    const auto digits = [&] {
        const size_t from = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        return at - from;
    };
    const bool negative = text.starts_with('-');
    at += negative;
    const size_t first = at;
    const size_t whole = digits();
    if (whole == 0 || (whole > 1 && text[first] == '0'))
        return std::nullopt;
    Number number;
    if (at == text.size() && whole <= 19) { // up to 19 digits always fit into 64 bits
        for (const char c : text.substr(first))
            number.m_magnitude = number.m_magnitude * 10 + static_cast<uint64_t>(c - '0');
        number.m_negative = negative && number.m_magnitude != 0;
        return number;
    }
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (digits() == 0)
            return std::nullopt;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            ++at;
        if (digits() == 0)
            return std::nullopt;
    }
    if (at != text.size())
        return std::nullopt;
    number.m_text = text;
    return number;
}

std::strong_ordering Number::operator<=>(const Number& other) const
{
    if (m_text.empty() && other.m_text.empty()) {
        if (m_negative != other.m_negative)
            return other.m_negative <=> m_negative;
        return m_negative ? other.m_magnitude <=> m_magnitude : m_magnitude <=> other.m_magnitude;
    }
    const Decimal a(*this);
    const Decimal b(other);
    const bool aBelow = a.negative && !a.digits.empty();
    const bool bBelow = b.negative && !b.digits.empty();
    if (aBelow != bBelow)
        return bBelow <=> aBelow;
    return aBelow ? b.compareMagnitude(a) : a.compareMagnitude(b);
}

std::optional<uint64_t> Number::toUnsigned() const
{
    if (m_text.empty())
        return m_negative ? std::nullopt : std::optional(m_magnitude);
    const Decimal decimal(*this);
    if (decimal.digits.empty())
        return 0;
    if (decimal.negative || decimal.exponent < static_cast<int64_t>(decimal.digits.size()) || decimal.exponent > 20)
        return std::nullopt;
    uint64_t value = 0;
    for (int64_t i = 0; i < decimal.exponent; ++i) {
        const auto place = static_cast<size_t>(i);
        const uint64_t digit = place < decimal.digits.size() ? static_cast<uint64_t>(decimal.digits[place] - '0') : 0;
        if (__builtin_mul_overflow(value, uint64_t{10}, &value) || __builtin_add_overflow(value, digit, &value))
            return std::nullopt;
    }
    return value;
}

} // namespace tapedeck
