// ReplayRun: one replay at work. Asks the broker for the messages that its player wants to have, keeps them until they
// are due, and publishes them to the target. Loop thread only. Never waits: reads and look-ups answer later, and a full
// journal or disk makes it try again.
#pragma once

#include "engine/broker/broker.h"
#include "engine/broker/replay_headers.h"
#include "engine/replay/player.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tapedeck {

class ReplayRun final : public MessageSink, public std::enable_shared_from_this<ReplayRun> {
public:
    // `wake` is called when nextDue() may have become earlier while nobody was asking.
    // `target` is null where `exchange` or `remote` is given.
    ReplayRun(Broker& broker, PlayerId id, const ReplayRequest& request, QueuePtr source, QueuePtr target,
        std::function<void()> wake, ExchangeTarget* exchange, RemoteTarget* remote);
    ~ReplayRun() override;
    ReplayRun(const ReplayRun&) = delete;
    ReplayRun& operator=(const ReplayRun&) = delete;

    // Looks the range up; call once. Reports come through nextDue().
    void find();
    // invalidArgument: resume of a replay that goes step by step.
    Status control(ReplayControl control, Duration now);
    // Goes on from there, or from the nearer end of the range. invalidArgument: it has ended, or its range is not known
    // yet.
    Status seek(MessageId to, Duration now);
    // Publishes what is due and reads ahead.
    void turn(Duration now);
    std::optional<Duration> nextDue() const;

    PlayerId id() const { return m_id; }
    bool live() const { return m_player.live(); }
    PlayerInfo info(Duration now);
    // What it publishes into is about to go; one that still runs fails.
    void exchangeGone();
    void remoteGone();

    // --- MessageSink ---
    void onMessages(std::span<const MessageView> messages) override;
    void onReadError(const Error& error) override;
    void onDamage(const Error& error, MessageId next) override;

private:
    // Messages of one read, ready to be published: the views point into `bytes`.
    struct Chunk {
        std::unique_ptr<char[]> bytes;
        std::vector<NewMessage> messages;
        size_t head = 0; // those before it are published
    };

    void found(bool isEnd, const Result<MessageId>& id);
    bool queuesAreThere();
    void playOn(Duration now);
    void readAhead();
    void readAnswered();
    void wakeIfNobodyLooks();
    void nothingRead();
    bool isChosen(const MessageView& message);
    void keep(std::span<const MessageView> messages);
    void publishDue(Duration now);
    bool publishSome(size_t count, Duration now, size_t* published);
    bool publishToExchange(const NewMessage& message, Duration now);
    void publishRemotely(Duration now);
    bool takeConfirmed(Duration now);
    void passed(size_t count, Duration now);
    void refused(const Error& error, Duration now);
    void fail(std::string text);
    void release();

    Broker& m_broker;
    const PlayerId m_id;
    const ReplayRequest m_request;
    const std::string m_sourceName, m_targetName;
    QueuePtr m_source, m_target; // null when it has ended; no target where it is an exchange
    ExchangeTarget* m_exchange; // null: the target is a queue
    RemoteTarget* m_remote; // null: it is here
    size_t m_offered = 0; // messages that another broker was given and has not confirmed
    bool m_remoteFull = false; // it takes no more before there is news
    std::function<void()> m_wake;
    Player m_player;
    ReplayHeaders m_headers;

    // the range while it is looked up
    MessageId m_first, m_end;
    int m_lookups = 0;
    bool m_found = false;

    std::deque<Chunk> m_chunks;
    std::vector<Player::Item> m_items; // reused
    FilterScratch m_filterScratch;
    WaitId m_read = 0;
    MessageId m_readFrom;
    bool m_reading = false;
    bool m_insideRead = false; // the answer comes before read() returns
    bool m_follow = false; // what is wanted is not visible yet: wait for it with the next read
    bool m_following = false; // the read under way does
    Duration m_turn; // when turn() was called last

    bool m_waitsForRoom = false;
    std::optional<Duration> m_retryAt;
    std::string m_holdup; // why nothing can be published at the moment
    std::string m_failure, m_damage;
    uint64_t m_withoutHeaders = 0; // messages whose own headers left no room
};

} // namespace tapedeck
