// Readers that are not answered yet: they wait for messages, or for frames to come from the tape. Internal to the
// broker.
#pragma once

#include "engine/broker/broker_core.h"

#include <string>
#include <utility>
#include <vector>

namespace tapedeck {

struct BrokerCore::Wait {
    enum class Kind : unsigned char { receive, read } const kind;
    WaitId id = 0; // 0 until it is registered
    QueueStatePtr queue;
    Time deadline; // monotonic; for waiting for messages
    TimerHandle timer;
    // Frames that were loaded for this reader: held until it is answered, so that a small cache cannot starve it.
    struct Pinned {
        uint64_t rowId;
        uint32_t frame;
        std::shared_ptr<const Frame> bytes;
    };
    std::vector<Pinned> pinned;
    uint32_t loading = 0; // frames on their way
    // Ids whose bytes are damaged: [first, end).
    std::vector<std::pair<MessageId, MessageId>> damaged;
    Error error{ErrorCode::damaged, {}}; // of those

    explicit Wait(Kind waitKind)
        : kind(waitKind)
    {
    }
    Wait(Wait&&) = default;
    virtual ~Wait() = default;
};

struct BrokerCore::ReceiveWait final : Wait {
    ReceiveWait()
        : Wait(Kind::receive)
    {
    }
    Receiver* receiver = nullptr;
    ClientId client = 0; // who asked
    std::string channelName;
    ChannelState* channel = nullptr; // failWaits() answers before a channel goes
    ReceiveRequest request; // its view of the channel's name is not used after receive()
    WaiterHandle place; // in the channel's line
    std::vector<Delivery> taken; // tickets taken whose bytes are still to come
    Time leaseUntil; // of those
};

struct BrokerCore::ReadWait final : Wait {
    ReadWait()
        : Wait(Kind::read)
    {
    }
    MessageSink* sink = nullptr;
    MessageId from;
    uint32_t count = 0;
    size_t bytesMax = 0;
    bool follow = false;
    MessageId stop; // the id that could not be had the last time
};

} // namespace tapedeck
