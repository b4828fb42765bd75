// Exchanges in the window, driven over a fake engine: looking at one, binding with the program tester, taking back,
// drop alarms, clients, upstreams, and taking over an fqd's configuration.
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/panels/bind_dialog.h"
#include "ui/panels/clients_panel.h"
#include "ui/panels/exchange_list.h"
#include "ui/panels/exchange_panel.h"
#include "ui/panels/fqd_import.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/replay_dialog.h"
#include "ui/panels/shared_queue_bar.h"
#include "ui/panels/upstream_dialog.h"
#include "ui/panels/upstreams_panel.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <QTreeWidget>

using namespace tapedeck;

class ExchangeWindowTest : public QObject {
    Q_OBJECT

    struct Rig {
        FakeWorkspace workspace;
        Theme theme{*qApp};
        std::unique_ptr<MainWindow> window;

        explicit Rig(std::function<void(FakeObserver&)> fill = shop)
        {
            workspace.fill = std::move(fill);
            workspace.begin();
            window = std::make_unique<MainWindow>(workspace, theme);
            window->resize(1280, 800);
            window->attach();
            window->show();
            QCoreApplication::processEvents();
        }
        FakeObserver& fake() { return workspace.fake(); }
        ExchangePanel* page() { return window->exchangePanel(); }
        size_t bindings(const std::string& exchange)
        {
            const auto view = window->client().exchange(exchange);
            return view ? view->bindings->size() : 0;
        }
        template <typename Dialog>
        Dialog* dialog()
        {
            const auto all = window->findChildren<Dialog*>();
            return all.isEmpty() ? nullptr : all.last();
        }
        void choose(const char* exchange)
        {
            window->current().setExchange(exchange, window->client().recordingOf(exchange));
            QCoreApplication::processEvents();
        }
    };
    static BindingView binding(const char* queue, const char* program)
    {
        BindingView one;
        one.queue = queue;
        one.program = program;
        one.permanent = true;
        return one;
    }
    static void shop(FakeObserver& fake)
    {
        fake.addQueue("orders", 1000);
        fake.addQueue("audit", 10);
        fake.addQueue("exchange:shop", 500);
        fake.addExchange("shop", true, {binding("orders", "prefix:\"order.\""), binding("audit", "prefix:")});
        fake.addExchange("quiet", false);
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

    void anExchangeShowsItsBindingsAndItsRecording()
    {
        Rig rig;
        QTreeView* list = rig.window->exchanges()->tree();
        QVERIFY(list->isVisible());
        QVERIFY(!rig.page()->isVisible());
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Down);
        QTest::keyClick(list, Qt::Key_End); // "shop"
        QCOMPARE(rig.window->current().exchange(), std::string("shop"));
        QVERIFY(rig.page()->isVisible());
        QCOMPARE(rig.page()->model()->rowCount(), 2);
        QTRY_COMPARE(rig.window->messagePanel()->table()->rowCount(), int64_t{500});
        QTest::keyClick(list, Qt::Key_Home); // "quiet" has no recording
        QCOMPARE(rig.window->current().exchange(), std::string("quiet"));
        QTRY_COMPARE(rig.window->messagePanel()->table()->rowCount(), int64_t{0});
        QVERIFY(rig.page()->hint()->isVisible());
        rig.fake().addQueue("exchange:quiet", 7); // its first message
        rig.fake().tick();
        QTRY_COMPARE(rig.window->messagePanel()->table()->rowCount(), int64_t{7});
        QCOMPARE(rig.window->current().exchange(), std::string("quiet"));
        // A queue leads away from it, its recording back to it.
        rig.window->current().setQueue(rig.window->client().queueNamed("orders")->number);
        QVERIFY(rig.window->current().exchange().empty() && !rig.page()->isVisible());
        rig.window->current().setQueue(rig.window->client().queueNamed("exchange:shop")->number);
        QCOMPARE(rig.window->current().exchange(), std::string("shop"));
    }

