#include "ui/models/draft_files.h"

#include <QCollator>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>

namespace tapedeck {
namespace {

constexpr qsizetype kNameBytesMax = 200; // with the ending it has to be a name of a file
const QLatin1String kEnding(".json");

QString draftFileText(const char* text)
{
    return QCoreApplication::translate("DraftFiles", text);
}

Error ioError(const QString& text)
{
    return {ErrorCode::io, text.toStdString()};
}

QString dataFile(const QString& name)
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QLatin1Char('/') + name;
}

Status write(const QString& path, const QByteArray& bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path); // never half of it
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return ioError(
            draftFileText(QT_TRANSLATE_NOOP("DraftFiles", "%1 cannot be written: %2.")).arg(path, file.errorString()));
    return {};
}

} // namespace

QString templateFolder()
{
    return dataFile(QStringLiteral("templates"));
}

QString openDraftsPath()
{
    return dataFile(QStringLiteral("drafts.json"));
}

QString DraftTemplates::path(const QString& name) const
{
    return m_folder + QLatin1Char('/') + name + kEnding;
}

QStringList DraftTemplates::names() const
{
    QStringList names;
    for (QString file : QDir(m_folder).entryList({QLatin1Char('*') + kEnding}, QDir::Files)) {
        file.chop(kEnding.size());
        names.append(file);
    }
    std::sort(names.begin(), names.end(), QCollator());
    return names;
}

QString DraftTemplates::problemOf(const QString& name)
{
    if (name.trimmed().isEmpty())
        return draftFileText(QT_TRANSLATE_NOOP("DraftFiles", "A template needs a name."));
    if (name.contains(QLatin1Char('/')) || name.contains(QChar(0)) || name.startsWith(QLatin1Char('.')))
        return draftFileText(QT_TRANSLATE_NOOP(
            "DraftFiles", "The name of a template is that of a file: it has no / and does not begin with a dot."));
    if (name.toUtf8().size() > kNameBytesMax)
        return draftFileText(QT_TRANSLATE_NOOP("DraftFiles", "This name is too long."));
    return {};
}

Result<MessageDraft> DraftTemplates::load(const QString& name) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::ReadOnly))
        return ioError(draftFileText(QT_TRANSLATE_NOOP("DraftFiles", "%1 cannot be read: %2."))
                           .arg(file.fileName(), file.errorString()));
    auto draft = draftFromJson(file.readAll());
    if (!draft)
        return ioError(draftFileText(QT_TRANSLATE_NOOP("DraftFiles", "%1 is no template. %2"))
                           .arg(file.fileName(), QString::fromStdString(draft.error().text)));
    return draft;
}

Status DraftTemplates::save(const QString& name, const MessageDraft& draft) const
{
    if (const QString problem = problemOf(name); !problem.isEmpty())
        return ioError(problem);
    return write(path(name), draftToJson(draft));
}

Status DraftTemplates::rename(const QString& from, const QString& to) const
{
    if (const QString problem = problemOf(to); !problem.isEmpty())
        return ioError(problem);
    if (from == to)
        return {};
    if (QFile::exists(path(to)))
        return ioError(draftFileText(QT_TRANSLATE_NOOP("DraftFiles", "There is a template of this name already.")));
    QFile file(path(from));
    if (!file.rename(path(to)))
        return ioError(draftFileText(QT_TRANSLATE_NOOP("DraftFiles", "%1 cannot be renamed: %2."))
                           .arg(path(from), file.errorString()));
    return {};
}

Status DraftTemplates::remove(const QString& name) const
{
    QFile file(path(name));
    if (!file.remove())
        return ioError(draftFileText(QT_TRANSLATE_NOOP("DraftFiles", "%1 cannot be deleted: %2."))
                           .arg(file.fileName(), file.errorString()));
    return {};
}

Result<std::vector<MessageDraft>> loadDrafts(const QString& path)
{
    QFile file(path);
    if (!file.exists())
        return std::vector<MessageDraft>{};
    if (!file.open(QIODevice::ReadOnly))
        return ioError(
            draftFileText(QT_TRANSLATE_NOOP("DraftFiles", "%1 cannot be read: %2.")).arg(path, file.errorString()));
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll());
    if (!document.isArray())
        return ioError(draftFileText(QT_TRANSLATE_NOOP("DraftFiles", "%1 is no list of drafts.")).arg(path));
    std::vector<MessageDraft> drafts;
    for (const QJsonValue value : document.array()) {
        auto draft = draftFromJson(QJsonDocument(value.toObject()).toJson());
        if (!draft)
            return ioError(draftFileText(QT_TRANSLATE_NOOP("DraftFiles", "%1 is no list of drafts. %2"))
                               .arg(path, QString::fromStdString(draft.error().text)));
        drafts.push_back(std::move(*draft));
    }
    return drafts;
}

Status saveDrafts(const QString& path, const std::vector<MessageDraft>& drafts)
{
    QJsonArray all;
    for (const MessageDraft& draft : drafts)
        all.append(QJsonDocument::fromJson(draftToJson(draft)).object());
    return write(path, QJsonDocument(all).toJson());
}

} // namespace tapedeck
