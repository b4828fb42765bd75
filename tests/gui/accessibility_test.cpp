// Walks all widgets of the window and of every dialog: what one can use has a name, is reached by keyboard, says what
// it is, and takes no data for markup. The same from right to left, and at three times the text size.
#include "tests/gui/shell_rig.h"
#include "ui/models/action_catalogue.h"
#include "ui/models/message_forms.h"
#include "ui/panels/bind_dialog.h"
#include "ui/panels/bug_report_dialog.h"
#include "ui/panels/command_palette.h"
#include "ui/panels/confirm_dialog.h"
#include "ui/panels/expectation_dialog.h"
#include "ui/panels/export_dialog.h"
#include "ui/panels/fault_dialog.h"
#include "ui/panels/file_publisher.h"
#include "ui/panels/fqd_import.h"
#include "ui/panels/go_to_dialog.h"
#include "ui/panels/help_dialog.h"
#include "ui/panels/import_dialog.h"
#include "ui/panels/jump_dialog.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/name_dialog.h"
#include "ui/panels/replay_dialog.h"
#include "ui/panels/responder_dialog.h"
#include "ui/panels/seek_dialog.h"
#include "ui/panels/seeker.h"
#include "ui/panels/settings_dialog.h"
#include "ui/panels/shortcut_dialog.h"
#include "ui/panels/upstream_dialog.h"
#include "ui/views/message_table.h"
#include "ui/views/message_table_accessible.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSlider>
#include <QSplitter>
#include <QTabBar>
#include <QTextBrowser>
#include <QToolBar>
#include <QToolButton>
#include <QTreeView>

using namespace tapedeck;

