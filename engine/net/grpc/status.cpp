#include "engine/net/grpc/status.h"

#include <charconv>

namespace tapedeck::grpc {

namespace {

Code codeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::queueNotFound:
    case ErrorCode::channelNotFound:
    case ErrorCode::notFound:
        return Code::notFound;
    case ErrorCode::invalidName:
    case ErrorCode::invalidArgument:
        return Code::invalidArgument;
    case ErrorCode::messageTooBig:
    case ErrorCode::storageFull:
    case ErrorCode::overloaded:
        return Code::resourceExhausted;
    case ErrorCode::queueExists:
    case ErrorCode::channelExists:
    case ErrorCode::readOnly:
        return Code::failedPrecondition;
    case ErrorCode::damaged:
        return Code::dataLoss;
    case ErrorCode::stopped:
        return Code::unavailable;
    case ErrorCode::io:
    case ErrorCode::unsupported:
    case ErrorCode::inUse:
    case ErrorCode::notATape:
    case ErrorCode::cannotBind:
        break;
    }
    return Code::internal;
}

} // namespace

CallStatus statusOf(const Error& error)
{
    return {codeOf(error.code), error.text};
}

std::string encodeStatusMessage(std::string_view message)
{
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    for (size_t i = 0; i < message.size(); ++i) {
        const char c = message[i];
        const auto byte = static_cast<unsigned char>(c);
        // HTTP cuts blanks off at both ends.
        const bool cut = c == ' ' && (i == 0 || i + 1 == message.size());
        if (byte >= 0x20 && byte < 0x7f && c != '%' && !cut)
            out += c;
        else
            out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
    return out;
}

std::optional<Duration> parseTimeout(std::string_view text)
{
    if (text.size() < 2 || text.size() > 9)
        return std::nullopt;
    int64_t value = 0;
    const char* const unit = text.data() + text.size() - 1;
    const auto [end, error] = std::from_chars(text.data(), unit, value);
    if (error != std::errc{} || end != unit || value < 0)
        return std::nullopt;
    switch (*unit) {
    case 'H':
        return Duration::seconds(value * 3600);
    case 'M':
        return Duration::seconds(value * 60);
    case 'S':
        return Duration::seconds(value);
    case 'm':
        return Duration::millis(value);
    case 'u':
        return Duration{value};
    case 'n':
        return Duration{(value + 999) / 1000};
    default:
        return std::nullopt;
    }
}

bool isGrpcContentType(std::string_view value)
{
    constexpr std::string_view kType = "application/grpc";
    if (!value.starts_with(kType))
        return false;
    const std::string_view rest = value.substr(kType.size());
    return rest.empty() || rest.front() == '+' || rest.front() == ';';
}

} // namespace tapedeck::grpc
