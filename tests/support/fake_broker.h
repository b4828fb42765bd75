// A broker in memory, for tests and fuzzing of what stands in front of it: everything is visible and kept at once,
// except that a test may hold groups back, refuse publishes, and move the time by hand. Queues and channels behave as
// the real ones do as far as one client can see; nothing is ever removed by age.
//
// One thread. Never the reference for semantics: those are tested against the real broker.
#pragma once

#include "engine/broker/broker.h"

#include <deque>
#include <map>
#include <set>

namespace tapedeck {

class FakeBroker final : public Broker {
public:
    struct HandedOut {
        MessageId id;
        Time until; // end of the lease, or of the delay when it was given back
        uint32_t attempts = 1;
        bool givenBack = false;
    };
    struct Channel {
        ChannelSettings settings;
        MessageId cursor;
        std::map<int64_t, HandedOut> tickets; // by number
        std::set<MessageId> settled; // by id, at or above the cursor
    };
    struct Stored {
        std::string body, key, headers;
        Time time;
    };
    struct Queue final : QueueHandle {
        Queue(QueueNo number, std::string name)
            : QueueHandle(number, std::move(name))
        {
        }
        void markDeleted() { m_deleted = true; }
        std::deque<Stored> messages; // ids from 1
        MessageId first{1};
        QueueSettings settings;
        std::map<std::string, Channel, std::less<>> channels;
        MessageId head() const { return MessageId{messages.size() + 1}; }
    };

