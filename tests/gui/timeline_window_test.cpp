// The timeline in the window: where a click and a brush lead.
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/replay_dialog.h"
#include "ui/panels/timeline_panel.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"
#include "ui/views/timeline_strip.h"

#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace tapedeck;

class TimelineWindowTest : public QObject {
    Q_OBJECT

    struct Rig {
        FakeWorkspace workspace;
        Theme theme{*qApp};
        std::unique_ptr<MainWindow> window;
        TimelineStrip* strip = nullptr;

        Rig()
        {
            workspace.fill = [](FakeObserver& fake) { fake.addQueue("orders", 1000); };
            workspace.begin();
            window = std::make_unique<MainWindow>(workspace, theme);
            window->resize(1280, 800);
            window->attach();
            window->show();
            QApplication::processEvents();
            strip = window->timeline()->strip();
        }
        MessageTable* table() { return window->messagePanel()->table(); }
        void drag(int from, int to)
        {
            const int y = strip->height() / 2;
            QTest::mousePress(strip, Qt::LeftButton, {}, {from, y});
            QMouseEvent move(QEvent::MouseMove, QPointF(to, y), strip->mapToGlobal(QPointF(to, y)), Qt::NoButton,
                Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(strip, &move);
            QTest::mouseRelease(strip, Qt::LeftButton, {}, {to, y});
        }
    };
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

    void aClickShowsTheMessagesOfThatTime()
    {
        Rig rig;
        const int x = rig.strip->width() / 2;
        QTest::mouseClick(rig.strip, Qt::LeftButton, {}, {x, rig.strip->height() / 2});
        const int64_t id = (rig.strip->timeAt(x) - FakeObserver::kStart).micros / FakeObserver::kStep.micros + 1;
        QTRY_COMPARE(rig.table()->currentRow(), id);
    }

    void theFirstMessageIsReachedByHomeAndReturn()
    {
        Rig rig;
        QTest::keyClick(rig.strip, Qt::Key_Home);
        QTest::keyClick(rig.strip, Qt::Key_Return);
        QTRY_COMPARE(rig.table()->currentRow(), int64_t{1});
    }

    void theBrushedRangeIsReplayed()
    {
        Rig rig;
        rig.drag(200, 400);
        const TimeRange brush = rig.window->timeline()->brush();
        QVERIFY(!brush.empty());
        QVERIFY(rig.window->filter().active());
        for (QAction* way : {rig.window->timeline()->replayBrush, rig.window->queueActions()->replay}) {
            way->trigger();
            auto* dialog = rig.window->findChild<ReplayDialog*>();
            QVERIFY(dialog);
            QCOMPARE(dialog->fromEdit()->text(), rfc3339Text(brush.from, Zone::local));
            QCOMPARE(dialog->untilEdit()->text(), rfc3339Text(brush.until, Zone::local));
            QVERIFY(dialog->startButton()->isEnabled());
            delete dialog;
        }
        // Without a brush the whole queue is offered.
        rig.window->timeline()->clearBrush->trigger();
        QVERIFY(!rig.window->filter().active());
        rig.window->queueActions()->replay->trigger();
        QVERIFY(rig.window->findChild<ReplayDialog*>()->fromEdit()->text().isEmpty());
    }

    void whatTheTableShowsIsMarkedOnTheAxis()
    {
        Rig rig;
        QTRY_VERIFY(rig.table()->source().row(1000));
        rig.table()->goTo(1);
        QTRY_VERIFY(rig.table()->source().row(1));
        QApplication::processEvents();
        const QImage atStart = rig.strip->grab().toImage();
        rig.table()->goTo(1000);
        QTRY_VERIFY(rig.strip->grab().toImage() != atStart);
    }
};

QTEST_MAIN(TimelineWindowTest)
#include "timeline_window_test.moc"
