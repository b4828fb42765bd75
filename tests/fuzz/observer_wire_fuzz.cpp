// What an observer elsewhere and an engine send each other: any bytes, in parts or as they are. What is understood
// means the same when it is written and read again, and nothing takes more memory than its bytes allow.
#include "engine/base/check.h"
#include "engine/view/observer_wire.h"
#include "engine/view/wire_codec.h"

#include <cstdint>
#include <string>

using namespace tapedeck;

namespace {

void asRequest(std::string_view bytes)
{
    const auto request = wire::decodeRequest(bytes, {});
    if (!request) {
        CHECK(!request.error().text.empty());
        return;
    }
    const std::string once = wire::encodeRequest(*request);
    const auto again = wire::decodeRequest(once, {});
    CHECK(again && wire::encodeRequest(*again) == once);
}

// Several messages, each with its length in two bytes before it.
void asReplies(std::string_view bytes)
{
    wire::SnapshotReceiver receiver;
    while (bytes.size() > 2) {
        const size_t length =
            static_cast<unsigned char>(bytes[0]) | static_cast<size_t>(static_cast<unsigned char>(bytes[1])) << 8;
        auto reply = wire::decodeReply(bytes.substr(2, length), receiver.shared());
        bytes.remove_prefix(std::min(bytes.size(), 2 + length));
        if (!reply)
            return;
        if (auto* part = std::get_if<wire::QueuesPart>(&*reply))
            CHECK(receiver.add(std::move(*part)));
        else if (const auto* rest = std::get_if<wire::SnapshotRest>(&*reply))
            CHECK(receiver.complete(*rest));
        else if (const auto* answer = std::get_if<ObserverAnswer>(&*reply))
            CHECK(!wire::encodeReply(*answer).empty());
    }
}

void asParts(std::string_view bytes)
{
    wire::PartJoiner joiner(1'000);
    while (!bytes.empty()) {
        const size_t length = std::min<size_t>(bytes.size(), static_cast<unsigned char>(bytes.front()));
        const auto joined = joiner.add(bytes.substr(0, length));
        if (!joined)
            return;
        CHECK(!*joined || (*joined)->size() <= 1'000);
        bytes.remove_prefix(std::max<size_t>(length, 1));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 3) {
    case 0:
        asRequest(rest);
        break;
    case 1:
        asReplies(rest);
        break;
    default:
        asParts(rest);
    }
    return 0;
}
