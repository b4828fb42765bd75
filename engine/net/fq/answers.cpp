#include "engine/net/fq/answers.h"

#include "engine/base/check.h"
#include "engine/net/fq/wire_append.h"

namespace tapedeck::fq {

namespace {

void appendField(Buffer& out, std::string_view text, size_t bytesMax)
{
    CHECK(text.size() <= bytesMax);
    appendText(out, text);
}

} // namespace

void appendAuthRequest(Buffer& out, std::string_view user, std::string_view queueName, std::string_view typeText,
    std::string_view password)
{
    appendU32(out, kCommandMagic);
    appendU16(out, kAuthCommand);
    appendU16(out, kAuthPlain);
    appendField(out, user, kNameBytesMax);
    CHECK(queueName.size() <= kNameBytesMax && queueName.size() + 1 + typeText.size() <= kQueueDetailBytesMax);
    appendU16(out, static_cast<uint16_t>(queueName.size() + 1 + typeText.size()));
    out.append(queueName);
    out.append(std::string_view("\0", 1));
    out.append(typeText);
    appendField(out, password, kPasswordBytesMax);
}

void appendHeartbeatRequest(Buffer& out, uint16_t intervalMs)
{
    appendU16(out, kHeartbeatRequest);
    appendU16(out, intervalMs);
}

void appendBindRequest(Buffer& out, uint16_t flags, std::string_view exchange, std::string_view program)
{
    appendU16(out, kBindRequest);
    appendU16(out, flags);
    appendField(out, exchange, kNameBytesMax);
    appendField(out, program, kProgramFieldBytesMax);
}

void appendUnbindRequest(Buffer& out, uint32_t routeId, std::string_view exchange)
{
    appendU16(out, kUnbindRequest);
    appendU32(out, routeId);
    appendField(out, exchange, kNameBytesMax);
}

void appendPeerHandshake(Buffer& out, NodeId node, std::string_view key)
{
    appendU32(out, kPeerMagic);
    appendU32(out, node.address);
    appendField(out, key, kKeyBytes);
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
