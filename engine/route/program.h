// A routing program: which messages of an exchange a binding wants, such as
//   prefix:"order." (payload_contains("EU") && sample(0.1))
// Parsed once, evaluated without allocating. The grammar is in engine/net/fq/PROTOCOL.md, section "Programs".
// Pure values; any thread. Text may be hostile: length, depth and counts are limited (limits::kProgram...).
#pragma once

#include "engine/base/random.h"
#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

// What is wrong with a program, and where.
struct ProgramError {
    size_t position = 0; // byte of the text at which it was noticed; the text's length for its end
    std::string text; // one sentence: what was found, what was expected
};

class Program {
public:
    enum class Pattern : unsigned char { prefix, exact };

    // The program, or nothing and `error` (if given) filled in.
    static std::optional<Program> parse(std::string_view text, ProgramError* error = nullptr);

    Program(const Program&) = default; // copies share the compiled rule
    Program(Program&&) noexcept = default;
    Program& operator=(const Program&) = default;
    Program& operator=(Program&&) noexcept = default;

    const std::string& text() const { return m_text; } // byte for byte as given: it is the identity of a binding
    Pattern pattern() const { return m_pattern; }
    const std::string& route() const { return m_route; } // the pattern's bytes, unescaped
    std::string_view ruleText() const; // what follows the pattern, without white space around it; may be empty
    bool hasRule() const { return m_rule != nullptr; }
    // Whether stock fq accepts this text too and means the same by it: no more than its 127 bytes, and none of what is
    // accepted beyond its grammar. `why` (if given) names the first thing that differs: "byte 7: fq has no \"!\"".
    bool portable(std::string* why = nullptr) const;

    bool routeMatches(std::string_view route) const;
    // The rule alone; true if there is none. `random` is what sample() draws from.
    bool ruleMatches(std::string_view route, std::string_view payload, Random& random) const;
    bool matches(std::string_view route, std::string_view payload, Random& random) const
    {
        return routeMatches(route) && ruleMatches(route, payload, random);
    }

    // For people: the parts of the program as an indented tree, in order, and what each yielded for one message.
    // Nothing is skipped: both sides of every operator are evaluated.
    struct Step {
        unsigned depth = 0; // 0 = the pattern and the rule's root
        // "prefix \"order.\"", "all of", "any of", "not", "payload_contains(\"EU\")". Controls, quotes and backslashes
        // are escaped as in a program; other bytes are as they are, UTF-8 or not.
        std::string text;
        bool result = false;
    };
    struct Trial {
        bool matches = false;
        std::vector<Step> steps; // the pattern, then the rule if there is one
    };
    Trial tryOn(std::string_view route, std::string_view payload, Random& random) const;

private:
    struct Rule;
    friend class ProgramParser;
    Program() = default;

    std::string m_text;
    std::string m_route;
    size_t m_ruleAt = 0; // where in m_text the rule begins
    Pattern m_pattern = Pattern::prefix;
    std::string m_notPortable; // empty = it is portable
    std::shared_ptr<const Rule> m_rule;
};

} // namespace tapedeck
