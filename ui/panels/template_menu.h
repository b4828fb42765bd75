// The menu of templates: opening one as a draft, saving a draft as one, renaming, deleting, their folder. GUI thread.
// Read anew each time it opens, since they are files that others may change.
#pragma once

#include "ui/models/draft_files.h"
#include "ui/models/window_context.h"

#include <QMenu>

#include <functional>

namespace tapedeck {

class TemplateMenu : public QMenu {
    Q_OBJECT
public:
    // `current` gives the draft that is saved.
    TemplateMenu(
        WindowContext& context, QString folder, std::function<MessageDraft()> current, QWidget* parent = nullptr);

    const DraftTemplates& templates() const { return m_templates; }
    // Asks for a name and saves the draft under it.
    void save(const MessageDraft& draft);

Q_SIGNALS:
    void chosen(const tapedeck::MessageDraft& draft);

private:
    void fill();
    void open(const QString& name);
    void askName(const QString& title, const QString& name, std::function<void(const QString&)> done);
    void rename(const QString& name);
    void remove(const QString& name);
    void check(const Status& status);

    WindowContext& m_context;
    DraftTemplates m_templates;
    std::function<MessageDraft()> m_current;
};

} // namespace tapedeck
