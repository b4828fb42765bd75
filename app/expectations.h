// Expectations of `tapedeck run`: those of its flags and those that the configuration declares, checked once its
// command has ended.
#pragma once

#include "app/config.h"
#include "app/run.h"
#include "engine/expect/expect_watch.h"

#include <string>
#include <vector>

namespace tapedeck {

struct ExpectationWish {
    std::string name; // empty: its text
    ExpectItem item;
};

// Errors: invalidArgument, with the place.
Result<std::vector<ExpectationWish>> expectationWishes(const Config& config, const std::vector<std::string>& flags);

// Looks at everything that the broker has recorded, and waits for what may still come. Times are those of the real
// clock: nobody is left to move another one.
RunEvaluation evaluationOf(std::vector<ExpectationWish> wishes);

} // namespace tapedeck
