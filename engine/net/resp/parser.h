// Reads RESP requests from bytes: arrays of bulk strings, and inline commands. What other values lead to follows floki
// (see PROTOCOL.md). Pure: bytes in, events out, limits in the constructor.
//
// The arguments of a command point into the input; nothing is copied. An unfinished request is never read from its
// start again, and no memory is taken for what a header promises before it has arrived.
#pragma once

#include "engine/base/limits.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tapedeck::resp {

using Arguments = std::vector<std::string_view>;

enum class ParseStatus : unsigned char {
    command, // the arguments are there
    nothing, // an empty line: no answer
    invalidCommand, // a complete value that is not an array, or an empty or nil one
    invalidType, // an array with an element that is not a bulk string
    tooBig, // a bulk or a request over its limit, swallowed to its end
    incomplete, // more bytes are needed
    error, // the connection cannot go on
};

enum class ParseError : unsigned char {
    none,
    malformed, // grammar: a length that is no number, a missing CR LF
    tooManyElements,
    bulkTooLong, // too long even to swallow
    inlineTooLong,
    unbalancedQuotes,
    spokeHttp,
    spokeTls,
};

struct ParseResult {
    ParseStatus status = ParseStatus::incomplete;
    ParseError error = ParseError::none;
    size_t consumed = 0; // may be more than 0 with `incomplete`: those bytes are done with
};

struct ParserLimits {
    uint64_t elementsMax = limits::kArrayElementsMax;
    size_t bulkBytesMax = limits::kBodyBytesMax; // one bulk; a longer one is swallowed
    size_t requestBytesMax = limits::kRequestBytesMax; // one request; a longer one is swallowed
    uint64_t swallowBytesMax = limits::kSwallowBytesMax;
    size_t inlineBytesMax = limits::kInlineBytesMax;
};

class Parser {
public:
    Parser() = default;
    explicit Parser(const ParserLimits& limits)
        : m_limits(limits)
    {
    }
    // For the next requests.
    void setLimits(const ParserLimits& limits) { m_limits = limits; }

    // Reads one request. `input` must begin where the consumed bytes of the call before ended, and contain at least
    // what it contained then. The arguments live as long as the input, those of an inline command until the next call.
    ParseResult next(std::string_view input, Arguments& arguments);

    // True when part of a request has been consumed or looked at.
    bool inRequest() const { return m_valuesLeft > 0 || m_rejected != ParseStatus::command || m_scanned > 0; }
    size_t memoryBytes() const { return m_elements.capacity() * sizeof(Span) + m_inline.capacity(); }
    // Forgets an unfinished request: the next input begins a new one.
    void reset();

private:
    using Span = std::pair<uint32_t, uint32_t>; // offset from the start of the request, length

    ParseResult start(std::string_view input, Arguments& arguments);
    ParseResult resume(std::string_view input, Arguments& arguments);
    ParseResult remember(std::string_view input, size_t position, const Arguments& arguments);
    template <typename Sink>
    ParseResult readElements(std::string_view input, size_t& position, Sink&& sink);
    ParseResult reject(ParseStatus status, std::string_view input, size_t position);
    ParseResult skip(std::string_view input, size_t position);
    bool skipLine(std::string_view input, size_t& position, ParseResult& result);
    ParseResult inlineCommand(std::string_view input, Arguments& arguments);
    ParseResult fail(ParseError error);

    ParserLimits m_limits;
    uint64_t m_valuesLeft = 0; // of the request being read
    size_t m_position = 0; // where the next element begins
    std::vector<Span> m_elements; // those read, once a request came in pieces
    ParseStatus m_rejected = ParseStatus::command; // what to say at the end of a request that is only skipped
    uint64_t m_skipBytes = 0; // of a bulk that is skipped, with its CR LF
    bool m_skipInLine = false;
    size_t m_lineBytes = 0;
    size_t m_scanned = 0; // of an inline command: bytes without an end of line
    std::string m_inline; // unquoted arguments of an inline command
};

} // namespace tapedeck::resp
