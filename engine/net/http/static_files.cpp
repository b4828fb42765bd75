#include "engine/net/http/static_files.h"

#include "engine/net/http/http_port.h"

#include <array>

namespace tapedeck {

std::optional<std::string_view> webFile(std::string_view name); // generated from resources/web

} // namespace tapedeck

namespace tapedeck::http {

namespace {

// Nothing from elsewhere, nothing inline, no frames: a hostile payload on the page stays text.
constexpr std::string_view kPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                                     "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

std::string_view typeOf(std::string_view name)
{
    struct Type {
        std::string_view ending, type;
    };
    static constexpr std::array kTypes = {Type{".html", kHtml}, Type{".js", "text/javascript; charset=UTF-8"},
        Type{".css", "text/css; charset=UTF-8"}, Type{".svg", "image/svg+xml"}, Type{".json", kJson}};
    for (const Type& known : kTypes) {
        if (name.ends_with(known.ending))
            return known.type;
    }
    return "application/octet-stream";
}

} // namespace

StaticFiles::StaticFiles(HttpPort& port)
{
    port.router().add(*this,
        {{Method::get, "/static/{file*}", [](Exchange& e) { serve(e, e.pathPart(0)); }, Route::kHeadToo},
            {Method::get, "/favicon.ico", [](Exchange& e) { serve(e, "favicon.svg"); }, Route::kHeadToo},
            {Method::get, "/robots.txt",
                [](Exchange& e) {
                    e.answer({200, std::string(kText), "User-agent: *\nDisallow: /\n"}, false);
                },
                Route::kHeadToo}});
}

void StaticFiles::serve(Exchange& exchange, std::string_view name)
{
    const std::optional<std::string_view> file = webFile(name);
    if (!file) {
        // Folders are not listed, and there is nothing outside.
        const bool forbidden = name.empty() || name.ends_with('/') || name.find("..") != std::string_view::npos;
        const unsigned status = forbidden ? 403 : 404;
        const std::string words = std::to_string(status) + ": " + std::string(standardReason(status));
        exchange.answer(
            {status, std::string(kHtml), "<html><title>" + words + "</title><body>" + words + "</body></html>"}, false);
        return;
    }
    Answer answer{200, std::string(typeOf(name)), std::string(*file)};
    answer.with("Content-Security-Policy", kPolicy)
        .with("Referrer-Policy", "no-referrer")
        .with("X-Frame-Options", "DENY");
    exchange.answer(std::move(answer), false);
}

Answer StaticFiles::methodNotAllowed(const Request&, std::string_view allowed)
{
    Answer answer{405, std::string(kText), "405: Method Not Allowed\n"};
    answer.with("Allow", allowed);
    return answer;
}

Answer StaticFiles::notFound(const Request&)
{
    return {404, std::string(kText), "404: Not Found\n"};
}

} // namespace tapedeck::http
