// The clients of the fq port with their counters, as a table that can be sorted. GUI thread.
#pragma once

#include "ui/models/exchange_models.h"
#include "ui/models/window_context.h"

#include <QWidget>

class QLabel;
class QSortFilterProxyModel;
class QTreeView;

namespace tapedeck {

class ClientsPanel : public QWidget {
    Q_OBJECT
public:
    ClientsPanel(WindowContext& context, QWidget* parent = nullptr);
    QTreeView* table() const { return m_table; }
    FqClientModel* model() const { return m_model; }

private:
    void refresh();

    WindowContext& m_context;
    FqClientModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QTreeView* m_table;
    QLabel* m_empty;
};

} // namespace tapedeck
