#include "app/run_report.h"

#include "app/terminal.h"

#include <algorithm>
#include <cstdio>

namespace tapedeck {

namespace {

std::string seconds(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", value);
    return text;
}

std::string replaced(std::string text, std::initializer_list<std::pair<char, std::string_view>> rules)
{
    std::string out;
    for (char c : text) {
        const auto rule = std::find_if(rules.begin(), rules.end(), [c](const auto& one) { return one.first == c; });
        if (rule == rules.end())
            out += c;
        else
            out += rule->second;
    }
    return out;
}

std::string forXml(std::string_view text)
{
    return replaced(visibleLines(text), {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}});
}

// GitHub's own escapes; a property must not end early either.
std::string forAnnotation(std::string_view text, bool property)
{
    const std::string out = replaced(visibleLines(text), {{'%', "%25"}, {'\n', "%0A"}});
    return property ? replaced(out, {{':', "%3A"}, {',', "%2C"}}) : out;
}

std::string forMarkdownCell(std::string_view text)
{
    return replaced(visibleLines(text),
        {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'|', "&#124;"}, {'`', "&#96;"}, {'\n', " "}});
}

} // namespace

std::string visibleLines(std::string_view text)
{
    std::string out;
    for (;;) {
        const size_t end = text.find('\n');
        out += escapeForTerminal(text.substr(0, end));
        if (end == std::string_view::npos)
            return out;
        out += '\n';
        text.remove_prefix(end + 1);
    }
}

bool RunReport::passed() const
{
    return std::all_of(checks.begin(), checks.end(), [](const RunCheck& check) { return check.passed; });
}

std::string junitXml(const RunReport& report)
{
    double total = 0;
    size_t failed = 0;
    std::string cases;
    for (const RunCheck& check : report.checks) {
        total += check.seconds;
        cases += "    <testcase classname=\"tapedeck.run\" name=\"" + forXml(check.name) + "\" time=\""
            + seconds(check.seconds) + "\"";
        if (check.passed) {
            cases += "/>\n";
            continue;
        }
        ++failed;
        cases += ">\n      <failure message=\"" + forXml(check.message) + "\">" + forXml(check.details)
            + "</failure>\n    </testcase>\n";
    }
    const std::string sums = "tests=\"" + std::to_string(report.checks.size()) + "\" failures=\""
        + std::to_string(failed) + "\" errors=\"0\" time=\"" + seconds(total) + "\"";
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites " + sums + ">\n"
        + "  <testsuite name=\"tapedeck run\" " + sums + ">\n" + cases;
    if (!report.logTail.empty())
        out += "    <system-err>" + forXml(report.logTail) + "</system-err>\n";
    return out + "  </testsuite>\n</testsuites>\n";
}

std::string githubAnnotations(const RunReport& report)
{
    std::string out;
    for (const RunCheck& check : report.checks) {
        if (check.passed)
            continue;
        const std::string text = check.details.empty() ? check.message : check.message + "\n" + check.details;
        out += "::error title=" + forAnnotation(check.name, true) + "::" + forAnnotation(text, false) + "\n";
    }
    return out;
}

std::string githubSummary(const RunReport& report)
{
    std::string out = "### Tapedeck\n\n| | check | time | |\n|---|---|---:|---|\n";
    for (const RunCheck& check : report.checks)
        out += std::string("| ") + (check.passed ? "✅" : "❌") + " | " + forMarkdownCell(check.name) + " | "
            + seconds(check.seconds) + " s | " + forMarkdownCell(check.message) + " |\n";
    if (!report.recording.empty())
        out += "\nThe recording is kept as <code>" + forMarkdownCell(report.recording)
            + "</code>: open it with <code>tapedeck</code>.\n";
    if (!report.logTail.empty())
        out += "\n<details><summary>Log of the broker</summary>\n\n<pre>\n"
            + replaced(visibleLines(report.logTail), {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}})
            + "</pre>\n\n</details>\n";
    return out;
}

} // namespace tapedeck
