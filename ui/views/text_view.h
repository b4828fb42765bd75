// Long plain text without a layout engine: fixed-width lines are cut once, only visible ones are drawn, any part can be
// selected, found and copied. GUI thread. Shows text that has been through shownText(); never interprets it.
#pragma once

#include "ui/views/row_view.h"

#include <QString>

#include <vector>

namespace tapedeck {

class TextView : public RowView {
    Q_OBJECT
public:
    // Without wrapping, a line is cut after this many characters all the same: no font engine likes a megabyte in a
    // row.
    static constexpr int kLineCharsMax = 8192;

    explicit TextView(QWidget* parent = nullptr);

    void setText(const QString& text);
    const QString& text() const { return m_text; }
    void setWrap(bool on);
    bool wraps() const { return m_wrap; }

    // Selects the next occurrence (ignoring case) after or before the selection, around the ends. False: there is none.
    bool find(const QString& needle, bool backwards = false);
    QString selectedText() const;
    bool hasSelection() const { return m_anchor != m_cursor; }
    void setSelectedRange(qsizetype begin, qsizetype end);
    void copySelection() const;

protected:
    void paintRow(QPainter& painter, int64_t row, const QRect& rect) override;
    int contentWidth() const override;
    bool selectsRows() const override { return false; }
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void cutLines();
    int columns() const;
    int margin() const;
    QStringView line(int64_t row) const;
    qsizetype positionAt(const QPoint& at) const;

    QString m_text;
    std::vector<qsizetype> m_starts; // of the lines as drawn
    int m_longest = 0; // characters of the longest line
    int m_cutAt = 0; // columns used for cutting
    bool m_wrap = true;
    qsizetype m_anchor = 0, m_cursor = 0;
};

} // namespace tapedeck
