#include "engine/base/time_forms.h"
#include "engine/transfer/json_forms.h"

namespace tapedeck {

namespace {

Error wrongMember(const char* member)
{
    return {ErrorCode::invalidArgument, "`" + std::string(member) + "` is not as it should be"};
}

} // namespace

void appendJsonLine(std::string& out, const Record& record)
{
    TransferJson json;
    if (!record.queue.empty())
        putEither(json, "queue", record.queue);
    if (record.id.value != 0)
        json["id"] = record.id.value;
    if (record.time)
        json["time"] = formatTime(*record.time);
    if (record.delay.micros != 0)
        json["delayMicros"] = record.delay.micros;
    if (!record.key.empty())
        putEither(json, "key", record.key);
    if (!record.headers.empty())
        json["headers"] = headersJson(record.headers);
    putEither(json, "body", record.body);
    out += compactJson(json);
    out += '\n';
}

Result<Record> readJsonLine(std::string_view line)
{
    const auto json = parseTransferObject(line);
    if (!json)
        return Error{ErrorCode::invalidArgument, "the line is no JSON object"};
    Record record;
    bool ok = true;
    record.queue = takeEither(*json, "queue", ok).value_or("");
    if (!ok)
        return wrongMember("queue");
    if (const auto id = json->find("id"); id != json->end()) {
        if (!id->is_number_unsigned())
            return wrongMember("id");
        record.id = MessageId{id->get<uint64_t>()};
    }
    if (const auto time = json->find("time"); time != json->end()) {
        record.time = time->is_string() ? parseTime(time->get<std::string>(), {}, {}) : std::nullopt;
        if (!record.time)
            return wrongMember("time");
    }
    if (const auto delay = json->find("delayMicros"); delay != json->end()) {
        if (!delay->is_number_unsigned() || delay->get<uint64_t>() > INT64_MAX)
            return wrongMember("delayMicros");
        record.delay = Duration{delay->get<int64_t>()};
    }
    record.key = takeEither(*json, "key", ok).value_or("");
    if (!ok)
        return wrongMember("key");
    if (const auto headers = json->find("headers"); headers != json->end() && !readHeaders(*headers, record.headers))
        return wrongMember("headers");
    auto body = takeEither(*json, "body", ok);
    if (!ok || !body)
        return wrongMember("body");
    record.body = std::move(*body);
    return record;
}

} // namespace tapedeck
