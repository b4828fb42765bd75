// The line at the bottom: what happened is not written over the counts.
#include "tests/gui/shell_rig.h"

#include <QLabel>
#include <QStatusBar>

using namespace tapedeck;

class StatusLineTest : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

    static QLabel* counts(const ShellRig& rig)
    {
        for (QLabel* label : rig.window->statusBar()->findChildren<QLabel*>())
            if (label->text().contains(QStringLiteral(" shown")))
                return label;
        return nullptr;
    }

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void aMessageIsAloneUntilItGoes()
    {
        const ShellRig rig;
        QTRY_VERIFY(counts(rig));
        QVERIFY(counts(rig)->isVisible());
        rig.window->context().messages.say(QStringLiteral("Something happened."));
        QVERIFY(!counts(rig)->isVisible());
        rig.window->filter().setText(QStringLiteral("id > 300")); // other counts
        QTRY_COMPARE(counts(rig)->text(), QStringLiteral("700 of 1,000 shown"));
        for (int i = 0; i < 5; ++i) // the bar lays itself out, and what that asks for follows
            QCoreApplication::processEvents();
        QVERIFY(!counts(rig)->isVisible());
        QCOMPARE(rig.window->statusBar()->currentMessage(), QStringLiteral("Something happened."));
        rig.window->statusBar()->clearMessage();
        QTRY_VERIFY(counts(rig)->isVisible());
    }
};

QTEST_MAIN(StatusLineTest)
#include "status_line_test.moc"
