#include "engine/route/program_parser.h"

#include "engine/base/limits.h"
#include "engine/base/text.h"
#include "engine/route/program_text.h"

#include <algorithm>

namespace tapedeck {

namespace {

// fq's own limit. Its buffers have 128 bytes.
constexpr size_t kFqProgramBytes = 127;

bool beginsName(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

bool continuesName(char c)
{
    return beginsName(c) || (c >= '0' && c <= '9');
}

std::string unknownFunction(std::string_view name)
{
    if (name == "false")
        return "there is no function \"false\"; write false without parentheses";
    return "there is no function " + quotedText(name)
        + "; there are true(), route_contains(\"s\"), payload_prefix(\"s\"), payload_contains(\"s\") and sample(p), "
          "and "
          "functions that a site has added to its fq cannot be loaded";
}

} // namespace

ProgramParser::ProgramParser(std::string_view text)
    : m_text(text)
    , m_notPortableAt(std::string_view::npos)
{
}

std::optional<Program> ProgramParser::parse()
{
    Program program;
    if (m_text.size() > limits::kProgramBytesMax) {
        fail(limits::kProgramBytesMax,
            "the program has " + std::to_string(m_text.size()) + " bytes; the most are "
                + std::to_string(limits::kProgramBytesMax));
        return std::nullopt;
    }
    if (m_text.size() > kFqProgramBytes)
        notPortable(kFqProgramBytes, "fq takes programs of at most 127 bytes");
    if (size_t zero = m_text.find('\0'); zero != std::string_view::npos)
        notPortable(zero, "a program of fq ends at a zero byte");
    if (!readPattern(program))
        return std::nullopt;
    skipSpace();
    program.m_ruleAt = m_at;
    if (!atEnd()) {
        m_rule = std::make_shared<Program::Rule>();
        Group whole;
        if (!readChain(Operator::either, whole))
            return std::nullopt;
        if (!atEnd()) {
            failExpected("\"&&\", \"||\" or the end");
            return std::nullopt;
        }
        program.m_rule = std::move(m_rule);
    }
    program.m_text = m_text;
    if (m_notPortableAt != std::string_view::npos)
        program.m_notPortable = "byte " + std::to_string(m_notPortableAt) + ": " + std::string(m_notPortableWhy);
    return program;
}

bool ProgramParser::readPattern(Program& program)
{
    if (m_text.starts_with("prefix:"))
        program.m_pattern = Program::Pattern::prefix;
    else if (m_text.starts_with("exact:"))
        program.m_pattern = Program::Pattern::exact;
    else
        return fail(0, "a program begins with \"prefix:\" or \"exact:\"");
    m_at = m_text.find(':') + 1;
    if (at('"'))
        return readQuoted(program.m_route, true);
    // Only a space ends it: tabs and line breaks belong to the route.
    const size_t end = std::min(m_text.find(' ', m_at), m_text.size());
    program.m_route = m_text.substr(m_at, end - m_at);
    m_at = end;
    return true;
}

bool ProgramParser::readChain(Operator joined, Group& group)
{
    const size_t first = m_rule->nodes.size();
    for (size_t count = 1;; ++count) {
        if (joined == Operator::either ? !readChain(Operator::both, group) : !readCondition())
            return false;
        const Operator next = peekOperator();
        if (next == Operator::wrong)
            return false;
        if (next == joined) {
            ++group.operators;
            if (!group.parenthesised)
                notPortable(m_at, "fq has operators only inside parentheses");
            else if (group.operators > 1)
                notPortable(m_at, "fq joins two conditions in a pair of parentheses, not more");
            m_at += 2;
            continue;
        }
        if (count == 1)
            return true;
        RuleNode node;
        node.kind = joined == Operator::both ? RuleKind::all : RuleKind::any;
        return addNode(node, first);
    }
}

ProgramParser::Operator ProgramParser::peekOperator()
{
    skipSpace();
    const std::string_view rest = m_text.substr(m_at);
    if (rest.starts_with("&&"))
        return Operator::both;
    // fq takes a single | and skips whatever character follows it; a blank is all that anyone would have there.
    if (rest.starts_with("||") || (rest.size() > 1 && rest[0] == '|' && isProgramSpace(rest[1])))
        return Operator::either;
    if (!rest.starts_with('&') && !rest.starts_with('|'))
        return Operator::none;
    fail(m_at,
        "a single " + quotedText(rest.substr(0, 1)) + " is no operator; write "
            + (rest[0] == '&' ? "\"&&\"" : "\"||\""));
    return Operator::wrong;
}

bool ProgramParser::readCondition()
{
    skipSpace();
    if (at('('))
        return readGroup();
    if (at('!')) {
        notPortable(m_at, "fq has no \"!\"");
        const size_t first = m_rule->nodes.size();
        RuleNode node;
        node.kind = RuleKind::negation;
        if (!enter())
            return false;
        ++m_at;
        if (!readCondition() || !addNode(node, first))
            return false;
        --m_depth;
        return true;
    }
    if (!atEnd() && beginsName(m_text[m_at]))
        return readNamed();
    return failExpected("a condition such as payload_contains(\"EU\")");
}

bool ProgramParser::readGroup()
{
    const size_t open = m_at;
    if (!enter())
        return false;
    ++m_at;
    Group group;
    group.parenthesised = true;
    if (!readChain(Operator::either, group))
        return false;
    if (!at(')'))
        return failExpected("\"&&\", \"||\" or \")\"");
    if (group.operators == 0)
        notPortable(open, "fq has no parentheses around a single condition");
    ++m_at;
    --m_depth;
    return true;
}

bool ProgramParser::readNamed()
{
    const size_t begin = m_at;
    while (!atEnd() && continuesName(m_text[m_at]))
        ++m_at;
    const std::string_view name = m_text.substr(begin, m_at - begin);
    const size_t end = m_at;
    skipSpace();
    if (!at('(') && (name == "true" || name == "false")) {
        m_at = end;
        notPortable(begin, "fq has no true and false without parentheses");
        RuleNode node;
        node.kind = name == "true" ? RuleKind::literalTrue : RuleKind::literalFalse;
        return addNode(node, m_rule->nodes.size());
    }
    const auto functions = ruleFunctions();
    const auto function = std::find_if(
        functions.begin(), functions.end(), [&](const RuleFunction& candidate) { return candidate.name == name; });
    if (function == functions.end())
        return fail(begin, unknownFunction(name));
    if (!at('('))
        return failExpected("\"(\" after " + std::string(name));
    return readCall(*function);
}

bool ProgramParser::readCall(const RuleFunction& function)
{
    std::vector<Argument> arguments;
    if (!readArguments(arguments))
        return false;
    if (!checkArguments(function, arguments, m_at - 1))
        return false;
    RuleNode node;
    node.kind = function.kind;
    node.draws = function.kind == RuleKind::sample;
    if (!arguments.empty()) {
        node.chance = arguments[0].number;
        node.textAt = static_cast<uint32_t>(m_rule->texts.size());
        node.textBytes = static_cast<uint32_t>(arguments[0].text.size());
        m_rule->texts += arguments[0].text;
    }
    return addNode(node, m_rule->nodes.size());
}

bool ProgramParser::readArguments(std::vector<Argument>& arguments)
{
    const size_t afterOpen = ++m_at;
    skipSpace();
    if (at(')')) {
        if (m_at != afterOpen)
            notPortable(afterOpen, "fq takes nothing between the parentheses of an empty list, not even a blank");
        ++m_at;
        return true;
    }
    for (;;) {
        skipSpace();
        if (arguments.size() == limits::kProgramArgumentsMax)
            return fail(m_at, "more than " + std::to_string(limits::kProgramArgumentsMax) + " arguments");
        if (!readArgument(arguments.emplace_back()))
            return false;
        skipSpace();
        if (!at(',') && !at(')'))
            return failExpected("\",\" or \")\"");
        ++m_at;
        if (m_text[m_at - 1] == ')')
            return true;
    }
}

bool ProgramParser::readArgument(Argument& argument)
{
    argument.position = m_at;
    if (at('"')) {
        argument.isText = true;
        if (!readQuoted(argument.text, false))
            return false;
        if (argument.text.empty())
            notPortable(argument.position, "fq has no empty text as an argument");
        return true;
    }
    const NumberRead number = readNumber(m_text.substr(m_at));
    if (number.bytes == 0)
        return failExpected("a text in double quotes or a number");
    argument.number = number.value;
    m_at += number.bytes;
    return true;
}

// `end` is where the list closes.
bool ProgramParser::checkArguments(const RuleFunction& function, const std::vector<Argument>& arguments, size_t end)
{
    using Wanted = RuleFunction::Argument;
    const size_t count = function.argument == Wanted::none ? 0 : 1;
    size_t wrongAt = end;
    if (arguments.size() >= count) {
        if (count == 1 && arguments[0].isText != (function.argument == Wanted::text))
            wrongAt = arguments[0].position;
        else if (arguments.size() > count)
            wrongAt = arguments[count].position;
        else
            return true;
    }
    const char* const takes = function.argument == Wanted::none ? " takes no argument"
        : function.argument == Wanted::text                     ? " takes one text"
                                                                : " takes one number";
    return fail(wrongAt, std::string(function.name) + takes + ", as in " + std::string(function.example));
}

bool ProgramParser::readQuoted(std::string& out, bool inPattern)
{
    const size_t open = m_at++;
    for (;;) {
        if (atEnd())
            return fail(m_at, "the text that begins at byte " + std::to_string(open) + " has no closing quote");
        const char c = m_text[m_at];
        if (c == '\\') {
            if (!readEscape(out, inPattern))
                return false;
            continue;
        }
        ++m_at;
        if (c == '"')
            return true;
        out += c;
    }
}

bool ProgramParser::readEscape(std::string& out, bool inPattern)
{
    const size_t begin = m_at++;
    if (atEnd())
        return fail(m_at, "a backslash needs a character after it");
    const char c = m_text[m_at++];
    bool known = !inPattern && (c == '\\' || c == 'n' || c == 'r' || c == 't'); // by fq, in this meaning
    if (c == 'x') {
        const int high = m_at < m_text.size() ? hexDigit(m_text[m_at]) : -1;
        const int low = m_at + 1 < m_text.size() ? hexDigit(m_text[m_at + 1]) : -1;
        if (high < 0 || low < 0)
            return fail(m_at, "\\x needs two hexadecimal digits");
        out += static_cast<char>(high << 4 | low);
        m_at += 2;
        known = inPattern && high >= 1 && high <= 9 && low >= 1 && low <= 9;
    } else {
        out += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c == '0' ? '\0' : c;
    }
    if (!known)
        notPortable(begin, "fq reads other bytes from this escape");
    return true;
}

bool ProgramParser::enter()
{
    if (++m_depth > limits::kProgramDepthMax)
        return fail(m_at, "nested deeper than " + std::to_string(limits::kProgramDepthMax) + " levels");
    return true;
}

// Puts the node before those that it joins, which begin at `at` and are the last ones.
bool ProgramParser::addNode(RuleNode node, size_t at)
{
    std::vector<RuleNode>& nodes = m_rule->nodes;
    if (nodes.size() == limits::kProgramNodesMax)
        return fail(m_at, "more than " + std::to_string(limits::kProgramNodesMax) + " conditions and operators");
    for (size_t i = at; i < nodes.size(); ++i)
        node.draws = node.draws || nodes[i].draws;
    node.size = static_cast<uint32_t>(nodes.size() - at + 1);
    nodes.insert(nodes.begin() + static_cast<ptrdiff_t>(at), node);
    return true;
}

void ProgramParser::skipSpace()
{
    while (!atEnd() && isProgramSpace(m_text[m_at]))
        ++m_at;
}

std::string ProgramParser::found() const
{
    if (atEnd())
        return "the end";
    size_t end = m_at + 1;
    if (continuesName(m_text[m_at]))
        while (end < m_text.size() && end - m_at < 20 && continuesName(m_text[end]))
            ++end;
    else // the other bytes of one character of UTF-8
        while (end < m_text.size() && (m_text[end] & 0xc0) == 0x80 && (m_text[m_at] & 0x80))
            ++end;
    return m_text[m_at] == '\'' ? "a single quote" : quotedText(m_text.substr(m_at, end - m_at));
}

bool ProgramParser::fail(size_t position, std::string text)
{
    m_error = {position, std::move(text)};
    return false;
}

void ProgramParser::notPortable(size_t position, std::string_view why)
{
    if (m_notPortableAt <= position)
        return;
    m_notPortableAt = position;
    m_notPortableWhy = why;
}

} // namespace tapedeck
