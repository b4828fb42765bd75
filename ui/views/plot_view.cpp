#include "ui/views/plot_view.h"

#include "ui/models/number_text.h"
#include "ui/views/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace tapedeck {

PlotView::PlotView(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Numbers over time"));
    setToolTip(tr("Left and Right move from message to message, Return or a click shows it"));
    setMinimumHeight(fontMetrics().height() * 6);
}

QSize PlotView::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 12};
}

void PlotView::setPoints(std::vector<PlotPoint> points)
{
    const MessageId before = m_current >= 0 ? m_points[static_cast<size_t>(m_current)].id : MessageId{};
    m_points = std::move(points);
    m_current = -1;
    for (size_t i = 0; i < m_points.size(); ++i)
        if (before.value != 0 && m_points[i].id == before)
            m_current = static_cast<int>(i);
    measure();
    update();
    Q_EMIT currentChanged();
}

void PlotView::measure()
{
    if (m_points.empty())
        return;
    const PlotSummary all = summarise(m_points);
    m_low = all.least;
    m_high = all.most;
    // Some room, and a range where all are equal.
    const double room = m_high > m_low ? (m_high - m_low) / 20 : std::max(1., std::abs(m_high) / 10);
    m_low -= room;
    m_high += room;
    m_from = m_points.front().time;
    m_until = m_points.back().time;
    if (m_until <= m_from) {
        m_from = m_from + Duration::millis(-500);
        m_until = m_from + Duration::seconds(1);
    }
}

void PlotView::setZone(Zone zone)
{
    m_zone = zone;
    update();
    Q_EMIT currentChanged();
}

void PlotView::setEmptyText(const QString& text)
{
    m_emptyText = text;
    update();
}

QRectF PlotView::plotArea() const
{
    const int em = fontMetrics().averageCharWidth(), line = fontMetrics().height();
    return QRectF(rect()).adjusted(em * 12, line / 2.0, -em * 2, -line * 1.5);
}

double PlotView::x(Time time) const
{
    const QRectF area = plotArea();
    return area.left()
        + area.width() * static_cast<double>((time - m_from).micros) / static_cast<double>((m_until - m_from).micros);
}

double PlotView::y(double value) const
{
    const QRectF area = plotArea();
    // Halves: the range itself may be too large for a double.
    return area.bottom() - area.height() * ((value / 2 - m_low / 2) / (m_high / 2 - m_low / 2));
}

QPointF PlotView::place(size_t point) const
{
    return {x(m_points[point].time), y(m_points[point].value)};
}

void PlotView::paintAxes(QPainter& painter) const
{
    const Colours& colours = Colours::of(palette());
    const QRectF area = plotArea();
    const int em = fontMetrics().averageCharWidth(), line = fontMetrics().height();
    const int rows = std::clamp(static_cast<int>(area.height() / (line * 2)), 1, 8);
    const auto marks = axisMarks(m_low, m_high, rows);
    const double step = marks.size() > 1 ? marks[1] - marks[0] : 0;
    for (const double mark : marks) {
        const double at = y(mark);
        painter.setPen(colours.border);
        painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
        painter.setPen(colours.muted);
        painter.drawText(QRectF(0, at - line / 2.0, area.left() - em, line), Qt::AlignRight | Qt::AlignVCenter,
            fontMetrics().elidedText(numberText(mark, step), Qt::ElideRight, em * 11));
    }
    const int64_t range = (m_until - m_from).micros;
    const int columns = std::clamp(static_cast<int>(area.width() / (em * 18)), 1, 8);
    for (int i = 0; i <= columns; ++i) {
        const Time at{m_from.micros + range * i / columns};
        const double left = x(at);
        painter.setPen(colours.border);
        painter.drawLine(QPointF(left, area.bottom()), QPointF(left, area.bottom() + line / 4.0));
        painter.setPen(colours.muted);
        const int flags = i == 0 ? Qt::AlignLeft : i == columns ? Qt::AlignRight : Qt::AlignHCenter;
        const double width = em * 17;
        const double from = i == 0 ? left : i == columns ? left - width : left - width / 2;
        painter.drawText(QRectF(from, area.bottom() + line / 4.0, width, line), flags | Qt::AlignTop,
            axisText(at, Duration{std::max<int64_t>(1, range / columns)}, m_zone));
    }
}

