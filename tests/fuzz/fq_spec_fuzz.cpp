// Specifications of fq queues and connect strings: any text is read or refused with words, what was read means the same
// when it is written out and read again, and a queue fits its own specification.
#include "engine/base/check.h"
#include "engine/net/fq/connect_string.h"
#include "engine/net/fq/queue_spec.h"
#include "engine/net/fq/wire.h"

#include <cstdint>
#include <string>
#include <string_view>

using namespace tapedeck;
using namespace tapedeck::fq;

namespace {

void checkSpec(std::string_view text)
{
    const Result<QueueSpec> spec = parseQueueSpec(text);
    if (!spec) {
        CHECK(spec.error().text.starts_with("invalid queue "));
        return;
    }
    QueueSpec again = parseQueueRow(kindText(spec->kind), attributesText(*spec)).value();
    again.permanence = spec->permanence; // not in a row
    CHECK(again == *spec);
    CHECK(!mismatch(*spec, again, spec->isPublic));
    CHECK(mismatch(*spec, again, true).has_value() == !spec->isPublic);
    QueueSpec other = *spec;
    other.block = !other.block;
    CHECK(mismatch(other, *spec, false) && mismatch(*spec, other, false));
}

void checkRequest(std::string_view detail)
{
    AuthRequest auth;
    const std::string_view refused = splitQueueDetail(detail, auth);
    CHECK(refused.empty() == (auth.queueName.size() <= kNameBytesMax));
    if (!refused.empty())
        return;
    SeededRandom random(1);
    const Result<QueueRequest> request = queueRequest(auth, random);
    CHECK(request.ok() == parseQueueSpec(auth.typeText).ok());
    if (!request)
        return;
    CHECK(!request->name.empty() && request->name.size() <= kNameBytesMax);
    if (auth.queueName.empty())
        CHECK(!request->spec.isPublic && request->spec.permanence == QueueSpec::Permanence::transient);
}

void checkConnectString(std::string_view text)
{
    SeededRandom random(1);
    const Result<ConnectString> source = parseConnectString(text, random);
    if (!source) {
        CHECK(!source.error().text.empty());
        return;
    }
    CHECK(source->user.size() <= kNameBytesMax && source->queue.size() <= kNameBytesMax);
    CHECK(!source->queue.empty() && !source->type.empty() && source->type.size() <= kNameBytesMax);
    const std::string again = source->user + "/" + source->queue + "/" + source->type;
    CHECK(parseConnectString(again, random).value() == *source);
}

void checkNode(std::string_view text)
{
    NodeId node;
    NodeId again;
    if (parseNodeId(text, node))
        CHECK(parseNodeId(toText(node), again) && again == node);
    if (text.size() >= kMagicBytes)
        static_cast<void>(classify(text));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    checkSpec(input);
    checkRequest(input);
    checkConnectString(input);
    checkNode(input);
    return 0;
}
