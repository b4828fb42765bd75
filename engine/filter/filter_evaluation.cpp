#include "engine/filter/filter_evaluation.h"

#include "engine/base/bytes.h"
#include "engine/base/limits.h"
#include "engine/base/time_forms.h"
#include "engine/filter/find_text.h"

#include <algorithm>
#include <re2/re2.h>

namespace tapedeck {

using Kind = FilterValue::Kind;

namespace {

constexpr std::string_view kSenderHeader = "fq-sender";
constexpr std::string_view kExchangeHeader = "fq-exchange";
constexpr std::string_view kRecordingPrefix = "exchange:"; // of the names of queues that record an exchange

// What is not known is not there.
FilterValue known(std::string_view text)
{
    return text.empty() ? FilterValue() : FilterValue::ofText(text);
}

bool finds(const re2::RE2& regex, std::string_view text)
{
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), regex);
}

} // namespace

void FilterScratch::Parts::forget()
{
    for (Bodies& side : bodies)
        side.read.fill(Read::notYet);
    texts.clear();
}

FilterEvaluation::FilterEvaluation(
    const FilterExpression& expression, const FilterSubject& subject, FilterScratch::Parts& parts)
    : m_expression(expression)
    , m_subject(subject)
    , m_parts(parts)
    , m_bodies(parts.bodies[0])
    , m_stepsMax(limits::kFilterStepsMax)
{
}

FilterEvaluation::FilterEvaluation(const FilterEvaluation& of, const FilterSubject& previous)
    : m_expression(of.m_expression)
    , m_subject(previous)
    , m_parts(of.m_parts)
    , m_bodies(of.m_parts.bodies[1])
    , m_stepsMax(of.m_stepsMax)
{
}

bool FilterEvaluation::test(const FilterTest& test)
{
    if (exhausted())
        return false;
    switch (test.kind) {
    case TestKind::all:
        return std::all_of(
            test.parts.begin(), test.parts.end(), [this](const auto& part) { return this->test(*part); });
    case TestKind::any:
        return std::any_of(
            test.parts.begin(), test.parts.end(), [this](const auto& part) { return this->test(*part); });
    case TestKind::negation:
        return !this->test(*test.parts[0]);
    case TestKind::comparison:
        return compare(test) == Outcome::yes;
    case TestKind::truth:
        return truth(test.left);
    case TestKind::search:
        return search(test);
    }
    return false;
}

void FilterEvaluation::dropTexts(size_t kept)
{
    while (m_parts.texts.size() > kept)
        m_parts.texts.pop_back();
}

Outcome FilterEvaluation::compare(const FilterTest& test)
{
    const size_t texts = m_parts.texts.size();
    const Outcome outcome = compareSides(test);
    dropTexts(texts);
    return outcome;
}

Outcome FilterEvaluation::compareSides(const FilterTest& test)
{
    const FilterValue left = value(test.left);
    if (left.missing())
        return Outcome::no;
    spendText(left.text.size());
    if (test.comparison == Comparison::matches) {
        if (left.kind != Kind::text)
            return Outcome::mismatch;
        return finds(*test.right.literal.regex, left.text) ? Outcome::yes : Outcome::no;
    }
    if (test.right.kind == OperandKind::list)
        return inList(left, test.right.list) ? Outcome::yes : Outcome::no;
    const FilterValue right = value(test.right);
    for (const FilterValue& side : {left, right})
        if (side.kind == Kind::list)
            spend(side.document->node(side.node).end - side.node);
    if (exhausted())
        return Outcome::no;
    return compareValues(left, test.comparison, right, moment());
}

bool FilterEvaluation::inList(const FilterValue& value, const std::vector<FilterLiteral>& list)
{
    spend(list.size());
    return std::any_of(list.begin(), list.end(), [&](const FilterLiteral& literal) {
        return compareValues(value, Comparison::equal, literalValue(literal), moment()) == Outcome::yes;
    });
}

