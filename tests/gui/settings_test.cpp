// What the window can be told about itself: every setting counts at once and in the next run; layouts; files of
// settings.
#include "tests/gui/shell_rig.h"
#include "ui/models/action_catalogue.h"
#include "ui/models/settings.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/queue_actions.h"
#include "ui/panels/settings_dialog.h"
#include "ui/panels/tape_files.h"
#include "ui/views/message_table.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QFile>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QSpinBox>

using namespace tapedeck;

class SettingsTest : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

    static SettingsDialog* open(ShellRig& rig)
    {
        rig.press(Qt::Key_Comma, Qt::ControlModifier);
        return rig.dialog<SettingsDialog>();
    }
    static QAction* action(ShellRig& rig, const QString& fullText)
    {
        for (const auto* entry : rig.window->catalogue().entries())
            if (ActionCatalogue::fullText(*entry) == fullText)
                return entry->action;
        return nullptr;
    }
    static bool shown(ShellRig& rig, const char* dock)
    {
        return rig.window->findChild<QDockWidget*>(QLatin1String(dock))->isVisible();
    }

private Q_SLOTS:
    void init()
    {
        QSettings().clear();
        if (const QVariant size = qApp->property("desktopPointSize"); size.isValid()) {
            QFont font = QApplication::font();
            font.setPointSizeF(size.toDouble());
            QApplication::setFont(font);
        }
    }

    void everySettingCountsAtOnceAndInTheNextRun()
    {
        const double size = QApplication::font().pointSizeF();
        int height = 0;
        {
            ShellRig rig;
            height = rig.window->messagePanel()->table()->rowHeight();
            SettingsDialog* dialog = open(rig);
            QVERIFY(dialog);
            dialog->colours->setCurrentIndex(3);
            QCOMPARE(rig.theme.choice(), Theme::Choice::contrast);
            dialog->zoom->setValue(150);
            QCOMPARE(QApplication::font().pointSizeF(), size * 1.5);
            dialog->zoom->setValue(100);
            QCOMPARE(QApplication::font().pointSizeF(), size);
            dialog->rows->setCurrentIndex(2);
            QVERIFY(rig.window->messagePanel()->table()->rowHeight() > height);
            dialog->rows->setCurrentIndex(0);
            QVERIFY(rig.window->messagePanel()->table()->rowHeight() < height);
            dialog->zone->setCurrentIndex(1);
            QVERIFY(setting::kUtc.get());
            dialog->zoom->setValue(120);
            dialog->language->setCurrentIndex(dialog->language->findData(QStringLiteral("de")));
            QVERIFY(dialog->said().contains(QStringLiteral("next start")));
            dialog->reopen->setChecked(true);
            dialog->recent->setValue(3);
        }
        QCOMPARE(setting::kLanguage.get(), QStringLiteral("de"));
        QVERIFY(setting::kReopenTape.get());
        QCOMPARE(setting::kRecentMax.get(), 3);
        ShellRig rig;
        rig.window->restoreLayout();
        QCOMPARE(rig.theme.choice(), Theme::Choice::contrast);
        QCOMPARE(QApplication::font().pointSizeF(), size * 1.2);
        QVERIFY(action(rig, QStringLiteral("View \u203a Times in UTC"))->isChecked());
        rig.theme.choose(Theme::Choice::light);
    }

    void theZoomKeysAndTheDialogAgree()
    {
        const double size = QApplication::font().pointSizeF();
        ShellRig rig;
        rig.press(Qt::Key_Equal, Qt::ControlModifier);
        QCOMPARE(setting::kZoom.get(), 110);
        rig.press(Qt::Key_Equal, Qt::ControlModifier);
        QCOMPARE(setting::kZoom.get(), 121);
        QVERIFY(QApplication::font().pointSizeF() > size * 1.2);
        rig.press(Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(setting::kZoom.get(), 100);
        QCOMPARE(QApplication::font().pointSizeF(), size);
        for (int i = 0; i < 40; ++i)
            rig.press(Qt::Key_Minus, Qt::ControlModifier);
        QCOMPARE(setting::kZoom.get(), 50); // not to nothing
        rig.press(Qt::Key_0, Qt::ControlModifier);
    }

    void onlySoManyRecentTapesAreOffered()
    {
        setting::kRecent.set({QStringLiteral("/a.tape"), QStringLiteral("/b&c.tape"), QStringLiteral("/d.tape")});
        setting::kRecentMax.set(2);
        ShellRig rig;
        const QList<QAction*> actions = rig.window->files()->recentMenu()->actions();
        QCOMPARE(actions.size(), 2);
        QCOMPARE(actions[1]->text(), QStringLiteral("/b&&c.tape"));
    }

    void settingsGoToAFileAndComeBack()
    {
        const QString path = m_settings.file("exported.ini");
        ShellRig rig;
        const QString id = rig.window->catalogue().of(rig.window->queueActions()->seek)->id;
        QVERIFY(rig.window->catalogue().setKeys(id, {QKeySequence(QStringLiteral("Ctrl+Alt+J, Ctrl+Alt+K"))}));
        setting::kRecent.set({QStringLiteral("/secret.tape")});
        SettingsDialog* dialog = open(rig);
        dialog->rows->setCurrentIndex(2);
        dialog->exportTo(path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("secret")); // names of tapes stay here
        dialog->reset();
        QCOMPARE(setting::kRowSpace.get(), 1);
        QCOMPARE(dialog->rows->currentIndex(), 1);
        QCOMPARE(rig.window->queueActions()->seek->shortcut(), QKeySequence(QStringLiteral("Ctrl+Shift+K")));
        dialog->importFrom(path);
        QCOMPARE(dialog->rows->currentIndex(), 2);
        QCOMPARE(rig.window->queueActions()->seek->shortcut(), QKeySequence(QStringLiteral("Ctrl+Alt+J, Ctrl+Alt+K")));
        QCOMPARE(setting::kRecent.get().size(), 1);
    }

    void aFileThatHoldsNoSettingsChangesNothing()
    {
        const QString path = m_settings.file("other.ini");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[window]\nrow_space=2\nzoom=9999\n");
        file.close();
        ShellRig rig;
        SettingsDialog* dialog = open(rig);
        dialog->importFrom(path);
        QVERIFY(dialog->said().contains(QStringLiteral("holds no settings of Tapedeck")));
        QCOMPARE(setting::kRowSpace.get(), 1);
        dialog->importFrom(m_settings.file("missing.ini"));
        QVERIFY(dialog->said().contains(QStringLiteral("could not be read")));
        // A hand-written number beyond all bounds is brought back into them.
        QVERIFY(file.open(QIODevice::Append));
        file.write("[tapedeck]\nsettings=1\n");
        file.close();
        dialog->importFrom(path);
        QCOMPARE(setting::kZoom.get(), 300);
        dialog->reset();
    }

    void layoutsShowTheirDocks()
    {
        ShellRig rig;
        action(rig, QStringLiteral("View \u203a Layout \u203a Live"))->trigger();
        QVERIFY(shown(rig, "queues") && shown(rig, "publish") && !shown(rig, "inspector"));
        action(rig, QStringLiteral("View \u203a Layout \u203a Replay"))->trigger();
        QVERIFY(shown(rig, "replays") && shown(rig, "inspector") && !shown(rig, "publish"));
        action(rig, QStringLiteral("View \u203a Layout \u203a Inspect"))->trigger();
        QVERIFY(shown(rig, "queues") && shown(rig, "inspector") && !shown(rig, "replays"));
    }

    void ownLayoutsAreKeptByName()
    {
        const QString name = QStringLiteral("mine/& <b>");
        {
            ShellRig rig;
            action(rig, QStringLiteral("View \u203a Layout \u203a Live"))->trigger();
            QTimer::singleShot(0, rig.window.get(), [&] {
                auto* ask = rig.dialog<QInputDialog>();
                QVERIFY(ask);
                ask->setTextValue(name);
                ask->accept();
            });
            action(rig, QStringLiteral("View \u203a Layout \u203a Save as\u2026"))->trigger();
        }
        QCOMPARE(setting::layoutNames(), QStringList{name});
        ShellRig rig;
        QVERIFY(!shown(rig, "publish"));
        QAction* own = nullptr;
        for (QMenu* menu : rig.window->findChildren<QMenu*>())
            for (QAction* one : menu->actions())
                if (one->text() == QStringLiteral("mine/&& <b>"))
                    own = one;
        QVERIFY(own);
        own->trigger();
        QVERIFY(shown(rig, "publish") && !shown(rig, "inspector"));
        setting::setLayout(name, {});
        QVERIFY(setting::layoutNames().isEmpty());
    }
};

QTEST_MAIN(SettingsTest)
#include "settings_test.moc"
