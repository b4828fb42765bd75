// What became of expectations, in the forms that people and CI systems read: a table with near misses, and the checks
// of a RunReport, from which JUnit's XML and GitHub's annotations are made. Pure; texts of strangers are escaped.
#pragma once

#include "app/json.h"
#include "app/run_report.h"
#include "engine/base/result.h"
#include "engine/expect/expectation_run.h"

#include <string>
#include <vector>

namespace tapedeck {

struct NamedReport {
    std::string name; // empty: its text
    std::string queue; // empty: all
    ExpectationReport report;
    std::string title() const { return name.empty() ? report.text : name; }
};

// The answer of POST /api/v1/expect. Error: io if it is something else.
Result<std::vector<NamedReport>> reportsOf(const Json& answer);

// A line for each, and below those that failed the messages that came closest, with the terms in their way.
std::string expectationTable(const std::vector<NamedReport>& reports, bool colour);
// The lines about one that failed; empty if there is nothing to say.
std::string expectationDetails(const NamedReport& report);
// As a check of a run.
RunCheck checkOf(const NamedReport& report);

} // namespace tapedeck
