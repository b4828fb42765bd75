// Reports of expectations as JSON. Pure.
#pragma once

#include "engine/expect/expectation_run.h"
#include "engine/net/http/api/json_writer.h"

#include <string>

namespace tapedeck::api {

// One object. `name` and `queue` are left out where they are empty.
void writeReport(JsonWriter& json, const std::string& name, const std::string& queue, const ExpectationReport& report);

} // namespace tapedeck::api
