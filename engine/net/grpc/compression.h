// Unpacks compressed messages. Pure; any thread.
#pragma once

#include "engine/base/result.h"

#include <string>
#include <string_view>

namespace tapedeck::grpc {

// What is understood, as grpc-accept-encoding says it.
inline constexpr std::string_view kEncodings = "identity,deflate,gzip";

// "gzip" or "deflate" (zlib's format, as gRPC means it).
bool canUnpack(std::string_view encoding);

// Errors: messageTooBig when the content is longer than `bytesMax` (no more than that is ever unpacked); damaged.
Result<std::string> unpack(std::string_view encoding, std::string_view packed, size_t bytesMax);

} // namespace tapedeck::grpc
