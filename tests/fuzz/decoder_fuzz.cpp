// The first byte chooses how the rest is read. Whatever comes: no more bytes than allowed, places inside of the body,
// in order, and the JSON written for it reads as one value again when it is packed text.
#include "ui/models/rendering.h"
#include "ui/models/unpack.h"

#include <cstdint>
#include <cstdlib>

using namespace tapedeck;

static void require(bool condition)
{
    if (!condition)
        std::abort();
}

static void check(const Rendering& rendering, std::string_view body)
{
    if (!rendering.ok())
        return;
    require(!rendering.json.empty());
    require(isWellFormedUtf8(rendering.json));
    size_t last = 0;
    for (const Rendering::Place& place : rendering.places) {
        require(place.from <= place.to && place.to <= body.size());
        require(place.begin >= last && place.begin < rendering.json.size());
        last = place.begin;
    }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
    constexpr size_t kMax = 1 << 16;
    switch (data[0] % 7) {
    case 0:
    case 1:
    case 2:
    case 3: {
        const auto packing = static_cast<Packing>(data[0] % 7);
        looksPacked(packing, body);
        require(unpack(packing, body, kMax).bytes.size() <= kMax);
        break;
    }
    case 4:
        check(renderMessagePack(body), body);
        break;
    case 5:
        check(renderCbor(body), body);
        break;
    default:
        check(renderXml(body), body);
        formatXml(body);
    }
    return 0;
}
