#include "engine/net/fq/commands.h"

#include "engine/net/fq/wire_append.h"

#include "engine/base/check.h"

namespace tapedeck::fq {

namespace {

// Name and NUL of the queue field: fqd takes up to this much before it looks at the rest of the field.
constexpr size_t kNamePartBytesMax = 255;

// Walks over the fields of one command. After the first field that is not there yet, nothing more is read.
class Fields {
public:
    explicit Fields(std::string_view input)
        : m_input(input)
    {
    }
    bool u16(uint16_t& out)
    {
        if (!has(2))
            return false;
        out = getU16(m_input.data() + at);
        at += 2;
        return true;
    }
    bool u32(uint32_t& out)
    {
        if (!has(4))
            return false;
        out = getU32(m_input.data() + at);
        at += 4;
        return true;
    }
    // The length of a text, without going behind it: it is judged before the text is waited for.
    bool length(uint16_t& out)
    {
        if (!has(2))
            return false;
        out = getU16(m_input.data() + at);
        return true;
    }
    bool text(std::string_view& out)
    {
        uint16_t bytes = 0;
        if (!length(bytes) || !has(size_t{2} + bytes))
            return false;
        out = m_input.substr(at + 2, bytes);
        at += size_t{2} + bytes;
        return true;
    }

    size_t at = 0;

private:
    bool has(size_t bytes) const { return m_input.size() - at >= bytes; }

