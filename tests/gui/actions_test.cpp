// Every action of the window: found, run and given other keys without the mouse; keys that clash are refused.
#include "tests/gui/shell_rig.h"
#include "ui/models/action_catalogue.h"
#include "ui/models/settings.h"
#include "ui/panels/command_palette.h"
#include "ui/panels/go_to_dialog.h"
#include "ui/panels/jump_dialog.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/shortcut_dialog.h"
#include "ui/panels/tape_files.h"

#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QPushButton>
#include <QSet>
#include <QTreeWidget>

using namespace tapedeck;

class ActionsTest : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

    static QString idOf(MainWindow& window, const QAction* action) { return window.catalogue().of(action)->id; }

    static void everyMenuAction(const QMenu& menu, const std::function<void(QAction*)>& visit)
    {
        for (QAction* action : menu.actions())
            if (action->menu())
                everyMenuAction(*action->menu(), visit);
            else if (!action->isSeparator())
                visit(action);
    }

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void everyActionOfTheMenusIsInTheCatalogue()
    {
        ShellRig rig;
        int count = 0;
        for (QAction* top : rig.window->menuBar()->actions())
            everyMenuAction(*top->menu(), [&](QAction* action) {
                const auto* entry = rig.window->catalogue().of(action);
                QVERIFY2(entry, qPrintable(action->text()));
                QVERIFY2(!entry->path.isEmpty(), qPrintable(action->text()));
                ++count;
            });
        QVERIFY(count > 40);
        QSet<QString> ids;
        for (const auto* entry : rig.window->catalogue().entries())
            if (!entry->id.isEmpty()) {
                QVERIFY2(!ids.contains(entry->id), qPrintable(entry->id));
                ids.insert(entry->id);
            }
    }

    void theIdsAreTheSameWhateverTheWindowShows()
    {
        const auto ids = [](ShellRig& rig) {
            QStringList out;
            for (const auto* entry : rig.window->catalogue().entries())
                out << entry->id;
            out.sort();
            return out;
        };
        ShellRig empty([](FakeObserver&) {});
        ShellRig full;
        QCOMPARE(ids(full), ids(empty));
    }

    void noTwoActionsHearTheSameKeys()
    {
        ShellRig rig;
        for (const auto* entry : rig.window->catalogue().entries())
            for (const auto* other : rig.window->catalogue().clashes(*entry, entry->action->shortcuts()))
                QFAIL(qPrintable(entry->id + QStringLiteral(" and ") + other->id));
    }

    void thePaletteRunsWhatAFewLettersFind()
    {
        ShellRig rig;
        rig.press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        auto* palette = rig.dialog<CommandPalette>();
        QVERIFY(palette);
        QVERIFY(palette->list()->topLevelItemCount() > 40);
        QTest::keyClicks(palette->edit(), QStringLiteral("id or time"));
        QVERIFY(palette->list()->topLevelItem(0)->text(0).contains(QStringLiteral("To id or time")));
        QCOMPARE(palette->list()->topLevelItem(0)->text(1), QStringLiteral("Ctrl+G"));
        QTest::keyClick(palette->edit(), Qt::Key_Return);
        QTRY_VERIFY(rig.dialog<GoToDialog>());
        rig.dialog<GoToDialog>()->close();
        // What was run is offered first.
        QTRY_VERIFY(!rig.dialog<CommandPalette>());
        rig.press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(
            rig.dialog<CommandPalette>()->list()->topLevelItem(0)->text(0).contains(QStringLiteral("To id or time")));
    }

    void thePaletteRunsNothingThatDoesNotApply()
    {
        ShellRig rig([](FakeObserver& fake) { fake.addQueue("orders", 1); });
        QVERIFY(!rig.window->queueActions()->seek->isEnabled()); // there is no channel
        rig.press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        auto* palette = rig.dialog<CommandPalette>();
        QTest::keyClicks(palette->edit(), QStringLiteral("seek channel"));
        QVERIFY(palette->list()->topLevelItem(0)->isDisabled());
        bool ran = false;
        connect(rig.window->queueActions()->seek, &QAction::triggered, this, [&] { ran = true; });
        QTest::keyClick(palette->edit(), Qt::Key_Return);
        QCoreApplication::processEvents();
        QVERIFY(!ran && palette->isVisible());
        QTest::keyClick(palette->edit(), Qt::Key_Down);
        QTest::keyClick(palette->edit(), Qt::Key_Escape);
        QTRY_VERIFY(!rig.dialog<CommandPalette>());
    }

    void theArrowKeysMoveInThePalette()
    {
        ShellRig rig;
        rig.press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        auto* palette = rig.dialog<CommandPalette>();
        const auto row = [&] { return palette->list()->indexOfTopLevelItem(palette->list()->currentItem()); };
        QCOMPARE(row(), 0);
        QTest::keyClick(palette->edit(), Qt::Key_Down);
        QTest::keyClick(palette->edit(), Qt::Key_Down);
        QCOMPARE(row(), 2);
        QTest::keyClick(palette->edit(), Qt::Key_PageDown);
        QVERIFY(row() > 5);
        QTest::keyClick(palette->edit(), Qt::Key_PageUp);
        QTest::keyClick(palette->edit(), Qt::Key_Up);
        QCOMPARE(row(), 1);
        QCOMPARE(palette->focusWidget(), palette->edit());
    }

    void theJumpBoxMatchesFuzzily()
    {
        ShellRig rig;
        rig.press(Qt::Key_K, Qt::ControlModifier);
        auto* jump = rig.dialog<JumpDialog>();
        QTest::keyClicks(jump->edit(), QStringLiteral("obl"));
        QCOMPARE(jump->list()->count(), 1);
        QTest::keyClick(jump->edit(), Qt::Key_Return);
        QCOMPARE(rig.window->current().channel(), std::string("billing"));
    }

    void keysAreChangedKeptAndSaidInTheToolTip()
    {
        QString id;
        {
            ShellRig rig;
            QAction* seek = rig.window->queueActions()->seek;
            id = idOf(*rig.window, seek);
            rig.window->catalogue().find(id);
            const auto choose = [&](ShortcutDialog* dialog) { QVERIFY(dialog->choose(id)); };
            bool opened = false;
            for (const auto* entry : rig.window->catalogue().entries())
                if (entry->action->text().contains(QStringLiteral("&Keys\u2026"))) {
                    entry->action->trigger();
                    opened = true;
                }
            QVERIFY(opened);
            auto* dialog = rig.dialog<ShortcutDialog>();
            choose(dialog);
            dialog->keyEdit()->setKeySequence(QKeySequence(QStringLiteral("Ctrl+Alt+J")));
            QVERIFY(dialog->assignButton()->isEnabled());
            QTest::mouseClick(dialog->assignButton(), Qt::LeftButton);
            QCOMPARE(seek->shortcut(), QKeySequence(QStringLiteral("Ctrl+Alt+J")));
            QVERIFY(seek->toolTip().contains(QStringLiteral("Ctrl+Alt+J")));
            QVERIFY(!seek->toolTip().contains(QStringLiteral("Ctrl+Shift+K")));
        }
        ShellRig rig; // a later run
        QAction* seek = rig.window->queueActions()->seek;
        QCOMPARE(seek->shortcut(), QKeySequence(QStringLiteral("Ctrl+Alt+J")));
        QVERIFY(rig.window->catalogue().reset(id));
        QCOMPARE(seek->shortcut(), QKeySequence(QStringLiteral("Ctrl+Shift+K")));
        QVERIFY(!setting::keysOf(id));
    }

    void keysThatClashAreNamedAndRefused()
    {
        ShellRig rig;
        ActionCatalogue& catalogue = rig.window->catalogue();
        const QString id = idOf(*rig.window, rig.window->queueActions()->seek);
        const QKeySequence taken = rig.window->files()->open->shortcut();
        auto* dialog = new ShortcutDialog(catalogue, {}, rig.window.get());
        dialog->open();
        QVERIFY(dialog->choose(id));
        dialog->keyEdit()->setKeySequence(taken);
        QVERIFY(!dialog->assignButton()->isEnabled());
        QVERIFY(dialog->problemLabel()->text().contains(QStringLiteral("Open")));
        QVERIFY(!catalogue.setKeys(id, {taken}));
        QCOMPARE(rig.window->files()->open->shortcut(), taken);
        // The beginning of other keys would make both wait.
        QVERIFY(!catalogue.setKeys(id, {QKeySequence(taken.toString() + QStringLiteral(", X"))}));
        // Once it is taken away there, it can be had.
        QVERIFY(dialog->choose(idOf(*rig.window, rig.window->files()->open)));
        QTest::mouseClick(dialog->clearButton(), Qt::LeftButton);
        QVERIFY(rig.window->files()->open->shortcut().isEmpty());
        QVERIFY(catalogue.setKeys(id, {taken}));
        // And what it had cannot come back while it is used.
        QVERIFY(!catalogue.reset(idOf(*rig.window, rig.window->files()->open)));
        QTest::mouseClick(dialog->resetAllButton(), Qt::LeftButton);
        QCOMPARE(rig.window->files()->open->shortcut(), taken);
        QCOMPARE(rig.window->queueActions()->seek->shortcut(), QKeySequence(QStringLiteral("Ctrl+Shift+K")));
    }

    void theUsersKeysCountMoreThanALaterDefault()
    {
        QString id;
        {
            ShellRig rig;
            id = idOf(*rig.window, rig.window->queueActions()->seek);
        }
        setting::setKeysOf(id, QList<QKeySequence>{QKeySequence(QKeySequence::Open)});
        ShellRig rig;
        QCOMPARE(rig.window->queueActions()->seek->shortcut(), QKeySequence(QKeySequence::Open));
        QVERIFY(rig.window->files()->open->shortcut().isEmpty());
    }

    void theDialogFindsActionsByNameAndByKeys()
    {
        ShellRig rig;
        auto* dialog = new ShortcutDialog(
            rig.window->catalogue(), {{QStringLiteral("Table: next"), QStringLiteral("J")}}, rig.window.get());
        dialog->open();
        const auto shown = [&] {
            QStringList out;
            for (int i = 0; i < dialog->list()->topLevelItemCount(); ++i)
                if (!dialog->list()->topLevelItem(i)->isHidden())
                    out << dialog->list()->topLevelItem(i)->text(0);
            return out;
        };
        dialog->searchEdit()->setText(QStringLiteral("ctrl+shift+k"));
        QCOMPARE(shown().size(), 1);
        QVERIFY(shown().first().contains(QStringLiteral("Seek")));
        dialog->searchEdit()->setText(QStringLiteral("Table: next"));
        QCOMPARE(shown(), QStringList{QStringLiteral("Table: next")});
        QVERIFY(!dialog->keyEdit()->isEnabled()); // fixed
        dialog->searchEdit()->setText(QStringLiteral("no such action"));
        QVERIFY(shown().isEmpty());
        QVERIFY(!dialog->assignButton()->isEnabled() && !dialog->clearButton()->isEnabled());
    }

    void actionsOfDifferentPlacesMayShareKeys()
    {
        ActionCatalogue catalogue;
        QWidget window;
        QWidget left(&window), right(&window), inner(&left);
        QAction a(QStringLiteral("a")), b(QStringLiteral("b")), c(QStringLiteral("c")), d(QStringLiteral("d"));
        const QKeySequence keys(QStringLiteral("Ctrl+D"));
        a.setShortcutContext(Qt::WidgetWithChildrenShortcut);
        b.setShortcutContext(Qt::WidgetShortcut);
        c.setShortcutContext(Qt::WidgetShortcut);
        left.addAction(&a);
        right.addAction(&b);
        inner.addAction(&c);
        for (QAction* action : {&a, &b, &c, &d})
            catalogue.add(action, {}, QStringLiteral("Test"));
        QVERIFY(catalogue.setKeys(QStringLiteral("Test.a"), {keys}));
        QVERIFY(catalogue.setKeys(QStringLiteral("Test.b"), {keys}));
        QVERIFY(!catalogue.setKeys(QStringLiteral("Test.c"), {keys})); // inside of what hears a
        QVERIFY(!catalogue.setKeys(QStringLiteral("Test.d"), {keys})); // heard everywhere
        QVERIFY(!catalogue.setKeys(QStringLiteral("Test.e"), {keys})); // there is none
    }
};

QTEST_MAIN(ActionsTest)
#include "actions_test.moc"
