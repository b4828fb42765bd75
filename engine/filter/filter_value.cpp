#include "engine/filter/filter_value.h"

#include "engine/base/time_forms.h"
#include "engine/filter/filter_parser.h"

namespace tapedeck {

using Kind = FilterValue::Kind;

FilterValue FilterValue::ofText(std::string_view text)
{
    FilterValue value;
    value.kind = Kind::text;
    value.text = text;
    return value;
}

FilterValue FilterValue::ofBoolean(bool truth)
{
    FilterValue value;
    value.kind = Kind::boolean;
    value.truth = truth;
    return value;
}

FilterValue FilterValue::ofNumber(Number number)
{
    FilterValue value;
    value.kind = Kind::number;
    value.number = number;
    return value;
}

FilterValue FilterValue::ofMicros(Kind kind, int64_t micros)
{
    FilterValue value;
    value.kind = kind;
    value.micros = micros;
    return value;
}

FilterValue FilterValue::ofNode(const Document& document, uint32_t index)
{
    const DocumentNode& node = document.node(index);
    FilterValue value;
    switch (node.kind) {
    case NodeKind::null:
        value.kind = Kind::null;
        break;
    case NodeKind::boolean:
        return ofBoolean(node.truth);
    case NodeKind::number:
        value = ofNumber(Number::parse(node.text).value_or(Number()));
        value.text = node.text;
        break;
    case NodeKind::text:
        return ofText(node.text);
    case NodeKind::list:
        value.kind = Kind::list;
        break;
    case NodeKind::object:
        value.kind = Kind::object;
        break;
    case NodeKind::other:
        value.kind = Kind::other;
        break;
    }
    value.document = &document;
    value.node = index;
    return value;
}

namespace {

Outcome outcome(bool holds)
{
    return holds ? Outcome::yes : Outcome::no;
}

template <typename T>
Outcome compareOrdered(const T& left, Comparison comparison, const T& right)
{
    switch (comparison) {
    case Comparison::equal:
        return outcome(left == right);
    case Comparison::notEqual:
        return outcome(!(left == right));
    case Comparison::less:
        return outcome(left < right);
    case Comparison::lessOrEqual:
        return outcome(left <= right);
    case Comparison::greater:
        return outcome(left > right);
    case Comparison::greaterOrEqual:
        return outcome(left >= right);
    default:
        return Outcome::mismatch;
    }
}

Outcome compareTexts(std::string_view left, Comparison comparison, std::string_view right)
{
    switch (comparison) {
    case Comparison::contains:
        return outcome(left.find(right) != std::string_view::npos);
    case Comparison::startsWith:
        return outcome(left.starts_with(right));
    case Comparison::endsWith:
        return outcome(left.ends_with(right));
    default:
        return compareOrdered(left, comparison, right);
    }
}

// The value as a moment: a text that holds one, or that long before now.
std::optional<int64_t> asTime(const FilterValue& value, const FilterMoment& moment)
{
    if (value.kind == Kind::time)
        return value.micros;
    if (value.kind == Kind::text) {
        const auto time = momentOf(value.text, moment.utcOffset);
        return time ? std::optional(time->micros) : std::nullopt;
    }
    if (value.kind == Kind::duration && value.micros <= 0) {
        int64_t micros = 0;
        if (__builtin_add_overflow(moment.now.micros, value.micros, &micros))
            return INT64_MIN;
        return micros;
    }
    return std::nullopt;
}

// Whether an element of the list equals the value.
Outcome holdsElement(const FilterValue& list, const FilterValue& value, const FilterMoment& moment)
{
    const Document& document = *list.document;
    const uint32_t end = document.node(list.node).end;
    for (uint32_t at = list.node + 1; at < end; at = document.node(at).end)
        if (compareValues(FilterValue::ofNode(document, at), Comparison::equal, value, moment) == Outcome::yes)
            return Outcome::yes;
    return Outcome::no;
}

bool isEquality(Comparison comparison)
{
    return comparison == Comparison::equal || comparison == Comparison::notEqual;
}

} // namespace

Outcome compareValues(
    const FilterValue& left, Comparison comparison, const FilterValue& right, const FilterMoment& moment)
{
    if (left.missing() || right.missing())
        return Outcome::no;
    if (comparison == Comparison::in)
        return right.kind == Kind::list ? holdsElement(right, left, moment) : Outcome::mismatch;
    if (comparison == Comparison::contains && left.kind == Kind::list)
        return holdsElement(left, right, moment);
    if (left.kind == Kind::null || right.kind == Kind::null) {
        if (!isEquality(comparison))
            return Outcome::mismatch;
        return outcome((left.kind == right.kind) == (comparison == Comparison::equal));
    }
    // A text and a length of time: the text may hold a moment, and "-5m" is one.
    const bool moments = (left.kind == Kind::text && right.kind == Kind::duration)
        || (left.kind == Kind::duration && right.kind == Kind::text);
    if (moments || left.kind == Kind::time || right.kind == Kind::time) {
        const auto a = asTime(left, moment);
        const auto b = asTime(right, moment);
        return a && b ? compareOrdered(*a, comparison, *b) : Outcome::mismatch;
    }
    if (left.kind != right.kind)
        return Outcome::mismatch;
    switch (left.kind) {
    case Kind::boolean:
        return isEquality(comparison) ? compareOrdered(left.truth, comparison, right.truth) : Outcome::mismatch;
    case Kind::number:
        return compareOrdered(left.number, comparison, right.number);
    case Kind::text:
        return compareTexts(left.text, comparison, right.text);
    case Kind::duration:
        return compareOrdered(left.micros, comparison, right.micros);
    default:
        return Outcome::mismatch;
    }
}

namespace {

constexpr size_t kShownBytes = 60;

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text.substr(0, kShownBytes)) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '.' : c;
    }
    while (text.size() > kShownBytes && !out.empty() && static_cast<unsigned char>(out.back()) >= 0x80)
        out.pop_back(); // do not end inside a character
    return out + (text.size() > kShownBytes ? "...\"" : "\"");
}

std::string durationText(int64_t micros)
{
    const bool whole = micros % 1'000'000 == 0;
    return whole ? std::to_string(micros / 1'000'000) + "s" : std::to_string(micros / 1'000) + "ms";
}

} // namespace

std::string describe(const FilterValue& value)
{
    switch (value.kind) {
    case Kind::missing:
        return "not there";
    case Kind::null:
        return "null";
    case Kind::boolean:
        return value.truth ? "true" : "false";
    case Kind::number:
        if (!value.text.empty())
            return std::string(value.text.substr(0, kShownBytes));
        return std::to_string(value.number.toUnsigned().value_or(0));
    case Kind::text:
        return quoted(value.text);
    case Kind::time:
        return formatTime(Time{value.micros});
    case Kind::duration:
        return durationText(value.micros);
    case Kind::list:
        return "a list of " + std::to_string(value.document->node(value.node).count);
    case Kind::object:
        return "an object of " + std::to_string(value.document->node(value.node).count);
    case Kind::other:
        break;
    }
    return "something without a value";
}

} // namespace tapedeck
