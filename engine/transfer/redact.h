// Makes recordings fit to be shared: values of named headers, values at JSON paths and whatever regular expressions
// find are masked, or replaced by a hash that is the same for the same value. Every other byte stays.
//
// One thread; one Redactor per recording: it counts what it touched.
#pragma once

#include "engine/base/result.h"
#include "engine/transfer/json_spans.h"
#include "engine/transfer/record.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace re2 {
class RE2;
}

namespace tapedeck {

struct RedactRules {
    std::vector<std::string> headers; // names, upper and lower case alike
    std::vector<std::string> paths; // into bodies that are JSON
    std::vector<std::string> patterns; // searched for in key, header values and body
    bool hash = false; // else everything becomes kRedactMask
    std::string salt; // of the hashes: who does not know it cannot try values out
};

inline constexpr std::string_view kRedactMask = "***";

// What one rule has done.
struct RedactCount {
    std::string rule; // "header authorization", "json customer.email", "regex [0-9]{16}"
    uint64_t messages = 0;
    uint64_t values = 0;
};

class Redactor {
public:
    // Errors: invalidArgument, with the rule that is none.
    static Result<Redactor> make(const RedactRules& rules);
    ~Redactor();
    Redactor(Redactor&&) noexcept;

    // True when something was changed.
    bool apply(Record& record);
    const std::vector<RedactCount>& counts() const { return m_counts; }
    uint64_t messages() const { return m_messages; } // that were changed

private:
    Redactor();
    std::string replacement(std::string_view value) const;
    void touched(size_t rule, uint64_t values);
    void redactHeaders(Record& record);
    void redactPaths(Record& record);
    void redactPattern(std::string& text, size_t rule, const re2::RE2& pattern);

    RedactRules m_rules;
    std::vector<JsonPath> m_paths;
    std::vector<std::unique_ptr<re2::RE2>> m_patterns;
    std::vector<RedactCount> m_counts; // headers, paths, patterns
    std::vector<bool> m_touched; // by the message at hand
    uint64_t m_messages = 0;
};

} // namespace tapedeck
