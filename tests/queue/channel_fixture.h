// What the channel's tests share: a channel with its queue's range, whose deltas are collected, and short ways to call
// it.
#pragma once

#include "engine/queue/channel.h"

#include <string>
#include <vector>

namespace tapedeck {

inline constexpr uint64_t kTestKey = 0x1234'5678'9abc'def0;
inline constexpr Time kStart = {1'700'000'000'000'000};

inline Time at(int64_t seconds)
{
    return kStart + Duration::seconds(seconds);
}

struct ChannelFixture {
    Channel channel;
    MessageId first{1};
    MessageId end{11}; // ten messages
    std::string delta;

    explicit ChannelFixture(ChannelSettings settings = {}, MessageId cursor = {1})
        : channel(kTestKey, cursor, settings, kStart)
    {
    }

    std::vector<Delivery> take(Time now, size_t max, Duration timeout = Duration::seconds(30))
    {
        std::vector<Delivery> out;
        channel.take(now, now + timeout, first, end, max, out, delta);
        return out;
    }
    std::vector<Delivery> takeAcked(Time now, size_t max)
    {
        std::vector<Delivery> out;
        channel.take(now, std::nullopt, first, end, max, out, delta);
        return out;
    }
    bool ack(Time now, Ticket ticket) { return channel.ack(now, ticket, delta); }
    ChannelCounts counts(Time now) { return channel.counts(now, first, end); }
    std::string state() const
    {
        std::string bytes;
        channel.encodeState(bytes);
        return bytes;
    }
};

inline std::vector<uint64_t> idsOf(const std::vector<Delivery>& deliveries)
{
    std::vector<uint64_t> ids;
    for (const Delivery& d : deliveries)
        ids.push_back(d.id.value);
    return ids;
}

using Ids = std::vector<uint64_t>;

} // namespace tapedeck
