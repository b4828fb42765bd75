// What an observer (the window) sees of a running engine and how it acts on it, without locks: immutable snapshots,
// pages of messages by token, and actions whose answers come back by token. All calls are for ONE observer thread,
// except where said; the engine's loop is never waited for.
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/broker/broker.h"
#include "engine/replay/replay.h"
#include "engine/view/exchange_view.h"
#include "engine/view/mock_view.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace tapedeck {

// ---------------------------------------------------------------------------------------------- snapshot

struct QueueView {
    QueueNo number;
    std::string name; // raw bytes
    QueueStats stats; // channels included
    double publishedPerSecond = 0;
};

struct ClientView {
    uint64_t id = 0;
    std::string protocol; // "RESP", "HTTP", ...
    std::string address; // "127.0.0.1:50412"
    std::string name; // as the client said
    Time connected;
    uint64_t commands = 0;
    uint64_t bytesIn = 0, bytesOut = 0;
    bool waiting = false;
};

struct Endpoint {
    std::string protocol; // "RESP"
    std::string address; // "127.0.0.1:9797"
    bool moved = false; // the default port was taken
};

struct Snapshot {
    uint64_t version = 0; // grows with every change
    Time at;
    BrokerStats totals;
    double publishedPerSecond = 0;
    std::vector<std::shared_ptr<const QueueView>>
        queues; // sorted by name; unchanged ones are shared with the last snapshot
    std::vector<ClientView> clients;
    std::vector<PlayerInfo> players;
    std::vector<Endpoint> endpoints;
    std::vector<std::shared_ptr<const ExchangeView>> exchanges; // by name; unchanged ones are shared
    std::shared_ptr<const std::vector<SharedQueueView>> sharedQueues =
        std::make_shared<const std::vector<SharedQueueView>>(); // by name; the same object while nothing changed
    std::shared_ptr<const std::vector<FqClientView>> fqClients =
        std::make_shared<const std::vector<FqClientView>>(); // the same object while nothing changed
    std::vector<UpstreamView> upstreams;
    std::vector<FaultView> faults; // in the order in which they were made, which is that in which they are asked
    std::vector<ResponderView> responders;
};

// ---------------------------------------------------------------------------------------------- pages

struct MessageRow {
    MessageId id;
    Time time;
    std::string key;
    uint64_t bodyBytes = 0;
    uint32_t headerCount = 0;
    std::string preview; // the first bytes of the body (at most PageRequest::previewBytes)
    std::vector<MessageState> states; // one per entry of Page::channels
};

struct PageRequest {
    uint64_t token = 0; // the observer's; a page with a token it no longer wants is dropped by it
    QueueNo queue;
    MessageId first;
    uint32_t count = 0; // at most 1,000
    uint32_t previewBytes = 256;
};

struct Page {
    uint64_t token = 0;
    QueueNo queue;
    MessageId first; // as requested; rows may begin later when retention moved on
    std::vector<std::string> channels; // whose states the rows carry, at most 8
    // Fewer than asked for at the end of the queue, at damage, or when the bodies of the page are very large (then ask
    // on behind the last row).
    std::vector<MessageRow> rows;
    bool dropped = false; // not looked up, because too many newer requests came: ask again if it is still wanted
    std::string error; // damage, or the queue is gone
};

// One whole message, original bytes.
struct MessageRequest {
    uint64_t token = 0;
    QueueNo queue;
    MessageId id;
};

struct MessageAnswer {
    uint64_t token = 0;
    QueueNo queue;
    MessageId id;
    bool found = false;
    Time time, wall;
    Duration delay;
    std::string key, body;
    HeaderList headers;
    bool dropped = false; // as in Page
    std::string error;
};

// ---------------------------------------------------------------------------------------------- actions

namespace action {
struct Publish {
    std::string queue, key, body;
    HeaderList headers;
    Duration delay;
    bool createQueue = true;
    uint32_t copies = 1;
};
struct CreateQueue {
    std::string queue;
    QueueSettings settings;
};
struct DeleteQueue {
    QueueNo queue;
};
struct PurgeQueue {
    QueueNo queue;
};
struct CreateChannel {
    QueueNo queue;
    std::string channel;
};
struct DeleteChannel {
    QueueNo queue;
    std::string channel;
};
struct PurgeChannel {
    QueueNo queue;
    std::string channel;
};
struct PauseChannel {
    QueueNo queue;
    std::string channel;
    bool paused = true;
};
// Answers with the id found; with `dryRun` nothing moves. previousCursor undoes it.
struct SeekChannel {
    QueueNo queue;
    std::string channel;
    SeekTarget target;
    bool dryRun = false;
};
struct FindId {
    QueueNo queue;
    SeekTarget target;
};
struct StartReplay {
    ReplayRequest request;
};
struct ControlReplay {
    PlayerId player = 0;
    ReplayControl control = ReplayControl::stop;
};
struct ReplayDead {
    QueueNo queue;
    std::string channel;
    std::vector<MessageId> ids;
};
struct PurgeDead {
    QueueNo queue;
    std::string channel;
    std::vector<MessageId> ids;
};
struct CloseClient {
    uint64_t client = 0;
};
struct SaveCopy {
    std::string path;
};
struct Checkpoint { }; // seals the journal into the tape
} // namespace action

using Action = std::variant<action::Publish, action::CreateQueue, action::DeleteQueue, action::PurgeQueue,
    action::CreateChannel, action::DeleteChannel, action::PurgeChannel, action::PauseChannel, action::SeekChannel,
    action::FindId, action::StartReplay, action::ControlReplay, action::ReplayDead, action::PurgeDead,
    action::CloseClient, action::SaveCopy, action::Checkpoint, action::CreateSharedQueue, action::Bind, action::Unbind,
    action::SetRecorded, action::SetPermanent, action::PublishToExchange, action::AddUpstream, action::RemoveUpstream>;

// The answer to one action.
struct ActionAnswer {
    uint64_t token = 0;
    Status status; // error().text is ready to be shown
    // Publish: first id; CreateQueue, CreateSharedQueue: queue; StartReplay: player; Bind: binding; AddUpstream: id;
    // ReplayDead, PurgeDead: how many.
    uint64_t number = 0;
    MessageId id; // FindId, SeekChannel: where
    SeekResult seek; // SeekChannel
    RouteCounts route = {}; // PublishToExchange
};

using ObserverAnswer = std::variant<Page, MessageAnswer, ActionAnswer>;

// ---------------------------------------------------------------------------------------------- observer

class Observer {
public:
    virtual ~Observer() = default;

    // While watched, the engine publishes snapshots (at most every 100 ms, only when something changed); else none.
    virtual void watch(bool on) = 0;
    // Version of the newest snapshot; one atomic read.
    virtual uint64_t version() const = 0;
    // Never null; the first has version 0 and is empty.
    virtual std::shared_ptr<const Snapshot> snapshot() const = 0;

    virtual void request(const PageRequest& page) = 0;
    virtual void request(const MessageRequest& message) = 0;
    virtual void submit(uint64_t token, Action action) = 0;
    // Moves out the answers that are there. Never waits.
    virtual std::vector<ObserverAnswer> takeAnswers() = 0;
    // `wake` is called from an engine thread (or from within a call here) when answers or a new snapshot are there, at
    // most once until takeAnswers() (answers) or snapshot() (snapshots) was called. It must only set a flag or post an
    // event; calling back is a deadlock. After setWake({}) has returned it is not called any more.
    virtual void setWake(std::function<void()> wake) = 0;
};

} // namespace tapedeck
