// The table of all routes: which family of protocols answers which method and path.
//
// Filled before the port listens, constant afterwards.
#pragma once

#include "engine/net/http/exchange.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::http {

// The part of the program that serves one protocol's routes, and knows how that protocol says no.
class RouteFamily {
public:
    virtual ~RouteFamily() = default;
    virtual std::string_view name() const = 0;
    // The path is one of the family's, the method is not. `allowed` as for an Allow header: "GET, POST".
    virtual Answer methodNotAllowed(const Request& request, std::string_view allowed) = 0;
    // No route has this path, but it begins like the family's.
    virtual Answer notFound(const Request& request) = 0;
    // The request broke a rule of HTTP or a limit (400, 413, ...) after the gate.
    virtual Answer refused(unsigned status, std::string_view why);
};

struct Route {
    Method method;
    // "/topics/{topic}/messages": a name in braces stands for one segment that is not empty; "{rest*}" at the end for
    // everything that is left, slashes included, also nothing. Literal parts are compared as they stand.
    std::string pattern;
    std::function<void(Exchange&)> handler;
    uint8_t flags = 0;
    RouteFamily* family = nullptr; // set by Router

    static constexpr uint8_t kBodyInParts = 1; // the handler is called before the body and takes it with takeBody()
    static constexpr uint8_t kUpgrades = 2; // may become a WebSocket
    static constexpr uint8_t kDefaultNamespace = 8; // has no meaning in any other namespace: refused there
    static constexpr uint8_t kHeadToo = 4; // a GET route that answers HEAD as well, without the body
};

class Router {
public:
    // `family` must outlive the router. CHECKs that no two routes have the same method and pattern.
    void add(RouteFamily& family, std::vector<Route> routes);
    // Paths that begin with `prefix` and match no route are answered by this family; "" for all the rest. The longest
    // prefix wins.
    void addPrefix(RouteFamily& family, std::string prefix);

    struct Match {
        const Route* route = nullptr;
        std::vector<std::string_view> parts; // of the path, in the order of the pattern's names
        RouteFamily* family = nullptr; // who says no if there is no route; never null once a prefix "" was added
        std::string allowed; // the path exists, with these methods: "GET, POST"
    };
    Match find(Method method, std::string_view path) const;
    // In the order in which they were added.
    std::span<const std::unique_ptr<Route>> routes() const { return m_routes; }

private:
    // Segment by segment.
    struct Parsed {
        std::vector<std::string> segments; // "{}" for a name
        bool rest = false; // ends in {rest*}
        const Route* route = nullptr;
    };
    static bool matches(const Parsed& parsed, std::string_view path, std::vector<std::string_view>& parts);

    std::vector<std::unique_ptr<Route>> m_routes;
    std::map<std::string, std::vector<Parsed>, std::less<>>
        m_byFirstSegment; // "" also for patterns without a literal one
    std::map<std::string, RouteFamily*, std::less<>> m_prefixes;
};

} // namespace tapedeck::http
