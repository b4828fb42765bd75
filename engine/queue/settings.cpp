#include "engine/queue/settings.h"

#include "engine/base/bytes.h"
#include "engine/queue/channel_format.h"

namespace tapedeck {

namespace {

// First byte of both encodings. A new field means a new version; readers keep the old ones.
constexpr uint8_t kSettingsVersion = 1;
// Of a queue with settings of live delivery: two bytes more, share policy and flow. Without them version 1 is written,
// which every reader knows.
constexpr uint8_t kLiveSettingsVersion = 2;

void putDuration(ByteWriter& writer, Duration duration)
{
    writer.varint(static_cast<uint64_t>(duration.micros));
}

// A negative duration fails the reader.
Duration readDuration(ByteReader& in)
{
    uint64_t micros = in.varint();
    if (micros > INT64_MAX)
        in.fail();
    return {static_cast<int64_t>(micros)};
}

// Unknown values fail the reader.
void readLive(ByteReader& in, QueueSettings& settings)
{
    const uint8_t policy = in.fixed<uint8_t>();
    const uint8_t flow = in.fixed<uint8_t>();
    if (policy > static_cast<uint8_t>(SharePolicy::roundRobin) || flow > static_cast<uint8_t>(FlowState::stopped))
        in.fail();
    settings.sharePolicy = static_cast<SharePolicy>(policy);
    settings.flow = static_cast<FlowState>(flow);
}

} // namespace

std::string encodeSettings(const QueueSettings& settings)
{
    std::string bytes;
    ByteWriter writer(bytes);
    const bool live = settings.sharePolicy != SharePolicy::unset || settings.flow != FlowState::unset;
    writer.fixed(live ? kLiveSettingsVersion : kSettingsVersion);
    writer.fixed(static_cast<uint8_t>(settings.kind));
    putDuration(writer, settings.retention.softPeriod);
    writer.varint(settings.retention.softBytes);
    putDuration(writer, settings.retention.hardPeriod);
    writer.varint(settings.retention.hardBytes);
    writer.varint(settings.segmentBytes);
    putDuration(writer, settings.ticketTimeout);
    writer.varint(settings.attemptLimit);
    if (live) {
        writer.fixed(static_cast<uint8_t>(settings.sharePolicy));
        writer.fixed(static_cast<uint8_t>(settings.flow));
    }
    return bytes;
}

std::string encodeSettings(const ChannelSettings& settings)
{
    std::string bytes;
    ByteWriter writer(bytes);
    writer.fixed(kSettingsVersion);
    putDuration(writer, settings.ticketTimeout);
    writer.varint(settings.attemptLimit);
    writer.varint(settings.paused ? 1 : 0);
    return bytes;
}

std::optional<QueueSettings> decodeQueueSettings(std::string_view bytes)
{
    ByteReader in(bytes);
    const uint8_t version = in.fixed<uint8_t>();
    const uint8_t kind = in.fixed<uint8_t>();
    QueueSettings settings;
    settings.kind = static_cast<QueueKind>(kind);
    settings.retention.softPeriod = readDuration(in);
    settings.retention.softBytes = in.varint();
    settings.retention.hardPeriod = readDuration(in);
    settings.retention.hardBytes = in.varint();
    settings.segmentBytes = in.varint();
    settings.ticketTimeout = readDuration(in);
    const uint64_t attemptLimit = in.varint();
    settings.attemptLimit = static_cast<uint32_t>(attemptLimit);
    if (version == kLiveSettingsVersion)
        readLive(in, settings);
    const bool kindKnown =
        kind == static_cast<uint8_t>(QueueKind::disk) || kind == static_cast<uint8_t>(QueueKind::mem);
    const bool versionKnown = version == kSettingsVersion || version == kLiveSettingsVersion;
    if (!in.ok() || !in.atEnd() || !versionKnown || !kindKnown || attemptLimit > UINT32_MAX)
        return std::nullopt;
    return settings;
}

std::optional<ChannelSettings> decodeChannelSettings(std::string_view bytes)
{
    ByteReader in(bytes);
    const uint8_t version = in.fixed<uint8_t>();
    const uint64_t timeoutMicros = in.varint();
    const uint64_t attemptLimit = in.varint();
    const uint64_t paused = in.varint();
    if (!in.ok() || !in.atEnd() || version != kSettingsVersion)
        return std::nullopt;
    return settingsFromFields(timeoutMicros, attemptLimit, paused);
}

} // namespace tapedeck
