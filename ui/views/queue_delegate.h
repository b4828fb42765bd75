// Draws a row of the queue tree: the name, and at the right its counters. GUI thread.
#pragma once

#include "ui/models/queue_tree_model.h"

#include <QStyledItemDelegate>

namespace tapedeck {

class QueueDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit QueueDelegate(const QueueTreeModel& model, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintGroup(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintRates(QPainter& painter, const QStyleOptionViewItem& option, const QueueTreeModel::Rates& rates) const;

    const QueueTreeModel& m_model;
};

} // namespace tapedeck
