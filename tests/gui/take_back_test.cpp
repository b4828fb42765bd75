// What was acknowledged and moved is taken back with Ctrl+Z: the window over a fake engine, and over the real one.
#include "app/config.h"
#include "app/workspace_impl.h"
#include "engine/base/reporter.h"
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/panels/bulk_copy.h"
#include "ui/panels/channel_panel.h"
#include "ui/panels/copy_dialog.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/message_actions.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/story_panel.h"
#include "ui/panels/take_back.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>
#include <QTreeWidget>

using namespace tapedeck;

namespace {

class TheseIds final : public MessageSelection {
public:
    TheseIds(QueueNo queue, std::vector<MessageId> ids)
        : m_queue(queue)
        , m_ids(std::move(ids))
    {
    }
    QueueNo queue() const override { return m_queue; }
    int64_t count() const override { return static_cast<int64_t>(m_ids.size()); }
    std::vector<MessageId> ids(int64_t from, size_t max) const override
    {
        const auto begin = std::min(m_ids.size(), static_cast<size_t>(from));
        const auto end = std::min(m_ids.size(), begin + max);
        return {m_ids.begin() + static_cast<ptrdiff_t>(begin), m_ids.begin() + static_cast<ptrdiff_t>(end)};
    }

private:
    QueueNo m_queue;
    std::vector<MessageId> m_ids;
};

std::vector<MessageId> idsFrom(uint64_t first, size_t count)
{
    std::vector<MessageId> ids;
    for (uint64_t i = 0; i < count; ++i)
        ids.push_back(MessageId{first + i});
    return ids;
}

} // namespace

class TakeBackTest : public QObject {
    Q_OBJECT

    struct Silent final : Reporter {
        void report(Severity, std::string_view, std::string_view) override { }
    };

    // `W` is the workspace.
    template <typename W>
    struct Window {
        Theme theme{*qApp};
        std::unique_ptr<MainWindow> window;

        void show(W& workspace)
        {
            window = std::make_unique<MainWindow>(workspace, theme);
            window->resize(1280, 800);
            window->attach();
            window->show();
            QCoreApplication::processEvents();
        }
        QAction* undo() const
        {
            for (QAction* action : window->findChildren<QAction*>())
                if (action->shortcut() == QKeySequence(QKeySequence::Undo)
                    && action->text().remove(QLatin1Char('&')).startsWith(QStringLiteral("Undo")))
                    return action;
            return nullptr;
        }
        QString undoText() const { return undo()->text().remove(QLatin1Char('&')); }
        QueueNo queue(const char* name) const { return window->client().queueNamed(name)->number; }
        void choose(const char* name, std::vector<MessageId> ids)
        {
            window->current().setQueue(queue(name));
            window->current().setMessage(ids.front());
            window->current().setSelection(std::make_shared<TheseIds>(queue(name), std::move(ids)));
        }
        // Through the dialog, settling in the channel of that index.
        void move(const QString& target, int channel, bool toExchange = false)
        {
            window->messageActions()->moveTo->trigger();
            CopyDialog* dialog = window->findChildren<CopyDialog*>().last();
            if (toExchange)
                dialog->propose(target.toStdString(), true, {});
            else
                dialog->targetBox()->setEditText(target);
            dialog->channelBox()->setCurrentIndex(channel);
            QTest::mouseClick(dialog->okButton(), Qt::LeftButton);
        }
    };
    struct Rig : Window<FakeWorkspace> {
        FakeWorkspace workspace;

