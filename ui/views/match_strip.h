// A strip beside the scrollbar that shows where in the whole table the matches lie; a click goes there. GUI thread.
#pragma once

#include "ui/models/match_list.h"

#include <QWidget>

namespace tapedeck {

class MatchStrip : public QWidget {
    Q_OBJECT
public:
    explicit MatchStrip(QWidget* parent = nullptr);

    // Null: none. Messages are [first, head).
    void show(std::shared_ptr<const MatchList> matches, MessageId first, MessageId head);
    QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(tapedeck::MessageId id); // the match nearest to the click

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    MessageId idAt(int y) const;

    std::shared_ptr<const MatchList> m_matches;
    MessageId m_first, m_head;
};

} // namespace tapedeck
