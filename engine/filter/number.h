// Numbers as people and JSON write them, compared exactly: 64-bit integers and decimals of any length are never
// rounded to a binary fraction. Pure; values.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tapedeck {

class Number {
public:
    Number() = default; // 0
    explicit Number(int64_t value)
        : m_magnitude(value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value))
        , m_negative(value < 0)
    {
    }
    explicit Number(uint64_t value)
        : m_magnitude(value)
    {
    }
    // JSON's syntax: -12  0.5  1e400. The text must live as long as the number.
    static std::optional<Number> parse(std::string_view text);

    std::strong_ordering operator<=>(const Number& other) const;
    bool operator==(const Number& other) const { return (*this <=> other) == 0; }
    // The value if it is a whole number of 64 bits without sign.
    std::optional<uint64_t> toUnsigned() const;

private:
    friend struct Decimal;
    uint64_t m_magnitude = 0;
    bool m_negative = false;
    std::string_view m_text; // not empty: the value is here, not in m_magnitude
};

} // namespace tapedeck
