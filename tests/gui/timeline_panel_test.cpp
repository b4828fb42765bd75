// What the timeline asks the engine, and what its brush does, over a fake
// engine.
#include "tests/support/fake_observer.h"
#include "ui/models/brush_filter.h"
#include "ui/models/histogram_source.h"
#include "ui/panels/seeker.h"
#include "ui/panels/timeline_panel.h"
#include "ui/views/timeline_strip.h"

#include <QApplication>
#include <QClipboard>
#include <QTest>

#include <numeric>

using namespace tapedeck;

class TimelinePanelTest : public QObject {
    Q_OBJECT

    struct Rig {
        FakeObserver fake;
        EngineClient client;
        Current current;
        UndoList undo;
        ZoneSetting zone;
        Messages messages;
        FilterSetting filter;
        WindowContext context{client, current, undo, zone, messages, filter};
        Seeker seeker{context};
        std::unique_ptr<TimelinePanel> panel;
        TimelineStrip* strip = nullptr;
        QWidget frame; // what hides itself is shown again inside of another
        QueueNo queue;

        explicit Rig(uint64_t count = 1000)
        {
            zone.set(Zone::utc);
            queue = fake.addQueue("orders", count);
            fake.addChannel(queue, "billing", 900, 0, 5);
            fake.tick();
            panel = std::make_unique<TimelinePanel>(context, seeker, &frame);
            strip = panel->strip();
            frame.resize(1000, panel->sizeHint().height());
            panel->resize(frame.size());
            client.setObserver(&fake);
            current.setQueue(queue);
            frame.show();
            QApplication::processEvents();
        }
        ~Rig()
        {
            panel.reset();
            client.setObserver(nullptr);
        }
        uint64_t counted() const
        {
            const auto& counts = strip->layer(TimelineStrip::Layer::all).counts;
            return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
        }
        void brush(int from, int to)
        {
            const int y = strip->height() / 2;
            QTest::mousePress(strip, Qt::LeftButton, {}, {from, y});
            QMouseEvent move(QEvent::MouseMove, QPointF(to, y), strip->mapToGlobal(QPointF(to, y)), Qt::NoButton,
                Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(strip, &move);
            QTest::mouseRelease(strip, Qt::LeftButton, {}, {to, y});
        }
        // So long that whatever was meant to be asked again has been.
        static void settle() { QTest::qWait(HistogramSource::kEveryMs + 100); }
    };

private Q_SLOTS:
    void allMessagesAreCounted()
    {
        Rig rig;
        QTRY_COMPARE(rig.counted(), uint64_t{1000});
        QCOMPARE(rig.strip->layer(TimelineStrip::Layer::all).from, rig.strip->grid().from);
        QCOMPARE(rig.strip->layer(TimelineStrip::Layer::all).counts.size(), size_t{rig.strip->grid().count});
    }

    void nothingIsAskedWhileNothingChanges()
    {
        Rig rig;
        QTRY_COMPARE(rig.counted(), uint64_t{1000});
        const size_t asked = rig.fake.histogramsAsked();
        for (int i = 0; i < 5; ++i)
            rig.fake.tick(); // snapshots in which the queue is the same
        Rig::settle();
        QCOMPARE(rig.fake.histogramsAsked(), asked);
    }

    void whatGrowsIsAskedForAFewTimesASecond()
    {
        Rig rig;
        QTRY_COMPARE(rig.counted(), uint64_t{1000});
        for (const bool zoomed : {false, true}) {
            if (zoomed)
                QTest::keyClick(rig.strip, Qt::Key_Plus);
            Rig::settle();
            const size_t asked = rig.fake.histogramsAsked();
            QElapsedTimer timer;
            timer.start();
            for (int i = 0; i < 40; ++i) {
                rig.fake.grow(rig.queue, 10);
                rig.fake.tick();
                QTest::qWait(10);
            }
            const size_t more = rig.fake.histogramsAsked() - asked;
            QVERIFY2(more > 0 && more <= static_cast<size_t>(timer.elapsed() / HistogramSource::kEveryMs + 1),
                qPrintable(QString::number(more)));
        }
        rig.panel->showAll->trigger();
        QTRY_COMPARE(rig.counted(), uint64_t{1800});
    }

    void oneQuestionAtATimeAndTheNewestWins()
    {
        Rig rig;
        QTRY_COMPARE(rig.counted(), uint64_t{1000});
        rig.fake.hold(true);
        const size_t asked = rig.fake.histogramsAsked();
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(rig.strip, Qt::Key_Plus);
        QApplication::processEvents();
        QCOMPARE(rig.fake.histogramsAsked(), asked + 1);
        rig.fake.hold(false);
        QTRY_COMPARE(rig.strip->layer(TimelineStrip::Layer::all).bucket, rig.strip->grid().bucket);
        QCOMPARE(rig.fake.histogramsAsked(), asked + 2);
        QCOMPARE(rig.strip->layer(TimelineStrip::Layer::all).from, rig.strip->grid().from);
    }

    void nothingIsAskedWhileNobodyLooks()
    {
        Rig rig;
        QTRY_COMPARE(rig.counted(), uint64_t{1000});
        rig.frame.hide();
        const size_t asked = rig.fake.histogramsAsked();
        rig.fake.grow(rig.queue, 500);
        rig.fake.tick();
        Rig::settle();
        QCOMPARE(rig.fake.histogramsAsked(), asked);
        rig.frame.show();
        QTRY_COMPARE(rig.counted(), uint64_t{1500});
    }

