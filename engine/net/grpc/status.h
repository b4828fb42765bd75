// How a call ends: gRPC's status codes, and the headers in which they and deadlines travel. Pure.
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"

#include <optional>
#include <string>
#include <string_view>

namespace tapedeck::grpc {

enum class Code : unsigned char {
    ok = 0,
    cancelled = 1,
    unknown = 2,
    invalidArgument = 3,
    deadlineExceeded = 4,
    notFound = 5,
    permissionDenied = 7,
    resourceExhausted = 8,
    failedPrecondition = 9,
    outOfRange = 11,
    unimplemented = 12,
    internal = 13,
    unavailable = 14,
    dataLoss = 15,
    unauthenticated = 16,
};

struct CallStatus {
    Code code = Code::ok;
    std::string message;
};

// What an error of the broker is to a caller.
CallStatus statusOf(const Error& error);

// grpc-message: bytes outside of printable ASCII, '%', and a blank at either end, as %XX.
std::string encodeStatusMessage(std::string_view message);

// grpc-timeout: at most eight digits and one of H M S m u n. Rounded up to microseconds. Nothing if it has another
// form.
std::optional<Duration> parseTimeout(std::string_view text);

// "application/grpc", or the same with a subtype or parameters behind it.
bool isGrpcContentType(std::string_view value);

} // namespace tapedeck::grpc
