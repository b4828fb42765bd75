// The main flows, driven by keyboard and mouse through the real window over a fake engine: publish, see, inspect, seek,
// undo, replay, open another tape, and what the window says of its state.
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/models/json_tree_model.h"
#include "ui/models/plain_text.h"
#include "ui/panels/file_publisher.h"
#include "ui/panels/go_to_dialog.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/jump_dialog.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/name_dialog.h"
#include "ui/panels/notice_bar.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/queue_panel.h"
#include "ui/panels/replay_dialog.h"
#include "ui/panels/seek_dialog.h"
#include "ui/panels/tape_files.h"
#include "ui/panels/timeline_panel.h"
#include "ui/panels/transport_panel.h"
#include "ui/panels/welcome_card.h"
#include "ui/views/hex_view.h"
#include "ui/views/message_table.h"
#include "ui/views/text_view.h"
#include "ui/views/theme.h"
#include "ui/views/timeline_strip.h"

#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTabBar>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace tapedeck;

class WindowTest : public QObject {
    Q_OBJECT

    struct Rig {
        FakeWorkspace workspace;
        Theme theme{*qApp};
        std::unique_ptr<MainWindow> window;

        explicit Rig(std::function<void(FakeObserver&)> fill = {})
        {
            workspace.fill = std::move(fill);
            workspace.begin();
            window = std::make_unique<MainWindow>(workspace, theme);
            window->resize(1280, 800);
            window->attach();
            window->show();
            QCoreApplication::processEvents();
        }
        MessageTable* table() { return window->messagePanel()->table(); }
        const ChannelStats& channel(const char* queue, const char* name)
        {
            static ChannelStats found;
            found = {};
            const auto view = window->client().queueNamed(queue);
            for (const ChannelStats& c : view->stats.channels)
                if (c.name == name)
                    found = c;
            return found;
        }
        // Shortcuts reach the active window only.
        void press(Qt::Key key, Qt::KeyboardModifiers modifiers)
        {
            window->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(window.get()));
            QTest::keyClick(window.get(), key, modifiers);
        }
        void drop(QWidget* target, const QPointF& at, const QString& path)
        {
            QMimeData data;
            data.setUrls({QUrl::fromLocalFile(path)});
            QDragEnterEvent enter(at.toPoint(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(target, &enter);
            QVERIFY(enter.isAccepted());
            QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(target, &drop);
        }
        QString notice() const
        {
            for (NoticeBar* bar : window->centralWidget()->findChildren<NoticeBar*>())
                if (bar->isVisible())
                    return bar->text();
            return {};
        }
    };
    static void orders(FakeObserver& fake)
    {
        fake.addChannel(fake.addQueue("orders", 1000), "billing", 900);
        fake.addQueue("other", 10);
    }
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        qputenv("TZ", "UTC");
    }

