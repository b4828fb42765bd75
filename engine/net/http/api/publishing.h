// What the three ways of publishing share: messages as clients write them, and the queue they go to.
//
// Loop thread only.
#pragma once

#include "engine/broker/broker.h"
#include "engine/net/http/api/json_reader.h"
#include "engine/net/http/exchange.h"

#include <optional>
#include <string>
#include <vector>

namespace tapedeck::api {

// Owns what a NewMessage points to.
struct OwnedMessage {
    std::string body, key, headers; // headers encoded
    Duration delay;
    NewMessage view() const { return {body, key, headers, delay}; }
};

// Reads one message; `where` as in ObjectReader. Errors: invalidArgument, messageTooBig.
Result<OwnedMessage> readMessage(const Json& json, const std::string& where);
// A list of messages, at least one.
Result<std::vector<OwnedMessage>> readBatch(const Json& json);
// Refuses what is beyond a limit: messageTooBig.
Status checkSizes(const OwnedMessage& message, size_t headerCount);

// The queue to publish into, made if it is not there and may be. Null after having answered.
QueuePtr targetQueue(http::Exchange& exchange, bool create);

// {"count", "firstId", "lastId"}.
std::string publishedMembers(uint64_t count, MessageId first, MessageId last);

} // namespace tapedeck::api
