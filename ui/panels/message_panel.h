// The centre: timeline strip, pause notice, and the table of the current queue's messages, with what can be done to a
// message. GUI thread.
#pragma once

#include "ui/models/window_context.h"
#include "ui/views/row_view.h"

#include <QAction>
#include <QHash>
#include <QWidget>

#include <map>

namespace tapedeck {

class MessageSource;
class MessageTable;
class NoticeBar;
class Seeker;
class TimelineStrip;

class MessagePanel : public QWidget {
    Q_OBJECT
public:
    // Bodies copied at once, and their bytes together: what a clipboard still takes gladly.
    static constexpr int64_t kCopyRowsMax = 1000;
    static constexpr uint64_t kCopyBytesMax = 16 << 20;

    MessagePanel(WindowContext& context, Seeker& seeker, QWidget* parent = nullptr);

    MessageTable* table() const { return m_table; }
    TimelineStrip* timeline() const { return m_timeline; }
    // Shows the message at an id or time of the current queue.
    void goTo(const SeekTarget& target);

    QAction *tail, *copyBody, *copyId, *replaySelection, *first, *last;

Q_SIGNALS:
    void replayRequested(tapedeck::MessageId first, tapedeck::MessageId last);
    void counted(const QString& shown, const QString& selected);

private:
    void makeActions();
    void onPause();
    void onCurrentMessage();
    void copySelectedBodies();
    void showMenu(const QPoint& at);
    void refreshTimeline();
    void askFlagTime(const ChannelStats& channel);
    Time approximateTime(MessageId id) const;
    void count();

    WindowContext& m_context;
    Seeker& m_seeker;
    MessageSource* m_source;
    TimelineStrip* m_timeline;
    NoticeBar* m_notice;
    MessageTable* m_table;
    struct FlagTime {
        MessageId cursor;
        Time time;
        bool asking = false;
    };
    std::map<std::string, FlagTime> m_flagTimes;
};

} // namespace tapedeck
