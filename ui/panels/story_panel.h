// How a message came to where it is: published, then what each channel did with it, and what it does now, with the time
// left counted down, and what can be done about it. GUI thread. Asks only while it is visible; ticks only while
// something is in flight or delayed.
#pragma once

#include "ui/models/window_context.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QAction;
class QLabel;
class QTreeWidget;

namespace tapedeck {

class StoryPanel : public QWidget {
    Q_OBJECT
public:
    explicit StoryPanel(WindowContext& context, QWidget* parent = nullptr);

    // The message that is shown; id 0: none. `published` and `delay` are its own.
    void setMessage(QueueNo queue, MessageId id, Time published, Duration delay);
    // For tests: another clock than the machine's.
    void setClock(std::function<Time()> clock);

    QTreeWidget* tree() const { return m_tree; }
    const MessageStory& story() const { return m_story; }
    bool ticking() const { return m_tick.isActive(); }
    QAction *release, *acknowledge, *deliverAgain, *removeLetter;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void makeActions();
    void ask();
    void askSoon();
    void onSnapshot(const SnapshotPtr& before, const SnapshotPtr& now);
    void show(const MessageStory& story);
    void fillTree();
    void chooseLine();
    void tick();
    void refreshActions();
    // The state in the channel that is chosen; null if none is.
    const MessageStory::Standing* standing() const;
    template <typename A>
    void act(const QString& done);

    WindowContext& m_context;
    QTreeWidget* m_tree;
    QLabel* m_note;
    QTimer m_tick, m_soon;
    std::function<Time()> m_clock;
    QueueNo m_queue;
    MessageId m_id;
    Time m_published;
    Duration m_delay;
    MessageStory m_story;
    uint64_t m_token = 0;
    bool m_stale = false;
};

} // namespace tapedeck
