#include "ui/views/diff_view.h"

#include "ui/models/plain_text.h"
#include "ui/views/theme.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace tapedeck {

// Longest part of a line that is drawn.
static constexpr size_t kLineBytes = 4'000;

DiffView::DiffView(QWidget* parent)
    : RowView(parent)
{
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setAccessibleName(tr("Differences, line by line"));
}

void DiffView::setDiff(std::vector<std::string> left, std::vector<std::string> right, LineDiff diff)
{
    m_left = std::move(left);
    m_right = std::move(right);
    m_diff = std::move(diff);
    m_longest = 0;
    for (const auto* lines : {&m_left, &m_right})
        for (const std::string& line : *lines)
            m_longest = std::max(m_longest, static_cast<int>(std::min(line.size(), kLineBytes)));
    fold();
    setTopRow(0);
}

void DiffView::clear()
{
    setDiff({}, {}, {});
}

void DiffView::setFolded(bool on)
{
    m_folded = on;
    fold();
}

void DiffView::fold()
{
    m_rows.clear();
    const auto& lines = m_diff.lines;
    std::vector<bool> shown(lines.size(), !m_folded);
    for (size_t i = 0; m_folded && i < lines.size(); ++i)
        if (lines[i].kind != DiffLine::Kind::same)
            for (size_t k = i - std::min(i, kAround); k < std::min(lines.size(), i + kAround + 1); ++k)
                shown[k] = true;
    for (size_t i = 0; i < lines.size(); ++i) {
        if (shown[i])
            m_rows.push_back(i);
        else if (m_rows.empty() || m_rows.back() != kFold)
            m_rows.push_back(kFold);
    }
    setRowRange(0, static_cast<int64_t>(m_rows.size()));
    syncBars();
    viewport()->update();
}

void DiffView::nextChange()
{
    const auto count = static_cast<int64_t>(m_rows.size());
    const auto changed = [this](int64_t row) {
        const size_t at = m_rows[static_cast<size_t>(row)];
        return at != kFold && m_diff.lines[at].kind != DiffLine::Kind::same;
    };
    int64_t row = std::max<int64_t>(currentRow(), 0);
    if (currentRow() != kNone) // behind the change where it stands
        while (row < count && changed(row))
            ++row;
    for (int64_t i = 0; i < count; ++i)
        if (const int64_t at = (row + i) % count; changed(at)) {
            setCurrentRow(at, true);
            return;
        }
}

QString DiffView::lineText(const DiffLine& line) const
{
    return shownText(
        line.kind == DiffLine::Kind::added ? m_right[line.right] : m_left[line.left], Lines::single, kLineBytes);
}

QString DiffView::rowText(int64_t row) const
{
    const size_t at = m_rows[static_cast<size_t>(row)];
    if (at == kFold)
        return QStringLiteral("\u2026");
    const DiffLine& line = m_diff.lines[at];
    const QChar sign = QLatin1Char(line.kind == DiffLine::Kind::same ? ' '
            : line.kind == DiffLine::Kind::added                     ? '+'
                                                                     : '-');
    return QString(sign) + QLatin1Char(' ') + lineText(line);
}

int DiffView::numberChars() const
{
    return static_cast<int>(QString::number(std::max(m_left.size(), m_right.size())).size()) + 1;
}

int DiffView::contentWidth() const
{
    return (2 * numberChars() + 3 + m_longest) * fontMetrics().averageCharWidth();
}

void DiffView::paintRow(QPainter& painter, int64_t row, const QRect& rect)
{
    const Colours& colours = Colours::of(palette());
    const int em = fontMetrics().averageCharWidth();
    const size_t at = m_rows[static_cast<size_t>(row)];
    const DiffLine::Kind kind = at == kFold ? DiffLine::Kind::same : m_diff.lines[at].kind;
    const bool selected = selection().contains(row);
    if (selected)
        painter.fillRect(rect, palette().color(QPalette::Highlight));
    else if (kind == DiffLine::Kind::removed)
        painter.fillRect(rect, colours.badFill);
    else if (kind == DiffLine::Kind::added)
        painter.fillRect(rect, colours.infoFill);
    painter.setFont(font());
    const auto draw = [&](int column, const QString& text, const QColor& colour) {
        painter.setPen(selected ? palette().color(QPalette::HighlightedText) : colour);
        painter.drawText(rect.adjusted(column * em, 0, 0, 0), Qt::AlignVCenter | Qt::TextDontClip, text);
    };
    const int width = numberChars();
    if (at == kFold) {
        draw(2 * width + 1, tr("\u2026 equal lines"), colours.muted);
        return;
    }
    const DiffLine& line = m_diff.lines[at];
    if (kind != DiffLine::Kind::added)
        draw(0, QStringLiteral("%1").arg(line.left + 1, width - 1), colours.muted);
    if (kind != DiffLine::Kind::removed)
        draw(width, QStringLiteral("%1").arg(line.right + 1, width - 1), colours.muted);
    draw(2 * width, rowText(row),
        kind == DiffLine::Kind::removed     ? colours.bad
            : kind == DiffLine::Kind::added ? colours.good
                                            : colours.text);
}

void DiffView::copyRows() const
{
    QStringList rows;
    for (int64_t row = 0; row < static_cast<int64_t>(m_rows.size()); ++row)
        if (selection().empty() || selection().contains(row))
            rows.append(rowText(row));
    QGuiApplication::clipboard()->setText(rows.join(QLatin1Char('\n')));
}

void DiffView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        copyRows();
    else
        RowView::keyPressEvent(event);
}

} // namespace tapedeck
