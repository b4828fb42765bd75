#include "engine/transfer/redact.h"

#include "engine/base/limits.h"
#include "engine/filter/document.h"
#include "engine/filter/find_text.h"
#include "engine/transfer/sha256.h"

#include <algorithm>
#include <re2/re2.h>

namespace tapedeck {

namespace {

constexpr size_t kHashDigits = 16; // enough to tell values apart, short enough to read

} // namespace

Redactor::Redactor() = default;
Redactor::~Redactor() = default;
Redactor::Redactor(Redactor&&) noexcept = default;

Result<Redactor> Redactor::make(const RedactRules& rules)
{
    Redactor out;
    out.m_rules = rules;
    if (rules.headers.size() + rules.paths.size() + rules.patterns.size() == 0)
        return Error{ErrorCode::invalidArgument, "nothing to redact: name headers, JSON paths or regular expressions"};
    if (std::max({rules.headers.size(), rules.paths.size(), rules.patterns.size()}) > limits::kRedactRulesMax)
        return Error{ErrorCode::invalidArgument, "too many rules"};
    for (const std::string& header : rules.headers)
        out.m_counts.push_back({"header " + header});
    for (const std::string& text : rules.paths) {
        auto path = JsonPath::parse(text);
        if (!path)
            return path.error();
        out.m_paths.push_back(std::move(*path));
        out.m_counts.push_back({"json " + text});
    }
    for (const std::string& text : rules.patterns) {
        RE2::Options options;
        options.set_log_errors(false);
        options.set_max_mem(limits::kFilterRegexBytes);
        auto pattern = std::make_unique<RE2>(text, options);
        if (!pattern->ok())
            return Error{ErrorCode::invalidArgument, "\"" + text + "\" is no regular expression: " + pattern->error()};
        out.m_patterns.push_back(std::move(pattern));
        out.m_counts.push_back({"regex " + text});
    }
    return out;
}

std::string Redactor::replacement(std::string_view value) const
{
    if (!m_rules.hash)
        return std::string(kRedactMask);
    // Lengths keep salt and value apart.
    return sha256Hex(std::to_string(m_rules.salt.size()) + ":" + m_rules.salt + std::string(value))
        .substr(0, kHashDigits);
}

void Redactor::touched(size_t rule, uint64_t values)
{
    m_touched[rule] = true;
    m_counts[rule].values += values;
}

void Redactor::redactHeaders(Record& record)
{
    for (auto& [name, value] : record.headers)
        for (size_t i = 0; i < m_rules.headers.size(); ++i)
            if (equalIgnoringCase(name, m_rules.headers[i])) {
                value = replacement(value);
                touched(i, 1);
                break;
            }
}

void Redactor::redactPaths(Record& record)
{
    Document document;
    if (m_paths.empty() || !document.read(record.body, BodyFormat::json))
        return;
    std::string out;
    size_t at = 0;
    for (const JsonSpan& span : findSpans(record.body, m_paths)) {
        std::string_view value = std::string_view(record.body).substr(span.from, span.until - span.from);
        out.append(record.body, at, span.from - at);
        at = span.until;
        if (value.size() >= 2 && value.front() == '"') // a text has the same hash here as in a header
            value = value.substr(1, value.size() - 2);
        out += '"' + replacement(value) + '"';
        touched(m_rules.headers.size() + span.path, 1);
    }
    if (at == 0)
        return;
    out.append(record.body, at);
    record.body = std::move(out);
}

void Redactor::redactPattern(std::string& text, size_t rule, const re2::RE2& pattern)
{
    const re2::StringPiece all(text);
    std::string out;
    size_t at = 0;
    uint64_t found = 0;
    re2::StringPiece match;
    for (size_t from = 0; from <= text.size() && pattern.Match(all, from, text.size(), RE2::UNANCHORED, &match, 1);) {
        const auto begin = static_cast<size_t>(match.data() - text.data());
        if (match.empty()) { // nothing to hide
            from = begin + 1;
            continue;
        }
        out.append(text, at, begin - at);
        out += replacement({match.data(), match.size()});
        from = at = begin + match.size();
        ++found;
    }
    if (found == 0)
        return;
    out.append(text, at);
    text = std::move(out);
    touched(rule, found);
}

bool Redactor::apply(Record& record)
{
    m_touched.assign(m_counts.size(), false);
    redactHeaders(record);
    redactPaths(record);
    for (size_t i = 0; i < m_patterns.size(); ++i) {
        const size_t rule = m_rules.headers.size() + m_paths.size() + i;
        redactPattern(record.key, rule, *m_patterns[i]);
        for (auto& header : record.headers)
            redactPattern(header.second, rule, *m_patterns[i]);
        redactPattern(record.body, rule, *m_patterns[i]);
    }
    bool any = false;
    for (size_t i = 0; i < m_counts.size(); ++i)
        if (m_touched[i]) {
            ++m_counts[i].messages;
            any = true;
        }
    m_messages += any;
    return any;
}

} // namespace tapedeck
