// What is inside gRPC's messages: fields, minikafka's requests, reflection, compression, the forms of headers. Nothing
// crashes, nothing is read beyond the bytes, and what is written is read back.
#include "engine/base/check.h"
#include "engine/base/limits.h"
#include "engine/net/grpc/compression.h"
#include "engine/net/grpc/field_reader.h"
#include "engine/net/grpc/messages.h"
#include "engine/net/grpc/reflection.h"
#include "engine/net/grpc/status.h"
#include "engine/net/grpc/topic_names.h"
#include "engine/net/http/encodings.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace tapedeck;
using namespace tapedeck::grpc;

namespace {

bool inside(std::string_view part, std::string_view whole)
{
    return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void fieldsStayInside(std::string_view bytes)
{
    FieldReader reader(bytes);
    size_t fields = 0;
    while (reader.next()) {
        CHECK(reader.number() != 0);
        CHECK(reader.kind() != FieldReader::Kind::bytes || inside(reader.bytes(), bytes));
        CHECK(++fields <= bytes.size());
    }
    CHECK(!reader.next());
}

void requestsAreReadOrRefused(std::string_view bytes)
{
    const auto produce = decodeProduceRequest(bytes);
    if (produce) {
        CHECK(inside((*produce).topic, bytes) && inside((*produce).payload, bytes));
        CHECK(http::isUtf8((*produce).topic));
        CHECK((*produce).hasTopic || (*produce).topic.empty());
        CHECK((*produce).hasPayload || (*produce).payload.empty());
    } else {
        CHECK(produce.error().text.starts_with("proto: "));
    }
    const auto poll = decodePollRequest(bytes);
    CHECK(!poll || http::isUtf8((*poll).topic));
    // Both walk all fields of the message: neither takes what is no message at all.
    FieldReader reader(bytes);
    while (reader.next()) { }
    CHECK(!reader.failed() || (!produce && !poll));
}

void responsesAreReadBack(std::string_view bytes)
{
    const size_t limit = 1 + bytes.size() % 500;
    PollResponseWriter writer(limit);
    std::vector<std::string_view> written;
    for (size_t at = 0; at < bytes.size();) {
        const size_t length = static_cast<unsigned char>(bytes[at]);
        const std::string_view payload = bytes.substr(at + 1, length);
        if (!writer.add(payload, static_cast<uint32_t>(written.size() + 1)))
            break;
        written.push_back(payload);
        at += 1 + payload.size();
    }
    const std::string out = std::move(writer).finish(static_cast<uint32_t>(written.size()));
    CHECK(written.size() <= 1 || out.size() <= limit);
    size_t read = 0;
    bool ended = false;
    FieldReader reader(out);
    while (reader.next()) {
        CHECK(!ended);
        if (reader.isBytes(1)) {
            FieldReader payload(reader.bytes());
            CHECK((payload.next() ? payload.bytes() : std::string_view{}) == written.at(read++));
        } else {
            CHECK(reader.isBytes(2));
            ended = true;
        }
    }
    CHECK(!reader.failed() && ended && read == written.size());
}

void formsSurvive(std::string_view bytes)
{
    const std::string name = queueOfTopic(bytes);
    CHECK(!name.empty() && name.size() <= limits::kNameBytesMax);
    CHECK(!http::isUtf8(bytes) || http::isUtf8(name));
    CHECK(queueOfTopic(name) != name || name == bytes);
    for (const char c : encodeStatusMessage(bytes))
        CHECK(c >= 0x20 && c < 0x7f);
    const auto timeout = parseTimeout(bytes);
    CHECK(!timeout || timeout->micros >= 0);
    static_cast<void>(isGrpcContentType(bytes));
    for (const char* encoding : {"gzip", "deflate"}) {
        const Result<std::string> unpacked = unpack(encoding, bytes, 10'000);
        CHECK(!unpacked || (*unpacked).size() <= 10'000);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    fieldsStayInside(bytes);
    requestsAreReadOrRefused(bytes);
    responsesAreReadBack(bytes);
    formsSurvive(bytes);
    const Result<std::string> answer = answerReflection(bytes, {"protocol.MiniKafka"});
    if (answer) {
        FieldReader reader(*answer);
        while (reader.next()) { }
        CHECK(!reader.failed());
    }
    return 0;
}
