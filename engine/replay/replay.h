// What a replay is: a range of one queue, published again to a queue with the original spacing times a factor, at a
// fixed rate, or as fast as possible. Values only.
#pragma once

#include "engine/base/units.h"
#include "engine/filter/filter.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tapedeck {

using PlayerId = uint64_t;

struct ReplaySpeed {
    enum class Kind : unsigned char {
        original, // the gaps between the messages' times, divided by `factor`
        rate, // `perSecond` messages, evenly spaced
        fastest, // as fast as the target takes them
        step, // one at a time, each on ReplayControl::step
    } kind = Kind::original;
    double factor = 1.0; // 0.01 ... 1000; 10 = ten times faster
    double perSecond = 0; // > 0
};

// Another broker, by its RESP port.
struct RemoteBroker {
    std::string host;
    uint16_t port = 0;
    std::string password; // empty: it wants none
    // "HOST:PORT", an IPv6 host in brackets.
    std::string text() const;
    // Nothing where it is no such text. The password is not in it.
    static std::optional<RemoteBroker> parse(std::string_view text);
};

struct ReplayRequest {
    std::string source;
    // The range: ids and times may be combined; what both allow is played. An absent end means up to the head at start.
    std::optional<MessageId> fromId, untilId; // untilId is included
    std::optional<Time> fromTime, untilTime; // untilTime is excluded
    std::string target;
    bool toExchange = false; // `target` is an exchange: each message is routed again
    std::optional<RemoteBroker> broker; // `target` is a queue of this one
    bool createTarget = true;
    ReplaySpeed speed;
    bool loop = false;
    std::optional<Filter> filter; // only what it matches; the gaps stay those of the original
};

enum class ReplayControl : unsigned char { pause, resume, step, stop };

enum class PlayerState : unsigned char { finding, playing, paused, finished, stopped, failed };

// Its name in protocols.
constexpr std::string_view stateWord(PlayerState state)
{
    constexpr std::string_view words[] = {"finding", "playing", "paused", "finished", "stopped", "failed"};
    return words[static_cast<size_t>(state)];
}

struct PlayerInfo {
    PlayerId id = 0;
    std::string source, target;
    bool toExchange = false; // what `target` is; a queue otherwise
    std::string broker; // that has the queue; empty: this one
    ReplaySpeed speed;
    bool loop = false; // begins again at the end
    PlayerState state = PlayerState::finding;
    MessageId first, end; // the range found; end is excluded
    MessageId position; // next to be published
    // Of this pass, when looping. What the filter has left out so far is not in the total.
    uint64_t done = 0, total = 0;
    Time sourceTime; // time of the last message published
    Duration drift; // how late the last message was against its plan
    double perSecond = 0; // over the last second
    std::string error; // why it failed, or what is in its way or was left out; ready to be shown
};

// Names of the headers that a replayed message carries besides its own.
inline constexpr const char* kReplayedFromHeader = "replayed-from"; // "QUEUE/ID"
inline constexpr const char* kReplayedTimeHeader = "replayed-time"; // original time, RFC 3339 with microseconds
inline constexpr const char* kReplayRunHeader = "replay-run"; // number of the player

} // namespace tapedeck
