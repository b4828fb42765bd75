// Asks the engine for the counts of the timeline: one question at a time, the newest wish wins, and not again while
// nothing has changed or nobody looks. GUI thread; never waits.
#pragma once

#include "ui/client/engine_client.h"
#include "ui/models/timeline_scale.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace tapedeck {

class HistogramSource : public QObject {
    Q_OBJECT
public:
    // A growing queue is asked about this often: faster than bars can be read is of no use.
    static constexpr int kEveryMs = 300;

    explicit HistogramSource(EngineClient& client, QObject* parent = nullptr);

    // Forgets everything, also where the queue is the same: another engine may have it.
    void setQueue(QueueNo queue);
    // The buckets in the view. `atOnce`: somebody has moved it, and waits; else it only goes with the queue.
    void want(const BucketGrid& grid, bool atOnce);
    // What the newest snapshot says of the queue.
    void note(const QueueStats& stats);
    // Nobody looks: nothing is asked.
    void setShown(bool shown);

Q_SIGNALS:
    void counted(const tapedeck::BucketCounts& counts);

private:
    // What an answer depends on.
    struct Wish {
        BucketGrid grid;
        MessageId first, head;
        bool operator==(const Wish&) const = default;
    };
    void consider();
    void ask();

    EngineClient& m_client;
    QueueNo m_queue;
    Wish m_wish, m_asked;
    bool m_shown = false, m_atOnce = false;
    uint64_t m_token = 0; // of the question on its way
    QElapsedTimer m_lastAsked;
    QTimer m_again;
};

} // namespace tapedeck
