// The tree of queues and channels with its filter field. Choosing a row sets Current; files dropped on a queue ask to
// be published there. GUI thread.
#pragma once

#include "ui/models/message_drag.h"
#include "ui/models/window_context.h"

#include <QStringList>
#include <QWidget>

class QLineEdit;
class QTreeView;

namespace tapedeck {

class QueueActions;
class QueueTreeModel;

class QueuePanel : public QWidget {
    Q_OBJECT
public:
    QueuePanel(WindowContext& context, QueueActions& actions, QWidget* parent = nullptr);
    QTreeView* tree() const { return m_tree; }
    QLineEdit* filter() const { return m_filter; }

Q_SIGNALS:
    void messagesDropped(const tapedeck::DraggedMessages& messages, tapedeck::QueueNo queue, bool move);
    void filesDropped(tapedeck::QueueNo queue, const QStringList& paths);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void choose(const QModelIndex& index);
    void followCurrent();
    void keepAcrossReset();
    void onDrop(QDropEvent& event);

    WindowContext& m_context;
    QueueActions& m_actions;
    QueueTreeModel* m_model;
    QLineEdit* m_filter;
    QTreeView* m_tree;
    std::vector<QueueNo> m_expanded; // remembered during a reset
    bool m_following = false;
};

} // namespace tapedeck
