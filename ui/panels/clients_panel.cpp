#include "ui/panels/clients_panel.h"

#include <QHeaderView>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace tapedeck {

ClientsPanel::ClientsPanel(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(makeFqClientModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_table(new QTreeView(this))
    , m_empty(new QLabel(tr("No fq client is connected."), this))
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(FqClientModel::kSortRole);
    m_table->setAccessibleName(tr("fq clients"));
    m_table->setModel(m_sorted);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAlternatingRowColors(true);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(client_column::user, Qt::AscendingOrder);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTextElideMode(Qt::ElideMiddle);
    const int em = fontMetrics().averageCharWidth();
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_table->header()->resizeSection(column,
            em
                * (column <= client_column::queue          ? 14
                        : column == client_column::address ? 18
                                                           : 11));
    m_table->header()->setStretchLastSection(false);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty, 1);
    connect(&context.client, &EngineClient::snapshotChanged, this, &ClientsPanel::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, &ClientsPanel::refresh);
    refresh();
}

void ClientsPanel::refresh()
{
    const auto clients = m_context.client.snapshot()->fqClients;
    m_model->setRows(clients);
    m_table->setVisible(!clients->empty());
    m_empty->setVisible(clients->empty());
}

} // namespace tapedeck
