// How much of each body the table reads, and which queue new messages are for: chosen in the settings, at once and in
// the next run.
#include "tests/gui/shell_rig.h"
#include "ui/models/settings.h"
#include "ui/panels/message_panel.h"
#include "ui/panels/publish_panel.h"
#include "ui/panels/settings_dialog.h"
#include "ui/views/message_table.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>

using namespace tapedeck;

class TableSettingsTest : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

    static void longBodies(FakeObserver& fake)
    {
        fake.content = [](uint64_t) { return FakeObserver::Message{"k", std::string(5000, 'x'), {}, {}}; };
        fake.addQueue("orders", 100);
        fake.addQueue("other", 10);
    }
    static QString preview(const ShellRig& rig)
    {
        return rig.window->messagePanel()->table()->cellText(100, MessageTable::previewColumn);
    }
    static SettingsDialog* open(ShellRig& rig)
    {
        rig.press(Qt::Key_Comma, Qt::ControlModifier);
        return rig.dialog<SettingsDialog>();
    }
    static QString target(const ShellRig& rig) { return rig.window->publisher()->queueBox()->currentText(); }

private Q_SLOTS:
    void initTestCase() { qputenv("XDG_DATA_HOME", m_settings.file("data").toUtf8()); }
    void init() { QSettings().clear(); }

    void asMuchOfABodyIsReadAsWasChosen()
    {
        {
            ShellRig rig(longBodies);
            QTRY_COMPARE(preview(rig).size(), 257); // and the dots
            SettingsDialog* dialog = open(rig);
            QVERIFY(dialog);
            QCOMPARE(dialog->preview->value(), 256);
            dialog->preview->setValue(1000);
            QTRY_COMPARE(preview(rig).size(), 1001);
            dialog->preview->setValue(1); // not less than there is use for
            QTRY_COMPARE(preview(rig).size(), 65);
            dialog->preview->setValue(100'000);
            QTRY_COMPARE(preview(rig).size(), 4097);
            QVERIFY(preview(rig).endsWith(QChar(0x2026)));
        }
        ShellRig rig(longBodies);
        rig.window->restoreLayout();
        QTRY_COMPARE(preview(rig).size(), 4097);
        open(rig)->reset();
        QTRY_COMPARE(preview(rig).size(), 257);
    }
    void newMessagesAreForTheChosenQueue()
    {
        {
            ShellRig rig;
            rig.window->restoreLayout();
            QCOMPARE(target(rig), QStringLiteral("orders")); // the one that is looked at
            SettingsDialog* dialog = open(rig);
            QVERIFY(dialog);
            dialog->queue->setText(QStringLiteral(" inbox "));
            QCOMPARE(target(rig), QStringLiteral("inbox"));
            // It stays so, whatever is looked at, in each new tab.
            rig.window->current().setQueue(rig.window->client().queueNamed("other")->number);
            QCOMPARE(target(rig), QStringLiteral("inbox"));
            rig.window->publisher()->newDraft->trigger();
            QCOMPARE(target(rig), QStringLiteral("inbox"));
            // What somebody has begun to write stays where it is.
            rig.window->publisher()->queueBox()->setEditText(QStringLiteral("mine"));
            rig.window->publisher()->bodyEdit()->setPlainText(QStringLiteral("x"));
            dialog->queue->setText(QStringLiteral("outbox"));
            QCOMPARE(target(rig), QStringLiteral("mine"));
        }
        QCOMPARE(setting::kPublishQueue.get(), QStringLiteral("outbox"));
        qputenv("XDG_DATA_HOME", m_settings.file("no drafts").toUtf8());
        ShellRig rig;
        rig.window->restoreLayout();
        rig.window->publisher()->begin();
        QCOMPARE(target(rig), QStringLiteral("outbox"));
    }
    void withoutAChoiceTheyFollowWhatIsLookedAt()
    {
        ShellRig rig;
        rig.window->publisher()->begin();
        QCOMPARE(target(rig), QStringLiteral("orders"));
        rig.window->current().setQueue(rig.window->client().queueNamed("other")->number);
        QCOMPARE(target(rig), QStringLiteral("other"));
    }
    void bothGoToAFileAndComeBack()
    {
        const QString path = m_settings.file("table.ini");
        ShellRig rig;
        SettingsDialog* dialog = open(rig);
        dialog->preview->setValue(512);
        dialog->queue->setText(QStringLiteral("inbox"));
        dialog->exportTo(path);
        dialog->reset();
        QCOMPARE(dialog->preview->value(), 256);
        QCOMPARE(dialog->queue->text(), QString());
        dialog->importFrom(path);
        QCOMPARE(dialog->preview->value(), 512);
        QCOMPARE(dialog->queue->text(), QStringLiteral("inbox"));
    }
};

QTEST_MAIN(TableSettingsTest)
#include "table_settings_test.moc"
