// The values of a filter: fields, paths into bodies, functions, lists.
#include "engine/base/limits.h"
#include "engine/filter/filter_parser.h"
#include "engine/filter/number.h"

#include <re2/re2.h>

namespace tapedeck {

namespace {

struct NamedOperand {
    std::string_view name;
    OperandKind kind;
};

constexpr NamedOperand kFields[] = {{"queue", OperandKind::queue}, {"channel", OperandKind::channel},
    {"id", OperandKind::id}, {"key", OperandKind::key}, {"exchange", OperandKind::exchange},
    {"sender", OperandKind::sender}, {"size", OperandKind::size}, {"time", OperandKind::time},
    {"age", OperandKind::age}, {"state", OperandKind::state}, {"attempts", OperandKind::attempts},
    {"client", OperandKind::client}, {"proto", OperandKind::proto}, {"body", OperandKind::body},
    {"mark", OperandKind::mark}, {"note", OperandKind::note}};

constexpr NamedOperand kFunctions[] = {{"exists", OperandKind::exists}, {"len", OperandKind::length},
    {"lower", OperandKind::lower}, {"num", OperandKind::number}, {"any", OperandKind::any},
    {"prev", OperandKind::previous}};

constexpr struct {
    std::string_view name;
    BodyFormat format;
} kFormats[] = {{"json", BodyFormat::json}, {"msgpack", BodyFormat::messagePack}, {"cbor", BodyFormat::cbor}};

constexpr std::string_view kReserved[] = {
    "and", "or", "not", "AND", "OR", "NOT", "in", "contains", "startswith", "endswith"};

const char* const kValue = "a value";

} // namespace

bool FilterParser::parseOperand(FilterOperand& out)
{
    const FilterToken& next = m_lexer.peek();
    out.position = next.position;
    if (next.kind == FilterToken::Kind::end || next.kind == FilterToken::Kind::broken)
        return failHere(kValue);
    if (next.kind == FilterToken::Kind::sign)
        return next.isSign("[") ? parseList(out) : failHere(kValue);
    const FilterToken token = m_lexer.take();
    bool ok = true;
    if (token.kind == FilterToken::Kind::regex)
        ok = parseRegex(out.literal, token.value, token.flags, token.position);
    else if (token.kind == FilterToken::Kind::text)
        out.literal.text = token.value;
    else
        ok = parseWord(out, token);
    endOperand(out);
    return ok;
}

bool FilterParser::parseWord(FilterOperand& out, const FilterToken& token)
{
    for (const std::string_view word : kReserved)
        if (token.isWord(word))
            return fail(token.position, kValue);
    if (m_lexer.following() == '(')
        for (const auto& [name, kind] : kFunctions)
            if (token.isWord(name))
                return parseFunction(out, token, kind);
    for (const auto& [name, kind] : kFields) {
        if (!token.isWord(name))
            continue;
        out.kind = kind;
        m_out->usesChannel |=
            kind == OperandKind::channel || kind == OperandKind::state || kind == OperandKind::attempts;
        m_out->usesMarks |= kind == OperandKind::mark || kind == OperandKind::note;
        return true;
    }
    const std::string_view root = token.written.substr(0, token.written.find('.'));
    const bool bracket = root.size() == token.written.size() && m_lexer.following() == '[';
    const bool dotted = root.size() < token.written.size();
    if ((root == "headers" && (dotted || bracket)) || (root == "header" && bracket))
        return parseHeader(out, token);
    if (token.isWord("headers"))
        return fail(token.position + token.length, "`.` and the name of a header");
    for (const auto& [name, format] : kFormats) {
        if (root != name)
            continue;
        out.kind = OperandKind::document;
        out.format = format;
        m_out->readsBodies = true;
        return parsePath(out, token, root.size());
    }
    return readLiteral(out.literal, token);
}

bool FilterParser::parseFunction(FilterOperand& out, const FilterToken&, OperandKind kind)
{
    out.kind = kind;
    if (++m_depth > limits::kFilterDepthMax)
        return failHere("at most " + std::to_string(limits::kFilterDepthMax) + " levels of nesting");
    m_lexer.take(); // the parenthesis that was seen
    bool ok = false;
    if (kind == OperandKind::any) {
        ok = parseAny(out);
    } else {
        const bool previous = kind == OperandKind::previous;
        if (previous && m_insidePrevious)
            return fail(out.position, "no prev() inside prev()");
        m_insidePrevious |= previous;
        m_out->usesPrevious |= previous;
        out.argument = std::make_unique<FilterOperand>();
        ok = parseOperand(*out.argument);
        if (previous)
            m_insidePrevious = false;
        const OperandKind inner = out.argument->kind;
        if (ok && (inner == OperandKind::literal || inner == OperandKind::list))
            ok = fail(out.argument->position, "a field");
    }
    --m_depth;
    return ok && expectSign(")");
}

// All [*] inside one any() mean the same element, so they must be of the same list.
bool FilterParser::parseAny(FilterOperand& out)
{
    if (m_insideAny)
        return fail(out.position, "no any() inside any()");
    m_insideAny = true;
    m_hasEach = false;
    const size_t terms = m_out->terms;
    out.test = parseOr();
    m_out->terms = terms; // what stands inside is one term together
    m_insideAny = false;
    if (!out.test)
        return false;
    if (!m_hasEach)
        return failHere("a list with [*] inside any()");
    out.path = std::move(m_eachOf);
    out.format = m_eachFormat;
    return true;
}

bool FilterParser::parseHeader(FilterOperand& out, const FilterToken& token)
{
    out.kind = OperandKind::header;
    const size_t dot = token.written.find('.');
    if (dot != std::string_view::npos) { // headers have no levels: dots belong to the name
        out.name = token.written.substr(dot + 1);
        return !out.name.empty() || fail(token.position + dot + 1, "the name of a header");
    }
    m_lexer.skip(); // the bracket
    const FilterToken name = m_lexer.peek();
    if (name.kind != FilterToken::Kind::text)
        return failHere("the name of a header in quotes");
    out.name = name.value;
    m_lexer.take();
    return expectSign("]");
}

bool FilterParser::parseDottedNames(FilterOperand& out, std::string_view names, size_t position)
{
    while (!names.empty()) { // at a dot
        names.remove_prefix(1);
        ++position;
        const size_t length = std::min(names.find('.'), names.size());
        if (length == 0)
            return fail(position, "a name");
        out.path.push_back({PathStep::Kind::name, std::string(names.substr(0, length)), 0});
        names.remove_prefix(length);
        position += length;
    }
    return true;
}

bool FilterParser::parsePath(FilterOperand& out, const FilterToken& token, size_t rootLength)
{
    if (!parseDottedNames(out, token.written.substr(rootLength), token.position + rootLength))
        return false;
    for (;;) {
        if (m_lexer.following() == '[') {
            m_lexer.skip();
            if (!parseBracket(out))
                return false;
        } else if (m_lexer.following() == '.') {
            m_lexer.skip();
            const std::string_view name = m_lexer.takeName();
            if (name.empty())
                return fail(m_lexer.lastEnd(), "a name");
            out.path.push_back({PathStep::Kind::name, std::string(name), 0});
        } else {
            return true;
        }
    }
}

bool FilterParser::parseBracket(FilterOperand& out)
{
    const FilterToken step = m_lexer.peek();
    if (step.kind == FilterToken::Kind::text) {
        out.path.push_back({PathStep::Kind::name, step.value, 0});
    } else if (step.isWord("*")) {
        const auto eachOf = out.path;
        if (!m_insideAny)
            return fail(step.position, "an index or a name; `[*]` stands inside any()");
        for (const PathStep& before : out.path)
            if (before.kind == PathStep::Kind::each)
                return fail(step.position, "only one `[*]` in a path");
        if (m_insidePrevious)
            return fail(step.position, "an index or a name; prev() has no `[*]`");
        if (m_hasEach && (m_eachOf != eachOf || m_eachFormat != out.format))
            return fail(step.position, "the same list before every `[*]` of one any()");
        m_hasEach = true;
        m_eachOf = eachOf;
        m_eachFormat = out.format;
        out.path.push_back({PathStep::Kind::each, {}, 0});
    } else {
        const std::string_view digits = step.written.substr(step.written.starts_with('-'));
        const bool isIndex = step.kind == FilterToken::Kind::word && !digits.empty() && digits.size() <= 9
            && digits.find_first_not_of("0123456789") == std::string_view::npos;
        if (!isIndex)
            return failHere("an index or a name in quotes");
        out.path.push_back({PathStep::Kind::index, {}, std::stol(std::string(step.written))});
    }
    m_lexer.take();
    return expectSign("]");
}

bool FilterParser::parseList(FilterOperand& out)
{
    out.kind = OperandKind::list;
    m_lexer.take();
    while (!m_lexer.peek().isSign("]")) {
        const FilterToken& next = m_lexer.peek();
        if (next.kind != FilterToken::Kind::word && next.kind != FilterToken::Kind::text)
            return failHere("a value or `]`");
        if (out.list.size() >= limits::kFilterListMax)
            return failHere("at most " + std::to_string(limits::kFilterListMax) + " values in a list");
        const FilterToken token = m_lexer.take();
        FilterLiteral& literal = out.list.emplace_back();
        if (token.kind == FilterToken::Kind::text)
            literal.text = token.value;
        else if (!readLiteral(literal, token))
            return false;
        if (!m_lexer.peek().isSign("]") && !expectSign(","))
            return false;
    }
    m_lexer.take();
    endOperand(out);
    return !out.list.empty() || fail(out.position + 1, kValue);
}

bool FilterParser::parseRegex(FilterLiteral& out, std::string_view pattern, std::string_view flags, size_t position)
{
    if (++m_regexes > limits::kFilterRegexMax)
        return fail(position, "at most " + std::to_string(limits::kFilterRegexMax) + " regular expressions");
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(limits::kFilterRegexBytes);
    options.set_case_sensitive(flags.find('i') == std::string_view::npos);
    options.set_dot_nl(flags.find('s') != std::string_view::npos);
    const bool lines = flags.find('m') != std::string_view::npos;
    auto regex = std::make_shared<RE2>((lines ? "(?m)" : "") + std::string(pattern), options);
    if (!regex->ok())
        return fail(position, "a regular expression (" + regex->error() + ")");
    out.type = ValueType::regex;
    out.text = pattern;
    out.regex = std::move(regex);
    return true;
}

} // namespace tapedeck
