// All marks of the tape as a table: where they are, what was noted. Choosing one shows its message. GUI thread.
#pragma once

#include "ui/models/mark_list.h"
#include "ui/models/rows_model.h"
#include "ui/models/window_context.h"

#include <QWidget>

#include <map>
#include <optional>
#include <set>

class QLabel;
class QSortFilterProxyModel;
class QTreeView;

namespace tapedeck {

class MarkActions;

struct MarkRow {
    Mark mark;
    std::string queue; // its name
    std::optional<Time> time; // of the message, when it is known
    bool operator==(const MarkRow&) const = default;
};
using MarksModel = RowsModel<MarkRow>;

class MarksPanel : public QWidget {
    Q_OBJECT
public:
    enum Column { idColumn, queueColumn, timeColumn, colourColumn, noteColumn };

    MarksPanel(WindowContext& context, const MarkList& marks, MarkActions& actions, QWidget* parent = nullptr);
    QTreeView* table() const { return m_table; }
    MarksModel* model() const { return m_model; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    using Key = std::pair<QueueNo, MessageId>;

    void makeTable();
    void refresh();
    void askTimes();
    const MarkRow* rowAt(const QModelIndex& index) const;
    std::vector<Mark> selected() const;
    void show(const QModelIndex& index);
    void showMenu(const QPoint& at);

    WindowContext& m_context;
    const MarkList& m_marks;
    MarkActions& m_actions;
    MarksModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QTreeView* m_table;
    QLabel* m_empty;
    std::map<Key, Time> m_times;
    std::set<Key> m_asked; // also those that had no answer
    bool m_asking = false;
};

} // namespace tapedeck
