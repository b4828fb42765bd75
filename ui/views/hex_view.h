// Bytes as offset, hexadecimal and text columns, 16 in a row, or 8 where 16 do not fit. A range of bytes can be marked
// and copied, by mouse or keys (arrows move, with Shift they mark). GUI thread; shares the bytes, which never change.
#pragma once

#include "ui/views/row_view.h"

#include <memory>
#include <string>

namespace tapedeck {

class HexView : public RowView {
    Q_OBJECT
public:
    static constexpr int kBytesPerRowMax = 16;

    explicit HexView(QWidget* parent = nullptr);

    using Bytes = std::shared_ptr<const std::string>;
    void setBytes(Bytes bytes); // not null
    void setBytes(std::string bytes) { setBytes(std::make_shared<const std::string>(std::move(bytes))); }
    const std::string& bytes() const { return *m_bytes; }
    // Bytes [begin, end) are highlighted and scrolled to.
    void mark(size_t begin, size_t end);
    size_t markBegin() const { return std::min(m_anchor, m_cursor); }
    size_t markEnd() const { return std::max(m_anchor, m_cursor); }
    // The marked bytes as "7b 22 69".
    void copyMarked() const;

Q_SIGNALS:
    void markedByUser(); // not by mark()

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

    void moveCursor(qint64 by, bool marking);

    Bytes m_bytes;
    int m_perRow = kBytesPerRowMax;
    size_t m_anchor = 0, m_cursor = 0;
};

} // namespace tapedeck
