// The table of messages: ten million rows cost what is on the screen, nothing stale is shown, nothing is lost in a
// pause.
#include "tests/support/cpu_timer.h"
#include "tests/support/fake_observer.h"
#include "ui/views/message_table.h"
#include "ui/views/message_table_accessible.h"
#include "ui/views/theme.h"

#include <QAccessible>
#include <QHeaderView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace tapedeck;

class MessageTableTest : public QObject {
    Q_OBJECT

    struct Rig {
        FakeObserver fake;
        EngineClient client;
        ZoneSetting zone;
        QueueNo queue;
        std::unique_ptr<MessageSource> source;
        std::unique_ptr<MessageTable> table;

        explicit Rig(uint64_t count)
        {
            queue = fake.addQueue("orders", count);
            fake.addChannel(queue, "billing", count / 2, 3);
            fake.tick();
            client.setObserver(&fake);
            source = std::make_unique<MessageSource>(client);
            table = std::make_unique<MessageTable>(*source, zone);
            table->resize(1000, 600);
            table->show();
            source->setQueue(queue);
            QCoreApplication::processEvents();
        }
        ~Rig() { client.setObserver(nullptr); }
        bool loaded(int64_t id) const { return source->row(id) != nullptr; }
    };

private Q_SLOTS:
    void initTestCase() { installMessageTableAccessibility(); }

