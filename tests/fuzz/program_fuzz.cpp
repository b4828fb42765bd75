// Routing programs: any text is read or refused with its place, what was read is read again from its own text, a trial
// and the index agree with the program, and what fq takes too keeps to fq's limits.
#include "engine/base/check.h"
#include "engine/route/binding_index.h"
#include "tests/fuzz/fuzz_input.h"

#include <string>

using namespace tapedeck;

// One byte for the length of the program (255: two), one for that of the route; the rest is the payload.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    fuzz::Input input(data, size);
    size_t programBytes = input.byte();
    if (programBytes == 255)
        programBytes = input.number<uint16_t>();
    const std::string text = input.text(programBytes);
    const std::string route = input.text(input.byte());
    const std::string payload = input.text(input.left());

    ProgramError error;
    const std::optional<Program> program = Program::parse(text, &error);
    if (!program) {
        CHECK(!error.text.empty() && error.position <= text.size());
        return 0;
    }
    CHECK(program->text() == text);
    CHECK(program->hasRule() == !program->ruleText().empty());
    std::string why;
    if (program->portable(&why))
        CHECK(text.size() <= 127 && why.empty());
    else
        CHECK(!why.empty());

    // The same draws for each: all of them must take as many.
    SeededRandom first(1), second(1), third(1);
    const bool fits = program->routeMatches(route);
    const bool wanted = program->ruleMatches(route, payload, first);
    const Program::Trial trial = program->tryOn(route, payload, second);
    CHECK(trial.matches == (fits && wanted));
    CHECK(trial.steps.size() == 1 || trial.steps[1].result == wanted);
    CHECK(first.next() == second.next());

    const std::optional<Program> again = Program::parse(program->text());
    CHECK(again && again->route() == program->route() && again->pattern() == program->pattern());
    CHECK(again->ruleMatches(route, payload, third) == wanted);

    BindingIndex index;
    index.add(Binding{.id = 1, .queue = {1}, .program = *program});
    std::vector<QueueNo> targets;
    SeededRandom fourth(1);
    index.route(route, payload, fourth, targets);
    CHECK(targets.size() == (fits && wanted));
    return 0;
}