class AccessibilityTest : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

    static void fill(FakeObserver& fake)
    {
        const QueueNo orders = fake.addQueue("orders", 1000);
        fake.addChannel(orders, "billing", 900);
        const QueueNo recording = fake.addQueue("exchange:shop", 50);
        Q_UNUSED(recording);
        BindingView binding;
        binding.queue = "orders";
        binding.program = "prefix:\"order.\"";
        fake.addExchange("shop", true, {binding});
    }
    static void showEverything(ShellRig& rig)
    {
        for (QDockWidget* dock : rig.window->findChildren<QDockWidget*>())
            dock->show();
        rig.window->messagePanel()->goTo(SeekTarget::toId(MessageId{5}));
        QTest::qWait(50);
    }
    // Parts of Qt's own controls are reached and named through these.
    static bool isPart(const QWidget* widget)
    {
        for (const QWidget* at = widget->parentWidget(); at; at = at->parentWidget())
            if (qobject_cast<const QAbstractSpinBox*>(at) || qobject_cast<const QComboBox*>(at)
                || qobject_cast<const QLineEdit*>(at) || qobject_cast<const QTabBar*>(at)
                || qobject_cast<const QMenuBar*>(at) || qobject_cast<const QAbstractItemView*>(at)
                || at->inherits("QKeySequenceEdit"))
                return true;
        return widget->objectName().startsWith(QLatin1String("qt_")) || widget->inherits("QToolBarExtension")
            || widget->inherits("QDockWidgetTitleButton");
    }
    static bool isControl(const QWidget* widget)
    {
        return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLineEdit*>(widget)
            || qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget)
            || qobject_cast<const QAbstractSlider*>(widget) || qobject_cast<const QPlainTextEdit*>(widget)
            || qobject_cast<const QTextEdit*>(widget) || qobject_cast<const QAbstractItemView*>(widget)
            || widget->inherits("tapedeck::TimelineStrip") || qobject_cast<const RowView*>(widget)
            || widget->inherits("QKeySequenceEdit");
    }
    static QList<QWidget*> controls(QWidget* root)
    {
        QList<QWidget*> out;
        for (QWidget* widget : root->findChildren<QWidget*>())
            if (widget->isVisibleTo(root) && widget->isEnabled() && isControl(widget) && !isPart(widget)
                && !qobject_cast<QScrollBar*>(widget) && !qobject_cast<QHeaderView*>(widget)
                && (!widget->window()->isWindow() || widget->window() == root->window()))
                out << widget;
        return out;
    }
    static QString describe(const QWidget* widget)
    {
        QString path = QString::fromLatin1(widget->metaObject()->className());
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
            path += QStringLiteral("[%1]").arg(button->text());
        for (const QWidget* at = widget->parentWidget(); at; at = at->parentWidget())
            if (QByteArray(at->metaObject()->className()).startsWith("tapedeck"))
                path.prepend(QString::fromLatin1(at->metaObject()->className()) + QStringLiteral(" / "));
        return path;
    }
    static QString nameOf(QWidget* widget)
    {
        QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(widget);
        return interface ? interface->text(QAccessible::Name) : QString();
    }
    static bool reached(const QWidget* widget)
    {
        if (widget->focusPolicy() & Qt::TabFocus || widget->focusProxy())
            return true;
        const auto* tool = qobject_cast<const QToolButton*>(widget);
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        // A button that shows an action is reached by the action's menu and keys.
        return (tool && tool->defaultAction()) || (button && !button->shortcut().isEmpty());
    }

    void walk(QWidget* root, const char* what, bool whatsThis)
    {
        QStringList wrong;
        const QList<QWidget*> all = controls(root);
        QVERIFY2(!all.isEmpty(), what);
        for (QWidget* widget : all) {
            if (nameOf(widget).trimmed().isEmpty())
                wrong << QStringLiteral("no name: ") + describe(widget);
            if (!reached(widget) && !(qobject_cast<QAbstractItemView*>(widget) && qobject_cast<QDialog*>(root)))
                wrong << QStringLiteral("not reached by keyboard: ") + describe(widget);
            QString says;
            for (const QWidget* at = widget; at && says.isEmpty() && whatsThis; at = at->parentWidget())
                says = at->whatsThis();
            const auto* tool = qobject_cast<QToolButton*>(widget);
            if (whatsThis && says.isEmpty() && !(tool && tool->defaultAction() && !tool->toolTip().isEmpty()))
                wrong << QStringLiteral("says nothing of itself: ") + describe(widget);
        }
        for (const QLabel* label : root->findChildren<QLabel*>())
            if (label->textFormat() != Qt::PlainText && label->buddy() == nullptr && !label->text().isEmpty()
                && Qt::mightBeRichText(label->text()))
                wrong << QStringLiteral("reads markup: ") + describe(label);
        wrong.removeDuplicates();
        QVERIFY2(
            wrong.isEmpty(), qPrintable(QLatin1String(what) + QStringLiteral(":\n") + wrong.join(QLatin1Char('\n'))));
    }
    // Each dialog that the window can open, made over it.
    static QList<std::function<QDialog*(ShellRig&, WindowContext&)>> dialogs()
    {
        return {
            [](ShellRig& rig, WindowContext& context) { return new JumpDialog(context, rig.window.get()); },
            [](ShellRig& rig, WindowContext& context) { return new GoToDialog(context, rig.window.get()); },
            [](ShellRig& rig, WindowContext&) { return new CommandPalette(rig.window->catalogue(), rig.window.get()); },
            [](ShellRig& rig, WindowContext&) {
                return new ShortcutDialog(rig.window->catalogue(), {}, rig.window.get());
            },
            [](ShellRig& rig, WindowContext&) { return new SettingsDialog(rig.window.get()); },
            [](ShellRig& rig, WindowContext& context) {
                auto* help = new HelpDialog(
                    context, [] { return QString(); }, rig.window.get());
                help->showPage(QStringLiteral("start.md"));
                return help;
            },
            [](ShellRig& rig, WindowContext&) {
                return new NameDialog(QStringLiteral("New"), QStringLiteral("Name"), rig.window.get());
            },
            [](ShellRig& rig, WindowContext&) {
                return new ConfirmDialog(QStringLiteral("Delete"), QStringLiteral("All goes."),
                    QStringLiteral("Delete"), QStringLiteral("orders"), rig.window.get());
            },
            [](ShellRig& rig, WindowContext& context) { return new ReplayDialog(context, rig.window.get()); },
            [](ShellRig& rig, WindowContext& context) { return new BindDialog(context, "shop", rig.window.get()); },
            [](ShellRig& rig, WindowContext& context) { return new UpstreamDialog(context, rig.window.get()); },
            [](ShellRig& rig, WindowContext& context) { return new FaultDialog(context, rig.window.get()); },
            [](ShellRig& rig, WindowContext& context) { return new ResponderDialog(context, rig.window.get()); },
            [](ShellRig& rig, WindowContext& context) {
                auto* dialog = new ExpectationDialog(context, rig.window.get());
                PlacedMessage message;
                message.queue = "orders";
                message.message.body = "{\"total\": 1}";
                dialog->begin(message);
                return dialog;
            },
            [](ShellRig& rig, WindowContext& context) {
                return new SeekDialog(context, *rig.window->findChild<Seeker*>(), rig.window.get());
            },
            [](ShellRig& rig, WindowContext& context) {
                return new ExportDialog(context, rig.workspace.files, {}, rig.window.get());
            },
            [](ShellRig& rig, WindowContext& context) {
                return new ImportDialog(context, rig.workspace.files, rig.window.get());
            },
            [](ShellRig& rig, WindowContext& context) {
                return new BugReportDialog(context, rig.workspace, {}, rig.window.get());
            },
            [](ShellRig& rig, WindowContext& context) {
                return new FilePublisher(context, rig.window->client().queueNamed("orders")->number,
                    {QCoreApplication::applicationFilePath()}, rig.window.get());
            },
            [](ShellRig& rig, WindowContext& context) {
                return new FqdImport(context, rig.workspace, QStringLiteral("/tmp/fqd.sqlite"), rig.window.get());
            },
        };
    }
    static QStringList clipped(QWidget* root)
    {
        QStringList out;
        for (QWidget* widget : controls(root)) {
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            if (button && !button->text().isEmpty() && button->width() < button->minimumSizeHint().width())
                out << describe(widget);
            // Docks behind another one's tab are put aside by Qt.
            const QWidget* dock = widget;
            while (dock && !qobject_cast<const QDockWidget*>(dock))
                dock = dock->parentWidget();
            if (dock && dock->visibleRegion().isEmpty())
                continue;
            if (!root->rect().intersects(QRect(widget->mapTo(root, QPoint()), widget->size())))
                out << QStringLiteral("outside: ") + describe(widget);
        }
        return out;
    }