bool FilterEvaluation::truth(const FilterOperand& operand)
{
    const FilterValue value = this->value(operand);
    if (operand.kind == OperandKind::literal)
        return value.kind == Kind::boolean && value.truth;
    return !value.missing() && value.kind != Kind::null && (value.kind != Kind::boolean || value.truth);
}

bool FilterEvaluation::searchIn(const FilterTest& test, std::string_view bytes)
{
    spendText(bytes.size());
    if (test.left.literal.type == ValueType::regex)
        return finds(*test.left.literal.regex, bytes);
    return findText(bytes, test.lowered, true) != std::string_view::npos;
}

bool FilterEvaluation::search(const FilterTest& test)
{
    const MessageView& message = m_subject.message;
    if (searchIn(test, message.key) || searchIn(test, message.body))
        return true;
    ByteReader headers(message.headers);
    while (headers.ok() && !headers.atEnd()) {
        const std::string_view name = headers.text();
        const std::string_view value = headers.text();
        if (headers.ok() && (searchIn(test, name) || searchIn(test, value)))
            return true;
    }
    return false;
}

FilterValue FilterEvaluation::header(std::string_view name)
{
    ByteReader headers(m_subject.message.headers);
    while (headers.ok() && !headers.atEnd()) {
        const std::string_view found = headers.text();
        const std::string_view value = headers.text();
        if (headers.ok() && equalIgnoringCase(found, name))
            return FilterValue::ofText(value);
    }
    return {};
}

FilterValue FilterEvaluation::sender()
{
    return m_subject.sender.empty() ? header(kSenderHeader) : known(m_subject.sender);
}

FilterValue FilterEvaluation::exchange()
{
    if (!m_subject.exchange.empty())
        return known(m_subject.exchange);
    const FilterValue named = header(kExchangeHeader);
    if (!named.missing() || !m_subject.queue.starts_with(kRecordingPrefix))
        return named;
    return known(m_subject.queue.substr(kRecordingPrefix.size()));
}

const Document* FilterEvaluation::document(BodyFormat format)
{
    using Read = FilterScratch::Parts::Read;
    const auto index = static_cast<size_t>(format);
    Document& document = m_bodies.documents[index];
    Read& read = m_bodies.read[index];
    if (read == Read::notYet)
        read = document.read(m_subject.message.body, format) ? Read::good : Read::bad;
    return read == Read::good ? &document : nullptr;
}

uint32_t FilterEvaluation::follow(const Document& document, uint32_t node, std::span<const PathStep> steps)
{
    for (const PathStep& step : steps) {
        spend(1 + document.node(node).count);
        if (exhausted())
            return Document::kNone;
        node =
            step.kind == PathStep::Kind::name ? document.member(node, step.name) : document.element(node, step.index);
        if (node == Document::kNone)
            break;
    }
    return node;
}

FilterValue FilterEvaluation::documentValue(const FilterOperand& operand)
{
    const Document* document = this->document(operand.format);
    if (!document)
        return {};
    std::span<const PathStep> steps(operand.path);
    uint32_t node = 0;
    for (size_t i = 0; i < steps.size(); ++i)
        if (steps[i].kind == PathStep::Kind::each) { // any() has found the way to here
            node = m_element;
            steps = steps.subspan(i + 1);
            break;
        }
    node = follow(*document, node, steps);
    return node == Document::kNone ? FilterValue() : FilterValue::ofNode(*document, node);
}

bool FilterEvaluation::anyElement(const FilterOperand& operand)
{
    const Document* document = this->document(operand.format);
    if (!document)
        return false;
    const uint32_t list = follow(*document, 0, operand.path);
    if (list == Document::kNone || document->node(list).kind != NodeKind::list)
        return false;
    for (uint32_t at = list + 1; at < document->node(list).end && !exhausted(); at = document->node(at).end) {
        spend(1);
        m_element = at;
        if (test(*operand.test))
            return true;
    }
    return false;
}

