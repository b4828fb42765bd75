// Text to FilterExpression. Pure; one thread; one parser per text.
//
//   filter     = or
//   or         = and { ("||" | "or") and }
//   and        = not { ("&&" | "and") not }
//   not        = ("!" | "not") not | "(" or ")" | term
//   term       = value [ operator value ]           a value alone: a word to search for, or something that must be
//   there operator   = "==" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "contains" | "startswith" | "endswith" | "in"
//   value      = field | function | literal
//   field      = "queue" | "channel" | ... | "headers." NAME | "header[" TEXT "]" | ("json" | "msgpack" | "cbor") path
//   path       = { "." NAME | "[" (INDEX | TEXT | "*") "]" }
//   function   = ("exists" | "len" | "lower" | "num" | "prev") "(" value ")" | "any(" or ")"
//   literal    = TEXT | WORD | NUMBER | SIZE | DURATION | MOMENT | REGEX | "true" | "false" | "null" | "[" literals "]"
#pragma once

#include "engine/filter/filter_expression.h"
#include "engine/filter/filter_lexer.h"

namespace tapedeck {

class FilterParser {
public:
    FilterParser(std::string_view text, Duration utcOffset);

    // Null: error() tells why.
    std::shared_ptr<const FilterExpression> parse();
    const FilterError& error() const { return m_error; }

private:
    using TestPtr = std::unique_ptr<FilterTest>;
    class Deeper; // counts nesting while it lives

    TestPtr parseOr();
    TestPtr parseAnd();
    TestPtr parseNot();
    TestPtr parseTerm();
    TestPtr makeTest(TestKind kind, size_t position);
    TestPtr joined(TestKind kind, TestPtr first);
    bool takesAnd();
    bool takesOr();

    // filter_operands.cpp
    bool parseOperand(FilterOperand& out);
    bool parseWord(FilterOperand& out, const FilterToken& token);
    bool parseFunction(FilterOperand& out, const FilterToken& token, OperandKind kind);
    bool parseAny(FilterOperand& out);
    bool parseHeader(FilterOperand& out, const FilterToken& token);
    bool parsePath(FilterOperand& out, const FilterToken& token, size_t rootLength);
    bool parseDottedNames(FilterOperand& out, std::string_view names, size_t position);
    bool parseBracket(FilterOperand& out);
    bool parseList(FilterOperand& out);
    bool parseRegex(FilterLiteral& out, std::string_view pattern, std::string_view flags, size_t position);

    // filter_literals.cpp
    bool readLiteral(FilterLiteral& out, const FilterToken& token);
    bool readNumberLike(FilterLiteral& out, std::string_view word, size_t position);

    // filter_check.cpp: what fits together
    bool checkComparison(FilterTest& test);
    bool checkRight(FilterTest& test);
    bool checkTimes(const FilterOperand& other, FilterOperand& operand);
    bool makeTime(FilterLiteral& literal, size_t position);
    bool checkState(const FilterOperand& other, const FilterOperand& operand);
    void warnOfTypes(const FilterTest& test);
    std::string writtenAs(const FilterOperand& operand) const;

    bool fail(size_t position, std::string expected);
    // At the next token.
    bool failHere(std::string expected);
    bool expectSign(std::string_view sign);
    void endOperand(FilterOperand& operand) { operand.length = m_lexer.lastEnd() - operand.position; }

    std::string_view m_text;
    FilterLexer m_lexer;
    FilterError m_error;
    bool m_failed = false;
    unsigned m_depth = 0;
    size_t m_regexes = 0;
    bool m_insidePrevious = false;
    bool m_insideAny = false;
    bool m_hasEach = false; // the any() that is being read has a path with [*]
    std::vector<PathStep> m_eachOf;
    BodyFormat m_eachFormat = BodyFormat::json;
    std::shared_ptr<FilterExpression> m_out;
};

// A text that is a moment by itself: 2026-10-01, 2026-10-01T14:03:05.5Z. Local ones are `utcOffset` east of UTC.
std::optional<Time> momentOf(std::string_view text, Duration utcOffset);

} // namespace tapedeck
