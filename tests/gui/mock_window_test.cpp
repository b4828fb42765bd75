// Faults, responders and expectations in the window, driven over a fake engine: dialogs that check what is typed,
// pages, the chip, what is taken back, and what is made of messages.
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/models/mock_models.h"
#include "ui/panels/delay_edit.h"
#include "ui/panels/expectation_dialog.h"
#include "ui/panels/expectations_panel.h"
#include "ui/panels/fault_chip.h"
#include "ui/panels/fault_dialog.h"
#include "ui/panels/faults_panel.h"
#include "ui/panels/field_form.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/mock_maker.h"
#include "ui/panels/responder_dialog.h"
#include "ui/panels/responders_panel.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace tapedeck;

class MockWindowTest : public QObject {
    Q_OBJECT

    struct Rig {
        FakeWorkspace workspace;
        Theme theme{*qApp};
        std::unique_ptr<MainWindow> window;

        explicit Rig(Theme::Choice choice = Theme::Choice::light)
        {
            theme.choose(choice);
            workspace.fill = [](FakeObserver& fake) {
                fake.addQueue("answers", 50);
                fake.addQueue("orders", 1000);
            };
            workspace.begin();
            window = std::make_unique<MainWindow>(workspace, theme);
            window->resize(1280, 800);
            window->attach();
            window->show();
            QCoreApplication::processEvents();
        }
        FakeObserver& fake() { return workspace.fake(); }
        const Snapshot& now() { return *window->client().snapshot(); }
        template <typename Dialog>
        Dialog* dialog()
        {
            Dialog* last = nullptr;
            for (Dialog* one : window->findChildren<Dialog*>())
                if (one->isVisible())
                    last = one;
            return last;
        }
        void choose(const char* queue, uint64_t id)
        {
            window->current().setQueue(window->client().queueNamed(queue)->number);
            window->current().setMessage(MessageId{id});
            QCoreApplication::processEvents();
        }
        void undo()
        {
            QVERIFY(undoAction()->isEnabled());
            undoAction()->trigger();
            QCoreApplication::processEvents();
        }
        QAction* undoAction()
        {
            for (QAction* action : window->findChildren<QAction*>())
                if (action->shortcut() == QKeySequence(QKeySequence::Undo))
                    return action;
            qFatal("there is no Undo");
        }
    };
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
    static void click(QTreeView* table, int row)
    {
        QTest::mouseClick(
            table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(row, 0)).center());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QCoreApplication::setOrganizationName(QStringLiteral("tapedeck-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        qputenv("TZ", "UTC");
    }

    void aFaultIsCheckedWhileItIsTypedAddedAndTakenBack()
    {
        Rig rig;
        QVERIFY(rig.window->faultChip()->text().contains(QLatin1Char('0')));
        rig.window->faults()->add->trigger();
        QVERIFY(rig.window->faults()->isVisible());
        auto* dialog = rig.dialog<FaultDialog>();
        QVERIFY(dialog);
        QVERIFY(dialog->okButton()->isEnabled()); // drop everything: said in so many words
        QVERIFY(dialog->summary()->text().contains(QStringLiteral("every message of every queue")));
        QTest::keyClicks(dialog->field("queue"), QStringLiteral("orders*"));
        QVERIFY(!dialog->summary()->text().contains(QStringLiteral("every message")));
        // Only what the chosen kind needs is asked.
        QVERIFY(!dialog->what()->isShown("copies") && !dialog->what()->isShown("delay"));
        dialog->kindBox()->setCurrentIndex(static_cast<int>(FaultKind::duplicate));
        QVERIFY(dialog->what()->isShown("copies"));
        dialog->field("copies")->setText(QStringLiteral("5000"));
        QVERIFY(dialog->what()->errorAt("copies").contains(QStringLiteral("from 1 to 1000")));
        QVERIFY(!dialog->okButton()->isEnabled());
        dialog->kindBox()->setCurrentIndex(static_cast<int>(FaultKind::throttle));
        QVERIFY(dialog->what()->errorAt("messagesPerSecond").contains(QStringLiteral("throttle")));
        dialog->kindBox()->setCurrentIndex(static_cast<int>(FaultKind::delay));
        dialog->delayEdit()->fromEdit()->setText(QStringLiteral("soon"));
        QVERIFY(dialog->what()->errorAt("delay").contains(QStringLiteral("no length of time")));
        dialog->delayEdit()->kindBox()->setCurrentIndex(1);
        dialog->delayEdit()->fromEdit()->setText(QStringLiteral("2s"));
        dialog->delayEdit()->untilEdit()->setText(QStringLiteral("1s"));
        QVERIFY(dialog->what()->errorAt("delay").contains(QStringLiteral("longest")));
        dialog->delayEdit()->untilEdit()->setText(QStringLiteral("3s"));
        QVERIFY(dialog->okButton()->isEnabled());
        dialog->field("filter")->setText(QStringLiteral("json.total >"));
        QVERIFY(dialog->where()->errorAt("filter").contains(QStringLiteral("At character")));
        dialog->field("filter")->setText(QStringLiteral("json.total > 5"));
        dialog->field("probability")->setText(QStringLiteral("2"));
        QVERIFY(dialog->when()->errorAt("probability").contains(QStringLiteral("from 0 to 1")));
        dialog->field("probability")->setText(QStringLiteral("0.5"));
        dialog->field("every")->setText(QStringLiteral("3"));
        dialog->field("for")->setText(QStringLiteral("1m"));
        QTest::mouseClick(dialog->okButton(), Qt::LeftButton);
        QTRY_COMPARE(rig.window->faults()->model()->rowCount(), 1);
        const FaultRule rule = *rig.now().faults[0].rule;
        QCOMPARE(rule.queue, std::string("orders*"));
        QVERIFY(rule.kind == FaultKind::delay && rule.delay.kind == FaultDelay::Kind::uniform);
        QCOMPARE(rule.delay.until, Duration::seconds(3));
        QCOMPARE(rule.lasting, Duration::seconds(60));
        QCOMPARE(rule.every, uint64_t{3});
        QCOMPARE(rule.filter.text(), std::string("json.total > 5"));
        QCOMPARE(rig.window->faultChip()->text(), QStringLiteral("1 fault is on"));
        QVERIFY(!rig.window->faultChip()->styleSheet().isEmpty());
        rig.undo();
        QTRY_VERIFY(rig.now().faults.empty());
        QTRY_VERIFY(rig.window->faultChip()->styleSheet().isEmpty());
    }

    void aFaultIsChangedDuplicatedSwitchedAndRemoved()
    {
        Rig rig;
        FaultRule rule;
        rule.name = std::string("raw \xff");
        rule.queue = std::string("q\xfe*");
        rule.kind = FaultKind::reject;
        rule.error = "no more";
        rule.code = ErrorCode::storageFull;
        rule.seed = 42;
        rule.at = FaultPoint::delivery;
        rule.channel = "mail";
        rig.window->client().submit(this, action::AddFault{rule});
        FaultsPanel* panel = rig.window->faults();
        rig.window->faultChip()->click();
        QTRY_COMPARE(panel->model()->rowCount(), 1);
        QVERIFY(panel->isVisible());
        click(panel->table(), 0);
        panel->edit->trigger();
        auto* dialog = rig.dialog<FaultDialog>();
        QVERIFY(dialog);
        QVERIFY(dialog->where()->isShown("channel"));
        dialog->field("error")->setText(QStringLiteral("closed"));
        dialog->okButton()->click();
        QTRY_COMPARE(rig.now().faults[0].rule->error, std::string("closed"));
        // What was not touched is what it was, byte by byte.
        QCOMPARE(rig.now().faults[0].rule->name, rule.name);
        QCOMPARE(rig.now().faults[0].rule->queue, rule.queue);
        QVERIFY(rig.now().faults[0].rule->code == ErrorCode::storageFull);
        QCOMPARE(rig.now().faults[0].rule->seed, uint64_t{42});
        rig.undo();
        QTRY_COMPARE(rig.now().faults[0].rule->error, std::string("no more"));
        panel->duplicate->trigger();
        dialog = rig.dialog<FaultDialog>();
        QVERIFY(dialog);
        dialog->okButton()->click();
        QTRY_COMPARE(panel->model()->rowCount(), 2);
        QCOMPARE(rig.window->faultChip()->text(), QStringLiteral("2 faults are on"));
        click(panel->table(), 0);
        panel->toggle->trigger();
        QTRY_VERIFY(!rig.now().faults[0].rule->enabled);
        QCOMPARE(rig.window->faultChip()->text(), QStringLiteral("1 fault is on"));
        panel->allOff->trigger();
        QTRY_COMPARE(rig.window->faultChip()->text(), QStringLiteral("Faults 0"));
        QVERIFY(!panel->allOff->isEnabled());
        rig.undo();
        QTRY_COMPARE(rig.window->faultChip()->text(), QStringLiteral("1 fault is on"));
        rig.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(rig.window.get()));
        panel->table()->setFocus();
        QTest::keyClick(panel->table(), Qt::Key_Delete);
        QTRY_COMPARE(panel->model()->rowCount(), 1);
        panel->removeAll->trigger();
        QTRY_VERIFY(panel->emptyLabel()->isVisible());
        rig.undo();
        QTRY_COMPARE(panel->model()->rowCount(), 1);
    }

