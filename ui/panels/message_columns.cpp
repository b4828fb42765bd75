// The menu of the table's columns: which are shown, and fields of messages as columns of their own.
#include "ui/models/field_columns.h"
#include "ui/models/plain_text.h"
#include "ui/panels/column_dialog.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/message_panel.h"
#include "ui/views/message_table.h"
#include "ui/views/theme.h"

#include <QHeaderView>
#include <QLineEdit>

namespace tapedeck {

void MessagePanel::makeColumns()
{
    addColumn = new QAction(themedIcon(QStringLiteral("add")), tr("&Add column\u2026"), this);
    addColumn->setToolTip(tr("Show a JSON member or a header of each message as a column"));
    connect(addColumn, &QAction::triggered, this, &MessagePanel::askForColumn);
    connect(m_columns, &FieldColumns::changed, this, [this] {
        m_source->setFields(m_columns->fields());
        m_matchSource->setFields(m_columns->fields());
    });
    for (MessageTable* table : {m_table, m_matchTable}) {
        QHeaderView* header = table->header();
        header->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(header, &QWidget::customContextMenuRequested, this, [this, table, header](const QPoint& at) {
            QMenu menu;
            fillColumns(menu, *table, header->logicalIndexAt(at));
            menu.exec(header->mapToGlobal(at));
        });
    }
}

void MessagePanel::askForColumn()
{
    m_filterBar->learn();
    auto* dialog = new ColumnDialog(*m_columns, m_filterBar->seenFields(), window());
    connect(dialog, &QDialog::accepted, this, [this, dialog] { showAsColumn(dialog->edit()->text()); });
    dialog->open();
}

void MessagePanel::showAsColumn(const QString& field)
{
    const QString problem = m_columns->add(field);
    if (!problem.isEmpty()) {
        m_context.messages.fail(problem);
        return;
    }
    const int column = MessageTable::fixedColumns + static_cast<int>(m_columns->texts().indexOf(field.trimmed()));
    for (MessageTable* table : {m_table, m_matchTable}) {
        table->showColumn(column, true); // it may be there and hidden
        table->revealColumn(column);
    }
    m_context.messages.say(tr("The column %1 is shown.").arg(m_table->columnName(column)));
}

void MessagePanel::setPreviewBytes(uint32_t bytes)
{
    m_source->setPreviewBytes(bytes);
    m_matchSource->setPreviewBytes(bytes);
}

void MessagePanel::fillColumns(QMenu& menu)
{
    fillColumns(menu, *m_table, -1);
}

void MessagePanel::fillColumns(QMenu& menu, MessageTable& table, int at)
{
    const auto name = [&](int column) {
        return column == MessageTable::idColumn ? tr("Id")
                                                : menuText(fontMetrics().elidedText(table.columnName(column),
                                                    Qt::ElideMiddle, fontMetrics().averageCharWidth() * 60));
    };
    for (int visual = 0; visual < table.columnCount(); ++visual) {
        const int column = table.header()->logicalIndex(visual);
        QAction* action = menu.addAction(name(column));
        action->setCheckable(true);
        action->setChecked(table.columnShown(column));
        action->setEnabled(table.canHide(column));
        connect(action, &QAction::triggered, &table, [&table, column](bool on) { table.showColumn(column, on); });
    }
    menu.addSeparator();
    menu.addAction(addColumn);
    if (const QString field = table.fieldAt(at); !field.isEmpty()) {
        menu.addAction(themedIcon(QStringLiteral("delete")), tr("&Remove column %1").arg(name(at)), m_columns,
            [this, field] { m_columns->remove(field); });
        return;
    }
    if (m_columns->fields().empty())
        return;
    QMenu* remove = menu.addMenu(themedIcon(QStringLiteral("delete")), tr("&Remove column"));
    for (int column = MessageTable::fixedColumns; column < table.columnCount(); ++column)
        remove->addAction(name(column), m_columns, [this, field = table.fieldAt(column)] { m_columns->remove(field); });
}

} // namespace tapedeck
