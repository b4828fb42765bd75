#include "engine/net/grpc/messages.h"

#include "engine/net/grpc/field_reader.h"
#include "engine/net/http/encodings.h"

#include <protozero/pbf_writer.hpp>

namespace tapedeck::grpc {

namespace {

// Field numbers.
constexpr uint32_t kTopicTopic = 1, kPayloadPayload = 1;
constexpr uint32_t kProduceTopic = 1, kProducePayload = 2;
constexpr uint32_t kMsgNumber = 1;
constexpr uint32_t kPollTopic = 1, kPollReadFrom = 2;
constexpr uint32_t kResponsePayloads = 1, kResponseNewReadFrom = 2;

Error undecodable(std::string_view what)
{
    return Error{ErrorCode::invalidArgument, "proto: " + std::string(what)};
}

Status badUtf8(std::string_view field)
{
    return undecodable("string field \"" + std::string(field) + "\" contains invalid UTF-8");
}

size_t varintBytes(uint64_t value)
{
    size_t n = 1;
    for (; value >= 0x80; value >>= 7)
        ++n;
    return n;
}

size_t lengthDelimited(size_t bytes)
{
    return 1 + varintBytes(bytes) + bytes; // field numbers below 16 take one byte
}

size_t numberBytes(uint32_t number)
{
    return lengthDelimited(number == 0 ? 0 : 1 + varintBytes(number));
}

size_t payloadBytes(size_t bytes)
{
    return lengthDelimited(bytes == 0 ? 0 : lengthDelimited(bytes));
}

// The one string or bytes field of a sub-message; absent: `out` stays.
Status readOnly(std::string_view bytes, uint32_t number, std::string_view& out)
{
    FieldReader reader(bytes);
    while (reader.next()) {
        if (reader.isBytes(number))
            out = reader.bytes();
    }
    return reader.failed() ? Status(undecodable(reader.error())) : Status();
}

Status readNumber(std::string_view bytes, uint32_t& out)
{
    FieldReader reader(bytes);
    while (reader.next()) {
        if (reader.isVarint(kMsgNumber))
            out = static_cast<uint32_t>(reader.value());
    }
    return reader.failed() ? Status(undecodable(reader.error())) : Status();
}

} // namespace

Result<ProduceRequest> decodeProduceRequest(std::string_view bytes)
{
    ProduceRequest request;
    FieldReader reader(bytes);
    while (reader.next()) {
        Status read;
        if (reader.isBytes(kProduceTopic)) {
            request.hasTopic = true;
            read = readOnly(reader.bytes(), kTopicTopic, request.topic);
            if (read && !http::isUtf8(request.topic))
                read = badUtf8("protocol.Topic.topic");
        } else if (reader.isBytes(kProducePayload)) {
            request.hasPayload = true;
            read = readOnly(reader.bytes(), kPayloadPayload, request.payload);
        }
        if (!read)
            return read.error();
    }
    if (reader.failed())
        return undecodable(reader.error());
    return request;
}

Result<PollRequest> decodePollRequest(std::string_view bytes)
{
    PollRequest request;
    FieldReader reader(bytes);
    while (reader.next()) {
        Status read;
        if (reader.isBytes(kPollTopic)) {
            request.topic = reader.bytes();
            if (!http::isUtf8(request.topic))
                read = badUtf8("protocol.PollRequest.topic");
        } else if (reader.isBytes(kPollReadFrom)) {
            read = readNumber(reader.bytes(), request.readFrom);
        }
        if (!read)
            return read.error();
    }
    if (reader.failed())
        return undecodable(reader.error());
    return request;
}

std::string encodeMsgNumber(uint32_t number)
{
    std::string out;
    if (number != 0)
        protozero::pbf_writer(out).add_uint32(kMsgNumber, number);
    return out;
}

bool PollResponseWriter::add(std::string_view payload, uint32_t newReadFrom)
{
    if (m_count > 0 && m_out.size() + payloadBytes(payload.size()) + numberBytes(newReadFrom) > m_bytesMax)
        return false;
    ++m_count;
    protozero::pbf_writer writer(m_out);
    if (payload.empty()) { // still an element of the list
        writer.add_message(kResponsePayloads, std::string());
    } else {
        protozero::pbf_writer element(writer, kResponsePayloads, lengthDelimited(payload.size()));
        element.add_bytes(kPayloadPayload, payload.data(), payload.size());
    }
    return true;
}

std::string PollResponseWriter::finish(uint32_t newReadFrom) &&
{
    protozero::pbf_writer(m_out).add_message(kResponseNewReadFrom, encodeMsgNumber(newReadFrom));
    return std::move(m_out);
}

size_t PollResponseWriter::bytesAlone(size_t bytes, uint32_t newReadFrom)
{
    return payloadBytes(bytes) + numberBytes(newReadFrom);
}

} // namespace tapedeck::grpc