    void aResponderIsCheckedAddedChangedAndTakenBack()
    {
        Rig rig;
        rig.window->responders()->add->trigger();
        auto* dialog = rig.dialog<ResponderDialog>();
        QVERIFY(dialog);
        QVERIFY(!dialog->okButton()->isEnabled());
        QVERIFY(!dialog->request()->errorAt("listen").isEmpty());
        dialog->field("listen")->setText(QStringLiteral("orders"));
        QVERIFY(!dialog->response()->errorAt("to").isEmpty());
        dialog->field("to")->setText(QStringLiteral("{{request.headers.reply-to}}"));
        QVERIFY(dialog->okButton()->isEnabled());
        dialog->bodyEdit()->setPlainText(QStringLiteral("{{request.nothing}}"));
        QVERIFY(dialog->response()->errorAt("body").contains(QStringLiteral("At character")));
        QVERIFY(!dialog->okButton()->isEnabled());
        dialog->bodyEdit()->setPlainText(
            QStringLiteral("{\"re\": {{json request.json.id}}, \"by\": \"{{env.NAME}}\"}"));
        dialog->headersEdit()->setPlainText(QStringLiteral("trace: {{request.headers.trace}}\nwrong"));
        QVERIFY(dialog->response()->errorAt("headers").contains(QStringLiteral("wrong")));
        dialog->headersEdit()->setPlainText(QStringLiteral("trace: {{request.headers.trace}}\nkind: answer"));
        dialog->field("generations")->setText(QStringLiteral("0"));
        QVERIFY(!dialog->request()->errorAt("generations").isEmpty());
        dialog->field("generations")->clear();
        dialog->okButton()->click();
        QTRY_COMPARE(rig.window->responders()->model()->rowCount(), 1);
        const auto rule = rig.now().responders[0].rule;
        QCOMPARE(rule->headers.size(), size_t{2});
        QCOMPARE(rule->headers[1].first, std::string("kind"));
        QCOMPARE(rule->generations, uint32_t{8});
        click(rig.window->responders()->table(), 0);
        rig.window->responders()->edit->trigger();
        dialog = rig.dialog<ResponderDialog>();
        QVERIFY(dialog);
        QCOMPARE(dialog->bodyEdit()->toPlainText(), QString::fromStdString(rule->body.text()));
        dialog->listenBox()->setCurrentIndex(1);
        dialog->okButton()->click();
        QTRY_COMPARE(rig.now().responders[0].rule->exchange, std::string("orders"));
        QVERIFY(rig.now().responders[0].rule->queue.empty());
        rig.undo();
        QTRY_COMPARE(rig.now().responders[0].rule->queue, std::string("orders"));
        rig.window->responders()->remove->trigger();
        QTRY_VERIFY(rig.now().responders.empty());
        rig.undo();
        QTRY_COMPARE(rig.now().responders.size(), size_t{1});
    }

