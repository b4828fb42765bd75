#include "engine/filter/filter_parser.h"

#include "engine/base/limits.h"
#include "engine/filter/filter_push_down.h"
#include "engine/filter/find_text.h"

#include <optional>

namespace tapedeck {

class FilterParser::Deeper {
public:
    explicit Deeper(FilterParser& parser)
        : m_parser(parser)
    {
        ++m_parser.m_depth;
    }
    ~Deeper() { --m_parser.m_depth; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    bool fits() const
    {
        return m_parser.m_depth <= limits::kFilterDepthMax
            || m_parser.failHere("at most " + std::to_string(limits::kFilterDepthMax) + " levels of nesting");
    }

private:
    FilterParser& m_parser;
};

namespace {

std::optional<Comparison> comparisonOf(const FilterToken& token)
{
    static constexpr struct {
        std::string_view sign;
        Comparison comparison;
    } kSigns[] = {{"==", Comparison::equal}, {"!=", Comparison::notEqual}, {"<", Comparison::less},
        {"<=", Comparison::lessOrEqual}, {">", Comparison::greater}, {">=", Comparison::greaterOrEqual},
        {"~", Comparison::matches}, {"contains", Comparison::contains}, {"startswith", Comparison::startsWith},
        {"endswith", Comparison::endsWith}, {"in", Comparison::in}};
    if (token.kind == FilterToken::Kind::sign || token.kind == FilterToken::Kind::word)
        for (const auto& [sign, comparison] : kSigns)
            if (token.written == sign)
                return comparison;
    return std::nullopt;
}

} // namespace

FilterParser::FilterParser(std::string_view text, Duration utcOffset)
    : m_text(text)
    , m_lexer(text)
    , m_out(std::make_shared<FilterExpression>())
{
    m_out->text = text;
    m_out->utcOffset = utcOffset;
}

bool FilterParser::fail(size_t position, std::string expected)
{
    if (m_failed)
        return false;
    m_failed = true;
    m_error.position = position;
    m_error.expected = std::move(expected);
    return false;
}

bool FilterParser::failHere(std::string expected)
{
    const FilterToken& token = m_lexer.peek();
    if (token.kind == FilterToken::Kind::broken)
        return fail(token.position, std::string(token.expected));
    return fail(token.position, std::move(expected));
}

bool FilterParser::expectSign(std::string_view sign)
{
    if (!m_lexer.peek().isSign(sign))
        return failHere("`" + std::string(sign) + "`");
    m_lexer.take();
    return true;
}

std::shared_ptr<const FilterExpression> FilterParser::parse()
{
    if (m_text.size() > limits::kFilterBytesMax) {
        fail(limits::kFilterBytesMax, "at most " + std::to_string(limits::kFilterBytesMax) + " bytes");
    } else {
        m_out->test = parseOr();
        if (!m_failed && m_lexer.peek().kind != FilterToken::Kind::end)
            failHere("`&&`, `||` or the end");
    }
    if (!m_failed) {
        m_out->literals = literalsOf(*m_out->test);
        return m_out;
    }
    if (m_error.position >= m_text.size()) {
        m_error.found = "the end";
        return nullptr;
    }
    FilterLexer rest(m_text.substr(m_error.position));
    const FilterToken& found = rest.peek();
    const bool broken = found.kind == FilterToken::Kind::broken;
    m_error.found = "`" + std::string(broken ? m_text.substr(m_error.position, 1) : found.written) + "`";
    return nullptr;
}

FilterParser::TestPtr FilterParser::makeTest(TestKind kind, size_t position)
{
    auto test = std::make_unique<FilterTest>();
    test->kind = kind;
    test->position = position;
    return test;
}

bool FilterParser::takesAnd()
{
    const FilterToken& next = m_lexer.peek();
    const bool takes = next.isSign("&&") || next.isWord("and") || next.isWord("AND");
    if (takes)
        m_lexer.take();
    return takes;
}

bool FilterParser::takesOr()
{
    const FilterToken& next = m_lexer.peek();
    const bool takes = next.isSign("||") || next.isWord("or") || next.isWord("OR");
    if (takes)
        m_lexer.take();
    return takes;
}

FilterParser::TestPtr FilterParser::joined(TestKind kind, TestPtr first)
{
    TestPtr all = makeTest(kind, first->position);
    all->parts.push_back(std::move(first));
    return all;
}

FilterParser::TestPtr FilterParser::parseOr()
{
    TestPtr left = parseAnd();
    if (!left || !takesOr())
        return left;
    left = joined(TestKind::any, std::move(left));
    do {
        TestPtr next = parseAnd();
        if (!next)
            return nullptr;
        left->parts.push_back(std::move(next));
    } while (takesOr());
    left->length = m_lexer.lastEnd() - left->position;
    return left;
}

FilterParser::TestPtr FilterParser::parseAnd()
{
    TestPtr left = parseNot();
    if (!left || !takesAnd())
        return left;
    left = joined(TestKind::all, std::move(left));
    do {
        TestPtr next = parseNot();
        if (!next)
            return nullptr;
        left->parts.push_back(std::move(next));
    } while (takesAnd());
    left->length = m_lexer.lastEnd() - left->position;
    return left;
}

FilterParser::TestPtr FilterParser::parseNot()
{
    Deeper deeper(*this);
    if (!deeper.fits())
        return nullptr;
    const FilterToken& next = m_lexer.peek();
    const size_t position = next.position;
    if (next.isSign("!") || next.isWord("not") || next.isWord("NOT")) {
        m_lexer.take();
        TestPtr inner = parseNot();
        if (!inner)
            return nullptr;
        TestPtr test = makeTest(TestKind::negation, position);
        test->parts.push_back(std::move(inner));
        test->length = m_lexer.lastEnd() - position;
        return test;
    }
    if (!next.isSign("("))
        return parseTerm();
    m_lexer.take();
    TestPtr inner = parseOr();
    if (!inner || !expectSign(")"))
        return nullptr;
    return inner;
}

FilterParser::TestPtr FilterParser::parseTerm()
{
    TestPtr test = makeTest(TestKind::comparison, m_lexer.peek().position);
    if (!parseOperand(test->left))
        return nullptr;
    ++m_out->terms;
    const FilterLiteral& literal = test->left.literal;
    if (const auto comparison = comparisonOf(m_lexer.peek())) {
        m_lexer.take();
        test->comparison = *comparison;
        if (!parseOperand(test->right))
            return nullptr;
        test->length = m_lexer.lastEnd() - test->position;
        return checkComparison(*test) ? std::move(test) : nullptr;
    }
    test->length = m_lexer.lastEnd() - test->position;
    if (test->left.kind == OperandKind::list)
        return fail(test->position, "a value, or `in` after it"), nullptr;
    test->kind = TestKind::truth;
    if (test->left.kind != OperandKind::literal || literal.type == ValueType::boolean
        || literal.type == ValueType::null)
        return test;
    test->kind = TestKind::search; // numbers and durations too: who writes 4711 alone looks for these digits
    if (literal.type != ValueType::text && literal.type != ValueType::regex)
        test->lowered = lowerAscii(m_text.substr(test->position, test->length));
    else
        test->lowered = lowerAscii(literal.text);
    if (literal.type != ValueType::regex && test->lowered.empty())
        return fail(test->position, "a text that is not empty"), nullptr;
    return test;
}

} // namespace tapedeck
