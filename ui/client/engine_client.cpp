#include "ui/client/engine_client.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <mutex>

namespace tapedeck {

static const std::string kRecordingPrefix = "exchange:";

// Outlives the client as long as an engine thread may still hold the wake function. At most one event is under way.
struct EngineClient::Waker {
    std::mutex mutex;
    EngineClient* client = nullptr;
    bool posted = false;

    void wake()
    {
        std::lock_guard lock(mutex);
        if (!client || posted)
            return;
        posted = true;
        QMetaObject::invokeMethod(
            client, [c = client] { c->onWake(); }, Qt::QueuedConnection);
    }
};

EngineClient::EngineClient(QObject* parent)
    : QObject(parent)
    , m_snapshot(std::make_shared<Snapshot>())
{
}

EngineClient::~EngineClient()
{
    if (m_waker) {
        std::lock_guard lock(m_waker->mutex);
        m_waker->client = nullptr;
    }
    if (m_observer) {
        m_observer->setWake({});
        m_observer->watch(false);
    }
}

void EngineClient::setObserver(Observer* observer)
{
    if (m_waker) {
        std::lock_guard lock(m_waker->mutex);
        m_waker->client = nullptr;
    }
    if (m_observer) {
        m_observer->setWake({});
        m_observer->watch(false);
    }
    m_pending.clear();
    m_inbox.clear();
    m_observer = observer;
    m_snapshot = observer ? observer->snapshot() : std::make_shared<Snapshot>();
    if (observer) {
        m_waker = std::make_shared<Waker>();
        m_waker->client = this;
        observer->setWake([waker = m_waker] { waker->wake(); });
        observer->watch(m_watching);
        m_waker->wake(); // what happened before the wake function was there
    }
    Q_EMIT engineChanged();
}

void EngineClient::setWatching(bool on)
{
    m_watching = on;
    if (m_observer)
        m_observer->watch(on);
}

static std::shared_ptr<const QueueView> findByName(const Snapshot& snapshot, const std::string& name)
{
    auto it = std::lower_bound(snapshot.queues.begin(), snapshot.queues.end(), name,
        [](const std::shared_ptr<const QueueView>& view, const std::string& n) { return view->name < n; });
    return it != snapshot.queues.end() && (*it)->name == name ? *it : nullptr;
}

std::shared_ptr<const QueueView> EngineClient::queueNamed(const std::string& name) const
{
    return findByName(*m_snapshot, name);
}

std::shared_ptr<const QueueView> EngineClient::queue(QueueNo number) const
{
    // A linear look at the pointers: 100,000 queues cost a tenth of a millisecond, and callers ask once per snapshot.
    for (const auto& view : m_snapshot->queues)
        if (view->number == number)
            return view;
    return nullptr;
}

const SharedQueueView* EngineClient::sharedQueue(QueueNo number) const
{
    for (const SharedQueueView& view : *m_snapshot->sharedQueues)
        if (view.number == number)
            return &view;
    return nullptr;
}

std::shared_ptr<const ExchangeView> EngineClient::exchange(const std::string& name) const
{
    const auto& all = m_snapshot->exchanges;
    const auto it = std::lower_bound(all.begin(), all.end(), name,
        [](const std::shared_ptr<const ExchangeView>& view, const std::string& n) { return view->name < n; });
    return it != all.end() && (*it)->name == name ? *it : nullptr;
}

QueueNo EngineClient::recordingOf(const std::string& exchange) const
{
    const auto view = queueNamed(kRecordingPrefix + exchange);
    return view ? view->number : QueueNo{};
}

std::string EngineClient::exchangeOf(QueueNo recording) const
{
    const auto view = queue(recording);
    if (!view || view->name.compare(0, kRecordingPrefix.size(), kRecordingPrefix) != 0)
        return {};
    const std::string name = view->name.substr(kRecordingPrefix.size());
    return exchange(name) ? name : std::string();
}

uint64_t EngineClient::expect(QObject* context, std::function<void(ObserverAnswer&)> done)
{
    const uint64_t token = ++m_lastToken;
    m_pending.emplace(token, Pending{context, std::move(done)});
    return token;
}

uint64_t EngineClient::requestPage(QObject* context, QueueNo queue, MessageId first, uint32_t count, PageDone done)
{
    PageRequest request;
    request.queue = queue;
    request.first = first;
    request.count = count;
    return ask(context, std::move(request), std::move(done));
}

uint64_t EngineClient::requestMessage(QObject* context, QueueNo queue, MessageId id, MessageDone done)
{
    return ask(context, MessageRequest{0, queue, id}, std::move(done));
}

uint64_t EngineClient::takeMessage(QObject* context, QueueNo queue, MessageId id, MessageTaken done)
{
    if (!m_observer)
        return 0;
    const uint64_t token = expect(context,
        [done = std::move(done)](ObserverAnswer& answer) { done(std::move(std::get<MessageAnswer>(answer))); });
    m_observer->request(MessageRequest{token, queue, id});
    return token;
}

uint64_t EngineClient::submit(QObject* context, Action action, ActionDone done)
{
    if (!m_observer)
        return 0;
    const uint64_t token = expect(context, [done = std::move(done)](ObserverAnswer& a) {
        if (done)
            done(std::get<ActionAnswer>(a));
    });
    m_observer->submit(token, std::move(action));
    return token;
}

void EngineClient::forget(uint64_t token)
{
    m_pending.erase(token);
}

void EngineClient::onWake()
{
    {
        std::lock_guard lock(m_waker->mutex);
        m_waker->posted = false; // before looking, so that nothing that comes now is missed
    }
    if (!m_observer)
        return;
    for (ObserverAnswer& answer : m_observer->takeAnswers())
        m_inbox.push_back(std::move(answer));
    takeSnapshot();
    if (!m_deliveryPosted)
        deliver();
}

void EngineClient::takeSnapshot()
{
    SnapshotPtr now = m_observer->snapshot();
    if (now->version == m_snapshot->version)
        return;
    const SnapshotPtr before = std::exchange(m_snapshot, std::move(now));
    Q_EMIT snapshotChanged(before, m_snapshot);
}

void EngineClient::deliver()
{
    m_deliveryPosted = false;
    QElapsedTimer timer;
    timer.start();
    while (!m_inbox.empty()) {
        ObserverAnswer answer = std::move(m_inbox.front());
        m_inbox.pop_front();
        const uint64_t token = std::visit([](const auto& a) { return a.token; }, answer);
        const Observer* engine = m_observer;
        if (auto pending = m_pending.extract(token); !pending.empty() && pending.mapped().context)
            pending.mapped().done(answer);
        if (m_observer != engine)
            return; // the callback opened another tape: the rest is void and already cleared
        if (timer.elapsed() >= kSliceMs && !m_inbox.empty()) {
            m_deliveryPosted = true;
            QMetaObject::invokeMethod(
                this, [this] { deliver(); }, Qt::QueuedConnection);
            return;
        }
    }
}

} // namespace tapedeck
