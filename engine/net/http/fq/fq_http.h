// What fq speaks over HTTP: /stats.json for pages and monitors, /submit to publish, the answers to the checkpoint
// routes, and files of a directory. PROTOCOL.md beside this file says what they answer.
//
// The same routes are served on the fq port and, with a prefix, on the HTTP port. There is no state here.
//
// Loop thread only.
#pragma once

#include "engine/base/random.h"
#include "engine/exchange/exchanges.h"
#include "engine/net/fq/fq_port.h"
#include "engine/net/http/router.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::http {
class HttpPort;
}

namespace tapedeck::fq {

class WebRoot;

struct FqHttpOptions {
    std::string prefix; // of all routes: "" or "/fq"
    NodeId node; // not 0: the first hop of what is published
    std::function<std::vector<FqClientInfo>()> clients; // asked for each time; may be empty
    std::string webRoot; // directory of files to serve; empty: none
};

class FqHttp final : public http::RouteFamily {
public:
    // Adds its routes; what else begins with the prefix is answered here too. All must outlive it, and it must outlive
    // the port's connections.
    FqHttp(http::HttpPort& port, Exchanges& exchanges, Random& random, FqHttpOptions options);
    ~FqHttp() override;

    std::string_view name() const override { return "fq"; }
    http::Answer methodNotAllowed(const http::Request& request, std::string_view allowed) override;
    http::Answer notFound(const http::Request& request) override;
    http::Answer refused(unsigned status, std::string_view why) override;

private:
    void stats(http::Exchange& exchange);
    void submit(http::Exchange& exchange);
    void checkpoint(http::Exchange& exchange);
    void file(http::Exchange& exchange);

    Broker& m_broker;
    Exchanges& m_exchanges;
    Random& m_random;
    const FqHttpOptions m_options;
    std::unique_ptr<WebRoot> m_web; // null: no files
};

} // namespace tapedeck::fq
