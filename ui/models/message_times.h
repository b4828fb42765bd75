// The times of single messages that the timeline marks: the cursors of channels, dead letters, and messages that
// somebody has marked. Asks the engine for what it does not know, some at a time. GUI thread; never waits.
#pragma once

#include "ui/client/engine_client.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tapedeck {

class MessageTimes : public QObject {
    Q_OBJECT
public:
    // Of dead letters, and of marks: more ticks than these cannot be told apart.
    static constexpr size_t kTicksMax = 1'000;
    // Channels that grow dead letters are asked about this often.
    static constexpr int kEveryMs = 500;

    explicit MessageTimes(EngineClient& client, QObject* parent = nullptr);

    // Forgets everything.
    void setQueue(QueueNo queue);
    // What the newest snapshot says.
    void note(const QueueView& queue, const Broker::Marks& marks);
    // Nobody looks: nothing is asked.
    void setShown(bool shown);

    // Nothing while it is not known; it is asked for then, and changed() follows.
    std::optional<Time> timeOf(MessageId id);
    std::vector<Time> deadTimes();
    std::vector<Time> markTimes();

Q_SIGNALS:
    void changed();

private:
    std::vector<Time> timesOf(const std::vector<MessageId>& ids);
    void askTimes();
    void askDead();

    EngineClient& m_client;
    QueueNo m_queue;
    bool m_shown = false;
    std::unordered_map<uint64_t, Time> m_times; // never() for those that are gone
    std::vector<MessageId> m_wanted;
    uint64_t m_timesToken = 0, m_deadToken = 0;
    QTimer m_timesSoon, m_deadSoon;
    struct Dead {
        uint64_t count = 0; // as the snapshot says
        uint64_t listed = 0; // what it said when they were listed
        std::vector<MessageId> ids;
    };
    std::map<std::string, Dead> m_dead; // by channel
    Broker::Marks m_marks; // those of all queues
    std::vector<MessageId> m_marked;
};

} // namespace tapedeck
