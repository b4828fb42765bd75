// The timeline by mouse, wheel and keys.
#include "ui/views/timeline_strip.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace tapedeck;

static constexpr Time kStart{1785499200'000000}; // 2026-07-31 12:00:00 UTC

class TimelineStripTest : public QObject {
    Q_OBJECT

    struct Rig {
        ZoneSetting zone;
        TimelineStrip strip{zone};
        Time end = kStart + Duration::seconds(1000);
        std::vector<Time> jumps;
        std::vector<std::pair<std::string, Time>> seeks;
        int brushes = 0, grids = 0;

        Rig()
        {
            zone.set(Zone::utc);
            QObject::connect(
                &strip, &TimelineStrip::jumpRequested, &strip, [this](Time time) { jumps.push_back(time); });
            QObject::connect(&strip, &TimelineStrip::seekRequested, &strip,
                [this](const std::string& channel, Time time) { seeks.emplace_back(channel, time); });
            QObject::connect(&strip, &TimelineStrip::brushChanged, &strip, [this] { ++brushes; });
            QObject::connect(&strip, &TimelineStrip::gridChanged, &strip, [this] { ++grids; });
            strip.resize(1000, strip.sizeHint().height());
            strip.setRange(kStart, end);
            strip.show();
            strip.activateWindow();
            strip.setFocus();
            QApplication::processEvents();
            BucketCounts counts{strip.grid().from, strip.grid().bucket, {}};
            for (uint32_t i = 0; i < strip.grid().count; ++i)
                counts.counts.push_back(i % 7 * 100);
            strip.setLayer(TimelineStrip::Layer::all, counts);
            strip.grab();
        }
        int middle() const { return strip.height() / 2; }
        void drag(int from, int to, Qt::MouseButton button = Qt::LeftButton, Qt::KeyboardModifiers modifiers = {})
        {
            QTest::mousePress(&strip, button, modifiers, {from, middle()});
            for (const int x : {(from + to) / 2, to}) {
                QMouseEvent move(QEvent::MouseMove, QPointF(x, middle()), strip.mapToGlobal(QPointF(x, middle())),
                    Qt::NoButton, button, modifiers);
                QCoreApplication::sendEvent(&strip, &move);
            }
            QTest::mouseRelease(&strip, button, modifiers, {to, middle()});
        }
        void wheel(int x, QPoint angle)
        {
            QWheelEvent event(QPointF(x, middle()), strip.mapToGlobal(QPointF(x, middle())), {}, angle, Qt::NoButton,
                Qt::NoModifier, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(&strip, &event);
        }
    };
    // As near as pixels are.
    static bool near(const TimelineStrip& strip, Time a, Time b)
    {
        return std::abs((a - b).micros) <= 2 * strip.scale().perPixel().micros;
    }

private Q_SLOTS:
    void aClickJumps()
    {
        Rig rig;
        QTest::mouseClick(&rig.strip, Qt::LeftButton, {}, {400, rig.middle()});
        QCOMPARE(rig.jumps, std::vector<Time>{rig.strip.timeAt(400)});
        QVERIFY(rig.strip.brush().empty());
        QCOMPARE(rig.brushes, 0);
    }

    void aDragBrushesInEitherDirection()
    {
        Rig rig;
        rig.drag(300, 600);
        QCOMPARE(rig.strip.brush(), (TimeRange{rig.strip.timeAt(300), rig.strip.timeAt(600)}));
        QCOMPARE(rig.brushes, 1); // when it is let go
        QVERIFY(rig.jumps.empty());
        rig.drag(800, 700);
        QCOMPARE(rig.strip.brush(), (TimeRange{rig.strip.timeAt(700), rig.strip.timeAt(800)}));
        QCOMPARE(rig.brushes, 2);
        // To the end: the last message is in it.
        rig.drag(900, 2000);
        QVERIFY(rig.strip.brush().contains(rig.end));
    }

    void anEdgeOfTheBrushCanBeMoved()
    {
        Rig rig;
        rig.drag(300, 600);
        rig.drag(600, 700);
        QCOMPARE(rig.strip.brush(), (TimeRange{rig.strip.timeAt(300), rig.strip.timeAt(700)}));
        rig.drag(300, 200);
        QCOMPARE(rig.strip.brush(), (TimeRange{rig.strip.timeAt(200), rig.strip.timeAt(700)}));
    }

    void theWheelZoomsAtTheCursor()
    {
        Rig rig;
        const Time under = rig.strip.timeAt(250);
        const int64_t span = rig.strip.scale().span().micros;
        rig.wheel(250, {0, 120});
        QVERIFY(rig.strip.scale().span().micros < span * 3 / 4);
        QVERIFY(std::abs(rig.strip.xOf(under) - 250) <= 1);
        QVERIFY(rig.grids > 0);
        const Time first = rig.strip.scale().first();
        rig.wheel(250, {-120, 0}); // sideways
        QVERIFY(rig.strip.scale().first() > first);
        for (int i = 0; i < 10; ++i)
            rig.wheel(250, {0, -120});
        QVERIFY(rig.strip.scale().showsAll());
    }

    void aViewIsDraggedByTheMiddleButtonOrWithCtrl()
    {
        Rig rig;
        for (int i = 0; i < 4; ++i)
            rig.wheel(500, {0, 120});
        const Time under = rig.strip.timeAt(500);
        rig.drag(500, 400, Qt::MiddleButton);
        QVERIFY(std::abs(rig.strip.xOf(under) - 400) <= 1);
        rig.drag(400, 600, Qt::LeftButton, Qt::ControlModifier);
        QVERIFY(std::abs(rig.strip.xOf(under) - 600) <= 1);
        QVERIFY(rig.strip.brush().empty());
        QVERIFY(rig.jumps.empty());
    }

    void aDoubleClickZoomsToTheBrush()
    {
        Rig rig;
        rig.drag(300, 600);
        const TimeRange brush = rig.strip.brush();
        QTest::mouseDClick(&rig.strip, Qt::LeftButton, {}, {450, rig.middle()});
        QVERIFY(near(rig.strip, rig.strip.scale().first(), brush.from));
        QVERIFY(near(rig.strip, rig.strip.scale().last(), brush.until));
        QCOMPARE(rig.strip.brush(), brush);
    }

    void arrowsMoveTheCursorFromBarToBarAndReadItOut()
    {
        Rig rig;
        QTest::keyClick(&rig.strip, Qt::Key_Home);
        QCOMPARE(rig.strip.accessibleDescription(), rig.strip.readout(kStart));
        QTest::keyClick(&rig.strip, Qt::Key_Right);
        QTest::keyClick(&rig.strip, Qt::Key_Right);
        const Time second = rig.strip.scale().bucketOf(kStart).from + Duration{2 * rig.strip.scale().bucket().micros};
        QCOMPARE(rig.strip.accessibleDescription(), rig.strip.readout(second));
        QVERIFY2(rig.strip.accessibleDescription().endsWith(QStringLiteral("200 messages")),
            qPrintable(rig.strip.accessibleDescription()));
        QTest::keyClick(&rig.strip, Qt::Key_Return);
        QCOMPARE(rig.jumps, std::vector<Time>{second});
        QTest::keyClick(&rig.strip, Qt::Key_End);
        QTest::keyClick(&rig.strip, Qt::Key_Return);
        QCOMPARE(rig.jumps.back(), rig.end);
    }

    void shiftAndArrowsBrushAndEscapeClears()
    {
        Rig rig;
        QTest::keyClick(&rig.strip, Qt::Key_Home);
        QTest::keyClick(&rig.strip, Qt::Key_Right, Qt::ControlModifier);
        QTest::keyClick(&rig.strip, Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(&rig.strip, Qt::Key_Right, Qt::ShiftModifier);
        const Duration bucket = rig.strip.scale().bucket();
        const Time from = rig.strip.scale().bucketOf(kStart).from + Duration{10 * bucket.micros};
        QCOMPARE(rig.strip.brush(), (TimeRange{from, from + Duration{2 * bucket.micros}}));
        QTest::keyClick(&rig.strip, Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(rig.strip.brush(), (TimeRange{from, from + bucket}));
        QCOMPARE(rig.brushes, 3);
        QVERIFY(rig.strip.accessibleDescription().contains(QStringLiteral("Brushed")));
        QTest::keyClick(&rig.strip, Qt::Key_Escape);
        QVERIFY(rig.strip.brush().empty());
        QCOMPARE(rig.brushes, 4);
    }

    void keysZoomAndChangeTheBars()
    {
        Rig rig;
        const int64_t span = rig.strip.scale().span().micros, bucket = rig.strip.scale().bucket().micros;
        QTest::keyClick(&rig.strip, Qt::Key_Period);
        QCOMPARE(rig.strip.scale().bucket().micros, 2 * bucket);
        QTest::keyClick(&rig.strip, Qt::Key_Comma);
        QCOMPARE(rig.strip.scale().bucket().micros, bucket);
        QTest::keyClick(&rig.strip, Qt::Key_Plus);
        QCOMPARE(rig.strip.scale().span().micros, span / 2);
        QTest::keyClick(&rig.strip, Qt::Key_A);
        QVERIFY(rig.strip.scale().showsAll());
        rig.drag(300, 600);
        QTest::keyClick(&rig.strip, Qt::Key_Z);
        QVERIFY(rig.strip.scale().span().micros < span / 2);
        QTest::keyClick(&rig.strip, Qt::Key_Minus);
        QVERIFY(rig.strip.scale().span().micros > span / 2);
    }

    void upAndDownChooseAFlagThatArrowsMove()
    {
        Rig rig;
        rig.strip.setFlags({{"billing", kStart + Duration::seconds(500), false}, {"mail", rig.end, true}});
        QTest::keyClick(&rig.strip, Qt::Key_Down);
        QVERIFY(rig.strip.accessibleDescription().contains(QStringLiteral("billing")));
        QTest::keyClick(&rig.strip, Qt::Key_Left, Qt::ControlModifier);
        QVERIFY(rig.strip.dragging());
        QTest::keyClick(&rig.strip, Qt::Key_Return);
        QCOMPARE(rig.seeks.size(), size_t{1});
        QCOMPARE(rig.seeks[0].first, std::string("billing"));
        QVERIFY(rig.seeks[0].second < kStart + Duration::seconds(500));
        // Escape leaves the move, then the flag; then arrows move the cursor again.
        QTest::keyClick(&rig.strip, Qt::Key_Left);
        QTest::keyClick(&rig.strip, Qt::Key_Escape);
        QVERIFY(!rig.strip.dragging());
        QTest::keyClick(&rig.strip, Qt::Key_Escape);
        QTest::keyClick(&rig.strip, Qt::Key_Left);
        QVERIFY(!rig.strip.dragging());
        QCOMPARE(rig.seeks.size(), size_t{1});
    }

    void whatIsNotUsedIsLeftToOthers()
    {
        Rig rig;
        for (const auto& [key, modifiers] : {std::pair<Qt::Key, Qt::KeyboardModifiers>{Qt::Key_Escape, {}},
                 {Qt::Key_F6, {}}, {Qt::Key_A, Qt::ControlModifier}, {Qt::Key_Space, {}}}) {
            QKeyEvent event(QEvent::KeyPress, key, modifiers);
            QCoreApplication::sendEvent(&rig.strip, &event);
            QVERIFY(!event.isAccepted());
        }
    }

    void barsTicksAndPlayheadsAreDrawnWhereTheyBelong()
    {
        Rig rig;
        const auto column = [&](int x) {
            const QImage image = rig.strip.grab().toImage();
            QSet<QRgb> colours;
            for (int y = rig.strip.fontMetrics().height() * 3 / 2; y < image.height() * 2 / 3; ++y)
                colours.insert(image.pixel(x, y));
            return colours;
        };
        const Duration bucket = rig.strip.scale().bucket();
        BucketCounts one{rig.strip.scale().bucketOf(kStart + Duration::seconds(550)).from, bucket, {1000}};
        rig.strip.setLayer(TimelineStrip::Layer::all, one);
        const int in = rig.strip.xOf(one.from + Duration{bucket.micros / 2}),
                  out = rig.strip.xOf(kStart + Duration::seconds(700));
        QVERIFY(column(in) != column(out));
        const auto bare = column(out);
        rig.strip.setPlayheads({{1, kStart + Duration::seconds(700)}});
        QVERIFY(column(out) != bare);
        rig.strip.setPlayheads({});
        QCOMPARE(column(out), bare);
        rig.strip.setTicks(TimelineStrip::Ticks::marked, {kStart + Duration::seconds(700)});
        const auto whole = rig.strip.grab().toImage();
        rig.strip.setTicks(TimelineStrip::Ticks::marked, {});
        QVERIFY(whole != rig.strip.grab().toImage());
        // Matches are drawn over the rest.
        const auto all = column(in);
        rig.strip.setLayer(TimelineStrip::Layer::matches, {one.from, one.bucket, {500}});
        QVERIFY(column(in) != all);
        QVERIFY(rig.strip.readout(one.from).contains(QStringLiteral("500 match")));
    }

    void anotherQueueStartsAnew()
    {
        Rig rig;
        rig.drag(300, 600);
        rig.wheel(500, {0, 120});
        rig.strip.reset();
        QVERIFY(rig.strip.layer(TimelineStrip::Layer::all).counts.empty());
        const int before = rig.grids;
        rig.strip.setRange(kStart, rig.end);
        QVERIFY(rig.strip.scale().showsAll());
        QVERIFY(rig.grids > before); // counts are wanted
        QVERIFY(!rig.strip.brush().empty()); // times are those of all queues
    }
};

QTEST_MAIN(TimelineStripTest)
#include "timeline_strip_test.moc"