    void aResponderIsMadeOfAMessageAndItsAnswer()
    {
        Rig rig;
        rig.fake().content = [](uint64_t id) {
            FakeObserver::Message m;
            m.key = "k-" + std::to_string(id);
            m.body = "{\"type\":\"ping\",\"id\":" + std::to_string(4000 + id) + "}";
            return m;
        };
        MockMaker* maker = rig.window->mockMaker();
        rig.choose("orders", 7);
        QVERIFY(maker->takeRequest->isEnabled() && !maker->responder->isEnabled());
        maker->takeRequest->trigger();
        QVERIFY(!maker->responder->isEnabled()); // a message does not answer itself
        rig.choose("answers", 7);
        QVERIFY(maker->responder->isEnabled());
        maker->responder->trigger();
        QTRY_VERIFY(rig.dialog<ResponderDialog>());
        auto* dialog = rig.dialog<ResponderDialog>();
        QCOMPARE(dialog->field("listen")->text(), QStringLiteral("orders"));
        QCOMPARE(dialog->field("filter")->text(), QStringLiteral("json.type == \"ping\""));
        QCOMPARE(dialog->field("to")->text(), QStringLiteral("answers"));
        QCOMPARE(dialog->field("key")->text(), QStringLiteral("{{request.key}}"));
        QCOMPARE(dialog->bodyEdit()->toPlainText(), QStringLiteral("{{request.body}}"));
        QVERIFY(dialog->okButton()->isEnabled());

        // Two selected messages need no request to be remembered.
        struct Two final : MessageSelection {
            QueueNo number;
            QueueNo queue() const override { return number; }
            int64_t count() const override { return 2; }
            std::vector<MessageId> ids(int64_t, size_t) const override { return {MessageId{3}, MessageId{4}}; }
        };
        dialog->close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        auto two = std::make_shared<Two>();
        two->number = rig.window->client().queueNamed("orders")->number;
        rig.window->current().setSelection(two);
        maker->responder->trigger();
        QTRY_VERIFY(rig.dialog<ResponderDialog>());
        QCOMPARE(rig.dialog<ResponderDialog>()->field("key")->text(), QStringLiteral("k-4"));
    }

