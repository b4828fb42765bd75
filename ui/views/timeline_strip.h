// When messages came: bars of counts on a time axis, which part the table shows, a brush that chooses a range, a flag
// for each channel at the time of its cursor, and ticks for single messages. The wheel zooms, a drag brushes or pans,
// dragging a flag asks for a seek; everything can be done by keys too. GUI thread; asks nobody and changes nothing
// itself. timeline_paint.cpp draws, timeline_keys.cpp has the keyboard and what is read out.
#pragma once

#include "ui/models/timeline_scale.h"

#include <QWidget>

#include <array>
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
        bool operator==(const Flag&) const = default;
    };
    struct Playhead {
        uint64_t replay = 0;
        Time time; // of the last message that was published again
        bool operator==(const Playhead&) const = default;
    };
    enum class Layer : unsigned char { all, matches };
    enum class Ticks : unsigned char { dead, marked };

    explicit TimelineStrip(ZoneSetting& zone, QWidget* parent = nullptr);

    // --- what is shown ---
    // No axis is drawn when first > last.
    void setRange(Time first, Time last);
    // Another queue: everything is shown, nothing is known.
    void reset();
    void setLayer(Layer layer, BucketCounts counts); // empty counts: no such layer
    const BucketCounts& layer(Layer layer) const { return m_layers[static_cast<size_t>(layer)]; }
    void setTicks(Ticks kind, std::vector<Time> times);
    const std::vector<Time>& ticks(Ticks kind) const { return m_ticks[static_cast<size_t>(kind)]; }
    void setFlags(const std::vector<Flag>& flags);
    void setPlayheads(std::vector<Playhead> playheads);
    const std::vector<Playhead>& playheads() const { return m_playheads; }
    void setNow(Time now); // drawn where it is in the view
    // What the table shows; last < first: nothing.
    void setVisibleTimes(Time first, Time last);
    // What a seek to the dragged place would do; drawn beside the flag.
    void setPreview(const QString& text);
    const std::vector<Flag>& flags() const { return m_flags; }
    bool dragging() const { return m_dragged >= 0; }

    // --- the view ---
    const TimelineScale& scale() const { return m_scale; }
    BucketGrid grid() const { return m_scale.grid(); }
    void showAll();
    void zoom(double factor); // about the middle
    void zoomToBrush();
    int xOf(Time time) const { return m_scale.xOf(time); }
    Time timeAt(int x) const { return m_scale.timeAt(x); }

    // --- the brush ---
    TimeRange brush() const { return m_brush; }
    void setBrush(TimeRange range); // without a signal
    void clearBrush();

    // What is at that moment, as it is read out: "14:03:04.000000 for 4.2 s: 312 messages"
    QString readout(Time time) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void jumpRequested(tapedeck::Time time);
    // While a flag is moved; the answer comes by setPreview().
    void previewRequested(const std::string& channel, tapedeck::Time time);
    void seekRequested(const std::string& channel, tapedeck::Time time);
    void brushChanged(); // another range was chosen, or none
    void gridChanged(); // other buckets are in the view: counts are wanted

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    enum class Grip : unsigned char { none, flag, brush, pan };

    // --- timeline_strip.cpp ---
    void rescale();
    void viewMoved();
    int flagAt(const QPoint& at) const;
    bool nearBrushEdge(int x, Time* otherEdge) const;
    void beginFlag(int flag, bool byKeys);
    void moveFlag(Time time);
    void finishFlag(bool seek);
    void brushTo(Time time);

    // --- timeline_keys.cpp ---
    bool keyOfFlags(const QKeyEvent& event);
    bool keyOfTime(const QKeyEvent& event);
    bool keyOfView(const QKeyEvent& event);
    bool leave();
    void moveCursor(Time time, bool brushing);
    void describe();
    QString helpText(const QPoint& at) const;

    // --- timeline_paint.cpp ---
    int barsTop() const;
    int axisTop() const;
    QRect ownRect(size_t index) const;
    QRect flagRect(size_t index) const;
    void placeCloths();
    void paintBrush(QPainter& painter) const;
    void paintLayer(QPainter& painter, const BucketCounts& counts, const QColor& colour, double most) const;
    void paintBars(QPainter& painter) const;
    void paintTicks(QPainter& painter) const;
    void paintAxis(QPainter& painter) const;
    void paintPlayheads(QPainter& painter) const;
    void paintCursor(QPainter& painter) const;
    void paintFlag(QPainter& painter, size_t index) const;
    void paintNote(QPainter& painter, int x, const QString& text) const;

    ZoneSetting& m_zone;
    TimelineScale m_scale;
    BucketGrid m_grid; // that gridChanged() told of
    std::array<BucketCounts, 2> m_layers; // by Layer
    std::array<std::vector<Time>, 2> m_ticks; // by Ticks, ascending
    std::vector<Playhead> m_playheads;
    Time m_now;
    Time m_seenFirst{1}, m_seenLast{0};
    TimeRange m_brush;

    Grip m_grip = Grip::none; // what the mouse holds
    int m_pressX = 0;
    bool m_moved = false; // since it was pressed
    Time m_anchor; // where a brush began, or what is under the mouse while panning
    bool m_cursorShown = false; // the keyboard is in use
    Time m_cursor;
    Time m_brushAnchor; // of the keyboard's brush

    std::vector<Flag> m_flags;
    std::vector<QRect> m_cloths; // where they were drawn
    int m_dragged = -1; // the flag being moved, by mouse or keys
    bool m_byKeys = false;
    int m_chosen = -1; // the flag that the keys move; -1: they move the cursor
    Time m_target; // where the dragged flag is
    QString m_preview;
};

} // namespace tapedeck
