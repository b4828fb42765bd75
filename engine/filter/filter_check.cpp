// What fits together: types known from the text alone, moments written as text, and comparisons that can never hold.
#include "engine/filter/filter_parser.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr std::string_view kStates[] = {"pending", "inFlight", "settled", "delayed", "dead"};

std::string_view nameOf(ValueType type)
{
    switch (type) {
    case ValueType::null:
        return "null";
    case ValueType::boolean:
        return "true or false";
    case ValueType::number:
        return "a number";
    case ValueType::text:
        return "text";
    case ValueType::time:
        return "a moment";
    case ValueType::duration:
        return "a length of time";
    case ValueType::regex:
        return "a regular expression";
    case ValueType::list:
        return "a list";
    case ValueType::unknown:
        break;
    }
    return "a value of the body";
}

bool isTextOperation(Comparison comparison)
{
    return comparison == Comparison::matches || comparison == Comparison::contains
        || comparison == Comparison::startsWith || comparison == Comparison::endsWith;
}

// Whether values of these types can be equal, or one before the other.
bool comparable(ValueType a, const FilterOperand& right, ValueType b)
{
    if (a == b || a == ValueType::unknown || b == ValueType::unknown || a == ValueType::null || b == ValueType::null)
        return true;
    const auto mayBeMoment = [](ValueType type) { return type == ValueType::time || type == ValueType::text; };
    if (b == ValueType::duration) // "-5m" is a moment: that long before now
        return mayBeMoment(a) && right.kind == OperandKind::literal && right.literal.micros <= 0;
    return mayBeMoment(a) && mayBeMoment(b); // text may hold one
}

} // namespace

ValueType typeOf(const FilterOperand& operand)
{
    switch (operand.kind) {
    case OperandKind::literal:
        return operand.literal.type;
    case OperandKind::list:
        return ValueType::list;
    case OperandKind::id:
    case OperandKind::size:
    case OperandKind::attempts:
    case OperandKind::length:
    case OperandKind::number:
        return ValueType::number;
    case OperandKind::time:
        return ValueType::time;
    case OperandKind::age:
        return ValueType::duration;
    case OperandKind::exists:
    case OperandKind::any:
        return ValueType::boolean;
    case OperandKind::document:
        return ValueType::unknown;
    case OperandKind::previous:
        return typeOf(*operand.argument);
    default:
        return ValueType::text;
    }
}

std::string FilterParser::writtenAs(const FilterOperand& operand) const
{
    return "`" + std::string(m_text.substr(operand.position, operand.length)) + "`";
}

bool FilterParser::makeTime(FilterLiteral& literal, size_t position)
{
    const auto time = momentOf(literal.text, m_out->utcOffset);
    if (!time)
        return fail(position, "a moment such as 2026-10-01T14:03Z, 14:03 or -5m");
    literal.type = ValueType::time;
    literal.micros = time->micros;
    return true;
}

bool FilterParser::checkTimes(const FilterOperand& other, FilterOperand& operand)
{
    if (typeOf(other) != ValueType::time)
        return true;
    if (operand.kind == OperandKind::literal && operand.literal.type == ValueType::text)
        return makeTime(operand.literal, operand.position);
    for (FilterLiteral& literal : operand.list)
        if (literal.type == ValueType::text && !makeTime(literal, operand.position))
            return false;
    return true;
}

bool FilterParser::checkState(const FilterOperand& other, const FilterOperand& operand)
{
    const auto check = [&](const FilterLiteral& literal) {
        return std::find(std::begin(kStates), std::end(kStates), literal.text) != std::end(kStates)
            || fail(operand.position, "one of pending, inFlight, settled, delayed, dead");
    };
    if (other.kind != OperandKind::state)
        return true;
    return (operand.kind != OperandKind::literal || check(operand.literal))
        && std::all_of(operand.list.begin(), operand.list.end(), check);
}

bool FilterParser::checkRight(FilterTest& test)
{
    FilterOperand& right = test.right;
    const bool isLiteral = right.kind == OperandKind::literal;
    if (test.left.kind == OperandKind::list || typeOf(test.left) == ValueType::regex)
        return fail(test.left.position, "a field");
    if (test.comparison == Comparison::matches) {
        if (isLiteral && right.literal.type == ValueType::regex)
            return true;
        if (!isLiteral || right.literal.type == ValueType::boolean || right.literal.type == ValueType::null)
            return fail(right.position, "a regular expression");
        return parseRegex(right.literal, right.literal.text, {}, right.position);
    }
    if (typeOf(right) == ValueType::regex)
        return fail(right.position, "a value; a regular expression stands after `~`");
    if (test.comparison == Comparison::in)
        return right.kind == OperandKind::list || right.kind == OperandKind::document
            || right.kind == OperandKind::previous || fail(right.position, "a list");
    return right.kind != OperandKind::list || fail(right.position, "a value; a list stands after `in`");
}

bool FilterParser::checkComparison(FilterTest& test)
{
    const bool states = test.comparison == Comparison::equal || test.comparison == Comparison::notEqual
        || test.comparison == Comparison::in;
    if (!checkRight(test) || (states && (!checkState(test.left, test.right) || !checkState(test.right, test.left))))
        return false;
    if (!isTextOperation(test.comparison) && (!checkTimes(test.left, test.right) || !checkTimes(test.right, test.left)))
        return false;
    warnOfTypes(test);
    return true;
}

void FilterParser::warnOfTypes(const FilterTest& test)
{
    const ValueType left = typeOf(test.left);
    const ValueType right = typeOf(test.right);
    std::string why;
    const auto isText = [](ValueType type) { return type == ValueType::text || type == ValueType::unknown; };
    const bool equality = test.comparison == Comparison::equal || test.comparison == Comparison::notEqual;
    if (test.comparison == Comparison::in) {
        const auto fits = [&](const FilterLiteral& literal) {
            FilterOperand one;
            one.literal = literal;
            return comparable(left, one, literal.type);
        };
        if (test.right.kind == OperandKind::list && std::none_of(test.right.list.begin(), test.right.list.end(), fits))
            why = writtenAs(test.left) + " is " + std::string(nameOf(left)) + " and the list has none";
    } else if (isTextOperation(test.comparison)) {
        const bool regex = test.comparison == Comparison::matches;
        const bool elements = test.comparison == Comparison::contains && left == ValueType::unknown;
        if (!isText(left))
            why = writtenAs(test.left) + " is " + std::string(nameOf(left)) + ", not text";
        else if (!regex && !elements && !isText(right))
            why = writtenAs(test.right) + " is " + std::string(nameOf(right)) + ", not text; put it in quotes";
    } else if (!comparable(left, test.right, right) && !comparable(right, test.left, left)) {
        why = writtenAs(test.left) + " is " + std::string(nameOf(left)) + " and " + writtenAs(test.right) + " is "
            + std::string(nameOf(right));
        if (left == ValueType::text && right == ValueType::number)
            why += "; num(...) reads a text as a number";
    } else if (!equality
        && (left == ValueType::boolean || right == ValueType::boolean || left == ValueType::null
            || right == ValueType::null)) {
        why = "true, false and null have no order";
    }
    if (!why.empty())
        m_out->warnings.push_back({test.position, test.length, "This never holds: " + why + "."});
}

} // namespace tapedeck
