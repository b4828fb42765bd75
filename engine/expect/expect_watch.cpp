#include "engine/expect/expect_watch.h"

#include "engine/base/limits.h"
#include "engine/base/name_pattern.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace tapedeck {

namespace {

constexpr uint32_t kMessagesPerRead = 256;
constexpr size_t kBytesPerRead = size_t{1} << 20;
constexpr Duration kFollow = Duration::seconds(3'600);
// Queues are made without telling anybody here, and a clock may be moved by hand.
constexpr Duration kLookEvery = Duration::millis(20);
constexpr uint32_t kTicksPerListing = 50;

} // namespace

// A copy of a message.
struct ExpectWatch::Stored {
    explicit Stored(const MessageView& message)
        : meta(message)
        , key(message.key)
        , headers(message.headers)
        , body(message.body)
    {
    }
    MessageView view() const { return {meta.id, meta.time, meta.wall, meta.delay, key, headers, body}; }
    MessageView meta; // without its bytes
    std::string key, headers, body;
};

// The messages of one queue, in order: first what is there, then what comes.
class ExpectWatch::Feed final : public MessageSink {
public:
    Feed(ExpectWatch& watch, QueuePtr watched, MessageId from)
        : queue(std::move(watched))
        , m_watch(watch)
        , m_next(from)
    {
    }
    ~Feed() override
    {
        if (m_wait != 0)
            m_watch.m_broker.cancel(m_wait);
    }
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    // Asks for more unless there is some, or some is on its way.
    void pull()
    {
        while (buffer.empty() && !m_pending && !m_gone) {
            m_pending = m_inside = true;
            Broker& broker = m_watch.m_broker;
            const WaitId wait = m_live ? broker.follow(*queue, m_next, kMessagesPerRead, kBytesPerRead, kFollow, *this)
                                       : broker.read(*queue, m_next, kMessagesPerRead, kBytesPerRead, *this);
            m_inside = false;
            m_wait = m_pending ? wait : 0;
        }
    }
    // Where it begins is being looked for.
    void setFinding(bool finding) { m_pending = finding; }
    void beginAt(MessageId id) { m_next = id; }
    // It has not yet said whether there is more.
    bool loading() const { return buffer.empty() && !m_live && !m_gone; }

    const QueuePtr queue;
    std::vector<size_t> items; // whose messages they are
    std::deque<Stored> buffer;
    std::optional<Stored> previous;

private:
    void answered()
    {
        m_pending = false;
        m_wait = 0;
        if (!m_inside)
            m_watch.m_wake();
    }
    void onMessages(std::span<const MessageView> messages) override
    {
        for (const MessageView& message : messages)
            buffer.emplace_back(message);
        if (!messages.empty())
            m_next = messages.back().id + 1;
        else if (m_live && m_inside)
            m_gone = true; // the broker is closing: only then it answers without waiting
        else
            m_live = true;
        answered();
    }
    void onReadError(const Error&) override
    {
        m_gone = true; // deleted
        answered();
    }
    void onDamage(const Error&, MessageId next) override
    {
        if (next <= m_next)
            m_gone = true;
        m_next = std::max(m_next, next);
        answered();
    }

