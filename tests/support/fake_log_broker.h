// A broker for tests of what reads and publishes: queues are vectors, nothing is kept anywhere, and every way in which
// the real one can answer (later, not yet visible, damaged, overloaded, read-only, held groups) is switched by the
// test. One thread.
#pragma once

#include "engine/base/clock.h"
#include "engine/broker/broker.h"
#include "engine/broker/scan.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tapedeck {

class FakeQueue final : public QueueHandle {
public:
    FakeQueue(QueueNo number, std::string name)
        : QueueHandle(number, std::move(name))
    {
    }
    void markDeleted() { m_deleted = true; }

    // Views of what is there; views[i] has the id first + i.
    std::vector<MessageView> views;
    std::deque<std::string> bytes; // what the views point at
    std::vector<Duration> publishedAt; // monotonic, one per published message
    MessageId first{1}, head{1};
    MessageId visible{UINT64_MAX}; // reads end before it
    bool discards = false; // counts what is published and keeps nothing
    uint64_t discarded = 0;
    QueueSettings settings;
    std::map<std::string, ChannelStats> channels;
    std::map<std::pair<std::string, uint64_t>, MessageState> states; // others: by the cursor
};

class FakeLogBroker final : public Broker {
public:
    explicit FakeLogBroker(const Clock& clock)
        : m_clock(clock)
    {
    }

    // ---------------------------------------------------------------------------------------------- for the test

    std::shared_ptr<FakeQueue> make(std::string_view name)
    {
        return std::static_pointer_cast<FakeQueue>(createQueue(name, {}).value());
    }
    FakeQueue& queue(std::string_view name) { return *std::static_pointer_cast<FakeQueue>(findQueue(name)); }
    MessageId append(
        FakeQueue& queue, Time time, std::string_view body, std::string_view key = {}, std::string_view headers = {})
    {
        const auto hold = [&](std::string_view text) { return std::string_view(queue.bytes.emplace_back(text)); };
        const MessageId id = queue.head;
        queue.views.push_back({id, time, time, {}, hold(key), hold(headers), hold(body)});
        queue.head = id + 1;
        change(queue);
        return id;
    }
    // What retention or a purge does.
    void trim(FakeQueue& queue, MessageId to)
    {
        const auto count = static_cast<ptrdiff_t>(to - queue.first);
        queue.views.erase(queue.views.begin(), queue.views.begin() + count);
        queue.first = to;
        change(queue);
    }
    void change(FakeQueue& queue)
    {
        if (watched)
            changed.push_back(findQueue(queue.number()));
    }
    // Answers every read that waits. Those that come meanwhile wait for the next call.
    size_t serveReads()
    {
        auto reads = std::move(pendingReads);
        pendingReads.clear();
        for (auto& read : reads)
            answerRead(read);
        return reads.size();
    }
    void makeRoom()
    {
        overloaded = false;
        auto listeners = std::move(roomListeners);
        roomListeners.clear();
        for (auto& onRoom : listeners)
            onRoom();
    }
    void keepGroup()
    {
        kept = pending;
        pending = {};
    }

    struct PendingRead {
        WaitId id = 0;
        QueuePtr queue;
        MessageId from;
        uint32_t count = 0;
        MessageSink* sink = nullptr;
    };
    bool defersReads = false;
    bool holdsGroups = false; // changes make a group pending until keepGroup()
    bool overloaded = false;
    bool roomAtOnce = false; // waitForRoom() says that there is room
    std::optional<Error> publishError, readError;
    MessageId damagedFrom, damagedUntil; // reads that meet [from, until) end with onDamage
    uint32_t readCountMax = UINT32_MAX; // messages per read
    std::string readOnly;
    bool defersLookups = false;
    std::vector<std::function<void()>> lookups;
    std::vector<PendingRead> pendingReads;
    std::vector<std::function<void()>> roomListeners;
    bool watched = false;
    std::vector<QueuePtr> changed;
    bool catalogueChanged = false;
    uint64_t statsCalls = 0, readCalls = 0, cancels = 0, publishCalls = 0;
    GroupNo pending, kept;
    uint64_t groups = 0;
    BrokerStats total;
    std::vector<PlayerInfo> playerInfos;
    Result<PlayerId> replayResult = Result<PlayerId>(PlayerId{1});
    std::vector<std::pair<PlayerId, ReplayControl>> controls;
    std::vector<std::pair<PlayerId, MessageId>> seeks;
    std::function<void(Callback<bool>)> onSeal;
    std::string copiedTo;

    // ---------------------------------------------------------------------------------------------- Broker

