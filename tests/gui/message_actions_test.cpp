// What is done with messages in the window: edited and sent again, copied as lines, copied, moved, redriven, saved,
// dragged and dropped; and drafts that survive.
#include "engine/base/limits.h"
#include "tests/gui/fake_workspace.h"
#include "ui/main_window.h"
#include "ui/models/message_drag.h"
#include "ui/panels/bulk_copy.h"
#include "ui/panels/copy_dialog.h"
#include "ui/panels/draft_editor.h"
#include "ui/panels/exchange_list.h"
#include "ui/panels/file_publisher.h"
#include "ui/panels/message_actions.h"
#include "ui/panels/message_files.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/progress_dialog.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/queue_panel.h"
#include "ui/panels/template_menu.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QDropEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace tapedeck;

namespace {

class Chosen final : public MessageSelection {
public:
    Chosen(QueueNo queue, uint64_t from, uint64_t until)
        : m_queue(queue)
        , m_from(from)
        , m_until(until)
    {
    }
    QueueNo queue() const override { return m_queue; }
    int64_t count() const override { return static_cast<int64_t>(m_until - m_from); }
    std::vector<MessageId> ids(int64_t from, size_t max) const override
    {
        std::vector<MessageId> all;
        for (uint64_t id = m_from + static_cast<uint64_t>(from); id < m_until && all.size() < max; ++id)
            all.push_back(MessageId{id});
        return all;
    }

private:
    QueueNo m_queue;
    uint64_t m_from, m_until;
};

void orders(FakeObserver& fake)
{
    const QueueNo queue = fake.addQueue("orders", 5000);
    fake.addChannel(queue, "billing", 5001, 0, 700);
    fake.addChannel(queue, "mail", 100);
    fake.addQueue("other", 10);
    fake.addExchange("shop", false);
}

} // namespace

class MessageActionsTest : public QObject {
    Q_OBJECT

    struct Rig {
        FakeWorkspace workspace;
        Theme theme{*qApp};
        std::unique_ptr<MainWindow> window;

