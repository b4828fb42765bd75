#include "ui/panels/rule_panel.h"

#include "ui/views/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QToolBar>
#include <QTreeView>
#include <QVBoxLayout>

namespace tapedeck {

RulePanel::RulePanel(WindowContext& context, QAbstractItemModel* model, const Texts& texts, QWidget* parent)
    : QWidget(parent)
    , add(new QAction(themedIcon(QStringLiteral("add")), texts.add, this))
    , edit(new QAction(tr("&Edit\u2026"), this))
    , duplicate(new QAction(themedIcon(QStringLiteral("copy")), tr("D&uplicate\u2026"), this))
    , toggle(new QAction(texts.toggle, this))
    , remove(new QAction(themedIcon(QStringLiteral("delete")), tr("&Remove"), this))
    , removeAll(new QAction(themedIcon(QStringLiteral("purge")), texts.removeAll, this))
    , m_context(context)
    , m_rows(model)
    , m_table(new QTreeView(this))
    , m_empty(new QLabel(texts.empty, this))
    , m_layout(new QVBoxLayout(this))
{
    model->setParent(this);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    remove->setToolTip(tr("Remove it (Del); Undo brings it back"));
    duplicate->setToolTip(tr("Make another one like it"));
    m_table->setAccessibleName(texts.title);
    m_table->setModel(model);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTextElideMode(Qt::ElideRight);
    m_table->addActions({edit, duplicate, toggle, remove});
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    auto* bar = new QToolBar(this);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({fontMetrics().height(), fontMetrics().height()});
    bar->addActions({add, edit, duplicate, toggle, remove, removeAll});
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_layout->addWidget(bar);
    m_layout->addWidget(m_table, 1);
    m_layout->addWidget(m_empty, 1);
    connect(m_table, &QTreeView::activated, edit, &QAction::trigger);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RulePanel::refreshActions);
}

int RulePanel::chosenRow() const
{
    const QModelIndexList chosen = m_table->selectionModel()->selectedRows();
    return chosen.isEmpty() ? -1 : chosen.first().row();
}

void RulePanel::setWidths(std::initializer_list<int> chars)
{
    int column = 0;
    for (const int count : chars)
        m_table->header()->resizeSection(column++, count * fontMetrics().averageCharWidth());
}

void RulePanel::refreshActions()
{
    const bool any = m_rows->rowCount() > 0, chosen = any && chosenRow() >= 0;
    m_table->setVisible(any);
    m_empty->setVisible(!any);
    add->setEnabled(m_context.client.attached());
    removeAll->setEnabled(any);
    for (QAction* action : {edit, duplicate, toggle, remove})
        action->setEnabled(chosen);
}

void RulePanel::submit(Action action)
{
    Messages& messages = m_context.messages;
    m_context.client.submit(
        &messages, std::move(action), [&messages](const ActionAnswer& answer) { messages.check(answer); });
}

} // namespace tapedeck
