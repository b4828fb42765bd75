// The bridge to the engine: answers reach who asked, stale ones nobody, and the event loop is given back.
#include "tests/support/fake_observer.h"
#include "ui/client/engine_client.h"

#include <QAbstractEventDispatcher>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace tapedeck;

class EngineClientTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void callbacksComeFromTheEventLoopOnly()
    {
        FakeObserver fake;
        const QueueNo queue = fake.addQueue("q", 10);
        EngineClient client;
        client.setObserver(&fake);
        bool called = false;
        client.requestPage(this, queue, MessageId{1}, 5, [&](const Page& page) {
            called = true;
            QCOMPARE(page.rows.size(), size_t{5});
        });
        QVERIFY(!called);
        QTRY_VERIFY(called);
        client.setObserver(nullptr);
    }
    void forgottenAndOrphanedAnswersAreDropped()
    {
        FakeObserver fake;
        const QueueNo queue = fake.addQueue("q", 10);
        EngineClient client;
        client.setObserver(&fake);
        int calls = 0;
        fake.hold(true);
        const uint64_t stale = client.requestPage(this, queue, MessageId{1}, 5, [&](const Page&) { ++calls; });
        client.forget(stale);
        auto context = std::make_unique<QObject>();
        client.requestPage(context.get(), queue, MessageId{1}, 5, [&](const Page&) { ++calls; });
        context.reset();
        bool last = false;
        client.requestPage(this, queue, MessageId{1}, 5, [&](const Page&) { last = true; });
        fake.hold(false);
        QTRY_VERIFY(last);
        QCOMPARE(calls, 0);
        client.setObserver(nullptr);
    }
    void anotherEngineVoidsWhatWasAsked()
    {
        FakeObserver one, two;
        const QueueNo queue = one.addQueue("q", 10);
        EngineClient client;
        client.setObserver(&one);
        one.hold(true);
        client.requestPage(this, queue, MessageId{1}, 5, [&](const Page&) { QFAIL("an answer of the old engine"); });
        QSignalSpy changed(&client, &EngineClient::engineChanged);
        client.setObserver(&two);
        QVERIFY(!one.watched());
        QVERIFY(two.watched());
        one.hold(false);
        QCoreApplication::processEvents();
        QCOMPARE(changed.count(), 1);
        client.setObserver(nullptr);
    }
    void manyAnswersAreTakenInSlices()
    {
        FakeObserver fake;
        const QueueNo queue = fake.addQueue("q", 10);
        EngineClient client;
        client.setObserver(&fake);
        fake.hold(true);
        int done = 0;
        for (int i = 0; i < 100; ++i)
            client.requestPage(this, queue, MessageId{1}, 5, [&](const Page&) {
                QElapsedTimer busy;
                busy.start();
                while (busy.elapsed() < 2) { }
                ++done;
            });
        fake.hold(false);
        int most = 0;
        while (done < 100) {
            const int before = done;
            QCoreApplication::processEvents(QEventLoop::AllEvents, 0);
            most = std::max(most, done - before);
        }
        // Qt handles what was posted before; a slice is one event, so one call takes a few slices at most. How many
        // answers, and not how long: a slower machine takes fewer in a slice.
        QVERIFY2(most < 50, qPrintable(QString::number(most)));
        client.setObserver(nullptr);
    }
    void wakesFromOtherThreadsAreSafeUntilTheEnd()
    {
        for (int round = 0; round < 20; ++round) {
            FakeObserver fake;
            const QueueNo queue = fake.addQueue("q", 10);
            std::atomic<bool> stop = false;
            auto client = std::make_unique<EngineClient>();
            client->setObserver(&fake);
            std::thread engine([&] {
                while (!stop) {
                    fake.grow(queue, 1);
                    fake.tick();
                }
            });
            QSignalSpy seen(client.get(), &EngineClient::snapshotChanged);
            QTRY_VERIFY(seen.count() > 3);
            client.reset();
            stop = true;
            engine.join();
        }
    }
    void nothingHappensWhileNothingChanges()
    {
        FakeObserver fake;
        fake.addQueue("q", 10);
        fake.tick();
        EngineClient client;
        client.setObserver(&fake);
        QCoreApplication::processEvents();
        QSignalSpy seen(&client, &EngineClient::snapshotChanged);
        for (int i = 0; i < 10; ++i)
            QVERIFY(!QCoreApplication::eventDispatcher()->processEvents(QEventLoop::AllEvents));
        QCOMPARE(seen.count(), 0);
        client.setObserver(nullptr);
    }
};

QTEST_GUILESS_MAIN(EngineClientTest)
#include "engine_client_test.moc"
