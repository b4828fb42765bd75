#include "engine/net/resp/parser.h"

#include "engine/net/resp/inline_split.h"

#include <algorithm>
#include <cstring>

namespace tapedeck::resp {

namespace {

// A sign and twenty digits are enough for every number; more is an attempt to be expensive.
constexpr size_t kHeaderBytesMax = 32;

struct Header {
    enum class State : unsigned char { ok, incomplete, bad } state = State::bad;
    int64_t value = 0;
    size_t next = 0; // the byte after CR LF
};

// The digits may carry a sign; they end with CR LF.
Header readSignedHeader(std::string_view input, size_t position)
{
    const size_t end = std::min(input.size(), position + kHeaderBytesMax);
    size_t at = position;
    bool negative = false;
    if (at < end && (input[at] == '-' || input[at] == '+'))
        negative = input[at++] == '-';
    const size_t digits = at;
    uint64_t value = 0;
    for (; at < end && input[at] >= '0' && input[at] <= '9'; ++at) {
        if (value > (INT64_MAX - 9) / 10)
            return {};
        value = value * 10 + static_cast<uint64_t>(input[at] - '0');
    }
    if (at == end)
        return {end - position == kHeaderBytesMax ? Header::State::bad : Header::State::incomplete};
    if (input[at] != '\r' || at == digits)
        return {};
    if (at + 1 == input.size())
        return {Header::State::incomplete};
    if (input[at + 1] != '\n')
        return {};
    const auto number = static_cast<int64_t>(value);
    return {Header::State::ok, negative ? -number : number, at + 2};
}

// The common case is one to seven digits and everything there.
inline Header readHeader(std::string_view input, size_t position)
{
    const char* p = input.data() + position;
    if (input.size() - position >= 10) {
        uint32_t value = 0;
        size_t n = 0;
        for (; n < 8; ++n) {
            const auto digit = static_cast<uint32_t>(static_cast<unsigned char>(p[n])) - '0';
            if (digit > 9)
                break;
            value = value * 10 + digit;
        }
        if (n > 0 && p[n] == '\r' && p[n + 1] == '\n')
            return {Header::State::ok, value, position + n + 2};
    }
    return readSignedHeader(input, position);
}

} // namespace

void Parser::reset()
{
    m_valuesLeft = 0;
    m_position = 0;
    m_elements = {};
    m_rejected = ParseStatus::command;
    m_skipBytes = 0;
    m_skipInLine = false;
    m_lineBytes = 0;
    m_scanned = 0;
}

ParseResult Parser::fail(ParseError error)
{
    reset();
    return {ParseStatus::error, error, 0};
}

ParseResult Parser::next(std::string_view input, Arguments& arguments)
{
    if (m_rejected != ParseStatus::command)
        return skip(input, 0);
    if (m_valuesLeft > 0)
        return resume(input, arguments);
    return start(input, arguments);
}

ParseResult Parser::start(std::string_view input, Arguments& arguments)
{
    arguments.clear();
    if (input.empty())
        return {};
    switch (input[0]) {
    case '*':
        break;
    case '$':
    case ':':
    case '+':
    case '-':
        m_valuesLeft = 1;
        return reject(ParseStatus::invalidCommand, input, 0);
    default:
        return inlineCommand(input, arguments);
    }
    const Header header = readHeader(input, 1);
    if (header.state != Header::State::ok)
        return header.state == Header::State::incomplete ? ParseResult{} : fail(ParseError::malformed);
    if (header.value <= 0)
        return {ParseStatus::invalidCommand, ParseError::none, header.next};
    if (static_cast<uint64_t>(header.value) > m_limits.elementsMax)
        return fail(ParseError::tooManyElements);
    m_valuesLeft = static_cast<uint64_t>(header.value);

    size_t position = header.next;
    const ParseResult result = readElements(
        input, position, [&](size_t from, size_t bytes) { arguments.push_back(input.substr(from, bytes)); });
    if (result.status == ParseStatus::incomplete && m_rejected == ParseStatus::command)
        return remember(input, position, arguments);
    return result;
}

// The request goes on in the next input, which may lie elsewhere: from now on offsets are kept instead of pointers.
ParseResult Parser::remember(std::string_view input, size_t position, const Arguments& arguments)
{
    m_position = position;
    m_elements.clear();
    for (const std::string_view argument : arguments)
        m_elements.emplace_back(
            static_cast<uint32_t>(argument.data() - input.data()), static_cast<uint32_t>(argument.size()));
    return {};
}

ParseResult Parser::resume(std::string_view input, Arguments& arguments)
{
    const ParseResult result = readElements(input, m_position, [&](size_t from, size_t bytes) {
        m_elements.emplace_back(static_cast<uint32_t>(from), static_cast<uint32_t>(bytes));
    });
    if (result.status == ParseStatus::command) {
        arguments.clear();
        for (const auto& [from, bytes] : m_elements)
            arguments.push_back(input.substr(from, bytes));
        m_elements = {};
        m_position = 0;
    }
    return result;
}

template <typename Sink>
ParseResult Parser::readElements(std::string_view input, size_t& position, Sink&& sink)
{
    while (m_valuesLeft > 0) {
        if (position >= input.size())
            return {};
        if (input[position] != '$')
            return reject(ParseStatus::invalidType, input, position);
        const Header header = readHeader(input, position + 1);
        if (header.state == Header::State::incomplete)
            return {};
        if (header.state == Header::State::bad)
            return fail(ParseError::malformed);
        if (header.value < 0)
            return reject(ParseStatus::invalidType, input, position);
        const auto bytes = static_cast<uint64_t>(header.value);
        if (bytes > m_limits.bulkBytesMax || header.next + bytes > m_limits.requestBytesMax)
            return reject(ParseStatus::tooBig, input, position);
        const size_t end = header.next + bytes;
        if (input.size() < end + 2)
            return {};
        if (input[end] != '\r' || input[end + 1] != '\n')
            return fail(ParseError::malformed);
        sink(header.next, bytes);
        position = end + 2;
        --m_valuesLeft;
    }
    return {ParseStatus::command, ParseError::none, position};
}

// ---------------------------------------------------------------------------------------------- skipping

// The request will not be executed: the rest of it is thrown away as it arrives.
ParseResult Parser::reject(ParseStatus status, std::string_view input, size_t position)
{
    m_rejected = status;
    m_elements = {};
    m_position = 0;
    return skip(input, position);
}

// Skips `m_valuesLeft` values, nested ones included: an array adds its elements to the number, so depth costs nothing.
ParseResult Parser::skip(std::string_view input, size_t position)
{
    ParseResult result;
    for (;;) {
        if (m_skipBytes > 0) {
            const uint64_t n = std::min<uint64_t>(m_skipBytes, input.size() - position);
            // The last two are CR LF and must be seen to be so.
            for (uint64_t i = m_skipBytes > 2 ? std::min(n, m_skipBytes - 2) : 0; i < n; ++i) {
                if (input[position + i] != (m_skipBytes - i == 2 ? '\r' : '\n'))
                    return fail(ParseError::malformed);
            }
            position += n;
            m_skipBytes -= n;
        }
        if (m_skipBytes > 0 || (m_skipInLine && !skipLine(input, position, result))) {
            if (result.status == ParseStatus::error)
                return result;
            result.consumed = position;
            return result;
        }
        if (m_valuesLeft == 0) {
            result = {m_rejected, ParseError::none, position};
            reset();
            return result;
        }
        if (position >= input.size()) {
            result.consumed = position;
            return result;
        }
        const char type = input[position];
        if (type == '+' || type == '-') {
            m_skipInLine = true;
            m_lineBytes = 0;
            ++position;
            --m_valuesLeft;
            continue;
        }
        if (type != '*' && type != '$' && type != ':')
            return fail(ParseError::malformed);
        const Header header = readHeader(input, position + 1);
        if (header.state == Header::State::bad)
            return fail(ParseError::malformed);
        if (header.state == Header::State::incomplete) {
            result.consumed = position;
            return result;
        }
        --m_valuesLeft;
        position = header.next;
        const uint64_t count = header.value < 0 ? 0 : static_cast<uint64_t>(header.value);
        if (type == '*') {
            if (m_valuesLeft + count > m_limits.elementsMax)
                return fail(ParseError::tooManyElements);
            m_valuesLeft += count;
        } else if (type == '$' && header.value >= 0) {
            if (count > m_limits.swallowBytesMax)
                return fail(ParseError::bulkTooLong);
            m_skipBytes = count + 2;
        }
    }
}

// False when the end of the line is not there yet, or on an error.
bool Parser::skipLine(std::string_view input, size_t& position, ParseResult& result)
{
    const size_t end = std::min(input.find('\r', position), input.size());
    m_lineBytes += end - position;
    position = end;
    if (m_lineBytes > m_limits.inlineBytesMax) {
        result = fail(ParseError::inlineTooLong);
        return false;
    }
    if (end + 2 > input.size())
        return false;
    if (input[end + 1] != '\n') {
        result = fail(ParseError::malformed);
        return false;
    }
    position = end + 2;
    m_skipInLine = false;
    return true;
}

// ---------------------------------------------------------------------------------------------- inline commands

ParseResult Parser::inlineCommand(std::string_view input, Arguments& arguments)
{
    if (input[0] == '\x16') {
        if (input.size() < 2)
            return {};
        if (input[1] == '\x03')
            return fail(ParseError::spokeTls);
    }
    const size_t end = input.find('\n', m_scanned);
    if (std::min(end, input.size()) > m_limits.inlineBytesMax)
        return fail(ParseError::inlineTooLong);
    if (end == std::string_view::npos) {
        m_scanned = input.size();
        return {};
    }
    m_scanned = 0;
    std::string_view line = input.substr(0, end);
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    if (looksLikeHttp(line))
        return fail(ParseError::spokeHttp);
    if (!splitInline(line, m_inline, arguments))
        return fail(ParseError::unbalancedQuotes);
    if (arguments.size() > m_limits.elementsMax)
        return fail(ParseError::tooManyElements);
    return {arguments.empty() ? ParseStatus::nothing : ParseStatus::command, ParseError::none, end + 1};
}

} // namespace tapedeck::resp
