// What travels between an observer and an engine in another process: everything of observer.h as bytes. Who speaks
// first is the engine, with its greeting; then each says what it wants.
//
// Pure; each object is for one thread. Bytes may be hostile: they give an error, never a crash, and take no more memory
// than the limits below allow.
#pragma once

#include "engine/base/result.h"
#include "engine/view/observer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

namespace tapedeck::wire {

class SharedSent;
class SharedReceived;

// Grows when the same bytes mean something else. That a structure has other fields is noticed without it: shape().
inline constexpr uint32_t kVersion = 1;
// A number made of all structures that travel: it differs when one of them does.
uint64_t shape();

// What is sent at once: larger messages travel in parts, so that a slow connection holds little and pings come through.
inline constexpr size_t kPartBytes = size_t{256} << 10;
// One message from an observer: the largest publish, with room for its key and headers.
inline constexpr size_t kRequestBytesMax = size_t{96} << 20;
// One message from an engine: the largest body, or what a snapshot says besides its queues.
inline constexpr size_t kReplyBytesMax = size_t{512} << 20;
// Elements of all lists in one request: a thousand ids, headers of one message.
inline constexpr uint64_t kRequestElementsMax = 100'000;
inline constexpr uint64_t kReplyElementsMax = 10'000'000;
// Views of queues in one part of a snapshot: some milliseconds of the loop.
inline constexpr size_t kQueuesPerPart = 1'000;

// ---------------------------------------------------------------------------------------------- messages

struct Hello {
    uint32_t version = kVersion;
    uint64_t shape = 0;
    std::string program; // its version, for people
    Duration utcOffset = {}; // of an observer: for the times without a zone in its filters
};
// The greeting of this program.
Hello ownHello(std::string_view programVersion, Duration utcOffset = {});
// Whether the two understand each other. unsupported: says which version the other one has.
Status checkHello(const Hello& other);

struct Watch {
    bool on = false;
};
struct Submit {
    uint64_t token = 0;
    Action action;
};
using Request = std::variant<Hello, Watch, Lookup, Submit>;

// A snapshot comes as the queues that differ from the last one, in parts, and then the rest of it, which completes it.
struct QueuesPart {
    std::vector<std::shared_ptr<const QueueView>> changed;
    std::vector<QueueNo> removed;
};
struct SnapshotRest {
    std::shared_ptr<const Snapshot> snapshot; // without queues
};
using Reply = std::variant<Hello, ObserverAnswer, QueuesPart, SnapshotRest>;

std::string encodeRequest(const Request& request);
// `utcOffset` is what its greeting has said. Errors: invalidArgument.
Result<Request> decodeRequest(std::string_view bytes, Duration utcOffset);

std::string encodeReply(const Hello& hello);
std::string encodeReply(const ObserverAnswer& answer);
// `shared` is the same for all of a connection.
Result<Reply> decodeReply(std::string_view bytes, SharedReceived& shared);

// ---------------------------------------------------------------------------------------------- snapshots

// Turns snapshots into messages, each telling what differs from the last one.
class SnapshotSender {
public:
    SnapshotSender();
    ~SnapshotSender();
    // Only when idle().
    void begin(std::shared_ptr<const Snapshot> snapshot);
    bool idle() const { return !m_next; }
    // Only when not idle().
    std::string next();

private:
    void collect(std::string& changed, std::string& removed, size_t& changedCount, size_t& removedCount);

    std::shared_ptr<const Snapshot> m_last, m_next;
    size_t m_lastAt = 0, m_nextAt = 0; // how far their queues were compared
    std::unique_ptr<SharedSent> m_shared;
};

// Puts them together again.
class SnapshotReceiver {
public:
    SnapshotReceiver();
    ~SnapshotReceiver();
    SharedReceived& shared() { return *m_shared; } // for decodeReply()
    // False: there are more queues than there can be.
    bool add(QueuesPart part);
    // Never null.
    std::shared_ptr<const Snapshot> complete(const SnapshotRest& rest);

private:
    std::unique_ptr<SharedReceived> m_shared;
    std::vector<std::shared_ptr<const QueueView>> m_queues; // of the last snapshot
    std::unordered_map<QueueNo, std::shared_ptr<const QueueView>> m_changed;
    std::unordered_set<QueueNo> m_removed;
};

// ---------------------------------------------------------------------------------------------- parts

// The next part of `message` from `at` on, which moves behind it.
std::string takePart(std::string_view message, size_t& at);

class PartJoiner {
public:
    explicit PartJoiner(size_t bytesMax)
        : m_bytesMax(bytesMax)
    {
    }
    // The whole message once its last part is there. Errors: invalidArgument, messageTooBig.
    Result<std::optional<std::string>> add(std::string_view part);

private:
    const size_t m_bytesMax;
    std::string m_message;
};

} // namespace tapedeck::wire
