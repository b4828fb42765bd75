// The frame directory, the frame decoder and the run reader on hostile bytes; and what decodes must survive being
// packed again.
#include "engine/base/check.h"
#include "engine/base/checksum.h"
#include "engine/log/merge.h"
#include "engine/log/segment.h"
#include "tests/fuzz/fuzz_input.h"

#include <zstd.h>

using namespace tapedeck;

namespace {

void fuzzDirectory(fuzz::Input& in)
{
    const MessageId first{in.smallNumber()};
    const auto count = static_cast<uint32_t>(in.smallNumber());
    const uint64_t packed = in.smallNumber();
    const std::string bytes = in.text(in.left());
    const auto frames = decodeFrames(bytes, first, count, packed);
    if (!frames.ok())
        return;
    uint64_t messages = 0, offset = 0;
    for (const FrameInfo& frame : *frames) {
        CHECK(frame.first == first + messages && frame.offset == offset && frame.count > 0 && frame.packedBytes > 0);
        messages += frame.count;
        offset += frame.packedBytes;
    }
    CHECK(messages == count && offset == packed);
    const auto again = decodeFrames(encodeFrames(*frames), first, count, packed);
    CHECK(again.ok() && again->size() == frames->size());
}

void fuzzRawFrame(fuzz::Input& in)
{
    FrameInfo info;
    info.first = {in.smallNumber()};
    info.count = static_cast<uint32_t>(in.smallNumber());
    info.rawBytes = in.number<uint32_t>();
    info.checksum = in.number<uint64_t>();
    const std::string packed = in.text(in.left());
    info.packedBytes = static_cast<uint32_t>(packed.size());
    const auto frame = unpackFrame(packed, info);
    if (frame.ok())
        CHECK((*frame)->bytes.size() == info.rawBytes);
}

// Right sizes and checksums around hostile entries.
void fuzzEntries(fuzz::Input& in)
{
    FrameInfo info;
    info.first = {1 + in.smallNumber()};
    info.count = in.byte();
    info.base = {static_cast<int64_t>(in.smallNumber())};
    const std::string raw = in.text(in.left());
    std::string packed(ZSTD_compressBound(raw.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), raw.data(), raw.size(), 1));
    info.packedBytes = static_cast<uint32_t>(packed.size());
    info.rawBytes = static_cast<uint32_t>(raw.size());
    info.checksum = checksum(raw);
    const auto frame = unpackFrame(packed, info);
    if (!frame.ok())
        return;
    std::vector<PackedSegment> merged;
    CHECK(mergeSegments({1}, {{info, packed}}, 1, merged));
    RunReader before((*frame)->run);
    MessageView a, b;
    for (const PackedSegment& segment : merged)
        for (const FrameInfo& part : segment.info.frames) {
            const auto unpacked =
                unpackFrame(std::string_view(segment.packed).substr(part.offset, part.packedBytes), part);
            CHECK(unpacked.ok());
            RunReader after((*unpacked)->run);
            while (after.next(b)) {
                CHECK(before.next(a));
                CHECK(a.id == b.id && a.time == b.time && a.wall == b.wall && a.delay == b.delay && a.key == b.key
                    && a.headers == b.headers && a.body == b.body);
            }
        }
    CHECK(!before.next(a));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    fuzz::Input in(data, size);
    switch (in.byte() % 3) {
    case 0:
        fuzzDirectory(in);
        break;
    case 1:
        fuzzRawFrame(in);
        break;
    default:
        fuzzEntries(in);
    }
    return 0;
}
