// The window's only bridge to the engine: snapshots, pages, messages and actions become Qt signals and callbacks.
// GUI thread, except for the wake-up, which posts one event. Never waits for the engine, polls nothing, and gives the
// event loop back after kSliceMs however many answers are there.
#pragma once

#include "engine/view/observer.h"

#include <QObject>
#include <QPointer>

#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>

namespace tapedeck {

using SnapshotPtr = std::shared_ptr<const Snapshot>;

class EngineClient : public QObject {
    Q_OBJECT
public:
    // Longest time one event spends on answers: a frame of 60 Hz keeps half its time for painting.
    static constexpr int kSliceMs = 8;

    using PageDone = std::function<void(const Page&)>;
    using MessageDone = std::function<void(const MessageAnswer&)>;
    using MessageTaken = std::function<void(MessageAnswer&&)>;
    using ActionDone = std::function<void(const ActionAnswer&)>;

    explicit EngineClient(QObject* parent = nullptr);
    ~EngineClient() override;

    // The engine to talk to from now on, or null. Requests that are pending are forgotten: their callbacks never come.
    void setObserver(Observer* observer);
    bool attached() const { return m_observer != nullptr; }
    // Never null.
    const SnapshotPtr& snapshot() const { return m_snapshot; }
    // The queue's part of the current snapshot; null when it is gone.
    std::shared_ptr<const QueueView> queue(QueueNo number) const;
    std::shared_ptr<const QueueView> queueNamed(const std::string& name) const;
    // As fq's clients share it; null if they do not. Valid until the next snapshot.
    const SharedQueueView* sharedQueue(QueueNo number) const;
    std::shared_ptr<const ExchangeView> exchange(const std::string& name) const;
    // The queue that keeps what is published on an exchange; 0 if there is none yet.
    QueueNo recordingOf(const std::string& exchange) const;
    // The exchange whose recording this queue is; empty if it is none.
    std::string exchangeOf(QueueNo recording) const;

    // While false (window minimised) the engine makes no snapshots.
    void setWatching(bool on);

    // Callbacks come from the event loop, never from inside these calls, and not at all once `context` is destroyed,
    // the token was forgotten, or another observer was set. Without an engine nothing happens and the token is 0.
    uint64_t requestPage(QObject* context, QueueNo queue, MessageId first, uint32_t count, PageDone done);
    uint64_t requestMessage(QObject* context, QueueNo queue, MessageId id, MessageDone done);
    // The same, and the answer is the callback's: a body of many megabytes is not copied.
    uint64_t takeMessage(QObject* context, QueueNo queue, MessageId id, MessageTaken done);
    // The same for every kind of lookup; the token is set here. `done` takes what answers it.
    template <typename Request>
    uint64_t ask(QObject* context, Request request, std::function<void(const typename Request::Answer&)> done)
    {
        if (!m_observer)
            return 0;
        request.token = expect(context,
            [done = std::move(done)](ObserverAnswer& answer) { done(std::get<typename Request::Answer>(answer)); });
        const uint64_t token = request.token;
        m_observer->request(std::move(request));
        return token;
    }
    uint64_t submit(QObject* context, Action action, ActionDone done = {});
    void forget(uint64_t token);

Q_SIGNALS:
    // Another engine: everything shown is void. snapshot() is already the new one's.
    void engineChanged();
    void snapshotChanged(const tapedeck::SnapshotPtr& before, const tapedeck::SnapshotPtr& now);

private:
    struct Waker; // shared with the engine's threads
    struct Pending {
        QPointer<QObject> context;
        std::function<void(ObserverAnswer&)> done;
    };

    uint64_t expect(QObject* context, std::function<void(ObserverAnswer&)> done);
    void onWake();
    void takeSnapshot();
    void deliver();

    Observer* m_observer = nullptr;
    SnapshotPtr m_snapshot;
    std::shared_ptr<Waker> m_waker;
    std::unordered_map<uint64_t, Pending> m_pending;
    std::deque<ObserverAnswer> m_inbox;
    uint64_t m_lastToken = 0;
    bool m_watching = true;
    bool m_deliveryPosted = false;
};

} // namespace tapedeck
