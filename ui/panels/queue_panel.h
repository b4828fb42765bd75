// The tree of queues and channels with its filter field. Choosing a row sets Current; files dropped on a queue ask to
// be published there. Several queues or channels can be selected, for actions on all of them. GUI thread.
#pragma once

#include "ui/models/message_drag.h"
#include "ui/models/window_context.h"

#include <QStringList>
#include <QWidget>

class QLineEdit;
class QMenu;
class QTreeView;

namespace tapedeck {

class QueueActions;
class QueueTreeModel;
class SectionList;

class QueuePanel : public QWidget {
    Q_OBJECT
public:
    QueuePanel(WindowContext& context, QueueActions& actions, QWidget* parent = nullptr);
    QTreeView* tree() const { return m_tree; }
    QLineEdit* filter() const { return m_filter; }
    QueueTreeModel* model() const { return m_model; }
    SectionList* sections() const { return m_sections; }

Q_SIGNALS:
    void messagesDropped(const tapedeck::DraggedMessages& messages, tapedeck::QueueNo queue, bool move);
    void filesDropped(tapedeck::QueueNo queue, const QStringList& paths);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void choose(const QModelIndex& index);
    void followCurrent();
    void keepAcrossReset();
    void noteExpanded(const QModelIndex& above);
    void onDrop(QDropEvent& event);
    void onInserted(const QModelIndex& above, int first, int last);
    void expandFew();
    void gather();
    void showMenu(const QPoint& at);
    void addGroupingMenu(QMenu& menu);

    WindowContext& m_context;
    QueueActions& m_actions;
    QueueTreeModel* m_model;
    QLineEdit* m_filter;
    QTreeView* m_tree;
    SectionList* m_sections;
    std::vector<QueueNo> m_expanded; // remembered during a reset, like the next ones
    std::vector<std::string> m_expandedGroups;
    std::vector<std::pair<QueueNo, std::string>> m_selected;
    int m_scrolled = 0;
    bool m_following = false;
};

} // namespace tapedeck
