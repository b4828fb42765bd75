#include "ui/views/timeline_strip.h"

#include "ui/models/plain_text.h"
#include "ui/views/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <numeric>

namespace tapedeck {

TimelineStrip::TimelineStrip(ZoneSetting& zone, QWidget* parent)
    : QWidget(parent)
    , m_zone(zone)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Timeline"));
    connect(&m_zone, &ZoneSetting::changed, this, qOverload<>(&QWidget::update));
}

QSize TimelineStrip::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 11 / 4};
}

QSize TimelineStrip::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, sizeHint().height()};
}

void TimelineStrip::setRange(Time first, Time last)
{
    if (first == m_first && last == m_last)
        return;
    m_first = first;
    m_last = last;
    update();
}

void TimelineStrip::setFlags(const std::vector<Flag>& flags)
{
    if (m_dragged >= 0) {
        // The flag in hand keeps its place in the list, or the drag ends with its channel.
        const std::string name = m_flags[static_cast<size_t>(m_dragged)].channel;
        const auto it = std::find_if(flags.begin(), flags.end(), [&](const Flag& f) { return f.channel == name; });
        m_dragged = it == flags.end() ? -1 : static_cast<int>(it - flags.begin());
    }
    m_flags = flags;
    m_focused = std::clamp(m_focused, 0, std::max(0, static_cast<int>(flags.size()) - 1));
    update();
}

void TimelineStrip::setVisibleTimes(Time first, Time last)
{
    if (first == m_seenFirst && last == m_seenLast)
        return;
    m_seenFirst = first;
    m_seenLast = last;
    update();
}

void TimelineStrip::setPreview(const QString& text)
{
    if (m_dragged < 0)
        return;
    m_preview = text;
    describe();
    update();
}

int TimelineStrip::axisTop() const
{
    return fontMetrics().height() + fontMetrics().height() / 4;
}

int TimelineStrip::xOf(Time time) const
{
    const int margin = fontMetrics().averageCharWidth() * 2;
    const double span = static_cast<double>((m_last - m_first).micros);
    if (span <= 0)
        return width() - margin;
    const double part = std::clamp(static_cast<double>((time - m_first).micros) / span, 0.0, 1.0);
    return margin + static_cast<int>(part * (width() - 2 * margin));
}

Time TimelineStrip::timeAt(int x) const
{
    const int margin = fontMetrics().averageCharWidth() * 2;
    const double part = std::clamp(static_cast<double>(x - margin) / std::max(1, width() - 2 * margin), 0.0, 1.0);
    return m_first + Duration{static_cast<int64_t>(part * static_cast<double>((m_last - m_first).micros))};
}

// Steps that people count in.
static Duration niceStep(int64_t least)
{
    static constexpr int64_t kSecond = 1'000'000;
    static constexpr int64_t kSteps[] = {10, 100, 1'000, 10'000, 100'000, 200'000, 500'000, kSecond, 2 * kSecond,
        5 * kSecond, 10 * kSecond, 30 * kSecond, 60 * kSecond, 120 * kSecond, 300 * kSecond, 600 * kSecond,
        1800 * kSecond, 3600 * kSecond, 7200 * kSecond, 14400 * kSecond, 21600 * kSecond, 43200 * kSecond,
        86400 * kSecond};
    for (int64_t step : kSteps)
        if (step >= least)
            return {step};
    return {(least / (86400 * kSecond) + 1) * 86400 * kSecond};
}

void TimelineStrip::paintAxis(QPainter& painter) const
{
    const Colours& colours = Colours::of(palette());
    const int y = axisTop();
    const int left = xOf(m_first), right = width() - left;
    if (m_seenFirst <= m_seenLast) {
        const int from = xOf(m_seenFirst);
        const int to = std::max(xOf(m_seenLast), from + fontMetrics().averageCharWidth() / 2);
        QColor fill = colours.accent;
        fill.setAlpha(70);
        painter.fillRect(QRect(from, y - fontMetrics().height() / 8, to - from, fontMetrics().height() / 4), fill);
    }
    painter.setPen(colours.border);
    painter.drawLine(left, y, right, y);
    const int64_t span = (m_last - m_first).micros;
    if (span <= 0) { // one moment has no scale
        painter.setPen(colours.muted);
        painter.drawText(
            QRect(0, y, right, height() - y), Qt::AlignRight | Qt::AlignVCenter, dateTimeText(m_last, m_zone.zone()));
        return;
    }
    const int labelWidth =
        fontMetrics().horizontalAdvance(QStringLiteral("2026-07-31")) + fontMetrics().averageCharWidth() * 3;
    const int64_t labels = std::max<int64_t>(1, (right - left) / labelWidth);
    const Duration step = niceStep(std::max<int64_t>(1, span / labels));
    const int tick = fontMetrics().height() / 4;
    // Round in local time: midnight is a tick where it is midnight.
    const int64_t offset = m_zone.zone() == Zone::utc
        ? 0
        : int64_t{QDateTime::fromMSecsSinceEpoch(m_first.micros / 1000).offsetFromUtc()} * 1'000'000;
    int64_t at = ((m_first.micros + offset) / step.micros + 1) * step.micros - offset;
    for (int64_t n = 0; at <= m_last.micros && n <= labels + 1; at += step.micros, ++n) {
        const int x = xOf(Time{at});
        const QString text = axisText(Time{at}, step, m_zone.zone());
        const int half = fontMetrics().horizontalAdvance(text) / 2;
        painter.setPen(colours.border);
        painter.drawLine(x, y, x, y + tick);
        if (x - half < 0 || x + half > width())
            continue;
        painter.setPen(colours.muted);
        painter.drawText(
            QRect(x - half, y + tick, 2 * half + 1, fontMetrics().height()), Qt::AlignCenter | Qt::TextDontClip, text);
    }
}

