// Reads the text of a program: recursive descent with limits on bytes, depth and nodes. Used once per text. Pure; any
// thread. The grammar is in engine/net/fq/PROTOCOL.md, section "Programs".
#pragma once

#include "engine/route/program_rule.h"

namespace tapedeck {

// White space between the parts of a rule.
inline bool isProgramSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

class ProgramParser {
public:
    // `text` must stay until parse() returns.
    explicit ProgramParser(std::string_view text);

    std::optional<Program> parse();
    // Why parse() returned nothing.
    const ProgramError& error() const { return m_error; }

private:
    // A pair of parentheses, or the whole rule. fq wants exactly one operator in each pair, and none outside.
    struct Group {
        bool parenthesised = false;
        unsigned operators = 0;
    };
    enum class Operator : unsigned char { none, both, either, wrong };
    struct Argument {
        size_t position = 0;
        bool isText = false;
        std::string text;
        double number = 0;
    };

    // Each reads one part at m_at and moves behind it; false after fail().
    bool readPattern(Program& program);
    bool readChain(Operator joined, Group& group); // of either: chains of both; of both: conditions
    bool readCondition();
    bool readGroup();
    bool readNamed();
    bool readCall(const RuleFunction& function);
    bool readArguments(std::vector<Argument>& arguments);
    bool readArgument(Argument& argument);
    // A text in double quotes. Escapes are the same in patterns and arguments; what fq makes of them is not.
    bool readQuoted(std::string& out, bool inPattern);
    bool readEscape(std::string& out, bool inPattern);

    // The operator at m_at after white space, without moving behind it. wrong = fail() was called.
    Operator peekOperator();
    bool enter(); // one level deeper
    bool addNode(RuleNode node, size_t at);
    bool checkArguments(const RuleFunction& function, const std::vector<Argument>& arguments, size_t end);

    bool atEnd() const { return m_at == m_text.size(); }
    bool at(char c) const { return !atEnd() && m_text[m_at] == c; }
    void skipSpace();
    std::string found() const; // what is at m_at, for people
    bool fail(size_t position, std::string text);
    bool failExpected(std::string_view what)
    {
        return fail(m_at, "expected " + std::string(what) + ", found " + found());
    }
    // Remembers what stock fq would refuse or understand otherwise, if it is the first in the text.
    void notPortable(size_t position, std::string_view why);

    std::string_view m_text;
    size_t m_at = 0;
    unsigned m_depth = 0;
    std::shared_ptr<Program::Rule> m_rule;
    ProgramError m_error;
    size_t m_notPortableAt;
    std::string_view m_notPortableWhy;
};

} // namespace tapedeck
