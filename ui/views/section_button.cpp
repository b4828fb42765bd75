#include "ui/views/section_button.h"

#include "ui/models/number_text.h"
#include "ui/views/theme.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOptionToolButton>
#include <QStylePainter>

namespace tapedeck {

SectionButton::SectionButton(const QIcon& icon, const QString& name, QWidget* parent)
    : QToolButton(parent)
{
    setIcon(icon);
    setText(name);
    setAutoRaise(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCount(0);
}

void SectionButton::setCount(uint64_t count)
{
    if (m_count == count)
        return;
    m_count = count;
    setAccessibleName(tr("%1: %2").arg(text(), groupedText(count)));
    setToolTip(tr("Show %1 (%2)").arg(text(), groupedText(count)));
    update();
}

QSize SectionButton::sizeHint() const
{
    const int height = fontMetrics().height();
    return {height * 8, height + std::max(4, height / 3)};
}

void SectionButton::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.text.clear();
    option.icon = QIcon();
    painter.drawComplexControl(QStyle::CC_ToolButton, option);
    const Colours& colours = Colours::of(palette());
    const bool any = m_count.value_or(0) > 0;
    const int gap = fontMetrics().averageCharWidth();
    const int size = fontMetrics().height();
    QRect inner = rect().adjusted(gap, 0, -gap, 0);
    icon().paint(&painter, QRect(inner.x(), inner.center().y() - size / 2, size, size), Qt::AlignCenter,
        any ? QIcon::Normal : QIcon::Disabled);
    const QString count = shortCountText(m_count.value_or(0));
    painter.setPen(any ? colours.text : colours.muted);
    painter.drawText(inner, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, count);
    inner.adjust(size + gap, 0, -fontMetrics().horizontalAdvance(count) - gap, 0);
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        fontMetrics().elidedText(text(), Qt::ElideRight, inner.width()));
}

} // namespace tapedeck
