#include "engine/filter/field.h"

#include "engine/base/time_forms.h"
#include "engine/filter/filter_evaluation.h"
#include "engine/filter/filter_parser.h"

namespace tapedeck {

namespace {

FilterError notAField(const FilterExpression& expression, size_t position, const char* expected)
{
    const std::string_view text = expression.text;
    FilterLexer lexer(text.substr(position));
    const FilterToken found = lexer.peek();
    const bool end = found.kind == FilterToken::Kind::end;
    return {position + found.position, expected, end ? "the end" : "`" + std::string(found.written) + "`"};
}

// What a stored message alone does not tell, or not for long.
bool isOfTheMessage(const FilterOperand& operand)
{
    return operand.kind != OperandKind::age && (!operand.argument || isOfTheMessage(*operand.argument));
}

// Appends while there is room; returns false when there is none left. What is written is thrown away behind it, so one
// byte too many is enough to know.
class FieldWriter {
public:
    FieldWriter(std::string& out, size_t bytesMax)
        : m_out(out)
        , m_bytesMax(bytesMax)
    {
    }

    bool add(std::string_view text)
    {
        m_out += text.substr(0, m_bytesMax + 1 - std::min(m_out.size(), m_bytesMax + 1));
        return m_out.size() <= m_bytesMax;
    }

    bool quoted(std::string_view text)
    {
        static constexpr char kHex[] = "0123456789abcdef";
        bool room = add("\"");
        for (size_t i = 0; i < text.size() && room; ++i) {
            const char c = text[i];
            const auto byte = static_cast<unsigned char>(c);
            if (c == '"' || c == '\\')
                room = add("\\") && add({&c, 1});
            else if (byte < 0x20)
                room = add("\\u00") && add({&kHex[byte >> 4], 1}) && add({&kHex[byte & 15], 1});
            else
                room = add({&c, 1});
        }
        return room && add("\"");
    }

    // Depth is bounded by what a document may have.
    bool node(const Document& document, uint32_t index)
    {
        const DocumentNode& node = document.node(index);
        switch (node.kind) {
        case NodeKind::null:
            return add("null");
        case NodeKind::boolean:
            return add(node.truth ? "true" : "false");
        case NodeKind::number:
            return add(node.text);
        case NodeKind::text:
            return quoted(node.text);
        case NodeKind::list:
        case NodeKind::object:
            return children(document, index);
        case NodeKind::other:
            break;
        }
        return add("?");
    }

private:
    bool children(const Document& document, uint32_t index)
    {
        const DocumentNode& node = document.node(index);
        const bool object = node.kind == NodeKind::object;
        bool room = add(object ? "{" : "[");
        bool key = object;
        for (uint32_t at = index + 1; at < node.end && room; at = document.node(at).end) {
            if (at != index + 1)
                room = add(object && !key ? ":" : ",");
            room = room && this->node(document, at);
            key = object && !key;
        }
        return room && add(object ? "}" : "]");
    }

    std::string& m_out;
    size_t m_bytesMax;
};

FieldValue::Kind kindOf(const FilterValue& value)
{
    using Kind = FilterValue::Kind;
    switch (value.kind) {
    case Kind::missing:
        return FieldValue::Kind::missing;
    case Kind::null:
        return FieldValue::Kind::null;
    case Kind::number:
        return FieldValue::Kind::number;
    case Kind::text:
        return FieldValue::Kind::text;
    default:
        return FieldValue::Kind::other;
    }
}

bool write(FieldWriter& out, const FilterValue& value)
{
    using Kind = FilterValue::Kind;
    switch (value.kind) {
    case Kind::missing:
        return true;
    case Kind::null:
        return out.add("null");
    case Kind::boolean:
        return out.add(value.truth ? "true" : "false");
    case Kind::number:
        return out.add(value.text.empty() ? std::to_string(value.number.toUnsigned().value_or(0)) : value.text);
    case Kind::text:
        return out.add(value.text);
    case Kind::time:
        return out.add(formatTime(Time{value.micros}));
    case Kind::list:
    case Kind::object:
        return out.node(*value.document, value.node);
    case Kind::duration:
    case Kind::other:
        break;
    }
    return out.add("?");
}

} // namespace

Result<Field> Field::parse(std::string_view text)
{
    static constexpr const char* kExpected = "a field of the message, such as json.total or headers.region";
    const auto refuse = [](const FilterError& error) { return Error{ErrorCode::invalidArgument, error.text()}; };
    FilterParser parser(text, {});
    const auto expression = parser.parse();
    if (!expression) {
        FilterError error = parser.error();
        return refuse(text.find_first_not_of(" \t\r\n") == std::string_view::npos
                ? FilterError{text.size(), kExpected, "the end"}
                : std::move(error));
    }
    const FilterTest& test = *expression->test;
    if (test.kind == TestKind::comparison)
        return refuse(notAField(*expression, test.left.position + test.left.length, "the end"));
    const bool field =
        test.kind == TestKind::truth && test.left.kind != OperandKind::literal && test.left.kind != OperandKind::list;
    if (!field)
        return refuse(notAField(*expression, test.position, kExpected));
    const auto filter = Filter::parse(text);
    const FilterNeeds needs = filter ? filter->needs() : FilterNeeds();
    if (needs.channel || needs.client || needs.marks || needs.previous || !isOfTheMessage(test.left))
        return refuse(notAField(*expression, test.position, kExpected));
    return Field(expression, needs.body);
}

const std::string& Field::text() const
{
    return m_expression->text;
}

void Field::clear(FilterScratch& scratch)
{
    scratch.parts().forget();
}

FieldValue Field::of(const FilterSubject& subject, FilterScratch& scratch, size_t bytesMax) const
{
    FilterEvaluation evaluation(*m_expression, subject, scratch.parts());
    const FilterValue found = evaluation.value(m_expression->test->left);
    FieldValue value;
    if (evaluation.exhausted()) {
        value.kind = FieldValue::Kind::unread;
        return value;
    }
    value.kind = kindOf(found);
    FieldWriter writer(value.text, bytesMax);
    value.cut = !write(writer, found);
    if (value.text.size() > bytesMax) {
        size_t end = bytesMax; // not within a character
        for (int i = 0; i < 3 && end > 0 && (static_cast<unsigned char>(value.text[end]) & 0xc0) == 0x80; ++i)
            --end;
        value.text.resize(end);
    }
    value.text.shrink_to_fit();
    return value;
}

} // namespace tapedeck
