// Reads many messages of a running engine, in order and as they are, for a thread that may wait. Looking never
// consumes. Not for the loop or the window's thread; one thread. The host outlives it.
#pragma once

#include "app/engine_host.h"
#include "engine/filter/filter.h"
#include "engine/log/mark.h"
#include "engine/log/message.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tapedeck {

class EngineReader {
public:
    explicit EngineReader(EngineHost& host)
        : m_host(host)
    {
    }

    struct Queue {
        QueueNo number;
        std::string name;
        MessageId first, head;
        QueueSettings settings;
        struct Channel {
            std::string name;
            ChannelNo number;
            MessageId cursor;
            ChannelSettings settings;
        };
        std::vector<Channel> channels;
    };
    // Those of them that are there, with what they hold now.
    std::vector<Queue> queues(const std::vector<QueueNo>& numbers);
    std::vector<Mark> marks();

    // Ids [first, second).
    using IdRange = std::pair<MessageId, MessageId>;
    struct Use {
        // Views live during the call. False: no more.
        std::function<bool(const MessageView&)> take;
        // How many ids were looked at or left out since the last call, and how many of them are damaged. False: no
        // more.
        std::function<bool(uint64_t ids, uint64_t damaged)> looked;
    };
    // The messages of the ranges (ascending) that match. Errors: queueNotFound, stopped, overloaded, io.
    Status read(QueueNo queue, const Filter& filter, const std::vector<IdRange>& ranges, const Use& use);

private:
    struct Step;
    std::unique_ptr<Step> scan(QueueNo queue, const Filter& filter, MessageId from, MessageId until);
    EngineHost& m_host;
};

} // namespace tapedeck
