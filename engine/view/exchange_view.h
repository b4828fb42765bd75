// What an observer sees of exchanges, of the queues that fq's clients share, of these clients and of the brokers that
// messages are pulled from; and what it can do with them. Plain values, part of observer.h.
#pragma once

#include "engine/base/units.h"
#include "engine/log/message.h"
#include "engine/log/upstream.h"
#include "engine/queue/settings.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tapedeck {

struct BindingView {
    uint32_t id = 0;
    std::string queue; // raw bytes
    std::string program; // raw bytes
    std::string route; // of the program's pattern, unescaped
    bool exact = false; // the pattern is the whole route; else its beginning
    bool permanent = false, peer = false;
    uint64_t invocations = 0; // evaluations of the program
    double averageNanos = 0; // of one evaluation
    bool operator==(const BindingView&) const = default;
};

struct ExchangeView {
    std::string name; // raw bytes
    uint64_t messages = 0, octets = 0; // since the start; octets of bodies
    uint64_t routed = 0, dropped = 0, noRoute = 0;
    double publishedPerSecond = 0;
    bool recorded = false; // what is published is kept in the queue "exchange:NAME"
    std::shared_ptr<const std::vector<BindingView>> bindings; // by id; never null; shared while they are the same
};

// A queue that fq's clients share.
struct SharedQueueView {
    struct Drops {
        int64_t second = 0; // since the epoch
        uint64_t count = 0;
        bool operator==(const Drops&) const = default;
    };
    QueueNo number;
    std::string name; // raw bytes
    bool onDisk = false, isPublic = false, block = false, permanent = false;
    uint32_t backlog = 0; // messages it holds
    uint32_t members = 0; // clients attached
    uint64_t dropped = 0; // messages that found it full, since the start
    std::vector<Drops> drops; // the last seconds in which it dropped, oldest first
    bool operator==(const SharedQueueView&) const = default;
};

// A client of the fq port.
struct FqClientView {
    std::string user, queue; // raw bytes
    std::string address; // "127.0.0.1:50412"
    bool hasData = false; // its data connection is there
    bool peer = false; // another broker that pulls
    uint64_t noExchange = 0, noRoute = 0, routed = 0, dropped = 0, sizeDropped = 0; // of what it published
    uint64_t messagesIn = 0, messagesOut = 0, octetsIn = 0, octetsOut = 0;
    bool operator==(const FqClientView&) const = default;
};

// Another broker from which messages are pulled.
struct UpstreamView {
    uint64_t id = 0; // stays while the engine runs
    Upstream row;
    bool connected = false;
    std::string state; // "connected", "waiting", ...
    std::string problem; // why it is not connected, or what is wrong all the same; mostly empty
    uint64_t messages = 0; // that came
    uint64_t loops = 0; // of those, dropped because they had been here before
    bool operator==(const UpstreamView&) const = default;
};

namespace action {
// A queue for fq's clients. Answers with its number.
struct CreateSharedQueue {
    std::string queue;
    QueueKind kind = QueueKind::disk;
    FqSettings settings; // its bindings are ignored
};
// Answers with the binding's id. A queue that is there but was not made for fq is shared from now on.
struct Bind {
    std::string exchange, queue, program;
    bool permanent = true;
    bool peer = false;
};
// With `forget`, a permanent binding does not come back at the next start either.
struct Unbind {
    std::string exchange;
    uint32_t binding = 0;
    bool forget = true;
};
struct SetRecorded {
    std::string exchange;
    bool recorded = true;
};
// A transient queue goes when its last client does.
struct SetPermanent {
    std::string queue;
    bool permanent = true;
};
// Waits while a queue that blocks is full. Answers with RouteCounts.
struct PublishToExchange {
    std::string exchange, route, body;
    HeaderList headers;
};
// Answers with its id.
struct AddUpstream {
    Upstream row;
};
struct RemoveUpstream {
    uint64_t upstream = 0; // its id
};
} // namespace action

// What became of a message for an exchange.
struct RouteCounts {
    uint32_t routed = 0; // queues that were to get it
    uint32_t dropped = 0; // of those, how many were full
    bool noExchange = false; // there is no such exchange
};

} // namespace tapedeck