private Q_SLOTS:
    void initTestCase() { installMessageTableAccessibility(); }

    void everyControlOfTheWindow()
    {
        ShellRig rig(fill);
        showEverything(rig);
        walk(rig.window.get(), "queue", true);
        rig.window->current().setExchange("shop", rig.window->client().recordingOf("shop"));
        QTest::qWait(20);
        walk(rig.window.get(), "exchange", true);
        ShellRig empty([](FakeObserver&) {});
        walk(empty.window.get(), "first start", true);
    }

    void everyControlOfEveryDialog()
    {
        ShellRig rig(fill);
        for (const auto& make : dialogs()) {
            QDialog* dialog = make(rig, rig.window->context());
            dialog->open();
            QTest::qWait(10);
            QVERIFY2(!dialog->windowTitle().isEmpty(), dialog->metaObject()->className());
            walk(dialog, dialog->metaObject()->className(), false);
            delete dialog;
        }
    }

    void mnemonicsOfAMenuAreDifferent()
    {
        ShellRig rig(fill);
        QStringList wrong;
        const std::function<void(const QString&, const QList<QAction*>&)> check = [&](const QString& where,
                                                                                      const QList<QAction*>& actions) {
            QHash<QChar, QString> seen;
            for (const QAction* action : actions) {
                const QKeySequence key = QKeySequence::mnemonic(action->text());
                if (!key.isEmpty()) {
                    const QChar letter = key.toString().back();
                    if (seen.contains(letter))
                        wrong << QStringLiteral("%1: %2 and %3").arg(where, seen[letter], action->text());
                    seen.insert(letter, action->text());
                }
                if (action->menu())
                    check(action->text(), action->menu()->actions());
            }
        };
        check(QStringLiteral("menu bar"), rig.window->menuBar()->actions());
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }

    void everythingWorksFromRightToLeft()
    {
        qApp->setLayoutDirection(Qt::RightToLeft);
        ShellRig rig(fill);
        showEverything(rig);
        // Nothing is cut off or outside of the window. (Docks stay where they were put.)
        QStringList wrong;
        // Bars are laid out again after their buttons have got other texts.
        static_cast<void>(QTest::qWaitFor([&] {
            wrong = clipped(rig.window.get());
            return wrong.isEmpty();
        }));
        MessageTable* table = rig.window->messagePanel()->table();
        QHeaderView* header = table->header();
        const bool mirrored = header->sectionViewportPosition(0) > header->sectionViewportPosition(1);
        // The cells stand under their headers: the id's ink is under the header of the ids.
        const QImage image = table->viewport()->grab().toImage();
        const int from = header->sectionViewportPosition(header->logicalIndex(0)),
                  width = header->sectionSize(header->logicalIndex(0));
        const QRgb paper = table->palette().color(QPalette::Base).rgb();
        int inked = 0;
        for (int at = std::max(0, from); at < std::min(image.width(), from + width); ++at)
            for (int y = 0; y < std::min(image.height(), table->rowHeight() * 5); ++y)
                inked += image.pixel(at, y) != paper;
        QStringList dialogsWrong;
        for (const auto& make : dialogs()) {
            QDialog* dialog = make(rig, rig.window->context());
            dialog->show();
            QTest::qWait(10);
            for (const QString& one : clipped(dialog))
                dialogsWrong << QLatin1String(dialog->metaObject()->className()) + QStringLiteral(": ") + one;
            delete dialog;
        }
        qApp->setLayoutDirection(Qt::LeftToRight);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
        QVERIFY2(dialogsWrong.isEmpty(), qPrintable(dialogsWrong.join(QLatin1Char('\n'))));
        QVERIFY(mirrored);
        QVERIFY(inked > 50);
    }

    void nothingIsCutOffAtTwiceTheTextSize()
    {
        const QFont usual = QApplication::font();
        QFont large = usual;
        large.setPointSizeF(usual.pointSizeF() * 2);
        QApplication::setFont(large);
        QStringList wrong;
        {
            ShellRig rig(fill);
            for (const auto& make : dialogs()) {
                QDialog* dialog = make(rig, rig.window->context());
                dialog->show();
                QTest::qWait(10);
                for (const QString& one : clipped(dialog))
                    wrong << QLatin1String(dialog->metaObject()->className()) + QStringLiteral(": ") + one;
                delete dialog;
            }
        }
        QApplication::setFont(usual);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }
};

QTEST_MAIN(AccessibilityTest)
#include "accessibility_test.moc"
