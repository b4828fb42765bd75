// What the timeline looks like. Three rows: the flags' cloths, the bars, and the axis with its labels.
#include "ui/models/plain_text.h"
#include "ui/views/theme.h"
#include "ui/views/timeline_strip.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <numeric>

namespace tapedeck {

namespace {

QColor faded(QColor colour, int alpha)
{
    colour.setAlpha(alpha);
    return colour;
}

} // namespace

int TimelineStrip::barsTop() const
{
    return fontMetrics().height() * 5 / 4;
}

int TimelineStrip::axisTop() const
{
    return height() - fontMetrics().height() * 3 / 2;
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

// Cloths that would cover each other move aside, the later ones to the left; the poles stay where the time is. Flags
// out of the view have none.
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
        if (!m_scale.sees(m_flags[index].time))
            continue;
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

void TimelineStrip::paintBrush(QPainter& painter) const
{
    if (m_brush.empty() || m_brush.until < m_scale.first() || m_brush.from > m_scale.last())
        return;
    const Colours& colours = Colours::of(palette());
    const int left = xOf(m_brush.from), right = std::max(xOf(m_brush.until), left + 1);
    painter.fillRect(QRect(left, barsTop(), right - left, axisTop() - barsTop()), faded(colours.accent, 60));
    painter.setPen(QPen(colours.text, 1));
    if (m_scale.sees(m_brush.from))
        painter.drawLine(left, barsTop(), left, axisTop());
    if (m_scale.sees(m_brush.until) || m_brush.until > m_scale.dataLast())
        painter.drawLine(right, barsTop(), right, axisTop());
}

void TimelineStrip::paintLayer(QPainter& painter, const BucketCounts& counts, const QColor& colour, double most) const
{
    if (counts.counts.empty() || most <= 0)
        return;
    const int64_t bucket = counts.bucket.micros;
    const auto size = static_cast<int64_t>(counts.counts.size());
    const int64_t begin = std::clamp<int64_t>((m_scale.first() - counts.from).micros / bucket - 1, 0, size);
    const int64_t end = std::clamp<int64_t>((m_scale.last() - counts.from).micros / bucket + 1, begin, size);
    const int room = axisTop() - barsTop();
    const int least = std::max(2, fontMetrics().height() / 8); // one message can be seen beside a million
    for (int64_t i = begin; i < end; ++i) {
        const uint64_t count = counts.counts[static_cast<size_t>(i)];
        const Time from = counts.from + Duration{i * bucket};
        if (count == 0 || from > m_scale.last() || from + counts.bucket <= m_scale.first())
            continue;
        const int left = xOf(from), right = xOf(from + counts.bucket);
        const int wide = std::max(1, right - left - (right - left > 3 ? 1 : 0));
        const auto tall = static_cast<int>(static_cast<double>(count) / static_cast<double>(bucket) / most * room);
        const int high = std::clamp(tall, least, room);
        painter.fillRect(QRect(left, axisTop() - high, wide, high), colour);
    }
}

void TimelineStrip::paintBars(QPainter& painter) const
{
    const Colours& colours = Colours::of(palette());
    const BucketCounts& all = layer(Layer::all);
    // What is drawn of them sets the height: messages per microsecond, so that counts of longer or shorter buckets,
    // which stay until others have come, are as high.
    double most = 0;
    for (size_t i = 0; i < all.counts.size(); ++i) {
        const Time from = all.from + Duration{all.bucket.micros * static_cast<int64_t>(i)};
        if (from <= m_scale.last() && from + all.bucket > m_scale.first())
            most = std::max(most, static_cast<double>(all.counts[i]) / static_cast<double>(all.bucket.micros));
    }
    const bool filtered = !layer(Layer::matches).counts.empty();
    paintLayer(painter, all, filtered ? faded(colours.muted, 110) : faded(colours.accent, 200), most);
    if (filtered)
        paintLayer(painter, layer(Layer::matches), colours.accent, most);
}

// Dead letters stand on the axis, marks hang from the top, so that they differ by more than colour.
void TimelineStrip::paintTicks(QPainter& painter) const
{
    const Colours& colours = Colours::of(palette());
    const int size = std::max(4, fontMetrics().height() / 3);
    int last = -1;
    for (const Time time : ticks(Ticks::dead)) {
        const int x = xOf(time);
        if (!m_scale.sees(time) || x == last)
            continue;
        painter.fillRect(QRect(x - 1, axisTop() - size, 3, size + 1), colours.bad);
        last = x;
    }
    last = -1;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.warn);
    for (const Time time : ticks(Ticks::marked)) {
        const int x = xOf(time);
        if (!m_scale.sees(time) || x == last)
            continue;
        const QPoint corners[] = {{x - size / 2, barsTop()}, {x + size / 2 + 1, barsTop()}, {x, barsTop() + size}};
        painter.drawPolygon(corners, 3);
        last = x;
    }
    painter.setBrush(Qt::NoBrush);
}

void TimelineStrip::paintAxis(QPainter& painter) const
{
    const Colours& colours = Colours::of(palette());
    const int y = axisTop();
    if (m_seenFirst <= m_seenLast && m_seenLast >= m_scale.first() && m_seenFirst <= m_scale.last()) {
        const int from = xOf(m_seenFirst);
        const int to = std::max(xOf(m_seenLast), from + fontMetrics().averageCharWidth() / 2);
        painter.fillRect(QRect(from, y - fontMetrics().height() / 8, to - from, fontMetrics().height() / 4),
            faded(colours.accent, 150));
    }
    painter.setPen(colours.border);
    painter.drawLine(m_scale.left(), y, m_scale.right(), y);
    const int labelWidth =
        fontMetrics().horizontalAdvance(QStringLiteral("2026-07-31")) + fontMetrics().averageCharWidth() * 3;
    const int tick = fontMetrics().height() / 4;
    for (const TimelineScale::Tick& one : m_scale.ticks(m_zone.zone(), labelWidth)) {
        const int x = xOf(one.time);
        const int half = fontMetrics().horizontalAdvance(one.text) / 2;
        painter.setPen(colours.border);
        painter.drawLine(x, y, x, y + tick);
        if (x - half < 0 || x + half > width())
            continue;
        painter.setPen(colours.muted);
        painter.drawText(QRect(x - half, y + tick, 2 * half + 1, fontMetrics().height()),
            Qt::AlignCenter | Qt::TextDontClip, one.text);
    }
}

void TimelineStrip::paintPlayheads(QPainter& painter) const
{
    const Colours& colours = Colours::of(palette());
    const int size = std::max(4, fontMetrics().height() / 3);
    if (m_scale.sees(m_now)) {
        const QString text = tr("now");
        const int wide = fontMetrics().horizontalAdvance(text) + size;
        const int x = xOf(m_now);
        painter.setPen(QPen(colours.text, 1, Qt::DashLine));
        painter.drawLine(x, barsTop(), x, axisTop());
        const QRect box(x >= wide ? x - wide : x + 1, barsTop(), wide, fontMetrics().height());
        painter.fillRect(box, faded(colours.window, 220)); // readable before bars
        painter.setPen(colours.muted);
        painter.drawText(box, Qt::AlignCenter, text);
    }
    for (const Playhead& head : m_playheads) {
        if (!m_scale.sees(head.time))
            continue;
        const int x = xOf(head.time);
        painter.setPen(QPen(colours.good, 2));
        painter.drawLine(x, barsTop(), x, axisTop());
        QPainterPath arrow;
        arrow.moveTo(x, barsTop());
        arrow.lineTo(x + size, barsTop() + size / 2.0);
        arrow.lineTo(x, barsTop() + size);
        painter.fillPath(arrow, colours.good);
    }
}

void TimelineStrip::paintCursor(QPainter& painter) const
{
    if (!m_cursorShown || !hasFocus() || m_chosen >= 0 || !m_scale.sees(m_cursor))
        return;
    const TimeRange bucket = m_scale.bucketOf(m_cursor);
    const int left = xOf(bucket.from), right = std::max(xOf(bucket.until), left + 2);
    painter.setPen(QPen(Colours::of(palette()).text, 1, Qt::DotLine));
    painter.drawRect(QRect(left, barsTop(), right - left - 1, axisTop() - barsTop()));
    paintNote(painter, (left + right) / 2, readout(m_cursor));
}

// A line of text in the row of the flags, beside `x` and wholly inside.
void TimelineStrip::paintNote(QPainter& painter, int x, const QString& text) const
{
    const Colours& colours = Colours::of(palette());
    const int wide = fontMetrics().horizontalAdvance(text) + fontMetrics().averageCharWidth() * 2;
    const int left = x + wide < width() ? x : x - wide;
    const QRect box(std::clamp(left, 0, std::max(0, width() - wide)), 1, wide, fontMetrics().height());
    painter.fillRect(box, colours.warnFill);
    painter.setPen(colours.text);
    painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, text);
}

