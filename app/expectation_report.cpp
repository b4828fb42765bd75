#include "app/expectation_report.h"

#include "app/terminal.h"

#include <algorithm>

namespace tapedeck {

namespace {

constexpr size_t kBodyShown = 120;

std::string textOf(const Json& object, const char* name)
{
    const auto found = object.find(name);
    if (found != object.end() && found->is_string())
        return found->get<std::string>();
    return object.contains(std::string(name) + "Base64") ? "(bytes)" : std::string();
}

uint64_t numberOf(const Json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_number_unsigned() ? found->get<uint64_t>() : 0;
}

Duration durationOf(const Json& object, const char* name)
{
    const std::string text = textOf(object, name);
    const size_t unit = std::min(text.find_first_not_of("0123456789"), text.size());
    const int64_t number = unit == 0 ? 0 : std::strtoll(text.c_str(), nullptr, 10);
    const std::string_view word = std::string_view(text).substr(unit);
    const int64_t micros = word == "us" ? 1
        : word == "ms"                  ? 1'000
        : word == "m"                   ? 60'000'000
        : word == "h"                   ? 3'600'000'000
        : word == "d"                   ? 86'400'000'000
                                        : 1'000'000;
    return Duration{number * micros};
}

ReportedMessage messageOf(const Json& object)
{
    ReportedMessage message;
    message.queue = textOf(object, "queue");
    message.id = MessageId{numberOf(object, "id")};
    message.key = textOf(object, "key");
    message.body = textOf(object, "body");
    message.bodyBytes = numberOf(object, "bodySize");
    return message;
}

NearMiss nearMissOf(const Json& object)
{
    NearMiss miss{messageOf(object), numberOf(object, "failing"), numberOf(object, "terms"), {}};
    for (const Json& one : object.value("failed", Json::array())) {
        FilterTerm term;
        term.text = textOf(one, "term");
        term.actual = textOf(one, "actual");
        term.negated = one.value("negated", false);
        miss.failed.push_back(std::move(term));
    }
    return miss;
}

std::string lineOf(const ReportedMessage& message)
{
    std::string line = escapeForTerminal(message.queue) + "/" + std::to_string(message.id.value);
    if (!message.key.empty())
        line += "  key " + escapeForTerminal(message.key);
    const std::string body = escapeForTerminal(message.body.substr(0, kBodyShown));
    return line + "  " + body + (message.bodyBytes > kBodyShown ? "..." : "");
}

std::string seconds(Duration time)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.3f s", static_cast<double>(time.micros) / 1e6);
    return text;
}

} // namespace

Result<std::vector<NamedReport>> reportsOf(const Json& answer)
{
    const auto results = answer.is_object() ? answer.find("results") : answer.end();
    if (!answer.is_object() || results == answer.end() || !results->is_array())
        return Error{ErrorCode::io, "the broker's answer is no report"};
    std::vector<NamedReport> reports;
    for (const Json& one : *results) {
        if (!one.is_object())
            return Error{ErrorCode::io, "the broker's answer is no report"};
        NamedReport report{textOf(one, "name"), textOf(one, "queue"), {}};
        report.report.text = textOf(one, "expect");
        report.report.decided = true;
        report.report.passed = one.value("passed", false);
        report.report.reason = textOf(one, "reason");
        report.report.count = numberOf(one, "count");
        report.report.seen = numberOf(one, "seen");
        report.report.took = durationOf(one, "took");
        for (const Json& message : one.value("matched", Json::array()))
            report.report.matched.push_back(messageOf(message));
        for (const Json& miss : one.value("nearMisses", Json::array()))
            report.report.nearMisses.push_back(nearMissOf(miss));
        reports.push_back(std::move(report));
    }
    return reports;
}

std::string expectationDetails(const NamedReport& named)
{
    const ExpectationReport& report = named.report;
    std::string out;
    if (report.passed)
        return out;
    if (!report.matched.empty()) {
        out += "  matched:\n";
        for (const ReportedMessage& message : report.matched)
            out += "    " + lineOf(message) + "\n";
    }
    if (!report.nearMisses.empty())
        out += "  came closest:\n";
    for (const NearMiss& miss : report.nearMisses) {
        out += "    " + lineOf(miss.message) + "\n";
        for (const FilterTerm& term : miss.failed) {
            out += "      " + escapeForTerminal(term.text) + (term.negated ? " was not to hold" : " does not hold");
            out += (term.actual.empty() ? "" : ": " + escapeForTerminal(term.actual)) + "\n";
        }
    }
    if (report.nearMisses.empty() && report.matched.empty() && report.seen == 0)
        out += "  no message came at all\n";
    return out;
}

std::string expectationTable(const std::vector<NamedReport>& reports, bool colour)
{
    TextTable table({"", "EXPECTATION", "QUEUE", "COUNT", "SEEN", "TIME", "RESULT"});
    for (const NamedReport& one : reports)
        table.row({one.report.passed ? "ok" : "FAILED", one.title(), one.queue.empty() ? "*" : one.queue,
            std::to_string(one.report.count), std::to_string(one.report.seen), seconds(one.report.took),
            one.report.reason});
    std::string out = table.text(colour);
    for (const NamedReport& one : reports) {
        const std::string details = expectationDetails(one);
        if (!details.empty())
            out += "\n" + escapeForTerminal(one.title()) + "\n" + details;
    }
    return out;
}

RunCheck checkOf(const NamedReport& report)
{
    RunCheck check;
    check.name = "expect: " + report.title();
    check.passed = report.report.passed;
    check.seconds = static_cast<double>(report.report.took.micros) / 1e6;
    if (!check.passed)
        check.message = report.report.reason;
    check.details = expectationDetails(report);
    while (check.details.ends_with('\n'))
        check.details.pop_back();
    return check;
}

} // namespace tapedeck
