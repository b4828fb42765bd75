// Where in a JSON text the values of a path lie, so that a body can be changed or compared in one place and keep every
// other byte. Pure.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

// "customer.email", "lines[*].sku", "lines[0]", "[\"a b\"].c": as the filter language writes paths, without `json.`
// (which may stand in front). [*] is every element, .* every member.
class JsonPath {
public:
    // Error: invalidArgument.
    static Result<JsonPath> parse(std::string_view text);
    const std::string& text() const { return m_text; }

    struct Step {
        enum class Kind : unsigned char { name, index, everyElement, everyMember } kind = Kind::name;
        std::string name;
        size_t index = 0;
    };
    const std::vector<Step>& steps() const { return m_steps; }

private:
    std::string m_text;
    std::vector<Step> m_steps;
};

struct JsonSpan {
    size_t from = 0, until = 0; // bytes; until is exclusive
    size_t path = 0; // which of the paths
};

// In order of `from`; none inside another. `json` must be a whole JSON value (see Document); of anything else some
// spans or none.
std::vector<JsonSpan> findSpans(std::string_view json, const std::vector<JsonPath>& paths);

} // namespace tapedeck
