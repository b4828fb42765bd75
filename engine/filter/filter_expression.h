// A filter as the parser leaves it: tests over operands. Nothing here does anything; filter_parser makes it,
// filter_evaluation looks at messages with it, filter_push_down says what can be known before.
// Immutable once parsed, so any thread may read it.
#pragma once

#include "engine/filter/document.h"
#include "engine/filter/filter.h"
#include "engine/filter/number.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace re2 {
class RE2;
}

namespace tapedeck {

// What a value can be. `unknown` is known only with a message: a value of a body.
enum class ValueType : unsigned char { unknown, null, boolean, number, text, time, duration, regex, list };

// A constant. A number's text lives in `text`.
struct FilterLiteral {
    ValueType type = ValueType::text;
    bool truth = false;
    std::string text; // of a text; of a number as written; of a time of day ("14:03")
    uint64_t scaled = 0; // of a number with a unit: 5MB
    bool hasUnit = false;
    bool timeOfDay = false; // a time that depends on the day on which it is asked
    int64_t micros = 0; // of a time or duration
    std::shared_ptr<const re2::RE2> regex;

    Number number() const;
};

// One step into a body: a member's name, an element's index, or every element in turn (inside any()).
struct PathStep {
    enum class Kind : unsigned char { name, index, each } kind = Kind::name;
    std::string name;
    int64_t index = 0;
    bool operator==(const PathStep&) const = default;
};

enum class OperandKind : unsigned char {
    literal,
    list, // of literals
    queue,
    channel,
    id,
    key,
    exchange,
    sender,
    size,
    time,
    age,
    state,
    attempts,
    client,
    proto,
    header, // `name`
    body,
    document, // `format`, `path`
    mark,
    note,
    exists,
    length,
    lower,
    number,
    any, // `test` with an element of the list at `format`, `path`
    previous,
};

struct FilterTest;

struct FilterOperand {
    OperandKind kind = OperandKind::literal;
    size_t position = 0, length = 0; // in the text
    FilterLiteral literal;
    std::vector<FilterLiteral> list;
    std::string name;
    BodyFormat format = BodyFormat::json;
    std::vector<PathStep> path;
    std::unique_ptr<FilterOperand> argument; // of a function
    std::unique_ptr<FilterTest> test; // of any(); the list whose elements are gone through is at `path`
};

enum class TestKind : unsigned char {
    all, // every one of `parts`
    any, // one of `parts`
    negation, // not parts[0]
    comparison, // left op right
    truth, // left is there, and not false
    search, // left, a text or regular expression, occurs in key, headers or body
};

enum class Comparison : unsigned char {
    equal,
    notEqual,
    less,
    lessOrEqual,
    greater,
    greaterOrEqual,
    matches, // ~
    contains,
    startsWith,
    endsWith,
    in,
};

struct FilterTest {
    TestKind kind = TestKind::all;
    size_t position = 0, length = 0;
    std::vector<std::unique_ptr<FilterTest>> parts;
    FilterOperand left, right;
    Comparison comparison = Comparison::equal;
    std::string lowered; // of a search: the text in lower case
};

struct FilterExpression {
    std::string text;
    Duration utcOffset;
    std::unique_ptr<FilterTest> test;
    std::vector<FilterWarning> warnings;
    bool usesPrevious = false;
    bool usesChannel = false;
    bool usesMarks = false;
    bool readsBodies = false; // as JSON, MessagePack or CBOR
    size_t terms = 0;
    FilterLiterals literals;
};

// What the operand is, as far as the text alone tells.
ValueType typeOf(const FilterOperand& operand);

} // namespace tapedeck
