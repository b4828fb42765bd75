// One HTTP request as the protocol families see it: complete, already past the gate, and independent of the library
// that parsed it.
//
// Plain value. Its views live as long as the request.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tapedeck::http {

enum class Method : unsigned char { get, head, post, put, patch, del, options, other };

std::string_view methodName(Method method); // "GET"; "" for other
Method methodOf(std::string_view name); // case matters
bool equalsIgnoringCase(std::string_view a, std::string_view b); // ASCII
std::string toLower(std::string_view text); // ASCII
std::string_view trimBlanks(std::string_view text); // blanks and tabs at both ends

struct Request {
    Method method = Method::other;
    std::string target; // as sent: "/q/a%20b?x=1"; the absolute form has been cut down to this
    bool http11 = true;
    bool keepAlive = true;
    std::vector<std::pair<std::string, std::string>> headers; // in the order sent; names as sent
    std::string body; // without chunk framing; empty where the handler takes the body in parts

    // The part of the target before and behind the question mark, both still encoded.
    std::string_view path() const;
    std::string_view query() const;
    // The first header of that name, without regard to case.
    std::optional<std::string_view> header(std::string_view name) const;
    // The media type of the body in lower case without parameters: "application/json"; empty if there is none.
    std::string contentType() const;
};

// Removes the first member `name=value` from the query of `target` and returns its value, decoded (as it stands if it
// is not well-formed). Nothing if there is none.
std::optional<std::string> takeQueryMember(std::string& target, std::string_view name);

} // namespace tapedeck::http
