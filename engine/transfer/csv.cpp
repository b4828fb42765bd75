// RFC 4180, with the columns queue,id,time,delay,key,headers,body,encoding. Fields are as spreadsheets need them: one
// that begins with = + - @ or ' gets an apostrophe in front, which reading takes off again.
#include "engine/base/time_forms.h"
#include "engine/transfer/json_forms.h"

#include <array>

namespace tapedeck {

namespace {

enum Column {
    queueColumn,
    idColumn,
    timeColumn,
    delayColumn,
    keyColumn,
    headersColumn,
    bodyColumn,
    encodingColumn,
    columns
};
constexpr std::string_view kBase64 = "base64"; // of queue, key and body alike
constexpr std::string_view kGuarded = "=+-@'\t";

void appendField(std::string& out, std::string_view text)
{
    const bool guard = !text.empty() && kGuarded.find(text.front()) != std::string_view::npos;
    if (!guard && text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += guard ? "\"'" : "\"";
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    out += '"';
}

Error wrongColumn(const char* column)
{
    return {ErrorCode::invalidArgument, "the column `" + std::string(column) + "` is not as it should be"};
}

// Fields of one record; nothing if its quotes are broken.
std::optional<std::vector<std::string>> fieldsOf(std::string_view text)
{
    std::vector<std::string> fields(1);
    bool quoted = false;
    bool wasQuoted = false; // this field
    for (size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted) {
            if (c != '"')
                fields.back() += c;
            else if (at + 1 < text.size() && text[at + 1] == '"')
                fields.back() += text[++at];
            else
                quoted = false;
        } else if (c == '"') {
            if (!fields.back().empty() || wasQuoted)
                return std::nullopt;
            quoted = wasQuoted = true;
        } else if (c == ',') {
            fields.emplace_back();
            wasQuoted = false;
        } else if (wasQuoted) {
            return std::nullopt;
        } else {
            fields.back() += c;
        }
    }
    if (quoted)
        return std::nullopt;
    for (std::string& field : fields)
        if (field.size() > 1 && field.front() == '\'' && kGuarded.find(field[1]) != std::string_view::npos)
            field.erase(0, 1);
    return fields;
}

} // namespace

void appendCsv(std::string& out, const Record& record)
{
    const bool text = holdsUtf8(record.queue) && holdsUtf8(record.key) && holdsUtf8(record.body);
    const auto field = [&](std::string_view bytes) { appendField(out, text ? std::string(bytes) : toBase64(bytes)); };
    field(record.queue);
    out += ',';
    if (record.id.value != 0)
        out += std::to_string(record.id.value);
    out += ',';
    if (record.time)
        out += formatTime(*record.time);
    out += ',';
    if (record.delay.micros != 0)
        out += std::to_string(record.delay.micros);
    out += ',';
    field(record.key);
    out += ',';
    if (!record.headers.empty())
        appendField(out, compactJson(headersJson(record.headers)));
    out += ',';
    field(record.body);
    out += ',';
    if (!text)
        out += kBase64;
    out += "\r\n";
}

Result<Record> readCsv(std::string_view text)
{
    auto fields = fieldsOf(text);
    if (!fields || fields->size() != columns)
        return Error{ErrorCode::invalidArgument,
            "the record does not have the columns queue,id,time,delay,key,headers,body,encoding"};
    const std::string& encoding = (*fields)[encodingColumn];
    if (!encoding.empty() && encoding != kBase64)
        return wrongColumn("encoding");
    if (!encoding.empty())
        for (const Column column : {queueColumn, keyColumn, bodyColumn}) {
            auto bytes = fromBase64((*fields)[column]);
            if (!bytes)
                return wrongColumn("encoding");
            (*fields)[column] = std::move(*bytes);
        }
    const auto isNumber = [](const std::string& digits) {
        return digits.size() <= 19 && digits.find_first_not_of("0123456789") == std::string::npos;
    };
    Record record;
    record.queue = std::move((*fields)[queueColumn]);
    if (const std::string& id = (*fields)[idColumn]; !id.empty()) {
        if (!isNumber(id))
            return wrongColumn("id");
        record.id = MessageId{std::stoull(id)};
    }
    if (const std::string& time = (*fields)[timeColumn]; !time.empty()) {
        record.time = parseTime(time, {}, {});
        if (!record.time)
            return wrongColumn("time");
    }
    if (const std::string& delay = (*fields)[delayColumn]; !delay.empty()) {
        if (!isNumber(delay) || delay.size() > 18)
            return wrongColumn("delay");
        record.delay = Duration{std::stoll(delay)};
    }
    record.key = std::move((*fields)[keyColumn]);
    if (const std::string& headers = (*fields)[headersColumn]; !headers.empty()) {
        const TransferJson json = TransferJson::parse(headers, nullptr, false);
        if (json.is_discarded() || !readHeaders(json, record.headers))
            return wrongColumn("headers");
    }
    record.body = std::move((*fields)[bodyColumn]);
    return record;
}

} // namespace tapedeck
