#include "ui/views/hex_view.h"

#include "ui/views/theme.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace tapedeck {

// Offsets of small bodies take four digits, so that a row fits into a narrow panel.
static constexpr size_t kSmallBytes = 1 << 16;

// Character columns: "0000  xx xx xx xx xx xx xx xx  xx ...  ................", the bytes parted once in the middle.
int HexView::offsetChars() const
{
    return m_bytes->size() <= kSmallBytes ? 4 : 8;
}

HexView::HexView(QWidget* parent)
    : RowView(parent)
    , m_bytes(std::make_shared<const std::string>())
{
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
}

void HexView::setBytes(Bytes bytes)
{
    m_bytes = std::move(bytes);
    m_anchor = m_cursor = 0;
    setRowRange(0, 0);
    fitRows();
    setTopRow(0);
}

void HexView::fitRows()
{
    m_perRow = kBytesPerRowMax;
    if (contentWidth() > viewport()->width())
        m_perRow = kBytesPerRowMax / 2;
    const auto perRow = static_cast<size_t>(m_perRow);
    setRowRange(0, static_cast<int64_t>((m_bytes->size() + perRow - 1) / perRow));
    syncBars();
    viewport()->update();
}

void HexView::resizeEvent(QResizeEvent* event)
{
    fitRows();
    RowView::resizeEvent(event);
}

void HexView::changeEvent(QEvent* event)
{
    RowView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitRows();
}

void HexView::mark(size_t begin, size_t end)
{
    m_anchor = std::min(begin, m_bytes->size());
    m_cursor = std::min(end, m_bytes->size());
    ensureVisible(static_cast<int64_t>(m_anchor / static_cast<size_t>(m_perRow)), true);
    viewport()->update();
    Q_EMIT selectionChanged();
}

// One extra blank in the middle.
int HexView::hexX(int column) const
{
    return (offsetChars() + 2 + column * 3 + (column >= m_perRow / 2 ? 1 : 0)) * fontMetrics().averageCharWidth();
}

int HexView::textX(int column) const
{
    return (offsetChars() + 2 + m_perRow * 3 + 1 + column) * fontMetrics().averageCharWidth();
}

int HexView::contentWidth() const
{
    return textX(m_perRow) + fontMetrics().averageCharWidth();
}

void HexView::paintRow(QPainter& painter, int64_t row, const QRect& rect)
{
    const Colours& colours = Colours::of(palette());
    const int charWidth = fontMetrics().averageCharWidth();
    const int left = rect.x() + charWidth / 2;
    const size_t start = static_cast<size_t>(row) * static_cast<size_t>(m_perRow);
    const size_t end = std::min(start + static_cast<size_t>(m_perRow), m_bytes->size());
    painter.setFont(font());
    const auto draw = [&](int x, int chars, const QString& text, const QColor& colour) {
        painter.setPen(colour);
        painter.drawText(
            QRect(left + x, rect.y(), chars * charWidth, rect.height()), Qt::AlignVCenter | Qt::TextDontClip, text);
    };
    draw(0, offsetChars(), QStringLiteral("%1").arg(start, offsetChars(), 16, QLatin1Char('0')), colours.muted);
    for (size_t i = start; i < end; ++i) {
        const auto value = static_cast<unsigned char>((*m_bytes)[i]);
        const int column = static_cast<int>(i - start);
        const bool marked = i >= markBegin() && i < markEnd();
        const bool printable = value >= 0x20 && value < 0x7f;
        if (marked) {
            const QColor fill = palette().color(QPalette::Highlight);
            painter.fillRect(left + hexX(column), rect.y(), charWidth * 2, rect.height(), fill);
            painter.fillRect(left + textX(column), rect.y(), charWidth, rect.height(), fill);
        }
        const QColor colour = marked ? palette().color(QPalette::HighlightedText)
            : printable              ? colours.text
                                     : colours.muted;
        draw(hexX(column), 2, QStringLiteral("%1").arg(value, 2, 16, QLatin1Char('0')), colour);
        draw(textX(column), 1, printable ? QString(QLatin1Char((*m_bytes)[i])) : QString(QChar(0xb7)), colour);
    }
}

