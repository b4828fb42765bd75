#include "ui/views/json_delegate.h"

#include "ui/models/json_tree_model.h"
#include "ui/views/theme.h"

namespace tapedeck {

void JsonDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const Colours& colours = Colours::of(option->palette);
    QColor colour = colours.key;
    if (index.column() == JsonTreeModel::valueColumn) {
        switch (m_model.kind(index)) {
        case JsonKind::string:
            colour = colours.string;
            break;
        case JsonKind::number:
            colour = colours.number;
            break;
        case JsonKind::boolean:
        case JsonKind::null:
            colour = colours.word;
            break;
        default:
            colour = colours.muted;
        }
    }
    option->palette.setColor(QPalette::Text, colour);
}

} // namespace tapedeck
