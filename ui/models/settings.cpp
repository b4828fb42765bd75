#include "ui/models/settings.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace tapedeck::setting {
namespace {

// What an exported file may hold, and reset() clears: the rest of the settings is the window's own memory.
const char* const kChoices[] = {kTheme.key, kLanguage.key, kUtc.key, kZoom.key, kRowSpace.key, kPreviewBytes.key,
    kPublishQueue.key, kReopenTape.key, kRecentMax.key};
const QLatin1String kKeys("keys"), kLayouts("layouts");
// A file that was made by no window may be anything; nobody chose more keys than this.
constexpr int kImportedMax = 1000;

QString text(const char* source)
{
    return QCoreApplication::translate("Settings", source);
}

bool isChoice(const QString& key)
{
    return key.startsWith(kKeys + QLatin1Char('/'))
        || std::any_of(
            std::begin(kChoices), std::end(kChoices), [&](const char* choice) { return key == QLatin1String(choice); });
}

QByteArray nameKey(const QString& name)
{
    return name.toUtf8().toHex(); // a name may hold what QSettings takes for a folder
}

} // namespace

std::optional<QList<QKeySequence>> keysOf(const QString& action)
{
    const QVariant kept = QSettings().value(QStringLiteral("keys/") + action);
    if (!kept.isValid())
        return std::nullopt;
    QList<QKeySequence> keys;
    for (const QString& one : kept.toStringList())
        if (const QKeySequence key(one, QKeySequence::PortableText); !key.isEmpty())
            keys.append(key);
    return keys;
}

void setKeysOf(const QString& action, const std::optional<QList<QKeySequence>>& keys)
{
    QSettings settings;
    const QString name = QStringLiteral("keys/") + action;
    if (!keys) {
        settings.remove(name);
        return;
    }
    QStringList texts;
    for (const QKeySequence& key : *keys)
        texts << key.toString(QKeySequence::PortableText);
    settings.setValue(name, texts);
}

QStringList layoutNames()
{
    QSettings settings;
    settings.beginGroup(kLayouts);
    QStringList names;
    for (const QString& key : settings.childKeys())
        names << QString::fromUtf8(QByteArray::fromHex(key.toLatin1()));
    names.sort(Qt::CaseInsensitive);
    return names;
}

QByteArray layout(const QString& name)
{
    return QSettings().value(QStringLiteral("layouts/") + QLatin1String(nameKey(name))).toByteArray();
}

void setLayout(const QString& name, const QByteArray& state)
{
    const QString key = QStringLiteral("layouts/") + QLatin1String(nameKey(name));
    if (state.isEmpty())
        QSettings().remove(key);
    else
        QSettings().setValue(key, state);
}

QString exportTo(const QString& path)
{
    const QSettings from;
    QSettings to(path, QSettings::IniFormat);
    to.clear();
    for (const QString& key : from.allKeys())
        if (isChoice(key))
            to.setValue(key, from.value(key));
    to.setValue(QStringLiteral("tapedeck/settings"), 1);
    to.sync();
    return to.status() == QSettings::NoError
        ? QString()
        : text(QT_TRANSLATE_NOOP("Settings", "The settings could not be written to %1.")).arg(path);
}

QString importFrom(const QString& path)
{
    const QSettings from(path, QSettings::IniFormat);
    if (!QFileInfo(path).isReadable() || from.status() != QSettings::NoError)
        return text(QT_TRANSLATE_NOOP("Settings", "%1 could not be read.")).arg(path);
    if (from.value(QStringLiteral("tapedeck/settings")).toInt() != 1)
        return text(QT_TRANSLATE_NOOP("Settings", "%1 holds no settings of Tapedeck.")).arg(path);
    const QStringList keys = from.allKeys();
    if (keys.size() > kImportedMax)
        return text(QT_TRANSLATE_NOOP("Settings", "%1 holds more than any window could have written.")).arg(path);
    reset();
    QSettings to;
    for (const QString& key : keys)
        if (isChoice(key))
            to.setValue(key, from.value(key));
    return {};
}

void reset()
{
    QSettings settings;
    for (const QString& key : settings.allKeys())
        if (isChoice(key))
            settings.remove(key);
}

} // namespace tapedeck::setting
