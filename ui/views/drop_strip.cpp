#include "ui/views/drop_strip.h"

#include "ui/views/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tapedeck {

// At least so many seconds wide, so that a single burst looks like one.
static constexpr int64_t kSecondsMin = 60;

DropStrip::DropStrip(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void DropStrip::setDrops(const std::vector<SharedQueueView::Drops>& drops)
{
    if (drops == m_drops)
        return;
    m_drops = drops;
    update();
}

QSize DropStrip::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 24, fontMetrics().height()};
}

void DropStrip::paintEvent(QPaintEvent*)
{
    if (m_drops.empty())
        return;
    QPainter painter(this);
    const Colours& colours = Colours::of(palette());
    painter.setPen(colours.border);
    painter.drawLine(0, height() - 1, width(), height() - 1);
    const int64_t last = m_drops.back().second;
    const int64_t span = std::max(kSecondsMin, last - m_drops.front().second + 1);
    const int64_t first = last - span + 1;
    uint64_t most = 1;
    for (const auto& drop : m_drops)
        most = std::max(most, drop.count);
    const double step = static_cast<double>(width()) / static_cast<double>(span);
    for (const auto& drop : m_drops) {
        // By the logarithm: one message lost must be seen beside a thousand.
        const double part = std::log1p(static_cast<double>(drop.count)) / std::log1p(static_cast<double>(most));
        const double tall = std::max(2.0, part * (height() - 2));
        const double x = static_cast<double>(drop.second - first) * step;
        painter.fillRect(QRectF(x, height() - 1 - tall, std::max(1.5, step - 0.5), tall), colours.bad);
    }
}

} // namespace tapedeck
