// What a replay would do, without doing it: which messages it plays, and how long that takes. Asks the engine for the
// ids of times, and for the times of the first and the last message. GUI thread; never waits.
#pragma once

#include "ui/client/engine_client.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace tapedeck {

class ReplayEstimate : public QObject {
    Q_OBJECT
public:
    // Typing goes on for so long before it is worth to ask.
    static constexpr int kSoonMs = 120;

    explicit ReplayEstimate(EngineClient& client, QObject* parent = nullptr);

    // Another replay is thought of; nothing is known until changed() comes.
    void think(const std::shared_ptr<const QueueView>& source, const ReplayRequest& request);
    void forget();

    bool known() const { return m_known; }
    MessageId first() const { return m_first; }
    MessageId end() const { return m_end; } // excluded
    uint64_t count() const { return m_end > m_first ? m_end - m_first : 0; }
    Time firstTime() const { return m_firstTime; } // of the messages; 0 when they could not be had
    Time lastTime() const { return m_lastTime; }
    // Of one pass. Nothing where it depends on the target, or on who steps.
    std::optional<Duration> takes(const ReplaySpeed& speed) const;

Q_SIGNALS:
    void changed();

private:
    void ask();
    void found(uint64_t thought, bool isEnd, const ActionAnswer& answer);
    void askTimes();

    EngineClient& m_client;
    QTimer m_soon;
    uint64_t m_thought = 0; // answers to older ones are void
    QueueNo m_queue;
    ReplayRequest m_request;
    int m_lookups = 0;
    bool m_known = false;
    MessageId m_first, m_end;
    Time m_firstTime, m_lastTime;
};

} // namespace tapedeck