    Time now() const override { return m_clock.wall(); }
    GroupNo pendingGroup() const override { return pending; }
    GroupNo keptGroup() const override { return kept; }

    QueuePtr findQueue(std::string_view name) override
    {
        const auto at = m_queues.find(std::string(name));
        return at == m_queues.end() ? nullptr : at->second;
    }
    QueuePtr findQueue(QueueNo number) override
    {
        const auto at = m_byNumber.find(number.value);
        return at == m_byNumber.end() ? nullptr : at->second;
    }
    Result<QueuePtr> createQueue(std::string_view name, const QueueSettings& settings) override
    {
        if (name.empty())
            return Error{ErrorCode::invalidName, {}};
        if (findQueue(name))
            return Error{ErrorCode::queueExists, {}};
        auto queue = std::make_shared<FakeQueue>(QueueNo{++m_lastQueue}, std::string(name));
        queue->settings = settings;
        m_queues[std::string(name)] = queue;
        m_byNumber[queue->number().value] = queue;
        mutate();
        catalogueChanged = true;
        change(*queue);
        return QueuePtr(queue);
    }
    QueueSettings defaultSettings() const override { return {}; }
    void setDefaultSettings(const QueueSettings&) override { }
    Status deleteQueue(QueueHandle& handle) override
    {
        FakeQueue& queue = cast(handle);
        if (queue.deleted())
            return Error{ErrorCode::queueNotFound, {}};
        change(queue);
        queue.markDeleted();
        catalogueChanged = true;
        const std::string name = queue.name();
        m_byNumber.erase(queue.number().value);
        m_queues.erase(name);
        mutate();
        return {};
    }
    Status purgeQueue(QueueHandle& queue) override
    {
        trim(cast(queue), cast(queue).head);
        mutate();
        return {};
    }
    Status changeQueue(QueueHandle& queue, const QueueSettings& settings) override
    {
        cast(queue).settings = settings;
        change(cast(queue));
        return {};
    }
    std::vector<QueuePtr> listQueues(std::string_view prefix) override
    {
        std::vector<QueuePtr> all;
        for (const auto& [name, queue] : m_queues)
            if (name.starts_with(prefix))
                all.push_back(queue);
        return all;
    }
    size_t queueCount() const override { return m_queues.size(); }
    QueueStats stats(QueueHandle& handle) override
    {
        ++statsCalls;
        FakeQueue& queue = cast(handle);
        QueueStats stats;
        stats.first = queue.first;
        stats.head = queue.head;
        stats.settings = queue.settings;
        for (const auto& [name, channel] : queue.channels)
            stats.channels.push_back(channel);
        return stats;
    }
    MessageId head(const QueueHandle& queue) const override { return cast(queue).head; }
    MessageId first(const QueueHandle& queue) const override { return cast(queue).first; }
    const QueueSettings& settings(const QueueHandle& queue) const override { return cast(queue).settings; }
    uint64_t owed(const QueueHandle&, std::string_view) const override { return 0; }

    Status createChannel(QueueHandle& queue, std::string_view channel) override
    {
        if (hasChannel(queue, channel))
            return Error{ErrorCode::channelExists, {}};
        ChannelStats stats;
        stats.name = channel;
        stats.cursor = cast(queue).head;
        cast(queue).channels[stats.name] = stats;
        change(cast(queue));
        mutate();
        return {};
    }
    Status createChannel(
        QueueHandle& queue, std::string_view channel, ChannelStart start, const ChannelSettings& settings) override
    {
        const Status created = createChannel(queue, channel);
        if (created) {
            ChannelStats& stats = cast(queue).channels[std::string(channel)];
            stats.settings = settings;
            if (start == ChannelStart::first)
                stats.cursor = cast(queue).first;
        }
        return created;
    }
    std::optional<ChannelStats> channelStats(QueueHandle& queue, std::string_view channel) override
    {
        const auto at = cast(queue).channels.find(std::string(channel));
        return at == cast(queue).channels.end() ? std::nullopt : std::optional(at->second);
    }
    Result<std::vector<ChannelMessage>> channelMessages(
        QueueHandle& queue, std::string_view channel, MessageId, size_t) override
    {
        if (!hasChannel(queue, channel))
            return Error{ErrorCode::channelNotFound, {}};
        return std::vector<ChannelMessage>{};
    }
    bool hasChannel(const QueueHandle& queue, std::string_view channel) const override
    {
        return cast(queue).channels.contains(std::string(channel));
    }
    Result<bool> deleteChannel(QueueHandle& queue, std::string_view channel) override
    {
        change(cast(queue));
        return cast(queue).channels.erase(std::string(channel)) > 0;
    }
    Result<bool> purgeChannel(QueueHandle& queue, std::string_view channel) override
    {
        return hasChannel(queue, channel);
    }
    // The real broker has a bin.
    Result<BinNo> bin(QueueHandle&, Discard, std::string_view) override { return Error{ErrorCode::unsupported, {}}; }
    Status restore(BinNo) override { return Error{ErrorCode::unsupported, {}}; }
    Status changeChannel(QueueHandle& queue, std::string_view channel, const ChannelSettings& settings) override
    {
        if (!hasChannel(queue, channel))
            return Error{ErrorCode::channelNotFound, {}};
        cast(queue).channels[std::string(channel)].settings = settings;
        change(cast(queue));
        mutate();
        return {};
    }
    void seekChannel(
        QueueHandle& handle, std::string_view channel, SeekTarget target, Callback<SeekResult> done) override
    {
        FakeQueue& queue = cast(handle);
        if (!hasChannel(handle, channel))
            return done(Error{ErrorCode::channelNotFound, {}});
        MessageId& cursor = queue.channels[std::string(channel)].cursor;
        const MessageId to = lookUp(queue, target);
        const SeekResult result{cursor, to, cursor > to ? cursor - to : 0};
        cursor = to;
        mutate();
        done(result);
    }
    void findId(QueueHandle& handle, SeekTarget target, Callback<MessageId> done) override
    {
        auto answer = [this, queue = findQueue(handle.number()), target, done] { done(lookUp(cast(*queue), target)); };
        if (defersLookups)
            lookups.push_back(answer);
        else
            answer();
    }

