#include "engine/route/program_rule.h"

#include "engine/route/program_text.h"

#include <charconv>
#include <cstring>

namespace tapedeck {

namespace {

constexpr RuleFunction kFunctions[] = {
    {"true", RuleKind::always, RuleFunction::Argument::none, "true()"},
    {"route_contains", RuleKind::routeContains, RuleFunction::Argument::text, "route_contains(\"eu\")"},
    {"payload_prefix", RuleKind::payloadPrefix, RuleFunction::Argument::text, "payload_prefix(\"M\")"},
    {"payload_contains", RuleKind::payloadContains, RuleFunction::Argument::text, "payload_contains(\"EU\")"},
    {"sample", RuleKind::sample, RuleFunction::Argument::number, "sample(0.1)"},
};

// memmem is several times faster than std::string_view::find on payloads.
bool contains(std::string_view bytes, std::string_view needle)
{
    return needle.size() <= bytes.size()
        && (needle.empty() || memmem(bytes.data(), bytes.size(), needle.data(), needle.size()) != nullptr);
}

// Uniform in [0, 1): the 53 bits that a double holds.
double draw(Random& random)
{
    return static_cast<double>(random.next() >> 11) * 0x1p-53;
}

std::string numberText(double value)
{
    char buffer[32];
    return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

} // namespace

std::span<const RuleFunction> ruleFunctions()
{
    return kFunctions;
}

bool Program::Rule::test(const RuleNode& leaf, const Input& input) const
{
    switch (leaf.kind) {
    case RuleKind::literalTrue:
    case RuleKind::always:
        return true;
    case RuleKind::routeContains:
        return contains(input.route, textOf(leaf));
    case RuleKind::payloadPrefix:
        return input.payload.starts_with(textOf(leaf));
    case RuleKind::payloadContains:
        return contains(input.payload, textOf(leaf));
    case RuleKind::sample:
        return draw(input.random) < leaf.chance;
    case RuleKind::literalFalse:
    case RuleKind::negation:
    case RuleKind::all:
    case RuleKind::any:
        break;
    }
    return false;
}

bool Program::Rule::evaluate(size_t at, const Input& input) const
{
    const RuleNode& node = nodes[at];
    if (node.kind < RuleKind::negation)
        return test(node, input);
    if (node.kind == RuleKind::negation)
        return !evaluate(at + 1, input);
    const bool decisive = node.kind == RuleKind::any; // the result of one that settles the result of all
    bool result = !decisive;
    for (size_t child = at + 1; child < at + node.size; child += nodes[child].size) {
        // fq evaluates both sides of every operator. That shows in what sample() draws next, and nowhere else.
        if (result == decisive && !nodes[child].draws)
            continue;
        if (evaluate(child, input) == decisive) {
            result = decisive;
            if (!node.draws)
                break;
        }
    }
    return result;
}

bool Program::Rule::evaluateAll(size_t at, unsigned depth, const Input& input, std::vector<Step>& steps) const
{
    const RuleNode& node = nodes[at];
    const size_t step = steps.size();
    steps.push_back({depth, describe(node), false});
    bool result = node.kind != RuleKind::any;
    if (node.kind < RuleKind::negation)
        result = test(node, input);
    for (size_t child = at + 1; child < at + node.size; child += nodes[child].size) {
        const bool one = evaluateAll(child, depth + 1, input, steps);
        if (node.kind == RuleKind::negation)
            result = !one;
        else
            result = node.kind == RuleKind::all ? result && one : result || one;
    }
    steps[step].result = result;
    return result;
}

std::string Program::Rule::describe(const RuleNode& node) const
{
    switch (node.kind) {
    case RuleKind::literalTrue:
        return "true";
    case RuleKind::literalFalse:
        return "false";
    case RuleKind::negation:
        return "not";
    case RuleKind::all:
        return "all of";
    case RuleKind::any:
        return "any of";
    case RuleKind::always:
    case RuleKind::routeContains:
    case RuleKind::payloadPrefix:
    case RuleKind::payloadContains:
    case RuleKind::sample:
        break;
    }
    for (const RuleFunction& function : kFunctions) {
        if (function.kind != node.kind)
            continue;
        std::string argument;
        if (function.argument == RuleFunction::Argument::text)
            argument = quotedText(textOf(node));
        else if (function.argument == RuleFunction::Argument::number)
            argument = numberText(node.chance);
        return std::string(function.name) + "(" + argument + ")";
    }
    CHECK(false);
    return {};
}

} // namespace tapedeck
