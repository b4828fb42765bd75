// What is in the current message: tree, text, hex and headers of its original bytes. GUI thread.
// Copies are always the original bytes; formatting is for the eye.
#pragma once

#include "ui/models/window_context.h"

#include <QAction>
#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableWidget;
class QToolButton;
class QTreeView;

namespace tapedeck {

class HexView;
class JsonTreeModel;
class NoticeBar;
class TextView;

class InspectorPanel : public QWidget {
    Q_OBJECT
public:
    // Bodies beyond this show their head first: laying out more would be felt.
    static constexpr size_t kHeadBytes = 1 << 20;
    // The tree scans the whole body for its check; beyond this that takes longer than a frame.
    static constexpr size_t kTreeBytesMax = 4 << 20;

    enum View { treeView, textView, hexView, headersView, viewCount };

    explicit InspectorPanel(WindowContext& context, QWidget* parent = nullptr);

    void setView(int view);
    int view() const;
    // The switches 1 to 4, then copying, finding and saving, for menus.
    QList<QAction*> viewActions() const { return m_viewActions; }
    QAction *copyValue, *copyPath, *copyBody, *saveBody, *find, *findNext;

    // The widget of the current view, for the keyboard.
    QWidget* viewWidget() const;
    QTreeView* tree() const { return m_tree; }
    TextView* text() const { return m_text; }
    HexView* hex() const { return m_hex; }
    QTableWidget* headers() const { return m_headers; }
    JsonTreeModel* model() const { return m_model; }

private:
    QWidget* makeTextPage();
    void makeActions();
    void connectViews();
    void load();
    void show(const MessageAnswer& answer);
    void showBody();
    void showText();
    void showHeaders();
    void showNothing(const QString& why);
    void copyCurrentValue();
    void saveToFile();
    void findText(bool backwards);

    WindowContext& m_context;
    QLabel* m_title;
    NoticeBar* m_notice;
    QStackedWidget* m_stack;
    QTreeView* m_tree;
    QLabel* m_noTree;
    QStackedWidget* m_treePage;
    TextView* m_text;
    HexView* m_hex;
    QTableWidget* m_headers;
    JsonTreeModel* m_model;
    QToolButton *m_pretty, *m_wrap;
    QLineEdit* m_findEdit;
    QLabel* m_status;
    QList<QAction*> m_viewActions;
    uint64_t m_token = 0;
    MessageAnswer m_message;
    bool m_all = true; // the views hold the whole body
    bool m_isJson = false;
    bool m_textStale = false;
    std::string m_formatted;
};

} // namespace tapedeck
