// Marks and notes through the real window over a fake engine: keys, menu, editor, dock, undo, and what the table shows.
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/models/mark_list.h"
#include "ui/panels/mark_actions.h"
#include "ui/panels/marks_panel.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/note_dialog.h"
#include "ui/panels/notice_bar.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QAbstractItemModelTester>
#include <QDockWidget>
#include <QHelpEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>
#include <QTreeView>

using namespace tapedeck;

class MarksTest : public QObject {
    Q_OBJECT

    struct Rig {
        FakeWorkspace workspace;
        Theme theme{*qApp};
        std::unique_ptr<MainWindow> window;

        Rig()
        {
            workspace.fill = [](FakeObserver& fake) {
                fake.addQueue("orders", 1000);
                fake.addQueue("other", 10);
            };
            workspace.begin();
            window = std::make_unique<MainWindow>(workspace, theme);
            window->resize(1280, 800);
            window->attach();
            window->show();
            window->activateWindow();
            if (!QTest::qWaitForWindowActive(window.get()))
                qFatal("the window is not active");
            table()->setFocus();
        }
        MessageTable* table() { return window->messagePanel()->table(); }
        QueueNo queue(const char* name) { return window->client().queueNamed(name)->number; }
        void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
        {
            QTest::keyClick(table(), key, modifiers);
        }
        std::vector<Mark> marks() { return *window->client().snapshot()->marks; }
        Mark one(uint64_t id, uint8_t colour, std::string note = {})
        {
            return {queue("orders"), {id}, colour, std::move(note)};
        }
        void goTo(int64_t id)
        {
            table()->goTo(id);
            table()->setFocus();
            QCOMPARE(window->current().message().value, static_cast<uint64_t>(id));
        }
        // The colour in the middle of the band at the left of a row.
        QColor band(int64_t id)
        {
            const QImage image = table()->viewport()->grab().toImage();
            const QRect row = table()->rowRect(id);
            const qreal ratio = image.devicePixelRatio();
            return image.pixelColor((QPointF(row.left() + 1, row.center().y()) * ratio).toPoint());
        }
    };
    using Marks = std::vector<Mark>;
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    }
    void init() { QSettings().clear(); }

    void mMarksWithTheLastColourAndTakesItAway()
    {
        Rig rig;
        rig.goTo(500);
        rig.press(Qt::Key_M);
        QTRY_COMPARE(rig.marks(), Marks{rig.one(500, 1)});
        rig.window->markActions()->setColour(5);
        QTRY_COMPARE(rig.marks(), Marks{rig.one(500, 5)});
        rig.goTo(502);
        rig.press(Qt::Key_M);
        QTRY_COMPARE(rig.marks(), (Marks{rig.one(500, 5), rig.one(502, 5)}));
        rig.press(Qt::Key_M);
        QTRY_COMPARE(rig.marks(), Marks{rig.one(500, 5)});
    }
    void theColourIsRememberedBetweenRuns()
    {
        {
            Rig rig;
            rig.goTo(500);
            rig.window->markActions()->setColour(4);
        }
        Rig rig;
        QCOMPARE(int(rig.window->markActions()->lastColour()), 4);
    }
    void shiftMOffersTheColours()
    {
        Rig rig;
        rig.goTo(500);
        rig.press(Qt::Key_M, Qt::ShiftModifier);
        QMenu* menu = rig.window->markActions()->colours();
        QTRY_VERIFY(menu->isVisible());
        QTest::keyClick(menu, Qt::Key_3);
        QTRY_COMPARE(rig.marks(), Marks{rig.one(500, 3)});
        QVERIFY(!menu->isVisible());
    }
    void everyChangeCanBeTakenBack()
    {
        Rig rig;
        rig.goTo(500);
        rig.window->markActions()->setColour(2);
        rig.window->markActions()->put({rig.one(500, 2, "x")}, QStringLiteral("note"));
        QTRY_COMPARE(rig.marks(), Marks{rig.one(500, 2, "x")});
        rig.window->markActions()->unmark->trigger();
        QTRY_VERIFY(rig.marks().empty());
        QTest::keyClick(rig.window.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(rig.marks(), Marks{rig.one(500, 2, "x")});
        QTest::keyClick(rig.window.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(rig.marks(), Marks{rig.one(500, 2)});
        QTest::keyClick(rig.window.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(rig.marks().empty());
    }
    void nWritesANoteThatTheRowShowsAsItsTooltip()
    {
        Rig rig;
        rig.goTo(500);
        rig.press(Qt::Key_N);
        auto* dialog = rig.window->findChild<NoteDialog*>();
        QVERIFY(dialog);
        dialog->activateWindow();
        QTRY_COMPARE(QApplication::activeWindow(), dialog);
        QTest::keyClicks(dialog->editor(), QStringLiteral("why <b>twice</b>? "));
        QTest::keyClick(dialog->editor(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(rig.marks().size(), size_t{1});
        QCOMPARE(QString::fromStdString(rig.marks()[0].note), QStringLiteral("why <b>twice</b>?"));
        const QPoint at = rig.table()->rowRect(500).center();
        QHelpEvent help(QEvent::ToolTip, at, rig.table()->viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(rig.table()->viewport(), &help);
        QVERIFY(QToolTip::text().contains(QStringLiteral("&lt;b&gt;twice")));
        QToolTip::hideText();
    }
    void aNoteThatIsTooLongCannotBeKept()
    {
        NoteDialog dialog({1}, std::string(4'096, 'x'), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        const auto canBeKept = [&] {
            for (const QPushButton* button : dialog.findChildren<QPushButton*>())
                if (button->text().contains(QStringLiteral("Keep")))
                    return button->isEnabled();
            return false;
        };
        QVERIFY(canBeKept());
        dialog.editor()->appendPlainText(QStringLiteral("y"));
        QVERIFY(!canBeKept());
    }
    void bracketsGoFromMarkToMarkAndRound()
    {
        Rig rig;
        rig.window->markActions()->put(
            {rig.one(10, 1), rig.one(500, 1), rig.one(990, 1), {rig.queue("other"), {5}, 1, {}}},
            QStringLiteral("marks"));
        QTRY_COMPARE(rig.marks().size(), size_t{4});
        rig.goTo(400);
        for (const uint64_t id : {500, 990, 10, 500}) {
            rig.press(Qt::Key_BracketRight);
            QCOMPARE(rig.window->current().message().value, id);
        }
        for (const uint64_t id : {10, 990, 500}) {
            rig.press(Qt::Key_BracketLeft);
            QCOMPARE(rig.window->current().message().value, id);
        }
    }
    void aMarkedRowHasABandOfItsColour()
    {
        Rig rig;
        rig.goTo(500);
        rig.goTo(502);
        const QColor before = rig.band(500);
        rig.window->markActions()->put({rig.one(500, 4)}, QStringLiteral("mark"));
        const QColor green = Colours::of(rig.table()->palette()).marks[4];
        QVERIFY(before != green);
        QTRY_COMPARE(rig.band(500), green);
        QVERIFY(rig.band(501) != green);
    }
    void theDockListsAllAndShowsTheMessage()
    {
        Rig rig;
        MarksPanel* panel = rig.window->marks();
        QAbstractItemModelTester tester(panel->model());
        rig.window->findChild<QDockWidget*>(QStringLiteral("marks"))->show();
        QCoreApplication::processEvents();
        QCOMPARE(panel->model()->rowCount(), 0);
        QVERIFY(!panel->table()->isVisible());
        rig.window->markActions()->put(
            {rig.one(10, 1), rig.one(500, 0, "a\nb"), {rig.queue("other"), {5}, 8, "see\u202e"}},
            QStringLiteral("marks"));
        QTRY_COMPARE(panel->model()->rowCount(), 3);
        const auto text = [&](int row, int column) { return panel->model()->index(row, column).data().toString(); };
        QCOMPARE(text(0, MarksPanel::idColumn), QStringLiteral("10"));
        QCOMPARE(text(0, MarksPanel::colourColumn), QStringLiteral("red"));
        QCOMPARE(text(1, MarksPanel::colourColumn), QStringLiteral("none"));
        QVERIFY(!text(1, MarksPanel::noteColumn).contains(QLatin1Char('\n')));
        QVERIFY(!text(2, MarksPanel::noteColumn).contains(QChar(0x202e)));
        QCOMPARE(text(2, MarksPanel::queueColumn), QStringLiteral("other"));
        QTRY_VERIFY(text(2, MarksPanel::timeColumn).startsWith(QStringLiteral("2026-07-31")));
        QTreeView* table = panel->table();
        table->setFocus();
        table->setCurrentIndex(table->model()->index(2, 0));
        QCOMPARE(rig.window->current().queue(), rig.queue("other"));
        QCOMPARE(rig.window->current().message().value, uint64_t{5});
        QTest::keyClick(table, Qt::Key_Delete);
        QTRY_COMPARE(panel->model()->rowCount(), 2);
    }
    void aLetterIsTypedWhereTextIsWritten()
    {
        Rig rig;
        rig.goTo(500);
        auto* field = rig.window->findChild<QLineEdit*>();
        QVERIFY(field);
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("mn[]"));
        QCOMPARE(field->text(), QStringLiteral("mn[]"));
        QVERIFY(rig.marks().empty());
        QVERIFY(!rig.window->findChild<NoteDialog*>());
    }
    void whatIsGoneCannotBeMarkedAndIsSaid()
    {
        Rig rig;
        rig.goTo(500);
        rig.workspace.fake().dropBelow(rig.queue("orders"), 900);
        rig.window->markActions()->put({rig.one(500, 1), rig.one(501, 1)}, QStringLiteral("marks"));
        const auto said = [&] {
            for (const NoticeBar* bar : rig.window->centralWidget()->findChildren<NoticeBar*>())
                if (bar->isVisible())
                    return bar->text();
            return QString();
        };
        QTRY_COMPARE(said(), QStringLiteral("The message is no longer there."));
        QVERIFY(rig.marks().empty());
    }
};

QTEST_MAIN(MarksTest)
#include "marks_test.moc"
