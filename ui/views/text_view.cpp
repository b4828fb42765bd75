#include "ui/views/text_view.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace tapedeck {

TextView::TextView(QWidget* parent)
    : RowView(parent)
{
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    viewport()->setCursor(Qt::IBeamCursor);
}

int TextView::margin() const
{
    return fontMetrics().averageCharWidth() / 2 + 1;
}

int TextView::columns() const
{
    if (!m_wrap)
        return kLineCharsMax;
    return std::clamp(
        (viewport()->width() - 2 * margin()) / std::max(1, fontMetrics().averageCharWidth()), 8, kLineCharsMax);
}

void TextView::setText(const QString& text)
{
    m_text = text;
    m_text.replace(QLatin1Char('\t'), QLatin1String("    ")); // drawn text has no tab stops; copies come from the bytes
    m_anchor = m_cursor = 0;
    setRowRange(0, 0);
    cutLines();
    setTopRow(0);
}

void TextView::setWrap(bool on)
{
    m_wrap = on;
    cutLines();
}

// One pass; a line ends at a line feed or after `columns()` characters, never inside a surrogate pair.
void TextView::cutLines()
{
    m_cutAt = columns();
    m_starts.clear();
    m_longest = 0;
    qsizetype start = 0;
    while (start <= m_text.size()) {
        m_starts.push_back(start);
        qsizetype feed = m_text.indexOf(QLatin1Char('\n'), start);
        if (feed < 0)
            feed = m_text.size();
        while (feed - start > m_cutAt) {
            m_longest = m_cutAt;
            start += m_cutAt;
            if (m_text[start].isLowSurrogate())
                --start;
            m_starts.push_back(start);
        }
        m_longest = std::max(m_longest, static_cast<int>(feed - start));
        start = feed + 1;
    }
    setRowRange(0, static_cast<int64_t>(m_starts.size()));
    syncBars();
    viewport()->update();
}

int TextView::contentWidth() const
{
    return m_wrap ? 0 : m_longest * fontMetrics().averageCharWidth() + 2 * margin();
}

QStringView TextView::line(int64_t row) const
{
    const qsizetype start = m_starts[static_cast<size_t>(row)];
    qsizetype end =
        row + 1 < static_cast<int64_t>(m_starts.size()) ? m_starts[static_cast<size_t>(row) + 1] : m_text.size();
    if (end > start && end <= m_text.size() && m_text[end - 1] == QLatin1Char('\n'))
        --end;
    return QStringView(m_text).mid(start, end - start);
}

void TextView::paintRow(QPainter& painter, int64_t row, const QRect& rect)
{
    const QStringView text = line(row);
    const QString shown = text.toString();
    const qsizetype start = m_starts[static_cast<size_t>(row)];
    const qsizetype selBegin = std::clamp<qsizetype>(std::min(m_anchor, m_cursor) - start, 0, text.size());
    const qsizetype selEnd = std::clamp<qsizetype>(std::max(m_anchor, m_cursor) - start, 0, text.size());
    const int x = rect.x() + margin();
    const QRect area(x, rect.y(), std::max(rect.width(), contentWidth()), rect.height());
    painter.setFont(font());
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(area, Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip, shown);
    if (selBegin >= selEnd)
        return;
    const QFontMetrics metrics = fontMetrics();
    const int from = x + metrics.horizontalAdvance(shown, static_cast<int>(selBegin));
    const int to = x + metrics.horizontalAdvance(shown, static_cast<int>(selEnd));
    const QRect marked(from, rect.y(), to - from, rect.height());
    painter.save();
    painter.fillRect(marked, palette().color(QPalette::Highlight));
    painter.setClipRect(marked);
    painter.setPen(palette().color(QPalette::HighlightedText));
    painter.drawText(area, Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip, shown);
    painter.restore();
}

