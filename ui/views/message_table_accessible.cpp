#include "ui/views/message_table_accessible.h"

#include "ui/views/message_table.h"

#include <QAccessibleWidget>
#include <QHash>
#include <QPointer>

namespace tapedeck {
namespace {

// Cells alive at once; a screen reader walks, it does not collect.
constexpr qsizetype kCellsMax = 2000;

// One cell. Names its row by offset from the first one.
class CellInterface final : public QAccessibleInterface, public QAccessibleTableCellInterface {
public:
    CellInterface(MessageTable* table, int row, int column)
        : m_table(table)
        , m_row(row)
        , m_column(column)
    {
    }

    bool isValid() const override
    {
        return m_table && m_row < m_table->rowCount() && m_column < m_table->columnCount();
    }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return m_table->window()->windowHandle(); }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_table); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::Cell; }
    QRect rect() const override
    {
        const QRect cell = m_table->cellRect(at(), m_column);
        return {m_table->viewport()->mapToGlobal(cell.topLeft()), cell.size()};
    }
    QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        // The first cell speaks for the row: that is what is read when the row is focused.
        if (kind == QAccessible::Name)
            return m_column == 0 ? m_table->rowSentence(at()) : m_table->cellText(at(), m_column);
        return {};
    }
    void setText(QAccessible::Text, const QString&) override { }
    QAccessible::State state() const override
    {
        QAccessible::State s;
        s.selectable = s.focusable = s.readOnly = true;
        s.selected = m_table->selection().contains(at());
        s.focused = m_table->hasFocus() && m_table->currentRow() == at();
        return s;
    }
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface*>(this) : nullptr;
    }

    bool isSelected() const override { return m_table->selection().contains(at()); }
    QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_column; }
    int rowIndex() const override { return m_row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return parent(); }

private:
    int64_t at() const { return m_table->rowBegin() + m_row; }

    QPointer<MessageTable> m_table;
    int m_row, m_column;
};

class TableInterface final : public QAccessibleWidget, public QAccessibleTableInterface {
public:
    explicit TableInterface(MessageTable* table)
        : QAccessibleWidget(table, QAccessible::Table)
        , m_table(table)
    {
    }
    ~TableInterface() override { dropCells(); }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    int childCount() const override
    {
        return static_cast<int>(std::min<int64_t>(int64_t{rowCount()} * columnCount(), INT_MAX));
    }
    QAccessibleInterface* child(int index) const override
    {
        return cellAt(index / columnCount(), index % columnCount());
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        const QPoint at = m_table->viewport()->mapFromGlobal(QPoint(x, y));
        const int64_t row = m_table->rowAt(at.y());
        if (row == RowView::kNone)
            return nullptr;
        for (int column = 0; column < columnCount(); ++column)
            if (m_table->cellRect(row, column).contains(at))
                return cellAt(static_cast<int>(row - m_table->rowBegin()), column);
        return nullptr;
    }
    QAccessibleInterface* focusChild() const override
    {
        return m_table->currentRow() == RowView::kNone
            ? nullptr
            : cellAt(static_cast<int>(m_table->currentRow() - m_table->rowBegin()), 0);
    }
    int indexOfChild(const QAccessibleInterface* child) const override
    {
        auto* cell = const_cast<QAccessibleInterface*>(child)->tableCellInterface();
        return cell ? cell->rowIndex() * columnCount() + cell->columnIndex() : -1;
    }

    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    QAccessibleInterface* cellAt(int row, int column) const override
    {
        if (row < 0 || row >= rowCount() || column < 0 || column >= columnCount())
            return nullptr;
        const int64_t key = int64_t{row} * columnCount() + column;
        if (const auto it = m_cells.constFind(key); it != m_cells.constEnd())
            return QAccessible::accessibleInterface(*it);
        if (m_cells.size() >= kCellsMax)
            dropCells();
        auto* cell = new CellInterface(m_table, row, column); // owned by Qt's registry
        m_cells.insert(key, QAccessible::registerAccessibleInterface(cell));
        return cell;
    }
    int selectedCellCount() const override { return selectedRowCount() * columnCount(); }
    QList<QAccessibleInterface*> selectedCells() const override { return {}; }
    QString columnDescription(int column) const override { return m_table->columnName(column); }
    QString rowDescription(int row) const override { return m_table->rowSentence(m_table->rowBegin() + row); }
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override
    {
        return static_cast<int>(std::min<int64_t>(m_table->selection().count(), INT_MAX / columnCount()));
    }
    int columnCount() const override { return m_table->columnCount(); }
    int rowCount() const override { return static_cast<int>(std::min<int64_t>(m_table->rowCount(), INT_MAX)); }
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override
    {
        QList<int> rows; // as many as someone may want to hear of
        for (const RowRanges::Range& range : m_table->selection().ranges())
            for (int64_t row = range.begin; row < range.end && rows.size() < kCellsMax; ++row)
                rows.append(static_cast<int>(row - m_table->rowBegin()));
        return rows;
    }
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int row) const override { return m_table->selection().contains(m_table->rowBegin() + row); }
    bool selectRow(int row) override
    {
        m_table->setCurrentRow(m_table->rowBegin() + row);
        return true;
    }
    bool selectColumn(int) override { return false; }
    bool unselectRow(int row) override
    {
        RowRanges selection = m_table->selection();
        selection.remove(m_table->rowBegin() + row, m_table->rowBegin() + row + 1);
        m_table->setSelection(selection);
        return true;
    }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent*) override { dropCells(); }

private:
    void dropCells() const
    {
        for (const QAccessible::Id id : std::as_const(m_cells))
            QAccessible::deleteAccessibleInterface(id);
        m_cells.clear();
    }

    MessageTable* m_table;
    mutable QHash<int64_t, QAccessible::Id> m_cells;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object)
{
    auto* table = qobject_cast<MessageTable*>(object);
    return table ? new TableInterface(table) : nullptr;
}

} // namespace

void installMessageTableAccessibility()
{
    static bool installed = false;
    if (!std::exchange(installed, true))
        QAccessible::installFactory(makeInterface);
}

} // namespace tapedeck
