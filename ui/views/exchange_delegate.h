// Draws a row of the list of exchanges: the name, and at the right its counters. GUI thread.
#pragma once

#include "ui/models/exchange_models.h"

#include <QStyledItemDelegate>

namespace tapedeck {

class ExchangeDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit ExchangeDelegate(const ExchangeModel& model, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const ExchangeModel& m_model;
};

} // namespace tapedeck