QRect TimelineStrip::ownRect(size_t index) const
{
    const Flag& flag = m_flags[index];
    const bool moved = static_cast<int>(index) == m_dragged;
    const int x = xOf(moved ? m_target : flag.time);
    const int wide =
        fontMetrics().horizontalAdvance(shownText(flag.channel, Lines::single, 40)) + fontMetrics().averageCharWidth();
    // The cloth hangs to the side on which there is room.
    const int left = x + wide > width() ? x - wide : x;
    return {left, 1, wide, fontMetrics().height()};
}

// Cloths that would cover each other move aside, the later ones to the left; the poles stay where the time is.
void TimelineStrip::placeCloths()
{
    std::vector<size_t> order(m_flags.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return ownRect(a).right() > ownRect(b).right(); });
    m_cloths.assign(m_flags.size(), {});
    int limit = width();
    for (const size_t index : order) {
        QRect cloth = ownRect(index);
        if (static_cast<int>(index) == m_dragged) {
            m_cloths[index] = cloth; // in hand, over the others
            continue;
        }
        if (cloth.right() >= limit)
            cloth.moveRight(limit - 1);
        m_cloths[index] = cloth;
        limit = cloth.left();
    }
}

QRect TimelineStrip::flagRect(size_t index) const
{
    return index < m_cloths.size() ? m_cloths[index] : ownRect(index);
}

void TimelineStrip::paintFlag(QPainter& painter, size_t index) const
{
    const Colours& colours = Colours::of(palette());
    const Flag& flag = m_flags[index];
    const bool moved = static_cast<int>(index) == m_dragged;
    const QRect cloth = flagRect(index);
    const int x = xOf(moved ? m_target : flag.time);
    painter.setPen(QPen(colours.flag, 2));
    painter.drawLine(x, cloth.bottom(), x, axisTop() + fontMetrics().height() / 8);
    if (x < cloth.left() || x > cloth.right()) // moved aside: a line leads to its pole
        painter.drawLine(x < cloth.left() ? cloth.left() : cloth.right(), cloth.bottom(), x, cloth.bottom());
    painter.fillRect(cloth, moved ? colours.flag : colours.window);
    painter.setPen(colours.flag);
    painter.drawRect(cloth.adjusted(0, 0, -1, -1));
    painter.setPen(moved ? colours.window : colours.flag);
    painter.drawText(cloth, Qt::AlignCenter | Qt::TextSingleLine, shownText(flag.channel, Lines::single, 40));
    if (hasFocus() && static_cast<int>(index) == m_focused) {
        painter.setPen(QPen(colours.text, 1, Qt::DotLine));
        painter.drawRect(cloth.adjusted(1, 1, -2, -2));
    }
    if (!moved)
        return;
    const QString text = QStringLiteral("%1  %2").arg(dateTimeText(m_target, m_zone.zone()), m_preview);
    const int wide = fontMetrics().horizontalAdvance(text) + fontMetrics().averageCharWidth() * 2;
    const int left = cloth.right() + 2 + wide < width() ? cloth.right() + 2 : cloth.left() - 2 - wide;
    const QRect box(std::max(0, left), 1, wide, fontMetrics().height());
    painter.fillRect(box, colours.warnFill);
    painter.setPen(colours.text);
    painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, text);
}

void TimelineStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (m_first > m_last)
        return;
    placeCloths();
    paintAxis(painter);
    for (size_t i = 0; i < m_flags.size(); ++i)
        if (static_cast<int>(i) != m_dragged)
            paintFlag(painter, i);
    if (m_dragged >= 0) // over the others
        paintFlag(painter, static_cast<size_t>(m_dragged));
}