    std::string_view m_input;
};

using Command = CommandReader::Command;
using CommandEvent = CommandReader::Event;

Command refuseAuth(std::string_view text)
{
    Command command;
    command.event = CommandEvent::authRefused;
    command.text = text;
    return command;
}

// Each field is judged as soon as it can be, in their order: of several mistakes the first one is told.
Command readAuth(std::string_view input)
{
    Fields fields(input);
    Command command;
    uint16_t word = 0;
    uint16_t bytes = 0;
    if (!fields.u16(word))
        return command;
    if (word != kAuthCommand)
        return refuseAuth("auth command expected");
    if (!fields.u16(word))
        return command;
    if (word != kAuthPlain)
        return refuseAuth("unsupported auth method");

    if (!fields.length(bytes))
        return command;
    if (bytes > kNameBytesMax)
        return refuseAuth("user name is too long");
    if (!fields.text(command.auth.user) || !fields.length(bytes))
        return command;
    if (bytes > kQueueDetailBytesMax)
        return refuseAuth("queue detail is too long");
    std::string_view detail;
    if (!fields.text(detail))
        return command;
    if (const std::string_view text = splitQueueDetail(detail, command.auth); !text.empty())
        return refuseAuth(text);
    if (!fields.length(bytes))
        return command;
    if (bytes > kPasswordBytesMax)
        return refuseAuth("queue name is too long"); // fqd's words for it
    if (!fields.text(command.auth.password))
        return command;
    command.event = CommandEvent::auth;
    command.consumed = fields.at;
    return command;
}

// Sets `malformed` if the announced name is too long to be one.
bool readName(Fields& fields, std::string_view& out, bool& malformed)
{
    uint16_t bytes = 0;
    if (!fields.length(bytes))
        return false;
    malformed = bytes > kNameBytesMax;
    return !malformed && fields.text(out);
}

bool readBind(Fields& fields, Command& command, bool& malformed)
{
    if (!fields.u16(command.flags) || !readName(fields, command.exchange, malformed))
        return false;
    uint16_t bytes = 0;
    if (!fields.length(bytes))
        return false;
    malformed = bytes > kProgramFieldBytesMax;
    return !malformed && fields.text(command.program);
}

Command readCommand(std::string_view input)
{
    Fields fields(input);
    Command command;
    uint16_t word = 0;
    if (!fields.u16(word))
        return command;
    bool malformed = false;
    bool whole = true;
    CommandEvent event = CommandEvent::malformed;
    switch (word) {
    case kHeartbeat:
        event = CommandEvent::heartbeat;
        break;
    case kHeartbeatRequest:
        event = CommandEvent::heartbeatRequest;
        whole = fields.u16(command.intervalMs);
        break;
    case kBindRequest:
        event = CommandEvent::bind;
        whole = readBind(fields, command, malformed);
        break;
    case kUnbindRequest:
        event = CommandEvent::unbind;
        whole = fields.u32(command.routeId) && readName(fields, command.exchange, malformed);
        break;
    case kStatusRequest:
        event = CommandEvent::status;
        break;
    case kNoOperation:
        event = CommandEvent::noOperation;
        break;
    default:
        malformed = true;
        break;
    }
    if (malformed) {
        command = {};
        command.event = CommandEvent::malformed;
        return command;
    }
    if (!whole)
        return {};
    command.event = event;
    command.consumed = fields.at;
    return command;
}

void append16And32(Buffer& out, uint16_t first, uint32_t second)
{
    char* const begin = out.prepare(6);
    out.commit(static_cast<size_t>(putU32(putU16(begin, first), second) - begin));
}

} // namespace

std::string_view splitQueueDetail(std::string_view detail, AuthRequest& out)
{
    const size_t end = detail.find('\0');
    out.queueName = detail.substr(0, end);
    out.hasType = end != std::string_view::npos;
    out.typeText = {};
    if (out.hasType) {
        if (out.queueName.size() > kNamePartBytesMax)
            return "pass field is too long"; // fqd's words for it
        const std::string_view rest = detail.substr(end + 1);
        out.typeText = rest.substr(0, rest.find('\0'));
    }
    return out.queueName.size() > kNameBytesMax ? "queue name is too long" : std::string_view();
}

CommandReader::Command CommandReader::next(std::string_view input)
{
    if (m_authenticated)
        return readCommand(input);
    Command command = readAuth(input);
    m_authenticated = command.event == CommandEvent::auth;
    return command;
}

std::string_view CommandReader::textAtEnd(std::string_view rest) const
{
    if (!m_authenticated && rest.size() >= 2 && rest.size() < 4 && getU16(rest.data()) == kAuthCommand)
        return "auth method read failed";
    return {};
}

void appendAuthAnswer(Buffer& out, std::string_view key)
{
    CHECK(!key.empty() && key.size() <= kKeyBytes);
    appendU16(out, kAuthAnswer);
    appendText(out, key);
}

void appendError(Buffer& out, std::string_view text)
{
    appendU16(out, kErrorAnswer);
    appendText(out, text.substr(0, UINT16_MAX));
}

void appendHeartbeat(Buffer& out)
{
    appendU16(out, kHeartbeat);
}

void appendBindAnswer(Buffer& out, uint32_t routeId)
{
    append16And32(out, kBindAnswer, routeId);
}

void appendUnbindAnswer(Buffer& out, uint32_t routeId)
{
    append16And32(out, kUnbindAnswer, routeId);
}

void appendStatus(Buffer& out, uint64_t droppedIn, const ClientCounters* counters)
{
    const auto field = [&out](std::string_view name, uint64_t value) {
        appendText(out, name);
        char* const begin = out.prepare(4);
        putU32(begin, static_cast<uint32_t>(value));
        out.commit(4);
    };
    appendU16(out, kStatusAnswer);
    field("dropped_in", droppedIn);
    if (counters) {
        field("no_exchange", counters->noExchange);
        field("no_route", counters->noRoute);
        field("routed", counters->routed);
        field("dropped", counters->dropped);
        field("size_dropped", counters->sizeDropped);
        field("msgs_in", counters->messagesIn);
        field("msgs_out", counters->messagesOut);
        field("octets_in", counters->octetsIn);
        field("octets_out", counters->octetsOut);
    }
    appendU16(out, 0);
}

} // namespace tapedeck::fq
