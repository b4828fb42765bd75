// Deleting and purging queues and channels from the window, and Ctrl+Z: over a fake engine, and over the real one.
#include "app/config.h"
#include "app/workspace_impl.h"
#include "engine/base/limits.h"
#include "engine/base/reporter.h"
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/models/queue_tree_model.h"
#include "ui/panels/confirm_dialog.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/queue_panel.h"
#include "ui/views/theme.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace tapedeck;

class DiscardTest : public QObject {
    Q_OBJECT

    struct Silent final : Reporter {
        void report(Severity, std::string_view, std::string_view) override { }
    };

    template <typename W>
    struct Window {
        Theme theme{*qApp};
        std::unique_ptr<MainWindow> window;
        std::unique_ptr<QSignalSpy> said;

        void show(W& workspace)
        {
            window = std::make_unique<MainWindow>(workspace, theme);
            window->resize(1280, 800);
            window->attach();
            window->show();
            said = std::make_unique<QSignalSpy>(&window->context().messages, &Messages::said);
            QCoreApplication::processEvents();
        }
        EngineClient& client() { return window->client(); }
        QueueNo queue(const char* name) { return client().queueNamed(name)->number; }
        void choose(const char* name, const char* channel = "") { window->current().setQueue(queue(name), channel); }
        void remove() { window->queueActions()->remove->trigger(); }
        void purge() { window->queueActions()->purge->trigger(); }
        void select(const char* name, const char* channel = "")
        {
            QueuePanel* panel = window->queues();
            panel->tree()->selectionModel()->select(
                panel->model()->find(queue(name), channel), QItemSelectionModel::Select);
        }
        void chooseInTree(const char* name)
        {
            QueuePanel* panel = window->queues();
            panel->tree()->selectionModel()->setCurrentIndex(
                panel->model()->find(queue(name)), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        }
        // As a user does it.
        void undo()
        {
            window->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(window.get()));
            QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
        }
        QString whatUndoes()
        {
            for (QAction* action : window->findChildren<QAction*>())
                if (action->shortcut() == QKeySequence(QKeySequence::Undo) && action->isEnabled())
                    return action->text().remove(QLatin1Char('&'));
            return {};
        }
        QString lastSaid() { return said->isEmpty() ? QString() : said->last()[0].toString(); }
    };
    struct Rig : Window<FakeWorkspace> {
        FakeWorkspace workspace;

        Rig()
        {
            workspace.fill = [](FakeObserver& fake) {
                const QueueNo orders = fake.addQueue("orders", 5000);
                fake.addChannel(orders, "billing", 50, 3, 2);
                fake.addChannel(orders, "mail", 1);
                const QueueNo big = fake.addQueue("big", 500'000);
                fake.addChannel(big, "work", 400'000, limits::kBinListedMax + 1);
                fake.addQueue("other", 10);
                BindingView toOrders, toOther;
                toOrders.queue = "orders";
                toOrders.program = "prefix:order.";
                toOrders.permanent = true;
                toOther.queue = "other";
                fake.addExchange("shop", false, {toOrders, toOther});
            };
            workspace.begin();
            show(workspace);
        }
        ~Rig() { window.reset(); } // before the workspace
        FakeObserver& fake() { return workspace.fake(); }
        ConfirmDialog* asked() { return window->findChild<ConfirmDialog*>(); }
    };
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    }
    void init() { QSettings().clear(); }

