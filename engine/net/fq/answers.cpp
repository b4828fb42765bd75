#include "engine/net/fq/answers.h"

#include "engine/base/check.h"

namespace tapedeck::fq {

namespace {

void append16(Buffer& out, uint16_t value)
{
    char* const begin = out.prepare(2);
    out.commit(static_cast<size_t>(putU16(begin, value) - begin));
}

void append32(Buffer& out, uint32_t value)
{
    char* const begin = out.prepare(4);
    out.commit(static_cast<size_t>(putU32(begin, value) - begin));
}

void appendText(Buffer& out, std::string_view text, size_t bytesMax)
{
    CHECK(text.size() <= bytesMax);
    append16(out, static_cast<uint16_t>(text.size()));
    out.append(text);
}

} // namespace

void appendAuthRequest(Buffer& out, std::string_view user, std::string_view queueName, std::string_view typeText,
    std::string_view password)
{
    append32(out, kCommandMagic);
    append16(out, kAuthCommand);
    append16(out, kAuthPlain);
    appendText(out, user, kNameBytesMax);
    CHECK(queueName.size() <= kNameBytesMax && queueName.size() + 1 + typeText.size() <= kQueueDetailBytesMax);
    append16(out, static_cast<uint16_t>(queueName.size() + 1 + typeText.size()));
    out.append(queueName);
    out.append(std::string_view("\0", 1));
    out.append(typeText);
    appendText(out, password, kPasswordBytesMax);
}

void appendHeartbeatRequest(Buffer& out, uint16_t intervalMs)
{
    append16(out, kHeartbeatRequest);
    append16(out, intervalMs);
}

void appendBindRequest(Buffer& out, uint16_t flags, std::string_view exchange, std::string_view program)
{
    append16(out, kBindRequest);
    append16(out, flags);
    appendText(out, exchange, kNameBytesMax);
    appendText(out, program, kProgramFieldBytesMax);
}

void appendUnbindRequest(Buffer& out, uint32_t routeId, std::string_view exchange)
{
    append16(out, kUnbindRequest);
    append32(out, routeId);
    appendText(out, exchange, kNameBytesMax);
}

void appendPeerHandshake(Buffer& out, NodeId node, std::string_view key)
{
    append32(out, kPeerMagic);
    append32(out, node.address);
    appendText(out, key, kKeyBytes);
}

AnswerReader::Answer AnswerReader::next(std::string_view input) const
{
    Answer answer;
    if (input.size() < 2)
        return answer;
    const uint16_t word = getU16(input.data());
    switch (word) {
    case kHeartbeat:
        answer.event = Event::heartbeat;
        answer.consumed = 2;
        return answer;
    case kBindAnswer:
    case kUnbindAnswer:
        if (input.size() < 6)
            return answer;
        answer.event = word == kBindAnswer ? Event::bind : Event::unbind;
        answer.routeId = getU32(input.data() + 2);
        answer.consumed = 6;
        return answer;
    case kAuthAnswer:
    case kErrorAnswer:
        break;
    default:
        answer.event = Event::malformed;
        return answer;
    }
    if (input.size() < 4)
        return answer;
    const size_t bytes = getU16(input.data() + 2);
    if (word == kAuthAnswer && (bytes == 0 || bytes > kKeyBytes)) {
        answer.event = Event::malformed;
        return answer;
    }
    if (input.size() < 4 + bytes)
        return answer;
    (word == kAuthAnswer ? answer.key : answer.text) = input.substr(4, bytes);
    answer.event = word == kAuthAnswer ? Event::auth : Event::error;
    answer.consumed = 4 + bytes;
    return answer;
}

} // namespace tapedeck::fq
