// A filter at work on one queue: looks at its messages step by step, from the oldest to the newest, and then at those
// that come. Holds nobody up: each step is asked for when the one before has been answered. GUI thread.
#pragma once

#include "ui/client/engine_client.h"
#include "ui/models/match_list.h"

#include <QElapsedTimer>
#include <QObject>

namespace tapedeck {

class MessageSearch : public QObject {
    Q_OBJECT
public:
    using Matches = std::shared_ptr<const MatchList>;

    explicit MessageSearch(EngineClient& client, QObject* parent = nullptr);

    // Begins again. A filter that matches everything, or no queue: nothing is searched.
    void start(QueueNo queue, const Filter& filter);
    bool active() const { return m_queue.value != 0; }
    QueueNo queue() const { return m_queue; }
    // Not null while active. The same object grows until the search is started again.
    const Matches& matches() const { return m_shared; }

    // Messages are still to be looked at; false too when it was stopped.
    bool running() const { return m_token != 0; }
    bool stopped() const { return m_stopped; }
    // Stays where it is until it is told to go on.
    void stop();
    void resume();
    // Of the messages that are there: how many were looked at, and how many there are.
    uint64_t looked() const;
    uint64_t total() const;
    // Bytes of messages per second since the start; 0 when nothing was read.
    double bytesPerSecond() const;
    // Messages whose stored bytes are damaged: nobody knows whether they match.
    uint64_t damaged() const { return m_damaged; }

Q_SIGNALS:
    void started(); // other matches(); or none any more
    void grew(); // matches came, or old ones went
    void progressed(); // running(), looked(), total() differ
    void failed(const QString& text);

private:
    void onSnapshot();
    void ask();
    void onStep(const SearchStep& step);

    EngineClient& m_client;
    QueueNo m_queue;
    Filter m_filter;
    std::shared_ptr<MatchList> m_matches;
    Matches m_shared;
    MessageId m_first, m_next, m_head;
    uint64_t m_token = 0;
    uint64_t m_bytes = 0, m_damaged = 0;
    qint64 m_spentMs = 0; // waiting for answers
    QElapsedTimer m_asked;
    bool m_stopped = false;
};

} // namespace tapedeck
