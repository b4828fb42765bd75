// A time axis from the first to the last message of a queue: which part the table shows, and a flag for each channel at
// the time of its cursor. Dragging a flag, or moving it with the arrow keys, asks for a seek. GUI thread; changes
// nothing itself.
#pragma once

#include "engine/base/units.h"
#include "ui/models/time_text.h"

#include <QWidget>

#include <string>
#include <vector>

namespace tapedeck {

class TimelineStrip : public QWidget {
    Q_OBJECT
public:
    struct Flag {
        std::string channel;
        Time time; // of the message at its cursor; the end when it has read everything
        bool atHead = false;
    };

    explicit TimelineStrip(ZoneSetting& zone, QWidget* parent = nullptr);

    // No axis is drawn when first > last.
    void setRange(Time first, Time last);
    void setFlags(const std::vector<Flag>& flags);
    // What the table shows; last < first: nothing.
    void setVisibleTimes(Time first, Time last);
    // What a seek to the dragged place would do; drawn beside the flag.
    void setPreview(const QString& text);
    const std::vector<Flag>& flags() const { return m_flags; }
    bool dragging() const { return m_dragged >= 0; }

    int xOf(Time time) const;
    Time timeAt(int x) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void jumpRequested(tapedeck::Time time);
    // While a flag is moved; the answer comes by setPreview().
    void previewRequested(const std::string& channel, tapedeck::Time time);
    void seekRequested(const std::string& channel, tapedeck::Time time);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    int flagAt(const QPoint& at) const;
    QRect ownRect(size_t index) const;
    QRect flagRect(size_t index) const;
    void placeCloths();
    int axisTop() const;
    void moveTo(Time time);
    void finish(bool seek);
    void paintAxis(QPainter& painter) const;
    void paintFlag(QPainter& painter, size_t index) const;
    void describe();

    ZoneSetting& m_zone;
    Time m_first{1}, m_last{0};
    Time m_seenFirst{1}, m_seenLast{0};
    std::vector<Flag> m_flags;
    std::vector<QRect> m_cloths; // where they were drawn
    int m_dragged = -1; // the flag being moved, by mouse or keys
    bool m_byKeys = false;
    int m_focused = 0; // the flag that the keys move
    Time m_target; // where the dragged flag is
    QString m_preview;
};

} // namespace tapedeck