    void theFirstStartGivesWayAtTheFirstMessage()
    {
        Rig rig;
        QVERIFY(QTest::qWaitForWindowActive(rig.window.get())); // or the key below is nobody's
        QVERIFY(rig.window->welcome()->isVisible());
        QCOMPARE(rig.window->welcome()->lines(),
            (QStringList{QStringLiteral("redis-cli -p 9797 SETNX hello c"),
                QStringLiteral("redis-cli -p 9797 RPUSH hello \"first message\"")}));
        QTest::mouseClick(rig.window->welcome()->publish, Qt::LeftButton);
        PublishPanel* panel = rig.window->publisher();
        QVERIFY(panel->isVisible());
        QTest::keyClicks(panel->queueBox()->lineEdit(), QStringLiteral("hello"));
        QTest::keyClicks(panel->bodyEdit(), QStringLiteral("first message"));
        QTest::keyClick(panel->bodyEdit(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(panel->result()->text(), QStringLiteral("Sent as message 1 of hello."));
        QTRY_VERIFY(!rig.window->welcome()->isVisible());
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{1});
        QTRY_COMPARE(rig.table()->cellText(1, MessageTable::previewColumn), QStringLiteral("first message"));
    }

    void publishSeeInspectAndCopyTheOriginalBytes()
    {
        Rig rig(orders);
        PublishPanel* panel = rig.window->publisher();
        rig.window->queueActions()->publish->trigger();
        QCOMPARE(panel->queueBox()->currentText(), QStringLiteral("orders"));
        const QString body = QStringLiteral("{\"big\":9007199254740993, \"huge\":1e400,\"a\":1,\"a\":2}");
        QTest::keyClicks(panel->keyEdit(), QStringLiteral("k-1"));
        panel->headerTable()->setItem(0, 0, new QTableWidgetItem(QStringLiteral("trace")));
        panel->headerTable()->setItem(0, 1, new QTableWidgetItem(QStringLiteral("<b>7</b>")));
        panel->bodyEdit()->setPlainText(body);
        panel->copiesBox()->setValue(3);
        panel->send->trigger();
        QTRY_COMPARE(panel->result()->text(), QStringLiteral("Sent as messages 1,001 to 1,003 of orders."));
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{1003});
        rig.table()->setFocus();
        QTest::keyClick(rig.table(), Qt::Key_End);
        QCOMPARE(rig.window->current().message().value, uint64_t{1003});
        InspectorPanel* inspector = rig.window->inspector();
        QTRY_COMPARE(inspector->model()->rowCount(), 1);
        const QModelIndex root = inspector->model()->index(0, 0);
        QTRY_COMPARE(inspector->model()->rowCount(root), 4);
        const QModelIndex big = inspector->model()->index(0, 1, root);
        QCOMPARE(big.data().toString(), QStringLiteral("9007199254740993"));
        inspector->tree()->setCurrentIndex(big.siblingAtColumn(0));
        inspector->copyValue->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("9007199254740993"));
        inspector->copyPath->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("$.big"));
        QCOMPARE(inspector->hex()->markEnd() - inspector->hex()->markBegin(), size_t{16});
        inspector->setView(InspectorPanel::textView);
        QVERIFY(inspector->text()->text().contains(QStringLiteral("\n  \"huge\": 1e400,")));
        inspector->setView(InspectorPanel::headersView);
        QCOMPARE(inspector->headers()->item(0, 1)->text(), QStringLiteral("<b>7</b>"));
        QGuiApplication::clipboard()->clear();
        rig.table()->setFocus();
        QTest::keyClick(rig.table(), Qt::Key_C, Qt::ControlModifier);
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), body);
    }

    void seekByTimeShowsItsEffectAndCanBeUndone()
    {
        Rig rig(orders);
        rig.window->current().setQueue(rig.window->client().queueNamed("orders")->number, "billing");
        rig.window->queueActions()->seek->trigger();
        auto* dialog = rig.window->findChild<SeekDialog*>();
        QVERIFY(dialog);
        dialog->placeEdit()->clear();
        QTest::keyClicks(dialog->placeEdit(), QStringLiteral("nonsense"));
        QVERIFY(!dialog->seekButton()->isEnabled());
        dialog->placeEdit()->clear();
        // Message 400 is 100 s after the first moment.
        QTest::keyClicks(dialog->placeEdit(), QStringLiteral("2026-07-31T12:01:40Z"));
        QTRY_COMPARE(dialog->previewLabel()->text(), QStringLiteral("500 messages will be delivered again"));
        QCOMPARE(rig.channel("orders", "billing").cursor.value, uint64_t{900}); // a look moves nothing
        QTest::keyClick(dialog->placeEdit(), Qt::Key_Return);
        QTRY_COMPARE(rig.channel("orders", "billing").cursor.value, uint64_t{400});
        rig.press(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(rig.channel("orders", "billing").cursor.value, uint64_t{900});
    }

    void aFlagOfTheTimelineIsDraggedBack()
    {
        Rig rig(orders);
        TimelineStrip* strip = rig.window->timeline()->strip();
        QTRY_COMPARE(strip->flags().size(), size_t{1});
        QTRY_COMPARE(
            strip->flags()[0].time.micros, (FakeObserver::kStart + Duration{900 * FakeObserver::kStep.micros}).micros);
        strip->grab();
        const int from = strip->xOf(strip->flags()[0].time),
                  to = strip->xOf(FakeObserver::kStart + Duration::seconds(100));
        const auto send = [&](QEvent::Type type, int x, Qt::MouseButtons buttons) {
            QMouseEvent event(
                type, QPointF(x, 5), strip->mapToGlobal(QPointF(x, 5)), Qt::LeftButton, buttons, Qt::NoModifier);
            QCoreApplication::sendEvent(strip, &event);
        };
        const int grip = from + 3 < strip->width() - 60 ? from + 3 : from - 3; // on the cloth, whichever side it hangs
        send(QEvent::MouseButtonPress, grip, Qt::LeftButton);
        QVERIFY(strip->dragging());
        send(QEvent::MouseMove, to, Qt::LeftButton);
        QTest::qWait(20);
        QCOMPARE(rig.channel("orders", "billing").cursor.value, uint64_t{900});
        send(QEvent::MouseButtonRelease, to, Qt::NoButton);
        QTRY_VERIFY(rig.channel("orders", "billing").cursor.value < 410);
        QVERIFY(rig.channel("orders", "billing").cursor.value > 390);
        // The same with keys: left twice, then Escape changes nothing, Return seeks.
        const uint64_t before = rig.channel("orders", "billing").cursor.value;
        strip->setFocus();
        QTest::keyClick(strip, Qt::Key_Left, Qt::ControlModifier);
        QTest::keyClick(strip, Qt::Key_Escape);
        QTest::keyClick(strip, Qt::Key_Left, Qt::ControlModifier);
        QTest::keyClick(strip, Qt::Key_Return);
        QTRY_VERIFY(rig.channel("orders", "billing").cursor.value < before);
    }

    void aSelectionIsReplayedIntoANewQueue()
    {
        Rig rig(orders);
        rig.table()->goTo(101);
        RowRanges rows;
        rows.add(101, 111);
        rig.table()->setSelection(rows);
        rig.window->messagePanel()->replaySelection->trigger();
        auto* dialog = rig.window->findChild<ReplayDialog*>();
        QVERIFY(dialog);
        QCOMPARE(dialog->fromEdit()->text(), QStringLiteral("#101"));
        QCOMPARE(dialog->untilEdit()->text(), QStringLiteral("#110"));
        dialog->speedBox()->setCurrentIndex(2);
        dialog->targetBox()->setEditText(QStringLiteral("again"));
        QTest::mouseClick(dialog->startButton(), Qt::LeftButton);
        QTRY_VERIFY(rig.window->client().queueNamed("again"));
        QCOMPARE(rig.window->client().queueNamed("again")->stats.head.value, uint64_t{11});
        QTRY_COMPARE(rig.window->transport()->barCount(), 1);
        QVERIFY(rig.window->transport()->isVisible());
    }

    void theTransportBarControlsItsPlayer()
    {
        Rig rig(orders);
        rig.window->queueActions()->replay->trigger();
        auto* dialog = rig.window->findChild<ReplayDialog*>();
        QTest::mouseClick(dialog->startButton(), Qt::LeftButton);
        QTRY_COMPARE(rig.window->transport()->barCount(), 1);
        TransportBar* bar = rig.window->transport()->bar(1);
        QTRY_COMPARE(bar->stateText(), QStringLiteral("playing"));
        QVERIFY(!bar->stepButton->isEnabled());
        QTest::mouseClick(bar->playButton, Qt::LeftButton);
        QTRY_COMPARE(bar->stateText(), QStringLiteral("paused"));
        QTest::mouseClick(bar->stepButton, Qt::LeftButton);
        QTRY_COMPARE(rig.window->client().snapshot()->players[0].done, uint64_t{401});
        QTest::mouseClick(bar->stopButton, Qt::LeftButton);
        QTRY_COMPARE(bar->stateText(), QStringLiteral("stopped"));
        QVERIFY(!bar->playButton->isEnabled());
    }

    void goToTakesIdsAndTimes()
    {
        Rig rig(orders);
        const auto go = [&](const QString& place) {
            rig.press(Qt::Key_G, Qt::ControlModifier);
            auto* dialog = rig.window->findChild<GoToDialog*>();
            QVERIFY(dialog);
            QTest::keyClicks(dialog->placeEdit(), place);
            QTest::keyClick(dialog->placeEdit(), Qt::Key_Return);
            QTRY_VERIFY(!rig.window->findChild<GoToDialog*>());
        };
        go(QStringLiteral("77"));
        QCOMPARE(rig.table()->currentRow(), int64_t{77});
        go(QStringLiteral("2026-07-31T12:02:05.1Z"));
        QTRY_COMPARE(rig.table()->currentRow(), int64_t{501});
        go(QStringLiteral("2027-01-01"));
        QTRY_COMPARE(rig.table()->currentRow(), int64_t{1000});
    }

    void jumpFindsQueuesAndChannelsByAFewLetters()
    {
        Rig rig(orders);
        rig.press(Qt::Key_K, Qt::ControlModifier);
        auto* dialog = rig.window->findChild<JumpDialog*>();
        QVERIFY(dialog);
        QTest::keyClicks(dialog->edit(), QStringLiteral("bill"));
        QCOMPARE(dialog->list()->count(), 1);
        QTest::keyClick(dialog->edit(), Qt::Key_Return);
        QCOMPARE(rig.window->current().channel(), std::string("billing"));
    }

    void queuesAndChannelsAreMadeByName()
    {
        Rig rig(orders);
        rig.window->queueActions()->newQueue->trigger();
        auto* dialog = rig.window->findChild<NameDialog*>();
        QVERIFY(dialog);
        QTest::keyClicks(dialog->findChild<QLineEdit*>(), QStringLiteral("fresh"));
        dialog->accept();
        QTRY_VERIFY(rig.window->client().queueNamed("fresh"));
        QTRY_COMPARE(rig.window->current().queue(), rig.window->client().queueNamed("fresh")->number);
        rig.window->queueActions()->newChannel->trigger();
        QTRY_VERIFY(rig.window->findChild<NameDialog*>());
        dialog = rig.window->findChildren<NameDialog*>().last();
        QTest::keyClicks(dialog->findChild<QLineEdit*>(), QStringLiteral("c1"));
        dialog->accept();
        QTRY_COMPARE(rig.window->client().queueNamed("fresh")->stats.channels.size(), size_t{1});
        rig.window->queueActions()->pause->trigger();
        QTRY_VERIFY(rig.channel("fresh", "c1").settings.paused);
    }

    void linesOfADroppedFileArePublished()
    {
        Rig rig(orders);
        const QString path = m_folder.filePath(QStringLiteral("lines.jsonl"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 500; ++i)
            file.write(QByteArray("{\"line\":") + QByteArray::number(i) + "}\r\n\n");
        file.close();
        QTreeView* tree = rig.window->queues()->tree();
        const QPointF at = tree->visualRect(tree->model()->index(1, 0)).center(); // other
        rig.drop(tree->viewport(), at, path);
        auto* dialog = rig.window->findChild<FilePublisher*>();
        QVERIFY(dialog);
        QCOMPARE(dialog->modeBox()->currentIndex(), 1);
        QTest::mouseClick(dialog->startButton(), Qt::LeftButton);
        QTRY_COMPARE(dialog->sent(), uint64_t{500});
        QCOMPARE(rig.window->client().queueNamed("other")->stats.head.value, uint64_t{511});
    }

    void aDroppedTapeIsOpenedAndRemembered()
    {
        Rig rig(orders);
        const QString path = m_folder.filePath(QStringLiteral("bug.tape"));
        QFile(path).open(QIODevice::WriteOnly);
        rig.workspace.fill = [](FakeObserver& fake) { fake.addQueue("bug", 42); };
        rig.drop(rig.window.get(), QPointF(600, 400), path);
        QTRY_VERIFY(rig.window->client().queueNamed("bug"));
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{42});
        QVERIFY(rig.window->windowTitle().contains(QStringLiteral("bug.tape")));
        QCOMPARE(QSettings().value(QStringLiteral("recent")).toStringList().first(), path);
        rig.workspace.nextError = QStringLiteral("It is not a tape.");
        rig.window->openTape(m_folder.filePath(QStringLiteral("broken.tape")));
        QTRY_VERIFY(rig.notice().contains(QStringLiteral("It is not a tape.")));
        QTRY_COMPARE(rig.table()->rowCount(), int64_t{42}); // what was open is open again
    }

    void aCopyReplacesAFileOnlyWhenItIsComplete()
    {
        Rig rig(orders);
        const QString path = m_folder.filePath(QStringLiteral("copy.tape"));
        QFile old(path);
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write("old");
        old.close();
        rig.window->files()->copyTo(path);
        QTRY_VERIFY(!QFile::exists(path + QStringLiteral(".new")) && QFileInfo(path).size() == 6);
    }

    void theWindowSaysWhenItIsReadOnlyOrTheDiskIsFull()
    {
        Rig rig(orders);
        QVERIFY(rig.notice().isEmpty());
        rig.workspace.fake().edit([](Snapshot& s) { s.totals.readOnlyReason = "writing failed: <i>I/O error</i>"; });
        rig.workspace.fake().tick();
        QTRY_COMPARE(rig.notice(), QStringLiteral("Read-only: writing failed: <i>I/O error</i>"));
        rig.workspace.fake().edit([](Snapshot& s) {
            s.totals.readOnlyReason.clear();
            s.totals.storageFull = true;
        });
        rig.workspace.fake().tick();
        QTRY_VERIFY(rig.notice().startsWith(QStringLiteral("The disk is full")));
        rig.workspace.fake().edit([](Snapshot& s) {
            s.totals.storageFull = false;
            s.endpoints[0] = {"RESP", "127.0.0.1:40001", true};
        });
        rig.workspace.fake().tick();
        QTRY_VERIFY(rig.notice().contains(QStringLiteral("127.0.0.1:40001")));
    }

    void largeBodiesShowTheirHeadFirst()
    {
        Rig rig(orders);
        rig.workspace.fake().content = [](uint64_t) {
            return FakeObserver::Message{"big", "[\"" + std::string(3 << 20, 'x') + "\"]", {}, {}};
        };
        rig.table()->goTo(5);
        InspectorPanel* inspector = rig.window->inspector();
        auto* notice = inspector->findChild<NoticeBar*>();
        QTRY_VERIFY(notice->isVisible());
        QVERIFY(notice->text().contains(QStringLiteral("of 3.1 MB")));
        QCOMPARE(inspector->model()->rowCount(), 0);
        QTest::mouseClick(notice->findChild<QPushButton*>(), Qt::LeftButton);
        QTRY_VERIFY(!notice->isVisible());
        QCOMPARE(inspector->model()->rowCount(), 1);
    }

    void hostileNamesArePlainTextEverywhere()
    {
        Rig rig([](FakeObserver& fake) {
            fake.addChannel(fake.addQueue("<b>x</b>&\xe2\x80\xae\n", 5), "<img src=a>", 2);
            fake.addQueue("other", 3);
        });
        const QTreeView* tree = rig.window->queues()->tree();
        QCOMPARE(tree->model()->index(0, 0).data().toString(), QString::fromUtf8("<b>x</b>&‹U+202E›␊"));
        QVERIFY(!tree->model()->index(0, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("<b>")));
        for (QLabel* label : rig.window->findChildren<QLabel*>())
            QVERIFY2(label->textFormat() == Qt::PlainText || !label->text().contains(QLatin1Char('<')),
                qPrintable(label->text()));
    }

    void everyShortcutIsUsedOnce()
    {
        Rig rig(orders);
        QMap<QString, QString> seen;
        for (const QAction* action : rig.window->findChildren<QAction*>())
            for (const QKeySequence& keys : action->shortcuts()) {
                if (action->shortcutContext() != Qt::WindowShortcut)
                    continue;
                const QString text = keys.toString();
                QVERIFY2(!seen.contains(text) || text.isEmpty(),
                    qPrintable(text + QStringLiteral(": ") + seen[text] + QStringLiteral(" and ") + action->text()));
                seen[text] = action->text();
                QVERIFY2(action->toolTip().contains(keys.toString(QKeySequence::NativeText))
                        || action->shortcuts().indexOf(keys) > 0,
                    qPrintable(action->text()));
            }
        QVERIFY(seen.size() > 20);
    }

    void f6GoesThroughThePanes()
    {
        Rig rig(orders);
        rig.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(rig.window.get()));
        rig.window->queues()->tree()->setFocus();
        QTest::keyClick(rig.window.get(), Qt::Key_F6);
        QCOMPARE(rig.window->focusWidget(), rig.window->timeline()->strip());
        QTest::keyClick(rig.window.get(), Qt::Key_F6);
        QCOMPARE(rig.window->focusWidget(), rig.table());
        QTest::keyClick(rig.window.get(), Qt::Key_F6, Qt::ShiftModifier);
        QCOMPARE(rig.window->focusWidget(), rig.window->timeline()->strip());
    }

    void tabsOfDocksShowTheirWholeNames()
    {
        Rig rig(orders);
        for (QDockWidget* dock : rig.window->findChildren<QDockWidget*>())
            dock->show();
        QCoreApplication::processEvents();
        int tabs = 0;
        for (QTabBar* bar : rig.window->findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly))
            for (int i = 0; i < bar->count(); ++i, ++tabs)
                QVERIFY2(bar->tabRect(i).width() > bar->fontMetrics().horizontalAdvance(bar->tabText(i)),
                    qPrintable(bar->tabText(i)));
        QVERIFY(tabs >= 8);
    }

    void theLayoutComesBack()
    {
        {
            Rig rig(orders);
            rig.theme.choose(Theme::Choice::dark);
            rig.window->inspector()->setView(InspectorPanel::hexView);
            rig.window->close();
        }
        Rig rig(orders);
        rig.window->restoreLayout();
        QCOMPARE(rig.theme.choice(), Theme::Choice::dark);
        QCOMPARE(rig.window->inspector()->view(), static_cast<int>(InspectorPanel::hexView));
        rig.theme.choose(Theme::Choice::light);
    }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
