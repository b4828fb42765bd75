// Names, keys, headers and bodies are anybody's bytes. Whatever they are (markup, terminal codes, marks that turn the
// text around, a megabyte in one line), every visible place shows them as they are written, and nothing interprets
// them.
#include "tests/gui/shell_rig.h"
#include "ui/models/plain_text.h"
#include "ui/panels/bind_dialog.h"
#include "ui/panels/clients_panel.h"
#include "ui/panels/confirm_dialog.h"
#include "ui/panels/help_dialog.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/jump_dialog.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/replay_dialog.h"
#include "ui/panels/seek_dialog.h"
#include "ui/panels/transport_panel.h"
#include "ui/views/message_table.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QComboBox>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTextBrowser>
#include <QTextDocument>

using namespace tapedeck;

class HostileTest : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

    struct Hostile {
        const char* what;
        std::string bytes;
    };
    static std::vector<Hostile> all()
    {
        return {
            {"markup", "<b>bold</b><img src='file:///etc/passwd'>"},
            {"entities", "&amp;&lt;b&gt; & &File"},
            {"right to left",
                "ab\xe2\x80\xae"
                "cba\xe2\x81\xa7x"},
            {"terminal codes", "\x1b[31mred\x1b[0m\x1b]0;title\x07"},
            {"control characters", std::string("a\0b\r\n\t\x7f\xc2\x85z", 10)},
            {"no text at all", "\xff\xfe\xc0\x80\xed\xa0\x80"},
            {"places for values", "%1 %2 %n %s {0} $HOME `x`"},
            {"a long name", std::string(200, 'n') + "<i>"},
        };
    }
    static void fill(FakeObserver& fake, const std::string& bytes)
    {
        const QueueNo queue = fake.addQueue(bytes, 100);
        fake.addChannel(queue, bytes, 40);
        fake.addQueue("plain", 5);
        BindingView binding;
        binding.queue = bytes;
        binding.program = bytes;
        fake.addExchange(bytes, true, {binding});
        fake.edit([&](Snapshot& s) {
            FqClientView client;
            client.user = client.queue = bytes;
            client.address = "127.0.0.1:1";
            client.hasData = true;
            s.fqClients = std::make_shared<const std::vector<FqClientView>>(std::vector<FqClientView>{client});
        });
        fake.content = [bytes](uint64_t) {
            return FakeObserver::Message{bytes, "{\"k\":\"v\"," + std::string("\"x\":1}"), {{bytes, bytes}}, {}};
        };
    }
    // Nothing in it is invisible, turns the text around, or is a code.
    static QString unseen(const QString& text)
    {
        for (const QChar c : text) {
            const ushort u = c.unicode();
            if ((u < 0x20 && u != '\n' && u != '\t') || u == 0x7f || (u >= 0x80 && u < 0xa0)
                || (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069) || c.isNull())
                return QStringLiteral("U+%1").arg(u, 4, 16, QLatin1Char('0'));
        }
        return {};
    }
    static void checkText(const QString& where, const QString& text, bool plain, QStringList& wrong)
    {
        if (const QString bad = unseen(text); !bad.isEmpty())
            wrong << QStringLiteral("%1 has %2: %3").arg(where, bad, text.left(80).toHtmlEscaped());
        if (!plain && Qt::mightBeRichText(text) && text.contains(QStringLiteral("<b>bold")))
            wrong << QStringLiteral("%1 reads markup: %2").arg(where, text.left(80));
    }
    static void checkModel(
        const QAbstractItemModel& model, const QModelIndex& parent, QStringList& wrong, int depth = 0)
    {
        for (int row = 0; row < std::min(50, model.rowCount(parent)); ++row)
            for (int column = 0; column < model.columnCount(parent); ++column) {
                const QModelIndex at = model.index(row, column, parent);
                checkText(QStringLiteral("a cell"), at.data().toString(), true, wrong);
                checkText(QStringLiteral("a cell's tooltip"), at.data(Qt::ToolTipRole).toString(), false, wrong);
                checkText(QStringLiteral("a cell's name"), at.data(Qt::AccessibleTextRole).toString(), true, wrong);
                if (column == 0 && depth < 4)
                    checkModel(model, at, wrong, depth + 1);
            }
    }
    static QStringList checkWidgets(QWidget* root)
    {
        QStringList wrong;
        checkText(QStringLiteral("a title"), root->windowTitle(), true, wrong);
        for (QWidget* widget : root->findChildren<QWidget*>()) {
            const QString where = QString::fromLatin1(widget->metaObject()->className());
            checkText(where + QStringLiteral(" tooltip"), widget->toolTip(), false, wrong);
            checkText(where + QStringLiteral(" name"), widget->accessibleName(), true, wrong);
            if (const auto* label = qobject_cast<QLabel*>(widget))
                checkText(where, label->text(), label->textFormat() == Qt::PlainText, wrong);
            if (const auto* button = qobject_cast<QAbstractButton*>(widget))
                checkText(where, button->text(), true, wrong);
            if (const auto* box = qobject_cast<QComboBox*>(widget))
                for (int i = 0; i < box->count(); ++i)
                    checkText(where, box->itemText(i), true, wrong);
            if (const auto* view = qobject_cast<QAbstractItemView*>(widget); view && view->model())
                checkModel(*view->model(), {}, wrong);
        }
        for (const QAction* action : root->findChildren<QAction*>()) {
            checkText(QStringLiteral("an action"), action->text(), true, wrong);
            checkText(QStringLiteral("an action's tooltip"), action->toolTip(), false, wrong);
        }
        return wrong;
    }

