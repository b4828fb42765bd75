// What an operand of a filter is on one message, and how two of them compare. Views; values live during one test.
#pragma once

#include "engine/filter/filter_expression.h"

namespace tapedeck {

struct FilterValue {
    enum class Kind : unsigned char { missing, null, boolean, number, text, time, duration, list, object, other };
    Kind kind = Kind::missing;
    bool truth = false;
    Number number;
    std::string_view text;
    int64_t micros = 0;
    const Document* document = nullptr; // of a list or object
    uint32_t node = 0;

    bool missing() const { return kind == Kind::missing; }
    static FilterValue ofText(std::string_view text);
    static FilterValue ofBoolean(bool truth);
    static FilterValue ofNumber(Number number);
    static FilterValue ofMicros(Kind kind, int64_t micros);
    static FilterValue ofNode(const Document& document, uint32_t node);
};

enum class Outcome : unsigned char {
    yes,
    no,
    mismatch, // of types: neither equal nor different
};

// For what a comparison of moments needs to know.
struct FilterMoment {
    Time now;
    Duration utcOffset;
};

// All comparisons but `~`, and `in` with a list of literals. A missing side answers `no`.
Outcome compareValues(
    const FilterValue& left, Comparison comparison, const FilterValue& right, const FilterMoment& moment);

// For people: `17`, `"abc"`, `a list of 3`, `not there`.
std::string describe(const FilterValue& value);

} // namespace tapedeck
