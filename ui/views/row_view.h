// A scrolling area of equally high rows, addressed by 64-bit numbers: the base of the message table, the hex view and
// the long-text view. Only what is visible is painted or asked for; ten million rows cost as much as ten. GUI thread.
// Knows nothing of what a row is.
#pragma once

#include "ui/models/row_ranges.h"

#include <QAbstractScrollArea>

namespace tapedeck {

class RowView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit RowView(QWidget* parent = nullptr);

    // Rows are [begin, end). Current row and selection outside are dropped. Keeps the topmost row where it is.
    void setRowRange(int64_t begin, int64_t end);
    int64_t rowBegin() const { return m_begin; }
    int64_t rowEnd() const { return m_end; }
    int64_t rowCount() const { return m_end - m_begin; }

    int64_t topRow() const { return m_top; }
    void setTopRow(int64_t row);
    // Rows that fit completely; at least 1.
    int64_t visibleRows() const;
    // Behind the last row that is at least partly visible.
    int64_t visibleEnd() const;
    bool atEnd() const { return m_top >= topMax(); }
    void scrollToEnd() { setTopRow(topMax()); }
    // Scrolls as little as possible; `centre`: a row that was not visible comes to the middle.
    void ensureVisible(int64_t row, bool centre = false);

    // rowBegin() - 1 and below: none. Rows are numbers >= 0, so none is -1.
    static constexpr int64_t kNone = -1;
    int64_t currentRow() const { return m_current; }
    // Makes it current, selects it alone, and scrolls to it.
    void setCurrentRow(int64_t row, bool centre = false);
    const RowRanges& selection() const { return m_selection; }
    void setSelection(const RowRanges& selection);
    void selectAll();

    // Dragging a selected row asks for a drag of the selection instead of selecting on.
    void setDragsSelection(bool on) { m_dragsSelection = on; }

    int rowHeight() const;
    // Blank above and below a row's text together, in quarters of its height; 1 unless set.
    void setRowSpace(int quarters);
    QRect rowRect(int64_t row) const; // in viewport coordinates; may lie outside of it
    int64_t rowAt(int y) const; // kNone if there is none

Q_SIGNALS:
    void currentRowChanged(qint64 row);
    void selectionChanged();
    void viewChanged(); // other rows are visible
    void rowActivated(qint64 row); // double click or Return
    void dragRequested(); // of the selection, by the mouse; only where setDragsSelection()
    void userScrolled(); // by wheel, bar or key: not by setTopRow()

protected:
    // One row. `rect` spans the viewport's width, shifted by the horizontal scroll offset.
    virtual void paintRow(QPainter& painter, int64_t row, const QRect& rect) = 0;
    // Drawn instead of rows when there are none.
    virtual void paintEmpty(QPainter& painter);
    virtual int contentWidth() const { return 0; }
    virtual bool selectsRows() const { return true; }

    void updateRow(int64_t row);
    void syncBars();
    // Moves the current row and the selection as the keyboard does.
    void moveCurrent(int64_t row, Qt::KeyboardModifiers modifiers);

    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    int64_t topMax() const;
    void onBarAction(int action);
    void scrollByUser(int64_t rows);

    int64_t m_begin = 0, m_end = 0;
    int64_t m_top = 0;
    int64_t m_current = kNone;
    int64_t m_anchor = kNone; // where a shift-selection began
    RowRanges m_selection;
    int m_rowSpace = 1;
    int m_wheelRest = 0; // part of a wheel step not yet turned into rows
    bool m_syncing = false;
    bool m_dragsSelection = false;
    QPoint m_pressedAt; // on a selected row ...
    bool m_pressedSelection = false; // ... which a drag or a click follows
};

} // namespace tapedeck
