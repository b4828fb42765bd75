// HeldMessages: messages that wait for their time: held back by faults, or answers of responders. In the order of
// their times; equal ones in the order in which they came. Bounded. Pure; owned by one thread.
#pragma once

#include "engine/broker/broker.h"
#include "engine/exchange/exchanges.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace tapedeck {

// One of them. Owns its bytes.
struct HeldMessage {
    uint64_t fault = 0, responder = 0; // whose it is; 0 = not theirs
    QueuePtr queue; // where it goes: this queue, ...
    std::string target; // ... or, of an answer, the queue or exchange of this name
    bool toExchange = false;
    std::string body, key, headers;
    Duration delay; // as published; see NewMessage
    std::unique_ptr<Routing> routing; // an exchange has begun with it
    Duration since; // since when it is tried again and again

    NewMessage view() const { return {body, key, headers, delay}; }
    size_t bytes() const { return body.size() + key.size() + headers.size() + target.size() + sizeof(HeldMessage); }
};

class HeldMessages {
public:
    // Whether so many more fit.
    bool hasRoom(size_t messages, size_t bytes) const;
    void add(Duration due, HeldMessage message);
    bool empty() const { return m_messages.empty(); }
    size_t size() const { return m_messages.size(); }
    size_t bytes() const { return m_bytes; }
    std::optional<Duration> earliest() const;
    // The earliest one, if it is due; null if not. What is added meanwhile comes behind it.
    HeldMessage* due(Duration now);
    HeldMessage takeEarliest();
    // Those that `whose` picks are due at once, in the order that they have.
    void makeDue(const std::function<bool(const HeldMessage&)>& whose, Duration now);
    // They are forgotten. Returns how many.
    size_t drop(const std::function<bool(const HeldMessage&)>& whose);

private:
    std::map<std::pair<int64_t, uint64_t>, HeldMessage> m_messages; // by due and order
    uint64_t m_order = 0;
    size_t m_bytes = 0;
};

} // namespace tapedeck
