#include "engine/queue/settings.h"

#include "engine/base/bytes.h"
#include "engine/base/limits.h"
#include "engine/queue/channel_format.h"

namespace tapedeck {

namespace {

// First byte of both encodings. A new field means a new version; readers keep the old ones.
constexpr uint8_t kSettingsVersion = 1;
// Of a queue with settings of live delivery: two bytes more, share policy and flow. Without them version 1 is written,
// which every reader knows.
constexpr uint8_t kLiveSettingsVersion = 2;

// Of a queue that fq's clients made, or that is an exchange's recording: behind the fields of version 2 the recording
// state and, in a byte that says whether they are there, fq's attributes and bindings.
constexpr uint8_t kFqSettingsVersion = 3;

enum FqFlag : uint8_t { kPublic = 1, kBlock = 2, kPermanent = 4, kAckWhenWritten = 8, kFqFlags = 15 };

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

void putFq(ByteWriter& writer, const FqSettings& fq)
{
    writer.fixed(static_cast<uint8_t>((fq.isPublic ? kPublic : 0) | (fq.block ? kBlock : 0)
        | (fq.permanent ? kPermanent : 0) | (fq.ackWhenWritten ? kAckWhenWritten : 0)));
    writer.varint(fq.backlog);
    writer.varint(fq.bindings.size());
    for (const FqSettings::PermanentBinding& binding : fq.bindings) {
        writer.text(binding.exchange);
        writer.text(binding.program);
        writer.fixed(static_cast<uint8_t>(binding.peer ? 1 : 0));
    }
}

// Values out of range fail the reader.
FqSettings readFq(ByteReader& in)
{
    FqSettings fq;
    const uint8_t flags = in.fixed<uint8_t>();
    const uint64_t backlog = in.varint();
    const uint64_t bindings = in.varint();
    if (flags > kFqFlags || backlog > UINT32_MAX || bindings > limits::kPermanentBindingsMax)
        in.fail();
    fq.isPublic = flags & kPublic;
    fq.block = flags & kBlock;
    fq.permanent = flags & kPermanent;
    fq.ackWhenWritten = flags & kAckWhenWritten;
    fq.backlog = static_cast<uint32_t>(backlog);
    for (uint64_t i = 0; i < bindings && in.ok(); ++i) {
        FqSettings::PermanentBinding binding;
        binding.exchange = in.text();
        binding.program = in.text();
        const uint8_t peer = in.fixed<uint8_t>();
        if (peer > 1)
            in.fail();
        binding.peer = peer == 1;
        fq.bindings.push_back(std::move(binding));
    }
    return fq;
}

} // namespace

std::string encodeSettings(const QueueSettings& settings)
{
    std::string bytes;
    ByteWriter writer(bytes);
    const bool fq = settings.fq || settings.recording != RecordingState::unset;
    const bool live = fq || settings.sharePolicy != SharePolicy::unset || settings.flow != FlowState::unset;
    writer.fixed(fq ? kFqSettingsVersion : live ? kLiveSettingsVersion : kSettingsVersion);
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
    if (fq) {
        writer.fixed(static_cast<uint8_t>(settings.recording));
        writer.fixed(static_cast<uint8_t>(settings.fq ? 1 : 0));
        if (settings.fq)
            putFq(writer, *settings.fq);
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
    if (version == kLiveSettingsVersion || version == kFqSettingsVersion)
        readLive(in, settings);
    if (version == kFqSettingsVersion) {
        const uint8_t recording = in.fixed<uint8_t>();
        const uint8_t hasFq = in.fixed<uint8_t>();
        if (recording > static_cast<uint8_t>(RecordingState::off) || hasFq > 1)
            in.fail();
        settings.recording = static_cast<RecordingState>(recording);
        if (hasFq == 1 && in.ok())
            settings.fq = readFq(in);
    }
    const bool kindKnown =
        kind == static_cast<uint8_t>(QueueKind::disk) || kind == static_cast<uint8_t>(QueueKind::mem);
    const bool versionKnown = version >= kSettingsVersion && version <= kFqSettingsVersion;
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
