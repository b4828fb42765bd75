// Expectation: what messages are to come, how many, in which order, and within which time. The language is described in
// EXPECT.md; it is the filter language with counting and time.
//
// Immutable and cheap to copy; pure. Whether it comes true is the business of ExpectationRun.
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/filter/filter.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tapedeck {

struct ExpectationError {
    size_t position = 0; // a byte of the text
    std::string expected;
    std::string text() const; // "At character 5: expected a filter."
};

class Expectation {
public:
    enum class Kind : unsigned char {
        count, // so many
        never, // none
        sequence, // one after the other; a single one is "at least one"
    };
    enum class Compare : unsigned char { less, lessOrEqual, equal, notEqual, greaterOrEqual, greater };

    // What an expectation is given that says nothing of its time.
    static constexpr Duration kTimeDefault = Duration::seconds(5);
    static constexpr Duration kTimeMax = Duration::seconds(86'400);

    // `time` is how long one that says nothing of it lasts.
    static std::variant<Expectation, ExpectationError> tryParse(std::string_view text, Duration time = kTimeDefault);
    // invalidArgument with ExpectationError::text().
    static Result<Expectation> parse(std::string_view text, Duration time = kTimeDefault);

    const std::string& text() const { return m_text; }
    Kind kind() const { return m_kind; }
    // One of a count and of never, several of a sequence.
    const std::vector<Filter>& filters() const { return m_filters; }
    Compare compare() const { return m_compare; }
    uint64_t number() const { return m_number; }
    Duration within() const { return m_within; }
    // The count must not change for so long.
    std::optional<Duration> stable() const { return m_stable; }
    bool holds(uint64_t count) const; // of a count
    bool usesPrevious() const; // see Filter::usesPrevious

private:
    class Parser;
    std::string m_text;
    Kind m_kind = Kind::sequence;
    std::vector<Filter> m_filters;
    Compare m_compare = Compare::greaterOrEqual;
    uint64_t m_number = 1;
    Duration m_within;
    std::optional<Duration> m_stable;
};

} // namespace tapedeck
