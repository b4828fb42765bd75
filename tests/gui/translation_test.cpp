// The window in German: the texts are translated, and nothing that must stay the same in every language changes.
#include "tests/gui/shell_rig.h"
#include "ui/models/action_catalogue.h"
#include "ui/models/number_text.h"
#include "ui/models/translation.h"

#include <QMenuBar>

using namespace tapedeck;

class TranslationTest : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

private Q_SLOTS:
    void theWindowSpeaksGermanAndActionsKeepTheirNames()
    {
        QStringList english, german;
        {
            ShellRig rig;
            for (const auto* entry : rig.window->catalogue().entries())
                english << entry->id;
            QVERIFY(rig.window->menuBar()->actions().first()->text() == QStringLiteral("&File"));
        }
        Translation::install(*qApp, QStringLiteral("xx")); // there is none
        QCOMPARE(sourceText(QStringLiteral("&Datei")), QStringLiteral("&Datei"));
        Translation::install(*qApp, QStringLiteral("de"));
        ShellRig rig;
        for (const auto* entry : rig.window->catalogue().entries())
            german << entry->id;
        QCOMPARE(rig.window->menuBar()->actions().first()->text(), QStringLiteral("&Datei"));
        QCOMPARE(sourceText(QStringLiteral("&Datei")), QStringLiteral("&File"));
        QCOMPARE(currentLanguage(), QStringLiteral("de"));
        QVERIFY(messagesText(2).endsWith(QStringLiteral(" Nachrichten"))); // of a function, not of a class
        // Chosen keys are found again after the language was changed.
        QCOMPARE(german, english);
        for (const auto* entry : rig.window->catalogue().entries())
            for (const auto* other : rig.window->catalogue().clashes(*entry, entry->action->shortcuts()))
                QFAIL(qPrintable(entry->id + QStringLiteral(" and ") + other->id));
    }
};

QTEST_MAIN(TranslationTest)
#include "translation_test.moc"
