#include "ui/views/row_view.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>

namespace tapedeck {

// The scrollbar counts rows while they fit; beyond, it is a scale of this many steps, and small moves go by rows
// exactly.
static constexpr int64_t kBarStepsMax = 1 << 30;

RowView::RowView(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, &RowView::onBarAction);
}

int RowView::rowHeight() const
{
    const QFontMetrics metrics(font());
    return metrics.height() + std::max(2, m_rowSpace * metrics.height() / 4);
}

void RowView::setRowSpace(int quarters)
{
    const bool wasAtEnd = atEnd();
    m_rowSpace = quarters;
    m_top = wasAtEnd ? topMax() : std::clamp(m_top, m_begin, topMax());
    syncBars();
    viewport()->update();
    Q_EMIT viewChanged();
}

int64_t RowView::visibleRows() const
{
    return std::max<int64_t>(1, viewport()->height() / rowHeight());
}

int64_t RowView::visibleEnd() const
{
    return std::min(m_end, m_top + viewport()->height() / rowHeight() + 1);
}

int64_t RowView::topMax() const
{
    return std::max(m_begin, m_end - visibleRows());
}

void RowView::setRowRange(int64_t begin, int64_t end)
{
    if (begin == m_begin && end == m_end)
        return;
    const bool more = begin == m_begin && end > m_end;
    m_begin = begin;
    m_end = std::max(begin, end);
    if (!more) {
        const RowRanges before = m_selection;
        m_selection.clip(m_begin, m_end);
        if (before != m_selection)
            Q_EMIT selectionChanged();
        if (m_current != kNone && (m_current < m_begin || m_current >= m_end)) {
            m_current = m_anchor = kNone;
            Q_EMIT currentRowChanged(kNone);
        }
    }
    m_top = std::clamp(m_top, m_begin, topMax());
    syncBars();
    viewport()->update();
    Q_EMIT viewChanged();
}

void RowView::setTopRow(int64_t row)
{
    row = std::clamp(row, m_begin, topMax());
    if (row == m_top)
        return;
    m_top = row;
    syncBars();
    viewport()->update();
    Q_EMIT viewChanged();
}

void RowView::scrollByUser(int64_t rows)
{
    const int64_t before = m_top;
    setTopRow(m_top + rows);
    if (m_top != before)
        Q_EMIT userScrolled();
}

void RowView::ensureVisible(int64_t row, bool centre)
{
    if (row >= m_top && row < m_top + visibleRows())
        return;
    if (centre)
        setTopRow(row - visibleRows() / 2);
    else
        setTopRow(row < m_top ? row : row - visibleRows() + 1);
}

void RowView::setCurrentRow(int64_t row, bool centre)
{
    if (row < m_begin || row >= m_end)
        return;
    if (centre)
        ensureVisible(row, true);
    moveCurrent(row, Qt::NoModifier);
}

void RowView::moveCurrent(int64_t row, Qt::KeyboardModifiers modifiers)
{
    if (rowCount() == 0)
        return;
    row = std::clamp(row, m_begin, m_end - 1);
    ensureVisible(row);
    const RowRanges before = m_selection;
    if ((modifiers & Qt::ShiftModifier) && m_anchor != kNone) {
        if (!(modifiers & Qt::ControlModifier))
            m_selection.clear();
        m_selection.add(std::min(row, m_anchor), std::max(row, m_anchor) + 1);
    } else if (modifiers & Qt::ControlModifier) {
        m_selection.toggle(row);
        m_anchor = row;
    } else {
        m_selection.clear();
        m_selection.add(row, row + 1);
        m_anchor = row;
    }
    const int64_t previous = std::exchange(m_current, row);
    if (before != m_selection)
        Q_EMIT selectionChanged();
    if (previous != row)
        Q_EMIT currentRowChanged(row);
    viewport()->update();
}

void RowView::setSelection(const RowRanges& selection)
{
    m_selection = selection;
    m_selection.clip(m_begin, m_end);
    viewport()->update();
    Q_EMIT selectionChanged();
}

