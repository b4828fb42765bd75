// The loop and the observer on two threads: for the thread sanitizer, and for what must hold whatever the order is.
#include <QTest> // first: moc stumbles over <compare> where nothing comes before it

#include "engine/base/clock.h"
#include "engine/base/worker.h"
#include "engine/view/view.h"
#include "tests/support/fake_log_broker.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>

using namespace tapedeck;

namespace {

// What a window's event queue is to it.
class Bell {
public:
    void ring()
    {
        const std::lock_guard lock(m_mutex);
        m_rung = true;
        m_changed.notify_one();
    }
    void wait()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_rung; });
        m_rung = false;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_rung = false;
};

} // namespace

class ViewThreadsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRequestIsAnsweredAndSnapshotsOnlyGrow()
    {
        SystemClock system;
        FakeLogBroker broker(system);
        Bell bell;
        std::unique_ptr<View> view;
        std::atomic<bool> stopped{false};
        constexpr uint64_t kRounds = 300;
        std::set<uint64_t> open;
        uint64_t versions = 0;
        size_t largest = 0;
        Duration now; // the loop's; time is the test's, so that many snapshots are made
        uint64_t count = 0;
        std::function<void()> turn;
        {
            Worker loop("loop");
            view = std::make_unique<View>(ViewParts{loop, broker, {}, {}});
            view->setWake([&] { bell.ring(); });
            // The loop's own work: publishes, makes and deletes queues, ends its turns.
            turn = [&] {
                ++count;
                const std::string name = "q" + std::to_string(count % 17);
                if (!broker.findQueue(name)) {
                    CHECK(broker.createQueue(name, {}).ok());
                } else if (count % 29 == 0) {
                    CHECK(broker.deleteQueue(broker.queue(name)).ok());
                } else {
                    const NewMessage message{"body", "key"};
                    CHECK(broker.publish(broker.queue(name), std::span(&message, 1)).ok());
                }
                now.micros += 40'000;
                view->onTurn(now);
                if (!stopped.load())
                    loop.post(turn);
            };
            view->watch(true);
            loop.post(turn);

            uint64_t token = 0;
            while (token < kRounds) {
                for (int i = 0; i < 4; ++i)
                    open.insert(++token);
                view->request(
                    PageRequest{token - 3, QueueNo{1 + static_cast<uint32_t>(token % 9)}, MessageId{1}, 50, 16});
                view->request(MessageRequest{token - 2, QueueNo{1 + static_cast<uint32_t>(token % 9)}, MessageId{1}});
                view->submit(token - 1, action::Publish{"mine", {}, "x", {}, {}, true, 2});
                view->submit(token, action::FindId{QueueNo{2}, SeekTarget::toId(MessageId{1})});
                while (open.size() > 40 || (token >= kRounds && !open.empty())) {
                    bell.wait();
                    for (const ObserverAnswer& answer : view->takeAnswers())
                        std::visit([&](const auto& a) { QVERIFY(open.erase(a.token) == 1); }, answer);
                    const auto snapshot = view->snapshot();
                    QVERIFY(snapshot->version >= versions);
                    QVERIFY(view->version() >= snapshot->version);
                    versions = snapshot->version;
                    largest = std::max(largest, snapshot->queues.size());
                    for (size_t i = 1; i < snapshot->queues.size(); ++i)
                        QVERIFY(snapshot->queues[i - 1]->name < snapshot->queues[i]->name);
                }
            }
            while (versions == 0 || largest < 10) { // the loop goes on making them
                bell.wait();
                versions = view->snapshot()->version;
                largest = std::max(largest, view->snapshot()->queues.size());
            }
            view->setWake({});
            stopped = true;
        } // the loop has run dry and is joined
        view.reset();
        QVERIFY(open.empty());
        QCOMPARE(broker.queue("mine").views.size() % 2, size_t{0});
    }

    void noWakeComesAfterItWasTakenAway()
    {
        SystemClock system;
        FakeLogBroker broker(system);
        std::unique_ptr<View> view;
        std::atomic<bool> stopped{false};
        Duration now; // the loop's
        uint64_t count = 0;
        std::function<void()> turn;
        {
            Worker loop("loop");
            view = std::make_unique<View>(ViewParts{loop, broker, {}, {}});
            turn = [&] {
                CHECK(broker.createQueue("q" + std::to_string(count), {}).ok());
                if (count > 0)
                    CHECK(broker.deleteQueue(broker.queue("q" + std::to_string(count - 1))).ok());
                ++count;
                now.micros += 100'000;
                view->onTurn(now);
                if (!stopped.load())
                    loop.post(turn);
            };
            loop.post(turn);
            view->watch(true);
            for (int round = 0; round < 200; ++round) {
                auto bell = std::make_unique<Bell>();
                view->setWake([&bell] { bell->ring(); });
                view->snapshot();
                bell->wait();
                view->setWake({});
                bell.reset(); // a call from now on would be a use after free
                view->snapshot();
            }
            stopped = true;
        }
        QVERIFY(view->version() > 0);
    }
};

QTEST_APPLESS_MAIN(ViewThreadsTest)
#include "view_threads_test.moc"
