#include "engine/net/fq/queue_spec.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tapedeck::fq {

namespace {

constexpr std::string_view kBacklogPrefix = "backlog=";

bool isBlank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// As C's atoi reads it: blanks, a sign, digits up to the first other character. Numbers that 32 bits do not hold,
// signed or unsigned, become the nearest that they hold (in C they are undefined). -1 is the largest backlog.
uint32_t backlogNumber(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    bool negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    int64_t value = 0;
    const int64_t most = negative ? -int64_t{INT32_MIN} : int64_t{UINT32_MAX};
    for (const char c : text) {
        if (c < '0' || c > '9' || value == most)
            break;
        value = std::min(value * 10 + (c - '0'), most);
    }
    return static_cast<uint32_t>(negative ? -value : value);
}

Error refusal(std::string_view what, std::string_view text)
{
    return {ErrorCode::invalidArgument, std::string(what).append(text)};
}

bool applyParameter(QueueSpec& spec, std::string_view parameter)
{
    if (parameter == "private")
        spec.isPublic = false;
    else if (parameter == "public")
        spec.isPublic = true;
    else if (parameter == "drop")
        spec.block = false;
    else if (parameter == "block")
        spec.block = true;
    else if (parameter == "permanent")
        spec.permanence = QueueSpec::Permanence::permanent;
    else if (parameter == "transient")
        spec.permanence = QueueSpec::Permanence::transient;
    else if (parameter.substr(0, kBacklogPrefix.size()) == kBacklogPrefix)
        spec.backlog = backlogNumber(parameter.substr(kBacklogPrefix.size()));
    else
        return false;
    return true;
}

std::string_view privacyText(const QueueSpec& spec)
{
    return spec.isPublic ? "public" : "private";
}

std::string_view policyText(const QueueSpec& spec)
{
    return spec.block ? "block" : "drop";
}

std::string wantedButIs(std::string_view verb, std::string_view wanted, std::string_view is)
{
    return std::string(verb).append(wanted).append(", queue is ").append(is);
}

} // namespace

Result<QueueSpec> parseQueueSpec(std::string_view text)
{
    const size_t colon = text.find(':');
    return parseQueueRow(
        text.substr(0, colon), colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1));
}

Result<QueueSpec> parseQueueRow(std::string_view type, std::string_view attributes)
{
    QueueSpec spec;
    if (type == "disk")
        spec.kind = QueueKind::disk;
    else if (!type.empty() && type != "mem")
        return refusal("invalid queue type: ", type);
    while (!attributes.empty()) {
        const std::string_view parameter = attributes.substr(0, attributes.find(','));
        if (!parameter.empty() && !applyParameter(spec, parameter))
            return refusal("invalid queue param: ", parameter);
        attributes.remove_prefix(std::min(parameter.size() + 1, attributes.size()));
    }
    return spec;
}

Result<QueueRequest> queueRequest(const AuthRequest& auth, Random& random)
{
    const Result<QueueSpec> spec = parseQueueSpec(auth.typeText);
    if (!spec)
        return spec.error();
    QueueRequest request{std::string(auth.queueName), *spec};
    if (request.name.empty()) {
        request.name = "auto-" + makeUuid(random);
        request.spec.isPublic = false;
        request.spec.permanence = QueueSpec::Permanence::transient;
    }
    return request;
}

std::optional<std::string> mismatch(const QueueSpec& existing, const QueueSpec& wanted, bool hasClient)
{
    if (!existing.isPublic && hasClient)
        return "requested queue is private and in use\n"; // fqd's line break
    if (existing.kind != wanted.kind)
        return wantedButIs("requested type ", kindText(wanted.kind), kindText(existing.kind));
    if (existing.isPublic != wanted.isPublic)
        return wantedButIs("requested ", privacyText(wanted), privacyText(existing));
    if (existing.block != wanted.block)
        return wantedButIs("request ", policyText(wanted), policyText(existing));
    return {};
}

std::string_view kindText(QueueKind kind)
{
    return kind == QueueKind::disk ? "disk" : "mem";
}

std::string attributesText(const QueueSpec& spec)
{
    return std::string(privacyText(spec))
        .append(",")
        .append(policyText(spec))
        .append(",")
        .append(kBacklogPrefix)
        .append(std::to_string(static_cast<int32_t>(spec.backlog)));
}

std::string makeUuid(Random& random)
{
    constexpr char kDigits[] = "0123456789abcdef";
    std::array<uint64_t, 2> words = {random.next(), random.next()};
    words[0] = (words[0] & ~uint64_t{0xf000}) | 0x4000; // version 4
    words[1] = (words[1] & ~(uint64_t{3} << 62)) | uint64_t{1} << 63; // variant
    std::string out;
    for (size_t i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            out += '-';
        out += kDigits[words[i / 16] >> (60 - 4 * (i % 16)) & 0xf];
    }
    return out;
}

} // namespace tapedeck::fq