int TimelineStrip::flagAt(const QPoint& at) const
{
    for (int i = static_cast<int>(m_flags.size()) - 1; i >= 0; --i)
        if (flagRect(static_cast<size_t>(i)).contains(at))
            return i;
    return -1;
}

void TimelineStrip::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_first > m_last)
        return;
    const int flag = flagAt(event->position().toPoint());
    if (flag < 0) {
        Q_EMIT jumpRequested(timeAt(static_cast<int>(event->position().x())));
        return;
    }
    m_focused = flag;
    m_dragged = flag;
    m_byKeys = false;
    m_target = m_flags[static_cast<size_t>(flag)].time;
    m_preview.clear();
    update();
}

void TimelineStrip::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragged >= 0 && !m_byKeys && (event->buttons() & Qt::LeftButton)) {
        moveTo(timeAt(static_cast<int>(event->position().x())));
        return;
    }
    setCursor(flagAt(event->position().toPoint()) >= 0 ? Qt::SizeHorCursor : Qt::ArrowCursor);
}

void TimelineStrip::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_dragged < 0 || m_byKeys)
        return;
    // A click that did not move the flag is no seek.
    finish(m_target != m_flags[static_cast<size_t>(m_dragged)].time);
}

void TimelineStrip::moveTo(Time time)
{
    time = std::clamp(time, m_first, m_last);
    if (time == m_target)
        return;
    m_target = time;
    update();
    Q_EMIT previewRequested(m_flags[static_cast<size_t>(m_dragged)].channel, m_target);
}

void TimelineStrip::finish(bool seek)
{
    const int flag = std::exchange(m_dragged, -1);
    m_byKeys = false;
    m_preview.clear();
    if (flag < 0)
        return;
    if (seek) {
        m_flags[static_cast<size_t>(flag)].time = m_target; // stays there until the engine says where it is
        Q_EMIT seekRequested(m_flags[static_cast<size_t>(flag)].channel, m_target);
    }
    update();
}

void TimelineStrip::keyPressEvent(QKeyEvent* event)
{
    if (m_flags.empty() || m_first > m_last) {
        QWidget::keyPressEvent(event);
        return;
    }
    // One step is what the mouse can resolve; with Ctrl ten.
    const int64_t pixel = std::max<int64_t>(1, (m_last - m_first).micros / std::max(1, width()));
    const int64_t step = pixel * ((event->modifiers() & Qt::ControlModifier) ? 10 : 1);
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (m_dragged < 0) {
            m_dragged = m_focused;
            m_byKeys = true;
            m_target = m_flags[static_cast<size_t>(m_focused)].time;
        }
        moveTo(event->key() == Qt::Key_Left ? m_target - Duration{step} : m_target + Duration{step});
        break;
    case Qt::Key_Up:
    case Qt::Key_Down: {
        finish(false);
        const int n = static_cast<int>(m_flags.size());
        m_focused = (m_focused + (event->key() == Qt::Key_Down ? 1 : n - 1)) % n;
        describe();
        update();
        break;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
        finish(true);
        break;
    case Qt::Key_Escape:
        if (m_dragged >= 0)
            finish(false);
        else
            QWidget::keyPressEvent(event);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void TimelineStrip::describe()
{
    if (m_flags.empty())
        return;
    const size_t at = static_cast<size_t>(m_dragged >= 0 ? m_dragged : m_focused);
    const Time time = m_dragged >= 0 ? m_target : m_flags[at].time;
    setAccessibleDescription(tr("Flag of channel %1 at %2. %3")
                                 .arg(shownText(m_flags[at].channel), dateTimeText(time, m_zone.zone()), m_preview));
}

void TimelineStrip::focusInEvent(QFocusEvent*)
{
    describe();
    update();
}

void TimelineStrip::focusOutEvent(QFocusEvent*)
{
    if (m_byKeys)
        finish(false);
    update();
}

bool TimelineStrip::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || m_first > m_last)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int flag = flagAt(help->pos());
    const QString text = flag >= 0
        ? tr(
            "Channel %1 is at %2.\nDrag to seek; with the keyboard: Up and Down choose a flag, Left and Right move it, "
            "Return seeks, Escape leaves it.")
              .arg(shownText(m_flags[static_cast<size_t>(flag)].channel),
                  dateTimeText(m_flags[static_cast<size_t>(flag)].time, m_zone.zone()))
        : tr("%1\nClick to show the messages of that time.").arg(dateTimeText(timeAt(help->pos().x()), m_zone.zone()));
    QToolTip::showText(help->globalPos(), toolTipText(text), this);
    return true;
}

} // namespace tapedeck
