// What an observer (the window) sees of a running engine and how it acts on it, without locks: immutable snapshots,
// pages of messages by token, and actions whose answers come back by token. All calls are for ONE observer thread,
// except where said; the engine's loop is never waited for.
#pragma once

#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/broker/broker.h"
#include "engine/expect/expect_watch.h"
#include "engine/mock/fault_rule.h"
#include "engine/mock/responder.h"
#include "engine/replay/replay.h"
#include "engine/view/exchange_view.h"
#include "engine/view/lookups.h"
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
    std::vector<ExpectationView> expectations; // those that are watched for the window
    Broker::Marks marks = std::make_shared<const std::vector<Mark>>(); // the same object while nothing changed
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
// Deletes or purges as Broker::bin() says. Answers with the number for Restore; overloaded: it could not be restored,
// and so nothing was done.
struct Bin {
    Discard what = Discard::queue;
    QueueNo queue;
    std::string channel; // where `what` is about one
};
// Undoes Bin, see Broker::restore().
struct Restore {
    BinNo entry = 0;
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
// It goes on from there.
struct SeekReplay {
    PlayerId player = 0;
    MessageId to;
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

// --- messages by id: at most limits::kBatchIdsMax at once ---
// Publishes them again, in order, with their keys, headers and bodies. Answers with how many; those that are gone are
// left out. With `settleIn` (a channel of `from`) they are settled there afterwards: moved. Then tells `settled` and,
// if they went to a queue, `copies`.
struct CopyMessages {
    QueueNo from;
    std::vector<MessageId> ids;
    std::string target; // a queue, or an exchange to which they go by their keys
    bool toExchange = false;
    bool createQueue = true;
    std::string settleIn;
};
// Acknowledges them, whatever their state in the channel. Answers with how many were not settled before, and `settled`.
struct SettleMessages {
    QueueNo queue;
    std::string channel;
    std::vector<MessageId> ids;
};
// Undoes SettleMessages with what it told: those that are still settled wait in the channel again, as far as the queue
// still has them. Answers with how many.
struct UnsettleMessages {
    QueueNo queue;
    std::string channel;
    std::vector<SettledMessage> messages;
};
// A message and the id of its copy in another queue.
struct CopiedMessage {
    MessageId from;
    MessageId to;
};
// Undoes CopyMessages into a queue with what it told. A copy that waits in all channels of its queue, never handed out
// or given back, is settled in all of them, and the message waits in its channel again; one that somebody took stays
// moved, so that nobody gets it twice. The copies stay on the tape. Answers with how many were taken back.
struct TakeBackCopies {
    QueueNo from;
    std::string channel;
    std::vector<SettledMessage> settled;
    std::string target; // the queue of the copies
    std::vector<CopiedMessage> copies; // ascending
};
// Those in flight become available again at once. Answers with how many.
struct GiveBack {
    QueueNo queue;
    std::string channel;
    std::vector<MessageId> ids;
};
// Colour 0 and no note: takes the mark away.
struct SetMark {
    Mark mark;
};

// --- faults, responders, expectations: answer with their ids ---
struct AddFault {
    FaultRule rule;
};
struct ChangeFault {
    FaultId fault = 0;
    FaultRule rule;
};
struct RemoveFault {
    FaultId fault = 0;
};
struct RemoveFaults { }; // all
struct AddResponder {
    ResponderRule rule;
};
struct ChangeResponder {
    ResponderId responder = 0;
    ResponderRule rule;
};
struct RemoveResponder {
    ResponderId responder = 0;
};
struct RemoveResponders { }; // all
struct AddExpectation {
    ExpectItem item;
    ExpectFrom from;
};
struct RemoveExpectation {
    uint64_t expectation = 0;
};
} // namespace action

using Action = std::variant<action::Publish, action::CreateQueue, action::DeleteQueue, action::PurgeQueue,
    action::CreateChannel, action::DeleteChannel, action::PurgeChannel, action::PauseChannel, action::SeekChannel,
    action::FindId, action::StartReplay, action::ControlReplay, action::ReplayDead, action::PurgeDead,
    action::CloseClient, action::SaveCopy, action::Checkpoint, action::CreateSharedQueue, action::Bind, action::Unbind,
    action::SetRecorded, action::SetPermanent, action::PublishToExchange, action::AddUpstream, action::RemoveUpstream,
    action::CopyMessages, action::SettleMessages, action::UnsettleMessages, action::TakeBackCopies, action::GiveBack,
    action::SetMark, action::AddFault, action::ChangeFault, action::RemoveFault, action::RemoveFaults,
    action::AddResponder, action::ChangeResponder, action::RemoveResponder, action::RemoveResponders,
    action::AddExpectation, action::RemoveExpectation, action::SeekReplay, action::Bin, action::Restore>;

// The answer to one action.
struct ActionAnswer {
    uint64_t token = 0;
    Status status; // error().text is ready to be shown
    // Publish: first id; CreateQueue, CreateSharedQueue: queue; StartReplay: player; Bind: binding; AddUpstream: id;
    // Bin: entry;
    // ReplayDead, PurgeDead and the actions on messages by id: how many; AddFault, AddResponder, AddExpectation: id.
    uint64_t number = 0;
    MessageId id; // FindId, SeekChannel: where
    SeekResult seek; // SeekChannel
    RouteCounts route = {}; // PublishToExchange
    std::vector<SettledMessage> settled = {}; // SettleMessages, CopyMessages: which were not settled before
    std::vector<action::CopiedMessage> copies = {}; // CopyMessages into a queue with `settleIn`
};

using ObserverAnswer =
    std::variant<ActionAnswer, MessageAnswer, Page, SearchStep, Histogram, ChannelList, MessageStory>;

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

    virtual void request(Lookup lookup) = 0;
    virtual void submit(uint64_t token, Action action) = 0;
    // Moves out the answers that are there. Never waits.
    virtual std::vector<ObserverAnswer> takeAnswers() = 0;
    // `wake` is called from an engine thread (or from within a call here) when answers or a new snapshot are there, at
    // most once until takeAnswers() (answers) or snapshot() (snapshots) was called. It must only set a flag or post an
    // event; calling back is a deadlock. After setWake({}) has returned it is not called any more.
    virtual void setWake(std::function<void()> wake) = 0;
};

} // namespace tapedeck
