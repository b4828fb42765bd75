// What the pages of faults, responders and expectations have in common: a table with a tool bar above it and a text in
// its place while there is nothing. What the actions do is up to who derives from it. GUI thread.
#pragma once

#include "ui/models/window_context.h"

#include <QAction>
#include <QWidget>

class QAbstractItemModel;
class QLabel;
class QTreeView;
class QVBoxLayout;

namespace tapedeck {

class RulePanel : public QWidget {
    Q_OBJECT
public:
    QTreeView* table() const { return m_table; }
    QLabel* emptyLabel() const { return m_empty; }

    QAction *add, *edit, *duplicate, *toggle, *remove, *removeAll;

protected:
    struct Texts {
        QString title, empty; // of the table, for who hears it; what is said in its place
        QString add, toggle, removeAll; // of the actions
    };
    // Takes the model.
    RulePanel(WindowContext& context, QAbstractItemModel* model, const Texts& texts, QWidget* parent);

    // What can be done and what is seen, after the rows or the selection have changed.
    void refreshActions();
    int chosenRow() const; // -1: none
    // Widths in characters, from the first column on.
    void setWidths(std::initializer_list<int> chars);
    void submit(Action action);

    WindowContext& m_context;
    QAbstractItemModel* const m_rows;
    QTreeView* m_table;
    QLabel* m_empty;
    QVBoxLayout* m_layout;
};

} // namespace tapedeck
