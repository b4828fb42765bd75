// The parameters of a request as RestMQ reads them: from the query string and from a form in the body, merged; the last
// one of a name wins, and the body comes after the query. Pure.
#pragma once

#include "engine/net/http/request.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck::restmq {

class Arguments {
public:
    // Nothing if a value is not UTF-8. Other content types than the two forms carry no parameters.
    static std::optional<Arguments> of(const http::Request& request);
    // Null if there is none; an empty one counts as none.
    const std::string* find(std::string_view name) const;

private:
    void add(std::string_view name, std::string_view value);

    std::map<std::string, std::string, std::less<>> m_values;
    bool m_valid = true;
};

// Control characters as blanks, then without white space at both ends. `value` is UTF-8.
std::string cleanValue(std::string_view value);

// A name in a path: escapes decoded (broken ones left as they stand), `+` as a blank. Nothing if it is not UTF-8.
std::optional<std::string> nameInPath(std::string_view encoded);

} // namespace tapedeck::restmq
