// Everything that can be done with the current queue or channel, as actions for menus and shortcuts. GUI thread.
// Acts on Current, or on several queues and channels when they are selected; asks before what cannot be undone.
#pragma once

#include "ui/models/window_context.h"

#include <QAction>

class QMenu;

namespace tapedeck {

class QueueActions : public QObject {
    Q_OBJECT
public:
    QueueActions(WindowContext& context, QWidget* window);

    struct Target {
        QueueNo queue;
        std::string channel; // empty: the queue
        bool operator==(const Target&) const = default;
    };
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
    void purgeChannel(const QueueView& queue, const ChannelStats& on);
    void deleteCurrent();
    void deleteChannel(const QueueView& queue, const ChannelStats& on);
    void undoDeleteChannel(QueueNo queue, const ChannelStats& was);
    const ChannelStats* channel(const QueueView& queue) const;
    bool many() const { return m_targets.size() > 1; }
    std::vector<Target> chosenTargets() const; // that are still there
    void pauseMany();
    void purgeMany();
    void deleteMany();
    bool confirm(const QString& title, const QString& consequences, const QString& verb, const std::string& name);

    WindowContext& m_context;
    QWidget* m_window;
    std::vector<Target> m_targets;
};

} // namespace tapedeck