    Result<MessageId> publish(QueueHandle& handle, std::span<const NewMessage> messages) override
    {
        ++publishCalls;
        FakeQueue& queue = cast(handle);
        if (overloaded)
            return Error{ErrorCode::overloaded, {}};
        if (publishError)
            return *publishError;
        if (queue.deleted())
            return Error{ErrorCode::queueNotFound, {}};
        const MessageId id = queue.head;
        if (queue.discards) {
            queue.discarded += messages.size();
            queue.head = queue.head + messages.size();
            return id;
        }
        for (const NewMessage& m : messages) {
            append(queue, now(), m.body, m.key, m.headers);
            queue.views.back().delay = m.delay;
            queue.publishedAt.push_back(m_clock.monotonic());
        }
        total.published += messages.size();
        mutate();
        return id;
    }
    bool waitForRoom(std::function<void()> onRoom) override
    {
        if (roomAtOnce)
            return false;
        roomListeners.push_back(std::move(onRoom));
        return true;
    }

    WaitId receive(QueueHandle&, const ReceiveRequest&, Receiver& receiver) override
    {
        receiver.onNothing(false);
        return 0;
    }
    void cancel(WaitId wait) override
    {
        cancels += std::erase_if(pendingReads, [wait](const PendingRead& read) { return read.id == wait; });
    }
    Result<uint32_t> ack(QueueHandle&, std::string_view, std::span<const Ticket>) override { return 0U; }
    Result<uint32_t> settle(QueueHandle&, std::string_view, std::span<const MessageId>) override { return 0U; }
    Result<uint32_t> nack(QueueHandle&, std::string_view, std::span<const Ticket>, Duration, bool) override
    {
        return 0U;
    }
    Result<uint32_t> extend(QueueHandle&, std::string_view, std::span<const Ticket>, Time) override { return 0U; }
    Result<std::vector<DeadMessage>> deadLetters(QueueHandle&, std::string_view, size_t) override
    {
        return std::vector<DeadMessage>{};
    }
    Result<uint64_t> replayDead(QueueHandle&, std::string_view, std::span<const MessageId> ids) override
    {
        return ids.size();
    }
    Result<uint64_t> purgeDead(QueueHandle&, std::string_view, std::span<const MessageId> ids) override
    {
        return ids.size();
    }

    WaitId read(QueueHandle& queue, MessageId from, uint32_t count, size_t, MessageSink& sink) override
    {
        ++readCalls;
        PendingRead read{++m_lastWait, findQueue(queue.number()), from, count, &sink};
        if (defersReads) {
            pendingReads.push_back(read);
            return read.id;
        }
        answerRead(read);
        return 0;
    }
    WaitId follow(QueueHandle& queue, MessageId from, uint32_t count, size_t, Duration, MessageSink& sink) override
    {
        pendingReads.push_back({++m_lastWait, findQueue(queue.number()), from, count, &sink});
        return m_lastWait;
    }

