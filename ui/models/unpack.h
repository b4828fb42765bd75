// Packed bytes made plain: gzip, zlib, zstd, base64. Untrusted input: what comes out is bounded by what the caller
// allows, whatever the input claims. Pure, no Qt; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tapedeck {

enum class Packing : unsigned char { gzip, zlib, zstd, base64 };

struct Unpacked {
    bool ok = false; // false: not this packing, or damaged; `bytes` has what came before
    bool cut = false; // there is more than bytesMax, or the input ends early
    std::string bytes;
    std::string error; // a sentence; empty when ok
};

// Several members or frames behind each other come out as one. `bytesMax` is at least 1.
Unpacked unpack(Packing packing, std::string_view bytes, size_t bytesMax);

// Whether the bytes begin as this packing does. Cheap; for base64 all of them are looked at.
bool looksPacked(Packing packing, std::string_view bytes);

} // namespace tapedeck
