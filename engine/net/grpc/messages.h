// The messages of minikafka's schema, from bytes and to bytes. Pure.
//
// Fields that are not known, or known with another wire type, are skipped; of a field that is there twice the last one
// counts, and parts of messages are merged, as protobuf wants it.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tapedeck::grpc {

// Views live as long as the bytes.
struct ProduceRequest {
    bool hasTopic = false, hasPayload = false; // the sub-messages
    std::string_view topic, payload;
};
struct PollRequest {
    std::string_view topic;
    uint32_t readFrom = 0; // also if the sub-message is missing
};

// Errors: invalidArgument, with the text that goes behind "grpc: error unmarshalling request: ".
Result<ProduceRequest> decodeProduceRequest(std::string_view bytes);
Result<PollRequest> decodePollRequest(std::string_view bytes);

std::string encodeMsgNumber(uint32_t number);

// Puts a PollResponse together, payload by payload, as long as it stays within its limit.
class PollResponseWriter {
public:
    explicit PollResponseWriter(size_t bytesMax)
        : m_bytesMax(bytesMax)
    {
    }
    // False when it has no room for this payload and the position behind it. The first one always has.
    bool add(std::string_view payload, uint32_t newReadFrom);
    size_t count() const { return m_count; }
    // The whole message.
    std::string finish(uint32_t newReadFrom) &&;
    // Bytes of the whole response with one such payload.
    static size_t bytesAlone(size_t payloadBytes, uint32_t newReadFrom);

private:
    size_t m_bytesMax;
    size_t m_count = 0;
    std::string m_out;
};

} // namespace tapedeck::grpc