    void anotherQueueIsCountedAnew()
    {
        Rig rig;
        QTRY_COMPARE(rig.counted(), uint64_t{1000});
        const QueueNo other = rig.fake.addQueue("other", 1000); // of the same times
        rig.fake.tick();
        const QueueNo empty = rig.fake.addQueue("empty");
        rig.fake.tick();
        QApplication::processEvents();
        rig.current.setQueue(empty);
        QVERIFY(rig.panel->isHidden());
        rig.current.setQueue(other);
        QVERIFY(!rig.panel->isHidden());
        QTRY_COMPARE(rig.counted(), uint64_t{1000});
    }

    void theBrushIsATermOfTheFilter()
    {
        Rig rig;
        rig.filter.setText(QStringLiteral("size > 10 || key == \"a\""));
        rig.brush(200, 400);
        const QString term = BrushFilter::term(rig.panel->brush(), Zone::utc);
        QCOMPARE(rig.filter.text(), QStringLiteral("(size > 10 || key == \"a\") && ") + term);
        QVERIFY(rig.filter.error().isEmpty());
        // Another brush takes its place, also between other terms.
        rig.filter.narrow(QStringLiteral("size < 99"));
        rig.brush(500, 700);
        const QString next = BrushFilter::term(rig.panel->brush(), Zone::utc);
        QVERIFY(next != term);
        QCOMPARE(rig.filter.text(), QStringLiteral("((size > 10 || key == \"a\") && %1) && size < 99").arg(next));
        QVERIFY(!rig.filter.text().contains(term));
        // And goes with it.
        rig.panel->clearBrush->trigger();
        QVERIFY(!rig.filter.text().contains(QStringLiteral("time")));
        QVERIFY(rig.filter.text().endsWith(QStringLiteral(" && size < 99")));
        QVERIFY(rig.filter.error().isEmpty());
        QVERIFY(!rig.panel->replayBrush->isEnabled());
    }

    void aBrushAloneLeavesNoFilterBehind()
    {
        Rig rig;
        rig.brush(200, 400);
        QVERIFY(rig.filter.active());
        QTest::keyClick(rig.strip, Qt::Key_Escape);
        QVERIFY(!rig.filter.active());
        QVERIFY(rig.filter.text().isEmpty());
    }

    void aFilterWrittenByHandClearsTheBrush()
    {
        Rig rig;
        rig.brush(200, 400);
        rig.filter.setText(QStringLiteral("size > 10"));
        QVERIFY(rig.panel->brush().empty());
        QCOMPARE(rig.filter.text(), QStringLiteral("size > 10"));
    }

    void theFilterOfTheBrushMatchesWhatIsBrushed()
    {
        Rig rig;
        rig.brush(200, 400);
        const TimeRange range = rig.panel->brush();
        const auto matches = [&](Time time) {
            const MessageView message{MessageId{1}, time, time, {}, "k", {}, "body"};
            return rig.filter.filter().matches({message, "orders"});
        };
        QVERIFY(matches(range.from));
        QVERIFY(!matches(range.from - Duration{1}));
        QVERIFY(matches(range.until - Duration{1}));
        QVERIFY(!matches(range.until));
    }

    void theRangeIsCopiedAndReplayed()
    {
        Rig rig;
        std::optional<TimeRange> replayed;
        connect(
            rig.panel.get(), &TimelinePanel::replayRequested, this, [&](const TimeRange& range) { replayed = range; });
        rig.brush(200, 400);
        rig.panel->copyRange->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(),
            rfc3339Text(rig.panel->brush().from, Zone::utc) + QLatin1Char('/')
                + rfc3339Text(rig.panel->brush().until, Zone::utc));
        rig.panel->replayBrush->trigger();
        QCOMPARE(replayed, std::optional(rig.panel->brush()));
    }

    void deadLettersMarksAndReplaysAreShown()
    {
        Rig rig;
        QTRY_COMPARE(rig.strip->ticks(TimelineStrip::Ticks::dead).size(), size_t{5});
        QCOMPARE(rig.strip->ticks(TimelineStrip::Ticks::dead)[0], FakeObserver::kStart + FakeObserver::kStep);
        rig.fake.edit([&](Snapshot& s) {
            s.marks = std::make_shared<const std::vector<Mark>>(
                std::vector<Mark>{{rig.queue, MessageId{100}, 1, {}}, {QueueNo{77}, MessageId{200}, 1, {}}});
            PlayerInfo player;
            player.id = 3;
            player.source = "orders";
            player.state = PlayerState::playing;
            player.sourceTime = FakeObserver::kStart + Duration::seconds(50);
            s.players.push_back(player);
            player.source = "other";
            s.players.push_back(player);
        });
        rig.fake.tick();
        QTRY_COMPARE(rig.strip->ticks(TimelineStrip::Ticks::marked),
            std::vector<Time>{FakeObserver::kStart + Duration{100 * FakeObserver::kStep.micros}});
        QCOMPARE(rig.strip->playheads(),
            (std::vector<TimelineStrip::Playhead>{{3, FakeObserver::kStart + Duration::seconds(50)}}));
        // Asked once, however many snapshots come.
        const size_t pages = rig.fake.pagesAsked();
        for (int i = 0; i < 5; ++i)
            rig.fake.tick();
        QTest::qWait(50);
        QCOMPARE(rig.fake.pagesAsked(), pages);
    }
};

QTEST_MAIN(TimelinePanelTest)
#include "timeline_panel_test.moc"
