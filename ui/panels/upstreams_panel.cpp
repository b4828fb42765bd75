#include "ui/panels/upstreams_panel.h"

#include "ui/models/plain_text.h"
#include "ui/panels/upstream_dialog.h"
#include "ui/views/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QToolBar>
#include <QTreeView>
#include <QVBoxLayout>

namespace tapedeck {

UpstreamsPanel::UpstreamsPanel(WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , add(new QAction(themedIcon(QStringLiteral("add")), tr("&Add an upstream\u2026"), this))
    , remove(new QAction(themedIcon(QStringLiteral("delete")), tr("Re&move"), this))
    , m_context(context)
    , m_model(makeUpstreamModel(this))
    , m_table(new QTreeView(this))
    , m_empty(new QLabel(tr("Messages are pulled from no other broker."), this))
{
    add->setToolTip(tr("Pull what is published on an exchange of another broker"));
    remove->setToolTip(tr("Pull from it no more; Undo brings it back"));
    m_table->setAccessibleName(tr("Upstreams"));
    m_table->setModel(m_model);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->addAction(remove);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    const int em = fontMetrics().averageCharWidth();
    for (const auto& [column, chars] :
        {std::pair{upstream_column::host, 20}, {upstream_column::exchange, 14}, {upstream_column::state, 36},
            {upstream_column::messages, 12}, {upstream_column::program, 20}, {upstream_column::source, 26}})
        m_table->header()->resizeSection(column, em * chars);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    auto* bar = new QToolBar(this);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({fontMetrics().height(), fontMetrics().height()});
    bar->addActions({add, remove});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty, 1);
    connect(add, &QAction::triggered, this, [this] { (new UpstreamDialog(m_context, window()))->open(); });
    connect(remove, &QAction::triggered, this, &UpstreamsPanel::removeChosen);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &UpstreamsPanel::refresh);
    connect(&context.client, &EngineClient::snapshotChanged, this, &UpstreamsPanel::refresh);
    connect(&context.client, &EngineClient::engineChanged, this, &UpstreamsPanel::refresh);
    refresh();
}

void UpstreamsPanel::refresh()
{
    const auto& rows = m_context.client.snapshot()->upstreams;
    if (rows != m_model->rows())
        m_model->setRows(std::make_shared<const std::vector<UpstreamView>>(rows));
    m_table->setVisible(!rows.empty());
    m_empty->setVisible(rows.empty());
    add->setEnabled(m_context.client.attached());
    remove->setEnabled(m_table->selectionModel()->hasSelection() && !rows.empty());
}

void UpstreamsPanel::removeChosen()
{
    const auto chosen = m_table->selectionModel()->selectedRows();
    const UpstreamView* one = chosen.isEmpty() ? nullptr : m_model->at(chosen.first());
    if (!one)
        return;
    const Upstream row = one->row;
    const uint64_t id = one->id;
    WindowContext& context = m_context;
    const auto check = [&context](const ActionAnswer& answer) { context.messages.check(answer); };
    context.client.submit(&context.messages, action::RemoveUpstream{id}, check);
    context.undo.push(tr("removing the upstream %1").arg(shownText(row.host)),
        [&context, row, check] { context.client.submit(&context.messages, action::AddUpstream{row}, check); });
}

} // namespace tapedeck
