// The pages of the help beside the list of them. Read from the program's resources when they are looked at; filled with
// this broker's ports and examples from the current message. Not modal: one reads while one works. GUI thread.
#pragma once

#include "ui/models/help_text.h"
#include "ui/models/window_context.h"

#include <QDialog>

class QListWidget;
class QTextBrowser;
class QUrl;

namespace tapedeck {

class HelpDialog : public QDialog {
    Q_OBJECT
public:
    // `keysPage` makes the Markdown of the page of keys, which only the window knows.
    HelpDialog(WindowContext& context, std::function<QString()> keysPage, QWidget* parent);

    // "start.md"; the first page if there is none of that name.
    void showPage(const QString& name);
    QString page() const { return m_page; }
    QListWidget* list() const { return m_list; }
    QTextBrowser* browser() const { return m_browser; }

private:
    void render(const MessageAnswer* message);
    void follow(const QUrl& link);

    WindowContext& m_context;
    std::function<QString()> m_keysPage;
    QListWidget* m_list;
    QTextBrowser* m_browser;
    QString m_page;
    QStringList m_code; // what can be copied
};

} // namespace tapedeck