    ExpectWatch& m_watch;
    MessageId m_next;
    WaitId m_wait = 0;
    bool m_pending = false, m_live = false, m_gone = false;
    bool m_inside = false; // inside a call of the broker
};

ExpectWatch::ExpectWatch(Broker& broker, const Clock& clock, std::vector<ExpectItem> items, const ExpectFrom& from,
    std::function<void()> wake)
    : m_broker(broker)
    , m_clock(clock)
    , m_items(std::move(items))
    , m_from(from)
    , m_wake(std::move(wake))
    , m_start(clock.monotonic())
{
    for (const ExpectItem& item : m_items) {
        m_runs.emplace_back(item.expectation, m_start);
        m_usesPrevious |= item.expectation.usesPrevious();
    }
}

ExpectWatch::~ExpectWatch() = default;

bool ExpectWatch::decided() const
{
    return std::all_of(m_runs.begin(), m_runs.end(), [](const ExpectationRun& run) { return run.decided(); });
}

std::vector<ExpectationReport> ExpectWatch::reports() const
{
    std::vector<ExpectationReport> all;
    all.reserve(m_runs.size());
    for (const ExpectationRun& run : m_runs)
        all.push_back(run.report());
    return all;
}

// Stands still while what was there is read.
Duration ExpectWatch::now()
{
    return m_caughtUp ? m_clock.monotonic() - m_readFor : m_start;
}

// ---------------------------------------------------------------------------------------------- queues

void ExpectWatch::findQueues()
{
    const bool all = std::any_of(m_items.begin(), m_items.end(), [](const ExpectItem& item) {
        return item.queue.empty() || item.queue.find_first_of("*?") != std::string::npos;
    });
    if (all) {
        // Listing is for thousands of queues not free; a queue that goes as another comes is noticed a little later.
        if (m_started && m_queueCount == m_broker.queueCount() && ++m_ticks % kTicksPerListing != 0)
            return;
        m_queueCount = m_broker.queueCount();
        for (const QueuePtr& queue : m_broker.listQueues({}))
            watchQueue(queue);
    } else {
        for (const ExpectItem& item : m_items) {
            if (const QueuePtr queue = m_broker.findQueue(item.queue))
                watchQueue(queue);
        }
    }
    m_started = true;
}

void ExpectWatch::watchQueue(const QueuePtr& queue)
{
    if (!m_known.insert(queue->number()).second)
        return;
    std::vector<size_t> items;
    for (size_t i = 0; i < m_items.size(); ++i) {
        if (m_items[i].queue.empty() || matchesPattern(m_items[i].queue, queue->name()))
            items.push_back(i);
    }
    if (items.empty())
        return;
    if (m_feeds.size() >= limits::kExpectQueuesMax) {
        ++m_leftOut;
        return;
    }
    MessageId from{1}; // of a queue that was not there when it began
    if (!m_started) {
        if (m_from.kind == ExpectFrom::Kind::now)
            from = m_broker.head(*queue);
        else if (m_from.kind == ExpectFrom::Kind::id)
            from = m_from.id;
    }
    auto feed = std::make_shared<Feed>(*this, queue, from);
    feed->items = std::move(items);
    m_feeds.push_back(feed);
    if (m_started || m_from.kind != ExpectFrom::Kind::time)
        return;
    feed->setFinding(true);
    m_broker.findId(*queue, SeekTarget::toTime(m_from.time),
        [weak = std::weak_ptr<Feed>(feed), this](const Result<MessageId>& found) {
            const auto kept = weak.lock();
            if (!kept)
                return; // and this watch has gone with it
            kept->setFinding(false);
            if (found)
                kept->beginAt(*found);
            m_wake();
        });
}

// ---------------------------------------------------------------------------------------------- messages

void ExpectWatch::look(Feed& feed, Duration now)
{
    const Stored& stored = feed.buffer.front();
    const MessageView view = stored.view();
    FilterSubject subject{view, feed.queue->name()};
    subject.now = m_broker.now();
    const MessageView before = feed.previous ? feed.previous->view() : MessageView{};
    FilterSubject previous{before, feed.queue->name()};
    previous.now = subject.now;
    if (feed.previous)
        subject.previous = &previous;
    for (const size_t item : feed.items)
        m_runs[item].onMessage(subject, now);
    if (m_usesPrevious)
        feed.previous.emplace(std::move(feed.buffer.front()));
    feed.buffer.pop_front();
}

// Shows the expectations what has been read, the oldest first, as far as it is known which one that is. True: there is
// more to be done at once.
bool ExpectWatch::merge(Duration now)
{
    for (uint32_t left = limits::kScanTurnMessages; left > 0; --left) {
        Feed* oldest = nullptr;
        for (const auto& feed : m_feeds) {
            feed->pull();
            if (feed->loading())
                return false;
            if (!feed->buffer.empty() && (!oldest || feed->buffer.front().meta.time < oldest->buffer.front().meta.time))
                oldest = feed.get();
        }
        if (!oldest) {
            if (!std::exchange(m_caughtUp, true))
                m_readFor = m_clock.monotonic() - m_start;
            return false;
        }
        look(*oldest, now);
        if (decided())
            return false;
    }
    return true;
}

std::optional<Duration> ExpectWatch::tick()
{
    if (decided())
        return std::nullopt;
    findQueues();
    const bool more = merge(now());
    std::optional<Duration> due;
    const Duration time = now();
    for (ExpectationRun& run : m_runs) {
        if (m_caughtUp)
            run.advance(time);
        if (const auto next = run.nextDue())
            due = due ? std::min(*due, *next) : *next;
    }
    if (!due)
        return std::nullopt;
    if (more)
        return Duration{};
    return std::clamp(*due - time, Duration{}, kLookEvery);
}

} // namespace tapedeck