private Q_SLOTS:
    void everyPlaceShowsWhatIsWritten_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        for (const Hostile& one : all())
            QTest::addRow("%s", one.what) << QByteArray(one.bytes.data(), qsizetype(one.bytes.size()));
    }
    void everyPlaceShowsWhatIsWritten()
    {
        QFETCH(QByteArray, bytes);
        const std::string name = bytes.toStdString();
        const QString shown = shownText(name);
        ShellRig rig([&](FakeObserver& fake) { fill(fake, name); });
        MainWindow& window = *rig.window;
        for (QDockWidget* dock : window.findChildren<QDockWidget*>())
            dock->show();
        window.current().setQueue(window.client().queueNamed(name)->number, name);
        window.messagePanel()->goTo(SeekTarget::toId(MessageId{50}));
        MessageTable* table = window.messagePanel()->table();
        // The table has the beginning of long keys.
        QTRY_COMPARE(table->cellText(50, MessageTable::keyColumn).left(150), shown.left(150));
        for (int column = 0; column < MessageTable::fixedColumns; ++column)
            QVERIFY2(unseen(table->cellText(50, column)).isEmpty(), qPrintable(table->cellText(50, column)));
        for (int view = 0; view < InspectorPanel::viewCount; ++view) {
            window.inspector()->setView(view);
            QTest::qWait(5);
            const QStringList wrong = checkWidgets(&window);
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
        }
        QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(table);
        QVERIFY(spoken && unseen(spoken->text(QAccessible::Name)).isEmpty());
        // Dialogs, and what undo says.
        window.queueActions()->seek->trigger();
        window.queueActions()->replay->trigger();
        window.current().setExchange(name, window.client().recordingOf(name));
        (new BindDialog(window.context(), name, &window))->open();
        (new JumpDialog(window.context(), &window))->open();
        (new ConfirmDialog(QStringLiteral("Delete"), shown, QStringLiteral("Delete"), shown, &window))->open();
        window.showHelp(QStringLiteral("redis_cli.md"));
        QTest::qWait(20);
        const QStringList wrong = checkWidgets(&window);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
        for (const QDialog* dialog : window.findChildren<QDialog*>())
            QVERIFY(unseen(dialog->windowTitle()).isEmpty());
        // Lines to copy never carry a name that a shell would read otherwise.
        QVERIFY(!rig.dialog<HelpDialog>()->browser()->toPlainText().contains(QStringLiteral("$HOME")));
    }

    void aMegabyteInOneLineIsShownAtOnce()
    {
        const std::string large = "<b>" + std::string(1 << 20, 'x') + "\xe2\x80\xae";
        ShellRig rig;
        rig.workspace.fake().content = [&](uint64_t) {
            return FakeObserver::Message{large, large, {{"h", large}}, {}};
        };
        QElapsedTimer clock;
        clock.start();
        rig.window->messagePanel()->goTo(SeekTarget::toId(MessageId{50}));
        for (int view = 0; view < InspectorPanel::viewCount; ++view) {
            rig.window->inspector()->setView(view);
            QTest::qWait(5);
            rig.window->grab();
        }
        const QStringList wrong = checkWidgets(rig.window.get());
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n')).left(2000)));
        QVERIFY2(clock.elapsed() < 20'000, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(rig.window->width() <= 1280); // no text makes the window wider
        for (const QLabel* label : rig.window->findChildren<QLabel*>())
            QVERIFY2(label->text().size() < 10'000, label->objectName().toLatin1().constData());
    }

    void ampersandsOfNamesAreNoMnemonics()
    {
        ShellRig rig([](FakeObserver& fake) { fill(fake, "a & b &c"); });
        rig.window->current().setQueue(rig.window->client().queueNamed("a & b &c")->number, "a & b &c");
        rig.window->queueActions()->seek->trigger();
        auto* seek = rig.dialog<SeekDialog>();
        QVERIFY(seek);
        seek->placeEdit()->setText(QStringLiteral("10"));
        QTRY_VERIFY(seek->seekButton()->isEnabled());
        QTest::mouseClick(seek->seekButton(), Qt::LeftButton);
        // Undo names what it takes back.
        const auto undo = [&]() -> QAction* {
            for (QAction* action : rig.window->findChildren<QAction*>())
                if (action->shortcut() == QKeySequence(QKeySequence::Undo))
                    return action;
            return nullptr;
        };
        QVERIFY(undo());
        QTRY_VERIFY(undo()->isEnabled());
        QVERIFY2(undo()->text().contains(QStringLiteral("a && b &&c")), qPrintable(undo()->text()));
    }
};

QTEST_MAIN(HostileTest)
#include "hostile_test.moc"
