// Points over time with axes; the one under the mouse, or moved to by the arrow keys, is read out, and can be chosen.
// GUI thread. Only draws; knows nothing of messages but their numbers.
#pragma once

#include "ui/models/plot_points.h"
#include "ui/models/time_text.h"

#include <QWidget>

namespace tapedeck {

class PlotView : public QWidget {
    Q_OBJECT
public:
    explicit PlotView(QWidget* parent = nullptr);

    // In order of time.
    void setPoints(std::vector<PlotPoint> points);
    const std::vector<PlotPoint>& points() const { return m_points; }
    void setZone(Zone zone);
    // Drawn while there is no point.
    void setEmptyText(const QString& text);
    // Number of the point that is read out; -1: none.
    int current() const { return m_current; }
    QString readout() const; // of it
    QPointF place(size_t point) const; // where it is drawn
    QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(tapedeck::MessageId id);
    void currentChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void setCurrent(int point);
    void measure();
    QRectF plotArea() const;
    double x(Time time) const;
    double y(double value) const;
    int nearest(const QPointF& at) const;
    void paintAxes(QPainter& painter) const;

    std::vector<PlotPoint> m_points;
    double m_low = 0, m_high = 1;
    Time m_from, m_until;
    Zone m_zone = Zone::local;
    QString m_emptyText;
    int m_current = -1;
};

} // namespace tapedeck
