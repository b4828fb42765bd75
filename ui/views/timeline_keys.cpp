// The keyboard of the timeline, and what it says: to screen readers and in tooltips.
#include "ui/models/number_text.h"
#include "ui/models/plain_text.h"
#include "ui/views/timeline_strip.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>

#include <algorithm>

namespace tapedeck {

void TimelineStrip::keyPressEvent(QKeyEvent* event)
{
    if (m_scale.empty() || !(keyOfFlags(*event) || keyOfTime(*event) || keyOfView(*event)))
        QWidget::keyPressEvent(event);
}

bool TimelineStrip::keyOfFlags(const QKeyEvent& event)
{
    const int key = event.key();
    if ((key == Qt::Key_Up || key == Qt::Key_Down) && !m_flags.empty()) {
        finishFlag(false);
        const int n = static_cast<int>(m_flags.size());
        m_chosen =
            m_chosen < 0 ? (key == Qt::Key_Down ? 0 : n - 1) : (m_chosen + (key == Qt::Key_Down ? 1 : n - 1)) % n;
        m_scale.reveal(m_flags[static_cast<size_t>(m_chosen)].time);
        viewMoved();
        describe();
        return true;
    }
    if (m_chosen < 0)
        return false;
    if ((key == Qt::Key_Left || key == Qt::Key_Right) && !(event.modifiers() & Qt::ShiftModifier)) {
        if (m_dragged < 0)
            beginFlag(m_chosen, true);
        // One step is what the mouse can resolve; with Ctrl ten.
        const Duration step{m_scale.perPixel().micros * ((event.modifiers() & Qt::ControlModifier) ? 10 : 1)};
        moveFlag(key == Qt::Key_Left ? m_target - step : m_target + step);
        m_scale.reveal(m_target);
        viewMoved();
        return true;
    }
    if ((key == Qt::Key_Return || key == Qt::Key_Enter) && m_dragged >= 0) {
        finishFlag(true);
        return true;
    }
    return false;
}

// The cursor steps from bucket to bucket, so that what is read out is one bar.
bool TimelineStrip::keyOfTime(const QKeyEvent& event)
{
    const bool brushing = event.modifiers() & Qt::ShiftModifier;
    const Duration bucket{m_scale.bucket().micros * ((event.modifiers() & Qt::ControlModifier) ? 10 : 1)};
    const Time at = m_cursorShown ? m_cursor : std::clamp(m_seenFirst, m_scale.first(), m_scale.last());
    switch (event.key()) {
    case Qt::Key_Left:
        moveCursor(m_scale.bucketOf(at).from - (m_cursorShown ? bucket : Duration{}), brushing);
        return true;
    case Qt::Key_Right:
        moveCursor(m_scale.bucketOf(at).from + (m_cursorShown ? bucket : Duration{}), brushing);
        return true;
    case Qt::Key_Home:
        moveCursor(m_scale.dataFirst(), brushing);
        return true;
    case Qt::Key_End:
        moveCursor(m_scale.dataLast(), brushing);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_cursorShown)
            return false;
        Q_EMIT jumpRequested(m_cursor);
        return true;
    case Qt::Key_Escape:
        return leave();
    default:
        return false;
    }
}

bool TimelineStrip::keyOfView(const QKeyEvent& event)
{
    if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier))
        return false;
    switch (event.key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(0.5);
        return true;
    case Qt::Key_Minus:
        zoom(2);
        return true;
    case Qt::Key_Z:
        zoomToBrush();
        return true;
    case Qt::Key_A:
        showAll();
        return true;
    case Qt::Key_Comma:
    case Qt::Key_Period:
        m_scale.coarsen(event.key() == Qt::Key_Comma ? -1 : 1);
        viewMoved();
        return true;
    default:
        return false;
    }
}

// One thing after the other: the move, the flag, the brush.
bool TimelineStrip::leave()
{
    if (m_dragged >= 0)
        finishFlag(false);
    else if (m_chosen >= 0)
        m_chosen = -1;
    else if (!m_brush.empty())
        clearBrush();
    else
        return false;
    describe();
    update();
    return true;
}

void TimelineStrip::moveCursor(Time time, bool brushing)
{
    const Time before = m_cursorShown ? m_cursor : time;
    m_cursor = std::clamp(time, m_scale.dataFirst(), m_scale.dataLast());
    m_cursorShown = true;
    m_chosen = -1;
    m_scale.reveal(m_cursor);
    if (brushing) {
        // Goes on from the end that the cursor is at, or begins anew.
        const bool goesOn = !m_brush.empty() && (m_brushAnchor == m_brush.from || m_brushAnchor == m_brush.until);
        if (!goesOn)
            m_brushAnchor = before;
        m_anchor = m_brushAnchor;
        brushTo(m_cursor);
        Q_EMIT brushChanged();
    } else {
        m_brushAnchor = m_cursor;
    }
    viewMoved();
    describe();
}

QString TimelineStrip::readout(Time time) const
{
    const TimeRange bucket = m_scale.bucketOf(time);
    QString text =
        tr("%1 for %2")
            .arg(dateTimeText(bucket.from, m_zone.zone()), durationText((bucket.until - bucket.from).micros));
    const auto known = [&](Layer which) { return layer(which).bucket == m_scale.bucket(); };
    if (known(Layer::all)) // else they are on their way
        text += QLatin1String(": ") + messagesText(layer(Layer::all).at(time));
    if (known(Layer::matches))
        text += QLatin1String(", ") + tr("%1 match the filter").arg(groupedText(layer(Layer::matches).at(time)));
    return text;
}

void TimelineStrip::describe()
{
    QString text;
    if (m_chosen >= 0) {
        const auto at = static_cast<size_t>(m_chosen);
        const Time time = m_dragged >= 0 ? m_target : m_flags[at].time;
        text = tr("Flag of channel %1 at %2. %3")
                   .arg(shownText(m_flags[at].channel), dateTimeText(time, m_zone.zone()), m_preview);
    } else if (m_cursorShown) {
        text = readout(m_cursor);
    } else if (!m_scale.empty()) {
        text = tr("%1 to %2")
                   .arg(dateTimeText(m_scale.first(), m_zone.zone()), dateTimeText(m_scale.last(), m_zone.zone()));
    }
    if (!m_brush.empty() && m_chosen < 0)
        text += QLatin1String(". ")
            + tr("Brushed: %1 to %2")
                  .arg(dateTimeText(m_brush.from, m_zone.zone()), dateTimeText(m_brush.until, m_zone.zone()));
    setAccessibleDescription(text);
}

void TimelineStrip::focusInEvent(QFocusEvent*)
{
    describe();
    update();
}

void TimelineStrip::focusOutEvent(QFocusEvent*)
{
    if (m_byKeys)
        finishFlag(false);
    update();
}

QString TimelineStrip::helpText(const QPoint& at) const
{
    const int flag = flagAt(at);
    if (flag < 0)
        return readout(timeAt(at.x())) + QLatin1Char('\n')
            + tr("Click to show the messages of that time, drag to brush a range, turn the wheel to zoom.");
    const Flag& which = m_flags[static_cast<size_t>(flag)];
    return tr(
        "Channel %1 is at %2.\nDrag to seek; with the keyboard: Up and Down choose a flag, Left and Right move it, "
        "Return seeks, Escape leaves it.")
        .arg(shownText(which.channel), dateTimeText(which.time, m_zone.zone()));
}

bool TimelineStrip::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || m_scale.empty())
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), toolTipText(helpText(help->pos())), this);
    return true;
}

} // namespace tapedeck