    void anExpectationIsMadeOfAMessageByTickingItsMembers()
    {
        Rig rig;
        rig.choose("orders", 9);
        rig.window->mockMaker()->expectation->trigger();
        QTRY_VERIFY(rig.dialog<ExpectationDialog>());
        auto* dialog = rig.dialog<ExpectationDialog>();
        QVERIFY(dialog->members()->count() > 5);
        QVERIFY(dialog->textEdit()->toPlainText().startsWith(QStringLiteral("key == ")));
        QListWidgetItem* total = nullptr;
        for (int i = 0; i < dialog->members()->count(); ++i)
            if (dialog->members()->item(i)->text().startsWith(QStringLiteral("json.total")))
                total = dialog->members()->item(i);
        QVERIFY(total);
        total->setCheckState(Qt::Checked);
        QVERIFY(dialog->textEdit()->toPlainText().contains(QStringLiteral(" && json.total == ")));
        dialog->formBox()->setCurrentIndex(3);
        QVERIFY(dialog->textEdit()->toPlainText().startsWith(QStringLiteral("never key == ")));
        QVERIFY(dialog->okButton()->isEnabled());
        QVERIFY(dialog->commandLine()->text().startsWith(QStringLiteral("tapedeck expect --queue=orders 'never ")));
        QVERIFY(dialog->curlLine()->text().contains(QStringLiteral("/api/v1/expect -d '{")));
        QList<QToolButton*> copies = dialog->findChildren<QToolButton*>();
        QCOMPARE(copies.size(), 2);
        copies[0]->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), dialog->commandLine()->text());
        dialog->fromBox()->setCurrentIndex(2);
        QVERIFY(!dialog->okButton()->isEnabled());
        QVERIFY(!dialog->form()->errorAt("place").isEmpty());
        dialog->placeEdit()->setText(QStringLiteral("12"));
        QVERIFY(dialog->commandLine()->text().contains(QStringLiteral("--from=12")));
        dialog->textEdit()->setPlainText(QStringLiteral("count(json.total >) > 2"));
        QVERIFY(dialog->form()->errorAt("expect").contains(QStringLiteral("At character")));
        QVERIFY(!dialog->okButton()->isEnabled() && dialog->commandLine()->text().isEmpty());
        dialog->textEdit()->setPlainText(QStringLiteral("count(json.total > 1) > 2 within 1m"));
        dialog->okButton()->click();
        QTRY_COMPARE(rig.window->expectations()->model()->rowCount(), 1);
        QVERIFY(rig.now().expectations[0].from.kind == ExpectFrom::Kind::id);
        QCOMPARE(rig.now().expectations[0].from.id, MessageId{12});
        QVERIFY(rig.window->expectations()->isVisible());
    }

    static void decide(FakeObserver& fake, bool passed)
    {
        fake.edit([&](Snapshot& s) {
            ExpectationReport report = *s.expectations.back().report;
            report.decided = true;
            report.passed = passed;
            report.reason = passed ? "One came." : "No message within 5s.";
            report.seen = 900;
            const ReportedMessage near{"orders", MessageId{42}, {}, "k-42", "{\"total\":17}", 12};
            if (passed)
                report.matched = {near};
            else
                report.nearMisses = {
                    {near, 1, 2, {{"json.total > 50", 0, 15, false, false, true, "json.total is 17"}}}};
            s.expectations.back().report = std::make_shared<const ExpectationReport>(report);
        });
        fake.tick();
    }
    void aFailedExpectationShowsWhatCameClosest()
    {
        Rig rig;
        action::AddExpectation a;
        a.item.expectation = *Expectation::parse("key == eu && json.total > 50");
        rig.window->client().submit(this, a);
        ExpectationsPanel* panel = rig.window->expectations();
        panel->parentWidget()->show();
        panel->parentWidget()->raise();
        QTRY_COMPARE(panel->model()->rowCount(), 1);
        click(panel->table(), 0);
        QCOMPARE(panel->model()->index(0, expectation_column::state).data().toString(), QStringLiteral("running"));
        QVERIFY(!panel->details()->isVisible());
        decide(rig.fake(), false);
        QTRY_VERIFY(panel->details()->isVisible());
        QVERIFY(
            panel->model()->index(0, expectation_column::state).data().toString().contains(QStringLiteral("failed")));
        QCOMPARE(panel->details()->topLevelItemCount(), 1);
        const QTreeWidgetItem* row = panel->details()->topLevelItem(0);
        QCOMPARE(row->text(ExpectationsPanel::termsColumn),
            QStringLiteral("json.total > 50 does not hold: json.total is 17"));
        rig.choose("answers", 1);
        const QRect place = panel->details()->visualItemRect(row);
        QTest::mouseClick(
            panel->details()->viewport(), Qt::LeftButton, {}, {place.left() + place.height(), place.center().y()});
        QCOMPARE(rig.window->current().queue(), rig.window->client().queueNamed("orders")->number);
        QCOMPARE(rig.window->current().message(), MessageId{42});
        QTRY_COMPARE(rig.window->messagePanel()->table()->currentRow(), int64_t{42});
        panel->toggle->trigger(); // again
        QTRY_COMPARE(panel->model()->index(0, expectation_column::state).data().toString(), QStringLiteral("running"));
        panel->removeAll->trigger();
        QTRY_COMPARE(panel->model()->rowCount(), 0);
        rig.undo();
        QTRY_COMPARE(panel->model()->rowCount(), 1);
    }

    void everyThemeShowsThem_data()
    {
        QTest::addColumn<int>("choice");
        QTest::addColumn<QString>("suffix");
        QTest::newRow("light") << static_cast<int>(Theme::Choice::light) << QString();
        QTest::newRow("dark") << static_cast<int>(Theme::Choice::dark) << QStringLiteral("_dark");
    }
    void everyThemeShowsThem()
    {
        QFETCH(int, choice);
        QFETCH(QString, suffix);
        Rig rig(static_cast<Theme::Choice>(choice));
        FaultRule slow;
        slow.name = "a name that somebody has made much longer than it should be <b>bold</b>";
        slow.kind = FaultKind::delay;
        slow.delay = {FaultDelay::Kind::logNormal, Duration::millis(100), {}, 1};
        slow.queue = "orders*";
        slow.probability = 0.2;
        FaultRule lost;
        lost.queue = "answers";
        lost.filter = *Filter::parse("json.total > 100 && json.city == \"Berlin\"");
        lost.enabled = false;
        for (const FaultRule& rule : {slow, lost})
            rig.window->client().submit(this, action::AddFault{rule});
        ResponderRule responder;
        responder.queue = "orders";
        responder.to = *Template::parse("{{request.headers.reply-to}}");
        responder.body = *Template::parse("{\"re\": {{json request.json.id}}}");
        rig.window->client().submit(this, action::AddResponder{responder});
        for (const char* text : {"count(json.total > 50) >= 3 within 5s", "never error for 60s"}) {
            action::AddExpectation a;
            a.item.queue = "orders";
            a.item.expectation = *Expectation::parse(text);
            rig.window->client().submit(this, a);
        }
        QTRY_COMPARE(rig.now().expectations.size(), size_t{2});
        decide(rig.fake(), false);
        rig.choose("orders", 990);
        const auto show = [](QWidget* panel) {
            panel->parentWidget()->show();
            panel->parentWidget()->raise();
            QTest::qWait(50);
        };
        rig.window->faultChip()->click();
        shoot(*rig.window, QStringLiteral("faults") + suffix);
        show(rig.window->responders());
        shoot(*rig.window, QStringLiteral("responders") + suffix);
        show(rig.window->expectations());
        click(rig.window->expectations()->table(), 1);
        shoot(*rig.window, QStringLiteral("expectations") + suffix);
        click(rig.window->faults()->table(), 0);
        rig.window->faults()->edit->trigger();
        auto* fault = rig.dialog<FaultDialog>();
        QVERIFY(fault);
        shoot(*fault, QStringLiteral("fault_dialog") + suffix);
        fault->kindBox()->setCurrentIndex(static_cast<int>(FaultKind::throttle));
        fault->field("filter")->setText(QStringLiteral("json.total > > 5"));
        shoot(*fault, QStringLiteral("fault_dialog_wrong") + suffix);
        fault->close();
        rig.window->responders()->add->trigger();
        auto* dialog = rig.dialog<ResponderDialog>();
        QVERIFY(dialog);
        dialog->field("listen")->setText(QStringLiteral("orders"));
        dialog->field("to")->setText(QStringLiteral("{{request.headers.reply-to}}"));
        dialog->bodyEdit()->setPlainText(QStringLiteral("{\"re\": {{json request.json.id}},\n \"at\": \"{{now}}\"}"));
        shoot(*dialog, QStringLiteral("responder_dialog") + suffix);
        dialog->close();
        rig.window->mockMaker()->expectation->trigger();
        QTRY_VERIFY(rig.dialog<ExpectationDialog>());
        shoot(*rig.dialog<ExpectationDialog>(), QStringLiteral("expectation_dialog") + suffix);
    }
};

QTEST_MAIN(MockWindowTest)
#include "mock_window_test.moc"