        explicit Rig(std::function<void(FakeObserver&)> fill = orders)
        {
            workspace.fill = std::move(fill);
            workspace.begin();
            workspace.fake().edit([](Snapshot& s) { s.endpoints.push_back({"HTTP", "127.0.0.1:8888", false}); });
            workspace.fake().tick();
            open();
        }
        void open()
        {
            window = std::make_unique<MainWindow>(workspace, theme);
            window->resize(1280, 800);
            window->attach();
            window->show();
            QCoreApplication::processEvents();
        }
        MessageActions* actions() const { return window->messageActions(); }
        PublishPanel* publisher() const { return window->publisher(); }
        FakeObserver& fake() { return workspace.fake(); }
        QueueNo queue(const char* name) const { return window->client().queueNamed(name)->number; }
        void choose(uint64_t from, uint64_t until)
        {
            window->current().setQueue(queue("orders"));
            window->current().setMessage(MessageId{from});
            window->current().setSelection(std::make_shared<Chosen>(queue("orders"), from, until));
        }
        uint64_t count(const char* name)
        {
            fake().tick();
            QCoreApplication::processEvents();
            const auto view = window->client().queueNamed(name);
            return view ? view->stats.head.value - view->stats.first.value : 0;
        }
        CopyDialog* dialog() const
        {
            const auto all = window->findChildren<CopyDialog*>();
            return all.isEmpty() ? nullptr : all.last();
        }
        void drop(QWidget* target, const QPointF& at, const QMimeData& data, Qt::KeyboardModifiers modifiers = {})
        {
            QDragEnterEvent enter(at.toPoint(), Qt::CopyAction, &data, Qt::LeftButton, modifiers);
            QCoreApplication::sendEvent(target, &enter);
            QVERIFY(enter.isAccepted());
            QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, modifiers);
            QCoreApplication::sendEvent(target, &event);
        }
    };

    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CONFIG_HOME", m_folder.filePath(QStringLiteral("config")).toUtf8());
        qputenv("XDG_DATA_HOME", m_folder.filePath(QStringLiteral("data")).toUtf8());
    }
    void cleanup() { QDir(m_folder.filePath(QStringLiteral("data"))).removeRecursively(); }

    // --- edit and resend

    void aMessageIsEditedAndSentAgain()
    {
        Rig rig;
        rig.choose(7, 8);
        rig.actions()->editAndResend->trigger();
        DraftEditor* editor = rig.publisher()->editor();
        const FakeObserver::Message original = FakeObserver::order(7);
        QTRY_COMPARE(editor->draft().body, original.body);
        editor = rig.publisher()->editor();
        QCOMPARE(editor->draft().key, original.key);
        QCOMPARE(editor->draft().headers, original.headers);
        QCOMPARE(editor->draft().target, std::string("orders"));
        QVERIFY(rig.publisher()->isVisible());
        editor->keyEdit()->setText(QStringLiteral("changed"));
        rig.publisher()->send->trigger();
        QTRY_COMPARE(editor->result()->text(), QStringLiteral("Sent as message 5,001 of orders."));
        QTRY_COMPARE(rig.count("orders"), uint64_t{5001});
        QTest::mouseClick(editor->showButton(), Qt::LeftButton);
        QCOMPARE(rig.window->current().message(), MessageId{5001});
    }
    void bytesThatAreNoTextComeThroughTheDraftAsTheyWere_data()
    {
        QTest::addColumn<std::string>("body");
        QTest::addColumn<bool>("editable");
        QTest::newRow("carriage returns") << std::string("a\r\nb") << false;
        QTest::newRow("no UTF-8") << std::string("\xff\xfe\0x", 4) << false;
        QTest::newRow("non-breaking") << std::string("a\xc2\xa0 b\n\nc") << true;
        QTest::newRow("braces") << std::string("{{not a field") << true;
        QTest::newRow("line separator") << std::string("a\xe2\x80\xa8 b") << true;
        QTest::newRow("paragraph separator") << std::string("a\xe2\x80\xa9 b") << false;
        QTest::newRow("large") << std::string(2 << 20, 'x') << false;
    }
    void bytesThatAreNoTextComeThroughTheDraftAsTheyWere()
    {
        QFETCH(std::string, body);
        QFETCH(bool, editable);
        Rig rig;
        const HeaderList headers = {{std::string("n\xff", 2), std::string("v\0", 2)}, {"n", "\xe2\x80\xae"}};
        rig.fake().content = [&](uint64_t) { return FakeObserver::Message{"k\n\xff", body, headers, {}}; };
        rig.choose(7, 8);
        rig.actions()->editAndResend->trigger();
        QTRY_COMPARE(rig.publisher()->editor()->draft().key, std::string("k\n\xff"));
        const MessageDraft draft = rig.publisher()->editor()->draft();
        QVERIFY(draft.body == body);
        QCOMPARE(draft.headers, headers);
        QCOMPARE(rig.publisher()->bodyEdit()->isReadOnly(), !editable);
    }

    // --- drafts

    void draftsSurviveARestart()
    {
        Rig rig;
        rig.window->restoreLayout();
        rig.publisher()->bodyEdit()->setPlainText(QStringLiteral("one"));
        rig.publisher()->newDraft->trigger();
        rig.publisher()->keyEdit()->setText(QStringLiteral("k"));
        QCOMPARE(rig.publisher()->tabs()->count(), 2);
        rig.window->close();
        rig.window.reset();
        rig.open();
        rig.window->restoreLayout();
        QCOMPARE(rig.publisher()->tabs()->count(), 2);
        QCOMPARE(rig.publisher()->bodyEdit()->toPlainText(), QStringLiteral("one"));
        rig.publisher()->tabs()->setCurrentIndex(1);
        QCOMPARE(rig.publisher()->keyEdit()->text(), QStringLiteral("k"));
    }
    void aClosedDraftComesBackWithUndo()
    {
        Rig rig;
        rig.publisher()->bodyEdit()->setPlainText(QStringLiteral("one"));
        Q_EMIT rig.publisher()->tabs()->tabCloseRequested(0);
        QCOMPARE(rig.publisher()->tabs()->count(), 1);
        QVERIFY(rig.publisher()->editor()->untouched());
        for (QAction* action : rig.window->findChildren<QAction*>())
            if (action->text().contains(QStringLiteral("closing a draft")))
                action->trigger();
        QCOMPARE(rig.publisher()->bodyEdit()->toPlainText(), QStringLiteral("one"));
    }
    void variablesAreFilledInForEachMessage()
    {
        Rig rig;
        DraftEditor* editor = rig.publisher()->editor();
        editor->queueBox()->setEditText(QStringLiteral("filled"));
        editor->bodyEdit()->setPlainText(QStringLiteral("{\"n\": {{seq}}}"));
        QVERIFY2(editor->bodyState()->text().contains(QStringLiteral("valid JSON")),
            qPrintable(editor->bodyState()->text()));
        editor->copiesBox()->setValue(100);
        editor->send();
        QTRY_COMPARE(editor->result()->text(), QStringLiteral("Sent as messages 1 to 100 of filled."));
        QCOMPARE(rig.count("filled"), uint64_t{100});
        rig.window->current().setQueue(rig.queue("filled"));
        std::string body;
        rig.window->client().requestMessage(rig.window.get(), rig.queue("filled"), MessageId{100},
            [&](const MessageAnswer& answer) { body = answer.body; });
        QTRY_COMPARE(body, std::string("{\"n\": 100}"));
        editor->bodyEdit()->setPlainText(QStringLiteral("{{nothing}}"));
        editor->send();
        QVERIFY2(editor->result()->text().startsWith(QStringLiteral("Not sent. Body: At character")),
            qPrintable(editor->result()->text()));
        editor->fillInBox()->setChecked(false);
        editor->copiesBox()->setValue(1);
        editor->send();
        QTRY_COMPARE(editor->result()->text(), QStringLiteral("Sent as message 101 of filled."));
    }
    void sendingEverySoOftenGoesOnUntilItIsStopped()
    {
        Rig rig;
        DraftEditor* editor = rig.publisher()->editor();
        rig.window->findChild<QDockWidget*>(QStringLiteral("publish"))->show();
        editor->queueBox()->setEditText(QStringLiteral("ticks"));
        editor->bodyEdit()->setPlainText(QStringLiteral("tick"));
        editor->everyEdit()->setText(QStringLiteral("5ms"));
        editor->copiesBox()->setValue(2);
        QTest::mouseClick(editor->sendButton(), Qt::LeftButton);
        QTRY_VERIFY(rig.count("ticks") >= 6);
        QTest::mouseClick(editor->sendButton(), Qt::LeftButton);
        QTRY_VERIFY(editor->result()->text().startsWith(QStringLiteral("Sent as messages 1 to ")));
        const uint64_t after = rig.count("ticks");
        QCOMPARE(after % 2, uint64_t{0});
        QVERIFY(editor->canSend());
        editor->everyEdit()->setText(QStringLiteral("soon"));
        editor->send();
        QVERIFY(editor->result()->text().startsWith(QStringLiteral("Not sent. How often")));
    }
    void aMistakeInJsonIsShownWithItsPlace()
    {
        Rig rig;
        rig.publisher()->bodyEdit()->setPlainText(QStringLiteral("{\n  \"a\": tru\n}"));
        QVERIFY2(rig.publisher()->editor()->bodyState()->text().contains(QStringLiteral("line 2, column 8")),
            qPrintable(rig.publisher()->editor()->bodyState()->text()));
    }
    void aFilesBytesBecomeTheBody()
    {
        Rig rig;
        const QString path = m_folder.filePath(QStringLiteral("body.bin"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\0\xff{{x}}", 7);
        file.close();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        rig.publisher()->send->trigger(); // nothing runs
        rig.window->findChild<QDockWidget*>(QStringLiteral("publish"))->show();
        rig.drop(rig.publisher(), QPointF(50, 50), data);
        QCOMPARE(rig.publisher()->editor()->draft().body, std::string("\0\xff{{x}}", 7));
        QVERIFY(!rig.publisher()->editor()->draft().fillIn);
    }
    void templatesBecomeDrafts()
    {
        Rig rig;
        MessageDraft draft;
        draft.target = "orders";
        draft.body = "{{uuid}}";
        QVERIFY(rig.publisher()->templates()->templates().save(QStringLiteral("mine"), draft).ok());
        Q_EMIT rig.publisher()->templates()->aboutToShow();
        QAction* mine = rig.publisher()->templates()->actions().first();
        QCOMPARE(mine->text(), QStringLiteral("mine"));
        mine->trigger();
        QVERIFY(rig.publisher()->editor()->draft() == draft);
    }

    // --- copy as

    void aMessageIsCopiedAsALine()
    {
        Rig rig;
        rig.fake().content = [](uint64_t) { return FakeObserver::Message{"k", "it's", {}, {}}; };
        rig.choose(7, 8);
        rig.actions()->copyAs(CopyAs::redisCli);
        QTRY_COMPARE(
            QGuiApplication::clipboard()->text(), QStringLiteral("redis-cli -p 9797 PUB orders KEY k BODY 'it'\\''s'"));
        rig.actions()->copyAs(CopyAs::curlFetch);
        QCOMPARE(QGuiApplication::clipboard()->text(),
            QStringLiteral("curl http://127.0.0.1:8888/api/v1/queues/orders/messages/7"));
        QCOMPARE(rig.actions()->copyAsMenu()->actions().size(), static_cast<qsizetype>(copyForms().size() + 1));
    }

    // --- copy, move, redrive

    void selectedMessagesAreCopiedInBatches()
    {
        Rig rig;
        rig.choose(1, 2502);
        rig.actions()->copyTo->trigger();
        QVERIFY(rig.dialog());
        rig.dialog()->targetBox()->setEditText(QStringLiteral("fresh"));
        QTest::mouseClick(rig.dialog()->okButton(), Qt::LeftButton);
        QTRY_COMPARE(rig.count("fresh"), uint64_t{2501});
        const auto copies = rig.fake().copies();
        QCOMPARE(copies.size(), size_t{3});
        QCOMPARE(copies[0].ids.size(), limits::kBatchIdsMax);
        QCOMPARE(copies[2].ids.back(), MessageId{2501});
        QCOMPARE(copies[0].settleIn, std::string());
    }
    void cancellingABulkCopyEndsItAtOnce()
    {
        Rig rig;
        rig.choose(1, 5001);
        rig.fake().hold(true);
        BulkTo to;
        to.target = "fresh";
        auto* bulk =
            new BulkCopy(*contextOf(rig), {rig.window->current().selection(), {}, {}}, to, 5000, rig.window.get());
        QSignalSpy ended(bulk, &BulkCopy::ended);
        auto* progress = rig.window->findChild<ProgressDialog*>();
        QVERIFY(progress && progress->isVisible());
        QTest::mouseClick(progress->cancelButton(), Qt::LeftButton);
        QCOMPARE(ended.count(), 1);
        rig.fake().hold(false);
        QCoreApplication::processEvents();
        QCOMPARE(rig.fake().copies().size(), size_t{1});
    }
    void messagesAreMovedInAChannel()
    {
        Rig rig;
        rig.choose(3, 6);
        rig.actions()->moveTo->trigger();
        rig.dialog()->targetBox()->setEditText(QStringLiteral("other"));
        rig.dialog()->channelBox()->setCurrentIndex(1);
        QTest::mouseClick(rig.dialog()->okButton(), Qt::LeftButton);
        QTRY_COMPARE(rig.count("other"), uint64_t{13});
        QCOMPARE(rig.fake().copies().at(0).settleIn, std::string("mail"));
    }
    void deadLettersAreRedriven()
    {
        Rig rig;
        rig.choose(1, 1);
        QVERIFY(rig.actions()->redrive->isEnabled());
        rig.actions()->redrive->trigger();
        QCOMPARE(rig.dialog()->channelBox()->count(), 1); // only billing has some
        rig.dialog()->targetBox()->setEditText(QStringLiteral("again"));
        QTest::mouseClick(rig.dialog()->okButton(), Qt::LeftButton);
        QTRY_COMPARE(rig.count("again"), uint64_t{700});
        QCOMPARE(rig.fake().copies().at(0).settleIn, std::string("billing"));
        QTRY_VERIFY(!rig.actions()->redrive->isEnabled());
    }

    // --- drag and drop

    void messagesDroppedOnAQueueAreCopiedAndWithShiftMoved()
    {
        Rig rig;
        rig.choose(3, 6);
        QMimeData data;
        putDragged(data, {rig.queue("orders"), {MessageId{3}, MessageId{4}}, false});
        QTreeView* tree = rig.window->queues()->tree();
        const QPointF other = tree->visualRect(tree->model()->index(1, 0)).center();
        rig.drop(tree->viewport(), other, data);
        QTRY_COMPARE(rig.count("other"), uint64_t{12});
        rig.drop(tree->viewport(), other, data, Qt::ShiftModifier);
        QVERIFY(rig.dialog()); // orders has two channels
        QCOMPARE(rig.dialog()->targetBox()->currentText(), QStringLiteral("other"));
        QTest::mouseClick(rig.dialog()->okButton(), Qt::LeftButton);
        QTRY_COMPARE(rig.count("other"), uint64_t{14});
        QCOMPARE(rig.fake().copies().at(1).settleIn, std::string("billing"));
    }
    void messagesDroppedOnAnExchangeGoByTheirKeys()
    {
        Rig rig;
        rig.choose(3, 6);
        QMimeData data;
        putDragged(data, {rig.queue("orders"), {MessageId{3}}, false});
        QTreeView* tree = rig.window->exchanges()->tree();
        rig.drop(tree->viewport(), tree->visualRect(tree->model()->index(0, 0)).center(), data);
        QTRY_COMPARE(rig.fake().copies().size(), size_t{1});
        QVERIFY(rig.fake().copies()[0].toExchange);
        QCOMPARE(rig.fake().copies()[0].target, std::string("shop"));
    }
    void messagesDroppedOnThePublishPanelBecomeDrafts()
    {
        Rig rig;
        rig.window->findChild<QDockWidget*>(QStringLiteral("publish"))->show();
        QMimeData data;
        putDragged(data, {rig.queue("orders"), {MessageId{3}, MessageId{4}}, false});
        rig.drop(rig.publisher(), QPointF(50, 50), data);
        QTRY_COMPARE(rig.publisher()->tabs()->count(), 2);
        QCOMPARE(rig.publisher()->editor()->draft().body, FakeObserver::order(4).body);
    }
    void draggingASelectedRowCarriesItsMessages()
    {
        Rig rig;
        rig.window->current().setQueue(rig.queue("orders"));
        MessageTable* table = rig.window->messagePanel()->table();
        table->goTo(100);
        QTRY_VERIFY(table->source().row(100));
        std::unique_ptr<QMimeData> carried;
        rig.actions()->execDrag = [&](QMimeData* data) { carried.reset(data); };
        const QPoint at = table->rowRect(100).center();
        QTest::mousePress(table->viewport(), Qt::LeftButton, {}, at);
        QMouseEvent move(QEvent::MouseMove, QPointF(at + QPoint(0, 40)),
            table->viewport()->mapToGlobal(at + QPoint(0, 40)), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(table->viewport(), &move);
        QTRY_VERIFY(carried != nullptr);
        QTest::mouseRelease(table->viewport(), Qt::LeftButton, {}, at);
        const auto dragged = draggedMessages(*carried);
        QVERIFY(dragged);
        QCOMPARE(dragged->ids, std::vector<MessageId>{MessageId{100}});
        QCOMPARE(carried->text().toStdString(), FakeObserver::order(100).body);
        QCOMPARE(carried->urls().size(), 1);
        QFile file(carried->urls().first().toLocalFile());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().toStdString(), FakeObserver::order(100).body);
        QVERIFY(file.fileName().endsWith(QStringLiteral("orders-100.json")));
        QCOMPARE(table->selection().count(), int64_t{1}); // nothing was selected on
    }
    void aDragOfAnotherProcessIsNotTaken()
    {
        QMimeData data;
        putDragged(data, {QueueNo{1}, {MessageId{3}}, false});
        QVERIFY(draggedMessages(data));
        QByteArray bytes = data.data(messageMime());
        bytes[7] = static_cast<char>(bytes[7] + 1);
        data.setData(messageMime(), bytes);
        QVERIFY(!draggedMessages(data));
        data.setData(messageMime(), "x");
        QVERIFY(!draggedMessages(data));
    }

    // --- files

    void selectedMessagesAreSavedAsFiles()
    {
        Rig rig;
        rig.choose(3, 6);
        const QString folder = m_folder.filePath(QStringLiteral("out"));
        QVERIFY(QDir().mkpath(folder));
        QFile taken(folder + QStringLiteral("/orders-4.json"));
        QVERIFY(taken.open(QIODevice::WriteOnly));
        taken.close();
        rig.actions()->saveInto(folder);
        QTRY_COMPARE(QDir(folder).entryList(QDir::Files).size(), 4);
        QCOMPARE(QDir(folder).entryList(QDir::Files, QDir::Name),
            (QStringList{QStringLiteral("orders-3.json"), QStringLiteral("orders-4 (2).json"),
                QStringLiteral("orders-4.json"), QStringLiteral("orders-5.json")}));
        QCOMPARE(QFile(taken.fileName()).size(), 0); // what was there stays
    }
    void aHostileNameStaysInTheFolder()
    {
        MessageAnswer message;
        message.id = MessageId{1};
        QCOMPARE(MessageFiles::fileName("../../etc/passwd", message), QStringLiteral("_.._.._etc_passwd-1.txt"));
        message.body = "\xff";
        QVERIFY(MessageFiles::fileName(std::string("a\0\n/", 4), message).endsWith(QStringLiteral("-1.bin")));
        QVERIFY(!MessageFiles::fileName(std::string("a\0\n/", 4), message).contains(QLatin1Char('/')));
    }
    void rowsOfADroppedTableArePublishedWithTheirKeys()
    {
        Rig rig;
        const QString path = m_folder.filePath(QStringLiteral("table.csv"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("id,name\n");
        for (int i = 0; i < 300; ++i)
            file.write(QByteArray::number(i) + ",n\n");
        file.close();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QTreeView* tree = rig.window->queues()->tree();
        rig.drop(tree->viewport(), tree->visualRect(tree->model()->index(1, 0)).center(), data);
        auto* dialog = rig.window->findChild<FilePublisher*>();
        QVERIFY(dialog);
        QCOMPARE(dialog->modeBox()->currentIndex(), static_cast<int>(FileSplit::csvRows));
        dialog->keyBox()->setCurrentIndex(static_cast<int>(FileKey::field));
        dialog->fieldEdit()->setText(QStringLiteral("id"));
        QCOMPARE(dialog->previewTable()->rowCount(), FilePublisher::kPreviewRows);
        QCOMPARE(dialog->previewTable()->item(3, 1)->text(), QStringLiteral("3"));
        QCOMPARE(dialog->previewTable()->item(3, 2)->text(), QStringLiteral("{\"id\":\"3\",\"name\":\"n\"}"));
        QTest::mouseClick(dialog->startButton(), Qt::LeftButton);
        QTRY_COMPARE(dialog->sent(), uint64_t{300});
        QCOMPARE(rig.count("other"), uint64_t{310});
    }
    void aBrokenFileStopsAtItsMistakeAndSaysWhere()
    {
        Rig rig;
        const QString path = m_folder.filePath(QStringLiteral("broken.csv"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("id,name\n");
        for (int i = 0; i < 100; ++i)
            file.write(i == 50 ? "x\n" : "1,2\n");
        file.close();
        auto* dialog = new FilePublisher(*contextOf(rig), rig.queue("other"), {path}, rig.window.get());
        dialog->open();
        QTest::mouseClick(dialog->startButton(), Qt::LeftButton);
        QTRY_VERIFY2(dialog->state()->text().contains(QStringLiteral("row 52 has 1 fields")),
            qPrintable(dialog->state()->text()));
        QVERIFY(dialog->state()->text().contains(QStringLiteral("broken.csv")));
    }

    // --- how it looks

    void everythingIsPaintedInBothThemes_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void everythingIsPaintedInBothThemes()
    {
        QFETCH(bool, dark);
        Rig rig;
        rig.theme.choose(dark ? Theme::Choice::dark : Theme::Choice::light);
        const QString suffix = dark ? QStringLiteral("_dark") : QString();
        rig.choose(3, 6);
        rig.actions()->editAndResend->trigger();
        QTRY_VERIFY(!rig.publisher()->editor()->untouched());
        rig.publisher()->newDraft->trigger();
        rig.publisher()->queueBox()->setEditText(
            QStringLiteral("some-queue-with-a-very-long-name-that-goes-on-and-on"));
        rig.publisher()->headerTable()->setItem(0, 0, new QTableWidgetItem(QStringLiteral("trace-id")));
        rig.publisher()->headerTable()->setItem(0, 1, new QTableWidgetItem(QStringLiteral("{{uuid}}")));
        rig.publisher()->bodyEdit()->setPlainText(
            QStringLiteral("{\n  \"id\": {{seq}},\n  \"at\": \"{{now}}\",\n  \"total\": 129.0,\n  \"ok\": true\n}"));
        rig.publisher()->send->trigger();
        QTRY_VERIFY(rig.publisher()->editor()->showButton()->isVisible());
        shoot(*rig.window, QStringLiteral("drafts") + suffix);
        MessageDraft bytes;
        bytes.target = "orders";
        bytes.body = std::string("\x89PNG\r\n\x1a\n\0\xff", 10);
        rig.publisher()->open(bytes);
        shoot(*rig.publisher(), QStringLiteral("draft_bytes") + suffix);
        rig.actions()->moveTo->trigger();
        shoot(*rig.dialog(), QStringLiteral("move") + suffix);
        rig.dialog()->close();
        const QString path = m_folder.filePath(QStringLiteral("orders.csv"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("id,customer,total\n");
        for (int i = 0; i < 100; ++i)
            file.write(QByteArray::number(9007199254740992LL + i) + ",\"M\xc3\xbcller, A.\",12.50\n");
        file.close();
        FilePublisher files(*contextOf(rig), rig.queue("other"), {path}, rig.window.get());
        files.setAttribute(Qt::WA_DeleteOnClose, false);
        files.keyBox()->setCurrentIndex(static_cast<int>(FileKey::field));
        files.fieldEdit()->setText(QStringLiteral("id"));
        files.show();
        shoot(files, QStringLiteral("files") + suffix);
        ProgressDialog progress(QStringLiteral("Copying messages to other"), ProgressDialog::Unit::messages, nullptr);
        progress.setAttribute(Qt::WA_DeleteOnClose, false);
        progress.show();
        progress.advance(1204, 10000);
        shoot(progress, QStringLiteral("progress") + suffix);
    }

    // --- progress

    void progressTellsHowMuchHowFastAndHowLong()
    {
        using P = ProgressDialog;
        QCOMPARE(P::progressText(P::Unit::messages, 1204, 10000, 100), QStringLiteral("1,204 of 10,000 messages"));
        QCOMPARE(P::progressText(P::Unit::messages, 1000, 10000, 1000),
            QStringLiteral("1,000 of 10,000 messages \u00b7 1,000/s \u00b7 9.0 s left"));
        QVERIFY(
            P::progressText(P::Unit::bytes, 2'000'000, 4'000'000, 1000).startsWith(QStringLiteral("2.0 MB of 4.0 MB")));
        ProgressDialog* dialog = new ProgressDialog(QStringLiteral("Title"), P::Unit::messages, nullptr);
        QSignalSpy cancelled(dialog, &ProgressDialog::cancelled);
        dialog->open();
        dialog->advance(1, 10);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QCOMPARE(cancelled.count(), 1);
    }

private:
    static void shoot(QWidget& widget, const QString& name)
    {
        QCoreApplication::processEvents();
        const QImage image = widget.grab().toImage();
        bool differs = false; // not one colour all over
        for (int x = 0; x < image.width() && !differs; x += 7)
            for (int y = 0; y < image.height() && !differs; y += 7)
                differs = image.pixel(x, y) != image.pixel(0, 0);
        QVERIFY(differs);
        if (const QString folder = qEnvironmentVariable("TAPEDECK_SCREENSHOTS"); !folder.isEmpty())
            QVERIFY(image.save(QDir(folder).filePath(name + QStringLiteral(".png"))));
    }
    // The window's own; panels are given it too.
    static WindowContext* contextOf(Rig& rig)
    {
        static std::unique_ptr<UndoList> undo;
        static std::unique_ptr<ZoneSetting> zone;
        static std::unique_ptr<Messages> messages;
        static std::unique_ptr<WindowContext> context;
        undo = std::make_unique<UndoList>();
        zone = std::make_unique<ZoneSetting>();
        messages = std::make_unique<Messages>();
        context = std::make_unique<WindowContext>(
            WindowContext{rig.window->client(), rig.window->current(), *undo, *zone, *messages, rig.window->filter()});
        return context.get();
    }
};

QTEST_MAIN(MessageActionsTest)
#include "message_actions_test.moc"
