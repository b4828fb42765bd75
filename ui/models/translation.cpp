#include "ui/models/translation.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

// A static library's resources are not there by themselves. Outside of any namespace, as the macro demands.
static void initTranslations()
{
    Q_INIT_RESOURCE(translations);
}

namespace tapedeck {

// Names of actions are short; remembering whole paragraphs would only cost memory.
static constexpr qsizetype kRememberedMax = 120;

Translation::Translation(QObject* parent, const QString& language)
    : QTranslator(parent)
    , m_language(language)
{
}

QStringList Translation::languages()
{
    return {QStringLiteral("en"), QStringLiteral("de")};
}

void Translation::install(QCoreApplication& app, const QString& language)
{
    initTranslations();
    const QLocale system = QLocale::system();
    const QString wanted = language.isEmpty() ? QLocale::languageToCode(system.language()) : language;
    if (wanted == QLatin1String("en") || !languages().contains(wanted))
        return;
    auto* qt = new QTranslator(&app); // buttons of Qt's own dialogs, where they are installed
    if (qt->load(QStringLiteral("qtbase_") + wanted, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
    auto* own = new Translation(&app, wanted);
    if (own->load(QStringLiteral(":/translations/tapedeck_%1.qm").arg(wanted)))
        QCoreApplication::installTranslator(own);
}

QString Translation::translate(const char* context, const char* source, const char* disambiguation, int n) const
{
    QString translated = QTranslator::translate(context, source, disambiguation, n);
    if (translated.isEmpty()) // lupdate takes the texts of free functions for those of their namespace
        translated = QTranslator::translate("tapedeck", source, disambiguation, n);
    if (!translated.isEmpty() && translated.size() <= kRememberedMax)
        m_sources.insert(translated, QString::fromUtf8(source));
    return translated;
}

bool Translation::isEmpty() const
{
    return QTranslator::isEmpty();
}

QString currentLanguage()
{
    const auto* translation =
        QCoreApplication::instance() ? QCoreApplication::instance()->findChild<Translation*>() : nullptr;
    return translation ? translation->language() : QStringLiteral("en");
}

QString sourceText(const QString& translated)
{
    const auto* translation =
        QCoreApplication::instance() ? QCoreApplication::instance()->findChild<Translation*>() : nullptr;
    return translation ? translation->sourceOf(translated) : translated;
}

} // namespace tapedeck
