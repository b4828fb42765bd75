// When the messages of the current queue came: the strip, and all that it shows, asked from the engine. Knows no other
// panel. GUI thread; never waits.
#pragma once

#include "ui/models/window_context.h"

#include <QWidget>

#include <map>

namespace tapedeck {

class Seeker;
class TimelineStrip;

class TimelinePanel : public QWidget {
    Q_OBJECT
public:
    TimelinePanel(WindowContext& context, Seeker& seeker, QWidget* parent = nullptr);

    TimelineStrip* strip() const { return m_strip; }
    // What the table shows; last < first: nothing.
    void setVisibleTimes(tapedeck::Time first, tapedeck::Time last);

Q_SIGNALS:
    void jumpRequested(tapedeck::Time time);

private:
    void refresh();
    void refreshFlags(const QueueView& queue);
    void askFlagTime(const QueueView& queue, const ChannelStats& channel);

    WindowContext& m_context;
    Seeker& m_seeker;
    TimelineStrip* m_strip;
    struct FlagTime {
        MessageId cursor;
        Time time;
        bool asking = false;
    };
    std::map<std::string, FlagTime> m_flagTimes;
};

} // namespace tapedeck