        Rig()
        {
            workspace.fill = [](FakeObserver& fake) {
                const QueueNo orders = fake.addQueue("orders", 5000);
                fake.addChannel(orders, "billing", 50, 3, 2);
                fake.addChannel(orders, "mail", 1);
                fake.addQueue("other", 10);
                fake.addChannel(fake.addQueue("many", kTakenBackMax + 10), "work", 1);
                fake.addExchange("shop", false);
            };
            workspace.begin();
            show(workspace);
        }
        ~Rig() { window.reset(); } // before the workspace
        FakeObserver& fake() { return workspace.fake(); }
    };

    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CONFIG_HOME", m_folder.filePath(QStringLiteral("config")).toUtf8());
        qputenv("XDG_DATA_HOME", m_folder.filePath(QStringLiteral("data")).toUtf8());
    }
    void acknowledgingWhatIsInFlightIsUndone()
    {
        Rig rig;
        rig.window->current().setQueue(rig.queue("orders"), "billing");
        ChannelPanel* panel = rig.window->channels();
        panel->setClock([] { return FakeObserver::kStart; });
        auto* dock = qobject_cast<QDockWidget*>(panel->parentWidget());
        dock->show();
        dock->raise();
        panel->setTab(ChannelPanel::inFlightTab);
        QTRY_COMPARE(panel->model(ChannelPanel::inFlightTab)->rowCount(), 3);
        QVERIFY(!rig.undo()->isEnabled());
        panel->table(ChannelPanel::inFlightTab)->selectAll();
        panel->acknowledge->trigger();
        QTRY_COMPARE(rig.undoText(), QStringLiteral("Undo acknowledge of 3 messages in billing"));
        const auto settled = rig.fake().submitted<action::SettleMessages>().at(0);
        QSignalSpy said(&rig.window->context().messages, &Messages::said);
        rig.undo()->trigger();
        QTRY_COMPARE(said.size(), 1);
        QCOMPARE(said[0][0].toString(), QStringLiteral("Back in billing: 3 messages."));
        const auto undone = rig.fake().submitted<action::UnsettleMessages>();
        QCOMPARE(undone.size(), size_t{1});
        QCOMPARE(undone[0].channel, std::string("billing"));
        QCOMPARE(undone[0].queue, settled.queue);
        QCOMPARE(undone[0].messages.size(), size_t{3});
        QCOMPARE(undone[0].messages[2], (SettledMessage{settled.ids[2], {}, 1})); // as it was told
        QVERIFY(!rig.undo()->isEnabled());
    }
    void aMoveToAQueueIsUndoneWithItsCopies()
    {
        Rig rig;
        rig.choose("orders", idsFrom(3, 2));
        rig.move(QStringLiteral("other"), 1);
        QTRY_COMPARE(rig.undoText(), QStringLiteral("Undo move of 2 messages to other"));
        QSignalSpy said(&rig.window->context().messages, &Messages::said);
        rig.undo()->trigger();
        QTRY_COMPARE(said.size(), 1);
        QCOMPARE(
            said[0][0].toString(), QStringLiteral("Back in mail: 2 messages. The copies in other are acknowledged."));
        const auto back = rig.fake().submitted<action::TakeBackCopies>().at(0);
        QCOMPARE(back.channel, std::string("mail"));
        QCOMPARE(back.target, std::string("other"));
        QCOMPARE(back.copies.size(), size_t{2});
        QCOMPARE(back.copies[1].from, MessageId{4});
        QCOMPARE(back.copies[1].to, MessageId{12});
        QCOMPARE(back.settled.size(), size_t{2});
    }
    void whatWasMovedInPartsIsUndoneInParts()
    {
        Rig rig;
        const size_t count = limits::kBatchIdsMax + 500;
        rig.choose("orders", idsFrom(1, count));
        rig.move(QStringLiteral("other"), 0);
        QTRY_VERIFY(rig.undo()->isEnabled());
        QSignalSpy said(&rig.window->context().messages, &Messages::said);
        rig.undo()->trigger();
        QTRY_COMPARE(said.size(), 1); // after the last one
        const auto parts = rig.fake().submitted<action::TakeBackCopies>();
        QCOMPARE(parts.size(), size_t{2});
        QCOMPARE(parts[0].copies.size() + parts[1].copies.size(), count);
    }
    void aMoveOfTooManySaysThatItStays()
    {
        Rig rig;
        rig.choose("many", idsFrom(1, kTakenBackMax + 1));
        QSignalSpy said(&rig.window->context().messages, &Messages::said);
        rig.move(QStringLiteral("other"), 0);
        QTRY_COMPARE_WITH_TIMEOUT(said.size(), 1, 60'000);
        QVERIFY(said[0][0].toString().endsWith(QStringLiteral("So many cannot be taken back.")));
        QVERIFY(!rig.undo()->isEnabled());
    }
    void aMoveToAnExchangeSaysWhatStays()
    {
        Rig rig;
        rig.choose("orders", idsFrom(3, 1));
        rig.move(QStringLiteral("shop"), 0, true);
        QTRY_COMPARE(rig.undoText(), QStringLiteral("Undo move of 1 message to shop (what was delivered stays)"));
        QSignalSpy said(&rig.window->context().messages, &Messages::said);
        rig.undo()->trigger();
        QTRY_COMPARE(said.size(), 1);
        QVERIFY(said[0][0].toString().endsWith(QStringLiteral("What shop delivered stays where it is.")));
        QCOMPARE(rig.fake().submitted<action::UnsettleMessages>().at(0).messages.at(0).id, MessageId{3});
        QVERIFY(rig.fake().submitted<action::TakeBackCopies>().empty());
    }
    void aCopyIsNothingToUndo()
    {
        Rig rig;
        rig.choose("orders", idsFrom(3, 1));
        rig.window->messageActions()->copyTo->trigger();
        CopyDialog* dialog = rig.window->findChildren<CopyDialog*>().last();
        dialog->targetBox()->setEditText(QStringLiteral("other"));
        QSignalSpy said(&rig.window->context().messages, &Messages::said);
        QTest::mouseClick(dialog->okButton(), Qt::LeftButton);
        QTRY_COMPARE(said.size(), 1);
        QVERIFY(!rig.undo()->isEnabled());
    }
    void overTheRealEngineTheyWaitAgain()
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
        EngineClient& client = rig.window->client();
        QTRY_VERIFY(client.attached());
        const auto act = [&](Action action) {
            std::optional<ActionAnswer> answer;
            client.submit(this, std::move(action), [&](const ActionAnswer& a) { answer = a; });
            while (!answer)
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            return *answer;
        };
        QVERIFY(act(action::CreateQueue{"orders", {}}).status.ok());
        QVERIFY(act(action::CreateQueue{"done", {}}).status.ok());
        QTRY_VERIFY(client.queueNamed("orders") && client.queueNamed("done"));
        QVERIFY(act(action::CreateChannel{rig.queue("orders"), "work"}).status.ok());
        QVERIFY(act(action::CreateChannel{rig.queue("done"), "log"}).status.ok());
        QVERIFY(act(action::Publish{"orders", "", "body", {}, {}, false, 5}).status.ok());
        const auto lag = [&](const char* queue) {
            const auto view = client.queueNamed(queue);
            return view && !view->stats.channels.empty() ? view->stats.channels[0].lag + view->stats.channels[0].delayed
                                                         : UINT64_MAX;
        };
        QTRY_COMPARE(lag("orders"), uint64_t{5});
        rig.window->current().setQueue(rig.queue("orders"), "work");
        rig.window->current().setMessage(MessageId{2});
        InspectorPanel* inspector = rig.window->inspector();
        inspector->setView(InspectorPanel::storyView);
        StoryPanel* story = inspector->story();
        QTRY_VERIFY(story->acknowledge->isEnabled());
        story->acknowledge->trigger();
        QTRY_COMPARE(lag("orders"), uint64_t{4});
        QTRY_COMPARE(rig.undoText(), QStringLiteral("Undo acknowledge of 1 message in work"));
        rig.undo()->trigger();
        QTRY_COMPARE(lag("orders"), uint64_t{5});

        rig.choose("orders", idsFrom(1, 3));
        rig.move(QStringLiteral("done"), 0);
        QTRY_COMPARE(lag("done"), uint64_t{3});
        QTRY_COMPARE(lag("orders"), uint64_t{2});
        QTRY_VERIFY(rig.undo()->isEnabled());
        rig.undo()->trigger();
        QTRY_COMPARE(lag("orders"), uint64_t{5});
        QTRY_COMPARE(lag("done"), uint64_t{0});

        rig.window->current().setQueue(rig.queue("done"), "log");
        QVERIFY(act(action::Publish{"done", "", "body", {}, {}, false, 4}).status.ok());
        QTRY_COMPARE(lag("done"), uint64_t{4});
        rig.window->queueActions()->remove->trigger();
        QTRY_COMPARE(lag("done"), UINT64_MAX);
        QTRY_COMPARE(rig.undoText(), QStringLiteral("Undo deletion of log"));
        rig.undo()->trigger();
        QTRY_COMPARE(lag("done"), uint64_t{4});
        rig.window.reset();
    }
};

QTEST_MAIN(TakeBackTest)
#include "take_back_test.moc"
