// The broker: puts queues, channels, journal, tape and replay together. Every front end calls it through broker.h.
//
// Loop thread only. Turns: beginTurn(), then any calls, then endTurn(), which writes the journal's group and serves
// waiting readers. What other threads did for it (frames read, seals done, fsyncs) arrives through the loop's executor.
//
// The code is split by what it is about: broker_core.cpp (life, queues), broker_groups.cpp (turns, publishing),
// broker_channels.cpp (channels), broker_bin.cpp (undoing deletions and purges), broker_settle.cpp (acknowledging,
// giving back, dead letters), broker_stories.cpp (what is remembered of them), broker_seek.cpp, broker_receive.cpp
// (handing out), broker_intercept.cpp (faults on both ways), broker_read.cpp (reading without a channel),
// broker_histogram.cpp (counts over time), broker_marks.cpp, broker_seal.cpp (sealing, retention), broker_restore.cpp
// (opening).
#pragma once

#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/base/reporter.h"
#include "engine/base/worker.h"
#include "engine/broker/bin.h"
#include "engine/broker/broker.h"
#include "engine/broker/frame_cache.h"
#include "engine/broker/queue_state.h"
#include "engine/broker/store.h"
#include "engine/broker/stories.h"

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tapedeck {

class Replays;
class Scans;
class MarkBook;

struct BrokerOptions {
    SyncMode sync = SyncMode::normal;
    bool ephemeral = false;
    std::string tapePath;
    QueueSettings defaults;
    size_t frameCacheBytes = limits::kFrameCacheBytes;
    uint32_t slotsMax = limits::kSlotsMax;
    // Messages that wait this long in the journal are sealed although it is not filling up.
    Duration idleSeal = Duration::seconds(5);
};

// What the broker is built from; all outlive it.
struct BrokerParts {
    const Clock& clock;
    Random& random;
    Reporter& reporter;
    Executor& loop;
    Executor& storeThread;
    Executor& codecThread;
    Executor& syncThread;
};

class BrokerCore final : public Broker {
public:
    // Recovers what the sidecar holds, seals it into the tape, and starts the journal afresh. `journalFile` is null
    // when ephemeral. Errors: damaged, io, storageFull, unsupported.
    static Result<std::unique_ptr<BrokerCore>> open(std::unique_ptr<Tape> tape,
        std::unique_ptr<JournalFile> journalFile, const BrokerOptions& options, const BrokerParts& parts);
    ~BrokerCore() override;

    // --- turns of the event loop ---
    void beginTurn();
    void endTurn();
    Time nextDue(); // wall time; never() when nothing is due by itself
    void onDue();
    // Called on the loop whenever keptGroup() moved outside endTurn(), and when the engine became read-only.
    void setOnKept(std::function<void()> onKept) { m_onKept = std::move(onKept); }
    // Called on the loop by setUpstreams(), which may be called from anywhere: only take note.
    void setOnUpstreams(std::function<void()> onUpstreams) { m_onUpstreams = std::move(onUpstreams); }

    // Seals everything and answers when the tape has it; nothing may be published any more. Then, with all executors
    // idle, closeTape() leaves the one file.
    void beginClose(std::function<void(Status)> done);
    Status closeTape();

    // --- Broker ---
    Time now() const override { return m_now; }
    GroupNo pendingGroup() const override { return m_groupMatters ? m_journal->openGroup() : GroupNo{}; }
    GroupNo keptGroup() const override { return m_keptGroup; }
    QueuePtr findQueue(std::string_view name) override;
    QueuePtr findQueue(QueueNo number) override;
    Result<QueuePtr> createQueue(std::string_view name, const QueueSettings& settings) override;
    QueueSettings defaultSettings() const override { return m_options.defaults; }
    void setDefaultSettings(const QueueSettings& settings) override { m_options.defaults = settings; }
    Status deleteQueue(QueueHandle& queue) override;
    Status purgeQueue(QueueHandle& queue) override;
    Status changeQueue(QueueHandle& queue, const QueueSettings& settings) override;
    std::vector<QueuePtr> listQueues(std::string_view prefix) override;
    size_t queueCount() const override;
    QueueStats stats(QueueHandle& queue) override;
    MessageId head(const QueueHandle& queue) const override;
    MessageId first(const QueueHandle& queue) const override;
    const QueueSettings& settings(const QueueHandle& queue) const override;
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
    Result<BinNo> bin(QueueHandle& queue, Discard what, std::string_view channel) override;
    Status restore(BinNo entry) override;
    Status changeChannel(QueueHandle& queue, std::string_view channel, const ChannelSettings& settings) override;
    void seekChannel(
        QueueHandle& queue, std::string_view channel, SeekTarget target, Callback<SeekResult> done) override;
    void findId(QueueHandle& queue, SeekTarget target, Callback<MessageId> done) override;
    Result<MessageId> publish(QueueHandle& queue, std::span<const NewMessage> messages) override;
    Result<MessageId> publishUntouched(QueueHandle& queue, std::span<const NewMessage> messages) override;
    bool waitForRoom(std::function<void()> onRoom) override;
    WaitId receive(QueueHandle& queue, const ReceiveRequest& request, Receiver& receiver) override;
    void cancel(WaitId wait) override;
    Result<uint32_t> ack(QueueHandle& queue, std::string_view channel, std::span<const Ticket> tickets) override;
    Result<uint32_t> settle(QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids) override;
    Result<std::vector<SettledMessage>> settleTelling(
        QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids) override;
    Result<uint32_t> unsettle(
        QueueHandle& queue, std::string_view channel, std::span<const SettledMessage> messages) override;
    Result<uint32_t> nack(QueueHandle& queue, std::string_view channel, std::span<const Ticket> tickets, Duration delay,
        bool countAttempt) override;
    Result<uint32_t> extend(
        QueueHandle& queue, std::string_view channel, std::span<const Ticket> tickets, Time leaseUntil) override;
    Result<uint32_t> giveBack(QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids) override;
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
    std::vector<PlayerInfo> players() const override;
    void setExchangeTarget(ExchangeTarget* target) override;
    void setRemoteTarget(RemoteTarget* target) override;
    void setInterceptor(Interceptor* interceptor) override { m_interceptor = interceptor; }
    void actAs(ClientId client) override { m_actor = client; }
    const std::vector<Upstream>& upstreams() const override { return m_upstreams; }
    void setUpstreams(std::vector<Upstream> upstreams, Callback<bool> done) override;
    Marks marks() const override;
    void setMark(const Mark& mark, Callback<bool> done) override;
    void watchChanges(bool on, Watcher watcher) override;
    void takeChanged(std::vector<QueuePtr>& changed, bool& catalogueChanged, Watcher watcher) override;
    void messageStates(QueueHandle& queue, MessageId first, uint32_t count, size_t channelsMax,
        std::vector<std::string>& channels, std::vector<MessageState>& states) override;
    void histogram(
        QueueHandle& queue, Time from, Time until, uint32_t buckets, Callback<std::vector<uint64_t>> done) override;
    BrokerStats totals() const override;
    void watchStories(bool on) override { m_stories.watch(on); }
    void story(const QueueHandle& queue, MessageId id, Story& story) const override;
    void seal(Callback<bool> done) override;
    void saveCopy(const std::string& path, Callback<bool> done) override;
    uint32_t waitingReaders() const override { return static_cast<uint32_t>(m_waits.size()); }
    SyncMode syncMode() const override { return m_options.sync; }
    std::string_view readOnlyReason() const override { return m_readOnly; }

private:
    struct Wait; // a reader that waits, for messages or for a frame (broker_receive.cpp, broker_read.cpp)
    struct ReceiveWait;
    struct ReadWait;
    class Restorer; // broker_restore.cpp
    struct HistogramWork; // broker_histogram.cpp
    struct ClosedGroup {
        GroupNo number;
        bool matters = false;
        uint64_t calls = 0; // that wait for an answer
        Duration closedAt; // monotonic
        std::vector<std::pair<QueueStatePtr, MessageId>> ends; // visible when kept
    };
    // What a seal took off the lists, to be put back if it fails.
    struct SealUndo {
        std::vector<QueueStatePtr> folded;
        std::vector<QueueNo> deletedQueues;
        std::vector<std::pair<QueueNo, ChannelNo>> deletedChannels;
        std::vector<uint64_t> deletedSegments;
        bool upstreams = false;
    };
    enum class Attempt : unsigned char { answered, nothing, loading };
    // The result of looking for a message's bytes.
    enum class Found : unsigned char { here, loading, gone };

    BrokerCore(BrokerOptions options, const BrokerParts& parts);

    // --- broker_core.cpp ---
    // What an operation needs besides the queue being there.
    enum class Need : unsigned char {
        nothing,
        keeping, // changes can be kept: what is still allowed while the broker closes, for settling
        writing, // and the broker is not closing
    };
    Status ready(Need need) const;
    Status writable() const { return ready(Need::writing); }
    // The queue, or why the operation cannot be: queueNotFound, readOnly, stopped.
    Result<QueueState*> openQueue(QueueHandle& queue, Need need) const;
    // The same with one of its channels; its queue is in it. One error more: channelNotFound.
    Result<ChannelState*> openChannel(QueueHandle& queue, std::string_view channel, Need need) const;
    ChannelStats statsOf(ChannelState& channel) const;
    std::string fullName(std::string_view name) const; // of a name in the entered namespace
    QueueStatePtr addQueue(QueueNo number, std::string name, const QueueSettings& settings);
    void markDirty(QueueState& queue);
    void markChanged(QueueState& queue);
    QueueStatePtr addUnlisted(QueueNo number, std::string name, const QueueSettings& settings);
    void list(QueueState& queue);
    void unlist(QueueState& queue);
    void letGo(QueueState& queue);
    void purgeChannels(QueueState& queue);

    // --- broker_bin.cpp ---
    Result<BinNo> binQueue(QueueState& queue);
    Result<BinNo> binMessages(QueueState& queue);
    Result<BinNo> binChannel(ChannelState& channel, Discard what);
    BinNo addToBin(BinEntry entry);
    Status restoreQueue(BinEntry& entry);
    Status restoreMessages(BinEntry& entry);
    Status restoreChannel(BinEntry& entry);
    Status restoreOwed(BinEntry& entry);
    bool unpurge(ChannelState& channel, const BinnedChannel& before, MessageId head, bool letters);
    void restoreMarks(const BinEntry& entry);
    void reclaim(const BinEntry& entry);
    void reclaimDue();
    void emptyBin();
    std::vector<Mark> marksOf(const QueueState& queue) const;

    // --- broker_intercept.cpp ---
    Result<MessageId> publishIntercepted(QueueHandle& queue, std::span<const NewMessage> messages);
    bool interceptHandOut(ReceiveWait& wait, std::vector<DeliveredMessage>& out, std::vector<Ticket>& settle);

    // --- broker_groups.cpp ---
    Status admit(QueueState& queue, std::span<const NewMessage> messages) const;
    Result<MessageId> append(QueueHandle& queue, std::span<const NewMessage> messages);
    bool record(RecordType type, QueueNo queue, std::string_view payload, bool matters = true);
    bool mayCloseGroup() const;
    void closeGroup();
    void keepGroup(ClosedGroup& group);
    void startSync();
    void synced(GroupNo upTo, const Status& status, Duration took);
    void enterReadOnly(std::string_view reason);

    // --- broker_channels.cpp ---
    ChannelState* findChannel(const QueueState& queue, std::string_view name) const;
    Status addChannel(std::unique_ptr<ChannelState> channel);
    void recordChannel(ChannelState& channel, bool matters);
    std::string& beginDelta(const ChannelState& channel);

    // --- broker_settle.cpp ---
    Result<uint32_t> settleIds(QueueHandle& queue, std::string_view channel, std::span<const MessageId> ids,
        std::vector<SettledMessage>* settled);
    void channelMoved(ChannelState& channel);

    // --- broker_stories.cpp ---
    // What the stories are told, if anybody watches; before what they tell of is done.
    static Stories::Place placeOf(const ChannelState& channel) { return {channel.queue.number(), channel.number}; }
    void noteTickets(ChannelState& channel, std::span<const Ticket> tickets,
        void (Stories::*what)(Stories::Place, const TicketInfo&, Time));
    void noteSettled(ChannelState& channel, std::span<const MessageId> ids);
    void noteUnsettled(ChannelState& channel, std::span<const SettledMessage> messages);
    void noteHandedOut(const ReceiveWait& wait, std::span<const DeliveredMessage> messages);
    void noteLetters(ChannelState& channel, std::span<const MessageId> ids);

    // --- broker_seek.cpp ---
    void seekFound(
        const QueueStatePtr& queue, const std::string& channel, MessageId id, const Callback<SeekResult>& done);
    void findTime(const QueueStatePtr& queue, Time time, Callback<MessageId> done);

    // --- broker_receive.cpp ---
    void wake(QueueState& queue, uint64_t messages);
    void wakeChannel(ChannelState& channel, uint64_t messages);
    void updateTimer(ChannelState& channel);
    Attempt tryReceive(ReceiveWait& wait);
    Attempt deliver(ReceiveWait& wait);
    void park(std::unique_ptr<ReceiveWait> wait);
    void resumeReceive(WaitId id);
    void serveDueWaits();
    void failWaits(QueueState& queue, ChannelState* only, ErrorCode code);
    Found findBytes(
        QueueState& queue, MessageId id, ReadPosition& position, MessageView& out, Place& place, const Wait& wait);
    void loadFrame(Wait& wait, const SegmentRow& row, uint32_t frame);
    void frameLoaded(WaitId id, uint64_t rowId, uint32_t frame, MessageId first, MessageId end,
        const Result<FrameCache::FramePtr>& loaded);
    std::unique_ptr<Wait> finishWait(WaitId id);
    void endWaits();

    // --- broker_read.cpp ---
    Attempt tryRead(ReadWait& wait);
    WaitId startRead(QueueHandle& queue, MessageId from, uint32_t count, size_t bytesMax,
        std::optional<Duration> followFor, MessageSink& sink);
    void parkRead(WaitId id);
    void resumeRead(WaitId id);
    void wakeFollowers(QueueState& queue);

    // --- broker_histogram.cpp ---
    void goOnCounting(const std::shared_ptr<HistogramWork>& work);
    bool countSealed(const std::shared_ptr<HistogramWork>& work, const SegmentRow& segment, Time time);

    // --- broker_marks.cpp ---
    void makeMarks(std::vector<Mark> marks);

    // --- broker_seal.cpp ---
    void sealIfDue();
    bool startSeal(bool everything);
    void sealDone(
        SlotNo upTo, const std::vector<std::pair<QueueStatePtr, MessageId>>& ends, SealUndo& undo, SealAnswer& answer);
    void sealFailed(SealUndo& undo, const std::vector<std::pair<QueueStatePtr, MessageId>>& ends, const Status& status);
    void listHot(QueueState& queue);
    void fold(QueueState& queue, TapeChange& change, MessageId sealedEnd);
    void applyRetention(QueueState& queue);
    void trimQueue(QueueState& queue, MessageId first, bool toBin = false);
    void sealSoon();
    void mergeIfWorthwhile(const QueueStatePtr& queue);
    void flushSealCallbacks(SlotNo upTo, const Status& status);
    void offerRoom();
    void finishClose();

    BrokerOptions m_options;
    const Clock& m_clock;
    Random& m_random;
    Reporter& m_reporter;
    Executor& m_loop;
    Executor& m_syncThread;
    Executor& m_storeThread;
    Executor& m_codecThread;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<FrameCache> m_frames;
    std::unique_ptr<Replays> m_replays;
    std::unique_ptr<Scans> m_scans;
    std::unique_ptr<MarkBook> m_marks;

    // time of the turn
    Time m_now;
    Duration m_monotonic;

    // queues
    std::map<std::string, QueueStatePtr, std::less<>> m_byName; // by their whole names
    size_t m_namespaced = 0; // of them in another namespace than the default one
    std::unordered_map<uint32_t, QueueStatePtr> m_byNumber;
    QueueNo m_lastQueue;

    std::deque<BinEntry> m_bin; // oldest first
    BinNo m_lastBin = 0;

    // the group that collects, and those closed but not yet kept
    bool m_groupMatters = false;
    uint64_t m_groupCalls = 0;
    uint64_t m_expectedCalls = 0; // after a slow fsync: wait for as many, or until ...
    Time m_holdUntil; // ... this moment (monotonic)
    std::vector<QueueStatePtr> m_groupQueues;
    std::vector<QueueStatePtr> m_memQueues; // mem queues with new messages: visible at the end of the turn
    std::vector<HotRun> m_groupRuns;
    std::deque<ClosedGroup> m_closed;
    GroupNo m_closedGroup, m_keptGroup;
    bool m_syncing = false;
    Time m_syncDue = Time::never(); // monotonic; normal mode: when the next fsync is due
    Duration m_lastSync;
    std::function<void()> m_onKept;
    std::string m_readOnly;
    std::string m_record; // reused for journal payloads

    // readers
    std::unordered_map<WaitId, std::unique_ptr<Wait>> m_waits;
    WaitId m_lastWait = 0;
    TimerQueue m_waitTimers; // id = WaitId; monotonic
    TimerQueue m_channelTimers; // id = address of ChannelState; monotonic
    TimerQueue m_retentionTimers; // id = QueueNo; monotonic
    std::vector<Waiter> m_woken;
    std::vector<Delivery> m_taken; // reused, like the next one
    std::vector<DeliveredMessage> m_deliveries;
    std::vector<std::pair<QueueStatePtr, uint64_t>> m_toWake; // queues with newly visible messages, and how many
    std::vector<std::function<void()>> m_roomListeners;
    Interceptor* m_interceptor = nullptr;
    ClientId m_actor = 0;

    // sealing
    bool m_sealing = false;
    bool m_merging = false;
    bool m_closing = false;
    std::function<void(Status)> m_closeDone;
    std::optional<Status> m_closeStatus; // known when the last seal is through
    bool m_sealFailed = false;
    Time m_sealDue = Time::never(); // monotonic: idle seal, or another try
    std::vector<QueueStatePtr> m_dirty;
    std::vector<QueueStatePtr> m_hotQueues; // those with messages in the journal
    std::vector<std::pair<QueueNo, ChannelNo>> m_deletedChannels;
    std::vector<QueueNo> m_deletedQueues;
    std::vector<uint64_t> m_deletedSegments;
    std::vector<Upstream> m_upstreams;
    std::function<void()> m_onUpstreams;
    bool m_upstreamsChanged = false; // to be written by the next seal
    struct SealCallback {
        SlotNo upTo;
        Callback<bool> done;
    };
    std::vector<SealCallback> m_sealCallbacks;
    bool m_tapeFull = false;

    // observers
    std::map<std::pair<uint64_t, uint32_t>, std::vector<Time>> m_frameTimes; // by row and frame, for histogram()
    struct Changes {
        bool watched = false;
        bool catalogue = false;
        std::vector<QueueStatePtr> queues;
    };
    void noteCatalogueChange();
    std::array<Changes, kWatchers> m_changes; // by Watcher
    Stories m_stories;
    uint64_t m_published = 0, m_delivered = 0, m_acked = 0;
    CommitLatency m_commitLatency;
};

} // namespace tapedeck
