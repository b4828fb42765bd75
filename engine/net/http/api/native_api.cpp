#include "engine/net/http/api/native_api.h"

#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/json_writer.h"
#include "engine/net/http/api/problem.h"
#include "engine/net/http/api/support.h"

namespace tapedeck::api {

namespace {

using http::Method;
using http::Route;

struct RouteRow {
    Method method;
    const char* path; // behind /api/v1
    Handler handler;
    uint8_t flags = 0;
};

constexpr RouteRow kApiRoutes[] = {
    {Method::get, "", getIndex},
    {Method::get, "/settings", getSettings},
    {Method::patch, "/settings", changeSettings},
    {Method::get, "/snapshot", getSnapshot},
    {Method::get, "/events", streamEvents},
    {Method::get, "/observe", observe, Route::kUpgrades | Route::kDefaultNamespace},
    {Method::get, "/clients", listClients},
    {Method::del, "/clients/{client}", closeClient},
    {Method::get, "/queues", listQueues},
    {Method::post, "/queues", createQueue},
    {Method::get, "/queues/{queue}", getQueue},
    {Method::patch, "/queues/{queue}", changeQueue},
    {Method::del, "/queues/{queue}", deleteQueue},
    {Method::post, "/queues/{queue}/purge", purgeQueue},
    {Method::get, "/queues/{queue}/find", findMessage},
    {Method::get, "/queues/{queue}/channels", listChannels},
    {Method::post, "/queues/{queue}/channels", createChannel},
    {Method::get, "/queues/{queue}/channels/{channel}", getChannel},
    {Method::patch, "/queues/{queue}/channels/{channel}", changeChannel},
    {Method::del, "/queues/{queue}/channels/{channel}", deleteChannel},
    {Method::post, "/queues/{queue}/channels/{channel}/purge", purgeChannel},
    {Method::post, "/queues/{queue}/channels/{channel}/seek", seekChannel},
    {Method::get, "/queues/{queue}/channels/{channel}/messages", listOwed},
    {Method::post, "/queues/{queue}/channels/{channel}/receive", receive},
    {Method::post, "/queues/{queue}/channels/{channel}/ack", ack},
    {Method::post, "/queues/{queue}/channels/{channel}/nack", nack},
    {Method::post, "/queues/{queue}/channels/{channel}/release", release},
    {Method::post, "/queues/{queue}/channels/{channel}/extend", extend},
    {Method::post, "/queues/{queue}/channels/{channel}/settle", settle},
    {Method::get, "/queues/{queue}/channels/{channel}/dead", listDead},
    {Method::post, "/queues/{queue}/channels/{channel}/dead/replay", replayDead},
    {Method::post, "/queues/{queue}/channels/{channel}/dead/purge", purgeDead},
    {Method::post, "/queues/{queue}/messages", publishOne},
    {Method::post, "/queues/{queue}/messages/batch", publishBatch},
    {Method::post, "/queues/{queue}/messages/stream", publishStream, Route::kBodyInParts},
    {Method::get, "/queues/{queue}/messages", peek},
    {Method::get, "/queues/{queue}/messages/{id}", getMessage},
    {Method::get, "/queues/{queue}/messages/{id}/body", getBody},
    {Method::get, "/queues/{queue}/messages/{id}/mark", getMark},
    {Method::put, "/queues/{queue}/messages/{id}/mark", putMark},
    {Method::del, "/queues/{queue}/messages/{id}/mark", deleteMark},
    {Method::get, "/queues/{queue}/tail", tail, Route::kUpgrades},
    {Method::get, "/queues/{queue}/bindings", listBindings, Route::kDefaultNamespace},
    {Method::post, "/queues/{queue}/bindings", createBinding, Route::kDefaultNamespace},
    {Method::del, "/queues/{queue}/bindings/{binding}", deleteBinding, Route::kDefaultNamespace},
    {Method::get, "/exchanges", listExchanges, Route::kDefaultNamespace},
    {Method::get, "/exchanges/{exchange}", getExchange, Route::kDefaultNamespace},
    {Method::patch, "/exchanges/{exchange}", changeExchange, Route::kDefaultNamespace},
    {Method::post, "/exchanges/{exchange}/messages", publishToExchange, Route::kDefaultNamespace},
    {Method::post, "/route/test", testRoute},
    {Method::get, "/upstreams", listUpstreams, Route::kDefaultNamespace},
    {Method::post, "/upstreams", createUpstream, Route::kDefaultNamespace},
    {Method::del, "/upstreams/{upstream}", deleteUpstream, Route::kDefaultNamespace},
    {Method::get, "/namespaces", listNamespaces},
    {Method::del, "/namespaces/{namespace}", deleteNamespace},
    {Method::get, "/clock", getClock},
    {Method::post, "/clock/advance", advanceClock},
    {Method::get, "/replays", listReplays},
    {Method::post, "/replays", startReplay},
    {Method::get, "/replays/{replay}", getReplay},
    {Method::post, "/replays/{replay}/pause", pauseReplay},
    {Method::post, "/replays/{replay}/resume", resumeReplay},
    {Method::post, "/replays/{replay}/step", stepReplay},
    {Method::post, "/replays/{replay}/seek", seekReplay},
    {Method::post, "/replays/{replay}/stop", stopReplay},
    {Method::post, "/expect", expect},
    {Method::get, "/faults", listFaults},
    {Method::post, "/faults", createFault},
    {Method::del, "/faults", deleteFaults},
    {Method::get, "/faults/{fault}", getFault},
    {Method::patch, "/faults/{fault}", changeFault},
    {Method::del, "/faults/{fault}", deleteFault},
    {Method::get, "/responders", listResponders},
    {Method::post, "/responders", createResponder},
    {Method::del, "/responders", deleteResponders},
    {Method::get, "/responders/{responder}", getResponder},
    {Method::patch, "/responders/{responder}", changeResponder},
    {Method::del, "/responders/{responder}", deleteResponder},
};

constexpr RouteRow kOtherRoutes[] = {
    {Method::get, "/openapi.json", getOpenApi},
    {Method::get, "/livez", getLive},
    {Method::get, "/readyz", getReady},
    {Method::get, "/metrics", getMetrics},
};

} // namespace

NativeApi::NativeApi(http::HttpPort& port, Exchanges& exchanges, NativeApiOptions options, Reporter& reporter)
    : m_port(port)
    , m_exchanges(exchanges)
    , m_options(std::move(options))
    , m_random(m_options.random ? *m_options.random : m_systemRandom)
    , m_reporter(reporter)
    , m_idempotency(m_options.idempotency)
    , m_events(port)
{
    std::vector<Route> routes;
    const auto add = [&](const RouteRow& row, std::string path) {
        const Handler handler = row.handler;
        const bool streams = handler == streamEvents || handler == tail || handler == observe;
        const uint8_t head = row.method == Method::get && !streams ? Route::kHeadToo : 0;
        routes.push_back({row.method, std::move(path), [this, handler](Exchange& e) { handler(*this, e); },
            static_cast<uint8_t>(row.flags | head)});
    };
    for (const RouteRow& row : kApiRoutes)
        add(row, std::string(kPrefix) + row.path);
    for (const RouteRow& row : kOtherRoutes)
        add(row, row.path);
    m_port.router().add(*this, std::move(routes));
    m_port.router().addPrefix(*this, "/api");
}

http::Answer NativeApi::methodNotAllowed(const http::Request& request, std::string_view allowed)
{
    http::Answer answer = problemAnswer(
        {405, "method-not-allowed", "The method is not allowed", "This path takes " + std::string(allowed) + "."},
        request);
    return answer.with("Allow", allowed);
}

http::Answer NativeApi::notFound(const http::Request& request)
{
    return problemAnswer(
        api::notFound("no-such-path", "No such path", "The API has no such path. GET /openapi.json lists them all."),
        request);
}

http::Answer NativeApi::refused(unsigned status, std::string_view why)
{
    return problemAnswer({status, "refused", "The request was refused", std::string(why)}, http::Request{});
}

std::string_view programVersion()
{
    return TAPEDECK_VERSION;
}

} // namespace tapedeck::api
