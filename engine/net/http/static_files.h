// The files of the web page, compiled into the program: /static/..., /favicon.ico, /robots.txt.
//
// Loop thread only. Needs nothing of the broker and no rights: the page gets its data from the native API like any
// client.
#pragma once

#include "engine/net/http/router.h"

namespace tapedeck::http {

class HttpPort;

class StaticFiles final : public RouteFamily {
public:
    // Adds its routes. Must outlive the port.
    explicit StaticFiles(HttpPort& port);

    std::string_view name() const override { return "static"; }
    Answer methodNotAllowed(const Request& request, std::string_view allowed) override;
    Answer notFound(const Request& request) override;

private:
    static void serve(Exchange& exchange, std::string_view name);
};

} // namespace tapedeck::http
