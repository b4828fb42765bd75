#include "engine/queue/channel_format.h"

#include "engine/base/check.h"

#include <array>
#include <span>

namespace tapedeck {

namespace {

// Number of varints behind each DeltaOp.
constexpr int kFieldCounts[] = {-1, 3, 2, 3, 2, 2, 1, 2, 1, 3, 3, 2, 1, 2, 1, 3, 2, 1, 1, 0, 1, 2, 1, 3, 2, 4};
constexpr size_t kOpCount = sizeof kFieldCounts / sizeof kFieldCounts[0];
static_assert(kOpCount == static_cast<size_t>(DeltaOp::letterRestored) + 1);

} // namespace

void putOperation(std::string& delta, DeltaOp op, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    char buffer[1 + kDeltaFieldsMax * kVarintBytesMax];
    char* out = buffer;
    *out++ = static_cast<char>(op);
    const std::array<uint64_t, kDeltaFieldsMax> fields = {a, b, c, d};
    const auto count = static_cast<size_t>(kFieldCounts[static_cast<size_t>(op)]);
    for (const uint64_t field : std::span(fields).first(count))
        out = putVarint(out, field);
    delta.append(buffer, static_cast<size_t>(out - buffer));
}

bool nextOperation(ByteReader& in, ChannelOperation* operation)
{
    if (in.atEnd())
        return false;
    uint8_t op = in.fixed<uint8_t>();
    if (op == 0 || op >= kOpCount) {
        in.fail();
        return false;
    }
    operation->op = static_cast<DeltaOp>(op);
    for (int i = 0; i < kFieldCounts[op]; ++i)
        operation->fields[i] = in.varint();
    return in.ok();
}

size_t cutDelta(std::string_view delta, size_t bytesMax)
{
    ByteReader in(delta);
    ChannelOperation operation;
    size_t length = 0;
    while (nextOperation(in, &operation)) {
        size_t end = delta.size() - in.left();
        if (end > bytesMax && length != 0)
            return length;
        length = end;
    }
    CHECK(in.ok());
    return length;
}

std::optional<ChannelSettings> settingsFromFields(uint64_t timeoutMicros, uint64_t attemptLimit, uint64_t paused)
{
    if (timeoutMicros > INT64_MAX || attemptLimit > UINT32_MAX || paused > 1)
        return std::nullopt;
    return ChannelSettings{
        Duration{static_cast<int64_t>(timeoutMicros)}, static_cast<uint32_t>(attemptLimit), paused == 1};
}

} // namespace tapedeck
