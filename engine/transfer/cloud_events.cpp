// CloudEvents 1.0, JSON event format, one event per line.
#include "engine/base/time_forms.h"
#include "engine/transfer/json_forms.h"

namespace tapedeck {

namespace {

constexpr const char* kType = "io.github.tapedeck.message";
constexpr std::string_view kSource = "/queues/";

// Names of extensions are lower-case letters and digits, their values scalars.
constexpr const char* kKey = "partitionkey";
constexpr const char* kKeyBytes = "partitionkeybase64";
constexpr const char* kHeaders = "tapedeckheaders"; // a list as in JSON lines, as text
constexpr const char* kQueueBytes = "tapedeckqueuebase64";
constexpr const char* kDelay = "tapedeckdelay"; // microseconds, as text

// A body that is JSON and would be written with the same bytes again: it stands in the event as it is.
std::optional<TransferJson> plainJson(std::string_view body)
{
    if (body.empty() || !holdsUtf8(body))
        return std::nullopt;
    auto json = parseTransferObject(body, limits::kJsonDepthMax - 1); // the event around it is one level more
    if (!json || compactJson(*json) != body)
        return std::nullopt;
    return json;
}

std::string percentEncoded(std::string_view text)
{
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
            || c == '.' || c == '_' || c == '~';
        if (plain)
            out += c;
        else
            (((out += '%') += kDigits[byte >> 4]) += kDigits[byte & 15]);
    }
    return out;
}

std::string textOf(const TransferJson& json, const char* member)
{
    const auto found = json.find(member);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Status readData(const TransferJson& json, Record& record)
{
    if (const auto coded = json.find("data_base64"); coded != json.end()) {
        auto bytes = coded->is_string() ? fromBase64(coded->get_ref<const std::string&>()) : std::nullopt;
        if (!bytes)
            return invalidArgument("`data_base64` is no base64");
        record.body = std::move(*bytes);
        return {};
    }
    const auto data = json.find("data");
    if (data == json.end())
        return {};
    const bool asText = data->is_string() && textOf(json, "datacontenttype").find("json") == std::string::npos;
    record.body = asText ? data->get<std::string>() : compactJson(*data);
    return {};
}

} // namespace

void appendCloudEvent(std::string& out, const Record& record)
{
    TransferJson json;
    json["specversion"] = "1.0";
    json["id"] = std::to_string(record.id.value);
    json["source"] = std::string(kSource) + percentEncoded(record.queue);
    json["type"] = kType;
    if (record.time)
        json["time"] = formatTime(*record.time);
    if (holdsUtf8(record.queue))
        json["subject"] = record.queue;
    else
        json[kQueueBytes] = toBase64(record.queue);
    if (!record.key.empty())
        holdsUtf8(record.key) ? json[kKey] = record.key : json[kKeyBytes] = toBase64(record.key);
    if (!record.headers.empty())
        json[kHeaders] = compactJson(headersJson(record.headers));
    if (record.delay.micros != 0)
        json[kDelay] = std::to_string(record.delay.micros);
    if (auto body = plainJson(record.body)) {
        json["datacontenttype"] = "application/json";
        json["data"] = std::move(*body);
    } else if (holdsUtf8(record.body)) {
        json["datacontenttype"] = "text/plain";
        json["data"] = record.body;
    } else {
        json["datacontenttype"] = "application/octet-stream";
        json["data_base64"] = toBase64(record.body);
    }
    out += compactJson(json);
    out += '\n';
}

Result<Record> readCloudEvent(std::string_view line)
{
    const auto json = parseTransferObject(line);
    if (!json)
        return invalidArgument("the line is no JSON object");
    if (!textOf(*json, "specversion").starts_with("1."))
        return invalidArgument("the line is no CloudEvent of version 1");
    Record record;
    const std::string source = textOf(*json, "source");
    const bool ours = textOf(*json, "type") == kType && source.starts_with(kSource);
    if (ours) {
        record.queue = textOf(*json, "subject");
        if (const auto bytes = fromBase64(textOf(*json, kQueueBytes)); bytes && !bytes->empty())
            record.queue = *bytes;
        const std::string id = textOf(*json, "id");
        if (!id.empty() && id.size() <= 19 && id.find_first_not_of("0123456789") == std::string::npos)
            record.id = MessageId{std::stoull(id)};
    } else { // what else the event says is kept as headers, as CloudEvents' binding to messages does
        for (const char* attribute : {"id", "source", "type", "subject"})
            if (const std::string text = textOf(*json, attribute); !text.empty())
                record.headers.emplace_back("ce-" + std::string(attribute), text);
    }
    if (const std::string time = textOf(*json, "time"); !time.empty()) {
        record.time = parseTime(time, {}, {});
        if (!record.time)
            return invalidArgument("`time` is not as it should be");
    }
    record.key = textOf(*json, kKey);
    if (const auto bytes = fromBase64(textOf(*json, kKeyBytes)); bytes && !bytes->empty())
        record.key = *bytes;
    if (const std::string delay = textOf(*json, kDelay);
        !delay.empty() && delay.size() <= 18 && delay.find_first_not_of("0123456789") == std::string::npos)
        record.delay = Duration{std::stoll(delay)};
    if (const std::string headers = textOf(*json, kHeaders); !headers.empty()) {
        const TransferJson list = TransferJson::parse(headers, nullptr, false);
        if (list.is_discarded() || !readHeaders(list, record.headers))
            return invalidArgument("`" + std::string(kHeaders) + "` is not as it should be");
    }
    if (const Status data = readData(*json, record); !data)
        return data.error();
    return record;
}

} // namespace tapedeck
