// A rule in the form in which it is evaluated: all nodes in one array, each followed by what it joins. Made by
// ProgramParser, then constant and shared by every copy of its program. Pure; any thread.
#pragma once

#include "engine/route/program.h"

#include <span>

namespace tapedeck {

enum class RuleKind : unsigned char {
    literalTrue,
    literalFalse,
    always, // true()
    routeContains,
    payloadPrefix,
    payloadContains,
    sample,
    negation, // of one
    all, // of two or more
    any,
};

// What a call of a function must look like.
struct RuleFunction {
    enum class Argument : unsigned char { none, text, number };
    std::string_view name;
    RuleKind kind;
    Argument argument;
    std::string_view example;
};
std::span<const RuleFunction> ruleFunctions();

struct RuleNode {
    RuleKind kind = RuleKind::literalTrue;
    bool draws = false; // there is a sample() in it: it must be evaluated even when the result is already known
    uint32_t size = 1; // nodes, itself and everything below it
    uint32_t textAt = 0, textBytes = 0; // its argument in Program::Rule::texts
    double chance = 0;
};

struct Program::Rule {
    std::vector<RuleNode> nodes; // the root first
    std::string texts; // the bytes of all arguments

    bool matches(std::string_view route, std::string_view payload, Random& random) const
    {
        return evaluate(0, {route, payload, random});
    }
    // Appends what each node yielded, the root at depth 0. Returns what the root did.
    bool tryOn(std::string_view route, std::string_view payload, Random& random, std::vector<Step>& steps) const
    {
        return evaluateAll(0, 0, {route, payload, random}, steps);
    }

private:
    struct Input {
        std::string_view route, payload;
        Random& random;
    };
    std::string_view textOf(const RuleNode& node) const
    {
        return std::string_view(texts).substr(node.textAt, node.textBytes);
    }
    // Recursion is bounded by limits::kProgramDepthMax.
    bool evaluate(size_t at, const Input& input) const;
    bool evaluateAll(size_t at, unsigned depth, const Input& input, std::vector<Step>& steps) const;
    bool test(const RuleNode& leaf, const Input& input) const;
    std::string describe(const RuleNode& node) const;
};

} // namespace tapedeck
