#include "engine/net/resp/errors.h"

namespace tapedeck::resp::errors {

namespace {

struct Words {
    ErrorCode code;
    std::string_view line; // complete when `exact`, else the kind before the broker's sentence
    bool exact;
};

constexpr Words kWords[] = {
    {ErrorCode::queueNotFound, kQueueNotFound, true},
    {ErrorCode::channelNotFound, kChannelNotFound, true},
    {ErrorCode::queueExists, kQueueExists, true},
    {ErrorCode::channelExists, kChannelExists, true},
    {ErrorCode::invalidName, kInvalidIdentifier, true},
    {ErrorCode::messageTooBig, kMessageTooBig, true},
    {ErrorCode::readOnly, "READONLY", false},
    {ErrorCode::storageFull, "FULL", false},
    {ErrorCode::overloaded, "BUSY", false},
    {ErrorCode::io, "IOERR", false},
    {ErrorCode::damaged, "DAMAGED", false},
    {ErrorCode::unsupported, "ERR", false},
    {ErrorCode::inUse, "ERR", false},
    {ErrorCode::notFound, "NOTFOUND", false},
    {ErrorCode::invalidArgument, "ERR", false},
    {ErrorCode::notATape, "ERR", false},
    {ErrorCode::stopped, "STOPPED", false},
};

} // namespace

std::string of(const Error& error)
{
    for (const Words& words : kWords) {
        if (words.code == error.code)
            return words.exact ? std::string(words.line) : std::string(words.line) + " " + error.text;
    }
    return "ERR " + error.text;
}

std::string_view of(ParseError error)
{
    switch (error) {
    case ParseError::tooManyElements:
        return "ERR Protocol error: invalid multibulk length";
    case ParseError::bulkTooLong:
        return "ERR Protocol error: invalid bulk length";
    case ParseError::inlineTooLong:
        return "ERR Protocol error: too big inline request";
    case ParseError::unbalancedQuotes:
        return "ERR Protocol error: unbalanced quotes in request";
    case ParseError::none:
    case ParseError::malformed:
    case ParseError::spokeHttp:
    case ParseError::spokeTls:
        break;
    }
    return {};
}

} // namespace tapedeck::resp::errors
