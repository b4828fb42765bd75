// Drafts on disk: templates, one JSON file each in a folder that people may edit and share, and the open drafts of the
// publish panel, in one file. Small files, read and written at once. GUI thread.
#pragma once

#include "ui/models/message_draft.h"

#include <QStringList>

#include <vector>

namespace tapedeck {

// Where the window keeps its own: "templates" and "drafts.json" in the folder for the program's data.
QString templateFolder();
QString openDraftsPath();

class DraftTemplates {
public:
    explicit DraftTemplates(QString folder)
        : m_folder(std::move(folder))
    {
    }
    const QString& folder() const { return m_folder; }
    // Sorted as people do.
    QStringList names() const;
    QString path(const QString& name) const;
    // Why it cannot be the name of a template; empty if it can.
    static QString problemOf(const QString& name);

    // Errors are sentences with the path.
    Result<MessageDraft> load(const QString& name) const;
    Status save(const QString& name, const MessageDraft& draft) const; // replaces the one that is there
    Status rename(const QString& from, const QString& to) const; // not onto one that is there
    Status remove(const QString& name) const;

private:
    QString m_folder;
};

// A file that does not exist has none; one that cannot be understood is an error and is left alone.
Result<std::vector<MessageDraft>> loadDrafts(const QString& path);
Status saveDrafts(const QString& path, const std::vector<MessageDraft>& drafts);

} // namespace tapedeck