void RowView::selectAll()
{
    RowRanges all;
    all.add(m_begin, m_end);
    setSelection(all);
}

QRect RowView::rowRect(int64_t row) const
{
    const int64_t offset = std::clamp<int64_t>(row - m_top, -1'000'000, 1'000'000);
    const int width = std::max(contentWidth(), viewport()->width());
    return {-horizontalScrollBar()->value(), static_cast<int>(offset) * rowHeight(), width, rowHeight()};
}

int64_t RowView::rowAt(int y) const
{
    const int64_t row = m_top + (y < 0 ? -1 : y / rowHeight());
    return row >= m_begin && row < m_end ? row : kNone;
}

void RowView::updateRow(int64_t row)
{
    if (row >= m_top && row < visibleEnd())
        viewport()->update(rowRect(row));
}

void RowView::syncBars()
{
    m_syncing = true;
    const int64_t span = topMax() - m_begin;
    QScrollBar* bar = verticalScrollBar();
    bar->setPageStep(static_cast<int>(std::min<int64_t>(visibleRows(), kBarStepsMax / 10)));
    bar->setSingleStep(1);
    if (span <= kBarStepsMax) {
        bar->setRange(0, static_cast<int>(span));
        bar->setValue(static_cast<int>(m_top - m_begin));
    } else {
        bar->setRange(0, static_cast<int>(kBarStepsMax));
        const double part = static_cast<double>(m_top - m_begin) / static_cast<double>(span);
        bar->setValue(static_cast<int>(part * static_cast<double>(kBarStepsMax)));
    }
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(fontMetrics().averageCharWidth() * 4);
    horizontalScrollBar()->setRange(0, std::max(0, contentWidth() - viewport()->width()));
    m_syncing = false;
}

void RowView::onBarAction(int action)
{
    QScrollBar* bar = verticalScrollBar();
    int64_t top = m_top;
    switch (action) {
    case QAbstractSlider::SliderSingleStepAdd:
        top += 1;
        break;
    case QAbstractSlider::SliderSingleStepSub:
        top -= 1;
        break;
    case QAbstractSlider::SliderPageStepAdd:
        top += visibleRows();
        break;
    case QAbstractSlider::SliderPageStepSub:
        top -= visibleRows();
        break;
    default: { // dragged or clicked somewhere
        const int64_t span = topMax() - m_begin;
        const int position = bar->sliderPosition();
        top = m_begin
            + (span <= kBarStepsMax ? position
                                    : static_cast<int64_t>(static_cast<double>(position)
                                        / static_cast<double>(kBarStepsMax) * static_cast<double>(span)));
        break;
    }
    }
    scrollByUser(top - m_top);
    bar->setSliderPosition(bar->value()); // the value is ours alone
    syncBars();
}

void RowView::scrollContentsBy(int dx, int)
{
    if (dx != 0)
        viewport()->update();
    // Vertical values set by us need nothing; those set by the bar came through onBarAction().
}

void RowView::paintEmpty(QPainter&) { }

void RowView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    if (rowCount() == 0) {
        paintEmpty(painter);
        return;
    }
    const int height = rowHeight();
    const int64_t first = m_top + std::max(0, event->rect().top() / height);
    const int64_t end = std::min(m_end, m_top + event->rect().bottom() / height + 1);
    for (int64_t row = first; row < end; ++row)
        paintRow(painter, row, rowRect(row));
}

void RowView::resizeEvent(QResizeEvent*)
{
    m_top = std::clamp(m_top, m_begin, topMax());
    syncBars();
    Q_EMIT viewChanged();
}

void RowView::wheelEvent(QWheelEvent* event)
{
    if (event->modifiers() & Qt::ShiftModifier
        || std::abs(event->angleDelta().x()) > std::abs(event->angleDelta().y())) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    // Touchpads send pixels, wheels eighths of a degree; both add up to whole rows.
    const int perRow = event->pixelDelta().isNull() ? 120 / 3 : rowHeight();
    m_wheelRest += event->pixelDelta().isNull() ? event->angleDelta().y() : event->pixelDelta().y();
    const int rows = m_wheelRest / perRow;
    m_wheelRest -= rows * perRow;
    scrollByUser(-rows);
    event->accept();
}

