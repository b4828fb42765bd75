// What `tapedeck run` found, in the forms that CI systems read: JUnit's XML, GitHub's annotations and step summary.
// Pure functions; texts of strangers are escaped for each form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

// One thing that was checked: that the command ended well, that an expectation came true.
struct RunCheck {
    std::string name; // "command: pytest -q"
    bool passed = true;
    double seconds = 0;
    std::string message; // one line: why not
    std::string details; // more lines; may be empty
};

struct RunReport {
    std::vector<RunCheck> checks; // the command first
    std::string logTail; // of the broker; empty if everything passed
    std::string recording; // file that was kept; empty: none
    bool passed() const;
};

// `text` with its line breaks; other controls, and what is not UTF-8, become visible (see escapeForTerminal).
std::string visibleLines(std::string_view text);

// One test suite with a test case for each check.
std::string junitXml(const RunReport& report);
// "::error title=...::..." for each check that failed, a line each; empty if all passed.
std::string githubAnnotations(const RunReport& report);
// Markdown: a table of the checks, and the log folded away.
std::string githubSummary(const RunReport& report);

} // namespace tapedeck
