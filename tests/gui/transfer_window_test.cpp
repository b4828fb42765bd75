// Exporting, importing and copies for bug reports, through the real window over the real engine: what is written is
// read back and compared, also after a cancel.
#include "tests/gui/engine_window_rig.h" // first, since it begins with QTest

#include "app/tape_reader.h"
#include "engine/transfer/format.h"
#include "ui/panels/bug_report_dialog.h"
#include "ui/panels/export_dialog.h"
#include "ui/panels/import_dialog.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/progress_dialog.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/queue_check_list.h"
#include "ui/views/message_table.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTableWidget>

using namespace tapedeck;

class TransferWindowTest : public QObject, EngineWindowRig {
    Q_OBJECT

    static QByteArray contentsOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    std::vector<Record> recordsOf(const QString& path)
    {
        RecordReader reader(TransferFormat::jsonLines);
        reader.feed(contentsOf(path).toStdString());
        reader.finish();
        std::vector<Record> records;
        Record record;
        for (;;) {
            const auto next = reader.next(record);
            if (!next || !*next)
                return records;
            records.push_back(record);
        }
    }
    uint64_t count(const char* queue)
    {
        const auto view = m_window->client().queueNamed(queue);
        return view ? view->stats.head - view->stats.first : 0;
    }
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    // 300 messages; every third has an even total, and the bodies are what a careless writer would change.
    void fillOrders()
    {
        for (int i = 0; i < 300; ++i)
            publish("orders", "k-" + std::to_string(i),
                i % 7 == 0 ? std::string("\xff\x00\n,\"", 5) + std::to_string(i)
                           : R"({"total": )" + std::to_string(i % 3) + R"(.10,  "id":9007199254740993})",
                {{"trace", std::to_string(i)}, {"trace", "two"}});
        QTRY_COMPARE(count("orders"), uint64_t{300});
        m_window->current().setQueue(m_window->client().queueNamed("orders")->number);
    }
    template <typename Dialog>
    QPointer<Dialog> openDialog(const QString& action)
    {
        for (QAction* found : m_window->findChildren<QAction*>())
            if (found->text() == action)
                found->trigger();
        const auto all = m_window->findChildren<Dialog*>();
        return all.isEmpty() ? nullptr : all.last();
    }
    QPointer<ExportDialog> openExport() { return openDialog<ExportDialog>(QStringLiteral("Export m&essages…")); }

private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindowWithATape(); }
    void cleanup() { closeWindow(); }

    void whatTheFilterMatchesIsExportedWholeAndLineByLine()
    {
        fillOrders();
        m_window->filter().setText(QStringLiteral("json.total >= 2"));
        QVERIFY(m_window->filter().active());
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier);
        const QPointer<ExportDialog> dialog = m_window->findChild<ExportDialog*>();
        QVERIFY(dialog);
        QVERIFY(dialog->scopeButton(ExportDialog::filtered)->isChecked());
        QTRY_COMPARE(dialog->preview()->toPlainText().count(QLatin1Char('\n')), 4); // five records
        dialog->pathEdit()->setText(path("two.jsonl"));
        const QString preview = dialog->preview()->toPlainText();
        dialog->startButton()->click();
        QTRY_VERIFY(!dialog);
        QVERIFY(QString::fromUtf8(contentsOf(path("two.jsonl"))).startsWith(preview));
        const auto records = recordsOf(path("two.jsonl"));
        std::vector<Record> expected;
        for (int i = 0; i < 300; ++i)
            if (i % 7 != 0 && i % 3 == 2) {
                Record record;
                record.queue = "orders";
                record.id = MessageId{static_cast<uint64_t>(i) + 1};
                record.key = "k-" + std::to_string(i);
                record.headers = {{"trace", std::to_string(i)}, {"trace", "two"}};
                record.body = R"({"total": 2.10,  "id":9007199254740993})";
                expected.push_back(record);
            }
        QCOMPARE(records.size(), expected.size());
        for (size_t i = 0; i < records.size(); ++i) {
            Record record = records[i];
            QVERIFY(record.time.has_value());
            record.time.reset();
            QVERIFY2(record == expected[i], qPrintable(QString::number(i)));
        }
        QVERIFY(!QFileInfo::exists(path("two.jsonl.part")));
    }

    void whatWasExportedComesBackTheSame_data()
    {
        QTest::addColumn<int>("form");
        QTest::addColumn<QString>("file");
        QTest::newRow("JSON lines") << 0 << QStringLiteral("all.jsonl");
        QTest::newRow("CSV") << 1 << QStringLiteral("all.csv");
        QTest::newRow("CloudEvents") << 2 << QStringLiteral("all.cloudevents");
        QTest::newRow("raw files") << 3 << QStringLiteral("all");
    }
    void whatWasExportedComesBackTheSame()
    {
        QFETCH(int, form);
        QFETCH(QString, file);
        fillOrders();
        QPointer<ExportDialog> exporting = openExport();
        QVERIFY(exporting);
        exporting->formBox()->setCurrentIndex(form);
        exporting->pathEdit()->setText(m_folder.filePath(file));
        exporting->startButton()->click();
        QTRY_VERIFY(!exporting);

        const auto importing = openDialog<ImportDialog>(QStringLiteral("&Messages…"));
        QVERIFY(importing);
        importing->setFiles({m_folder.filePath(file)});
        QTRY_COMPARE(importing->preview()->rowCount(), static_cast<int>(Transfers::kPreviewRows));
        QVERIFY(importing->formBox()->itemText(0).contains(importing->formBox()->itemText(form + 1)));
        QCOMPARE(importing->preview()->item(1, 2)->text(), QStringLiteral("k-1"));
        importing->queueBox()->setEditText(QStringLiteral("again"));
        QTRY_VERIFY(importing->preview()->rowCount() > 0
            && importing->preview()->item(0, 0)->text() == QStringLiteral("again"));
        QTRY_VERIFY(importing->startButton()->isEnabled());
        importing->startButton()->click();
        QTRY_VERIFY(!importing);
        QTRY_COMPARE(count("again"), uint64_t{300});

        for (const char* queue : {"orders", "again"}) {
            m_window->current().setQueue(m_window->client().queueNamed(queue)->number);
            exporting = openExport();
            exporting->choose(ExportDialog::queue);
            exporting->pathEdit()->setText(path(queue) + QStringLiteral(".jsonl"));
            exporting->startButton()->click();
            QTRY_VERIFY(!exporting);
        }
        auto before = recordsOf(path("orders.jsonl"));
        auto after = recordsOf(path("again.jsonl"));
        QCOMPARE(before.size(), size_t{300});
        QCOMPARE(after.size(), before.size());
        for (size_t i = 0; i < before.size(); ++i) {
            before[i].queue = after[i].queue;
            before[i].time = after[i].time; // it was published now
            QVERIFY2(before[i] == after[i], qPrintable(QString::number(i)));
        }
    }

    void theOriginalTimeIsKeptInAHeader()
    {
        publish("orders", "k", "one");
        QTRY_COMPARE(count("orders"), uint64_t{1});
        QFile file(path("dated.jsonl"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"queue\":\"old\",\"time\":\"2020-01-02T03:04:05.000006Z\",\"body\":\"x\"}\n");
        file.close();
        const auto dialog = openDialog<ImportDialog>(QStringLiteral("&Messages…"));
        QVERIFY(dialog);
        dialog->setFiles({path("dated.jsonl")});
        dialog->timeBox()->setChecked(true);
        dialog->timeEdit()->setText(QStringLiteral("was-at"));
        QTRY_VERIFY(dialog->startButton()->isEnabled());
        dialog->startButton()->click();
        QTRY_VERIFY(!dialog);
        QTRY_COMPARE(count("old"), uint64_t{1});
        HeaderList headers;
        m_window->client().requestMessage(this, m_window->client().queueNamed("old")->number, MessageId{1},
            [&headers](const MessageAnswer& answer) { headers = answer.headers; });
        QTRY_COMPARE(headers.size(), size_t{1});
        QCOMPARE(headers[0].first, std::string("was-at"));
        QVERIFY(headers[0].second.starts_with("2020-01-02T03:04:05.000006"));
    }

    void thePlaceOfAMistakeIsTold()
    {
        QFile file(path("wrong.jsonl"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 40; ++i)
            file.write("{\"queue\":\"half\",\"body\":\"x\"}\n");
        file.write("{\"queue\":\"half\",\"body\":\n");
        file.close();
        const auto dialog = openDialog<ImportDialog>(QStringLiteral("&Messages…"));
        QVERIFY(dialog);
        dialog->setFiles({path("wrong.jsonl")});
        QTRY_VERIFY(dialog->startButton()->isEnabled());
        dialog->startButton()->click();
        QTRY_VERIFY2(
            dialog->state()->text().contains(QStringLiteral("wrong.jsonl")), qPrintable(dialog->state()->text()));
        QVERIFY2(dialog->state()->text().contains(QStringLiteral("41")), qPrintable(dialog->state()->text()));
        // What stands before it is there, and counted.
        QVERIFY2(dialog->state()->text().startsWith(QStringLiteral("Imported 40 messages into half.")),
            qPrintable(dialog->state()->text()));
        QTRY_COMPARE(count("half"), uint64_t{40});
    }

    void aCancelledExportLeavesNothing()
    {
        for (int i = 0; i < 10; ++i)
            publish("large", "", std::string(200'000, 'x'), {}, 50);
        QTRY_COMPARE(count("large"), uint64_t{500}); // 100 MB: more than is written at once
        m_window->current().setQueue(m_window->client().queueNamed("large")->number);
        QDir(m_folder.path()).mkdir(QStringLiteral("out"));
        for (const int form : {0, 3}) {
            const auto dialog = openExport();
            QVERIFY(dialog);
            dialog->formBox()->setCurrentIndex(form);
            dialog->pathEdit()->setText(path("out/large"));
            dialog->startButton()->click();
            QVERIFY(dialog->progress());
            QVERIFY(!dialog->startButton()->isEnabled());
            dialog->progress()->cancelButton()->click();
            QTRY_COMPARE(dialog->state()->text(), QStringLiteral("Cancelled; nothing was written."));
            QVERIFY(dialog->startButton()->isEnabled());
            QCOMPARE(QDir(path("out")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList());
            dialog->close();
        }
    }

    void aPlaceThatCannotBeWrittenIsSaid()
    {
        publish("orders", "", "one");
        QTRY_COMPARE(count("orders"), uint64_t{1});
        const auto dialog = openExport();
        QVERIFY(dialog);
        dialog->pathEdit()->setText(path("no/such/folder/x.jsonl"));
        dialog->startButton()->click();
        QTRY_VERIFY(dialog->state()->text().startsWith(QStringLiteral("Nothing was written. Cannot write to")));
        QVERIFY(dialog->state()->text().contains(QStringLiteral("No such file or directory")));
        QVERIFY(dialog->startButton()->isEnabled());
    }

    void severalQueuesAreExportedFromTheirMenu()
    {
        publish("a", "", "1");
        publish("b", "", "2");
        publish("c", "", "3");
        QTRY_COMPARE(count("c"), uint64_t{1});
        EngineClient& client = m_window->client();
        m_window->queueActions()->setTargets(
            {{client.queueNamed("a")->number, {}}, {client.queueNamed("c")->number, {}}});
        m_window->queueActions()->exportMessages->trigger();
        const QPointer<ExportDialog> dialog = m_window->findChild<ExportDialog*>();
        QVERIFY(dialog);
        QVERIFY(dialog->scopeButton(ExportDialog::queues)->isChecked());
        dialog->pathEdit()->setText(path("some.jsonl"));
        dialog->startButton()->click();
        QTRY_VERIFY(!dialog);
        const auto records = recordsOf(path("some.jsonl"));
        QCOMPARE(records.size(), size_t{2});
        QCOMPARE(QString::fromStdString(records[0].queue + records[0].body + records[1].queue + records[1].body),
            QStringLiteral("a1c3"));
    }

    void theSelectionIsExported()
    {
        fillOrders();
        MessageTable* table = m_window->messagePanel()->table();
        QTRY_COMPARE(table->rowCount(), int64_t{300});
        table->setFocus();
        table->goTo(10);
        QTRY_VERIFY(table->source().row(10));
        for (int i = 0; i < 4; ++i)
            QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
        QTRY_COMPARE(m_window->current().selection()->count(), int64_t{5});
        const auto dialog = openExport();
        QVERIFY(dialog);
        QVERIFY(dialog->scopeButton(ExportDialog::selection)->isChecked());
        dialog->pathEdit()->setText(path("chosen.jsonl"));
        dialog->startButton()->click();
        QTRY_VERIFY(!dialog);
        const auto records = recordsOf(path("chosen.jsonl"));
        QCOMPARE(records.size(), size_t{5});
        QCOMPARE(records.front().id.value, uint64_t{10});
        QCOMPARE(records.back().id.value, uint64_t{14});
    }

    void aCopyForABugReportHoldsNoSecret()
    {
        for (int i = 0; i < 50; ++i)
            publish("pay", "SECRET-555-" + std::to_string(i),
                R"({"card":"SECRET-card-)" + std::to_string(i) + R"(","note":"call SECRET-555-)" + std::to_string(i)
                    + R"( now","n":)" + std::to_string(i) + "}",
                {{"Authorization", "SECRET-token"}, {"kind", "pay"}});
        publish("other", "", "SECRET-other");
        QTRY_COMPARE(count("other"), uint64_t{1});
        QTRY_COMPARE(count("pay"), uint64_t{50});
        EngineClient& client = m_window->client();
        const QueueNo pay = client.queueNamed("pay")->number;
        m_window->current().setQueue(pay);
        int marked = 0;
        for (const uint64_t id : {uint64_t{3}, uint64_t{45}})
            client.submit(this, action::SetMark{{pay, MessageId{id}, 2, "SECRET-555-1 is odd"}},
                [&marked](const ActionAnswer& answer) { marked += answer.status.ok() ? 1 : 0; });
        QTRY_COMPARE(marked, 2);

        const auto dialog = openDialog<BugReportDialog>(QStringLiteral("Save a copy for a &bug report…"));
        QVERIFY(dialog);
        dialog->newestButton()->setChecked(true);
        dialog->newestCount()->setValue(20);
        dialog->pathsEdit()->setPlainText(QStringLiteral("card"));
        dialog->patternsEdit()->setPlainText(QStringLiteral("SECRET-[0-9-]+"));
        QTRY_VERIFY(dialog->touched()->text().contains(QStringLiteral("JSON path card (1 value)")));
        QVERIFY(dialog->touched()->text().contains(QStringLiteral("header authorization (1 value)")));
        QVERIFY(dialog->touched()->text().contains(QStringLiteral("message 31")));
        QVERIFY(dialog->before()->toPlainText().contains(QStringLiteral("SECRET-token")));
        QVERIFY(!dialog->after()->toPlainText().contains(QStringLiteral("SECRET")));
        dialog->pathEdit()->setText(path("report.tape"));
        dialog->startButton()->click();
        QTRY_VERIFY(dialog->state()->text().startsWith(QStringLiteral("20 messages written, 20 of them changed.")));
        QVERIFY(dialog->state()->text().contains(QStringLiteral("JSON path card: 20 values in 20 messages")));
        QVERIFY(dialog->state()->text().contains(QStringLiteral("header cookie: not found")));
        QVERIFY(dialog->state()->text().contains(QStringLiteral("Marks that went along: 1")));

        auto reader = TapeReader::open(path("report.tape").toStdString());
        QVERIFY2(reader.ok(), reader ? "" : reader.error().text.c_str());
        const TapeContents& contents = (*reader)->contents();
        QVERIFY(contents.damage.empty());
        QCOMPARE(contents.queues.size(), size_t{1});
        QCOMPARE(contents.queues[0].name, std::string("pay"));
        QCOMPARE(contents.marks.size(), size_t{1});
        QCOMPARE(contents.marks[0].note, std::string("*** is odd"));
        uint64_t next = 31;
        const Status read = (*reader)->read(contents.queues[0], MessageId{1}, [&](const MessageView& message) {
            const Record record = recordOf(message, "pay");
            std::string all = record.key + record.body;
            for (const auto& [name, value] : record.headers)
                all += name + value;
            [&] {
                QCOMPARE(record.id.value, next);
                QCOMPARE(all.find("SECRET"), std::string::npos);
                const std::string n = std::to_string(next - 1);
                QCOMPARE(record.body, R"({"card":"***","note":"call *** now","n":)" + n + "}");
            }();
            ++next;
            return true;
        });
        QVERIFY(read.ok());
        QCOMPARE(next, uint64_t{51});
        QVERIFY(!contentsOf(path("report.tape")).contains("SECRET"));
        QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("report.tape*")}),
            QStringList{QStringLiteral("report.tape")});
    }

    // The rules that the dialog proposes.
    void aCopyNeedsNoExpression()
    {
        publish("pay", "", "one", {{"Authorization", "SECRET"}});
        QTRY_COMPARE(count("pay"), uint64_t{1});
        EngineClient& client = m_window->client();
        const QueueNo pay = client.queueNamed("pay")->number;
        client.submit(this, action::SetMark{{pay, MessageId{1}, 2, "as it was"}});
        QTRY_COMPARE(client.snapshot()->marks->size(), size_t{1});
        m_window->current().setQueue(pay);
        const auto dialog = openDialog<BugReportDialog>(QStringLiteral("Save a copy for a &bug report…"));
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->startButton()->isEnabled());
        dialog->pathEdit()->setText(path("proposed.tape"));
        dialog->startButton()->click();
        QTRY_VERIFY2(dialog->state()->text().startsWith(QStringLiteral("1 message written, 1 of them changed.")),
            qPrintable(dialog->state()->text()));
        auto reader = TapeReader::open(path("proposed.tape").toStdString());
        QVERIFY2(reader.ok(), reader ? "" : reader.error().text.c_str());
        QCOMPARE((*reader)->contents().marks.size(), size_t{1});
        QCOMPARE((*reader)->contents().marks[0].note, std::string("as it was"));
    }

    void theOpenTapeIsNotWrittenOver()
    {
        const QString tape = path("mine.tape");
        m_window->openTape(tape);
        QTRY_COMPARE(m_workspace->path(), tape);
        publish("orders", "", "one");
        QTRY_COMPARE(count("orders"), uint64_t{1});
        const auto dialog = openDialog<BugReportDialog>(QStringLiteral("Save a copy for a &bug report…"));
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->startButton()->isEnabled());
        dialog->pathEdit()->setText(QDir(m_folder.path()).filePath(QStringLiteral("./x/../mine.tape")));
        dialog->pathEdit()->setText(tape);
        QVERIFY(!dialog->startButton()->isEnabled());
        QVERIFY(dialog->state()->text().startsWith(QStringLiteral("That is the tape that is open.")));
        dialog->pathEdit()->setText(path("fine.tape"));
        dialog->patternsEdit()->setPlainText(QStringLiteral("("));
        QTRY_VERIFY(!dialog->startButton()->isEnabled()); // and says which rule is none
        QVERIFY(!dialog->state()->text().isEmpty());
    }

    void openingAnotherTapeEndsWhatRuns()
    {
        for (int i = 0; i < 4; ++i)
            publish("large", "", std::string(200'000, 'x'), {}, 50);
        QTRY_COMPARE(count("large"), uint64_t{200});
        m_window->current().setQueue(m_window->client().queueNamed("large")->number);
        const auto dialog = openExport();
        QVERIFY(dialog);
        dialog->pathEdit()->setText(path("never.jsonl"));
        dialog->startButton()->click();
        m_window->openTape({});
        QTRY_VERIFY(!dialog);
        QTRY_VERIFY(m_window->client().attached());
        QVERIFY(!QFileInfo::exists(path("never.jsonl.part")));
    }
};

QTEST_MAIN(TransferWindowTest)
#include "transfer_window_test.moc"
