#include "ui/client/route_trial.h"

#include "engine/base/random.h"
#include "engine/route/program.h"

namespace tapedeck {

RouteTrial tryProgram(std::string_view text, std::string_view route, std::string_view payload)
{
    RouteTrial trial;
    ProgramError problem;
    const std::optional<Program> program = Program::parse(text, &problem);
    if (!program) {
        trial.errorAt = problem.position;
        trial.error = problem.text;
        return trial;
    }
    trial.understood = true;
    program->portable(&trial.stockRefusal);
    SystemRandom random;
    Program::Trial result = program->tryOn(route, payload, random);
    trial.matches = result.matches;
    for (Program::Step& step : result.steps)
        trial.steps.push_back({step.depth, std::move(step.text), step.result});
    return trial;
}

} // namespace tapedeck