    WaitId scan(QueueHandle&, const ScanRequest& request, ScanSink& sink) override
    {
        sink.onScanned({{}, request.until, true, 0, {}}); // nothing matches
        return 0;
    }

    Result<PlayerId> startReplay(const ReplayRequest&) override { return replayResult; }
    Status controlReplay(PlayerId player, ReplayControl control) override
    {
        controls.emplace_back(player, control);
        return {};
    }
    Status seekReplay(PlayerId player, MessageId to) override
    {
        seeks.emplace_back(player, to);
        return {};
    }
    std::vector<PlayerInfo> players() const override { return playerInfos; }
    void setExchangeTarget(ExchangeTarget*) override { }
    void setRemoteTarget(RemoteTarget*) override { }
    const std::vector<Upstream>& upstreams() const override { return m_upstreams; }
    void setUpstreams(std::vector<Upstream> upstreams, Callback<bool> done) override
    {
        m_upstreams = std::move(upstreams);
        done(true);
    }

    void watchChanges(bool on, Watcher) override
    {
        watched = on;
        changed.clear();
        catalogueChanged = false;
    }
    void takeChanged(std::vector<QueuePtr>& out, bool& catalogue, Watcher) override
    {
        out = std::move(changed);
        changed.clear();
        catalogue = std::exchange(catalogueChanged, false);
    }
    BrokerStats totals() const override
    {
        BrokerStats stats = total;
        stats.queues = m_queues.size();
        stats.readOnlyReason = readOnly;
        return stats;
    }
    void messageStates(QueueHandle& handle, MessageId first, uint32_t count, size_t channelsMax,
        std::vector<std::string>& channels, std::vector<MessageState>& states) override
    {
        FakeQueue& queue = cast(handle);
        for (const auto& [name, channel] : queue.channels)
            if (channels.size() < channelsMax)
                channels.push_back(name);
        for (uint64_t id = first.value; id < first.value + count; ++id) {
            for (const std::string& name : channels) {
                const auto at = queue.states.find({name, id});
                const bool settled = id < queue.channels[name].cursor.value;
                states.push_back(at != queue.states.end() ? at->second
                        : settled                         ? MessageState::settled
                                                          : MessageState::pending);
            }
        }
    }
    void seal(Callback<bool> done) override { onSeal ? onSeal(std::move(done)) : done(true); }
    void saveCopy(const std::string& path, Callback<bool> done) override
    {
        copiedTo = path;
        done(true);
    }
    uint32_t waitingReaders() const override { return 0; }
    SyncMode syncMode() const override { return SyncMode::off; }
    std::string_view readOnlyReason() const override { return readOnly; }

private:
    static FakeQueue& cast(QueueHandle& queue) { return static_cast<FakeQueue&>(queue); }
    static const FakeQueue& cast(const QueueHandle& queue) { return static_cast<const FakeQueue&>(queue); }

    void mutate()
    {
        if (holdsGroups && pending.value == 0)
            pending = {++groups};
    }
    static MessageId lookUp(const FakeQueue& queue, SeekTarget target)
    {
        if (target.kind == SeekTarget::Kind::id)
            return std::clamp(target.id, queue.first, queue.head);
        const auto at = std::lower_bound(queue.views.begin(), queue.views.end(), target.time,
            [](const MessageView& m, Time time) { return m.time < time; });
        return queue.first + static_cast<uint64_t>(at - queue.views.begin());
    }
    void answerRead(const PendingRead& read)
    {
        if (!read.queue || read.queue->deleted())
            return read.sink->onReadError({ErrorCode::queueNotFound, {}});
        if (readError)
            return read.sink->onReadError(*readError);
        const FakeQueue& queue = cast(*read.queue);
        const MessageId from = std::max(read.from, queue.first);
        if (from >= damagedFrom && from < damagedUntil)
            return read.sink->onDamage({ErrorCode::damaged, "Some messages are damaged."}, damagedUntil);
        MessageId end = std::min(queue.head, queue.visible);
        if (damagedFrom > from)
            end = std::min(end, damagedFrom);
        if (from >= end)
            return read.sink->onMessages({});
        const uint64_t count = std::min<uint64_t>({read.count, readCountMax, end - from});
        read.sink->onMessages(std::span(queue.views).subspan(from - queue.first, count));
    }

    const Clock& m_clock;
    std::map<std::string, std::shared_ptr<FakeQueue>> m_queues;
    std::map<uint32_t, std::shared_ptr<FakeQueue>> m_byNumber;
    uint32_t m_lastQueue = 0;
    WaitId m_lastWait = 0;
    std::vector<Upstream> m_upstreams;
};

} // namespace tapedeck
