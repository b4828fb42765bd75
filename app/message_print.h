// One message as the commands print it: a line for people, a JSON object, or the bare body.
#pragma once

#include "app/command.h"
#include "app/resp_client.h"
#include "engine/log/message.h"

#include <optional>

namespace tapedeck {

struct PrintedMessage {
    MessageId id;
    std::optional<Time> time;
    std::optional<Ticket> ticket;
    std::string key;
    HeaderList headers;
    std::string body;
};

void printMessage(const PrintedMessage& message, const OutputOptions& output);

// One element of PEEK's answer: [id, time in microseconds, key, flat headers, body]. Nothing if it has another shape.
std::optional<PrintedMessage> decodePeeked(const Reply& reply);

} // namespace tapedeck
