#include "engine/filter/filter_push_down.h"

#include "engine/filter/filter_evaluation.h"
#include "engine/filter/find_text.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr size_t kAlternativesMax = 8; // more to search for than that costs more than it saves
constexpr size_t kLiteralBytesMin = 2; // one byte occurs nearly everywhere

void keepBoth(FilterBounds& out, const FilterBounds& other)
{
    out.from = std::max(out.from, other.from);
    out.until = std::min(out.until, other.until);
    out.since = std::max(out.since, other.since);
    out.before = std::min(out.before, other.before);
    out.sizeMin = std::max(out.sizeMin, other.sizeMin);
    out.sizeMax = std::min(out.sizeMax, other.sizeMax);
}

void keepEither(FilterBounds& out, const FilterBounds& other)
{
    out.from = std::min(out.from, other.from);
    out.until = std::max(out.until, other.until);
    out.since = std::min(out.since, other.since);
    out.before = std::max(out.before, other.before);
    out.sizeMin = std::min(out.sizeMin, other.sizeMin);
    out.sizeMax = std::max(out.sizeMax, other.sizeMax);
}

FilterBounds nothing()
{
    FilterBounds none;
    std::swap(none.from, none.until);
    std::swap(none.since, none.before);
    std::swap(none.sizeMin, none.sizeMax);
    return none;
}

struct Range {
    int64_t low = INT64_MIN, high = INT64_MAX; // both inclusive
};

// The values that are `comparison` to `value`.
Range rangeOf(Comparison comparison, int64_t value)
{
    const int64_t below = value == INT64_MIN ? value : value - 1;
    const int64_t above = value == INT64_MAX ? value : value + 1;
    switch (comparison) {
    case Comparison::equal:
        return {value, value};
    case Comparison::less:
        return {INT64_MIN, below};
    case Comparison::lessOrEqual:
        return {INT64_MIN, value};
    case Comparison::greater:
        return {above, INT64_MAX};
    case Comparison::greaterOrEqual:
        return {value, INT64_MAX};
    default:
        return {};
    }
}

Comparison mirrored(Comparison comparison)
{
    switch (comparison) {
    case Comparison::less:
        return Comparison::greater;
    case Comparison::lessOrEqual:
        return Comparison::greaterOrEqual;
    case Comparison::greater:
        return Comparison::less;
    case Comparison::greaterOrEqual:
        return Comparison::lessOrEqual;
    default:
        return comparison;
    }
}

void boundTime(FilterBounds& out, Range range)
{
    out.since = Time{range.low};
    out.before = Time{range.high == INT64_MAX ? range.high : range.high + 1};
}

void boundField(FilterBounds& out, OperandKind field, Comparison comparison, const FilterLiteral& literal, Time now)
{
    const auto number = literal.type == ValueType::number ? literal.number().toUnsigned() : std::nullopt;
    if ((field == OperandKind::id || field == OperandKind::size) && number && *number <= INT64_MAX) {
        const Range range = rangeOf(comparison, static_cast<int64_t>(*number));
        const auto low = static_cast<uint64_t>(std::max<int64_t>(range.low, 0));
        const bool open = range.high == INT64_MAX;
        if (range.high < 0) {
            out = nothing();
        } else if (field == OperandKind::id) {
            out.from = MessageId{low};
            out.until = MessageId{open ? UINT64_MAX : static_cast<uint64_t>(range.high) + 1};
        } else {
            out.sizeMin = low;
            out.sizeMax = open ? UINT64_MAX : static_cast<uint64_t>(range.high);
        }
    } else if (field == OperandKind::time && literal.type == ValueType::time && !literal.timeOfDay) {
        boundTime(out, rangeOf(comparison, literal.micros));
    } else if (literal.type == ValueType::duration && (field == OperandKind::age || literal.micros <= 0)
        && (field == OperandKind::age || field == OperandKind::time)) {
        // A message is older the earlier it is.
        const bool age = field == OperandKind::age;
        int64_t moment = 0;
        const bool overflows = age ? __builtin_sub_overflow(now.micros, literal.micros, &moment)
                                   : __builtin_add_overflow(now.micros, literal.micros, &moment);
        if (!overflows)
            boundTime(out, rangeOf(age ? mirrored(comparison) : comparison, moment));
    }
}

