#include "ui/views/mark_swatch.h"

#include "ui/views/theme.h"

#include <QPainter>
#include <QPixmap>

namespace tapedeck {

QIcon markSwatch(uint8_t colour, const QPalette& palette, const QFontMetrics& metrics)
{
    const Colours& colours = Colours::of(palette);
    const int side = metrics.height();
    QPixmap pixmap(side, side);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colour ? Qt::NoPen : QPen(colours.border));
    painter.setBrush(colour ? QBrush(colours.marks.at(colour)) : QBrush(Qt::NoBrush));
    const qreal edge = side / 6.0;
    painter.drawRoundedRect(QRectF(0, 0, side, side).adjusted(edge, edge, -edge, -edge), edge, edge);
    return pixmap;
}

} // namespace tapedeck
