#include "ui/views/badge_row.h"

#include "ui/views/theme.h"

#include <QApplication>
#include <QPainter>
#include <QStyleOptionViewItem>

namespace tapedeck {

void paintBadgeRow(QPainter& painter, const QStyleOptionViewItem& option, const QString& name, const QString& icon,
    const QList<Badge>& badges, const QColor& nameColour)
{
    QStyleOptionViewItem panel = option;
    panel.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &panel, &painter, option.widget);
    const bool selected = option.state & QStyle::State_Selected;
    const QColor selectedText = option.palette.color(QPalette::HighlightedText);
    const QFontMetrics& metrics = option.fontMetrics;
    const int gap = metrics.averageCharWidth();
    QRect left = option.rect.adjusted(gap / 2, 0, -gap / 2, 0);
    painter.save();
    // The name keeps what it needs up to a point; counters that do not fit are left out.
    const int least =
        metrics.height() + gap + std::min(metrics.horizontalAdvance(name), metrics.averageCharWidth() * 14);
    for (const Badge& badge : badges) {
        const int width = metrics.horizontalAdvance(badge.text);
        if (left.width() - width < least)
            break;
        painter.setPen(selected ? selectedText : badge.colour);
        painter.drawText(left, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, badge.text);
        left.setRight(left.right() - width - gap);
    }
    const int size = metrics.height();
    themedIcon(icon).paint(&painter, QRect(left.x(), left.center().y() - size / 2, size, size), Qt::AlignCenter,
        selected ? QIcon::Selected : QIcon::Normal);
    left.setLeft(left.x() + size + gap / 2);
    painter.setPen(selected ? selectedText : nameColour);
    painter.drawText(left, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        metrics.elidedText(name, Qt::ElideMiddle, left.width()));
    painter.restore();
}

} // namespace tapedeck