FilterValue FilterEvaluation::literalValue(const FilterLiteral& literal)
{
    switch (literal.type) {
    case ValueType::null:
        return FilterValue::ofMicros(Kind::null, 0);
    case ValueType::boolean:
        return FilterValue::ofBoolean(literal.truth);
    case ValueType::number:
        return FilterValue::ofNumber(literal.number());
    case ValueType::duration:
        return FilterValue::ofMicros(Kind::duration, literal.micros);
    case ValueType::time: {
        if (!literal.timeOfDay)
            return FilterValue::ofMicros(Kind::time, literal.micros);
        const auto time = parseTime(literal.text, m_subject.now, m_expression.utcOffset);
        return time ? FilterValue::ofMicros(Kind::time, time->micros) : FilterValue();
    }
    default:
        return FilterValue::ofText(literal.text);
    }
}

FilterValue FilterEvaluation::function(const FilterOperand& operand)
{
    if (operand.kind == OperandKind::any)
        return FilterValue::ofBoolean(anyElement(operand));
    if (operand.kind == OperandKind::previous) {
        if (!m_subject.previous)
            return {};
        FilterEvaluation before(*this, *m_subject.previous);
        const FilterValue value = before.value(*operand.argument);
        spend(before.m_steps);
        return value;
    }
    const FilterValue value = this->value(*operand.argument);
    if (operand.kind == OperandKind::exists)
        return FilterValue::ofBoolean(!value.missing());
    if (operand.kind == OperandKind::number) {
        const auto number = value.kind == Kind::text ? Number::parse(value.text) : std::nullopt;
        if (!number)
            return value.kind == Kind::number ? value : FilterValue();
        FilterValue read = FilterValue::ofNumber(*number);
        read.text = value.text;
        return read;
    }
    if (operand.kind == OperandKind::lower) {
        if (value.kind != Kind::text)
            return {};
        spendText(value.text.size());
        return FilterValue::ofText(m_parts.texts.emplace_back(lowerAscii(value.text)));
    }
    if (value.kind == Kind::text)
        return FilterValue::ofNumber(Number(uint64_t{value.text.size()}));
    if (value.kind == Kind::list || value.kind == Kind::object)
        return FilterValue::ofNumber(Number(uint64_t{value.document->node(value.node).count}));
    return {};
}

FilterValue FilterEvaluation::value(const FilterOperand& operand)
{
    const MessageView& message = m_subject.message;
    switch (operand.kind) {
    case OperandKind::literal:
        return literalValue(operand.literal);
    case OperandKind::list:
        return {};
    case OperandKind::queue:
        return known(m_subject.queue);
    case OperandKind::channel:
        return known(m_subject.channel);
    case OperandKind::id:
        return FilterValue::ofNumber(Number(message.id.value));
    case OperandKind::key:
        return known(message.key);
    case OperandKind::exchange:
        return exchange();
    case OperandKind::sender:
        return sender();
    case OperandKind::size:
        return FilterValue::ofNumber(Number(m_subject.size.value_or(message.body.size())));
    case OperandKind::time:
        return FilterValue::ofMicros(Kind::time, message.time.micros);
    case OperandKind::age:
        return FilterValue::ofMicros(Kind::duration, m_subject.now.micros - message.time.micros);
    case OperandKind::state:
        return known(m_subject.state);
    case OperandKind::attempts:
        return m_subject.attempts ? FilterValue::ofNumber(Number(uint64_t{*m_subject.attempts})) : FilterValue();
    case OperandKind::client:
        return known(m_subject.client);
    case OperandKind::proto:
        return known(m_subject.proto);
    case OperandKind::header:
        return header(operand.name);
    case OperandKind::body:
        return FilterValue::ofText(message.body);
    case OperandKind::document:
        return documentValue(operand);
    case OperandKind::mark:
        return known(m_subject.mark);
    case OperandKind::note:
        return known(m_subject.note);
    default:
        return function(operand);
    }
}

} // namespace tapedeck
