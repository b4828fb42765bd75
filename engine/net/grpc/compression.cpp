#include "engine/net/grpc/compression.h"

#include "engine/base/check.h"

#include <algorithm>
#include <zlib.h>

namespace tapedeck::grpc {

namespace {

constexpr size_t kStepBytes = 64 << 10;
constexpr int kGzipOnly = 16; // added to the window's size

} // namespace

bool canUnpack(std::string_view encoding)
{
    return encoding == "gzip" || encoding == "deflate";
}

Result<std::string> unpack(std::string_view encoding, std::string_view packed, size_t bytesMax)
{
    z_stream stream{};
    CHECK(inflateInit2(&stream, encoding == "gzip" ? MAX_WBITS + kGzipOnly : MAX_WBITS) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data())); // zlib does not write
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string out;
    int result = Z_OK;
    while (result == Z_OK && out.size() <= bytesMax) {
        const size_t before = out.size();
        const size_t room = std::min(kStepBytes, bytesMax + 1 - before);
        out.resize(before + room);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        stream.avail_out = static_cast<uInt>(room);
        result = inflate(&stream, Z_NO_FLUSH);
        out.resize(before + room - stream.avail_out);
    }
    const bool whole = result == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    if (out.size() > bytesMax)
        return Error{ErrorCode::messageTooBig, "the message is longer than " + std::to_string(bytesMax) + " bytes"};
    if (!whole)
        return Error{ErrorCode::damaged, "the message is not " + std::string(encoding)};
    return out;
}

} // namespace tapedeck::grpc
