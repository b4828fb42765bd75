#include "ui/views/timeline_strip.h"

#include <QGuiApplication>
#include <QMouseEvent>
#include <QStyleHints>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tapedeck {

TimelineStrip::TimelineStrip(ZoneSetting& zone, QWidget* parent)
    : QWidget(parent)
    , m_zone(zone)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Timeline"));
    setWhatsThis(tr("When the messages of the queue came. Click: show the messages of that time. Drag: brush a range, "
                    "which filters the table. Wheel: zoom. Middle button, or Ctrl and drag: move along. Double-click: "
                    "zoom to the brush.\n\nKeys: Left and Right move the cursor, with Shift they brush, with Ctrl they "
                    "go further; Return shows the messages there. + and - zoom, Z zooms to the brush, A shows all, "
                    "comma and full stop change the length of the bars, Home and End go to the oldest and the newest. "
                    "Up and Down choose a channel's flag: then Left and Right move it and Return seeks. Escape leaves "
                    "the flag, then clears the brush."));
    connect(&m_zone, &ZoneSetting::changed, this, qOverload<>(&QWidget::update));
    rescale();
}

QSize TimelineStrip::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 21 / 4};
}

QSize TimelineStrip::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, sizeHint().height()};
}

void TimelineStrip::rescale()
{
    const int margin = fontMetrics().averageCharWidth() * 2;
    m_scale.setPixels(margin, width() - margin, std::max(3, fontMetrics().averageCharWidth() / 2));
    viewMoved();
}

void TimelineStrip::viewMoved()
{
    update();
    const BucketGrid grid = m_scale.grid();
    if (grid == m_grid)
        return;
    m_grid = grid;
    Q_EMIT gridChanged();
}

void TimelineStrip::setRange(Time first, Time last)
{
    if (first == m_scale.dataFirst() && last == m_scale.dataLast())
        return;
    m_scale.setData(first, last);
    viewMoved();
}

void TimelineStrip::reset()
{
    finishFlag(false);
    m_grip = Grip::none;
    m_chosen = -1;
    m_cursorShown = false;
    m_flags.clear();
    m_playheads.clear();
    m_layers = {};
    m_ticks = {};
    m_seenFirst = Time{1};
    m_seenLast = Time{0};
    m_grid = {}; // the same one may be of another queue
    m_scale.setData(Time{1}, Time{0});
    m_scale.showAll();
    update();
}

void TimelineStrip::setLayer(Layer layer, BucketCounts counts)
{
    m_layers[static_cast<size_t>(layer)] = std::move(counts);
    if (m_cursorShown)
        describe();
    update();
}

void TimelineStrip::setTicks(Ticks kind, std::vector<Time> times)
{
    std::sort(times.begin(), times.end());
    auto& now = m_ticks[static_cast<size_t>(kind)];
    if (now == times)
        return;
    now = std::move(times);
    update();
}

void TimelineStrip::setPlayheads(std::vector<Playhead> playheads)
{
    if (m_playheads == playheads)
        return;
    m_playheads = std::move(playheads);
    update();
}

void TimelineStrip::setNow(Time now)
{
    if (m_scale.sees(m_now) || m_scale.sees(now))
        update();
    m_now = now;
}

void TimelineStrip::setFlags(const std::vector<Flag>& flags)
{
    if (flags == m_flags)
        return;
    if (m_dragged >= 0) {
        // The flag in hand keeps its place in the list, or the drag ends with its channel.
        const std::string name = m_flags[static_cast<size_t>(m_dragged)].channel;
        const auto it = std::find_if(flags.begin(), flags.end(), [&](const Flag& f) { return f.channel == name; });
        m_dragged = it == flags.end() ? -1 : static_cast<int>(it - flags.begin());
    }
    m_flags = flags;
    m_chosen = std::min(m_chosen, static_cast<int>(flags.size()) - 1);
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

void TimelineStrip::showAll()
{
    m_scale.showAll();
    viewMoved();
}

void TimelineStrip::zoom(double factor)
{
    m_scale.zoom(m_cursorShown ? m_cursor : m_scale.first() + Duration{m_scale.span().micros / 2}, factor);
    viewMoved();
}

void TimelineStrip::zoomToBrush()
{
    if (m_brush.empty())
        return;
    m_scale.show(m_brush.from, m_brush.until);
    viewMoved();
}

void TimelineStrip::setBrush(TimeRange range)
{
    if (range == m_brush)
        return;
    m_brush = range;
    update();
}

void TimelineStrip::clearBrush()
{
    if (m_brush.empty())
        return;
    m_brush = {};
    update();
    Q_EMIT brushChanged();
}

void TimelineStrip::resizeEvent(QResizeEvent*)
{
    rescale();
}

void TimelineStrip::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
        rescale();
    }
}

int TimelineStrip::flagAt(const QPoint& at) const
{
    for (int i = static_cast<int>(m_flags.size()) - 1; i >= 0; --i)
        if (flagRect(static_cast<size_t>(i)).contains(at))
            return i;
    return -1;
}