void RowView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
        return;
    }
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    const int64_t from = m_current == kNone ? m_top : m_current;
    int64_t to = kNone;
    switch (event->key()) {
    case Qt::Key_Up:
        to = from - 1;
        break;
    case Qt::Key_Down:
        to = m_current == kNone ? from : from + 1;
        break;
    case Qt::Key_K:
        to = plain ? from - 1 : kNone;
        break;
    case Qt::Key_J:
        to = plain ? (m_current == kNone ? from : from + 1) : kNone;
        break;
    case Qt::Key_PageUp:
        to = from - visibleRows();
        break;
    case Qt::Key_PageDown:
        to = from + visibleRows();
        break;
    case Qt::Key_Home:
        to = m_begin;
        break;
    case Qt::Key_End:
        to = m_end - 1;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current != kNone && plain)
            Q_EMIT rowActivated(m_current);
        else
            event->ignore();
        return;
    default:
        break;
    }
    if (to == kNone && (event->key() != Qt::Key_Up && event->key() != Qt::Key_K)) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    if (!selectsRows() && rowCount() > 0) {
        scrollByUser(event->key() == Qt::Key_Home ? m_begin - m_top
                : event->key() == Qt::Key_End     ? topMax() - m_top
                                                  : to - from);
        return;
    }
    const int64_t topBefore = m_top;
    moveCurrent(to, event->modifiers() & Qt::ShiftModifier);
    if (m_top != topBefore)
        Q_EMIT userScrolled();
}

void RowView::mousePressEvent(QMouseEvent* event)
{
    const int64_t row = rowAt(static_cast<int>(event->position().y()));
    if (!selectsRows() || row == kNone)
        return;
    if (event->button() == Qt::RightButton && m_selection.contains(row)) {
        // The menu is about the whole selection.
        const int64_t previous = std::exchange(m_current, row);
        if (previous != row)
            Q_EMIT currentRowChanged(row);
        viewport()->update();
        return;
    }
    m_pressedSelection = m_dragsSelection && event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier
        && m_selection.contains(row);
    m_pressedAt = event->position().toPoint();
    if (m_pressedSelection)
        return; // a click selects it alone when the button is let go
    if (event->button() == Qt::LeftButton || event->button() == Qt::RightButton)
        moveCurrent(row, event->modifiers());
}

void RowView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_pressedSelection && event->buttons() & Qt::LeftButton) {
        const int way = (event->position().toPoint() - m_pressedAt).manhattanLength();
        if (way >= QApplication::startDragDistance() && std::exchange(m_pressedSelection, false)) {
            m_anchor = kNone; // the button does not select any more
            Q_EMIT dragRequested();
        }
        return;
    }
    if (!selectsRows() || !(event->buttons() & Qt::LeftButton) || rowCount() == 0 || m_anchor == kNone)
        return;
    const int y = static_cast<int>(event->position().y());
    int64_t row = m_top + (y < 0 ? -1 : y / rowHeight());
    row = std::clamp(row, m_begin, m_end - 1);
    if (row != m_current)
        moveCurrent(row, Qt::ShiftModifier);
}

void RowView::mouseReleaseEvent(QMouseEvent* event)
{
    const int64_t row = rowAt(static_cast<int>(event->position().y()));
    if (std::exchange(m_pressedSelection, false) && event->button() == Qt::LeftButton && row != kNone)
        moveCurrent(row, Qt::NoModifier);
}

void RowView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const int64_t row = rowAt(static_cast<int>(event->position().y()));
    if (row != kNone && event->button() == Qt::LeftButton)
        Q_EMIT rowActivated(row);
}

void RowView::focusInEvent(QFocusEvent*)
{
    viewport()->update();
}

void RowView::focusOutEvent(QFocusEvent*)
{
    viewport()->update();
}

void RowView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange
        || event->type() == QEvent::PaletteChange) {
        syncBars();
        viewport()->update();
    }
}

} // namespace tapedeck