void PlotView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours& colours = Colours::of(palette());
    painter.fillRect(rect(), palette().base());
    if (m_points.empty()) {
        painter.setPen(colours.muted);
        painter.drawText(rect().adjusted(fontMetrics().height(), 0, -fontMetrics().height(), 0),
            Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    paintAxes(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath path(place(0));
    for (size_t i = 1; i < m_points.size(); ++i)
        path.lineTo(place(i));
    const double thick = std::max(1., fontMetrics().height() / 12.0);
    painter.setPen(QPen(colours.accent, thick));
    painter.drawPath(path);
    painter.setBrush(colours.accent);
    // Single points are seen where there is room for them.
    if (static_cast<double>(m_points.size()) < plotArea().width() / (thick * 4))
        for (size_t i = 0; i < m_points.size(); ++i)
            painter.drawEllipse(place(i), thick * 1.5, thick * 1.5);
    if (m_current >= 0) {
        const QPointF at = place(static_cast<size_t>(m_current));
        painter.setPen(QPen(colours.flag, thick));
        painter.drawLine(QPointF(at.x(), plotArea().top()), QPointF(at.x(), plotArea().bottom()));
        painter.setBrush(colours.flag);
        painter.drawEllipse(at, thick * 3, thick * 3);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(palette().highlight().color(), thick));
        painter.drawRect(QRectF(rect()).adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2));
    }
}

QString PlotView::readout() const
{
    if (m_current < 0)
        return {};
    const PlotPoint& point = m_points[static_cast<size_t>(m_current)];
    return tr("%1 at %2, message %3")
        .arg(numberText(point.value), dateTimeText(point.time, m_zone), groupedText(point.id.value));
}

void PlotView::setCurrent(int point)
{
    if (point == m_current)
        return;
    m_current = point;
    setAccessibleDescription(readout());
    update();
    Q_EMIT currentChanged();
}

// By time first: where it is on the page, only points of nearly the same time are told apart by height.
int PlotView::nearest(const QPointF& at) const
{
    int best = -1;
    double least = 0;
    for (size_t i = 0; i < m_points.size(); ++i) {
        const QPointF there = place(i);
        const double far = std::abs(there.x() - at.x()) * 4 + std::abs(there.y() - at.y());
        if (best < 0 || far < least) {
            best = static_cast<int>(i);
            least = far;
        }
    }
    return best;
}

void PlotView::mouseMoveEvent(QMouseEvent* event)
{
    setCurrent(nearest(event->position()));
}

void PlotView::mousePressEvent(QMouseEvent* event)
{
    setCurrent(nearest(event->position()));
    if (event->button() == Qt::LeftButton && m_current >= 0)
        Q_EMIT chosen(m_points[static_cast<size_t>(m_current)].id);
}

void PlotView::leaveEvent(QEvent*)
{
    if (!hasFocus())
        setCurrent(-1);
}

void PlotView::keyPressEvent(QKeyEvent* event)
{
    const int last = static_cast<int>(m_points.size()) - 1;
    const int from = m_current < 0 ? last + 1 : m_current;
    if (last < 0)
        QWidget::keyPressEvent(event);
    else if (event->key() == Qt::Key_Left)
        setCurrent(std::max(0, from - 1));
    else if (event->key() == Qt::Key_Right)
        setCurrent(std::min(last, m_current + 1));
    else if (event->key() == Qt::Key_Home)
        setCurrent(0);
    else if (event->key() == Qt::Key_End)
        setCurrent(last);
    else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_current >= 0)
        Q_EMIT chosen(m_points[static_cast<size_t>(m_current)].id);
    else
        QWidget::keyPressEvent(event);
}

void PlotView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    update();
}

} // namespace tapedeck
