#include "engine/route/program.h"

#include "engine/route/program_parser.h"
#include "engine/route/program_rule.h"
#include "engine/route/program_text.h"

namespace tapedeck {

std::optional<Program> Program::parse(std::string_view text, ProgramError* error)
{
    ProgramParser parser(text);
    std::optional<Program> program = parser.parse();
    if (!program && error)
        *error = parser.error();
    return program;
}

std::string_view Program::ruleText() const
{
    std::string_view rule = std::string_view(m_text).substr(m_ruleAt);
    while (!rule.empty() && isProgramSpace(rule.back()))
        rule.remove_suffix(1);
    return rule;
}

bool Program::portable(std::string* why) const
{
    if (why)
        *why = m_notPortable;
    return m_notPortable.empty();
}

bool Program::routeMatches(std::string_view route) const
{
    return m_pattern == Pattern::exact ? route == m_route : route.starts_with(m_route);
}

bool Program::ruleMatches(std::string_view route, std::string_view payload, Random& random) const
{
    return !m_rule || m_rule->matches(route, payload, random);
}

Program::Trial Program::tryOn(std::string_view route, std::string_view payload, Random& random) const
{
    Trial trial;
    trial.matches = routeMatches(route);
    trial.steps.push_back(
        {0, (m_pattern == Pattern::exact ? "exact " : "prefix ") + quotedText(m_route), trial.matches});
    if (m_rule && !m_rule->tryOn(route, payload, random, trial.steps))
        trial.matches = false;
    return trial;
}

} // namespace tapedeck
