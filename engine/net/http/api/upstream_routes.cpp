// Other brokers that messages are pulled from: list, add, remove.
#include "engine/exchange/upstream_list.h"
#include "engine/net/fq/wire.h"
#include "engine/net/http/api/exchange_values.h"
#include "engine/net/http/api/handlers.h"
#include "engine/net/http/api/native_api.h"
#include "engine/net/http/api/support.h"

#include <algorithm>

namespace tapedeck::api {

namespace {

std::string pathOf(uint64_t id)
{
    return std::string(kPrefix) + "/upstreams/" + std::to_string(id);
}

// Without the password.
void writeUpstream(JsonWriter& json, const UpstreamInfo& info)
{
    const Upstream& row = info.row;
    json.beginObject().member("id", info.id).member("href", pathOf(info.id));
    json.bytes("host", row.host).member("port", uint64_t{row.port}).bytes("source", row.source);
    json.bytes("exchange", row.exchange).bytes("program", row.program);
    json.flag("permanentBinding", row.permanentBinding).member("state", toText(info.state));
    if (!info.error.empty())
        json.member("error", info.error);
    json.time("since", info.since).member("messages", info.messages).member("octets", info.octets);
    json.member("loops", info.loops).endObject();
}

// Null after having answered.
UpstreamList* listOf(NativeApi& api, Exchange& exchange)
{
    UpstreamList* const list = api.options().upstreams;
    if (!list)
        answerError(exchange, {ErrorCode::unsupported, "Nothing can be pulled from other brokers here."});
    return list;
}

// Nothing after having answered.
std::optional<Upstream> readUpstream(Exchange& exchange, const Json& body)
{
    ObjectReader reader(body);
    Upstream row;
    row.host = reader.text("host").value_or("");
    row.port = static_cast<uint16_t>(reader.number("port", UINT16_MAX).value_or(fq::kPortDefault));
    row.source = reader.bytes("source").value_or(std::string(kUpstreamSourceDefault));
    row.password = reader.bytes("password").value_or("");
    const auto from = reader.bytes("exchange");
    row.program = reader.bytes("program").value_or("prefix:");
    row.permanentBinding = reader.boolean("permanentBinding").value_or(false);
    if (reader.ok() && (row.host.empty() || row.port == 0))
        reader.fail("`host` is missing, or `port` is 0.");
    if (reader.ok() && !from)
        reader.fail("`exchange` is missing.");
    if (!answerIfFailed(exchange, reader.finish()))
        return std::nullopt;
    ProgramError error;
    if (!Program::parse(row.program, &error)) {
        answerProblem(exchange, programProblem(error));
        return std::nullopt;
    }
    row.exchange = *from;
    return row;
}

} // namespace

void listUpstreams(NativeApi& api, Exchange& exchange)
{
    const UpstreamList* const list = listOf(api, exchange);
    if (!list)
        return;
    JsonWriter json;
    json.beginObject().key("upstreams").beginArray();
    for (const UpstreamInfo& info : list->upstreams())
        writeUpstream(json, info);
    json.endArray().endObject();
    answerJson(exchange, json);
}

void createUpstream(NativeApi& api, Exchange& exchange)
{
    UpstreamList* const list = listOf(api, exchange);
    const auto body = list ? jsonBody(exchange) : std::nullopt;
    const auto row = body ? readUpstream(exchange, *body) : std::nullopt;
    if (!row)
        return;
    list->addUpstream(*row, exchange.whenDone<uint64_t>([&exchange, list](Result<uint64_t> id) {
        if (!id)
            return answerError(exchange, id.error());
        const std::vector<UpstreamInfo> all = list->upstreams();
        const auto added = std::find_if(all.begin(), all.end(), [&](const UpstreamInfo& one) { return one.id == *id; });
        JsonWriter json;
        if (added == all.end()) // removed before the tape had it
            json.beginObject().member("id", *id).endObject();
        else
            writeUpstream(json, *added);
        answerCreated(exchange, json, pathOf(*id));
    }));
}

void deleteUpstream(NativeApi& api, Exchange& exchange)
{
    UpstreamList* const list = listOf(api, exchange);
    const auto id = list ? numberPart(exchange, 0, "upstream's number") : std::nullopt;
    if (!id)
        return;
    list->removeUpstream(*id, exchange.whenDone<bool>([&exchange, id = *id](const Result<bool>& removed) {
        if (removed)
            return answerNoContent(exchange);
        if (removed.error().code != ErrorCode::notFound)
            return answerError(exchange, removed.error());
        answerProblem(exchange,
            notFound("upstream-not-found", "No such upstream",
                "There is no upstream " + std::to_string(id) + ", or no longer."));
    }));
}

} // namespace tapedeck::api