    void aBindingIsCheckedTriedMadeAndTakenBack()
    {
        Rig rig;
        rig.choose("shop");
        rig.page()->bind->trigger();
        auto* dialog = rig.dialog<BindDialog>();
        QVERIFY(dialog);
        QCOMPARE(dialog->exchangeBox()->currentText(), QStringLiteral("shop"));
        QVERIFY(!dialog->bindButton()->isEnabled());
        dialog->queueBox()->setEditText(QStringLiteral("orders"));
        dialog->programEdit()->setPlainText(QStringLiteral("prefix:a payload_contains("));
        QVERIFY(!dialog->bindButton()->isEnabled());
        QVERIFY(dialog->verdict()->text().contains(QStringLiteral("Byte ")));
        QCOMPARE(dialog->programEdit()->extraSelections().size(), 1);
        dialog->programEdit()->setPlainText(QStringLiteral("prefix:a !payload_contains(\"EU\")"));
        QVERIFY(dialog->bindButton()->isEnabled());
        QVERIFY(dialog->programEdit()->extraSelections().isEmpty());
        QVERIFY(dialog->warning()->isVisible()); // a stock fq has no "!"
        dialog->programEdit()->setPlainText(QStringLiteral("prefix:a payload_contains(\"EU\")"));
        QVERIFY(!dialog->warning()->isVisible());
        QTest::keyClicks(dialog->routeEdit(), QStringLiteral("a.1"));
        QVERIFY(dialog->outcome()->text().contains(QStringLiteral("does not get")));
        dialog->payloadEdit()->setPlainText(QStringLiteral("in the EU"));
        QCOMPARE(dialog->outcome()->text(), QStringLiteral("\u2713 The queue gets this message."));
        QCOMPARE(dialog->explanation()->topLevelItemCount(), 2);
        QVERIFY(dialog->explanation()->topLevelItem(1)->text(1).contains(QStringLiteral("yes")));
        QTest::mouseClick(dialog->bindButton(), Qt::LeftButton);
        QTRY_COMPARE(rig.bindings("shop"), size_t{3});
        QCOMPARE(rig.window->client().exchange("shop")->bindings->back().queue, std::string("orders"));
        rig.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(rig.window.get()));
        QTest::keyClick(rig.window.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(rig.bindings("shop"), size_t{2});
    }

    void aBindingToANewQueueMakesIt()
    {
        Rig rig;
        rig.choose("shop");
        rig.page()->bind->trigger();
        auto* dialog = rig.dialog<BindDialog>();
        dialog->queueBox()->setEditText(QStringLiteral("mail"));
        dialog->bindButton()->click();
        QTRY_COMPARE(rig.bindings("shop"), size_t{3});
        const auto made = rig.window->client().queueNamed("mail");
        QVERIFY(made);
        QVERIFY(rig.window->client().sharedQueue(made->number)->permanent);
    }

