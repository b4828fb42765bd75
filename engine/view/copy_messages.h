// CopyMessages: publishes messages of one queue again, into another queue or an exchange, and settles them in a channel
// of the first if they are to be moved.
//
// Loop thread only. Never waits: it goes on from the answers of reads and when there is room. Never loses a message:
// one is settled only once its copy was published, in the same or an earlier group; so copies go past faults, and a
// message that no queue of an exchange took stays where it was.
#pragma once

#include "engine/exchange/exchanges.h"
#include "engine/view/observer.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

class CopyMessages : public std::enable_shared_from_this<CopyMessages>, private MessageSink {
public:
    // How many were copied, also when it failed: those are published (and settled, unless that is what failed).
    using Done = std::function<void(uint64_t copied, const Status& status)>;

    // The references outlive it; `exchanges` may be null. Destroyed before its end it stops there, without an answer.
    CopyMessages(Broker& broker, Exchanges* exchanges, action::CopyMessages what, Done done);
    ~CopyMessages() override;
    CopyMessages(const CopyMessages&) = delete;
    CopyMessages& operator=(const CopyMessages&) = delete;

    // Once. `done` is called exactly once, perhaps before this returns.
    void start();
    // What was settled so far, and the copies of what went to a queue to be settled here: for its undoing.
    std::vector<SettledMessage>& settled() { return m_settled; }
    std::vector<action::CopiedMessage>& copies() { return m_made; }

private:
    struct Copy {
        MessageId id;
        std::string key, headers, body;
    };

    Status prepare();
    void go();
    void read();
    bool publishToQueue();
    bool publishToExchange();
    bool waitForRoom();
    void published(size_t count, size_t copied, MessageId first);
    void end(Status status);

    void onMessages(std::span<const MessageView> messages) override;
    void onReadError(const Error& error) override;
    void answered();

    Broker& m_broker;
    Exchanges* m_exchanges;
    action::CopyMessages m_what;
    Done m_done;
    QueuePtr m_source, m_target;
    size_t m_at = 0; // of the ids: the next to be read
    std::vector<Copy> m_copies; // read ...
    size_t m_sent = 0; // ... and of these published
    std::optional<Routing> m_routing; // of m_copies[m_sent] while it waits for room
    uint64_t m_copied = 0;
    std::vector<SettledMessage> m_settled;
    std::vector<action::CopiedMessage> m_made;
    WaitId m_wait = 0;
    bool m_reading = false, m_inside = false, m_triedAgain = false, m_ended = false;
};

} // namespace tapedeck
