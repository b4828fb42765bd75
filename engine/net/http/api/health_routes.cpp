// What supervisors ask, and the API's description.
#include "engine/net/http/api/api_document.h"
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/support.h"

namespace tapedeck::api {

namespace {

void answerText(Exchange& exchange, unsigned status, const std::string& text)
{
    exchange.answer({status, "text/plain; charset=utf-8", text + "\n"}, false);
}

} // namespace

void getOpenApi(NativeApi&, Exchange& exchange)
{
    const auto document = apiDocument("openapi.json");
    CHECK(document);
    exchange.answer({200, std::string(http::kJson), std::string(*document)}, false);
}

void getLive(NativeApi&, Exchange& exchange)
{
    answerText(exchange, 200, "alive");
}

void getReady(NativeApi&, Exchange& exchange)
{
    const BrokerStats totals = exchange.broker().totals();
    if (!totals.readOnlyReason.empty())
        return answerText(exchange, 503, "read-only: " + totals.readOnlyReason);
    if (totals.storageFull)
        return answerText(exchange, 503, "storage full: nothing can be published; acknowledging still works");
    answerText(exchange, 200, "ready");
}

} // namespace tapedeck::api
