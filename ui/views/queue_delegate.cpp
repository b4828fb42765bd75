#include "ui/views/queue_delegate.h"

#include "ui/models/number_text.h"
#include "ui/models/queue_tree_model.h"
#include "ui/views/theme.h"

#include <QApplication>
#include <QPainter>

namespace tapedeck {
namespace {

struct Badge {
    QString text;
    QColor colour;
};

// From the right edge to the left.
QList<Badge> badgesOf(const QueueView& queue, const ChannelStats* channel, const Colours& colours)
{
    QList<Badge> badges;
    if (!channel) {
        badges.append({shortCountText(queue.stats.head.value - queue.stats.first.value), colours.text});
        if (const QString rate = rateText(queue.publishedPerSecond); !rate.isEmpty())
            badges.append({rate, colours.accent});
        return badges;
    }
    const QString lag = channel->lag ? QStringLiteral("\u2212") + shortCountText(channel->lag) : QStringLiteral("0");
    badges.append({lag, channel->lag ? colours.text : colours.muted});
    if (channel->inFlight)
        badges.append({QStringLiteral("\u25d0 ") + shortCountText(channel->inFlight), colours.accent});
    if (channel->dead)
        badges.append({QStringLiteral("\u2715 ") + shortCountText(channel->dead), colours.bad});
    if (channel->settings.paused)
        badges.append({QueueDelegate::tr("paused"), colours.warn});
    return badges;
}

} // namespace

QueueDelegate::QueueDelegate(const QueueTreeModel& model, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_model(model)
{
}

void QueueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QueueView* queue = m_model.queueAt(index);
    if (!queue)
        return;
    const ChannelStats* channel = m_model.channelAt(index);
    QStyleOptionViewItem panel = option;
    initStyleOption(&panel, index);
    panel.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &panel, painter, option.widget);

    const bool selected = option.state & QStyle::State_Selected;
    const Colours& colours = Colours::of(option.palette);
    const QColor selectedText = option.palette.color(QPalette::HighlightedText);
    const QFontMetrics& metrics = option.fontMetrics;
    const int gap = metrics.averageCharWidth();
    QRect left = option.rect.adjusted(gap / 2, 0, -gap / 2, 0);
    painter->save();
    const QString name = index.data(Qt::DisplayRole).toString();
    // The name keeps what it needs up to a point; counters that do not fit are left out.
    const int least =
        metrics.height() + gap + std::min(metrics.horizontalAdvance(name), metrics.averageCharWidth() * 14);
    for (const Badge& badge : badgesOf(*queue, channel, colours)) {
        const int width = metrics.horizontalAdvance(badge.text);
        if (left.width() - width < least)
            break;
        painter->setPen(selected ? selectedText : badge.colour);
        painter->drawText(left, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, badge.text);
        left.setRight(left.right() - width - gap);
    }
    const int icon = metrics.height();
    const QIcon picture = themedIcon(channel ? QStringLiteral("channel") : QStringLiteral("queue"));
    picture.paint(painter, QRect(left.x(), left.center().y() - icon / 2, icon, icon), Qt::AlignCenter,
        selected ? QIcon::Selected : QIcon::Normal);
    left.setLeft(left.x() + icon + gap / 2);
    painter->setPen(selected ? selectedText : channel && channel->settings.paused ? colours.muted : colours.text);
    painter->drawText(left, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        metrics.elidedText(name, Qt::ElideMiddle, left.width()));
    painter->restore();
}

QSize QueueDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const int height = option.fontMetrics.height();
    return {height * 8, height + std::max(2, height / 3)};
}

} // namespace tapedeck
