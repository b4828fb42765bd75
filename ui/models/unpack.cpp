#include "ui/models/unpack.h"

#include <algorithm>
#include <array>
#include <memory>

#include <zlib.h>
#include <zstd.h>

namespace tapedeck {

namespace {

constexpr size_t kChunk = size_t{64} << 10;
// A frame may ask for a window of any size; more than this is not given.
constexpr int kZstdWindowLogMax = 26;

Unpacked failed(Unpacked out, const char* why)
{
    out.ok = false;
    out.error = why;
    return out;
}

Unpacked inflateAll(std::string_view bytes, int windowBits, size_t bytesMax)
{
    Unpacked out;
    z_stream stream{};
    if (inflateInit2(&stream, windowBits) != Z_OK)
        return failed(std::move(out), "There is not enough memory.");
    const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
    std::array<char, kChunk> chunk;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); // only read
    stream.avail_in = static_cast<uInt>(std::min<size_t>(bytes.size(), UINT32_MAX));
    for (;;) {
        stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
        stream.avail_out = kChunk;
        const int result = inflate(&stream, Z_NO_FLUSH);
        const size_t got = kChunk - stream.avail_out;
        out.bytes.append(chunk.data(), std::min(got, bytesMax - out.bytes.size()));
        if (out.bytes.size() == bytesMax) {
            out.ok = true;
            out.cut = result != Z_STREAM_END || stream.avail_in != 0;
            return out;
        }
        if (result == Z_STREAM_END) {
            if (stream.avail_in == 0 || inflateReset(&stream) != Z_OK) {
                out.ok = true;
                return out;
            }
            continue; // another member
        }
        if (result == Z_BUF_ERROR || (result == Z_OK && stream.avail_in == 0 && got == 0)) {
            out.ok = !out.bytes.empty();
            out.cut = true;
            out.error = out.ok ? "" : "It ends before anything comes out.";
            return out;
        }
        if (result != Z_OK)
            return failed(std::move(out), stream.msg ? stream.msg : "It is damaged.");
    }
}

Unpacked unpackZstd(std::string_view bytes, size_t bytesMax)
{
    Unpacked out;
    const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
    if (!context)
        return failed(std::move(out), "There is not enough memory.");
    ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kZstdWindowLogMax);
    std::array<char, kChunk> chunk;
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (;;) {
        ZSTD_outBuffer part{chunk.data(), chunk.size(), 0};
        const size_t left = ZSTD_decompressStream(context.get(), &part, &in);
        if (ZSTD_isError(left))
            return failed(std::move(out), ZSTD_getErrorName(left));
        out.bytes.append(chunk.data(), std::min(part.pos, bytesMax - out.bytes.size()));
        const bool atEnd = in.pos == in.size && part.pos < chunk.size();
        if (out.bytes.size() == bytesMax || atEnd) {
            out.ok = !out.bytes.empty() || left == 0;
            out.cut = left != 0 || !atEnd;
            out.error = out.ok ? "" : "It ends before anything comes out.";
            return out;
        }
    }
}

// 0 to 63; both alphabets. 64: the sign for filling up, 65: a blank, 66: anything else.
int base64Value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    if (c == '/' || c == '_')
        return 63;
    return c == '=' ? 64 : c == '\n' || c == '\r' || c == ' ' || c == '\t' ? 65 : 66;
}

Unpacked unpackBase64(std::string_view text, size_t bytesMax)
{
    Unpacked out;
    unsigned bits = 0;
    int held = 0;
    bool filled = false;
    for (const char c : text) {
        const int value = base64Value(c);
        if (value == 65)
            continue;
        if (value == 66 || (filled && value != 64))
            return failed(std::move(out), "There is a character in it that base64 does not have.");
        if (value == 64) {
            filled = true;
            continue;
        }
        bits = bits << 6 | static_cast<unsigned>(value);
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        if (out.bytes.size() == bytesMax) {
            out.cut = true;
            break;
        }
        out.bytes += static_cast<char>(bits >> held & 0xff);
    }
    out.ok = true;
    return out;
}

bool looksBase64(std::string_view text)
{
    size_t count = 0, fill = 0;
    for (const char c : text) {
        const int value = base64Value(c);
        if (value == 66 || (fill != 0 && value < 64))
            return false;
        count += value <= 64;
        fill += value == 64;
    }
    return count >= 8 && fill <= 2 && (fill == 0 ? count % 4 != 1 : count % 4 == 0);
}

} // namespace

Unpacked unpack(Packing packing, std::string_view bytes, size_t bytesMax)
{
    switch (packing) {
    case Packing::gzip:
        return inflateAll(bytes, 15 + 16, bytesMax);
    case Packing::zlib:
        return inflateAll(bytes, 15, bytesMax);
    case Packing::zstd:
        return unpackZstd(bytes, bytesMax);
    case Packing::base64:
        return unpackBase64(bytes, bytesMax);
    }
    return {};
}

bool looksPacked(Packing packing, std::string_view bytes)
{
    const auto at = [&](size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
    switch (packing) {
    case Packing::gzip:
        return at(0) == 0x1f && at(1) == 0x8b && at(2) == 8;
    case Packing::zlib:
        return bytes.size() > 5 && (at(0) & 0x0f) == 8 && at(0) >> 4 <= 7 && (at(0) * 256 + at(1)) % 31 == 0
            && (at(1) & 0x20) == 0 && unpack(Packing::zlib, bytes, 256).ok;
    case Packing::zstd:
        return at(0) == 0x28 && at(1) == 0xb5 && at(2) == 0x2f && at(3) == 0xfd;
    case Packing::base64:
        return looksBase64(bytes);
    }
    return false;
}

} // namespace tapedeck
