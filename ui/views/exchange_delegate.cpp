#include "ui/views/exchange_delegate.h"

#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/views/badge_row.h"
#include "ui/views/theme.h"

namespace tapedeck {

ExchangeDelegate::ExchangeDelegate(const ExchangeModel& model, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_model(model)
{
}

void ExchangeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const std::shared_ptr<const ExchangeView>* const row = m_model.at(index);
    if (!row)
        return;
    const ExchangeView& exchange = **row;
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const Colours& colours = Colours::of(option.palette);
    QList<Badge> badges;
    if (exchange.dropped) // first: what is lost is said even where there is little room
        badges.append({QStringLiteral("\u26a0 ") + shortCountText(exchange.dropped), colours.bad});
    badges.append({shortCountText(exchange.messages), colours.text});
    if (const QString rate = rateText(exchange.publishedPerSecond); !rate.isEmpty())
        badges.append({rate, colours.accent});
    paintBadgeRow(*painter, item, shownText(exchange.name), QStringLiteral("exchange"), badges, colours.text);
}

QSize ExchangeDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const int height = option.fontMetrics.height();
    return {height * 8, height + std::max(2, height / 3)};
}

} // namespace tapedeck