size_t HexView::byteAt(const QPoint& at) const
{
    const int64_t row =
        std::clamp<int64_t>(topRow() + (at.y() < 0 ? -1 : at.y() / rowHeight()), 0, std::max<int64_t>(0, rowEnd() - 1));
    const int charWidth = fontMetrics().averageCharWidth();
    const int x = at.x() - rowRect(row).x() - charWidth / 2;
    int column = 0;
    if (x >= textX(0) - charWidth)
        column = (x - textX(0)) / charWidth;
    else
        while (column + 1 < m_perRow && x >= hexX(column + 1) - charWidth / 2)
            ++column;
    column = std::clamp(column, 0, m_perRow - 1);
    return std::min(
        static_cast<size_t>(row) * static_cast<size_t>(m_perRow) + static_cast<size_t>(column), m_bytes->size());
}

void HexView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_bytes->empty())
        return;
    m_anchor = byteAt(event->position().toPoint());
    m_cursor = std::min(m_anchor + 1, m_bytes->size());
    viewport()->update();
    Q_EMIT selectionChanged();
    Q_EMIT markedByUser();
}

void HexView::mouseMoveEvent(QMouseEvent* event)
{
    if (!(event->buttons() & Qt::LeftButton) || m_bytes->empty())
        return;
    const size_t at = byteAt(event->position().toPoint());
    m_cursor = at >= m_anchor ? std::min(at + 1, m_bytes->size()) : at;
    viewport()->update();
    Q_EMIT selectionChanged();
    Q_EMIT markedByUser();
}

void HexView::copyMarked() const
{
    QString text;
    for (size_t i = markBegin(); i < markEnd(); ++i)
        text += QStringLiteral("%1 ").arg(static_cast<unsigned char>((*m_bytes)[i]), 2, 16, QLatin1Char('0'));
    QGuiApplication::clipboard()->setText(text.trimmed());
}

// One byte is always marked; with `marking` the mark grows from where it began.
void HexView::moveCursor(qint64 by, bool marking)
{
    if (m_bytes->empty())
        return;
    const auto last = static_cast<qint64>(m_bytes->size()) - 1;
    const bool forward = m_cursor > m_anchor;
    const qint64 at = static_cast<qint64>(m_cursor) - (forward ? 1 : 0); // the byte where the cursor is
    const qint64 to = std::clamp<qint64>(at + by, 0, last);
    if (!marking)
        m_anchor = static_cast<size_t>(to);
    const auto first = static_cast<qint64>(m_anchor);
    m_cursor = static_cast<size_t>(to >= first ? to + 1 : to);
    ensureVisible(to / m_perRow);
    viewport()->update();
    Q_EMIT selectionChanged();
    Q_EMIT markedByUser();
}

void HexView::keyPressEvent(QKeyEvent* event)
{
    const bool marking = event->modifiers() & Qt::ShiftModifier;
    const auto size = static_cast<qint64>(m_bytes->size());
    const qint64 page = visibleRows() * m_perRow;
    if (event->matches(QKeySequence::SelectAll))
        mark(0, m_bytes->size());
    else if (event->key() == Qt::Key_Left)
        moveCursor(-1, marking);
    else if (event->key() == Qt::Key_Right)
        moveCursor(1, marking);
    else if (event->key() == Qt::Key_Up)
        moveCursor(-m_perRow, marking);
    else if (event->key() == Qt::Key_Down)
        moveCursor(m_perRow, marking);
    else if (event->key() == Qt::Key_PageUp)
        moveCursor(-page, marking);
    else if (event->key() == Qt::Key_PageDown)
        moveCursor(page, marking);
    else if (event->key() == Qt::Key_Home)
        moveCursor(-size, marking);
    else if (event->key() == Qt::Key_End)
        moveCursor(size, marking);
    else if (event->matches(QKeySequence::Copy) && markBegin() != markEnd())
        copyMarked();
    else
        RowView::keyPressEvent(event);
}

} // namespace tapedeck
