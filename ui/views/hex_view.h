// Bytes as offset, hexadecimal and text columns, 16 in a row, or 8 where 16 do not fit. A range of bytes can be marked
// and copied. GUI thread; owns a copy of the bytes.
#pragma once

#include "ui/views/row_view.h"

#include <string>

namespace tapedeck {

class HexView : public RowView {
    Q_OBJECT
public:
    static constexpr int kBytesPerRowMax = 16;

    explicit HexView(QWidget* parent = nullptr);

    void setBytes(std::string bytes);
    // Bytes [begin, end) are highlighted and scrolled to.
    void mark(size_t begin, size_t end);
    size_t markBegin() const { return std::min(m_anchor, m_cursor); }
    size_t markEnd() const { return std::max(m_anchor, m_cursor); }
    // The marked bytes as "7b 22 69".
    void copyMarked() const;

protected:
    void paintRow(QPainter& painter, int64_t row, const QRect& rect) override;
    int contentWidth() const override;
    bool selectsRows() const override { return false; }
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void fitRows();
    int offsetChars() const;
    int hexX(int column) const;
    int textX(int column) const;
    size_t byteAt(const QPoint& at) const;

    std::string m_bytes;
    int m_perRow = kBytesPerRowMax;
    size_t m_anchor = 0, m_cursor = 0;
};

} // namespace tapedeck
