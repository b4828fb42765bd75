#include <QTest> // first: moc of Qt 6.4 cannot read <concepts> before it

#include "tests/gui/shell_rig.h"
#include "ui/panels/bug_report_dialog.h"
#include "ui/panels/export_dialog.h"
#include "ui/panels/import_dialog.h"
#include "ui/panels/progress_dialog.h"
#include "ui/panels/queue_check_list.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTableWidget>

using namespace tapedeck;

// What the dialogs for files of messages ask for, and what they say; over a fake engine and fake files.
class TransferDialogsTest : public QObject {
    Q_OBJECT
    OwnSettings m_settings;

    static QueueNo orders(ShellRig& rig) { return rig.window->client().queueNamed("orders")->number; }

private Q_SLOTS:
    void anExportAsksForWhatIsChosen()
    {
        ShellRig rig;
        rig.window->current().setQueue(orders(rig));
        const TimeRange brush{Time{1'000'000}, Time{2'000'000}};
        rig.workspace.files.exportPreview.records = {"{\"body\":\"\x1b[1m\"}", "second"};
        auto* dialog = new ExportDialog(rig.window->context(), rig.workspace.files, brush, rig.window.get());
        dialog->open();
        QVERIFY(!dialog->scopeButton(ExportDialog::selection)->isEnabled());
        QVERIFY(!dialog->scopeButton(ExportDialog::filtered)->isEnabled());
        QVERIFY(dialog->scopeButton(ExportDialog::queue)->isChecked());
        // What cannot be seen is made visible.
        QTRY_COMPARE(dialog->preview()->toPlainText(), QStringLiteral("{\"body\":\"\u241B[1m\"}\nsecond"));
        dialog->choose(ExportDialog::brushed);
        dialog->formBox()->setCurrentIndex(1);
        QVERIFY(dialog->pathEdit()->text().endsWith(QStringLiteral("orders.csv")));
        dialog->pathEdit()->setText(m_settings.file("o.csv"));
        dialog->startButton()->click();
        const auto& plan = rig.workspace.files.exported;
        QVERIFY(plan.has_value());
        QVERIFY(plan->which.queues == std::vector<QueueNo>{orders(rig)});
        QCOMPARE(plan->which.filter.bounds(Time{}).since.micros, brush.from.micros);
        QVERIFY(plan->form == FileForm::csv);
        QCOMPARE(QString::fromStdString(plan->path), m_settings.file("o.csv"));
        rig.workspace.files.progressed({500, 1000});
        QVERIFY(dialog->progress());
        QCOMPARE(dialog->progress()->done(), uint64_t{500});
        rig.workspace.files.ended({"Cannot write to o.csv: No space left on device.", false, 7, 0, {}});
        QCOMPARE(dialog->progress()->text(),
            QStringLiteral("Nothing was written. Cannot write to o.csv: No space left on device."));
        QVERIFY(dialog->startButton()->isEnabled()); // once more, elsewhere
        const QPointer<ExportDialog> gone(dialog);
        dialog->startButton()->click();
        rig.workspace.files.ended({{}, false, 7, 1, {}});
        QTRY_VERIFY(!gone);
    }

    void aCancelIsPassedOnAtOnce()
    {
        ShellRig rig;
        rig.window->current().setQueue(orders(rig));
        auto* dialog = new ExportDialog(rig.window->context(), rig.workspace.files, {}, rig.window.get());
        dialog->open();
        dialog->startButton()->click();
        QVERIFY(!rig.workspace.files.running.cancelled());
        QTest::mouseClick(dialog->progress()->cancelButton(), Qt::LeftButton);
        QVERIFY(rig.workspace.files.running.cancelled());
        // Whoever closes the dialog wants nothing of it either; what comes late finds nobody.
        dialog->startButton()->setEnabled(true);
        dialog->startButton()->click();
        const Transfer second = rig.workspace.files.running;
        delete dialog;
        QVERIFY(second.cancelled());
        rig.workspace.files.progressed({1, 2});
        rig.workspace.files.ended({{}, true, 0, 0, {}});
    }

    void severalQueuesAreTicked()
    {
        ShellRig rig;
        rig.window->current().setQueue(orders(rig));
        auto* dialog = new ExportDialog(rig.window->context(), rig.workspace.files, {}, rig.window.get());
        dialog->open();
        QVERIFY(!dialog->queueList()->isVisible());
        dialog->choose(ExportDialog::queues);
        QVERIFY(dialog->queueList()->isVisible());
        QCOMPARE(dialog->queueList()->ticked().size(), size_t{1});
        dialog->chooseQueues({});
        QVERIFY(!dialog->startButton()->isEnabled());
        QCOMPARE(dialog->state()->text(), QStringLiteral("Tick the queues to be exported."));
        dialog->queueList()->setFocus();
        dialog->queueList()->setCurrentRow(1);
        QTest::keyClick(dialog->queueList(), Qt::Key_Space);
        QCOMPARE(dialog->queueList()->ticked().size(), size_t{1});
        QVERIFY(dialog->startButton()->isEnabled());
    }

