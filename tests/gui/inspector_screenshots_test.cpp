// Pictures of the inspector's views, the plot and the lists of what is in flight, in both themes. Written where
// TAPEDECK_SCREENSHOTS names a folder; without it nothing is kept.
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/models/json_tree_model.h"
#include "ui/panels/channel_panel.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/plot_panel.h"
#include "ui/panels/story_panel.h"
#include "ui/views/diff_view.h"
#include "ui/views/hex_view.h"
#include "ui/views/plot_view.h"
#include "ui/views/theme.h"

#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QLabel>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>
#include <QTreeWidget>

using namespace tapedeck;

class InspectorScreenshotsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    static void shoot(QWidget& widget, const QString& name)
    {
        QCoreApplication::processEvents();
        const QPixmap picture = widget.grab();
        QVERIFY(picture.width() > 200);
        const QString folder = qEnvironmentVariable("TAPEDECK_SCREENSHOTS");
        if (!folder.isEmpty())
            QVERIFY(picture.save(QDir(folder).filePath(name + QStringLiteral(".png"))));
    }
    static std::string packed()
    {
        using namespace std::string_literals;
        return "\x85\xa2id\xcf\x00\x20\x00\x00\x00\x00\x00\x01\xa5total\xcb\x40\x60\x20\x00\x00\x00\x00\x00"s
               "\xa4hash\xc4\x06\x0a\x0b\x0c\x0d\x0e\x0f\xa2"s
               "at\xd6\xff\x69\x4e\x2c\x80\xa4tags\x92\xa5"s
               "first\xa6second"s;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }
    void everyViewInEveryTheme_data()
    {
        QTest::addColumn<int>("choice");
        QTest::addColumn<QString>("suffix");
        QTest::newRow("light") << static_cast<int>(Theme::Choice::light) << QString();
        QTest::newRow("dark") << static_cast<int>(Theme::Choice::dark) << QStringLiteral("_dark");
    }
    void everyViewInEveryTheme()
    {
        QFETCH(int, choice);
        QFETCH(QString, suffix);
        FakeWorkspace workspace;
        Theme theme(*qApp);
        theme.choose(static_cast<Theme::Choice>(choice));
        workspace.fill = [](FakeObserver& fake) {
            const QueueNo orders = fake.addQueue("orders", 12'000);
            fake.addChannel(orders, "billing", 12'001, 6);
            fake.addChannel(orders, "mail", 11'000, 0, 7);
            fake.addChannel(orders, "a channel with a name that somebody thought about for a rather long time", 12'001);
            fake.content = [](uint64_t id) {
                FakeObserver::Message m = FakeObserver::order(id);
                if (id == 11'990)
                    m.body = packed();
                return m;
            };
        };
        workspace.begin();
        MainWindow window(workspace, theme);
        window.resize(1280, 800);
        window.attach();
        window.show();
        QTRY_VERIFY(window.current().queue().value != 0);
        InspectorPanel* inspector = window.inspector();
        window.current().setMessage(MessageId{11'990});
        QTRY_VERIFY(inspector->tree()->isVisible());
        inspector->tree()->expandAll();
        inspector->tree()->setCurrentIndex(inspector->model()->index(2, 0, inspector->model()->index(0, 0)));
        shoot(window, QStringLiteral("inspector_msgpack") + suffix);
        inspector->setView(InspectorPanel::hexView);
        shoot(window, QStringLiteral("inspector_hex") + suffix);

        inspector->setView(InspectorPanel::storyView);
        inspector->story()->setClock([] { return FakeObserver::kStart + Duration::seconds(2'990); });
        window.current().setMessage(MessageId{11'998});
        QTRY_VERIFY(inspector->story()->tree()->topLevelItemCount() > 1);
        shoot(window, QStringLiteral("inspector_story") + suffix);

        inspector->setView(InspectorPanel::compareView);
        QTRY_VERIFY(inspector->compare()->view()->rowCount() > 3);
        shoot(window, QStringLiteral("inspector_compare") + suffix);

        inspector->setView(InspectorPanel::treeView);
        const QModelIndex root = inspector->model()->index(0, 0);
        if (inspector->model()->canFetchMore(root))
            inspector->model()->fetchMore(root);
        inspector->tree()->setCurrentIndex(inspector->model()->index(1, 0, root));
        inspector->plot->trigger();
        QTRY_VERIFY(!window.plot()->busy());
        QTest::mouseMove(window.plot()->view(), window.plot()->view()->place(700).toPoint());
        shoot(window, QStringLiteral("inspector_plot") + suffix);

        ChannelPanel* channels = window.channels();
        channels->setClock([] { return FakeObserver::kStart + Duration::seconds(2'990); });
        auto* dock = qobject_cast<QDockWidget*>(channels->parentWidget());
        dock->show();
        dock->raise();
        QTRY_VERIFY(channels->model(ChannelPanel::inFlightTab)->rowCount() == 0); // of the first channel by name
        shoot(window, QStringLiteral("inspector_in_flight_none") + suffix);
        window.current().setQueue(window.current().queue(), "billing");
        QTRY_VERIFY(channels->model(ChannelPanel::inFlightTab)->rowCount() == 6);
        QTest::qWait(50);
        shoot(window, QStringLiteral("inspector_in_flight") + suffix);
        window.current().setQueue(window.current().queue(), "mail");
        channels->setTab(ChannelPanel::deadTab);
        QTRY_VERIFY(channels->model(ChannelPanel::deadTab)->rowCount() == 7);
        channels->table(ChannelPanel::deadTab)->selectAll();
        QTest::qWait(50);
        shoot(window, QStringLiteral("inspector_dead") + suffix);
    }
};

QTEST_MAIN(InspectorScreenshotsTest)
#include "inspector_screenshots_test.moc"
