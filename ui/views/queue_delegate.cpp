#include "ui/views/queue_delegate.h"

#include "ui/models/number_text.h"
#include "ui/models/queue_tree_model.h"
#include "ui/views/badge_row.h"
#include "ui/views/theme.h"

namespace tapedeck {
namespace {

// From the right edge to the left.
QList<Badge> badgesOf(const QueueView& queue, const ChannelStats* channel, uint64_t dropped, const Colours& colours)
{
    QList<Badge> badges;
    if (!channel) {
        if (dropped) // first: what is lost is said even where there is little room
            badges.append({QStringLiteral("\u26a0 ") + shortCountText(dropped), colours.bad});
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
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const Colours& colours = Colours::of(option.palette);
    paintBadgeRow(*painter, item, index.data(Qt::DisplayRole).toString(),
        channel ? QStringLiteral("channel") : QStringLiteral("queue"),
        badgesOf(*queue, channel, m_model.dropped(queue->number), colours),
        channel && channel->settings.paused ? colours.muted : colours.text);
}

QSize QueueDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const int height = option.fontMetrics.height();
    return {height * 8, height + std::max(2, height / 3)};
}

} // namespace tapedeck
