// The columns of the message table: the fixed ones, and the fields that somebody wants to see.
#include "ui/models/plain_text.h"
#include "ui/views/message_table.h"

#include <QAccessible>
#include <QHeaderView>
#include <QScrollBar>

namespace tapedeck {
namespace {

// A header needs a model; this one has names and no rows.
class ColumnNames final : public QAbstractTableModel {
public:
    ColumnNames(const MessageTable& table, QStringList& fields, QObject* parent)
        : QAbstractTableModel(parent)
        , m_table(table)
        , m_fields(fields)
    {
    }
    int rowCount(const QModelIndex&) const override { return 0; }
    int columnCount(const QModelIndex&) const override { return m_table.columnCount(); }
    QVariant data(const QModelIndex&, int) const override { return {}; }
    QVariant headerData(int section, Qt::Orientation, int role) const override
    {
        if (role == Qt::DisplayRole)
            return m_table.columnName(section);
        if (role == Qt::ToolTipRole && section >= MessageTable::fixedColumns)
            return toolTipText(m_table.columnName(section));
        if (role == Qt::TextAlignmentRole)
            return QVariant(section == MessageTable::sizeColumn || section == MessageTable::idColumn
                    ? Qt::AlignRight | Qt::AlignVCenter
                    : Qt::AlignLeft | Qt::AlignVCenter);
        return {};
    }
    void append(const QString& field)
    {
        const int column = m_table.columnCount();
        beginInsertColumns({}, column, column);
        m_fields.append(field);
        endInsertColumns();
    }
    void remove(qsizetype index)
    {
        const int column = MessageTable::fixedColumns + static_cast<int>(index);
        beginRemoveColumns({}, column, column);
        m_fields.removeAt(index);
        endRemoveColumns();
    }
    void reset()
    {
        beginResetModel();
        endResetModel();
    }

private:
    const MessageTable& m_table;
    QStringList& m_fields;
};

} // namespace

void MessageTable::makeHeader()
{
    m_names = new ColumnNames(*this, m_fieldNames, m_header);
    m_header->setModel(m_names);
    m_header->setSectionsMovable(true);
    m_header->setStretchLastSection(true);
    m_header->setHighlightSections(false);
    m_header->setFocusPolicy(Qt::NoFocus);
    setDefaultWidths();
    connect(m_header, &QHeaderView::sectionResized, this, &MessageTable::onColumns);
    connect(m_header, &QHeaderView::sectionMoved, this, &MessageTable::onColumns);
    connect(m_header, &QHeaderView::sectionCountChanged, this, &MessageTable::onColumns);
    connect(&m_source, &MessageSource::fieldsChanged, this, &MessageTable::onFields);
    onFields();
}

void MessageTable::onColumns()
{
    placeHeader();
    syncBars();
    viewport()->update();
}

// What is gone goes, what is new comes before the preview; the others keep their widths and places.
void MessageTable::onFields()
{
    auto* names = static_cast<ColumnNames*>(m_names);
    const std::vector<Field>& fields = m_source.fields();
    for (size_t i = 0; i < fields.size(); ++i) {
        const QString wanted = QString::fromStdString(fields[i].text());
        const auto at = static_cast<qsizetype>(i);
        while (at < m_fieldNames.size() && m_fieldNames[at] != wanted)
            names->remove(at);
        if (at < m_fieldNames.size())
            continue;
        names->append(wanted);
        const int column = columnCount() - 1;
        m_header->moveSection(m_header->visualIndex(column), m_header->visualIndex(previewColumn));
        setFieldWidth(column);
    }
    while (m_fieldNames.size() > static_cast<qsizetype>(fields.size()))
        names->remove(m_fieldNames.size() - 1);
    if (shownColumns() == 0)
        m_header->showSection(previewColumn);
    if (QAccessible::isActive()) {
        QAccessibleTableModelChangeEvent event(this, QAccessibleTableModelChangeEvent::ModelReset);
        QAccessible::updateAccessibility(&event);
    }
    onColumns();
}

int MessageTable::columnCount() const
{
    return fixedColumns + static_cast<int>(m_fieldNames.size());
}

QString MessageTable::columnName(int column) const
{
    switch (column) {
    case idColumn:
        return tr("#");
    case timeColumn:
        return tr("Time");
    case keyColumn:
        return tr("Key");
    case sizeColumn:
        return tr("Size");
    case stateColumn:
        return tr("State");
    case previewColumn:
        return tr("Preview");
    default:
        return shownText(m_fieldNames.value(column - fixedColumns).toStdString());
    }
}

QString MessageTable::fieldAt(int column) const
{
    return m_fieldNames.value(column - fixedColumns);
}

bool MessageTable::columnShown(int column) const
{
    return !m_header->isSectionHidden(column);
}

int MessageTable::shownColumns() const
{
    return m_header->count() - m_header->hiddenSectionCount();
}

bool MessageTable::canHide(int column) const
{
    return !columnShown(column) || shownColumns() > 1;
}

void MessageTable::showColumn(int column, bool shown)
{
    if (!shown && !canHide(column))
        return;
    m_header->setSectionHidden(column, !shown);
    onColumns();
}

void MessageTable::revealColumn(int column)
{
    QScrollBar* bar = horizontalScrollBar();
    const int begin = m_header->sectionPosition(column), end = begin + m_header->sectionSize(column);
    const int hidden = end - bar->value() - viewport()->width();
    if (hidden > 0)
        bar->setValue(bar->value() + hidden);
    if (begin < bar->value())
        bar->setValue(begin);
}

QByteArray MessageTable::columnState() const
{
    return m_header->saveState();
}

void MessageTable::restoreColumns(const QByteArray& state)
{
    m_header->restoreState(state);
    if (m_header->count() != columnCount() || shownColumns() == 0) { // it was of other columns
        static_cast<ColumnNames*>(m_names)->reset();
        setDefaultWidths();
    }
    onColumns();
}

void MessageTable::setDefaultWidths()
{
    const QFontMetrics metrics(font());
    const int pad = metrics.averageCharWidth() * 2;
    const auto width = [&](const QString& sample) { return metrics.horizontalAdvance(sample) + pad; };
    m_header->resizeSection(idColumn, width(QStringLiteral("10,000,000")));
    m_header->resizeSection(timeColumn, width(QStringLiteral("2026-07-31 14:12:03.118204")));
    m_header->resizeSection(keyColumn, width(QStringLiteral("customer-001")));
    m_header->resizeSection(sizeColumn, width(QStringLiteral("999.9 kB")));
    m_header->resizeSection(stateColumn, width(QStringLiteral("\u2713 billing  \u25d0 mirror ")));
    for (int column = fixedColumns; column < columnCount(); ++column)
        setFieldWidth(column);
}

// As wide as its name, so long as that is no sentence; short names have longer values.
void MessageTable::setFieldWidth(int column)
{
    const QFontMetrics metrics(font());
    const int em = metrics.averageCharWidth();
    m_header->resizeSection(
        column, std::clamp(metrics.horizontalAdvance(columnName(column)) + em * 3, em * 16, em * 28));
}

int MessageTable::contentWidth() const
{
    // The last column takes what is left, so only the others can make the table wider than the view.
    int width = fontMetrics().averageCharWidth() * 12;
    int last = m_header->count() - 1;
    while (last > 0 && m_header->isSectionHidden(m_header->logicalIndex(last)))
        --last;
    for (int i = 0; i < last; ++i)
        width += m_header->sectionSize(m_header->logicalIndex(i));
    return width;
}

const FieldValue* MessageTable::valueAt(const MessageRow& row, int column) const
{
    const auto index = static_cast<size_t>(column - fixedColumns);
    return column >= fixedColumns && index < row.fields.size() ? &row.fields[index] : nullptr;
}

bool MessageTable::plainValue(const MessageRow& row, int column) const
{
    const FieldValue* value = valueAt(row, column);
    return column < fixedColumns
        || (value && value->kind != FieldValue::Kind::missing && value->kind != FieldValue::Kind::null
            && value->kind != FieldValue::Kind::unread);
}

QString MessageTable::fieldText(const MessageRow& row, int column) const
{
    const FieldValue* value = valueAt(row, column);
    if (!value)
        return QStringLiteral("\u2026");
    if (value->kind == FieldValue::Kind::missing)
        return QStringLiteral("\u2013");
    if (value->kind == FieldValue::Kind::unread)
        return tr("body too large");
    QString text = shownText(value->text);
    if (value->cut)
        text += QChar(0x2026);
    return text;
}

} // namespace tapedeck