void TimelineStrip::paintFlag(QPainter& painter, size_t index) const
{
    const Colours& colours = Colours::of(palette());
    const Flag& flag = m_flags[index];
    const bool moved = static_cast<int>(index) == m_dragged;
    const QRect cloth = flagRect(index);
    if (cloth.isNull())
        return;
    const int x = xOf(moved ? m_target : flag.time);
    painter.setPen(QPen(colours.flag, 2));
    painter.drawLine(x, cloth.bottom(), x, axisTop());
    if (x < cloth.left() || x > cloth.right()) // moved aside: a line leads to its pole
        painter.drawLine(x < cloth.left() ? cloth.left() : cloth.right(), cloth.bottom(), x, cloth.bottom());
    painter.fillRect(cloth, moved ? colours.flag : colours.window);
    painter.setPen(colours.flag);
    painter.drawRect(cloth.adjusted(0, 0, -1, -1));
    painter.setPen(moved ? colours.window : colours.flag);
    painter.drawText(cloth, Qt::AlignCenter | Qt::TextSingleLine, shownText(flag.channel, Lines::single, 40));
    if (hasFocus() && static_cast<int>(index) == m_chosen) {
        painter.setPen(QPen(colours.text, 1, Qt::DotLine));
        painter.drawRect(cloth.adjusted(1, 1, -2, -2));
    }
    if (!moved)
        return;
    const QString text = QStringLiteral("%1  %2").arg(dateTimeText(m_target, m_zone.zone()), m_preview);
    const int wide = fontMetrics().horizontalAdvance(text) + fontMetrics().averageCharWidth() * 2;
    paintNote(painter, cloth.right() + 2 + wide < width() ? cloth.right() + 2 : cloth.left() - 2 - wide, text);
}

void TimelineStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (m_scale.empty())
        return;
    placeCloths();
    paintBrush(painter);
    paintBars(painter);
    paintTicks(painter);
    paintAxis(painter);
    paintPlayheads(painter);
    for (size_t i = 0; i < m_flags.size(); ++i)
        if (static_cast<int>(i) != m_dragged)
            paintFlag(painter, i);
    paintCursor(painter);
    if (m_dragged >= 0) // over the others
        paintFlag(painter, static_cast<size_t>(m_dragged));
}

} // namespace tapedeck
