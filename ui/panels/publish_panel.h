// Drafts as tabs, and the menu of templates. The drafts are kept in a file and are there again at the next start.
// GUI thread.
#pragma once

#include "ui/models/message_draft.h"
#include "ui/models/window_context.h"

#include <QAction>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;
class QTableWidget;
class QTabWidget;
class QTimer;

namespace tapedeck {

class DraftEditor;
class TemplateMenu;

class PublishPanel : public QWidget {
    Q_OBJECT
public:
    static constexpr int kDraftsMax = 50;

    explicit PublishPanel(WindowContext& context, QWidget* parent = nullptr);
    ~PublishPanel() override;

    // Opens the drafts that are kept there and keeps them there from now on; without this nothing is kept.
    void keepIn(const QString& path);
    // Writes what has changed.
    void save();

    // Puts the current queue into the field and the cursor into the body.
    void begin();
    // For an exchange: the key becomes the route.
    // Another queue is the usual one of new drafts.
    void showUsualQueue();
    void beginFor(const std::string& exchange);
    // In a tab of its own; a tab in which nothing was written yet is taken.
    void open(const MessageDraft& draft);
    QAction *send, *newDraft;

    QWidget* firstWidget() const;
    QTabWidget* tabs() const { return m_tabs; }
    TemplateMenu* templates() const { return m_templates; }
    DraftEditor* editor() const; // the one that is seen; never null
    // Of the editor that is seen:
    QComboBox* kindBox() const;
    QComboBox* queueBox() const;
    QLineEdit* keyEdit() const;
    QPlainTextEdit* bodyEdit() const;
    QTableWidget* headerTable() const;
    QSpinBox* copiesBox() const;
    QLabel* result() const;

Q_SIGNALS:
    // Messages were dropped here; they are to become drafts.
    void messagesDropped(tapedeck::QueueNo queue, const std::vector<tapedeck::MessageId>& ids);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    DraftEditor* add();
    void close(int index);
    void refreshSend();

    WindowContext& m_context;
    QTabWidget* m_tabs;
    TemplateMenu* m_templates;
    QTimer* m_saveLater;
    QString m_path; // empty: nothing is kept
};

} // namespace tapedeck
