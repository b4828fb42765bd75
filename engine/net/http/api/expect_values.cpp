#include "engine/net/http/api/expect_values.h"

namespace tapedeck::api {

namespace {

void writeMembers(JsonWriter& json, const ReportedMessage& message)
{
    json.bytes("queue", message.queue).id("id", message.id).time("time", message.time);
    json.bytes("key", message.key).bytes("body", message.body).member("bodySize", message.bodyBytes);
    if (message.body.size() < message.bodyBytes)
        json.flag("truncated", true);
}

} // namespace

void writeReport(JsonWriter& json, const std::string& name, const std::string& queue, const ExpectationReport& report)
{
    json.beginObject();
    if (!name.empty())
        json.bytes("name", name);
    if (!queue.empty())
        json.bytes("queue", queue);
    json.bytes("expect", report.text).flag("passed", report.passed).bytes("reason", report.reason);
    json.member("count", report.count).member("seen", report.seen).duration("took", report.took);
    json.key("matched").beginArray();
    for (const ReportedMessage& message : report.matched) {
        json.beginObject();
        writeMembers(json, message);
        json.endObject();
    }
    json.endArray().key("nearMisses").beginArray();
    for (const NearMiss& miss : report.nearMisses) {
        json.beginObject();
        writeMembers(json, miss.message);
        json.member("failing", uint64_t{miss.failing}).member("terms", uint64_t{miss.terms}).key("failed").beginArray();
        for (const FilterTerm& term : miss.failed) {
            json.beginObject().bytes("term", term.text).member("position", uint64_t{term.position});
            json.flag("negated", term.negated).bytes("actual", term.actual).endObject();
        }
        json.endArray().endObject();
    }
    json.endArray().endObject();
}

} // namespace tapedeck::api