    // --- what a test sets ---
    Time time{1'700'000'000'000'000};
    bool holdGroups = false; // keptGroup() stays behind until release()
    std::optional<Error> publishError; // answered by every publish
    uint64_t publishCalls = 0;
    void release() { m_kept = m_group; }
    void makeRoom()
    {
        publishError.reset();
        const auto listeners = std::exchange(m_room, {});
        for (const auto& listener : listeners)
            listener();
    }
    // Ends waits whose time is over.
    void serveDue();
    size_t waits() const { return m_waits.size(); }
    Time nextDue() const;

    // --- Broker ---
    Time now() const override { return time; }
    GroupNo pendingGroup() const override { return m_pending ? GroupNo{m_group.value} : GroupNo{}; }
    GroupNo keptGroup() const override { return holdGroups ? m_kept : m_group; }
    // As the end of a turn does: what follows belongs to the next group.
    void closeGroup()
    {
        m_pending = false;
        if (!holdGroups)
            m_kept = m_group;
    }
    QueuePtr findQueue(std::string_view name) override;
    QueuePtr findQueue(QueueNo number) override;
    Result<QueuePtr> createQueue(std::string_view name, const QueueSettings& settings) override;
    QueueSettings defaultSettings() const override { return m_defaults; }
    void setDefaultSettings(const QueueSettings& settings) override { m_defaults = settings; }
    Status deleteQueue(QueueHandle& queue) override;
    Status purgeQueue(QueueHandle& queue) override;
    Status changeQueue(QueueHandle& queue, const QueueSettings& settings) override;
    std::vector<QueuePtr> listQueues(std::string_view prefix) override;
    size_t queueCount() const override { return m_queues.size(); }
    QueueStats stats(QueueHandle& queue) override;
    MessageId head(const QueueHandle& queue) const override { return of(queue).head(); }
    MessageId first(const QueueHandle& queue) const override { return of(queue).first; }
    const QueueSettings& settings(const QueueHandle& queue) const override { return of(queue).settings; }
    uint64_t owed(const QueueHandle& queue, std::string_view channel) const override;
    std::optional<ChannelStats> channelStats(QueueHandle& queue, std::string_view channel) override;
    Result<std::vector<ChannelMessage>> channelMessages(
        QueueHandle& queue, std::string_view channel, MessageId from, size_t max) override;
    Status createChannel(QueueHandle& queue, std::string_view channel) override;
    Status createChannel(
        QueueHandle& queue, std::string_view channel, ChannelStart start, const ChannelSettings& settings) override;
    bool hasChannel(const QueueHandle& queue, std::string_view channel) const override;
    Result<bool> deleteChannel(QueueHandle& queue, std::string_view channel) override;
    Result<bool> purgeChannel(QueueHandle& queue, std::string_view channel) override;
    // No protocol undoes anything.
    Result<BinNo> bin(QueueHandle&, Discard, std::string_view) override { return Error{ErrorCode::unsupported, {}}; }
    Status restore(BinNo) override { return Error{ErrorCode::unsupported, {}}; }
    Status changeChannel(QueueHandle& queue, std::string_view channel, const ChannelSettings& settings) override;
    void seekChannel(
        QueueHandle& queue, std::string_view channel, SeekTarget target, Callback<SeekResult> done) override;
    void findId(QueueHandle& queue, SeekTarget target, Callback<MessageId> done) override;
    Result<MessageId> publish(QueueHandle& queue, std::span<const NewMessage> messages) override;
    bool waitForRoom(std::function<void()> onRoom) override;
    WaitId receive(QueueHandle& queue, const ReceiveRequest& request, Receiver& receiver) override;
    void cancel(WaitId wait) override { m_waits.erase(wait); }
    Result<uint32_t> ack(QueueHandle& queue, std::string_view channel, std::span<const Ticket> tickets) override;
    Result<uint32_t> settle(QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids) override;
    Result<uint32_t> nack(QueueHandle& queue, std::string_view channel, std::span<const Ticket> tickets, Duration delay,
        bool countAttempt) override;
    Result<uint32_t> extend(
        QueueHandle& queue, std::string_view channel, std::span<const Ticket> tickets, Time leaseUntil) override;
    Result<std::vector<DeadMessage>> deadLetters(QueueHandle& queue, std::string_view channel, size_t max) override;
    Result<uint64_t> replayDead(QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids) override;
    Result<uint64_t> purgeDead(QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids) override;
    WaitId read(QueueHandle& queue, MessageId from, uint32_t count, size_t bytesMax, MessageSink& sink) override;
    WaitId follow(
        QueueHandle& queue, MessageId from, uint32_t count, size_t bytesMax, Duration wait, MessageSink& sink) override;
    WaitId scan(QueueHandle& queue, const ScanRequest& request, ScanSink& sink) override;
    Result<PlayerId> startReplay(const ReplayRequest& request) override;
    Status controlReplay(PlayerId player, ReplayControl control) override;
    Status seekReplay(PlayerId player, MessageId to) override;
    std::vector<PlayerInfo> players() const override { return {}; }
    void setExchangeTarget(ExchangeTarget*) override { }
    void setRemoteTarget(RemoteTarget*) override { }
    const std::vector<Upstream>& upstreams() const override { return m_upstreams; }
    void setUpstreams(std::vector<Upstream> upstreams, Callback<bool> done) override
    {
        m_upstreams = std::move(upstreams);
        done(true);
    }
    void watchChanges(bool, Watcher) override { }
    void takeChanged(std::vector<QueuePtr>& changed, bool& catalogueChanged, Watcher watcher) override;
    BrokerStats totals() const override;
    void messageStates(QueueHandle& queue, MessageId first, uint32_t count, size_t channelsMax,
        std::vector<std::string>& channels, std::vector<MessageState>& states) override;
    void seal(Callback<bool> done) override { done(true); }
    void saveCopy(const std::string&, Callback<bool> done) override { done(true); }
    uint32_t waitingReaders() const override { return static_cast<uint32_t>(m_waits.size()); }
    SyncMode syncMode() const override { return SyncMode::off; }
    std::string_view readOnlyReason() const override { return {}; }

private:
    struct Wait {
        std::shared_ptr<Queue> queue;
        std::string channel;
        uint32_t count = 1;
        bool autoAck = false;
        std::optional<Time> leaseUntil;
        Time until;
        Receiver* receiver = nullptr; // or
        MessageSink* sink = nullptr;
        MessageId from;
    };

    static Queue& of(QueueHandle& queue) { return static_cast<Queue&>(queue); }
    static const Queue& of(const QueueHandle& queue) { return static_cast<const Queue&>(queue); }
    std::shared_ptr<Queue> held(QueueHandle& queue) const;
    Channel* channelOf(QueueHandle& queue, std::string_view channel);
    ChannelStats statsOf(const Queue& queue, const std::string& name, const Channel& channel) const;
    static MessageView viewOf(const Queue& queue, MessageId id);
    MessageId target(const Queue& queue, SeekTarget target) const;
    bool hand(Queue& queue, Channel& channel, const Wait& wait);
    bool show(const Queue& queue, MessageId from, uint32_t count, MessageSink& sink, bool evenNothing);
    void wake(Queue& queue);
    void failWaits(const Queue& queue, std::string_view channel, ErrorCode code);
    void changed();

    std::map<std::string, std::shared_ptr<Queue>, std::less<>> m_queues;
    QueueSettings m_defaults;
    uint32_t m_lastQueue = 0;
    int64_t m_lastTicket = 0;
    WaitId m_lastWait = 0;
    std::map<WaitId, Wait> m_waits;
    std::vector<std::function<void()>> m_room;
    GroupNo m_group, m_kept;
    bool m_pending = false;
    uint64_t m_published = 0;
    std::vector<Upstream> m_upstreams;
};

} // namespace tapedeck
