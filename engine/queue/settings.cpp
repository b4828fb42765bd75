#include "engine/queue/settings.h"

#include "engine/base/bytes.h"
#include "engine/queue/channel_format.h"

namespace tapedeck {

namespace {

// First byte of both encodings. A new field means a new version; readers keep the old ones.
constexpr uint8_t kSettingsVersion = 1;

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

} // namespace

std::string encodeSettings(const QueueSettings& settings)
{
    std::string bytes;
    ByteWriter writer(bytes);
    writer.fixed(kSettingsVersion);
    writer.fixed(static_cast<uint8_t>(settings.kind));
    putDuration(writer, settings.retention.softPeriod);
    writer.varint(settings.retention.softBytes);
    putDuration(writer, settings.retention.hardPeriod);
    writer.varint(settings.retention.hardBytes);
    writer.varint(settings.segmentBytes);
    putDuration(writer, settings.ticketTimeout);
    writer.varint(settings.attemptLimit);
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
    const bool kindKnown =
        kind == static_cast<uint8_t>(QueueKind::disk) || kind == static_cast<uint8_t>(QueueKind::mem);
    if (!in.ok() || !in.atEnd() || version != kSettingsVersion || !kindKnown || attemptLimit > UINT32_MAX)
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