    void aQueueIsDeletedUnaskedAndComesBackWithItsBindings()
    {
        Rig rig;
        rig.choose("orders");
        QCOMPARE(rig.window->queueActions()->remove->text().remove(QLatin1Char('&')), QStringLiteral("Delete queue"));
        rig.remove();
        QTRY_VERIFY(!rig.client().queueNamed("orders"));
        QVERIFY(!rig.asked());
        QTRY_COMPARE(rig.lastSaid(), QStringLiteral("orders is deleted. Ctrl+Z brings it back."));
        QCOMPARE(rig.whatUndoes(), QStringLiteral("Undo deletion of orders"));
        rig.undo();
        QTRY_VERIFY(rig.client().queueNamed("orders"));
        QTRY_COMPARE(rig.lastSaid(), QStringLiteral("orders is back."));
        QTRY_COMPARE(rig.fake().submitted<action::Bind>().size(), size_t{1});
        const action::Bind bound = rig.fake().submitted<action::Bind>()[0];
        QCOMPARE(bound.exchange, std::string("shop"));
        QCOMPARE(bound.program, std::string("prefix:order."));
        QVERIFY(bound.permanent);
        QCOMPARE(rig.whatUndoes(), QString());
    }
    void aPurgedQueueGetsItsMessagesBack()
    {
        Rig rig;
        rig.choose("other");
        rig.purge();
        QTRY_COMPARE(rig.client().queueNamed("other")->stats.first.value, uint64_t{11});
        QTRY_COMPARE(rig.lastSaid(), QStringLiteral("other is empty: 10 messages purged. Ctrl+Z brings them back."));
        rig.undo();
        QTRY_COMPARE(rig.client().queueNamed("other")->stats.first.value, uint64_t{1});
        QVERIFY(rig.fake().submitted<action::Bind>().empty()); // a purge unbinds nothing
    }
    void aChannelWithTicketsAndDeadLettersIsNotAskedAboutEither()
    {
        Rig rig;
        const auto channels = [&] { return rig.client().queueNamed("orders")->stats.channels; };
        rig.choose("orders", "billing");
        rig.purge();
        QTRY_COMPARE(channels()[0].cursor.value, uint64_t{5001});
        rig.undo();
        QTRY_COMPARE(channels()[0].cursor.value, uint64_t{50});
        rig.remove();
        QTRY_COMPARE(channels().size(), size_t{1});
        rig.undo();
        QTRY_COMPARE(channels().size(), size_t{2});
        QCOMPARE(channels()[0].dead, uint64_t{2});
        QVERIFY(!rig.asked());
    }
    void severalAreOneStepOfUndo()
    {
        Rig rig;
        rig.chooseInTree("orders");
        rig.select("orders", "mail"); // it goes with its queue
        rig.select("other");
        QVERIFY(rig.window->queueActions()->remove->text().contains(QLatin1Char('3')));
        rig.remove();
        QTRY_COMPARE(rig.client().snapshot()->queues.size(), size_t{1});
        QTRY_COMPARE(rig.lastSaid(), QStringLiteral("2 selected are deleted. Ctrl+Z brings them back."));
        QCOMPARE(rig.whatUndoes(), QStringLiteral("Undo deletion of 2 selected"));
        rig.undo();
        QTRY_COMPARE(rig.client().snapshot()->queues.size(), size_t{3});
        QTRY_COMPARE(rig.lastSaid(), QStringLiteral("2 are back."));
    }
    void whatCouldNotComeBackIsAskedAbout()
    {
        Rig rig;
        rig.choose("big");
        rig.purge();
        QTRY_VERIFY(rig.asked());
        QCOMPARE(rig.client().queueNamed("big")->stats.first.value, uint64_t{1});
        auto* go = rig.asked()->findChild<QPushButton*>(QStringLiteral("go"));
        bool why = false;
        for (QLabel* label : rig.asked()->findChildren<QLabel*>())
            why = why || label->text().contains(QStringLiteral("one by one"));
        QVERIFY(why);
        QVERIFY(!go->isEnabled());
        rig.asked()->reject();
        QTRY_VERIFY(!rig.asked());
        QVERIFY(rig.fake().submitted<action::PurgeQueue>().empty());
        rig.purge();
        QTRY_VERIFY(rig.asked());
        QTest::keyClicks(rig.asked()->nameEdit(), QStringLiteral("big"));
        QTest::keyClick(rig.asked()->nameEdit(), Qt::Key_Return);
        QTRY_COMPARE(rig.client().queueNamed("big")->stats.first.value, uint64_t{500'001});
        QCOMPARE(rig.whatUndoes(), QString());
    }
    void ofSeveralOnlyThoseThatCouldNotComeBackAreAskedAbout()
    {
        Rig rig;
        rig.chooseInTree("big");
        rig.select("other");
        rig.purge();
        QTRY_VERIFY(rig.asked());
        QTRY_COMPARE(rig.client().queueNamed("other")->stats.first.value, uint64_t{11});
        QCOMPARE(rig.client().queueNamed("big")->stats.first.value, uint64_t{1});
        QTest::keyClicks(rig.asked()->nameEdit(), QStringLiteral("big"));
        rig.asked()->findChild<QPushButton*>(QStringLiteral("go"))->click();
        QTRY_COMPARE(rig.client().queueNamed("big")->stats.first.value, uint64_t{500'001});
        rig.undo();
        QTRY_COMPARE(rig.client().queueNamed("other")->stats.first.value, uint64_t{1});
        QCOMPARE(rig.client().queueNamed("big")->stats.first.value, uint64_t{500'001});
    }
    void overTheRealEngineMessagesMarksAndPlacesComeBack()
    {
        Silent silent;
        Config config;
        config.resp.port = 0;
        config.resp.isDefault = false;
        config.http.port = 0;
        config.http.isDefault = false;
        WorkspaceImpl workspace(config, m_folder.path().toStdString(), silent);
        QString error = QStringLiteral("open");
        workspace.open(m_folder.filePath(QStringLiteral("work.tape")), [&](const QString& e) { error = e; });
        QTRY_COMPARE(error, QString());
        Window<Workspace> rig;
        rig.show(workspace);
        QTRY_VERIFY(rig.client().attached());
        const auto act = [&](Action action) {
            std::optional<ActionAnswer> answer;
            rig.client().submit(this, std::move(action), [&](const ActionAnswer& a) { answer = a; });
            while (!answer)
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            return *answer;
        };
        QVERIFY(act(action::CreateQueue{"orders", {}}).status.ok());
        QTRY_VERIFY(rig.client().queueNamed("orders"));
        QVERIFY(act(action::CreateChannel{rig.queue("orders"), "work"}).status.ok());
        QVERIFY(act(action::Publish{"orders", "", "body", {}, {}, false, 5}).status.ok());
        QVERIFY(act(action::SetMark{Mark{rig.queue("orders"), {2}, 1, "look"}}).status.ok());
        const auto held = [&] {
            const auto view = rig.client().queueNamed("orders");
            return view ? view->stats.head.value - view->stats.first.value : UINT64_MAX;
        };
        const auto lag = [&] {
            const auto view = rig.client().queueNamed("orders");
            return view && !view->stats.channels.empty() ? view->stats.channels[0].lag : UINT64_MAX;
        };
        const auto marks = [&] { return rig.client().snapshot()->marks->size(); };
        QTRY_COMPARE(lag(), uint64_t{5});
        QTRY_COMPARE(marks(), size_t{1});
        rig.choose("orders");
        rig.purge();
        QTRY_COMPARE(held(), uint64_t{0});
        QTRY_COMPARE(marks(), size_t{0});
        QVERIFY(act(action::Checkpoint{}).status.ok());
        rig.undo();
        QTRY_COMPARE(held(), uint64_t{5});
        QTRY_COMPARE(lag(), uint64_t{5});
        QTRY_COMPARE(marks(), size_t{1});
        rig.remove();
        QTRY_COMPARE(held(), UINT64_MAX);
        QVERIFY(act(action::Checkpoint{}).status.ok());
        rig.undo();
        QTRY_COMPARE(lag(), uint64_t{5});
        rig.choose("orders", "work");
        rig.remove();
        QTRY_COMPARE(lag(), UINT64_MAX);
        rig.undo();
        QTRY_COMPARE(lag(), uint64_t{5});
        rig.choose("orders");
        rig.purge();
        QTRY_COMPARE(held(), uint64_t{0});
        // A copy must not carry what was purged, so it is let go.
        QVERIFY(act(action::SaveCopy{m_folder.filePath(QStringLiteral("copy.tape")).toStdString()}).status.ok());
        QSignalSpy failed(&rig.window->context().messages, &Messages::failed);
        rig.undo();
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("no longer kept")));
        QCOMPARE(held(), uint64_t{0});
        rig.window.reset();
    }
};

QTEST_MAIN(DiscardTest)
#include "discard_test.moc"