bool TimelineStrip::nearBrushEdge(int x, Time* otherEdge) const
{
    if (m_brush.empty())
        return false;
    const int reach = std::max(2, fontMetrics().averageCharWidth() / 2);
    if (m_scale.sees(m_brush.from) && std::abs(x - xOf(m_brush.from)) <= reach) {
        *otherEdge = m_brush.until;
        return true;
    }
    *otherEdge = m_brush.from;
    return m_scale.sees(m_brush.until) && std::abs(x - xOf(m_brush.until)) <= reach;
}

void TimelineStrip::beginFlag(int flag, bool byKeys)
{
    m_chosen = m_dragged = flag;
    m_byKeys = byKeys;
    m_target = m_flags[static_cast<size_t>(flag)].time;
    m_preview.clear();
    update();
}

void TimelineStrip::mousePressEvent(QMouseEvent* event)
{
    const bool left = event->button() == Qt::LeftButton;
    if (m_scale.empty() || m_grip != Grip::none || (!left && event->button() != Qt::MiddleButton))
        return;
    finishFlag(false); // by keys
    const QPoint at = event->position().toPoint();
    m_pressX = at.x();
    m_moved = false;
    m_cursorShown = false;
    m_anchor = timeAt(m_pressX);
    const int flag = left ? flagAt(at) : -1;
    if (flag >= 0) {
        m_grip = Grip::flag;
        beginFlag(flag, false);
        return;
    }
    m_chosen = -1;
    m_grip = !left || (event->modifiers() & Qt::ControlModifier) ? Grip::pan : Grip::brush;
    Time edge;
    if (m_grip == Grip::brush && nearBrushEdge(m_pressX, &edge))
        m_anchor = edge;
    if (m_grip == Grip::pan)
        setCursor(Qt::ClosedHandCursor);
    update();
}

void TimelineStrip::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint at = event->position().toPoint();
    const int far = QGuiApplication::styleHints()->startDragDistance();
    m_moved |= m_grip != Grip::none && std::abs(at.x() - m_pressX) >= far;
    Time edge;
    switch (m_grip) {
    case Grip::flag:
        if (m_dragged >= 0)
            moveFlag(timeAt(at.x()));
        return;
    case Grip::brush:
        if (m_moved)
            brushTo(timeAt(at.x()));
        return;
    case Grip::pan:
        m_scale.pan(m_anchor - timeAt(at.x()));
        viewMoved();
        return;
    case Grip::none:
        break;
    }
    setCursor(flagAt(at) >= 0 ? Qt::SizeHorCursor : nearBrushEdge(at.x(), &edge) ? Qt::SplitHCursor : Qt::ArrowCursor);
}

void TimelineStrip::mouseReleaseEvent(QMouseEvent* event)
{
    const Grip grip = m_grip;
    if (grip == Grip::none || (event->button() != Qt::LeftButton && grip != Grip::pan))
        return;
    m_grip = Grip::none;
    if (grip == Grip::flag && m_dragged >= 0)
        // A click that did not move the flag is no seek.
        finishFlag(m_target != m_flags[static_cast<size_t>(m_dragged)].time);
    else if (grip == Grip::brush && m_moved)
        Q_EMIT brushChanged();
    else if (grip == Grip::brush)
        Q_EMIT jumpRequested(timeAt(static_cast<int>(event->position().x())));
    else
        unsetCursor();
}

void TimelineStrip::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && flagAt(event->position().toPoint()) < 0)
        zoomToBrush();
    event->accept();
}

void TimelineStrip::brushTo(Time time)
{
    // The last message is inside a brush that goes to the right edge.
    const Time until = std::max(time, m_anchor);
    m_brush = {std::min(time, m_anchor), until >= m_scale.dataLast() ? m_scale.dataLast() + Duration{1} : until};
    update();
}

void TimelineStrip::wheelEvent(QWheelEvent* event)
{
    if (m_scale.empty())
        return;
    const QPoint turned = event->angleDelta();
    const bool sideways = std::abs(turned.x()) > std::abs(turned.y()) || (event->modifiers() & Qt::ShiftModifier);
    const int delta = turned.y() != 0 && !(std::abs(turned.x()) > std::abs(turned.y())) ? turned.y() : turned.x();
    // A notch is 120: it zooms by a half, or moves by an eighth.
    if (sideways)
        m_scale.pan(Duration{-m_scale.span().micros / 8 * delta / 120});
    else
        m_scale.zoom(timeAt(static_cast<int>(event->position().x())), std::exp2(-delta / 205.0));
    viewMoved();
    event->accept();
}

void TimelineStrip::moveFlag(Time time)
{
    time = std::clamp(time, m_scale.dataFirst(), m_scale.dataLast());
    if (time == m_target)
        return;
    m_target = time;
    update();
    Q_EMIT previewRequested(m_flags[static_cast<size_t>(m_dragged)].channel, m_target);
}

void TimelineStrip::finishFlag(bool seek)
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

} // namespace tapedeck
