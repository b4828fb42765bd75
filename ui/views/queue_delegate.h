// Draws a row of the queue tree: the name, and at the right its counters. GUI thread.
#pragma once

#include <QStyledItemDelegate>

namespace tapedeck {

class QueueTreeModel;

class QueueDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit QueueDelegate(const QueueTreeModel& model, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const QueueTreeModel& m_model;
};

} // namespace tapedeck
