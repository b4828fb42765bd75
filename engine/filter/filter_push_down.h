// What every match of a filter has in common, found from the text alone: used to leave out messages, frames, segments
// and whole queues before they are read. Pure.
#pragma once

#include "engine/filter/filter_expression.h"

namespace tapedeck {

FilterBounds boundsOf(const FilterExpression& expression, Time now);
bool mayMatchQueue(const FilterExpression& expression, std::string_view queue);
FilterLiterals literalsOf(const FilterTest& test);

} // namespace tapedeck
