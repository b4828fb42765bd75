// An engine for tests of the window: deterministic, no threads of its own, any number of messages at no cost, because a
// message is computed from its id. Answers at once, or when released. All functions may be called from any thread.
#pragma once

#include "engine/view/observer.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>

namespace tapedeck {

class FakeObserver final : public Observer {
public:
    struct Message {
        std::string key, body;
        HeaderList headers;
        Duration delay;
    };
    // Start of the first generated message: 2026-07-31 12:00:00 UTC.
    static constexpr Time kStart{1785499200'000000};
    static constexpr Duration kStep = Duration::millis(250);

    // What a generated message holds; by default a small JSON order.
    std::function<Message(uint64_t id)> content = order;

    static Message order(uint64_t id)
    {
        static constexpr const char* kCities[] = {"Aachen", "Berlin", "København", "Łódź", "東京"};
        Message m;
        m.key = "customer-" + std::to_string(id * 7919 % 500);
        m.body = "{\"id\":" + std::to_string(9007199254740992ULL + id) + ",\"total\":" + std::to_string(id * 37 % 9000)
            + "." + std::to_string(id % 10) + "0,\"city\":\"" + kCities[id % 5] + "\",\"items\":[{\"sku\":\"A-"
            + std::to_string(id % 97) + "\",\"count\":" + std::to_string(1 + id % 4) + "},{\"sku\":\"B-"
            + std::to_string(id % 31) + "\",\"count\":1}],\"express\":" + (id % 3 ? "false" : "true")
            + ",\"note\":null}";
        if (id % 2)
            m.headers = {{"content-type", "application/json"}, {"trace-id", "4bf92f3577b34da6-" + std::to_string(id)}};
        return m;
    }

    QueueNo addQueue(const std::string& name, uint64_t count = 0, QueueKind kind = QueueKind::disk)
    {
        std::lock_guard lock(m_mutex);
        auto view = std::make_shared<QueueView>();
        view->number = QueueNo{++m_lastNumber};
        view->name = name;
        view->stats.first = MessageId{1};
        view->stats.head = MessageId{count + 1};
        view->stats.settings.kind = kind;
        refreshTimes(*view);
        insert(view);
        return view->number;
    }
    void addChannel(QueueNo queue, const std::string& name, uint64_t cursor, uint64_t inFlight = 0, uint64_t dead = 0,
        bool paused = false)
    {
        std::lock_guard lock(m_mutex);
        change(queue, [&](QueueView& view) {
            ChannelStats channel;
            channel.name = name;
            channel.cursor = MessageId{cursor};
            channel.inFlight = inFlight;
            channel.dead = dead;
            channel.settings.paused = paused;
            auto& all = view.stats.channels;
            all.insert(std::upper_bound(all.begin(), all.end(), channel,
                           [](const auto& a, const auto& b) { return a.name < b.name; }),
                channel);
        });
    }
    // `count` more generated messages; no snapshot is made.
    void grow(QueueNo queue, uint64_t count, double rate = 0)
    {
        std::lock_guard lock(m_mutex);
        change(queue, [&](QueueView& view) {
            view.stats.head = view.stats.head + count;
            view.publishedPerSecond = rate;
        });
        m_next.publishedPerSecond = rate;
        m_next.totals.published += count;
    }
    // Retention: ids below are gone.
    void dropBelow(QueueNo queue, uint64_t first)
    {
        std::lock_guard lock(m_mutex);
        change(queue, [&](QueueView& view) { view.stats.first = MessageId{first}; });
    }
    void removeQueue(QueueNo queue)
    {
        std::lock_guard lock(m_mutex);
        std::erase_if(m_next.queues, [&](const auto& view) { return view->number == queue; });
    }
    // An exchange, or more bindings of one that is there; no snapshot is made.
    void addExchange(const std::string& name, bool recorded, std::vector<BindingView> bindings = {})
    {
        std::lock_guard lock(m_mutex);
        changeExchange(name, [&](ExchangeView& e) {
            e.recorded = recorded;
            auto all = std::make_shared<std::vector<BindingView>>(*e.bindings);
            for (BindingView& one : bindings) {
                one.id = ++m_lastBinding;
                all->push_back(one);
            }
            e.bindings = all;
        });
    }
    void editExchange(const std::string& name, const std::function<void(ExchangeView&)>& change)
    {
        std::lock_guard lock(m_mutex);
        changeExchange(name, change);
    }
    // Makes a queue one of fq's, or changes what is said of it.
    void share(QueueNo queue, const std::function<void(SharedQueueView&)>& change)
    {
        std::lock_guard lock(m_mutex);
        const ViewPtr view = find(queue);
        changeShared(queue, view ? view->name : std::string(), change);
    }
    // What was asked to be copied so far.
    std::vector<action::CopyMessages> copies()
    {
        std::lock_guard lock(m_mutex);
        return m_copies;
    }
    // The actions of one kind that were submitted so far.
    template <typename A>
    std::vector<A> submitted()
    {
        std::lock_guard lock(m_mutex);
        std::vector<A> found;
        for (const Action& one : m_actions)
            if (const A* action = std::get_if<A>(&one))
                found.push_back(*action);
        return found;
    }
    void edit(const std::function<void(Snapshot&)>& change)
    {
        std::lock_guard lock(m_mutex);
        change(m_next);
    }
    // Publishes what has changed as a snapshot and wakes the observer.
    void tick()
    {
        {
            std::lock_guard lock(m_mutex);
            makeSnapshot();
        }
        callWake();
    }
    // While held, answers are kept back.
    void hold(bool on)
    {
        {
            std::lock_guard lock(m_mutex);
            m_held = on;
        }
        if (!on)
            callWake();
    }
    size_t pagesAsked() const
    {
        std::lock_guard lock(m_mutex);
        return m_pagesAsked;
    }
    size_t histogramsAsked() const
    {
        std::lock_guard lock(m_mutex);
        return m_histogramsAsked;
    }
    size_t answersWaiting() const
    {
        std::lock_guard lock(m_mutex);
        return m_answers.size();
    }
    bool watched() const { return m_watched; }

    // --- Observer ---
    void watch(bool on) override { m_watched = on; }
    uint64_t version() const override
    {
        std::lock_guard lock(m_mutex);
        return m_snapshot->version;
    }
    std::shared_ptr<const Snapshot> snapshot() const override
    {
        std::lock_guard lock(m_mutex);
        return m_snapshot;
    }
    void request(Lookup lookup) override
    {
        answer([&] {
            m_pagesAsked += std::holds_alternative<PageRequest>(lookup);
            m_histogramsAsked += std::holds_alternative<HistogramRequest>(lookup);
            m_answers.push_back(std::visit([this](const auto& r) -> ObserverAnswer { return look(r); }, lookup));
        });
    }
    void submit(uint64_t token, Action action) override
    {
        answer([&] {
            m_actions.push_back(action);
            ActionAnswer a = std::visit([this](const auto& what) { return run(what); }, action);
            a.token = token;
            m_answers.push_back(std::move(a));
            makeSnapshot();
        });
    }
    std::vector<ObserverAnswer> takeAnswers() override
    {
        std::lock_guard lock(m_mutex);
        std::vector<ObserverAnswer> out;
        if (!m_held)
            out.swap(m_answers);
        return out;
    }
    void setWake(std::function<void()> wake) override
    {
        std::lock_guard lock(m_mutex);
        m_wake = std::move(wake);
    }

private:
    using ViewPtr = std::shared_ptr<const QueueView>;

    template <typename F>
    void answer(F make)
    {
        {
            std::lock_guard lock(m_mutex);
            make();
        }
        callWake();
    }
    void callWake()
    {
        std::function<void()> wake;
        {
            std::lock_guard lock(m_mutex);
            wake = m_wake;
        }
        if (wake)
            wake();
    }
    void makeSnapshot()
    {
        m_next.version = m_snapshot->version + 1;
        m_next.totals.queues = m_next.queues.size();
        m_snapshot = std::make_shared<Snapshot>(m_next);
    }
    void insert(const ViewPtr& view)
    {
        auto& all = m_next.queues;
        all.insert(std::upper_bound(
                       all.begin(), all.end(), view, [](const auto& a, const auto& b) { return a->name < b->name; }),
            view);
    }
    ViewPtr find(QueueNo number) const
    {
        for (const auto& view : m_next.queues)
            if (view->number == number)
                return view;
        return nullptr;
    }
    ViewPtr find(const std::string& name) const
    {
        for (const auto& view : m_next.queues)
            if (view->name == name)
                return view;
        return nullptr;
    }
    static Time timeOf(uint64_t id) { return kStart + Duration{static_cast<int64_t>(id) * kStep.micros}; }
    static void refreshTimes(QueueView& view)
    {
        const uint64_t head = view.stats.head.value, first = view.stats.first.value;
        view.stats.firstTime = timeOf(first);
        view.stats.lastTime = timeOf(std::max(first, head - 1));
        view.stats.rawBytes = (head - first) * 160;
        view.stats.storedBytes = view.stats.rawBytes / 8;
        for (ChannelStats& channel : view.stats.channels) {
            channel.cursor = std::max(channel.cursor, view.stats.first);
            channel.lag = head - std::min(head, channel.cursor.value);
        }
    }
    bool change(QueueNo number, const std::function<void(QueueView&)>& f)
    {
        for (auto& view : m_next.queues) {
            if (view->number != number)
                continue;
            auto copy = std::make_shared<QueueView>(*view);
            f(*copy);
            refreshTimes(*copy);
            view = copy;
            return true;
        }
        return false;
    }
    Message messageAt(QueueNo queue, uint64_t id) const
    {
        const auto it = m_written.find({queue.value, id});
        return it != m_written.end() ? it->second : content(id);
    }
    Page look(const PageRequest& request) const
    {
        Page page = emptyAnswer(request);
        const ViewPtr view = find(request.queue);
        if (!view) {
            page.error = "The queue is gone.";
            return page;
        }
        for (const ChannelStats& channel : view->stats.channels)
            if (page.channels.size() < 8)
                page.channels.push_back(channel.name);
        if (!request.ids.empty()) {
            for (MessageId id : request.ids)
                if (id >= view->stats.first && id < view->stats.head)
                    page.rows.push_back(rowAt(*view, id.value, page.channels.size(), request));
            return page;
        }
        const uint64_t begin = std::max(request.first.value, view->stats.first.value);
        const uint64_t end = std::min(request.first.value + request.count, view->stats.head.value);
        for (uint64_t id = begin; id < end; ++id)
            page.rows.push_back(rowAt(*view, id, page.channels.size(), request));
        return page;
    }
    static MessageState stateIn(const ChannelStats& channel, uint64_t id)
    {
        const bool inFlight = id < channel.cursor.value && id + channel.inFlight >= channel.cursor.value;
        return id >= channel.cursor.value ? MessageState::pending
            : inFlight                    ? MessageState::inFlight
                                          : MessageState::settled;
    }
    MessageRow rowAt(const QueueView& view, uint64_t id, size_t channels, const PageRequest& request) const
    {
        const Message m = messageAt(view.number, id);
        MessageRow row;
        row.id = MessageId{id};
        row.time = timeOf(id);
        row.key = m.key;
        row.bodyBytes = m.body.size();
        row.headerCount = static_cast<uint32_t>(m.headers.size());
        row.preview = m.body.substr(0, request.previewBytes);
        for (size_t i = 0; i < channels; ++i)
            row.states.push_back(stateIn(view.stats.channels[i], id));
        if (request.fields.empty())
            return row;
        const std::string headers = encodeHeaders(m.headers);
        const MessageView message{row.id, row.time, row.time, m.delay, m.key, headers, m.body};
        FilterScratch scratch;
        for (const Field& field : request.fields)
            row.fields.push_back(field.of({message, view.name}, scratch, PageRequest::kFieldBytesMax));
        return row;
    }
    // Looks at so many messages per answer.
    static constexpr uint64_t kSearchStep = 5'000;
    SearchStep look(const SearchRequest& request) const
    {
        SearchStep step = emptyAnswer(request);
        const ViewPtr view = find(request.queue);
        if (!view) {
            step.error = "The queue is gone.";
            return step;
        }
        const uint64_t end = std::min(view->stats.head.value, request.until.value);
        uint64_t id = std::max(request.from.value, view->stats.first.value);
        for (uint64_t n = 0; id < end && n < kSearchStep; ++id, ++n) {
            const Message m = messageAt(request.queue, id);
            const std::string headers = encodeHeaders(m.headers);
            const MessageView message{MessageId{id}, timeOf(id), timeOf(id), m.delay, m.key, headers, m.body};
            step.bytes += m.body.size();
            if (request.filter.matches({message, view->name}))
                step.ids.push_back(MessageId{id});
        }
        step.next = MessageId{id};
        step.ended = id >= end;
        return step;
    }
    Histogram look(const HistogramRequest& request) const
    {
        Histogram histogram = emptyAnswer(request);
        const ViewPtr view = find(request.queue);
        if (!view || request.buckets == 0 || request.from >= request.until)
            return histogram;
        const auto idAt = [&](uint32_t bucket) {
            const double part = static_cast<double>(bucket) / request.buckets;
            const Time at = request.from
                + Duration{static_cast<int64_t>(part * static_cast<double>((request.until - request.from).micros))};
            return place(*view, SeekTarget::toTime(at)).value;
        };
        histogram.first = MessageId{idAt(0)};
        for (uint32_t i = 0; i < request.buckets; ++i)
            histogram.counts.push_back(idAt(i + 1) - idAt(i));
        return histogram;
    }
    const ChannelStats* channelOf(const ViewPtr& view, const std::string& name) const
    {
        for (size_t i = 0; view && i < view->stats.channels.size(); ++i)
            if (view->stats.channels[i].name == name)
                return &view->stats.channels[i];
        return nullptr;
    }
    ChannelList look(const ChannelListRequest& request) const
    {
        ChannelList list = emptyAnswer(request);
        const ViewPtr view = find(request.queue);
        const ChannelStats* channel = channelOf(view, request.channel);
        if (!channel) {
            list.error = "The channel is gone.";
            return list;
        }
        // Dead letters are the oldest ones.
        const uint64_t first = view->stats.first.value;
        for (uint64_t id = std::max(request.from.value, first); id < view->stats.head.value; ++id) {
            const MessageState state = id < first + channel->dead ? MessageState::dead : stateIn(*channel, id);
            if (state != request.state)
                continue;
            if (list.entries.size() == request.count) {
                list.next = MessageId{id};
                break;
            }
            list.entries.push_back({MessageId{id}, state, 1, timeOf(id) + Duration::seconds(60), {}});
        }
        return list;
    }
    MessageStory look(const StoryRequest& request) const
    {
        MessageStory story = emptyAnswer(request);
        const ViewPtr view = find(request.queue);
        for (size_t i = 0; view && i < view->stats.channels.size(); ++i) {
            const ChannelStats& channel = view->stats.channels[i];
            MessageStory::Standing standing;
            standing.channel = channel.name;
            standing.state = stateIn(channel, request.id.value);
            if (standing.state == MessageState::inFlight) {
                standing.attempts = 1;
                standing.at = timeOf(request.id.value) + Duration::seconds(60);
                story.story.events.push_back({StoryEvent::Kind::delivered, timeOf(request.id.value), channel.name,
                    Ticket{static_cast<int64_t>(request.id.value)}, 1});
            }
            story.standings.push_back(standing);
        }
        return story;
    }
    MessageAnswer look(const MessageRequest& request) const
    {
        MessageAnswer a = emptyAnswer(request);
        const ViewPtr view = find(request.queue);
        if (!view || request.id < view->stats.first || request.id >= view->stats.head)
            return a;
        Message m = messageAt(request.queue, request.id.value);
        a.found = true;
        a.time = a.wall = timeOf(request.id.value);
        a.key = std::move(m.key);
        a.body = std::move(m.body);
        a.headers = std::move(m.headers);
        a.delay = m.delay;
        return a;
    }

    static ActionAnswer failed(ErrorCode code, const char* text)
    {
        ActionAnswer a;
        a.status = Error{code, text};
        return a;
    }
    ActionAnswer run(const action::Publish& p)
    {
        ViewPtr view = find(p.queue);
        if (!view && !p.createQueue)
            return failed(ErrorCode::queueNotFound, "There is no such queue.");
        if (!view) {
            auto made = std::make_shared<QueueView>();
            made->number = QueueNo{++m_lastNumber};
            made->name = p.queue;
            made->stats.first = made->stats.head = MessageId{1};
            refreshTimes(*made);
            insert(made);
            view = made;
        }
        ActionAnswer a;
        a.number = view->stats.head.value;
        for (uint32_t i = 0; i < p.copies; ++i)
            m_written[{view->number.value, a.number + i}] = {p.key, p.body, p.headers, p.delay};
        change(view->number, [&](QueueView& v) { v.stats.head = v.stats.head + p.copies; });
        return a;
    }
    ActionAnswer run(const action::CreateQueue& c)
    {
        if (find(c.queue))
            return failed(ErrorCode::queueExists, "There is a queue of that name already.");
        auto made = std::make_shared<QueueView>();
        made->number = QueueNo{++m_lastNumber};
        made->name = c.queue;
        made->stats.first = made->stats.head = MessageId{1};
        made->stats.settings = c.settings;
        refreshTimes(*made);
        insert(made);
        ActionAnswer a;
        a.number = made->number.value;
        return a;
    }
    ActionAnswer run(const action::DeleteQueue& d)
    {
        std::erase_if(m_next.queues, [&](const auto& view) { return view->number == d.queue; });
        return {};
    }
    ActionAnswer run(const action::PurgeQueue& p)
    {
        change(p.queue, [](QueueView& v) { v.stats.first = v.stats.head; });
        return {};
    }
    ActionAnswer run(const action::CreateChannel& c)
    {
        change(c.queue, [&](QueueView& v) {
            ChannelStats channel;
            channel.name = c.channel;
            channel.cursor = v.stats.head;
            auto& all = v.stats.channels;
            all.insert(std::upper_bound(all.begin(), all.end(), channel,
                           [](const auto& x, const auto& y) { return x.name < y.name; }),
                channel);
        });
        return {};
    }
    ActionAnswer run(const action::DeleteChannel& d)
    {
        change(d.queue,
            [&](QueueView& v) { std::erase_if(v.stats.channels, [&](const auto& c) { return c.name == d.channel; }); });
        return {};
    }
    template <typename F>
    void changeChannel(QueueNo queue, const std::string& name, F f)
    {
        change(queue, [&](QueueView& v) {
            for (ChannelStats& c : v.stats.channels)
                if (c.name == name)
                    f(v, c);
        });
    }
    ActionAnswer run(const action::PurgeChannel& p)
    {
        changeChannel(p.queue, p.channel, [](QueueView& v, ChannelStats& c) { c.cursor = v.stats.head; });
        return {};
    }
    // What a view was goes back as a whole; like the engine, this one remembers tickets and dead letters up to a limit.
    ActionAnswer run(const action::Bin& b)
    {
        const auto at = std::find_if(
            m_next.queues.begin(), m_next.queues.end(), [&](const auto& view) { return view->number == b.queue; });
        if (at == m_next.queues.end())
            return failed(ErrorCode::queueNotFound, "There is no such queue.");
        uint64_t listed = 0;
        for (const ChannelStats& c : (*at)->stats.channels)
            listed += c.inFlight + c.delayed + c.dead;
        if (b.what != Discard::queue && listed > limits::kBinListedMax)
            return failed(ErrorCode::overloaded, "Too many messages are in flight to be restored one by one");
        m_bin[++m_lastBin] = *at;
        ActionAnswer a = b.what == Discard::queue ? run(action::DeleteQueue{b.queue})
            : b.what == Discard::messages         ? run(action::PurgeQueue{b.queue})
            : b.what == Discard::channel          ? run(action::DeleteChannel{b.queue, b.channel})
                                                  : run(action::PurgeChannel{b.queue, b.channel});
        a.number = m_lastBin;
        return a;
    }
    ActionAnswer run(const action::Restore& r)
    {
        const auto found = m_bin.find(r.entry);
        if (found == m_bin.end())
            return failed(ErrorCode::notFound, "It is no longer kept.");
        const ViewPtr was = found->second;
        m_bin.erase(found);
        std::erase_if(m_next.queues, [&](const auto& view) { return view->number == was->number; });
        insert(was);
        return {};
    }
    ActionAnswer run(const action::PauseChannel& p)
    {
        changeChannel(p.queue, p.channel, [&](QueueView&, ChannelStats& c) { c.settings.paused = p.paused; });
        return {};
    }
    static MessageId place(const QueueView& v, const SeekTarget& target)
    {
        uint64_t id = target.id.value;
        if (target.kind == SeekTarget::Kind::time) {
            const int64_t offset = (target.time - kStart).micros;
            id = offset <= 0 ? 1 : static_cast<uint64_t>((offset + kStep.micros - 1) / kStep.micros);
        }
        return MessageId{std::clamp(id, v.stats.first.value, v.stats.head.value)};
    }
    ActionAnswer run(const action::SeekChannel& s)
    {
        ActionAnswer a = failed(ErrorCode::channelNotFound, "There is no such channel.");
        changeChannel(s.queue, s.channel, [&](QueueView& v, ChannelStats& c) {
            a.status = {};
            a.seek.before = c.cursor;
            a.id = a.seek.after = place(v, s.target);
            a.seek.redelivered = a.seek.after < a.seek.before ? a.seek.before - a.seek.after : 0;
            if (!s.dryRun)
                c.cursor = a.id;
        });
        return a;
    }
    ActionAnswer run(const action::FindId& f)
    {
        const ViewPtr view = find(f.queue);
        if (!view)
            return failed(ErrorCode::queueNotFound, "There is no such queue.");
        ActionAnswer a;
        a.id = place(*view, f.target);
        return a;
    }
    ActionAnswer run(const action::StartReplay& s)
    {
        const ViewPtr view = find(s.request.source);
        if (!view)
            return failed(ErrorCode::queueNotFound, "There is no such queue.");
        PlayerInfo player;
        player.id = ++m_lastPlayer;
        player.source = s.request.source;
        player.target = s.request.target;
        player.speed = s.request.speed;
        player.state =
            s.request.speed.kind == ReplaySpeed::Kind::fastest ? PlayerState::finished : PlayerState::playing;
        player.first = s.request.fromId.value_or(view->stats.first);
        player.end = s.request.untilId ? *s.request.untilId + 1 : view->stats.head;
        player.total = player.end - player.first;
        player.done = player.state == PlayerState::finished ? player.total : player.total * 2 / 5;
        player.position = player.first + player.done;
        player.sourceTime = timeOf(player.position.value);
        player.drift = Duration{420};
        player.perSecond = 40;
        if (player.state == PlayerState::finished)
            for (uint64_t id = player.first.value; id < player.end.value; ++id) {
                Message m = messageAt(view->number, id);
                m.headers.emplace_back(kReplayedFromHeader, view->name + "/" + std::to_string(id));
                run(action::Publish{s.request.target, m.key, m.body, m.headers, {}, true, 1});
            }
        m_next.players.push_back(player);
        ActionAnswer a;
        a.number = player.id;
        return a;
    }
    ActionAnswer run(const action::SeekReplay& s)
    {
        for (PlayerInfo& player : m_next.players) {
            if (player.id != s.player)
                continue;
            player.position = std::clamp(s.to, player.first, player.end);
            player.done = player.position - player.first;
        }
        return {};
    }
    ActionAnswer run(const action::ControlReplay& c)
    {
        for (PlayerInfo& player : m_next.players) {
            if (player.id != c.player)
                continue;
            switch (c.control) {
            case ReplayControl::pause:
                player.state = PlayerState::paused;
                break;
            case ReplayControl::resume:
                player.state = PlayerState::playing;
                break;
            case ReplayControl::stop:
                player.state = PlayerState::stopped;
                break;
            case ReplayControl::step:
                ++player.done;
                break;
            }
            return {};
        }
        return failed(ErrorCode::notFound, "There is no such replay.");
    }
    ActionAnswer run(const action::ReplayDead& r)
    {
        ActionAnswer a;
        changeChannel(r.queue, r.channel, [&](QueueView&, ChannelStats& c) { a.number = std::exchange(c.dead, 0); });
        return a;
    }
    ActionAnswer run(const action::CopyMessages& c)
    {
        m_copies.push_back(c);
        ActionAnswer a;
        for (const MessageId id : c.ids) {
            const ViewPtr source = find(c.from);
            if (!source || id < source->stats.first || id >= source->stats.head)
                continue;
            ++a.number;
            const Message m = messageAt(c.from, id.value);
            ActionAnswer published;
            if (!c.toExchange)
                published = run(action::Publish{c.target, m.key, m.body, m.headers, {}, c.createQueue, 1});
            if (c.settleIn.empty())
                continue;
            a.settled.push_back({id, {}, 0});
            if (!c.toExchange)
                a.copies.push_back({id, MessageId{published.number}});
        }
        changeChannel(c.from, c.settleIn,
            [&](QueueView&, ChannelStats& channel) { channel.dead -= std::min<uint64_t>(channel.dead, a.number); });
        return a;
    }
    ActionAnswer run(const action::SettleMessages& s)
    {
        ActionAnswer a;
        a.number = s.ids.size();
        for (const MessageId id : s.ids)
            a.settled.push_back({id, {}, 1});
        return a;
    }
    ActionAnswer run(const action::UnsettleMessages& u)
    {
        ActionAnswer a;
        a.number = u.messages.size();
        return a;
    }
    ActionAnswer run(const action::TakeBackCopies& t)
    {
        ActionAnswer a;
        a.number = t.copies.size();
        return a;
    }
    ActionAnswer run(const action::PurgeDead& p) { return run(action::ReplayDead{p.queue, p.channel, p.ids}); }
    ActionAnswer run(const action::CloseClient&) { return {}; }
    ActionAnswer run(const action::SaveCopy& s)
    {
        std::ofstream(s.path) << "a tape";
        return {};
    }
    ActionAnswer run(const action::Checkpoint&) { return {}; }
    ActionAnswer run(const action::SetMark& s)
    {
        const ViewPtr view = find(s.mark.queue);
        if (!view || s.mark.id < view->stats.first || s.mark.id >= view->stats.head)
            return failed(ErrorCode::notFound, "The message is no longer there.");
        auto marks = std::make_shared<std::vector<Mark>>(*m_next.marks);
        std::erase_if(*marks, [&](const Mark& m) { return m.queue == s.mark.queue && m.id == s.mark.id; });
        if (s.mark.colour > 0 || !s.mark.note.empty())
            marks->insert(std::upper_bound(marks->begin(), marks->end(), s.mark), s.mark);
        m_next.marks = marks;
        return {};
    }
    ActionAnswer run(const auto&) { return {}; }

    // --- exchanges ---
    void changeExchange(const std::string& name, const std::function<void(ExchangeView&)>& f)
    {
        auto& all = m_next.exchanges;
        auto at = std::lower_bound(
            all.begin(), all.end(), name, [](const auto& e, const std::string& n) { return e->name < n; });
        auto copy = std::make_shared<ExchangeView>();
        if (at != all.end() && (*at)->name == name) {
            *copy = **at;
        } else {
            copy->name = name;
            copy->bindings = std::make_shared<const std::vector<BindingView>>();
            at = all.insert(at, nullptr);
        }
        f(*copy);
        *at = copy;
    }
    void changeShared(QueueNo queue, const std::string& name, const std::function<void(SharedQueueView&)>& f)
    {
        auto all = std::make_shared<std::vector<SharedQueueView>>(*m_next.sharedQueues);
        auto at = std::find_if(all->begin(), all->end(), [&](const SharedQueueView& q) { return q.number == queue; });
        if (at == all->end()) {
            SharedQueueView made;
            made.number = queue;
            made.name = name;
            made.backlog = 16'384;
            at = all->insert(std::upper_bound(all->begin(), all->end(), made,
                                 [](const auto& a, const auto& b) { return a.name < b.name; }),
                made);
        }
        f(*at);
        m_next.sharedQueues = all;
    }
    const ExchangeView* findExchange(const std::string& name) const
    {
        for (const auto& e : m_next.exchanges)
            if (e->name == name)
                return e.get();
        return nullptr;
    }
    ActionAnswer run(const action::CreateSharedQueue& c)
    {
        ActionAnswer a = run(action::CreateQueue{c.queue, {}});
        if (a.status)
            changeShared(QueueNo{static_cast<uint32_t>(a.number)}, c.queue, [&](SharedQueueView& q) {
                q.onDisk = c.kind == QueueKind::disk;
                q.isPublic = c.settings.isPublic;
                q.block = c.settings.block;
                q.permanent = c.settings.permanent;
                q.backlog = c.settings.backlog;
            });
        return a;
    }
    ActionAnswer run(const action::Bind& b)
    {
        if (!find(b.queue))
            return failed(ErrorCode::queueNotFound, "There is no such queue.");
        ActionAnswer a;
        changeExchange(b.exchange, [&](ExchangeView& e) {
            auto all = std::make_shared<std::vector<BindingView>>(*e.bindings);
            BindingView made;
            made.id = ++m_lastBinding;
            made.queue = b.queue;
            made.program = b.program;
            made.permanent = b.permanent;
            made.peer = b.peer;
            all->push_back(made);
            e.bindings = all;
        });
        a.number = m_lastBinding;
        return a;
    }
    ActionAnswer run(const action::Unbind& u)
    {
        changeExchange(u.exchange, [&](ExchangeView& e) {
            auto all = std::make_shared<std::vector<BindingView>>(*e.bindings);
            std::erase_if(*all, [&](const BindingView& b) { return b.id == u.binding; });
            e.bindings = all;
        });
        return {};
    }
    ActionAnswer run(const action::SetRecorded& s)
    {
        changeExchange(s.exchange, [&](ExchangeView& e) { e.recorded = s.recorded; });
        return {};
    }
    ActionAnswer run(const action::SetPermanent& s)
    {
        const ViewPtr view = find(s.queue);
        if (!view)
            return failed(ErrorCode::queueNotFound, "There is no such queue.");
        changeShared(view->number, s.queue, [&](SharedQueueView& q) { q.permanent = s.permanent; });
        return {};
    }
    ActionAnswer run(const action::PublishToExchange& p)
    {
        ActionAnswer a;
        const ExchangeView* exchange = findExchange(p.exchange);
        a.route.noExchange = exchange == nullptr;
        a.route.routed = exchange ? static_cast<uint32_t>(exchange->bindings->size()) : 0;
        if (exchange)
            changeExchange(p.exchange, [](ExchangeView& e) { ++e.messages; });
        return a;
    }
    ActionAnswer run(const action::AddUpstream& u)
    {
        ActionAnswer a;
        a.number = ++m_lastUpstream;
        m_next.upstreams.push_back({a.number, u.row, false, "connecting", {}, 0, 0});
        return a;
    }
    ActionAnswer run(const action::RemoveUpstream& u)
    {
        std::erase_if(m_next.upstreams, [&](const UpstreamView& view) { return view.id == u.upstream; });
        return {};
    }

    // --- faults, responders, expectations: kept, and nothing more ---
    template <typename View>
    static View* one(std::vector<View>& all, uint64_t id)
    {
        const auto at = std::find_if(all.begin(), all.end(), [&](const View& view) { return view.id == id; });
        return at == all.end() ? nullptr : &*at;
    }
    template <typename View, typename Rule>
    ActionAnswer addRule(std::vector<View>& all, const Rule& rule)
    {
        if (const Status good = rule.check(); !good)
            return failed(good.error().code, good.error().text.c_str());
        View view;
        view.id = ++m_lastRule;
        view.rule = std::make_shared<const Rule>(rule);
        all.push_back(view);
        ActionAnswer a;
        a.number = view.id;
        return a;
    }
    template <typename View, typename Rule>
    static ActionAnswer changeRule(std::vector<View>& all, uint64_t id, const Rule& rule)
    {
        View* const view = one(all, id);
        if (!view)
            return failed(ErrorCode::notFound, "It is no longer there.");
        view->rule = std::make_shared<const Rule>(rule);
        ++view->changed;
        return {};
    }
    template <typename View>
    static ActionAnswer removeRule(std::vector<View>& all, uint64_t id)
    {
        return std::erase_if(all, [&](const View& view) { return view.id == id; }) > 0
            ? ActionAnswer{}
            : failed(ErrorCode::notFound, "It is no longer there.");
    }
    ActionAnswer run(const action::AddFault& a) { return addRule(m_next.faults, a.rule); }
    ActionAnswer run(const action::ChangeFault& a) { return changeRule(m_next.faults, a.fault, a.rule); }
    ActionAnswer run(const action::RemoveFault& a) { return removeRule(m_next.faults, a.fault); }
    ActionAnswer run(const action::RemoveFaults&)
    {
        m_next.faults.clear();
        return {};
    }
    ActionAnswer run(const action::AddResponder& a) { return addRule(m_next.responders, a.rule); }
    ActionAnswer run(const action::ChangeResponder& a) { return changeRule(m_next.responders, a.responder, a.rule); }
    ActionAnswer run(const action::RemoveResponder& a) { return removeRule(m_next.responders, a.responder); }
    ActionAnswer run(const action::RemoveResponders&)
    {
        m_next.responders.clear();
        return {};
    }
    // Runs for ever, unless a test decides it.
    ActionAnswer run(const action::AddExpectation& e)
    {
        ExpectationReport report;
        report.text = e.item.expectation.text();
        m_next.expectations.push_back({++m_lastRule, std::make_shared<const ExpectItem>(e.item), e.from,
            std::make_shared<const ExpectationReport>(std::move(report))});
        ActionAnswer a;
        a.number = m_lastRule;
        return a;
    }
    ActionAnswer run(const action::RemoveExpectation& e) { return removeRule(m_next.expectations, e.expectation); }

    mutable std::mutex m_mutex;
    Snapshot m_next; // what the next snapshot will be
    std::shared_ptr<const Snapshot> m_snapshot = std::make_shared<Snapshot>();
    std::map<std::pair<uint32_t, uint64_t>, Message> m_written;
    std::vector<action::CopyMessages> m_copies;
    std::vector<Action> m_actions;
    std::vector<ObserverAnswer> m_answers;
    std::function<void()> m_wake;
    std::map<BinNo, ViewPtr> m_bin;
    BinNo m_lastBin = 0;
    uint32_t m_lastNumber = 0;
    PlayerId m_lastPlayer = 0;
    uint32_t m_lastBinding = 0;
    uint64_t m_lastUpstream = 0;
    uint64_t m_lastRule = 0;
    size_t m_pagesAsked = 0, m_histogramsAsked = 0;
    bool m_held = false;
    std::atomic<bool> m_watched = false;
};

} // namespace tapedeck
