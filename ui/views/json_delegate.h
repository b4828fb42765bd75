// Draws the cells of a JSON tree in the colours of their kinds. GUI thread.
#pragma once

#include <QStyledItemDelegate>

namespace tapedeck {

class JsonTreeModel;

class JsonDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    JsonDelegate(const JsonTreeModel& model, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_model(model)
    {
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    const JsonTreeModel& m_model;
};

} // namespace tapedeck
