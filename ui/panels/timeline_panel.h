// When the messages of the current queue came: the strip, and all that it shows, asked from the engine; its brush is a
// term of the filter. Knows no other panel. GUI thread; never waits.
#pragma once

#include "ui/models/timeline_scale.h"
#include "ui/models/window_context.h"

#include <QAction>
#include <QTimer>
#include <QWidget>

#include <memory>

class QMenu;

namespace tapedeck {

class BrushFilter;
class HistogramSource;
class MatchList;
class MessageTimes;
class Seeker;
class TimelineStrip;

class TimelinePanel : public QWidget {
    Q_OBJECT
public:
    TimelinePanel(WindowContext& context, Seeker& seeker, QWidget* parent = nullptr);

    TimelineStrip* strip() const { return m_strip; }
    TimeRange brush() const;
    // What the table shows; last < first: nothing.
    void setVisibleTimes(tapedeck::Time first, tapedeck::Time last);
    // The messages that match the filter, drawn over the others; null: nothing is filtered. Whoever has them calls
    // matchesGrew() when they did.
    void setMatches(std::shared_ptr<const MatchList> matches);
    void matchesGrew();
    // Puts what can be done with the brush and the view into a menu.
    void fill(QMenu& menu) const;

    QAction *zoomToBrush, *replayBrush, *copyRange, *clearBrush, *showAll, *zoomIn, *zoomOut;

Q_SIGNALS:
    void jumpRequested(tapedeck::Time time);
    void replayRequested(const tapedeck::TimeRange& range);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void makeActions();
    void lay();
    void showMenu(const QPoint& at);
    void onBrush();
    void followQueue();
    void refresh();
    void refreshFlags(const QueueView& queue);
    void refreshTicks();
    void refreshPlayheads(const QueueView& queue);
    void countMatches();

    WindowContext& m_context;
    Seeker& m_seeker;
    TimelineStrip* m_strip;
    HistogramSource* m_counts;
    MessageTimes* m_times;
    BrushFilter* m_brush;
    std::shared_ptr<const MatchList> m_matches;
    QTimer m_matchesLater;
    bool m_refreshing = false; // the view goes with the queue; nobody moved it
};

} // namespace tapedeck
