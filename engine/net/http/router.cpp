#include "engine/net/http/router.h"

#include "engine/base/check.h"

#include <algorithm>

namespace tapedeck::http {

namespace {

std::string_view firstSegment(std::string_view path)
{
    if (path.starts_with('/'))
        path.remove_prefix(1);
    return path.substr(0, path.find('/'));
}

bool isName(std::string_view segment)
{
    return segment.starts_with('{') && segment.ends_with('}');
}

} // namespace

Answer RouteFamily::refused(unsigned status, std::string_view why)
{
    return {status, std::string(kText), std::string(why) + "\n"};
}

void Router::add(RouteFamily& family, std::vector<Route> routes)
{
    for (Route& given : routes) {
        for (const auto& known : m_routes)
            CHECK(known->method != given.method || known->pattern != given.pattern);
        given.family = &family;
        m_routes.push_back(std::make_unique<Route>(std::move(given)));
        const Route& route = *m_routes.back();
        Parsed parsed;
        parsed.route = &route;
        std::string_view left = route.pattern;
        CHECK(left.starts_with('/'));
        while (!left.empty()) {
            left.remove_prefix(1);
            const size_t end = left.find('/');
            const std::string_view segment = left.substr(0, end);
            left = end == std::string_view::npos ? std::string_view{} : left.substr(end);
            if (segment.ends_with("*}")) {
                CHECK(left.empty());
                parsed.rest = true;
            } else {
                parsed.segments.emplace_back(isName(segment) ? std::string_view("{}") : segment);
            }
        }
        const std::string_view first = firstSegment(route.pattern);
        // What takes the rest of the path stands behind what says more.
        auto& candidates = m_byFirstSegment[isName(first) ? std::string() : std::string(first)];
        const auto firstRest =
            std::find_if(candidates.begin(), candidates.end(), [](const Parsed& p) { return p.rest; });
        candidates.insert(parsed.rest ? candidates.end() : firstRest, std::move(parsed));
    }
}

void Router::addPrefix(RouteFamily& family, std::string prefix)
{
    m_prefixes[std::move(prefix)] = &family;
}

bool Router::matches(const Parsed& parsed, std::string_view path, std::vector<std::string_view>& parts)
{
    parts.clear();
    if (path.starts_with('/'))
        path.remove_prefix(1);
    bool more = true; // another segment follows, perhaps an empty one
    for (const std::string& expected : parsed.segments) {
        if (!more)
            return false;
        const size_t end = path.find('/');
        const std::string_view segment = path.substr(0, end);
        more = end != std::string_view::npos;
        path = more ? path.substr(end + 1) : std::string_view{};
        if (expected == "{}") {
            if (segment.empty())
                return false;
            parts.push_back(segment);
        } else if (segment != expected) {
            return false;
        }
    }
    if (!parsed.rest)
        return !more;
    if (!more)
        return false;
    parts.push_back(path);
    return true;
}

Router::Match Router::find(Method method, std::string_view path) const
{
    Match match;
    std::vector<std::string_view> parts;
    for (const std::string_view key : {firstSegment(path), std::string_view{}}) {
        const auto candidates = m_byFirstSegment.find(key);
        if (candidates == m_byFirstSegment.end())
            continue;
        for (const Parsed& candidate : candidates->second) {
            if (!matches(candidate, path, parts))
                continue;
            const Route& route = *candidate.route;
            const bool asHead =
                method == Method::head && route.method == Method::get && (route.flags & Route::kHeadToo);
            if (!match.route && (route.method == method || asHead)) {
                match.route = &route;
                match.parts = parts;
                match.family = route.family;
                return match;
            }
            if (!match.family)
                match.family = route.family;
            match.allowed += (match.allowed.empty() ? "" : ", ") + std::string(methodName(route.method));
            if (route.flags & Route::kHeadToo)
                match.allowed += ", HEAD";
        }
        if (key.empty())
            break;
    }
    if (match.family)
        return match;
    size_t longest = 0;
    for (const auto& [prefix, family] : m_prefixes) {
        if (path.starts_with(prefix) && (!match.family || prefix.size() >= longest)) {
            match.family = family;
            longest = prefix.size();
        }
    }
    return match;
}

} // namespace tapedeck::http