    void tenMillionRowsOpenAtTheEndAndJumpAtOnce()
    {
        Rig rig(10'000'000);
        QCOMPARE(rig.table->rowCount(), int64_t{10'000'000});
        QTRY_VERIFY(rig.loaded(10'000'000));
        QVERIFY(rig.table->following());
        for (const int64_t id : {1LL, 5'000'000LL, 9'999'999LL, 123'456LL, 7'654'321LL}) {
            CpuTimer timer;
            timer.start();
            rig.table->goTo(id);
            while (!rig.loaded(id))
                QCoreApplication::processEvents();
            rig.table->grab();
            // gap_probe measures the budget; here it must only not grow with the rows, whatever else the machine does.
            QVERIFY2(timer.elapsed() < 800, qPrintable(QString::number(timer.elapsed())));
            QCOMPARE(rig.table->currentRow(), id);
            QVERIFY(rig.table->viewport()->rect().intersects(rig.table->rowRect(id)));
            QVERIFY(rig.table->cellText(id, MessageTable::previewColumn)
                        .contains(QString::number(9007199254740992LL + id)));
        }
    }
    void selectingEverythingIsInstant()
    {
        Rig rig(10'000'000);
        CpuTimer timer;
        timer.start();
        QTest::keyClick(rig.table.get(), Qt::Key_A, Qt::ControlModifier);
        QVERIFY(timer.elapsed() < 200);
        QCOMPARE(rig.table->selection().count(), int64_t{10'000'000});
        QCOMPARE(rig.table->selection().ranges().size(), size_t{1});
    }
    void memoryOfLoadedPagesIsCapped()
    {
        Rig rig(10'000'000);
        rig.fake.content = [](uint64_t id) {
            return FakeObserver::Message{"k", std::string(2000, static_cast<char>('a' + id % 26)), {}, {}};
        };
        for (int64_t id = 1; id < 10'000'000; id += 15'000) {
            rig.table->setTopRow(id);
            QCoreApplication::processEvents();
            QVERIFY(rig.source->bytes() <= MessageSource::kBytesMax + 200'000);
        }
        QVERIFY(rig.source->bytes() > MessageSource::kBytesMax / 2); // the cap was reached at all
        QTRY_VERIFY(rig.loaded(rig.table->topRow()));
    }
    void rowsThatScrolledAwayAreNotWaitedFor()
    {
        Rig rig(10'000'000);
        QTRY_VERIFY(rig.loaded(10'000'000));
        rig.fake.hold(true);
        const size_t before = rig.fake.pagesAsked();
        for (int64_t id = 1'000'000; id < 9'000'000; id += 1'000'000)
            rig.table->setTopRow(id);
        QVERIFY(rig.source->pagesPending() <= MessageSource::kPendingMax);
        QVERIFY(rig.fake.pagesAsked() > before);
        rig.fake.hold(false);
        QTRY_VERIFY(rig.loaded(8'000'000));
        QVERIFY(!rig.loaded(1'000'000)); // its answer came and nobody wanted it
        QVERIFY(!rig.loaded(5'000'000));
    }
    void anotherQueueShowsNothingOfTheFirst()
    {
        Rig rig(1000);
        const QueueNo other = rig.fake.addQueue("other", 50);
        rig.fake.tick();
        QCoreApplication::processEvents();
        rig.table->goTo(1);
        rig.fake.hold(true);
        rig.table->setTopRow(500);
        rig.source->setQueue(other);
        rig.fake.hold(false);
        QTRY_VERIFY(rig.loaded(50));
        QCOMPARE(rig.table->rowCount(), int64_t{50});
        QVERIFY(!rig.source->row(500));
        QCOMPARE(rig.table->currentRow(), RowView::kNone);
    }
    void theTailIsFollowedUntilItIsPaused()
    {
        Rig rig(1000);
        rig.fake.grow(rig.queue, 500);
        rig.fake.tick();
        QTRY_COMPARE(rig.table->rowCount(), int64_t{1500});
        QVERIFY(rig.table->atEnd());
        QTest::keyClick(rig.table.get(), Qt::Key_Space);
        QVERIFY(!rig.table->following());
        QVERIFY(rig.table->pausedOnPurpose());
        const int64_t top = rig.table->topRow();
        QSignalSpy news(rig.table.get(), &MessageTable::newRowsChanged);
        rig.fake.grow(rig.queue, 1204);
        rig.fake.tick();
        QTRY_VERIFY(news.count() > 0);
        QCOMPARE(rig.table->newRows(), uint64_t{1204});
        QCOMPARE(rig.table->rowCount(), int64_t{1500});
        QCOMPARE(rig.table->topRow(), top);
        QTest::keyClick(rig.table.get(), Qt::Key_Space);
        QCOMPARE(rig.table->rowCount(), int64_t{2704});
        QVERIFY(rig.table->atEnd());
    }
    void scrollingUpPausesAndTheEndKeyResumes()
    {
        Rig rig(1000);
        QTest::keyClick(rig.table.get(), Qt::Key_Home);
        QVERIFY(!rig.table->following());
        QVERIFY(!rig.table->pausedOnPurpose());
        QCOMPARE(rig.table->currentRow(), int64_t{1});
        QTest::keyClick(rig.table.get(), Qt::Key_J);
        QCOMPARE(rig.table->currentRow(), int64_t{2});
        QTest::keyClick(rig.table.get(), Qt::Key_K);
        QTest::keyClick(rig.table.get(), Qt::Key_K); // stays at the first
        QCOMPARE(rig.table->currentRow(), int64_t{1});
        rig.fake.grow(rig.queue, 5);
        rig.fake.tick();
        QTRY_COMPARE(rig.table->newRows(), uint64_t{5});
        QTest::keyClick(rig.table.get(), Qt::Key_End);
        QVERIFY(rig.table->following());
        QCOMPARE(rig.table->rowCount(), int64_t{1005});
    }
    void retentionMovesTheFirstRowAndTheSelection()
    {
        Rig rig(1000);
        rig.table->goTo(10);
        QTest::keyClick(rig.table.get(), Qt::Key_A, Qt::ControlModifier);
        rig.fake.dropBelow(rig.queue, 501);
        rig.fake.tick();
        QTRY_COMPARE(rig.table->rowBegin(), int64_t{501});
        QCOMPARE(rig.table->selection().count(), int64_t{500});
        QCOMPARE(rig.table->currentRow(), RowView::kNone);
        QVERIFY(rig.table->topRow() >= 501);
    }
    void theScrollbarReachesEveryRowOfHugeQueues()
    {
        Rig rig(4'000'000'000'000ULL);
        QScrollBar* bar = rig.table->verticalScrollBar();
        bar->setSliderPosition(0);
        bar->triggerAction(QAbstractSlider::SliderMove);
        QCOMPARE(rig.table->topRow(), int64_t{1});
        bar->triggerAction(QAbstractSlider::SliderSingleStepAdd);
        QCOMPARE(rig.table->topRow(), int64_t{2});
        bar->triggerAction(QAbstractSlider::SliderToMaximum);
        QVERIFY(rig.table->atEnd());
        bar->triggerAction(QAbstractSlider::SliderSingleStepSub);
        QCOMPARE(rig.table->topRow(), int64_t{4'000'000'000'000} - rig.table->visibleRows());
    }
    void rangesAreSelectedWithShiftAndSingleRowsWithControl()
    {
        Rig rig(1000);
        rig.table->goTo(100);
        QCoreApplication::processEvents();
        const auto click = [&](int64_t id, Qt::KeyboardModifiers keys) {
            QTest::mouseClick(
                rig.table->viewport(), Qt::LeftButton, keys, rig.table->rowRect(id).center() - QPoint(300, 0));
        };
        click(100, Qt::NoModifier);
        click(105, Qt::ShiftModifier);
        QCOMPARE(rig.table->selection().count(), int64_t{6});
        click(102, Qt::ControlModifier);
        QCOMPARE(rig.table->selection().count(), int64_t{5});
        click(103, Qt::NoModifier);
        QCOMPARE(rig.table->selection().count(), int64_t{1});
    }
    void statesFollowTheChannel()
    {
        Rig rig(1000);
        rig.table->goTo(499);
        QTRY_VERIFY(rig.loaded(499));
        QVERIFY(rig.table->cellText(490, MessageTable::stateColumn).startsWith(QChar(0x2713)));
        QVERIFY(rig.table->cellText(499, MessageTable::stateColumn).startsWith(QChar(0x25d0)));
        QVERIFY(rig.table->cellText(500, MessageTable::stateColumn).startsWith(QChar(0x25cb)));
        uint64_t token = 1000;
        rig.fake.submit(++token, action::SeekChannel{rig.queue, "billing", SeekTarget::toId(MessageId{1}), false});
        QTRY_VERIFY(rig.table->cellText(490, MessageTable::stateColumn).startsWith(QChar(0x25cb)));
    }
    void aScreenReaderHearsRowsColumnsAndOneSentence()
    {
        Rig rig(10'000'000);
        QTRY_VERIFY(rig.loaded(10'000'000));
        QAccessibleInterface* iface = QAccessible::queryAccessibleInterface(rig.table.get());
        QVERIFY(iface);
        QAccessibleTableInterface* table = iface->tableInterface();
        QVERIFY(table);
        QCOMPARE(table->rowCount(), 10'000'000);
        QCOMPARE(table->columnCount(), 6);
        QCOMPARE(table->columnDescription(MessageTable::stateColumn), QStringLiteral("State"));
        QVERIFY(table->rowDescription(9'999'999).startsWith(QStringLiteral("Message 10000000, ")));
        QVERIFY(table->rowDescription(9'999'999).contains(QStringLiteral("billing: to be delivered")));
        rig.table->goTo(10'000'000);
        QAccessibleInterface* focus = iface->focusChild();
        QVERIFY(focus && focus->tableCellInterface());
        QCOMPARE(focus->tableCellInterface()->rowIndex(), 9'999'999);
        QCOMPARE(focus->text(QAccessible::Name), table->rowDescription(9'999'999));
        QVERIFY(focus->state().selected);
        for (int row = 0; row < 5000; ++row) // more than are kept at once
            QVERIFY(table->cellAt(row * 7, 1));
    }
    void nothingIsPaintedWhileNothingChanges()
    {
        Rig rig(1000);
        QTRY_VERIFY(rig.loaded(1000));
        QTest::qWait(50);
        struct Counter : QObject {
            int paints = 0;
            bool eventFilter(QObject*, QEvent* event) override
            {
                paints += event->type() == QEvent::Paint;
                return false;
            }
        } counter;
        rig.table->viewport()->installEventFilter(&counter);
        const size_t asked = rig.fake.pagesAsked();
        QTest::qWait(300);
        QCOMPARE(counter.paints, 0);
        QCOMPARE(rig.fake.pagesAsked(), asked);
    }
};

QTEST_MAIN(MessageTableTest)
#include "message_table_test.moc"
