// Draws a row of a list on the left: an icon, a name, and at the right its counters. GUI thread.
#pragma once

#include <QColor>
#include <QList>
#include <QString>

class QModelIndex;
class QPainter;
class QStyleOptionViewItem;

namespace tapedeck {

struct Badge {
    QString text;
    QColor colour;
};

// `option` has been initialised with the index. Badges are drawn from the right edge to the left; those without room
// are left out.
void paintBadgeRow(QPainter& painter, const QStyleOptionViewItem& option, const QString& name, const QString& icon,
    const QList<Badge>& badges, const QColor& nameColour);

} // namespace tapedeck
