// Two texts in one column: lines that both have, lines that only the first (-) or only the second (+) has, told by sign
// and colour. Equal stretches can be folded. GUI thread.
#pragma once

#include "ui/models/line_diff.h"
#include "ui/views/row_view.h"

namespace tapedeck {

class DiffView : public RowView {
    Q_OBJECT
public:
    // Lines around a change that stay when the equal ones are folded.
    static constexpr size_t kAround = 3;

    explicit DiffView(QWidget* parent = nullptr);
    // `diff` is of these lines; raw bytes.
    void setDiff(std::vector<std::string> left, std::vector<std::string> right, LineDiff diff);
    void clear();
    void setFolded(bool on);
    const LineDiff& diff() const { return m_diff; }
    // Goes to the next change behind the current row, or to the first one.
    void nextChange();
    // "- text", as it is copied and spoken.
    QString rowText(int64_t row) const;
    void copyRows() const; // the selected ones, or all

protected:
    void paintRow(QPainter& painter, int64_t row, const QRect& rect) override;
    int contentWidth() const override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void fold();
    int numberChars() const;
    QString lineText(const DiffLine& line) const;

    static constexpr size_t kFold = SIZE_MAX;
    std::vector<std::string> m_left, m_right;
    LineDiff m_diff;
    std::vector<size_t> m_rows; // numbers of diff lines; kFold: some are left out
    int m_longest = 0;
    bool m_folded = false;
};

} // namespace tapedeck
