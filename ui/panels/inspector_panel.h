// What is in the current message: tree, text, hex and headers of its bytes, read by a chain of decoders, its life, and
// how it differs. GUI thread. Copies and saved files are always the original bytes; unpacking and formatting are for
// the eye.
#pragma once

#include "ui/models/decoder.h"
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

class ComparePanel;
class DecoderBar;
class HexView;
class JsonTreeModel;
class NoticeBar;
class StoryPanel;
class TextView;
class ValuePanel;

class InspectorPanel : public QWidget {
    Q_OBJECT
public:
    // Bodies beyond this show their head first: laying out more would be felt. Of what they unpack to, too.
    static constexpr size_t kHeadBytes = 1 << 20;
    // The tree scans the whole body for its check; beyond this that takes longer than a frame.
    static constexpr size_t kTreeBytesMax = Decoded::kCheckedBytes;
    // What packed bodies may become when all of them is asked for.
    static constexpr size_t kUnpackedBytesMax = 64 << 20;
    // Larger pictures are not unpacked: their pixels would take seconds and gigabytes.
    static constexpr int64_t kImagePixelsMax = 4'000'000;

    enum View { treeView, textView, hexView, headersView, storyView, compareView, viewCount };

    explicit InspectorPanel(WindowContext& context, QWidget* parent = nullptr);

    void setView(int view);
    int view() const;
    // The switches 1 to 6, for menus.
    QList<QAction*> viewActions() const { return m_viewActions; }
    // Of the field that is current in the tree, or of the header.
    QAction *copyValue, *copyPath, *filterBy, *exclude, *plot, *showAsColumn;
    QAction *copyBody, *saveBody, *compareWith, *find, *findNext;

    // The widget of the current view, for the keyboard.
    QWidget* viewWidget() const;
    QTreeView* tree() const { return m_tree; }
    TextView* text() const { return m_text; }
    HexView* hex() const { return m_hex; }
    QTableWidget* headers() const { return m_headers; }
    StoryPanel* story() const { return m_story; }
    ComparePanel* compare() const { return m_compare; }
    ValuePanel* values() const { return m_values; }
    DecoderBar* decoders() const { return m_decoders; }
    QLabel* image() const { return m_image; }
    QLabel* pathLabel() const { return m_path; }
    JsonTreeModel* model() const { return m_model; }

Q_SIGNALS:
    // A field, as the filter language names it, is to be a column of the table.
    void columnRequested(const QString& field);
    // A numeric field of the current message, over time: its steps, and how its body is read.
    void plotRequested(
        const std::vector<tapedeck::FilterSetting::Step>& steps, const std::vector<tapedeck::Codec>& how);

private:
    enum TreePage { treePage, noTreePage, imagePage };
    QWidget* makeTreePage();
    QWidget* makeTextPage();
    QWidget* makeHexPage();
    QWidget* makeHeadersPage();
    QWidget* makeBar();
    QWidget* makeBodyBar();
    void makeActions();
    void connectViews();
    void load();
    void show(MessageAnswer&& answer);
    void decodeBody();
    void showTree();
    void showImage();
    void showNotice();
    void showText();
    void showHeaders();
    void showNothing(const QString& why);
    void saveToFile();
    void findText(bool backwards);
    // --- inspector_fields.cpp ---
    void makeFieldActions();
    void copyCurrentValue();
    void copyCurrentPath();
    QString currentField() const; // as a filter names it; empty: it cannot
    QString currentTerm() const; // as a filter says it; empty: it cannot
    void filterByCurrent(bool exclude);
    void refreshFieldActions();
    void onTreeCurrent(const QModelIndex& index);
    void onHexMarked();
    void showValues();

    WindowContext& m_context;
    QLabel* m_title;
    DecoderBar* m_decoders;
    NoticeBar* m_notice;
    QStackedWidget* m_stack;
    QTreeView* m_tree;
    QLabel *m_path, *m_noTree, *m_image;
    QStackedWidget* m_treePage;
    TextView* m_text;
    HexView* m_hex;
    ValuePanel* m_values;
    QTableWidget* m_headers;
    StoryPanel* m_story;
    ComparePanel* m_compare;
    JsonTreeModel* m_model;
    QToolButton *m_pretty, *m_wrap;
    QLineEdit* m_findEdit;
    QLabel* m_status;
    QList<QAction*> m_viewActions;
    uint64_t m_token = 0;
    MessageAnswer m_message; // its body is in m_body
    std::shared_ptr<const std::string> m_body; // never null
    std::vector<Codec> m_chosen; // kept from message to message
    Decoded m_decoded;
    bool m_all = true; // everything is looked at, however much it is
    bool m_textStale = false, m_linking = false;
};

} // namespace tapedeck
