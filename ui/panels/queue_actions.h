// Everything that can be done with the current queue or channel, as actions for menus and shortcuts. GUI thread.
// Acts on Current, or on several queues and channels when they are selected.
#pragma once

#include "ui/models/window_context.h"
#include "ui/panels/discarder.h"

#include <QAction>

class QMenu;

namespace tapedeck {

class QueueActions : public QObject {
    Q_OBJECT
public:
    QueueActions(WindowContext& context, QWidget* window);

    using Target = Discarder::Target;
    // What is selected. More than one: pause, purge and delete are about all of them.
    void setTargets(std::vector<Target> targets);

    // Fills a menu with what applies to the current queue or channel.
    void fill(QMenu& menu) const;

    QAction *newQueue, *newChannel, *seek, *pause, *replay, *replayDead, *publish, *exportMessages, *copyName, *purge,
        *remove;

Q_SIGNALS:
    void seekRequested();
    void replayRequested();
    void publishRequested();
    void exportRequested(const std::vector<tapedeck::QueueNo>& queues);

private:
    QAction* add(const QString& text, const char* icon, const QString& shortcut, void (QueueActions::*run)());
    void refresh();
    void createQueue();
    void createChannel();
    void togglePause();
    void requeueDead();
    void copy();
    void askExport();
    void purgeCurrent();
    void deleteCurrent();
    void discardCurrent(Discarder::Deed deed);
    const ChannelStats* channel(const QueueView& queue) const;
    bool many() const { return m_targets.size() > 1; }
    std::vector<Target> chosenTargets() const; // that are still there
    void pauseMany();

    WindowContext& m_context;
    QWidget* m_window;
    Discarder m_discarder;
    std::vector<Target> m_targets;
};

} // namespace tapedeck