qsizetype TextView::positionAt(const QPoint& at) const
{
    if (m_starts.empty())
        return 0;
    const int64_t row = std::clamp<int64_t>(topRow() + (at.y() < 0 ? -1 : at.y() / rowHeight()), 0, rowEnd() - 1);
    const QString shown = line(row).toString();
    const int x = at.x() - rowRect(row).x() - margin();
    // The advance grows with the count of characters: bisect instead of measuring each.
    int low = 0, high = static_cast<int>(shown.size());
    while (low < high) {
        const int middle = (low + high) / 2;
        const int edge =
            (fontMetrics().horizontalAdvance(shown, middle) + fontMetrics().horizontalAdvance(shown, middle + 1)) / 2;
        if (edge <= x)
            low = middle + 1;
        else
            high = middle;
    }
    return m_starts[static_cast<size_t>(row)] + low;
}

void TextView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_cursor = positionAt(event->position().toPoint());
    if (!(event->modifiers() & Qt::ShiftModifier))
        m_anchor = m_cursor;
    viewport()->update();
    Q_EMIT selectionChanged();
}

void TextView::mouseMoveEvent(QMouseEvent* event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return;
    const QPoint at = event->position().toPoint();
    if (at.y() < 0)
        setTopRow(topRow() - 1);
    else if (at.y() > viewport()->height())
        setTopRow(topRow() + 1);
    m_cursor = positionAt(at);
    viewport()->update();
    Q_EMIT selectionChanged();
}

void TextView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const auto isWord = [](QChar c) { return c.isLetterOrNumber() || c == QLatin1Char('_') || c == QLatin1Char('-'); };
    qsizetype begin = positionAt(event->position().toPoint()), end = begin;
    while (begin > 0 && isWord(m_text[begin - 1]))
        --begin;
    while (end < m_text.size() && isWord(m_text[end]))
        ++end;
    setSelectedRange(begin, end);
}

void TextView::setSelectedRange(qsizetype begin, qsizetype end)
{
    m_anchor = std::clamp<qsizetype>(begin, 0, m_text.size());
    m_cursor = std::clamp<qsizetype>(end, 0, m_text.size());
    const auto it = std::upper_bound(m_starts.begin(), m_starts.end(), m_anchor);
    ensureVisible(std::max<int64_t>(0, it - m_starts.begin() - 1), true);
    viewport()->update();
    Q_EMIT selectionChanged();
}

bool TextView::find(const QString& needle, bool backwards)
{
    if (needle.isEmpty())
        return true;
    const qsizetype begin = std::min(m_anchor, m_cursor);
    qsizetype at;
    if (backwards) {
        at = begin > 0 ? m_text.lastIndexOf(needle, begin - 1, Qt::CaseInsensitive) : -1;
        if (at < 0)
            at = m_text.lastIndexOf(needle, -1, Qt::CaseInsensitive);
    } else {
        at = m_text.indexOf(needle, hasSelection() ? begin + 1 : begin, Qt::CaseInsensitive);
        if (at < 0)
            at = m_text.indexOf(needle, 0, Qt::CaseInsensitive);
    }
    if (at < 0)
        return false;
    setSelectedRange(at, at + needle.size());
    return true;
}

QString TextView::selectedText() const
{
    return m_text.mid(std::min(m_anchor, m_cursor), std::abs(m_cursor - m_anchor));
}

void TextView::copySelection() const
{
    if (hasSelection())
        QGuiApplication::clipboard()->setText(selectedText());
}

void TextView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::SelectAll)) {
        m_anchor = 0;
        m_cursor = m_text.size();
        viewport()->update();
        Q_EMIT selectionChanged();
    } else if (event->matches(QKeySequence::Copy) && hasSelection()) {
        copySelection();
    } else {
        RowView::keyPressEvent(event);
    }
}

void TextView::resizeEvent(QResizeEvent* event)
{
    if (m_wrap && columns() != m_cutAt)
        cutLines();
    RowView::resizeEvent(event);
}

void TextView::changeEvent(QEvent* event)
{
    RowView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        cutLines();
}

} // namespace tapedeck
