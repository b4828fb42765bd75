#include "app/message_print.h"

#include "app/terminal.h"
#include "engine/base/time_forms.h"

namespace tapedeck {

namespace {

std::string asJson(const PrintedMessage& message)
{
    Json object;
    object["id"] = message.id.value;
    if (message.time)
        object["time"] = formatTime(*message.time);
    if (message.ticket)
        object["ticket"] = message.ticket->value;
    if (!message.key.empty())
        putBytes(object, "key", message.key);
    if (!message.headers.empty()) {
        Json headers = Json::array(); // a list: names may repeat
        for (const auto& [name, value] : message.headers) {
            Json header;
            putBytes(header, "name", name);
            putBytes(header, "value", value);
            headers.push_back(std::move(header));
        }
        object["headers"] = std::move(headers);
    }
    putBytes(object, "body", message.body);
    return jsonLine(object);
}

std::string asLine(const PrintedMessage& message, bool colour)
{
    std::string line = inBold(std::to_string(message.id.value), colour);
    if (message.time)
        line += "  " + inGrey(formatTime(*message.time), colour);
    if (message.ticket)
        line += "  ticket=" + std::to_string(message.ticket->value);
    if (!message.key.empty())
        line += "  key=" + escapeForTerminal(message.key);
    for (const auto& [name, value] : message.headers)
        line += "  " + escapeForTerminal(name) + ":" + escapeForTerminal(value);
    return line + "  " + escapeForTerminal(message.body);
}

} // namespace

void printMessage(const PrintedMessage& message, const OutputOptions& output)
{
    if (output.json)
        print(asJson(message) + "\n");
    else
        print((output.raw ? message.body : asLine(message, output.colour)) + "\n");
}

std::optional<PrintedMessage> decodePeeked(const Reply& reply)
{
    const auto& fields = reply.elements;
    if (reply.kind != Reply::Kind::array || fields.size() != 5 || fields[0].kind != Reply::Kind::number
        || fields[1].kind != Reply::Kind::number)
        return std::nullopt;
    PrintedMessage out;
    out.id = {static_cast<uint64_t>(fields[0].number)};
    out.time = Time{fields[1].number};
    out.key = fields[2].text;
    for (size_t i = 0; i + 1 < fields[3].elements.size(); i += 2)
        out.headers.emplace_back(fields[3].elements[i].text, fields[3].elements[i + 1].text);
    out.body = fields[4].text;
    return out;
}

} // namespace tapedeck