    void theSelectedMessageIsTriedByItsOriginalBytes()
    {
        Rig rig;
        rig.fake().content = [](uint64_t) {
            return FakeObserver::Message{std::string("order.\xff"), std::string("EU\0\x01", 4), {}, {}};
        };
        rig.choose("shop");
        rig.window->messagePanel()->goTo(SeekTarget::toId(MessageId{400}));
        QTRY_COMPARE(rig.window->current().message().value, uint64_t{400});
        QTreeView* table = rig.page()->bindings();
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Down);
        QTest::keyClick(table, Qt::Key_Home);
        rig.page()->tryOut->trigger();
        auto* dialog = rig.dialog<BindDialog>();
        QVERIFY(dialog);
        QTest::mouseClick(dialog->useSelected(), Qt::LeftButton);
        QTRY_COMPARE(dialog->outcome()->text(), QStringLiteral("\u2713 The queue gets this message."));
        dialog->programEdit()->setPlainText(QStringLiteral("exact:\"order.\\xff\""));
        QCOMPARE(dialog->outcome()->text(), QStringLiteral("\u2713 The queue gets this message."));
        QTest::keyClicks(dialog->routeEdit(), QStringLiteral("x")); // edited: no longer the original
        QCOMPARE(dialog->outcome()->text(), QStringLiteral("\u2717 The queue does not get this message."));
    }

    void unbindingIsTakenBackByUndo()
    {
        Rig rig;
        rig.choose("shop");
        rig.page()->bindings()->selectAll();
        rig.page()->unbind->trigger();
        QTRY_COMPARE(rig.bindings("shop"), size_t{0});
        QTRY_VERIFY(rig.page()->hint()->isVisible());
        rig.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(rig.window.get()));
        QTest::keyClick(rig.window.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(rig.bindings("shop"), size_t{2});
    }

    void recordingIsSwitchedAndReplayedInto()
    {
        Rig rig;
        rig.choose("shop");
        QVERIFY(rig.page()->record->isChecked());
        rig.page()->record->trigger();
        QTRY_VERIFY(!rig.window->client().exchange("shop")->recorded);
        QTRY_VERIFY(rig.page()->counters()->text().endsWith(QStringLiteral("not recorded")));
        rig.page()->replayInto->trigger();
        auto* dialog = rig.dialog<ReplayDialog>();
        QVERIFY(dialog);
        QCOMPARE(dialog->targetBox()->currentText(), QStringLiteral("shop"));
        QCOMPARE(dialog->intoBox()->currentIndex(), 1);
        QVERIFY(dialog->startButton()->isEnabled());
    }

    void aReplayIsOfferedAsSoonAsTheRecordingIsKnown()
    {
        Rig rig;
        rig.window->current().setExchange("shop", {});
        QVERIFY(!rig.page()->replayInto->isEnabled());
        // No new snapshot comes in between.
        rig.window->current().setExchange("shop", rig.window->client().recordingOf("shop"));
        QVERIFY(rig.page()->replayInto->isEnabled());
    }

    void aMessageIsPublishedToAnExchange()
    {
        Rig rig;
        rig.choose("shop");
        rig.page()->publishTo->trigger();
        PublishPanel* panel = rig.window->publisher();
        QVERIFY(panel->isVisible());
        QCOMPARE(panel->queueBox()->currentText(), QStringLiteral("shop"));
        panel->keyEdit()->setText(QStringLiteral("order.1"));
        panel->send->trigger();
        QTRY_COMPARE(panel->result()->text(), QStringLiteral("Sent to 2 queues of shop."));
        panel->queueBox()->setEditText(QStringLiteral("nobody"));
        panel->send->trigger();
        QTRY_VERIFY(panel->result()->text().contains(QStringLiteral("There is no exchange nobody")));
    }

    void aQueueThatDropsSaysSoWithoutADialog()
    {
        Rig rig;
        const QueueNo orders = rig.window->client().queueNamed("orders")->number;
        rig.window->current().setQueue(orders);
        SharedQueueBar* bar = rig.window->sharedQueueBar();
        QVERIFY(!bar->isVisible()); // fq's clients do not share it
        rig.fake().share(orders, [](SharedQueueView& q) { q.members = 2; });
        rig.fake().tick();
        QTRY_VERIFY(bar->isVisible());
        QVERIFY(!bar->alarm()->isVisible());
        QVERIFY(bar->attributes()->text().contains(QStringLiteral("2 clients")));
        rig.fake().share(orders, [](SharedQueueView& q) {
            q.dropped = 1204;
            q.drops = {{1'785'499'300, 4}, {1'785'499'323, 1200}};
        });
        rig.fake().tick();
        QTRY_VERIFY(bar->alarm()->isVisible());
        QVERIFY(bar->alarm()->text().contains(QStringLiteral("1,204 messages dropped")));
        QVERIFY(bar->alarm()->text().contains(QStringLiteral("12:02:03"))); // the last
        QVERIFY(rig.window->findChildren<QDialog*>().isEmpty());
        bar->keepButton()->click();
        QTRY_VERIFY(rig.window->client().sharedQueue(orders)->permanent);
    }

    void clientsKeepTheirSelectionWhileTheyCount()
    {
        Rig rig;
        const auto put = [&](int clients, uint64_t messages) {
            rig.fake().edit([&](Snapshot& s) {
                auto all = std::make_shared<std::vector<FqClientView>>();
                for (int i = 0; i < clients; ++i) {
                    FqClientView c;
                    c.user = "user" + std::to_string(i);
                    c.address = "127.0.0.1:" + std::to_string(40000 + i);
                    c.hasData = true;
                    c.messagesIn = messages;
                    all->push_back(c);
                }
                s.fqClients = all;
            });
            rig.fake().tick();
        };
        ClientsPanel* panel = rig.window->clients();
        put(3, 1);
        QTRY_COMPARE(panel->model()->rowCount(), 3);
        panel->table()->setCurrentIndex(panel->table()->model()->index(1, 0));
        put(4, 2);
        QTRY_COMPARE(panel->model()->rowCount(), 4);
        QCOMPARE(panel->table()->currentIndex().data().toString(), QStringLiteral("user1"));
    }

    void upstreamsAreAddedAndRemoved()
    {
        Rig rig;
        rig.window->upstreams()->add->trigger();
        auto* dialog = rig.dialog<UpstreamDialog>();
        QVERIFY(dialog);
        QVERIFY(!dialog->addButton()->isEnabled());
        dialog->hostEdit()->setText(QStringLiteral("10.0.0.7"));
        dialog->exchangeEdit()->setText(QStringLiteral("shop"));
        dialog->programEdit()->setText(QStringLiteral("prefix:("));
        dialog->programEdit()->setText(QStringLiteral("huh"));
        QVERIFY(!dialog->addButton()->isEnabled());
        dialog->programEdit()->setText(QStringLiteral("prefix:"));
        QTest::mouseClick(dialog->addButton(), Qt::LeftButton);
        UpstreamsPanel* panel = rig.window->upstreams();
        QTRY_COMPARE(panel->model()->rowCount(), 1);
        QVERIFY(!panel->remove->isEnabled());
        panel->table()->setCurrentIndex(panel->model()->index(0, 0));
        QVERIFY(panel->remove->isEnabled());
        panel->remove->trigger();
        QTRY_COMPARE(panel->model()->rowCount(), 0);
    }

    void anFqdConfigurationIsTakenOver()
    {
        Rig rig;
        FqdPlan plan;
        for (int i = 0; i < 40; ++i) {
            const std::string name = "q" + std::to_string(i);
            plan.queues.push_back({name, QueueKind::mem, {}});
            plan.bindings.push_back({"imported", name, "prefix:", true, false});
        }
        plan.bindings.push_back({"imported", "nobody", "prefix:", true, false}); // the engine refuses it
        plan.upstreams.push_back({{"10.0.0.7", 8765, "", "", "imported", "prefix:", false}});
        plan.skipped = {"queue \"<b>x</b>\": invalid queue type: tape"};
        plan.skippedCount = 1;
        rig.workspace.fqd = plan;
        rig.window->importFqd(QStringLiteral("/nowhere/fqd.sqlite"));
        auto* dialog = rig.dialog<FqdImport>();
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->startButton()->isEnabled());
        QVERIFY(dialog->summary()->text().contains(QStringLiteral("40 queues, 41 bindings and 1 upstreams")));
        QVERIFY(dialog->report()->toPlainText().contains(QStringLiteral("<b>x</b>")));
        QCOMPARE(rig.bindings("imported"), size_t{0}); // looking changes nothing
        QTest::mouseClick(dialog->startButton(), Qt::LeftButton);
        QTRY_VERIFY(dialog->summary()->text().startsWith(QStringLiteral("81 of 82")));
        QVERIFY(dialog->report()->toPlainText().contains(QStringLiteral("nobody")));
        QCOMPARE(rig.bindings("imported"), size_t{40});
        QCOMPARE(rig.window->client().snapshot()->upstreams.size(), size_t{1});

        rig.workspace.nextError = QStringLiteral("no database");
        rig.window->importFqd(QStringLiteral("/nowhere/other"));
        auto* refused = rig.dialog<FqdImport>();
        QTRY_VERIFY(refused->summary()->text().contains(QStringLiteral("no database")));
        QVERIFY(!refused->startButton()->isEnabled());
    }
};

QTEST_MAIN(ExchangeWindowTest)
#include "exchange_window_test.moc"
