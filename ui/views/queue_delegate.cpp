#include "ui/views/queue_delegate.h"

#include "ui/models/number_text.h"
#include "ui/models/queue_tree_model.h"
#include "ui/views/badge_row.h"
#include "ui/views/theme.h"

#include <QPainter>

#include <algorithm>

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
    if (m_model.isGroup(index))
        return paintGroup(*painter, option, index);
    const QueueView* queue = m_model.queueAt(index);
    if (!queue)
        return;
    const ChannelStats* channel = m_model.channelAt(index);
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const Colours& colours = Colours::of(option.palette);
    const QueueTreeModel::Rates* rates = channel ? nullptr : m_model.rates(queue->number);
    paintBadgeRow(*painter, item, index.data(Qt::DisplayRole).toString(),
        channel ? QStringLiteral("channel") : QStringLiteral("queue"),
        badgesOf(*queue, channel, m_model.dropped(queue->number), colours),
        channel && channel->settings.paused ? colours.muted : colours.text);
    if (rates && rates->size() > 1)
        paintRates(*painter, item, *rates);
}

void QueueDelegate::paintGroup(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const Colours& colours = Colours::of(option.palette);
    const QueueTreeModel::GroupSum sum = m_model.sumOf(index);
    QList<Badge> badges = {{shortCountText(sum.messages), colours.muted}};
    if (const QString rate = rateText(sum.perSecond); !rate.isEmpty())
        badges.append({rate, colours.accent});
    badges.append({tr("%1 queues").arg(sum.queues), colours.muted});
    paintBadgeRow(painter, item, index.data(Qt::DisplayRole).toString(), QStringLiteral("open"), badges, colours.text);
}

// Along the lower edge of the row: the last seconds, the highest of them as high as a sixth of it.
void QueueDelegate::paintRates(
    QPainter& painter, const QStyleOptionViewItem& option, const QueueTreeModel::Rates& rates) const
{
    const float most = *std::max_element(rates.begin(), rates.end());
    if (most <= 0)
        return;
    const Colours& colours = Colours::of(option.palette);
    const int step = std::max(1, option.fontMetrics.averageCharWidth() / 3);
    const int high = std::max(2, option.rect.height() / 6);
    const int right = option.rect.right() - option.fontMetrics.averageCharWidth() / 2;
    const bool selected = option.state & QStyle::State_Selected;
    const QColor colour = selected ? option.palette.color(QPalette::HighlightedText) : colours.accent;
    int x = right - static_cast<int>(rates.size()) * step;
    for (const float rate : rates) {
        const int height = rate <= 0 ? 0 : std::max(1, static_cast<int>(rate / most * static_cast<float>(high)));
        if (x >= option.rect.left())
            painter.fillRect(x, option.rect.bottom() - height, std::max(1, step - 1), height, colour);
        x += step;
    }
}

QSize QueueDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const int height = option.fontMetrics.height();
    return {height * 8, height + std::max(2, height / 3)};
}

} // namespace tapedeck
