// One page of a subscriber's messages: which ones is known, their bytes are read from the queue, run by run, and then
// written as a JSON list.
//
// Loop thread only. Kept alive by the reads it has started; goes with its exchange.
#pragma once

#include "engine/broker/broker.h"
#include "engine/net/http/exchange.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tapedeck::blockqueue {

class MessagePage : public std::enable_shared_from_this<MessagePage> {
public:
    struct Item {
        MessageId id;
        std::string_view status; // of static storage
        uint32_t deliveries = 0; // so far
        Time visibleAt; // the epoch: when its delay was over
        // Filled here.
        std::string json = {};
        bool looked = false;
    };
    // The list as JSON, without messages that are gone and what is beyond limits::kPageReadBytes; or why not.
    using Done = std::function<void(const Result<std::string>&)>;

    // Calls `done` once, perhaps before it returns; not when the exchange has gone.
    static void read(http::Exchange& exchange, QueuePtr queue, std::vector<Item> items, Done done);

private:
    MessagePage(http::Exchange& exchange, QueuePtr queue, std::vector<Item> items, Done done);
    struct Stretch {
        size_t begin, end; // of m_items
        MessageId first; // the smallest id in it
    };
    Stretch nextStretch() const;
    void goOn();
    void take(Stretch stretch, const Result<std::span<const MessageView>>& messages);
    void finish();

    http::Exchange& m_exchange;
    QueuePtr m_queue;
    std::vector<Item> m_items;
    Done m_done;
    size_t m_next = 0; // the first item that was not looked at
    size_t m_bytes = 0;
    bool m_going = false; // goOn() is on the stack
    bool m_waiting = false;
};

} // namespace tapedeck::blockqueue
