// Settings of queues and channels as the tape keeps them: versioned, and decoded from bytes that may be hostile.
// Plain values; any thread.
#pragma once

#include "engine/base/units.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck {

// The numbers are in the tape: append, never renumber.
enum class QueueKind : uint8_t {
    disk = 0, // kept in the tape
    mem = 1, // lost at exit
};

// How a live stream of a queue shares its messages among its readers. `unset` leaves it to the port.
enum class SharePolicy : uint8_t { unset = 0, broadcast = 1, roundRobin = 2 };

// Whether live streams of a queue hand out anything.
enum class FlowState : uint8_t { unset = 0, started = 1, stopped = 2 };

// Whether what is published on an exchange is kept; in the settings of the queue that is its recording. `unset` leaves
// it to the configuration.
enum class RecordingState : uint8_t { unset = 0, on = 1, off = 2 };

// How fq's clients share a queue.
struct FqSettings {
    // A binding that is made again at the next start.
    struct PermanentBinding {
        std::string exchange, program;
        bool peer = false;
        bool operator==(const PermanentBinding&) const = default;
    };
    bool isPublic = false; // more than one client
    bool block = false; // a full queue holds its publishers up; else it drops
    uint32_t backlog = 16'384; // messages it holds
    bool permanent = false; // stays when its last client goes
    bool ackWhenWritten = false; // a message is the consumer's when the socket has taken it, not when it is handed out
    std::vector<PermanentBinding> bindings; // at most limits::kPermanentBindingsMax
    bool operator==(const FqSettings&) const = default;
};

// A soft period that keeps everything: with no soft limit at all, messages go as soon as every channel has read them,
// and a recorder must not forget by itself. 2^32-1 seconds, the most that the wire's 32 bits hold (136 years).
inline constexpr Duration kKeepForever = Duration::seconds(UINT32_MAX);

// What may be removed without being asked; 0 = that limit is off. See retention.h for the rules.
struct RetentionSettings {
    Duration softPeriod = kKeepForever;
    uint64_t softBytes = 0;
    Duration hardPeriod = {};
    uint64_t hardBytes = 0;
    bool operator==(const RetentionSettings&) const = default;
};

struct QueueSettings {
    QueueKind kind = QueueKind::disk;
    RetentionSettings retention;
    uint64_t segmentBytes = uint64_t{128} << 20; // floki's setting; kept and reported, the tape cuts its own segments
    Duration ticketTimeout = Duration::seconds(30); // for channels made later and for receives that name none
    uint32_t attemptLimit = 0; // for channels made later; 0 = none
    // Of live delivery; kept here for the ports that know them.
    SharePolicy sharePolicy = SharePolicy::unset;
    FlowState flow = FlowState::unset;
    RecordingState recording = RecordingState::unset;
    std::optional<FqSettings> fq; // of a queue that fq's clients have made
    bool operator==(const QueueSettings&) const = default;
};

struct ChannelSettings {
    Duration ticketTimeout = Duration::seconds(30);
    uint32_t attemptLimit = 0; // deliveries of one message before it becomes a dead letter; 0 = no limit
    bool paused = false; // hands out nothing; acks go on
    bool operator==(const ChannelSettings&) const = default;
};

std::string encodeSettings(const QueueSettings& settings);
std::string encodeSettings(const ChannelSettings& settings);
// Nothing if the bytes are malformed, of an unknown version, or out of range (negative durations, unknown kinds,
// policies or states).
std::optional<QueueSettings> decodeQueueSettings(std::string_view bytes);
std::optional<ChannelSettings> decodeChannelSettings(std::string_view bytes);

} // namespace tapedeck
