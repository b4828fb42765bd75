// The window's texts in another language, from the program's resources. Remembers what each translated text was in the
// source, for names that must be the same in every language. GUI thread.
#pragma once

#include <QHash>
#include <QString>
#include <QTranslator>

class QCoreApplication;

namespace tapedeck {

class Translation : public QTranslator {
    Q_OBJECT
public:
    // Installs the texts of the language ("de") and Qt's own in the application, which owns them. Empty: the language
    // of the system. English, and a language that there is not, need nothing and install nothing.
    static void install(QCoreApplication& app, const QString& language);
    // The languages that there are, English first.
    static QStringList languages();

    QString translate(const char* context, const char* sourceText, const char* disambiguation, int n) const override;
    bool isEmpty() const override;
    QString language() const { return m_language; }
    QString sourceOf(const QString& translated) const { return m_sources.value(translated, translated); }

private:
    Translation(QObject* parent, const QString& language);

    QString m_language;
    mutable QHash<QString, QString> m_sources; // translate() is const for Qt, which asks for texts through it
};

// The code of the language that is installed: "en" when none had to be.
QString currentLanguage();

// What a translated text was in the source; the text itself if nothing is translated.
QString sourceText(const QString& translated);

} // namespace tapedeck