    void anImportSaysWhatItTakesFilesFor()
    {
        ShellRig rig;
        auto& files = rig.workspace.files;
        files.importPreview.rows = {{"old\n", Time{0}, "k", "body", 2, 4}};
        auto* dialog = new ImportDialog(rig.window->context(), files, rig.window.get());
        dialog->open();
        QVERIFY(!dialog->startButton()->isEnabled());
        dialog->setFiles({QStringLiteral("/x/a.csv"), QStringLiteral("/x/b.txt")});
        QTRY_VERIFY(dialog->startButton()->isEnabled());
        QCOMPARE(dialog->formBox()->itemText(0), QStringLiteral("As its name says: CSV table, JSON lines"));
        QCOMPARE(dialog->filesLabel()->text(), QStringLiteral("2 files"));
        QCOMPARE(dialog->preview()->item(0, 0)->text(), QStringLiteral("old\u240A"));
        dialog->timeBox()->setChecked(true);
        QTRY_VERIFY(dialog->startButton()->isEnabled());
        dialog->timeEdit()->clear();
        QVERIFY(!dialog->startButton()->isEnabled());
        dialog->timeEdit()->setText(QStringLiteral("was"));
        dialog->startButton()->click();
        QVERIFY(files.imported.has_value());
        QCOMPARE(files.imported->files.size(), size_t{2});
        QVERIFY(files.imported->files[0].second == FileForm::csv);
        QCOMPARE(files.imported->timeHeader, std::string("was"));
        files.ended({"a.csv: line 7: a quoted field does not end.", false, 6, 0, {"old"}});
        QCOMPARE(dialog->state()->text(),
            QStringLiteral("Imported 6 messages into old. a.csv: line 7: a quoted field does not end."));
    }

    void aBugReportAsksForRulesAndTellsWhatTheyFound()
    {
        ShellRig rig;
        rig.window->current().setQueue(orders(rig));
        auto& files = rig.workspace.files;
        RedactSample sample;
        sample.queue = "orders";
        sample.id = MessageId{12};
        sample.bodyBefore = "secret";
        sample.bodyAfter = "***";
        sample.touched = {{1, 1}};
        files.redactPreview.samples = {sample, sample};
        files.redactPreview.samples[1].id = MessageId{13};
        auto* dialog = new BugReportDialog(rig.window->context(), rig.workspace, {}, rig.window.get());
        dialog->open();
        dialog->headersEdit()->setPlainText(QStringLiteral("auth\n"));
        dialog->patternsEdit()->setPlainText(QStringLiteral("s[a-z]+"));
        QTRY_COMPARE(
            dialog->touched()->text(), QStringLiteral("orders, message 12. Touched: expression s[a-z]+ (1 value)"));
        QCOMPARE(dialog->before()->toPlainText(), QStringLiteral("secret"));
        QCOMPARE(dialog->after()->toPlainText(), QStringLiteral("***"));
        dialog->nextButton()->click();
        QVERIFY(dialog->touched()->text().contains(QStringLiteral("message 13")));
        dialog->newestButton()->setChecked(true);
        dialog->newestCount()->setValue(5);
        dialog->notesBox()->setChecked(false);
        dialog->modeBox()->setCurrentIndex(1);
        dialog->pathEdit()->setText(m_settings.file("r.tape"));
        dialog->startButton()->click();
        const auto& plan = files.redacted;
        QVERIFY(plan.has_value());
        QCOMPARE(plan->which.newest, uint64_t{5});
        QVERIFY(plan->headers == std::vector<std::string>{"auth"});
        QVERIFY(plan->hash && plan->marks && !plan->notes);
        files.redactEnded({{}, false, 5, 0, {}}, {{{0, 0}, {3, 4}}, 3, 2});
        QCOMPARE(dialog->state()->text(),
            QStringLiteral("5 messages written, 3 of them changed.\nheader auth: not found\n"
                           "expression s[a-z]+: 4 values in 3 messages\nMarks that went along: 2"));
    }

    void aRuleThatIsNoneKeepsFromSaving()
    {
        ShellRig rig;
        rig.window->current().setQueue(orders(rig));
        auto* dialog = new BugReportDialog(rig.window->context(), rig.workspace, {}, rig.window.get());
        dialog->open();
        dialog->pathEdit()->setText(m_settings.file("r.tape"));
        QVERIFY(dialog->startButton()->isEnabled());
        rig.workspace.files.redactPreview.error = "The expression ( is none.";
        dialog->patternsEdit()->setPlainText(QStringLiteral("("));
        QTRY_COMPARE(dialog->state()->text(), QStringLiteral("The expression ( is none."));
        QVERIFY(!dialog->startButton()->isEnabled());
    }
};

QTEST_MAIN(TransferDialogsTest)
#include "transfer_dialogs_test.moc"
