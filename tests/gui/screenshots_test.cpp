// Makes pictures of the window's states, in both themes, and checks what can be checked of a picture. (Those of real
// traffic are made by real_engine_test.) Writes them where TAPEDECK_SCREENSHOTS names a folder; without it nothing is
// kept.
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/queue_panel.h"
#include "ui/panels/replay_dialog.h"
#include "ui/panels/seek_dialog.h"
#include "ui/panels/transport_panel.h"
#include "ui/panels/welcome_card.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <QTreeView>

using namespace tapedeck;

class ScreenshotsTest : public QObject {
    Q_OBJECT

    static void fillOrders(FakeObserver& fake)
    {
        const QueueNo orders = fake.addQueue("orders", 1'214'402);
        fake.addChannel(orders, "billing", 1'214'380, 6);
        fake.addChannel(orders, "mail", 1'190'000, 0, 7);
        fake.addChannel(orders, "warehouse", 620'000, 0, 0, true);
        const QueueNo logs = fake.addQueue("logs", 48'211);
        fake.addChannel(logs, "archive", 48'212);
        fake.addQueue("payments", 311);
        fake.addQueue("sessions", 12, QueueKind::mem);
        fake.edit([](Snapshot& s) {
            s.totals.tapeBytes = 388'000'000;
            s.totals.journalBytes = 24'000'000;
            s.totals.sync = SyncMode::full;
            s.totals.ephemeral = false;
        });
        fake.grow(orders, 0, 2140);
    }

    void shoot(QWidget& widget, const QString& name)
    {
        QCoreApplication::processEvents();
        const QPixmap picture = widget.grab();
        QVERIFY(picture.width() > 200);
        // Not one colour all over.
        const QImage image = picture.toImage();
        bool differs = false;
        for (int x = 0; x < image.width() && !differs; x += 7)
            for (int y = 0; y < image.height() && !differs; y += 7)
                differs = image.pixel(x, y) != image.pixel(0, 0);
        QVERIFY(differs);
        const QString folder = qEnvironmentVariable("TAPEDECK_SCREENSHOTS");
        if (!folder.isEmpty())
            QVERIFY(picture.save(QDir(folder).filePath(name + QStringLiteral(".png"))));
    }

    struct Window {
        FakeWorkspace workspace;
        Theme theme{*qApp};
        std::unique_ptr<MainWindow> window;
    };
    std::unique_ptr<Window> open(Theme::Choice choice, const QString& path, std::function<void(FakeObserver&)> fill)
    {
        auto w = std::make_unique<Window>();
        w->workspace.fill = std::move(fill);
        w->workspace.begin(path);
        w->theme.choose(choice);
        w->window = std::make_unique<MainWindow>(w->workspace, w->theme);
        w->window->resize(1280, 800);
        w->window->attach();
        w->window->show();
        QCoreApplication::processEvents();
        return w;
    }
    static void choose(Window& w, const char* queue)
    {
        w.window->current().setQueue(w.window->client().queueNamed(queue)->number);
        QTest::qWait(50);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope,
            QDir::tempPath() + QStringLiteral("/tapedeck-test-settings"));
        QSettings().clear();
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void everyThemeShowsEveryState_data()
    {
        QTest::addColumn<int>("choice");
        QTest::addColumn<QString>("suffix");
        QTest::newRow("light") << static_cast<int>(Theme::Choice::light) << QString();
        QTest::newRow("dark") << static_cast<int>(Theme::Choice::dark) << QStringLiteral("_dark");
    }
    void everyThemeShowsEveryState()
    {
        QFETCH(int, choice);
        QFETCH(QString, suffix);
        const auto theme = static_cast<Theme::Choice>(choice);
        {
            auto w = open(theme, {}, {});
            shoot(*w->window, QStringLiteral("first_start") + suffix);
        }
        auto w = open(theme, QStringLiteral("/home/me/orders-bug.tape"), fillOrders);
        choose(*w, "orders");
        w->window->messagePanel()->goTo(SeekTarget::toId(MessageId{1'214'390}));
        QTRY_VERIFY(w->window->inspector()->tree()->isVisible());
        w->window->inspector()->tree()->expandAll();
        shoot(*w->window, QStringLiteral("window") + suffix);

        w->window->inspector()->setView(InspectorPanel::hexView);
        QTest::keyClick(w->window->messagePanel()->table(), Qt::Key_Space);
        if (w->window->messagePanel()->table()->following())
            QTest::keyClick(w->window->messagePanel()->table(), Qt::Key_Space);
        w->workspace.fake().grow(w->window->current().queue(), 1204, 2140);
        w->workspace.fake().tick();
        QTest::qWait(50);
        w->window->queueActions()->publish->trigger();
        w->window->publisher()->bodyEdit()->setPlainText(
            QStringLiteral("{\"id\": 9007199254740993, \"total\": 1e400,}"));
        shoot(*w->window, QStringLiteral("paused_publish") + suffix);

        w->window->inspector()->setView(InspectorPanel::textView);
        w->window->queueActions()->seek->trigger();
        auto* seek = w->window->findChild<SeekDialog*>();
        QVERIFY(seek);
        QTest::qWait(50);
        shoot(*seek, QStringLiteral("seek") + suffix);
        seek->close();
        w->window->queueActions()->replay->trigger();
        auto* replay = w->window->findChild<ReplayDialog*>();
        QVERIFY(replay);
        replay->setRange(MessageId{9911}, MessageId{15921});
        replay->factorBox()->setValue(10);
        shoot(*replay, QStringLiteral("replay") + suffix);
        QTest::mouseClick(replay->startButton(), Qt::LeftButton);
        QTRY_COMPARE(w->window->transport()->barCount(), 1);
        shoot(*w->window, QStringLiteral("replaying") + suffix);
    }
};

QTEST_MAIN(ScreenshotsTest)
#include "screenshots_test.moc"