FilterBounds boundsOf(const FilterTest& test, Time now)
{
    FilterBounds out;
    if (test.kind == TestKind::all) {
        for (const auto& part : test.parts)
            keepBoth(out, boundsOf(*part, now));
    } else if (test.kind == TestKind::any) {
        out = nothing();
        for (const auto& part : test.parts) {
            const FilterBounds one = boundsOf(*part, now);
            if (!one.empty())
                keepEither(out, one);
        }
    } else if (test.kind == TestKind::comparison) {
        if (test.comparison == Comparison::in && test.right.kind == OperandKind::list) {
            out = nothing();
            for (const FilterLiteral& literal : test.right.list) {
                FilterBounds one;
                boundField(one, test.left.kind, Comparison::equal, literal, now);
                keepEither(out, one);
            }
        } else if (test.right.kind == OperandKind::literal) {
            boundField(out, test.left.kind, test.comparison, test.right.literal, now);
        } else if (test.left.kind == OperandKind::literal) {
            boundField(out, test.right.kind, mirrored(test.comparison), test.left.literal, now);
        }
    }
    return out;
}

enum class Known : unsigned char { no, yes, maybe };

bool asksOnlyForQueue(const FilterTest& test)
{
    const auto known = [](const FilterOperand& operand) {
        return operand.kind == OperandKind::queue || operand.kind == OperandKind::literal
            || operand.kind == OperandKind::list;
    };
    if (test.kind == TestKind::truth)
        return known(test.left);
    return test.kind == TestKind::comparison && known(test.left) && known(test.right);
}

Known knownOfQueue(const FilterExpression& expression, const FilterTest& test, FilterEvaluation& evaluation)
{
    if (test.kind == TestKind::negation) {
        const Known inner = knownOfQueue(expression, *test.parts[0], evaluation);
        return inner == Known::maybe ? inner : inner == Known::yes ? Known::no : Known::yes;
    }
    if (test.kind == TestKind::all || test.kind == TestKind::any) {
        const Known decides = test.kind == TestKind::all ? Known::no : Known::yes;
        Known out = test.kind == TestKind::all ? Known::yes : Known::no;
        for (const auto& part : test.parts) {
            const Known one = knownOfQueue(expression, *part, evaluation);
            if (one == decides)
                return decides;
            if (one == Known::maybe)
                out = Known::maybe;
        }
        return out;
    }
    if (!asksOnlyForQueue(test))
        return Known::maybe;
    return evaluation.test(test) ? Known::yes : Known::no;
}

// --- literals ---

FilterLiterals one(std::string bytes, bool ignoreCase, bool escapable)
{
    FilterLiterals out;
    if (bytes.size() >= kLiteralBytesMin)
        out.any.push_back({std::move(bytes), ignoreCase});
    out.escapable = escapable && !out.any.empty();
    return out;
}

// The longest part of a text that JSON writes as it is, unless it writes it as \uNNNN.
std::string plainInJson(std::string_view text)
{
    std::string_view best;
    size_t from = 0;
    for (size_t at = 0; at <= text.size(); ++at) {
        const bool ends = at == text.size() || text[at] == '"' || text[at] == '\\' || text[at] == '/'
            || static_cast<unsigned char>(text[at]) < 0x20 || text[at] == 0x7f;
        if (!ends)
            continue;
        if (at - from > best.size())
            best = text.substr(from, at - from);
        from = at + 1;
    }
    return std::string(best);
}

// What must occur where `operand` is, holds or equals `text`.
FilterLiterals literalIn(const FilterOperand& operand, std::string_view text, bool ignoreCase)
{
    switch (operand.kind) {
    case OperandKind::key:
    case OperandKind::header:
    case OperandKind::body:
        return one(std::string(text), ignoreCase, false);
    case OperandKind::document:
        if (operand.format == BodyFormat::json)
            return one(plainInJson(text), ignoreCase, true);
        if (operand.format == BodyFormat::messagePack)
            return one(std::string(text), ignoreCase, false);
        return {}; // CBOR may cut a text into chunks
    case OperandKind::lower:
        return literalIn(*operand.argument, text, true);
    default:
        return {};
    }
}

// What must occur for the operand to be there at all: the longest name on its path.
FilterLiterals literalOfPresence(const FilterOperand& operand)
{
    if (operand.kind == OperandKind::header)
        return one(lowerAscii(operand.name), true, false);
    if (operand.kind == OperandKind::document) {
        FilterLiterals best;
        for (const PathStep& step : operand.path) {
            FilterLiterals name =
                step.kind == PathStep::Kind::name ? literalIn(operand, step.name, false) : FilterLiterals();
            if (!name.any.empty() && (best.any.empty() || name.any[0].bytes.size() > best.any[0].bytes.size()))
                best = std::move(name);
        }
        return best;
    }
    if (operand.kind == OperandKind::length || operand.kind == OperandKind::lower
        || operand.kind == OperandKind::number)
        return literalOfPresence(*operand.argument);
    return {}; // exists() and any() are always there, as true or false
}

// What must occur for the operand to be there and true.
FilterLiterals literalOfTruth(const FilterOperand& operand)
{
    if (operand.kind == OperandKind::exists)
        return literalOfPresence(*operand.argument);
    if (operand.kind == OperandKind::any)
        return literalsOf(*operand.test);
    return literalOfPresence(operand);
}

// The rarer of two, as far as one can tell: fewer alternatives, then longer ones.
FilterLiterals better(FilterLiterals a, FilterLiterals b)
{
    const auto shortest = [](const FilterLiterals& literals) {
        size_t bytes = SIZE_MAX;
        for (const auto& literal : literals.any)
            bytes = std::min(bytes, literal.bytes.size());
        return bytes;
    };
    if (a.any.empty() || b.any.empty())
        return a.any.empty() ? b : a;
    return shortest(b) / b.any.size() > shortest(a) / a.any.size() ? b : a;
}

bool addAlternatives(FilterLiterals& out, const FilterLiterals& more)
{
    if (more.any.empty() || out.any.size() + more.any.size() > kAlternativesMax)
        return false;
    out.any.insert(out.any.end(), more.any.begin(), more.any.end());
    out.escapable |= more.escapable;
    return true;
}

FilterLiterals literalsOfComparison(const FilterTest& test)
{
    const FilterOperand& left = test.left;
    const FilterOperand& right = test.right;
    FilterLiterals found;
    if (test.comparison == Comparison::in && right.kind == OperandKind::list) {
        for (const FilterLiteral& literal : right.list)
            if (literal.type != ValueType::text || !addAlternatives(found, literalIn(left, literal.text, false)))
                return literalOfPresence(left);
        return found;
    }
    const bool positive = test.comparison == Comparison::equal || test.comparison == Comparison::contains
        || test.comparison == Comparison::startsWith || test.comparison == Comparison::endsWith
        || test.comparison == Comparison::in;
    const auto isText = [](const FilterOperand& operand) {
        return operand.kind == OperandKind::literal && operand.literal.type == ValueType::text;
    };
    if (positive && isText(right))
        found = literalIn(left, right.literal.text, false);
    else if (positive && isText(left))
        found = literalIn(right, left.literal.text, false);
    if (found.any.empty())
        found = better(literalOfPresence(left), literalOfPresence(right));
    return found;
}

} // namespace

FilterBounds boundsOf(const FilterExpression& expression, Time now)
{
    return boundsOf(*expression.test, now);
}

bool mayMatchQueue(const FilterExpression& expression, std::string_view queue)
{
    const MessageView none{};
    const FilterSubject subject{.message = none, .queue = queue};
    FilterScratch scratch;
    FilterEvaluation evaluation(expression, subject, scratch.parts());
    return knownOfQueue(expression, *expression.test, evaluation) != Known::no;
}

FilterLiterals literalsOf(const FilterTest& test)
{
    FilterLiterals out;
    switch (test.kind) {
    case TestKind::all:
        for (const auto& part : test.parts)
            out = better(std::move(out), literalsOf(*part));
        return out;
    case TestKind::any:
        for (const auto& part : test.parts)
            if (!addAlternatives(out, literalsOf(*part)))
                return {};
        return out;
    case TestKind::negation:
        return {};
    case TestKind::comparison:
        return literalsOfComparison(test);
    case TestKind::truth:
        return test.left.kind == OperandKind::literal ? out : literalOfTruth(test.left);
    case TestKind::search:
        return test.left.literal.type == ValueType::regex ? out : one(test.lowered, true, false);
    }
    return out;
}

} // namespace tapedeck
